"""XPath with exact types. lxml's own types do not say what an expression gives."""

from collections.abc import Iterator
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement


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
