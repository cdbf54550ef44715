"""Lines that are never part of an article, in Kazakh, Russian and English. Only their words identify them: the markup is a plain paragraph.

Every pattern must match from the beginning of the line and has a limit in words. So a sentence of an article about a Telegram channel, a photo or a
comment stays.
"""

import re

_FLAGS = re.I | re.X
# Quotes, bullets and the like before the words of a line. The bound avoids quadratic time on a line that consists only of marks.
_MARKS = r"[\W_]{0,40}"


def _starts(limit: int, pattern: str) -> tuple[int, re.Pattern[str]]:
    return limit, re.compile(rf"{_MARKS}(?:{pattern})", _FLAGS)


def _whole(limit: int, pattern: str) -> tuple[int, re.Pattern[str]]:
    return limit, re.compile(rf"{_MARKS}(?:{pattern})[\W\d_]*$", _FLAGS)


_ALSO_WORDS = r"""
    читай(?:те)?\s(?:также|ещ[её]|нас|по\sтеме|другие|далее)|читать\s(?:также|ещ[её]|далее|по\sтеме)|смотри(?:те)?\s(?:также|ещ[её])|см\.?\sтакже
    |(?:ещ[её]|материалы?|новости|статьи|подробнее)\sпо\s(?:этой\s)?теме|по\sтеме|ранее\sпо\sтеме|вам\sможет\sбыть\sинтересно|это\sинтересно|рекомендуем
    |оқи\sотыр\S*|тағы\s(?:да\s)?(?:оқы|қара)\S*|(?:сондай|сонымен)[-\s](?:ақ|қатар)\sоқы\S*|осы\sтақырып\S*|тақырыпқа\sорай
    |тақырып\sбойынша\s(?:жаңа|тағы)\S*|оқуға\sкеңес\S*|сізге\sқызықты\sболуы\S*(?:\sмүмкін)?
    |read\s(?:also|more|next)|also\sread|see\salso|related\s(?:stor|news|article|topic|content|cover)\w*|more\s(?:on\sthis|stories|from|news)
    |you\smay\salso(?:\s(?:like|be\sinterested\sin))?|don.t\smiss|recommended\sfor(?:\syou)?
"""
# A headline or nothing follows them; a small letter continues a sentence ("Читать также умели не все").
_ALSO = rf"(?:{_ALSO_WORDS})\s*(?:$|[\W_]*(?-i:[^\W\d_a-zа-яёәғқңөұүһі]|\d)|[:：–—|»>→])"
# Headings of lists of other articles and of comments: what follows them is not part of the article.
_MORE = r"""
    (?:похожие|другие|последние|свежие|главные|популярные|новые|актуальные|близкие|связанные|предыдущие|следующие)\s(?:новости|материалы|статьи|записи|публикации|посты|темы)
    |самое\s(?:читаемое|популярное|интересное|обсуждаемое)|популярное|лента\sновостей|новости\sпартн[её]ров|топ\sновостей|сейчас\sчитают|выбор\sредакции|главное\s(?:за|сегодня)\S*(?:\s\S+)?
"""
_COMMENTS = r"""
    комментарии|комментарий|нет\sкомментариев|\d+\sкомментари\w+|комментировать|обсуждение|добавить\sкомментарий|оставить\sкомментарий|оставьте\sкомментарий|написать\sкомментарий
    |пікірлер|пікір\s(?:қалдыру|жазу|қосу)|пікір\sжоқ|\d+\sпікір|талқылау
    |comments|leave\sa\s(?:comment|reply)|post\sa\scomment|no\scomments
"""
_OTHERS = rf"""{_MORE}
    |(?:ұқсас|соңғы|басқа|өзге|танымал|көп\sоқылған|жаңа)\s(?:жаңалықтар|материалдар|мақалалар|жазбалар)|көп\sоқылғандар|ең\sкөп\sоқылған\S*|жаңалықтар\s(?:лентасы|таспасы)
    |(?:latest|most\sread|most\spopular|trending|popular)(?:\s(?:news|stories|posts|articles|now))?|related|top\sstories
"""
_PATTERNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    _starts(40, _ALSO),
    _whole(8, rf"{_OTHERS}|{_COMMENTS}"),
    # Credits and captions.
    _starts(14,
        r"(?:фото|фотографи[яи]|видео|сурет|суреттер|иллюстраци[яи]|коллаж|скрин(?:шот)?|кадр|инфографика|photos?|image|picture"
        r"|video|illustration|pic)\s*(?:(?:\w+\s)?(?::|©|/|\|)|[—–-]\s|by\b|courtesy)"
    ),
    _starts(12,
        r"(?:фото|видео|скрин(?:шот)?|кадр|иллюстративное\sфото|сурет)\s(?:из|с|со|взято|предоставлен\w*|автора|носит"
        r"|пресс-служб\w+|ашық|ғаламтор\w*|интернет\w*|иллюстратив\w*)"
    ),
    _starts(10, r"(?:фото|сурет|photo|©)\s?[(©@]"),
    # Sharing, printing, counting, moving on.
    _whole(6,
        r"поделиться(?:\s\S+){0,4}|поделись(?:\s\S+){0,4}|поделитесь(?:\s\S+){0,5}|бөлісу|бөлісіңіз|достарыңызбен\sбөлісіңіз"
        r"|share(?:\s(?:this|on|via|now)(?:\s\w+)*)?|tweet|retweet|facebook|twitter|вконтакте|одноклассники|whatsapp|telegram"
        r"|viber|instagram|youtube|tiktok|e-?mail|vk|ok"
    ),
    _starts(9, r"(?:поделиться|поделись|поделитесь|бөлісу|бөлісіңіз|share)\s*(?:\w+\s)?:"),
    _whole(6,
        r"(?:с?копировать\s(?:ссылку|текст)|сілтемені\sкөшіру|copy\slink|распечатать|печать|версия\sдля\sпечати|басып\sшығару"
        r"|print|отправить(?:\sдругу)?|жіберу|пожаловаться|ответить|жауап\sберу|reply)"
    ),
    _whole(6,
        r"(?:просмотр(?:ов|ы|а)?|прочитано|қаралды|қаралым|қарағандар|оқылды|оқығандар|views?|viewed|лайк\w*|нравится|рейтинг"
        r"|голосов)(?:\s?[:\s]\s?\d[\d\s]*(?:рет|раз|times?)?)?|\d[\d\s]*(?:просмотр\w*|рет\sқаралды|рет\sоқылды|қаралым|views?"
        r"|раз\sпрочитано)"
    ),
    _whole(8,
        r"(?:время\sчтения\s*:?\s*)?\d+\s(?:мин\w*\.?\s(?:чтения|оқу|чтение)|min(?:ute)?s?\s(?:read|to\sread))"
        r"|время\sчтения\s*:?\s*\d+\s\w+|оқу\sуақыты\s*:?\s*\d+\s\w+"
    ),
    _whole(5,
        r"подробнее|толығырақ|читать\s(?:далее|полностью)|толық\sоқу|read\smore|more|назад|артқа|back|наверх|жоғары|вверх"
        r"|главная|басты\sбет|home|далее|следующая|предыдущая|келесі|алдыңғы|next|previous|загрузить\sещ[её]|показать\sещ[её]"
        r"|тағы\sкөрсету|load\smore|show\smore|закрыть|жабу|close|меню|menu|поиск|іздеу|search|войти|кіру|log\s?in|sign\s(?:in"
        r"|up)|поиск\sпо\sсайту|сайттан\sіздеу|search\sthe\ssite|контакты|байланыс|contacts?|о\sредакции|редакция\sтуралы"
        r"|about\sus|ранее|бұрынырақ|older|принять|келісемін|accept|post"
    ),
    _whole(8,
        r"реклама|на\sправах\sрекламы|партн[её]рский\sматериал|жарнама(?:\sқұқығында)?|advertisement|sponsored(?:\scontent)?"
        r"|advertising|скрыть\sрекламу|реклама\sна\sсайте|сайттағы\sжарнама|advertise"
    ),
    _starts(10, r"количество\s(?:показов|просмотров|прочтений)\s*:?\s*\d"),
    _starts(25, r"(?:новость|материал|статью)\sотредактировал\w*\s*:|последн\w+\s(?:изменение|редактирование)\s*:?\s\S*\s?\d"),
    (12, re.compile(r"[{\[]/?[a-z][\w-]*(?:\s[^{}\[\]]*)?[}\]]$")),  # unreplaced plug-in placeholders: {loadposition …}, [adsense id=1]
    # Tags and sections.
    _starts(40,
        r"(?:т[еэ]ги|метки|ключевые\sслова|тегтер|кілт\sсөздер|tags?|topics|filed\sunder|tagged|рубрика|айдар|категори[яи]|санат"
        r"|categor(?:y|ies))\s*:"
    ),
    _whole(3, r"т[еэ]ги|метки|тегтер|tags|topics"),
    # Calls to subscribe.
    _starts(45,
        r"(?:\S+\s){0,12}?(?:подпи(?:шись|шитесь|сывайтесь|сывайся)|присоединяйтесь|вступайте|жазыл(?:ыңыз|ыңыздар)|қосыл(?:ыңыз"
        r"|ыңыздар))\b(?=.*(?:канал|телеграм|telegram|t\.me|инстаграм|instagram|facebook|whatsapp|вотсап|рассылк|страниц|аккаунт"
        r"|youtube|google|дзен|tiktok|групп|сообществ|чат|арна|парақша|жаңалық|push|уведомлени|на\sнас|бізге))"
    ),
    _starts(35, r"(?:\S+\s){0,3}?(?:арнамызға|парақшамызға|каналымызға|бетімізге|тобымызға)\s(?:жазыл|қосыл|тіркел)"),
    _starts(30,
        r"(?:(?:ещ[её]\s)?больше\s(?:новостей|информации)|(?:самые\s)?(?:важные|свежие|главные|срочные|оперативные)\sновости"
        r"|все\sновости|новости\s(?:\S+\s){0,3}теперь|следите\sза\s(?:нашими\s)?(?:новостями|событиями|нами)"
        r"|узнавайте\s(?:о\s)?новост|читайте\sнас|будьте\sв\sкурсе|подробнее\sв\sнашем)(?=.*(?:канал|телеграм|telegram|t\.me"
        r"|instagram|инстаграм|whatsapp|facebook|youtube|google|дзен|приложени|сайте))"
    ),
    _starts(30,
        r"(?:(?:ең\s)?(?:өзекті|маңызды|жедел|соңғы)\sжаңалықтар|барлық\sжаңалық|көбірек\sжаңалық"
        r"|жаңалықтардан\sқалыс)(?=.*(?:арна|telegram|instagram|whatsapp|facebook|парақша|сайт))"
    ),
    _starts(30,
        r"(?:follow|subscribe|join|sign\sup)\b(?=.*(?:\bour\b|\bus\b|newsletter|telegram|channel|whatsapp|inbox))|get\s(?:our"
        r"|the\s(?:latest|best))\b(?=.*(?:inbox|newsletter|email|telegram))|the\sweek\sin\syour\sinbox"
    ),
    _starts(30,
        r"получайте\s(?=.*(?:на\sпочту|рассылк|уведомлени))|(?:\S+\s){0,8}?поштаңызға\sжіберіп\sтұрамыз"
        r"|хотите\sполучать\s(?=.*новост)|(?:сообщить|прислать)\sновость|есть\sновость\?|жаңалық\sбөлісу"
        r"|(?:если\sу\sвас\sесть|есть\sчто\sрассказать|(?:если\s)?вы\sстали\s(?:свидетел|очевид))"
        r"(?=.*(?:пишите|напишите|присылайте|звоните|сообщ).*(?:whatsapp|вотсап|ватсап|telegram|телеграм|редакци|\d{3}))"
        r"|(?:\S+\s){0,4}?(?:жаңалығыңыз|айтарыңыз|хабарыңыз)\sболса(?=.*(?:жазыңыз|хабарласыңыз|жіберіңіз|whatsapp))"
    ),
    # Forms, faults, cookies, rights, imprint.
    _starts(25,
        r"(?:ваш\s(?:адрес\s)?(?:e-?mail|электронн)|обязательные\sполя|электрондық\sпошта(?:ңыз)?\sжариялан"
        r"|(?:сіздің\s)?e-?mail(?:-?\w*)?\sжариялан|your\semail\saddress\swill|required\sfields|чтобы\s(?:оставить|написать"
        r"|добавить)\sкомментари|для\s(?:отправки|добавления|комментирования)|авторизуйтесь|войдите,?\sчтобы|пікір\s(?:қалдыру"
        r"|жазу)\sүшін|you\smust\sbe\slogged|имя\s?\*|сохранить\sмо[её]\sимя)"
    ),
    _starts(30,
        r"(?:(?:если\sвы\s)?(?:нашли|заметили|увидели|обнаружили)\s(?:\S+\s){0,2}(?:ошибк|опечатк|неточност)"
        r"|выделите\s(?:\S+\s){0,4}(?:мыш|ошибк)|қате\s(?:таптыңыз|байқасаңыз|тапсаңыз|көрсеңіз)|(?:мәтіннен|мәтінде)\sқате"
        r"|spotted\sa\s(?:mistake|typo)|found\sa\s(?:mistake|typo)|see\sa\stypo)"
    ),
    _starts(60,
        r"(?:\S+\s){0,4}?(?:cookies?|куки)\b(?=.*(?:использу|соглаша|примен|қолдан|келіс|we\suse|accept|agree|by\s(?:continuing"
        r"|staying)|privacy))|(?:мы\sиспользуем|we\suse|сайт\s(?:\S+\s){0,6}?үшін|this\s(?:web)?site\suses"
        r"|наш\sсайт\sиспользует)\s(?=.*(?:cookie|куки))"
    ),
    _starts(70,
        r"©|\(c\)\s|copyright\s(?:©|\(c\)|.{0,30}\d{4})|все\sправа\s(?:защищены|на\sматериалы)|барлық\sқұқық\S*\sқорғал"
        r"|all\srights\sreserved|(?:при\s)?(?:полн\w+\s(?:или\sчастичн\w+\s)?|частичн\w+\s|люб\w+\s)?(?:использовани[ие]"
        r"|перепечатк[аеи]|копировани[ие]|цитировани[ие]|воспроизведени[ие])\s(?:\S+\s){0,6}?(?:материал|информаци|стат"
        r"|публикаци|контент)(?=.*(?:ссылк|запрещ|разреш|только|обязательн|согласи))|(?:сайт\s)?(?:материалдар\w*|ақпарат\w*"
        r"|мақала\w*)\s(?:\S+\s){0,4}?(?:пайдалан|көшір|қолдан)\w*\s(?=.*(?:сілтеме|рұқсат|міндетті))|reprints?\s(?:require|of)"
        r"|reproduction\s(?:of|in\swhole)"
    ),
    _starts(45,
        r"(?:свидетельство\s(?:о\s(?:постановке|регистрации)|№)|(?:мерзімді\s)?(?:баспасөз|бақ"
        r"|бұқаралық)\s(?:\S+\s){0,8}?(?:есепке\sқою|куәлі)|registered\sas\sa\s(?:news|media|mass)|(?:сетевое|периодическое"
        r"|интернет)[-\s]издание\s.{0,80}(?:зарегистрирован|свидетельств)|главный\sредактор\s*:|бас\sредактор\s*:"
        r"|editor-in-chief\s*:|телефон\sредакции|редакция\sтелефон|адрес\sредакции|мнение\s(?:редакции"
        r"|автора)\s(?:\S+\s){0,3}?может\sне|редакция\sне\sнес[её]т|автор\w*\sпікірі\sредакция)"
    ),
    # Rates, weather.
    _starts(14,
        r"(?:курсы?\s(?:\S+\s){0,2}?валют\w*|валюта\s(?:бағам|курс)|ұлттық\sбанк\s(?:бағам|курс)|national\sbank\srates"
        r"|exchange\srates)\s*:?\s*(?:$|\d|usd|\$|нацбанка|на\s|по\s)"
    ),
    _whole(14, r"(?:(?:usd|eur|rub|cny|gbp)\s?/\s?kzt[\s:=—–-]*+[\d.,]++\s*+){1,6}"),
    _whole(14,
        r"(?:usd|eur|rub|kzt|cny|gbp|₽|₸)[\s:=—–-]*+[\d\s.,]*+[↑↓▲▼+\-]?[\d.,%]*+|(?:(?:usd|eur|rub|kzt|cny|gbp|\$|€|₽"
        r"|₸)[\s:=—–-]*+[\d\s.,]*+[↑↓▲▼+\-]?[\d.,%]*+\s*+){2,6}"
    ),
)  # fmt: skip
_AFTER = re.compile(rf"{_MARKS}(?:{_OTHERS})[\W\d_]*$", _FLAGS)
_READERS = re.compile(rf"{_MARKS}(?:{_COMMENTS})[\W\d_]*$", _FLAGS)
_AFTER_LIMIT = 8
_BEFORE_LINKS = re.compile(rf"{_MARKS}(?:{_OTHERS})(?:\s[^\s:]+){{0,3}}\s*:", _FLAGS)
_ELSEWHERE = re.compile(rf"{_MARKS}(?:{_ALSO})", _FLAGS)
_MONTHS = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел|jan|feb|apr|may"
    r"|jun|jul|aug|sep|oct|nov|dec)[а-яёәғқңөұүһіa-z]*\.?"
)
_DATE_LINE = re.compile(
    rf"(?:\W|\d|_|{_MONTHS}|год[а]?\b|г\b|жыл\w*|ж\b|в\b|at\b|am\b|pm\b|сегодня|вчера|бүгін|кеше|today|yesterday|сағат|час\w*|мин\w*|назад|бұрын|ago|"
    r"(?:поне|втор|сред|чет|пят|суб|вос|дүй|сей|сәр|бей|жұм|сен|жек|mon|tue|wed|thu|fri|sat|sun)\w*|опубликован\w*"
    r"|обновлен\w*|жарияланды|жарияланған|"
    r"жаңартылды|published|updated|posted|дата|күні|date|редакция\w*|utc|gmt|\+\d+)+$",
    re.I,
)
_DATE_END = re.compile(r"(?<!\W)\W*+\d{1,2}[\s.]+(?:\w+|\d{2})[\s.]+\d{4}.*$")
_BYLINE = re.compile(
    r"(?<![\W_])[\W_]*+(?:авторы?|автор\sтекста|текст|мәтін|дайындаған|авторлар[ыі]?|by|author|written\sby|story\sby)(?:\s*[:：])?\s++(?=[^\W\d_])",
    re.I,
)


