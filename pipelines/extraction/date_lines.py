"""The lines of a page as a reader sees them, put together from its pieces."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum, auto
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, NamedTuple, TypeAlias, cast

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.date_grammar import Cut, Written, cut_parts, dates_within, day_or_none, is_future, unify_letters, whole_date

# XPath with exact types. lxml's own types do not say what an expression gives.


def elements(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement]:
    """The elements that the expression selects, in document order."""
    return cast(list[HtmlElement], path(tree))


def selected(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement | str]:
    """The same for an expression that may also select attributes or text."""
    return cast("list[HtmlElement | str]", path(tree))


def texts(path: etree.XPath, tree: HtmlElement) -> Iterator[tuple[str, HtmlElement, bool]]:
    """For an expression that selects text: each text, the element it stands in, and whether it is the first thing in that element."""
    for text in cast(list[Any], path(tree)):
        before: HtmlElement | None = text.getparent()
        element = before if text.is_text or before is None else before.getparent()
        if element is not None:
            yield str(text), element, bool(text.is_text)


# What a block of a page is for. Its tag and the names in its template tell.

_UNSEEN = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "select", "button", "form", "figure", "blockquote", "nav", "aside", "footer",
        "dialog", "object", "video", "audio",
    }
)  # fmt: skip
# Classes and ids of blocks about other articles, of readers' words and of the site's own furniture, in English and in Latin Russian.
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:aside|side-?(?:bar|col\w*)|(?:left|right)-?(?:bar|col\w*|side\w*|menu)|col\w*[_-](?:left|right)|side|related|similar"
    r"|recommend\w*|interest\w*|popular|most-?(?:read|view)\w*|\w*comments?|disqus|cackle|guestbook|currenc\w*|kurs\w*|rates|exchange|weather|pogoda"
    r"|archive|arh?iv|ticker|lenta|latest\w*|last-?(?:news|items?)|recent|also|pohoz\w*|drugie|read-?more|more-?news|other-?news|top-?news|hot"
    r"|foot|footer|top-?bar|top-?line|header-?top|banner|advert\w*|ads?|reklam\w*|copyright|cookies?|subscri\w*|podpisk\w*|menu|nav\w*|poll|opros|vote"
    r"|carousel|slider|pagination|moduletable\w*)(?:$|[\s_-])|(?:^|\s)widget(?!\s+Blog(?![\w-]))(?:$|[\s_-])",  # Blogger's "widget Blog" holds the article
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# The way to a page from the front page, which mostly ends with its headline.
_TRAIL = re.compile(r"bread-?_?crumb|pathway|speedbar|(?:^|[\s_-])(?:crumbs?|path|trail|nav\w*)(?:$|[\s_-])", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:^|[\s_-])(?:views?|hits?|eye|count(?:er)?|shows?|watch(?:ed)?|likes?|rating|comments?|prosmotr\w*|readed|read)(?:$|[\s_-])", re.IGNORECASE
)
_COUNT = re.compile(r"\A[\s(\[]*+\d[\d\s.,]*+[kк]?[\s)\]]*+", re.IGNORECASE)
_OWN_FOOT = re.compile(r"(?:entry|post|article)-?_?(?:foot|footer)\b", re.IGNORECASE)  # where some themes put the article's own date
_SITE_HEAD = re.compile(r"(?:^|\s)(?:clock|today|top|head|header|calendar)(?:$|[\s_-])|site-head|current-date|-clock", re.IGNORECASE)
_ARTICLE_DATE = re.compile(
    # From the first such word of a name on, looked for once: a name of many of them is not read anew from each.
    r"(?<![\w-])(?>[\w-]*?(?:news|post|article|item|entry|story|content|detail))[\w-]*(?:date|time|data)|(?:date|time|data)[_-]*(?:news|post|publ|creat)"
    r"|published|create-?date|date-?creat|pub-?date|post-?date",
    re.IGNORECASE,
)
_UPDATE_NAME = re.compile(r"(?:^|[\s_-]|date|last)(?:updat|modif)", re.IGNORECASE)
# WordPress calls the date of an entry "entry-date", and many of its themes add "updated" whether it was changed or not.
_PUBLISHED_NAME = re.compile(r"publi|posted|created|entry-date", re.IGNORECASE)
_UPDATE_WORD = re.compile(r"\b(?:updat|modif|обновл|изменен|жаңарт|өзгерт)", re.IGNORECASE)
_UPDATE_LABEL = re.compile(rf"{_UPDATE_WORD.pattern}\D{{0,25}}$", re.IGNORECASE)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


@lru_cache(maxsize=8192)  # the names of a site's template are the same on all its pages
def _says(names: str, what: re.Pattern[str], but: re.Pattern[str] | None = None) -> bool:
    return len(names) > 1 and what.search(names) is not None and (but is None or but.search(names) is None)


def stands_beside(element: HtmlElement) -> bool:
    """Whether the block is not part of the article: other articles, comments, the site itself, or something that nobody reads."""
    if not isinstance(element.tag, str):  # a comment in the source
        return True
    names = _names(element)
    if element.tag in _UNSEEN:
        return element.tag != "footer" or not _says(names, _OWN_FOOT)
    return _says(names, _BESIDE, _OWN_FOOT)


def is_hidden(element: HtmlElement) -> bool:
    """Whether the element is not shown."""
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None


def is_trail(element: HtmlElement) -> bool:
    """Whether the block is the path from the front page to this page («Главная » Общество » …»)."""
    return _says(_names(element), _TRAIL)


def _is_counter(element: HtmlElement) -> bool:
    """Whether the element holds only a number of views, comments and the like. Beside a date such a number could be read as a year or a time."""
    return _says(_names(element), _COUNTER) and _COUNT.fullmatch(element.text_content()) is not None


def is_site_head(element: HtmlElement) -> bool:
    """Whether a block before the headline is the head of the site, with its clock, and not the head of the article."""
    return element.tag == "header" or _says(_names(element), _SITE_HEAD)


def dates_an_article(element: HtmlElement) -> bool:
    """Whether the element's names say that it holds the date of an article («news-date»)."""
    return _says(_names(element), _ARTICLE_DATE)


