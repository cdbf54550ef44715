"""The lines of a page as a reader sees them, put together from its elements."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from lxml.html import HtmlElement

from pipelines.dates.blocks import begins_with_update_word, ends_with_update_label, is_update, stands_beside
from pipelines.dates.lexing import cut, tidy

LONG_PARAGRAPH = 250  # characters; a lead above the date is shorter, the article's first paragraph mostly longer
_LINES_READ = 40  # between the headline and a first long paragraph; far more than any header has
_FRAGMENT_LENGTH = 60  # characters of a date in words with its label

_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "data", "em", "font", "i", "label", "mark", "s", "small", "span", "strike", "strong",
        "sub", "sup", "time", "tt", "u", "var",
    }
)  # fmt: skip
_FIGURE = re.compile(r"\d")
_MOMENT = re.compile("[YPQr].*T|T.*[YPQr]|A|j")  # a date that needs no more, in parts (see `words`)

# Text, an element <time> (before its text), or None where a line ends.
Piece: TypeAlias = str | HtmlElement | None


class Line(NamedTuple):
    """A line, and the machine-readable dates of the <time> elements in it."""

    text: str
    stamps: tuple[str, ...]


def pieces_of(element: HtmlElement) -> Iterator[Piece]:
    """What is read in the element, in order; nothing of the blocks beside an article or of dates of update."""
    inline = element.tag in _INLINE
    if not inline:
        yield None
    if element.tag != "br" and not stands_beside(element) and not is_update(element):
        if element.tag == "time":
            yield element
        if element.text:
            yield element.text
        for child in element:
            yield from pieces_of(child)
            if child.tail:
                yield child.tail
    if not inline:
        yield None


def pieces_behind(element: HtmlElement) -> Iterator[Piece]:
    """What is read after the element, to the end of the page."""
    node: HtmlElement | None = element
    while node is not None and node.tag not in ("body", "html"):
        yield None
        if node.tail:
            yield node.tail
        for sibling in node.itersiblings():
            yield from pieces_of(sibling)
            if sibling.tail:
                yield sibling.tail
        node = node.getparent()


def read_lines(pieces: Iterable[Piece]) -> list[Line]:
    """The lines to the first long paragraph; those that make up one date are put together (day, month and time in blocks of their own, a label)."""
    joined: list[Line] = []
    for line in _until_long(_lines(pieces)):
        if joined and _continues(joined[-1], line):
            last = joined.pop()
            stamps = () if ends_with_update_label(last.text) else line.stamps
            line = Line(f"{last.text} {line.text or ' '.join(line.stamps)}", last.stamps + stamps)
        joined.append(line)
    return joined


def _lines(pieces: Iterable[Piece]) -> Iterator[Line]:
    text = ""
    stamps: list[str] = []
    for piece in chain(pieces, [None]):
        if isinstance(piece, str):
            text += piece
        elif piece is not None:
            if not ends_with_update_label(text) and not begins_with_update_word(piece.text):
                stamps.append(piece.get("datetime", ""))
            text += " "
        else:
            if text.strip() or stamps:
                yield Line(" ".join(text.split()), tuple(stamps))
            text, stamps = "", []


def _until_long(lines: Iterator[Line]) -> Iterator[Line]:
    for line in islice(lines, _LINES_READ):
        yield line
        if len(line.text) >= LONG_PARAGRAPH:
            return


def _continues(last: Line, line: Line) -> bool:
    """Whether the two are parts of one date: «20 ноября 2026» and «09:30», «Обновлено:» and its date."""
    if len(last.text) > _FRAGMENT_LENGTH or not (line.stamps or _FIGURE.search(last.text) or _FIGURE.search(line.text)):
        return False
    parts = _parts(last.text)
    if ends_with_update_label(last.text) and (last.text.endswith(":") or not _MOMENT.search(parts)):
        return True
    return _is_fragment(parts) and not _MOMENT.search(parts) and (_is_fragment(_parts(line.text)) or last.text.endswith(":"))


def _parts(text: str) -> str:
    return cut(tidy(text)).shape if len(text) <= _FRAGMENT_LENGTH else "x"


def _is_fragment(parts: str) -> bool:
    """Whether there is nothing but parts of a date, and words such as «Опубликовано»."""
    return not {"x", "c"} & set(parts)