# White space before a mark is matched from its first space only; otherwise matching would take quadratic time.
_BETWEEN_NAMES = re.compile(r"(?:(?<!\s)\s+)?[,;/&]\s*|(?<!\s)\s+(?:и|және|and)\s+")
_CAPITAL, _SMALL = "A-ZÀ-ÞА-ЯЁӘҒҚҢӨҰҮҺІİŞĞÑ", "a-zß-ÿа-яёәғқңөұүһіışğñǵńýú"
_NAME = re.compile(
    rf"[{_CAPITAL}][{_SMALL}]+(?:[-’'][{_CAPITAL}]?[{_SMALL}]+)?(?:\s[{_CAPITAL}]\.)?"
    # Regional outlets sign with the surname in capitals («Сергей ПРИМЕРОВ»); fewer than four letters are an office's abbreviation («Пресс-служба
    # МЧС»).
    rf"(?:(?:\s[{_CAPITAL}][{_SMALL}]+(?:[-’'][{_CAPITAL}]?[{_SMALL}]+)?){{1,2}}|\s[{_CAPITAL}]{{4,}}(?:[-’'][{_CAPITAL}]{{2,}})?)"
)


def is_site_phrase(text: str) -> bool:
    """Return whether a paragraph belongs to the site and not to the article."""
    words = len(text.split())
    return words <= 70 and any(words <= limit and pattern.match(text) for limit, pattern in _PATTERNS)


