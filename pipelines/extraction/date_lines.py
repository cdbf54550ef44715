"""The lines of a page as a reader sees them: the role of each block, the lines made from its pieces, and the dates printed in them."""

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

from pipelines.extraction.date_grammar import DateParts, FoundDate, dates_within, day_or_none, is_future, split_date_parts, unify_letters, whole_date

# Typed XPath: lxml's own types do not say what an expression returns.


def elements(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements that the expression selects, in document order."""
    return cast(list[HtmlElement], path(tree))


def selected(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement | str]:
    """Return what the expression selects, which may include attributes or text."""
    return cast("list[HtmlElement | str]", path(tree))


def texts(path: etree.XPath, tree: HtmlElement) -> Iterator[tuple[str, HtmlElement, bool]]:
    """Yield each selected text with the element that contains it and whether it is the first thing in that element."""
    for text in cast(list[Any], path(tree)):
        before: HtmlElement | None = text.getparent()
        element = before if text.is_text or before is None else before.getparent()
        if element is not None:
            yield str(text), element, bool(text.is_text)


# The role of a block, as its tag and names in the template indicate.

_UNSEEN = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "select", "button", "form", "figure", "blockquote", "nav", "aside", "footer",
        "dialog", "object", "video", "audio",
    }
)  # fmt: skip
# Classes and ids of blocks about other articles, of readers' comments and of site furniture, in English and in transliterated Russian.
_OUTSIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:aside|side-?(?:bar|col\w*)|(?:left|right)-?(?:bar|col\w*|side\w*|menu)|col\w{0,20}[_-](?:left|right)|side|related|similar"
    r"|recommend\w*|interest\w*|popular|most-?(?:read|view)\w*|[^\W_]*comments?|disqus|cackle|guestbook|currenc\w*|kurs\w*|rates|exchange|weather|pogoda"
    r"|archive|arh?iv|ticker|lenta|latest\w*|last-?(?:news|items?)|recent|also|pohoz\w*|drugie|read-?more|more-?news|other-?news|top-?news|hot"
    r"|foot|footer|top-?bar|top-?line|header-?top|banner|advert\w*|ads?|reklam\w*|copyright|cookies?|subscri\w*|podpisk\w*|menu|nav\w*|poll|opros|vote"
    r"|carousel|slider|pagination|moduletable\w*)(?:$|[\s_-])|(?:^|\s)widget(?!\s+Blog(?![\w-]))(?:$|[\s_-])",  # Blogger's "widget Blog" contains the article
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# The breadcrumbs from the front page, which mostly end with the page's headline.
_TRAIL = re.compile(r"bread-?_?crumb|pathway|speedbar|(?:^|[\s_-])(?:crumbs?|path|trail|nav\w*)(?:$|[\s_-])", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:^|[\s_-])(?:views?|hits?|eye|count(?:er)?|shows?|watch(?:ed)?|likes?|rating|comments?|prosmotr\w*|readed|read)(?:$|[\s_-])", re.IGNORECASE
)
_COUNT = re.compile(r"\A[\s(\[]*+\d[\d\s.,]*+[kк]?[\s)\]]*+", re.IGNORECASE)
_OWN_FOOT = re.compile(r"(?:entry|post|article)-?_?(?:foot|footer)\b", re.IGNORECASE)  # where some themes put the article's own date
_SITE_HEAD = re.compile(r"(?:^|\s)(?:clock|today|top|head|header|calendar)(?:$|[\s_-])|site-head|current-date|-clock", re.IGNORECASE)
_ARTICLE_DATE = re.compile(
    # Matched from the first such word only: a name with many of them must not take quadratic time.
    r"(?<![\w-])(?>[\w-]*?(?:news|post|article|item|entry|story|content|detail))[\w-]*(?:date|time|data)|(?:date|time|data)[_-]*(?:news|post|publ|creat)"
    r"|published|create-?date|date-?creat|pub-?date|post-?date",
    re.IGNORECASE,
)
_UPDATE_NAME = re.compile(r"(?:^|[\s_-]|date|last)(?:updat|modif)", re.IGNORECASE)
# WordPress names the date of an entry "entry-date", and many themes add "updated" even without a change.
_PUBLISHED_NAME = re.compile(r"publi|posted|created|entry-date", re.IGNORECASE)
_UPDATE_WORD = re.compile(r"\b(?:updat|modif|обновл|изменен|жаңарт|өзгерт)", re.IGNORECASE)
_UPDATE_LABEL = re.compile(rf"{_UPDATE_WORD.pattern}\D{{0,25}}$", re.IGNORECASE)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


@lru_cache(maxsize=8192)  # a site's templates use the same names on all its pages
def _says(names: str, what: re.Pattern[str], but: re.Pattern[str] | None = None) -> bool:
    return len(names) > 1 and what.search(names) is not None and (but is None or but.search(names) is None)


def stands_beside(element: HtmlElement) -> bool:
    """Return whether the block is not part of the article: other articles, comments, the site itself, or something invisible."""
    if not isinstance(element.tag, str):  # an HTML comment
        return True
    names = _names(element)
    if element.tag in _UNSEEN:
        return element.tag != "footer" or not _says(names, _OWN_FOOT)
    return _says(names, _OUTSIDE_NAMES, _OWN_FOOT)


def is_hidden(element: HtmlElement) -> bool:
    """Return whether the element is not shown."""
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None


def is_trail(element: HtmlElement) -> bool:
    """Return whether the block is the breadcrumbs from the front page to this page («Главная » Общество » …»)."""
    return _says(_names(element), _TRAIL)


def _is_counter(element: HtmlElement) -> bool:
    """Return whether the element contains only a number of views, comments etc. Next to a date it could be read as a year or time."""
    return _says(_names(element), _COUNTER) and _COUNT.fullmatch(element.text_content()) is not None


def is_site_head(element: HtmlElement) -> bool:
    """Return whether a block before the headline is the header of the site, with its clock, and not of the article."""
    return element.tag == "header" or _says(_names(element), _SITE_HEAD)


def dates_an_article(element: HtmlElement) -> bool:
    """Return whether the element's names say that it contains the date of an article («news-date»)."""
    return _says(_names(element), _ARTICLE_DATE)


def is_update(element: HtmlElement) -> bool:
    """Return whether the element's names say that it contains only the date of the last change."""
    return _says(f"{_names(element)} {element.get('itemprop', '')}", _UPDATE_NAME, _PUBLISHED_NAME)


def _begins_with_update_word(text: str | None) -> bool:
    """Return whether the text begins with a label such as «Обновлено: …»."""
    return text is not None and _UPDATE_WORD.match(text.lstrip()) is not None


def _ends_with_update_label(text: str) -> bool:
    """Return whether the text ends in «… Обновлено:». The date after it is then not the date of publication."""
    return _UPDATE_LABEL.search(text[-60:]) is not None


def follows_update_label(element: HtmlElement) -> bool:
    """Return whether the text just before the element announces an update («Обновлено: <time>»)."""
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        return parent is not None and _ends_with_update_label(parent.text or "")
    words = before.text_content() if isinstance(before.tag, str) else ""
    return _ends_with_update_label(words + (before.tail or ""))


# The pieces of a page in order: texts, borders of inline elements, ends of lines.

_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "em", "font", "i", "img", "ins", "label", "mark", "nobr", "s", "small",
        "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_PART_OF_WORD = frozenset({"sub", "sup", "wbr"})  # 14<sup>05</sup>


class Edge(Enum):
    """A border between texts: end of a line, start or end of an inline element, an omitted number, or the end of the block that contains
    everything read so far."""

    LINE = auto()
    START = auto()
    END = auto()
    COUNTER = auto()
    BLOCK = auto()


class _Linked(str):
    """Text that links to another page by the element `link`."""

    link: HtmlElement


# Texts, elements with a machine-readable date (before their text), and borders.
Piece: TypeAlias = str | HtmlElement | Edge


def pieces_of(element: HtmlElement) -> Iterator[Piece]:
    """Yield the pieces of the element, without blocks outside the article and dates of updates."""
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
    """Yield the pieces after the element, to the end of the page."""
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


# The date of publication in a printed line («Иван Иванов | 23.02.2026, 14:05 | 120 просмотров»). Dates with another meaning are not taken.

# Characters. A longer line is prose, whose dates are those of events; for an outlet's own selector only the work is limited.
_LONGEST_LINE, _LONGEST_TRUSTED = 160, 500

# Words before a date of something else: events, deadlines, laws, the last comment.
_OTHER_DAY = re.compile(
    r"(?:\b(?:начал[оа]|окончани[ея]|завершени[ея]|рождени[ея]|родил\w+|проведени[ея]|срок\w*|подачи|при[её]м\w*|мероприяти[ея]|дедлайн"
    r"|последн\w+ (?:комментари\w+|сообщени\w+|визит|вход)|туған|өткіз\w*|өтетін|басталу\w*|аяқталу\w*|соңғы пікір\w*|birth|deadline|starts?|ends?"
    r")(?: \w+)?:?|\b(?:до|к|ко|с|со|после|перед|за|на|until|since|before|after)"
    r"|\b(?:постановлени|приказ|распоряжени|указ|решени|протокол|бұйры|қаулы|шешім)\w*(?: \w+){0,2}(?: от)?)\s*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)  # a URL may contain the date of another page
_PICTURE = re.compile(r"(?:фото|видео|сурет|иллюстрац|photo)", re.IGNORECASE)
_MAY_HOLD_DATE = re.compile(r"\d|назад|бұрын|ago\b|вчера|сегодня|кеше|бүгін|только что|жаңа ғана|yesterday|today|just now", re.IGNORECASE)
# Lines of exchange rates and weather, dated today, and of copyright and registration, with any year.
_NOT_NEWS = re.compile(
    r"[$€₽₸©°]|\(c\)|\b(?:usd|eur|rub|cny|курс|валют|copyright|погода|ауа райы|свидетельств|куәлі|лиценз|регистрац)", re.IGNORECASE
)
# Prose has more words around a date than a line with author, place and views. Tuned on news pages.
_WORDS_BESIDE_A_MOMENT, _WORDS_BESIDE_A_DAY, _WORDS_BESIDE_AN_AGE = 8, 4, 3
# Only recent news omits the year; «9 мая» among names of sections is something else.
_WITHOUT_YEAR = timedelta(days=60)
_UPDATE_BEFORE = re.compile(r"E[_aoSLi]*$")
_UPDATE_AFTER = re.compile(r"_*E[_aoSLi]*(?P<next>.?)")
_FIELD_MARKS = frozenset("|¦/\\•·●∙»›→")
_NAME_AND_MOMENT = re.compile("_*x[x_]*[^xcL]*")
_BEFORE_A_DATE = frozenset("_LcWTpzgsAdnY")
_BEHIND_A_DATE = frozenset("_LEcWTpzdnYQPr")


def may_hold_date(text: str) -> bool:
    """Return whether the text may contain a date: it has a digit, or a word such as «вчера»."""
    return _MAY_HOLD_DATE.search(text) is not None


def printed_date(text: str, *, now: datetime, zone: tzinfo, trusted: bool = False) -> date | datetime | None:
    """Return the date of publication that the line gives; None if it gives none.

    Dates of updates, of today (a clock in the site header) and of events are left out. `trusted` means that the outlet's own selector chose the line;
    then the words around the date are not checked.
    """
    text = _ADDRESS.sub(" ", unify_letters(text))
    if (len(text) > _LONGEST_LINE and not trusted) or not may_hold_date(text) or _NOT_NEWS.search(text):
        return None
    line = split_date_parts(text[:_LONGEST_TRUSTED])
    if (whole := whole_date(line, now, zone)) is not None:
        return whole
    written = dates_within(line, now, zone)
    for number, found_date in enumerate(written):
        if is_future(found_date.value, now) or _is_update(line, found_date) or _is_clock(line, written, number) or _is_of_another(line, found_date):
            continue
        if trusted or _is_alone(line, found_date, now):
            return found_date.value
    return None


def change_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """Return the date of the last change that the line gives («Обновлено: 23.02.2026, 14:05»); None if it gives none."""
    text = _ADDRESS.sub(" ", unify_letters(text))
    if len(text) > _LONGEST_LINE or not may_hold_date(text) or _NOT_NEWS.search(text):
        return None
    line = split_date_parts(text)
    return next(
        (found_date.value for found_date in dates_within(line, now, zone) if _is_update(line, found_date) and not is_future(found_date.value, now)),
        None,
    )


def foot_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """Return the date of publication in a line below an article.

    There a bare name before a datetime is a commenting reader («Айгүл 20.11.2026 09:30»), and pictures have dates too.
    """
    value = printed_date(text, now=now, zone=zone)
    if value is None or _PICTURE.match(text.lstrip()):
        return None
    return None if isinstance(value, datetime) and _NAME_AND_MOMENT.fullmatch(split_date_parts(unify_letters(text)).shape) else value


def _is_update(line: DateParts, found_date: FoundDate) -> bool:
    if _UPDATE_BEFORE.search(line.shape[: found_date.first]):
        return True
    behind = _UPDATE_AFTER.match(line.shape[found_date.end :])
    # «Опубликовано 23.02, обновлено 24.02»: the word belongs to the date that follows it.
    return behind is not None and behind["next"] not in set("dPQYTMmWrN")


def _is_of_another(line: DateParts, found_date: FoundDate) -> bool:
    """Return whether the date belongs to an event: «Начало: 20.11.2026 09:30», «До 20 ноября 2026 года»."""
    return found_date.first > 0 and _OTHER_DAY.search(line.text[: line.parts[found_date.first].start]) is not None


def _is_clock(line: DateParts, written: list[FoundDate], number: int) -> bool:
    """Return whether it is the clock of the site: «Сегодня: 24 ноября 2026» gives two adjacent dates, both of today."""

    def adjoin(left: FoundDate, right: FoundDate) -> bool:
        return line.shape[left.first] == "r" and set(line.shape[left.end : right.first]) <= set("_W")

    pairs = list(pairwise(written))
    return any(adjoin(*pair) for pair in pairs[max(0, number - 1) : number + 1])


def _is_alone(line: DateParts, found_date: FoundDate, now: datetime) -> bool:
    """Return whether the date is alone in its field of the line, and is not part of a sentence."""
    other_words = [
        part
        for place, part in enumerate(line.parts)
        if part.letter == "x" and not found_date.first <= place < found_date.end and _in_field(line, found_date, place)
    ]
    parts = set(line.shape[found_date.first : found_date.end])
    exact = isinstance(found_date.value, datetime)
    if not other_words:
        return (exact or found_date.has_year or found_date.value > (now - _WITHOUT_YEAR).date()) and _fits(line, found_date)
    lower = [part for part in other_words if line.text[part.start].islower()]
    # Among other words only a date with a year or time counts, or one after a name: «8 марта» may be a section, «вчера» begins a sentence.
    if not exact and ("r" in parts or not found_date.has_year):
        behind_name = line.text[line.parts[found_date.first - 1].start] == "," if found_date.first else False
        return behind_name and len(other_words) <= _WORDS_BESIDE_AN_AGE and not lower and found_date.end == len(line.parts)
    if parts & set("rAj"):
        return len(other_words) <= _WORDS_BESIDE_AN_AGE and len(lower) <= 1 and _fits(line, found_date)
    if not exact and (len(other_words) > _WORDS_BESIDE_A_DAY or len(lower) > 1):
        return False
    return len(other_words) <= _WORDS_BESIDE_A_MOMENT and _fits(line, found_date)


def _in_field(line: DateParts, found_date: FoundDate, place: int) -> bool:
    """Return whether no field separator («|», «•») is between the date and the part at `place`."""
    own = line.shape[found_date.first : found_date.end].rstrip("_")  # a pattern takes a trailing mark for that of an abbreviated month
    between = line.parts[place + 1 : found_date.first] if place < found_date.first else line.parts[found_date.first + len(own) : place]
    return not any(line.text[part.start] in _FIELD_MARKS for part in between if part.letter == "_")


def _fits(line: DateParts, found_date: FoundDate) -> bool:
    return _fits_before(line, found_date.first) and _fits_behind(line, found_date.end)


def _fits_before(line: DateParts, first: int) -> bool:
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


def _fits_behind(line: DateParts, end: int) -> bool:
    if end == len(line.parts):
        return True
    behind = line.parts[end]
    if behind.letter == "_" and line.text[behind.start] == "," and end + 1 < len(line.parts):
        behind = line.parts[end + 1]
    if behind.letter == "x":
        return not line.text[behind.start].islower()
    return behind.letter in _BEHIND_A_DATE


_FRAGMENT_LENGTH = 60  # characters of a date in words with its label
_FIELD = " | "  # between texts that look separate without a space in the source: <span>20.11.2026</span><span>345</span>

# Characters. Lines of this length are sentences, unless they are divided into fields.
_SENTENCE = 80
# Words of a link that is most of its line: fewer are the name of a section or author.
_HEADLINE_WORDS = 4

# Characters at the end of a line in which a label of an update is searched.
_END = 80

_CHILDREN = 4  # of an element that contains one date
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YEAR, _SMALL = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"), re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_FIGURE = re.compile(r"\d")
_MOMENT = re.compile("[YPQr][^TYPQr]*T|T[^TYPQr]*[YPQr]|A|j")  # a complete date in parts (`pipelines.extraction.date_grammar`)


class TextLine(NamedTuple):
    """A line with its machine-readable dates.

    It also has the number of its words in links, the length of its longest link in words, and how many blocks around the headline were left before
    it.
    """

    text: str
    stamps: tuple[str, ...] = ()
    linked: int = 0
    longest_link: int = 0
    blocks: int = 0

    @property
    def is_sentence(self) -> bool:
        """Return whether it is a sentence of a text, and not a label around one."""
        return len(self.text) >= _SENTENCE and self.linked * 2 < len(self.text.split()) and self.text.count(_FIELD) < 2

    @property
    def is_headline(self) -> bool:
        """Return whether it is the headline of another article: a link of several words and little else."""
        return self.longest_link >= _HEADLINE_WORDS and self.linked * 2 >= len(self.text.split())


def read_lines(pieces: Iterable[Piece]) -> Iterator[TextLine]:
    """Yield the lines, joining those that make one date: day, month and time in separate blocks, or a label before its date."""
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
    """A line being written. A whole page may be one line, so only the end of the written text is inspected."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._end = ""
        # The last character that is not a space.
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
            if not denies_stamp(_visible_text(element), stamp):
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
        """Return whether the texts on both sides of inline borders are separate.

        Numbers always are, words only if one element follows another.
        """
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
    """Return whether both are parts of one date: «20 ноября 2026» and «09:30», or «Обновлено:» and its date."""
    if len(last.text) > _FRAGMENT_LENGTH or not (line.stamps or _FIGURE.search(last.text) or _FIGURE.search(line.text)):
        return False
    parts = _parts(last.text)
    if _ends_with_update_label(last.text) and (last.text.endswith(":") or not _MOMENT.search(parts)):
        return True
    return _is_fragment(parts) and not _MOMENT.search(parts) and (_is_fragment(_parts(line.text)) or last.text.endswith(":"))


def _visible_text(element: HtmlElement) -> str:
    """Return the visible text of a date element and its first children. An element may contain the whole page, so depth is limited."""
    return " ".join(filter(None, (element.text, *(text for child in element[:_CHILDREN] for text in (child.text, child.tail)))))


def denies_stamp(visible: str, stamp: str) -> bool:
    """Return whether the visible text, in any language, is a date of another day than the stamp.

    An example is "Publié le 29 juin 2019" over the datetime of a later change. The day before or after may result from another zone.
    """
    match = _STAMP.match(stamp)
    if match is None or len(visible) > _FRAGMENT_LENGTH or not _YEAR.search(visible):
        return False
    figures = {int(figure) for figure in _SMALL.findall(visible)}
    day = day_or_none(*map(int, match.groups()))
    return bool(figures) and day is not None and figures.isdisjoint((day + timedelta(days=near)).day for near in (-1, 0, 1))


def _parts(text: str) -> str:
    return split_date_parts(unify_letters(text)).shape if len(text) <= _FRAGMENT_LENGTH else "x"


def _is_fragment(parts: str) -> bool:
    """Return whether it contains only parts of a date, and words such as «Опубликовано»."""
    return not {"x", "c"} & set(parts)
