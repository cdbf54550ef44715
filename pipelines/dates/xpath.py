"""XPath with the types that its compiled expressions do not promise."""

from typing import cast

from lxml import etree
from lxml.html import HtmlElement


def elements(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement]:
    """What an expression that selects elements selects, in document order."""
    return cast(list[HtmlElement], path(tree))


def selected(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement | str]:
    """The same for an expression that may select attributes or text too."""
    return cast("list[HtmlElement | str]", path(tree))