def ends_article(text: str) -> bool:
    """Return whether a short line is the heading of other articles."""
    return len(text.split()) <= _AFTER_LIMIT and _AFTER.match(text) is not None


def lists_others(text: str) -> bool:
    """Return whether a line begins with such a heading and a colon, and continues: "Другие новости рубрики: …"."""
    return _BEFORE_LINKS.match(text) is not None


def opens_comments(text: str) -> bool:
    """Return whether a short line is the heading of readers' comments."""
    return len(text.split()) <= _AFTER_LIMIT and _READERS.match(text) is not None


def leads_elsewhere(text: str) -> bool:
    """Return whether a text begins with words such as "Читайте также", "Оқи отырыңыз", "Read also", followed by a headline at most."""
    return len(text) < 200 and len(text.split()) <= 20 and _ELSEWHERE.match(text) is not None


def is_date_line(text: str) -> bool:
    """Return whether a line contains a date, a time and nothing else."""
    return len(text) < 80 and any(char.isdigit() for char in text) and _DATE_LINE.match(text) is not None and len(text.split()) > 1


def is_author_line(text: str, authors: tuple[str, ...]) -> bool:
    """Return whether a short line only names the author: "Автор: …", "By …", or the name that the page gives elsewhere."""
    if len(text.split()) > 8 or text.rstrip()[-1:] in ".!?":
        return False
    bare = _BYLINE.sub("", text)
    if bare != text:
        bare = _DATE_END.sub("", bare)
    plain = " ".join(re.findall(r"\w+", bare.lower()))
    named = any(plain == " ".join(re.findall(r"\w+", name.lower())) for name in authors)
    return named or (
        bare != text and bare[:1].isupper() and len(bare.split()) <= 5 and all(word[:1].isupper() or len(word) < 3 for word in bare.split())
    )


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a line that consists of one or two persons' names, alone or after "Автор:". None for any other line."""
    if len(text.split()) > 9:
        return ()
    names = _BETWEEN_NAMES.split(_BYLINE.sub("", text).strip(" .,;"))
    return tuple(names) if len(names) <= 3 and all(_NAME.fullmatch(name) for name in names) else ()


_WORD = re.compile(r"\w+")


def joined_words(text: str) -> str:
    """Return the words of a text in lower case, without anything between them: the form in which titles and names are compared."""
    return "".join(_WORD.findall(text.lower()))
