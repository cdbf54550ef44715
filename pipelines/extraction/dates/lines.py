"""The lines of a page as a reader sees them, put together from its pieces."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

from lxml.html import HtmlElement

from pipelines.extraction.dates.block_roles import begins_with_update_word, ends_with_update_label
from pipelines.extraction.dates.lexing import cut_parts, day_or_none, unify_letters
from pipelines.extraction.dates.page_pieces import Edge, Linked, Piece

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
_MOMENT = re.compile("[YPQr][^TYPQr]*T|T[^TYPQr]*[YPQr]|A|j")  # a complete date, in parts (`pipelines.extraction.dates.date_words`)


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
            stamps = () if ends_with_update_label(last.text) else line.stamps
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
        if isinstance(piece, Linked):
            self.links[piece.link] += len(stripped.split())

    def stamp(self, element: HtmlElement) -> None:
        if not ends_with_update_label(self._end) and not begins_with_update_word(element.text):
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
    if ends_with_update_label(last.text) and (last.text.endswith(":") or not _MOMENT.search(parts)):
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
