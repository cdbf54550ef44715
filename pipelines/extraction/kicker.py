"""The words of a heading: all of them, and without the kicker that some sites put into the same element ("Politics" over the headline)."""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.markup_names import name_set

_HEADLINE = name_set("headline headlines hed title headline-text headline-title article-title post-title entry-title zagolovok")
_KICKER = name_set(
    "kicker kickers roofline overline topline eyebrow dachzeile spitzmarke vignette overtitle pretitle pre-title supertitle surtitle category categories rubric rubrics "
    "rubrika section-name label labels badge tag flag flags topic strapline sponsored premium paid plus counter comments-count date time icon sr-only "
    "visually-hidden visuallyhidden screen-reader-text"
)
_LEAST = 3  # words of a headline
_MOST = 8  # of a kicker
_PARTING = name_set("br div p h2 h3 section header small")
_UNSEEN = name_set("script style svg template")
_WORD = re.compile(r"[A-Za-z][a-z]*|[A-Z]+(?![a-z])")


def heading_texts(heading: HtmlElement) -> list[str]:
    """The words of a main heading: its own element for the headline, or what a named kicker leaves. Without such names all its words, and then what its
    first or its last element leaves, for whoever knows from elsewhere how the headline goes. Nothing for a heading without words."""
    whole = _words(heading)
    if not whole:
        return []
    inner = [element for element in heading.iter(etree.Element) if element is not heading]
    own = next((text for element in inner if _is_named(element, _HEADLINE, "headline") and _is_long(text := _words(element))), "")
    bare = _words(heading, frozenset(filter(_is_kicker, inner)))
    if own or (bare != whole and _is_long(bare)):
        return [own or bare]
    return [whole, *(text for edge in (*heading[:1], *heading[-1:]) if _is_long(text := _words(heading, frozenset([edge]))))]


def _is_kicker(element: HtmlElement) -> bool:
    return _is_named(element, _KICKER, "articleSection") and len(element.text_content().split()) <= _MOST


def _is_named(element: HtmlElement, names: frozenset[str], item: str) -> bool:
    """Whether an element bears one of the names: as a class, as the end of one ("article-header__kicker"), or as its part in microdata."""
    if element.get("itemprop") == item:
        return True
    for name in element.get("class", "").split():
        parts = re.split(r"__|--", name)[1:2] or [name]
        if any(part.lower() in names or "-".join(map(str.lower, _WORD.findall(part))).rsplit("-", 1)[-1] in names for part in parts):
            return True
    return False


def _is_long(text: str) -> bool:
    return len(text.split()) >= _LEAST or (len(text) >= 6 and not text.isascii() and " " not in text)


def _words(element: HtmlElement, without: frozenset[HtmlElement] = frozenset()) -> str:
    return " ".join(unescape("".join(_pieces(element, without))).split())


def _pieces(element: HtmlElement, without: frozenset[HtmlElement]) -> Iterator[str]:
    """The texts under an element in reading order. Line breaks and blocks part words."""
    yield element.text or ""
    for child in element:
        border = " " if child.tag in _PARTING or child in without else ""
        yield border
        if child not in without and child.tag not in _UNSEEN:
            yield from _pieces(child, without)
        yield border + (child.tail or "")