def is_update(element: HtmlElement) -> bool:
    """Whether the element's names say that it holds only the date of the last change."""
    return _says(f"{_names(element)} {element.get('itemprop', '')}", _UPDATE_NAME, _PUBLISHED_NAME)


def _begins_with_update_word(text: str | None) -> bool:
    """«Обновлено: …»"""
    return text is not None and _UPDATE_WORD.match(text.lstrip()) is not None


def _ends_with_update_label(text: str) -> bool:
    """Whether the text ends in «… Обновлено:». The date after it is then not the date of publication."""
    return _UPDATE_LABEL.search(text[-60:]) is not None


def follows_update_label(element: HtmlElement) -> bool:
    """Whether the text just before the element announces an update («Обновлено: <time>»)."""
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        return parent is not None and _ends_with_update_label(parent.text or "")
    words = before.text_content() if isinstance(before.tag, str) else ""
    return _ends_with_update_label(words + (before.tail or ""))


# The pieces of a page in order: texts, the edges of inline elements, the ends of lines.

_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "em", "font", "i", "img", "ins", "label", "mark", "nobr", "s", "small",
        "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_PART_OF_WORD = frozenset({"sub", "sup", "wbr"})  # 14<sup>05</sup>


class Edge(Enum):
    """A place between texts: the end of a line, the beginning or end of an inline element, a number that was left out, or the end of the block
    that holds everything read so far."""

    LINE = auto()
    START = auto()
    END = auto()
    COUNTER = auto()
    BLOCK = auto()


class _Linked(str):
    """Text that links to another page, by the element `link`."""

    link: HtmlElement


# Texts, elements with a date for machines (before their text), and edges.
Piece: TypeAlias = str | HtmlElement | Edge


def pieces_of(element: HtmlElement) -> Iterator[Piece]:
    """The pieces of the element. Blocks beside the article and dates of update are left out."""
    link: HtmlElement | None = None
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            yield from _edge(node, Edge.START)
            text = node.text
            counter = _is_counter(node)
            if counter:
                yield Edge.COUNTER
            if counter or stands_beside(node) or is_update(node):
                walk.skip_subtree()
                text = None
            elif node.tag == "time" or node.get("title", "")[:4].isdigit():
                yield node
            if link is None and node.tag == "a" and node.get("href") is not None:
                link = node
        else:
            if event == "end":
                yield from _edge(node, Edge.END)
            link = None if node is link else link
            text = None if node is element else node.tail
        if text:
            yield text if link is None else _linked(text, link)


