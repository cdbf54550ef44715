"""The pieces of a page in order: texts, the edges of inline elements, the ends of lines."""

from collections.abc import Iterator
from enum import Enum, auto
from typing import TypeAlias

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.block_roles import is_counter, is_update, stands_beside

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


class Linked(str):
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
            counter = is_counter(node)
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


def _linked(text: str, link: HtmlElement) -> Linked:
    linked = Linked(text)
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
