"""Which words of a by-line are the name of a person. Buttons, sections, desks, agencies and their codes are none."""

import re
from html import unescape

from pipelines.extraction.markup_names import name_set

_MOST, _LONGEST, _MOST_CASELESS = 5, 60, 2  # words and letters of a name; words of one without capitals
# White space before a mark is read from its first space only; from each of them it would be read again and again.
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:[,;/|&•·\n，、；│]|\s[–—-]\s)\s*|(?<!\s)\s+(?:и|және|and|und|et|y)\s+")
_BEFORE = re.compile(
    r"[\W_]*+(?:(?:авторы?|авторлары?|автор\sтекста|текст|мәтін|дайындаған|жазған|әзірлеген|подготовила?|беседовала?|written\sby|reported\sby|story\sby|analysis\sby"
    r"|opinion\sby|words\sby|von|por|par|door|by|author|text)(?:\s*[:：]|\s)\s*|by(?=[A-ZА-Я][a-zа-я]))",
    re.I,
)
_BY_GLUED = re.compile(r"By(?=[A-Z])")  # "ByABC News", "ByJane Doe"
_BEHIND = re.compile(r"(?<!\s)\s+(?:(?:от|on|in|for|at|from|via|für|aus|pour|para|updated|published|posted)\b.*|\(.*)$", re.I | re.S)
_BRACKETS = "[]【】《》〈〉 "
_AROUND = " ,;.:–—-|*" + _BRACKETS
# What a Chinese or Japanese by-line calls its people, before and behind the names.
_EAST_BEFORE = re.compile(r"(?:文|取材・文|作者|著者|筆者|翻訳者?|编辑|編集|记者|記者|撰文|作成)\s?[:：●/／=＝]\s?")
_EAST_BEHIND = re.compile(r"(?<=\S)\s(?:著|訳|監訳|監修|編|文|記者|记者|翻訳)$")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'ʼ‘`.·][^\W\d_]+)*\.?")
_CASELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,12}|[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0fff]{2,30}")
_GLUED = re.compile(r"[^\W\d_]{3}[a-zа-яё][A-ZА-ЯЁ][a-zа-яё]")  # "DoeContributor", and not "MacDonald"
_PARTICLES = name_set(
    "de da do dos das del della di du des den der van von zu zum zur la le los el al bin ibn ben y e af av ter ten "
    "оглы оғлы кызы қызы ұлы улы uly uli qyzy kyzy ogly ön"
)
_BUTTONS = re.compile(
    r"(?:read|see|view|find|learn|show|load|click|close|log|sign|follow|share|subscribe|contact|email|more|about|our|all|the|local|latest|top|breaking|get|join"
    r"|watch|listen|most|related|special|guest|posted|updated|published|no|your|my|a|an"
    r"|все|читать|подробнее|войти|поделиться|главная|другие|ещё|еще|барлық|толығырақ|оқу|кіру|бөлісу)\b",
    re.I,
)
# Words of which a name of an office, a desk, an agency, a section or a button consists, and a name of a person hardly ever.
_NO_PERSON = name_set(
    "news newsroom newsdesk editor editors editorial editorials staff team desk reporter reporters correspondent correspondents writer writers contributor contributors "
    "contributing columnist columnists producer press media agency agencies service services wire wires bureau network magazine times daily journal tribune herald "
    "gazette online digital reuters afp ap associated bloomberg interfax getty images photo photos photographer photographers video videos login log sign subscribe share "
    "facebook twitter instagram telegram whatsapp politics political business sport sports culture opinion opinions society technology tech science entertainment lifestyle travel health finance "
    "economy world national international stories articles guest user superuser moderator admin administrator author authors by and university institute foundation department ministry office council company "
    "group association committee board radio tv television channel website web site com inc ltd corporation commission community analyst analysts expert special "
    "redaktion agentur dpa sid apa sda onlineredaktion online-redaktion redaktionsnetzwerk redacción redazione rédaction redactie agencia agence nachrichten deutschland "
    "редакция редакции редактор редакторы корреспондент корреспонденты служба службы пресс-служба пресс отдел агентство информагентство информация новости новостей политика общество спорт культура "
    "экономика происшествия мнение мир журналист журналисты автор авторы админ администратор модератор фото видео источник газета газеты сайт портал журнал канал телеканал радио тасс риа "
    "интерфакс казинформ казтаг министерство акимат департамент управление комитет прокуратура полиция центр университет фонд компания группа материал материалы статьи статья "
    "қазақпарат тілші тілшісі тілшілер редакциясы редакторы агенттігі агенттік жаңалықтар жаңалық қоғам саясат мәдениет экономика баспасөз қызметі қызмет газеті газет порталы портал "
    "сайты сайт журналы арнасы арна телеарна министрлігі әкімдігі департаменті басқармасы басқарма комитеті полиция университеті қоры орталығы авторы әкімші оқырман жарнама"
)


def persons_in(raw: str) -> list[str]:
    """The names of persons in a by-line ("By Jane Doe and John Roe, Staff Writers"; «Автор: Айгүл Сапарқызы»), in their order."""
    if "://" in raw:
        return []
    line = " ".join(word for word in unescape(raw).split() if "@" not in word)[:400]
    found = [name for piece in _BETWEEN.split(_without_label(line.strip())) if (name := _bare(piece)) and is_person(name)]
    return list(dict.fromkeys(found))


def is_person(name: str) -> bool:
    """Whether the words look like the name of a person: two to five words with capitals, or a name in a script without them."""
    words = name.split()
    if not words or len(words) > _MOST or len(name) > _LONGEST or _BUTTONS.match(name):
        return False
    if len(words) <= _MOST_CASELESS and all(map(_CASELESS.fullmatch, words)):
        return True
    if len(words) < 2 or not all(map(_TOKEN.fullmatch, words)) or any(map(_GLUED.search, words)):
        return False
    if any(part in _NO_PERSON for word in words for part in (word.lower().rstrip("."), *word.lower().split("-"))):
        return False
    capitals = [word for word in words if word.lower() not in _PARTICLES or word[0].isupper()]
    return len(capitals) >= 2 and all(word[0].isupper() for word in capitals) and any(len(word.rstrip(".")) > 2 for word in capitals)


def _without_label(text: str) -> str:
    label = _BEFORE.match(text)
    return _BY_GLUED.sub("", text[label.end() :] if label else text, count=1)


def _bare(piece: str) -> str:
    text = " ".join(_without_label(" ".join(piece.split())).split())
    text = _EAST_BEHIND.sub("", _EAST_BEFORE.sub("", text.strip(_BRACKETS), count=1))
    return _BEHIND.sub("", text).strip(_AROUND + " ") + ("." if re.search(r"(?<![^\W\d_])[^\W\d_]\.$", text.strip()) else "")
