"""The authors of an article, from schema.org, meta tags, the byline element, and the lines below the title, in this order."""

import re
from collections.abc import Callable
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks import words_in
from pipelines.extraction.date_lines import stands_beside
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.phrases import is_date_line, joined_words, names_in
from pipelines.extraction.tree import count_words

# Recognition of persons' names in a byline, as opposed to buttons, sections, desks, agencies and their codes.

_MOST, _LONGEST, _MOST_CASELESS = 5, 60, 2  # words and letters of a name; words of a name in a script without capitals
# White space before a mark is matched from its first space only; otherwise matching would take quadratic time.
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
# Labels in Chinese and Japanese bylines, before and after the names.
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
# Words in names of offices, desks, agencies, sections and buttons, and hardly ever in persons' names.
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
    """Return the names of persons in a byline ("By Jane Doe and John Roe, Staff Writers"; «Автор: Айгүл Сапарқызы»), in order."""
    if "://" in raw:
        return []
    line = " ".join(word for word in unescape(raw).split() if "@" not in word)[:400]
    names = [name for piece in _BETWEEN.split(_without_label(line.strip())) if (name := _bare(piece)) and _is_person(name)]
    return list(dict.fromkeys(names))


def _is_person(name: str) -> bool:
    """Return whether the words look like a person's name: two to five capitalised words, or a name in a script without capitals."""
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


_AFTER_AUTHOR = re.compile(r"(?:авторы?|автор текста|авторы|мәтін|дайындаған)\s*:\s*([^\W\d_]+(?:[-’'][^\W\d_]+)?(?:\s[^\W\d_]\.)?\s[^\W\d_]+)", re.I)
_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "cxenseparse:author",
    "writer",
)
_WRITER = re.compile(r"(?:^|[\s_-])writer(?:$|[\s_-])")
_MARKUP = re.compile(r"<[^<>]{0,100}>")
_LABELLED = re.compile(r"(?:by|авторы?|автор текста)(?:\s*:\s*|\s)\S", re.I)
_MOST_AUTHORS = 20  # authors
_LOOKED_AT = 20  # elements named like this that are checked
_LONGEST_NAME = 16  # words of a byline
_FOOT = 30  # words of a footer that is a byline
_START = 40  # letters of a title by which its heading is recognised
_AROUND_NAME, _SHARED_LEVELS = 12, 3  # levels: of ancestors of a byline, and up to an ancestor of two bylines
_LABELLED_LETTERS = 120
_LABEL = 3  # words before a name that may still label it as the author's
_CLOSE = 4  # ancestor levels of a name that may be outside the article
_NEAR = 60  # elements after the main heading: date, by-line, counters, share bar, cover


def unescaped_line(text: object) -> str:
    return " ".join(unescape(text).split()) if isinstance(text, str) else ""


def authors_of(tree: HtmlElement, stated: list[str], owners: tuple[str, ...], url: str, title: str) -> tuple[str, ...]:
    """Return the authors: persons, never the site, its desks or an agency. schema.org comes first, then meta tags, then the byline."""
    host = re.sub(r"^www\.", "", urlsplit(url).hostname or "").lower()
    owner_names = {joined_words(owner) for owner in (*owners, host, host.rsplit(".", 1)[0])} - {""}
    claims: tuple[Callable[[], list[str]], ...] = (
        lambda: stated,
        lambda: _meta_authors(tree),
        lambda: _marked_authors(tree, title),
        lambda: _authors_near_heading(tree, title),
    )
    for claim in claims:
        good = [name for raw in claim() for name in persons_in(raw) if joined_words(name) not in owner_names and not is_date_line(name)]
        if good:
            return tuple(_once(good))[:_MOST_AUTHORS]
    return ()


def _meta_authors(tree: HtmlElement) -> list[str]:
    """Return the contents of the first kind of meta element that names authors. Scientific papers have one element per author."""
    contents: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        contents.setdefault((meta.get("property") or meta.get("name") or "").strip().lower(), []).append(
            meta.get("content") or meta.get("value") or ""
        )
    return [_MARKUP.sub("", raw) for name in _METAS for raw in contents.get(name, ())]


def _once(names: list[str]) -> list[str]:
    """Return the names without duplicates that differ only in capitals or marks."""
    distinct: dict[str, str] = {}
    for name in names:
        distinct.setdefault(joined_words(name), name)
    return list(distinct.values())