def _linked(text: str, link: HtmlElement) -> _Linked:
    linked = _Linked(text)
    linked.link = link
    return linked


def _edge(element: HtmlElement, edge: Edge) -> Iterator[Piece]:
    if element.tag not in _PART_OF_WORD:
        yield edge if element.tag in _INLINE else Edge.LINE


def pieces_behind(element: HtmlElement) -> Iterator[Piece]:
    """The pieces after the element, to the end of the page."""
    node: HtmlElement | None = element
    while node is not None and node.tag not in ("body", "html"):
        yield Edge.LINE
        if node.tail:
            yield node.tail
        for sibling in node.itersiblings():
            yield from pieces_of(sibling)
            if sibling.tail:
                yield sibling.tail
        yield Edge.BLOCK
        node = node.getparent()


# The date of publication in a printed line («Иван Иванов | 23.02.2026, 14:05 | 120 просмотров»). Dates that mean something else are not taken.

# Characters. What is longer is prose, whose dates are those of events; where an outlet's own selector points, only work has to be limited.
_LONGEST_LINE, _LONGEST_TRUSTED = 160, 500

# Words before a date of something else: events, terms, acts, the last comment.
_OTHER_DAY = re.compile(
    r"(?:\b(?:начал[оа]|окончани[ея]|завершени[ея]|рождени[ея]|родил\w+|проведени[ея]|срок\w*|подачи|при[её]м\w*|мероприяти[ея]|дедлайн"
    r"|последн\w+ (?:комментари\w+|сообщени\w+|визит|вход)|туған|өткіз\w*|өтетін|басталу\w*|аяқталу\w*|соңғы пікір\w*|birth|deadline|starts?|ends?"
    r")(?: \w+)?:?|\b(?:до|к|ко|с|со|после|перед|за|на|until|since|before|after)"
    r"|\b(?:постановлени|приказ|распоряжени|указ|решени|протокол|бұйры|қаулы|шешім)\w*(?: \w+){0,2}(?: от)?)\s*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)  # an address may contain the date of another page
_PICTURE = re.compile(r"(?:фото|видео|сурет|иллюстрац|photo)", re.IGNORECASE)
_MAY_HOLD_DATE = re.compile(r"\d|назад|бұрын|ago\b|вчера|сегодня|кеше|бүгін|только что|жаңа ғана|yesterday|today|just now", re.IGNORECASE)
# Lines of exchange rates and weather, whose day is today, and of rights and registration, whose year may be any.
_NOT_NEWS = re.compile(
    r"[$€₽₸©°]|\(c\)|\b(?:usd|eur|rub|cny|курс|валют|copyright|погода|ауа райы|свидетельств|куәлі|лиценз|регистрац)", re.IGNORECASE
)
# Prose has more words around a date than a line of author, place and views. Set by trial on news pages.
_WORDS_BESIDE_A_MOMENT, _WORDS_BESIDE_A_DAY, _WORDS_BESIDE_AN_AGE = 8, 4, 3
# Only of fresh news the year is left out; «9 мая» beside the names of sections is another one.
_WITHOUT_YEAR = timedelta(days=60)
_UPDATE_BEFORE = re.compile(r"E[_aoSLi]*$")
_UPDATE_AFTER = re.compile(r"_*E[_aoSLi]*(?P<next>.?)")
_FIELD_MARKS = frozenset("|¦/\\•·●∙»›→")
_NAME_AND_MOMENT = re.compile("_*x[x_]*[^xcL]*")
_BEFORE_A_DATE = frozenset("_LcWTpzgsAdnY")
_BEHIND_A_DATE = frozenset("_LEcWTpzdnYQPr")


def may_hold_date(text: str) -> bool:
    """Whether the text can hold a date at all: it has a figure, or a word such as «вчера»."""
    return _MAY_HOLD_DATE.search(text) is not None


def printed_date(text: str, *, now: datetime, zone: tzinfo, trusted: bool = False) -> date | datetime | None:
    """The date of publication that the line gives; None if it gives none.

    Dates of updates, of today (a clock in the head of the page) and of events are left out. `trusted` means that the outlet's own selector chose
    the line; then the words around the date are not checked.
    """
    text = _ADDRESS.sub(" ", unify_letters(text))
    if (len(text) > _LONGEST_LINE and not trusted) or not may_hold_date(text) or _NOT_NEWS.search(text):
        return None
    line = cut_parts(text[:_LONGEST_TRUSTED])
    if (whole := whole_date(line, now, zone)) is not None:
        return whole
    written = dates_within(line, now, zone)
    for number, one in enumerate(written):
        if is_future(one.value, now) or _is_update(line, one) or _is_clock(line, written, number) or _is_of_another(line, one):
            continue
        if trusted or _is_alone(line, one, now):
            return one.value
    return None


def change_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """The date of the last change that the line gives («Обновлено: 23.02.2026, 14:05»); None if it gives none."""
    text = _ADDRESS.sub(" ", unify_letters(text))
    if len(text) > _LONGEST_LINE or not may_hold_date(text) or _NOT_NEWS.search(text):
        return None
    line = cut_parts(text)
    return next((one.value for one in dates_within(line, now, zone) if _is_update(line, one) and not is_future(one.value, now)), None)


def foot_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """The same for a line under an article. There, a bare name before a moment is a reader's («Айгүл 20.11.2026 09:30»), and pictures have
    dates too."""
    value = printed_date(text, now=now, zone=zone)
    if value is None or _PICTURE.match(text.lstrip()):
        return None
    return None if isinstance(value, datetime) and _NAME_AND_MOMENT.fullmatch(cut_parts(unify_letters(text)).shape) else value


def _is_update(line: Cut, one: Written) -> bool:
    if _UPDATE_BEFORE.search(line.shape[: one.first]):
        return True
    behind = _UPDATE_AFTER.match(line.shape[one.end :])
    # «Опубликовано 23.02, обновлено 24.02»: the word belongs to the date that follows it.
    return behind is not None and behind["next"] not in set("dPQYTMmWrN")


def _is_of_another(line: Cut, one: Written) -> bool:
    """Whether the date belongs to an event: «Начало: 20.11.2026 09:30», «До 20 ноября 2026 года»."""
    return one.first > 0 and _OTHER_DAY.search(line.text[: line.parts[one.first].start]) is not None


def _is_clock(line: Cut, written: list[Written], number: int) -> bool:
    """Whether it is the clock of the site: «Сегодня: 24 ноября 2026» gives two dates side by side, both of today."""

    def adjoin(left: Written, right: Written) -> bool:
        return line.shape[left.first] == "r" and set(line.shape[left.end : right.first]) <= set("_W")

    pairs = list(pairwise(written))
    return any(adjoin(*pair) for pair in pairs[max(0, number - 1) : number + 1])


def _is_alone(line: Cut, one: Written, now: datetime) -> bool:
    """Whether the date stands alone in its field of the line, and is not part of a sentence."""
    beside = [
        part for place, part in enumerate(line.parts) if part.letter == "x" and not one.first <= place < one.end and _in_field(line, one, place)
    ]
    parts = set(line.shape[one.first : one.end])
    exact = isinstance(one.value, datetime)
    if not beside:
        return (exact or one.has_year or one.value > (now - _WITHOUT_YEAR).date()) and _fits(line, one)
    lower = [part for part in beside if line.text[part.start].islower()]
    # Among other words only a date with a year or a time counts, or one behind a name: «8 марта» may be a rubric, «вчера» begins a sentence.
    if not exact and ("r" in parts or not one.has_year):
        behind_name = line.text[line.parts[one.first - 1].start] == "," if one.first else False
        return behind_name and len(beside) <= _WORDS_BESIDE_AN_AGE and not lower and one.end == len(line.parts)
    if parts & set("rAj"):
        return len(beside) <= _WORDS_BESIDE_AN_AGE and len(lower) <= 1 and _fits(line, one)
    if not exact and (len(beside) > _WORDS_BESIDE_A_DAY or len(lower) > 1):
        return False
    return len(beside) <= _WORDS_BESIDE_A_MOMENT and _fits(line, one)


def _in_field(line: Cut, one: Written, place: int) -> bool:
    """Whether no mark between fields («|», «•») stands between the date and the part at `place`."""
    own = line.shape[one.first : one.end].rstrip("_")  # forms take a mark behind them for that of a cut month
    between = line.parts[place + 1 : one.first] if place < one.first else line.parts[one.first + len(own) : place]
    return not any(line.text[part.start] in _FIELD_MARKS for part in between if part.letter == "_")


def _fits(line: Cut, one: Written) -> bool:
    return _fits_before(line, one.first) and _fits_behind(line, one.end)


def _fits_before(line: Cut, first: int) -> bool:
    if first == 0:
        return True
    before = line.parts[first - 1]
    if before.letter == "x":
        return not line.text[before.start].islower()
    if before.letter == "_" and first > 1 and line.text[before.start] in "-–—" and line.shape[first - 2] in "dMmPY":
        return False  # the end of a period, «1 – 5 марта 2026»
    if before.letter == "a":  # «By Name on November 23», «Опубликовано admin в Пт, 23/11/2026»
        return bool(set(line.shape[:first]) & set("Lc"))
    return before.letter in _BEFORE_A_DATE


def _fits_behind(line: Cut, end: int) -> bool:
    if end == len(line.parts):
        return True
    behind = line.parts[end]
    if behind.letter == "_" and line.text[behind.start] == "," and end + 1 < len(line.parts):
        behind = line.parts[end + 1]
    if behind.letter == "x":
        return not line.text[behind.start].islower()
    return behind.letter in _BEHIND_A_DATE


_FRAGMENT_LENGTH = 60  # characters of a date in words with its label
_FIELD = " | "  # between what a reader sees apart though no space stands in the source: <span>20.11.2026</span><span>345</span>

# Characters. Lines of so many are sentences, unless they are cut in fields.
_SENTENCE = 80
# Words of a link that is most of its line: fewer are the name of a section or an author.
_HEADLINE_WORDS = 4

# Characters at the end of a line in which a label of an update would stand.
_END = 80

_CHILDREN = 4  # of an element that holds one date
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YEAR, _SMALL = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"), re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_FIGURE = re.compile(r"\d")
_MOMENT = re.compile("[YPQr][^TYPQr]*T|T[^TYPQr]*[YPQr]|A|j")  # a complete date, in parts (`pipelines.extraction.date_grammar`)


class TextLine(NamedTuple):
    """A line, with the dates for machines in it.

    It also knows how many of its words are links, how many words its longest link has, and how many blocks around the headline were left before
    it.
    """

    text: str
    stamps: tuple[str, ...] = ()
    linked: int = 0
    longest_link: int = 0
    blocks: int = 0

    @property
    def is_sentence(self) -> bool:
        """Whether it is a sentence of a text, and not a label around one."""
        return len(self.text) >= _SENTENCE and self.linked * 2 < len(self.text.split()) and self.text.count(_FIELD) < 2

    @property
    def is_headline(self) -> bool:
        """Whether it is the headline of another article: a link of several words and little else."""
        return self.longest_link >= _HEADLINE_WORDS and self.linked * 2 >= len(self.text.split())


def read_lines(pieces: Iterable[Piece]) -> Iterator[TextLine]:
    """The lines. Lines that together make one date are joined: day, month and time in blocks of their own, or a label before its date."""
    last: TextLine | None = None
    for line in _lines(pieces):
        if last is not None and _continues(last, line):
            stamps = () if _ends_with_update_label(last.text) else line.stamps
            text = f"{last.text}{_FIELD}{line.text or ' '.join(line.stamps)}"
            line = TextLine(text, last.stamps + stamps, last.linked + line.linked, max(last.longest_link, line.longest_link), last.blocks)
        elif last is not None:
            yield last
        last = line
    if last is not None:
        yield last


class _Writing:
    """A line being written. All of a page may be one line, so of what is written already only its end is looked at."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._end = ""
        # The last character that is no space.
        self._last = ""
        self.stamps: list[str] = []
        self.links: Counter[HtmlElement] = Counter()
        self.edges: set[Edge] = set()

    def write(self, piece: str) -> None:
        stripped = piece.strip()
        if stripped and self.edges:
            if self._is_apart_from(piece):
                self._append(_FIELD)
            self.edges.clear()
        self._append(piece)
        if isinstance(piece, _Linked):
            self.links[piece.link] += len(stripped.split())

    def stamp(self, element: HtmlElement) -> None:
        if not _ends_with_update_label(self._end) and not _begins_with_update_word(element.text):
            stamp = element.get("datetime") or element.get("title") or ""
            if not denies_stamp(_shown(element), stamp):
                self.stamps.append(stamp)
        self._append(" ")

    def has_anything(self) -> bool:
        return bool(self._last or self.stamps)

    def line(self, blocks: int) -> TextLine:
        text = " ".join("".join(self._pieces).split())
        return TextLine(text, tuple(self.stamps), self.links.total(), max(self.links.values(), default=0), blocks)

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._end = (self._end + text[-_END:])[-_END:]
        self._last = text.rstrip()[-1:] or self._last

    def _is_apart_from(self, behind: str) -> bool:
        """Whether the text so far and the one that meets it at the edges of inline elements are separate: figures always are, words only where one
        element follows another."""
        if Edge.COUNTER in self.edges:
            return True
        left, right = self._last, behind.lstrip()
        if not (left.isalnum() and right[0].isalnum()):
            return False
        if self.edges >= {Edge.END, Edge.START}:
            return True
        close = self._end.endswith(left) and right == behind
        return close and (left.isdigit() or right[0].isdigit())


def _lines(pieces: Iterable[Piece]) -> Iterator[TextLine]:
    writing, blocks = _Writing(), 0
    for piece in chain(pieces, [Edge.LINE]):
        if isinstance(piece, str):
            writing.write(piece)
        elif piece in (Edge.LINE, Edge.BLOCK):
            if writing.has_anything():
                yield writing.line(blocks)
            writing = _Writing()
            blocks += piece is Edge.BLOCK
        elif isinstance(piece, Edge):
            writing.edges.add(piece)
        else:
            writing.stamp(piece)


def _continues(last: TextLine, line: TextLine) -> bool:
    """Whether both are parts of one date: «20 ноября 2026» and «09:30», or «Обновлено:» and its date."""
    if len(last.text) > _FRAGMENT_LENGTH or not (line.stamps or _FIGURE.search(last.text) or _FIGURE.search(line.text)):
        return False
    parts = _parts(last.text)
    if _ends_with_update_label(last.text) and (last.text.endswith(":") or not _MOMENT.search(parts)):
        return True
    return _is_fragment(parts) and not _MOMENT.search(parts) and (_is_fragment(_parts(line.text)) or last.text.endswith(":"))


def _shown(element: HtmlElement) -> str:
    """What is seen of a date: its own words and those of its first children. One may hold the whole page, so it is read no deeper."""
    return " ".join(filter(None, (element.text, *(text for child in element[:_CHILDREN] for text in (child.text, child.tail)))))


def denies_stamp(shown: str, stamp: str) -> bool:
    """Whether what a reader sees, in any language, is a date of another day than the stamp gives: "Publié le 29 juin 2019" over the moment of a later change.
    The day before or after may be that of another zone."""
    told = _STAMP.match(stamp)
    if told is None or len(shown) > _FRAGMENT_LENGTH or not _YEAR.search(shown):
        return False
    figures = {int(figure) for figure in _SMALL.findall(shown)}
    day = day_or_none(*map(int, told.groups()))
    return bool(figures) and day is not None and figures.isdisjoint((day + timedelta(days=near)).day for near in (-1, 0, 1))


def _parts(text: str) -> str:
    return cut_parts(unify_letters(text)).shape if len(text) <= _FRAGMENT_LENGTH else "x"


def _is_fragment(parts: str) -> bool:
    """Whether it holds only parts of a date, and words such as «Опубликовано»."""
    return not {"x", "c"} & set(parts)
