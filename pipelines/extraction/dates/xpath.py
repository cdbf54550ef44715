"""XPath with the types that its compiled expressions do not promise."""

from collections.abc import Iterator
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement


def elements(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement]:
    """What an expression that selects elements selects, in document order."""
    return cast(list[HtmlElement], path(tree))


def selected(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement | str]:
    """The same for an expression that may select attributes or text too."""
    return cast("list[HtmlElement | str]", path(tree))


def texts(path: etree.XPath, tree: HtmlElement) -> Iterator[tuple[str, HtmlElement, bool]]:
    """What an expression that selects text nodes selects: the text, the element it stands in, and whether nothing stands before it there."""
    for text in cast(list[Any], path(tree)):
        before: HtmlElement | None = text.getparent()
        element = before if text.is_text or before is None else before.getparent()
        if element is not None:
            yield str(text), element, bool(text.is_text)
