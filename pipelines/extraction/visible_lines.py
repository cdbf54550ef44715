"""The short texts that a page shows, before anything is cut from it: buttons, headings, notices, captions."""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction.dates.block_roles import is_hidden
from pipelines.extraction.markup_names import name_set

_UNSEEN = name_set("script style noscript template svg iframe object select option head")
_LEVELS = 12  # around a text that are asked whether they are hidden


def visible_words(tree: HtmlElement, most: int) -> str:
    """The text of the body outside scripts. It stops when there are more than `most` words."""
    body = tree.find("body")
    pieces: list[str] = []
    words = 0
    for element in (body if body is not None else tree).iter():
        texts = (element.tail,) if element.tag in ("script", "style", "svg") else (element.text, element.tail)
        for text in filter(None, texts):
            pieces.append(text)
            words += len(text.split())
        if words > most:
            break
    return " ".join(pieces)


def short_lines(tree: HtmlElement, longest: int) -> Iterator[tuple[HtmlElement, str]]:
    """Each element of the body that begins with a text of its own, with its words, where these have at most `longest` letters; in reading order."""
    body = tree.find("body")
    for element in body.iter() if body is not None else ():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN and element.text and element.text.strip() and len(element.text) <= longest:
            words = " ".join(element.text_content().split()) if sum(1 for _ in islice(element.iter(), 12)) < 12 else " ".join(element.text.split())
            if words and len(words) <= longest:
                yield element, words


def is_shown(element: HtmlElement) -> bool:
    """Whether neither the element nor what holds it is hidden or a template."""
    return not any(is_hidden(around) or around.tag in _UNSEEN for around in (element, *islice(element.iterancestors(), _LEVELS)))