def _marked_authors(tree: HtmlElement, title: str) -> list[str]:
    """Return the names in elements named as bylines, with adjacent ones that name further persons.

    Elements after the main heading are preferred, above all those in its <article>. Comments, side columns and cards of other articles are left out.
    """
    marked = [element for element in tree.iter() if _is_marked(element) and not any(map(_is_comment, (element, *element.iterancestors())))]
    heads = [
        place for place, element in enumerate(marked) if element.tag == "h1" and unescaped_line(element.text_content()).startswith(title[:_START])
    ]
    start = heads[0] if heads and title else 0
    article = next(marked[start].iterancestors("article"), None) if heads and title else None
    own = {around for element in [*marked, *tree.iter("body")] if element.tag in ("h1", "body") for around in (element, *element.iterancestors())}
    first: HtmlElement | None = None
    authors: list[str] = []
    ordered = sorted((*marked[start:], *marked[:start]), key=lambda candidate: article is not None and article not in candidate.iterancestors())
    for element in [candidate for candidate in ordered if candidate.tag != "h1"][:_LOOKED_AT]:
        if first is not None and not {*islice(first.iterancestors(), _SHARED_LEVELS)} & {*islice(element.iterancestors(), _SHARED_LEVELS)}:
            continue
        if first is not None and article in first.iterancestors() and article not in element.iterancestors():
            continue  # belongs to the next article
        if names := _names_of(element, own):
            first = element if first is None else first
            authors += names
    return authors


def _is_marked(element: HtmlElement) -> bool:
    """Return whether it is a main heading, or its names say that it contains an author."""
    classes = element.get("class")
    if classes is not None and ("author" in classes or "byline" in classes or _WRITER.search(classes) or _is_name_before_date(element, classes)):
        return True
    return element.tag == "h1" or "author" in (element.get("rel"), element.get("itemprop"))


def _is_name_before_date(element: HtmlElement, text: str) -> bool:
    """Return whether it is a "name" directly followed by a date."""
    behind = element.getnext() if text == "name" else None
    return behind is not None and "date" in behind.get("class", "")


def _is_comment(element: HtmlElement) -> bool:
    return "comment" in element.get("class", "")


def _names_of(element: HtmlElement, own: set[HtmlElement]) -> list[str]:
    """Return the persons that an element names, in its whole text or in its inner elements one by one.

    Ancestors of a main heading (`own`) always belong to the article, whatever their names.
    """
    if count_words(element, _LONGEST_NAME) > _LONGEST_NAME or any(
        map(_is_beside, (ancestor for ancestor in islice(element.iterancestors(), _AROUND_NAME) if ancestor not in own))
    ):
        return []
    return persons_in(unescaped_line(element.text_content())) or persons_in("\n".join(element.itertext()))


def _is_beside(around: HtmlElement) -> bool:
    """Return whether it is outside the article. A footer or box with little more than the byline belongs to the article."""
    return stands_beside(around) and not (around.tag in ("footer", "nav", "aside") and count_words(around, _FOOT) <= _FOOT)


def _authors_near_heading(tree: HtmlElement, title: str) -> list[str]:
    """Return names that are alone or after "Автор:", between the title on the page and the first paragraph."""
    body = tree.find("body")
    elements = iter(body.iter() if body is not None else ())
    start = title[:_START]
    heading = next((element for element in elements if start and _says(element, start)), None)
    if heading is None:
        return []
    around = {*heading.iterancestors()}
    authors: list[str] = []
    for _, element in zip(range(_NEAR), elements, strict=False):
        if _LABELLED.match(behind := unescaped_line(element.tail)[:_LABELLED_LETTERS]) and (signed := persons_in(behind)):
            return signed
        own = unescaped_line(element.text) if element.tag not in ("script", "style") else ""
        if words_in(own) >= 12:
            break
        if name := _AFTER_AUTHOR.match(unescaped_line(element.text_content())[:_LABELLED_LETTERS] if own or element.tag == "div" else ""):
            return [name[1]]
        # A person named in the headline is the subject of the article.
        authors.extend(name for name in names_in(own) if name not in title and not _is_of_other(element, around))
    return authors[:1]


def _says(element: HtmlElement, start: str) -> bool:
    return bool(element.text) and unescaped_line(element.text).startswith(start) and element.tag not in ("a", "script", "style")


def _is_of_other(element: HtmlElement, around: set[HtmlElement]) -> bool:
    """Return whether a name is outside the article, or is a link in a sentence. Ancestors of the heading count as inside."""
    parent = element.getparent()
    in_sentence = parent is not None and element.tag == "a" and words_in(unescaped_line(parent.text)) > _LABEL
    return in_sentence or any(stands_beside(ancestor) for ancestor in islice(element.iterancestors(), _CLOSE) if ancestor not in around)
