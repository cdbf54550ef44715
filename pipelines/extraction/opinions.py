"""Which paragraphs of a page are the article: what trafilatura says, what schema.org's articleBody says, and where most prose stands.

The paragraphs themselves come from the page, so that none is joined with another, cut or lost by trafilatura's rules.
"""

import logging
import re
from collections import defaultdict
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.blocks import BlockRun
from pipelines.extraction.extent import FULL_STOP, words_of

# trafilatura logs "discarding data" for every page without an article; the page's fate says the same.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_HAN = r"\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")  # a letter of Chinese or Japanese stands for a word
_HEARD = 0.6  # of a paragraph's word triples found in a source: the paragraph is the source's
_LARGEST = 40_000  # elements: beyond it (a page of about 3 MB, no article seen had a tenth) trafilatura takes minutes, and the third opinion decides


def trafilatura_text(tree: HtmlElement, *, fast: bool) -> str:
    """trafilatura's text of the page, one paragraph a line; "" if it finds none or fails. It reads a copy of `tree`.

    `fast` leaves out its comparison with two other extractors, which costs time and lowers F1 on pages from which furniture is cut.
    """
    # A crawler or a desk loads this module for the words of its outcomes alone, and reads no page itself.
    import trafilatura
    from trafilatura.settings import Document

    if sum(1 for _ in islice(tree.iter(), _LARGEST + 1)) > _LARGEST:
        return ""
    try:
        document = trafilatura.bare_extraction(tree, fast=fast, include_comments=False)
    except (etree.LxmlError, AttributeError, IndexError, KeyError, RecursionError):
        return ""
    return (document.text or "") if isinstance(document, Document) else ""


class Heard:
    """A text that can be asked which paragraphs come from it. It may have cut or joined lines, so words are compared in threes."""

    def __init__(self, text: str) -> None:
        lines = [_WORD.findall(line) for line in text.lower().split("\n")]
        words = [*chain.from_iterable(lines)]
        self.words = len(words)
        self._threes = set(zip(words, words[1:], words[2:], strict=False))
        self._short = {" ".join(line) for line in lines if len(line) < 3}

    def has(self, text: str) -> bool:
        """Whether a paragraph comes from the text."""
        words = _WORD.findall(text.lower())
        if len(words) < 3:
            return bool(words) and " ".join(words) in self._short
        return sum(map(self._threes.__contains__, zip(words, words[1:], words[2:], strict=False))) >= _HEARD * (len(words) - 2)


def heard_places(runs: list[BlockRun], text: str, least: int = 1) -> set[int]:
    """The paragraphs of `least` words or more that come from `text`."""
    heard = Heard(text)
    return {place for place, run in enumerate(runs) if run.words >= least and heard.has(run.text)}


def with_article_body(runs: list[BlockRun], chosen: set[int], body: str) -> set[int]:
    """Add paragraphs of schema.org's articleBody. If it holds clearly more than what was chosen, it alone counts, because then another part of the
    page was chosen."""
    if not body:
        return chosen
    said = heard_places(runs, body, least=3)
    agreed = words_of(runs, said & chosen)
    return said if words_of(runs, said) >= 40 and agreed < 0.3 * words_of(runs, said) else said | chosen


def with_most_prose(runs: list[BlockRun], chosen: set[int]) -> set[int]:
    """Take the element with most prose directly in it, where nothing is chosen: on a page too large for trafilatura, or one that it cannot read."""
    if chosen:
        return chosen
    weights: dict[HtmlElement, set[int]] = defaultdict(set)
    for place, run in enumerate(runs):
        if run.words >= 8 and run.linked <= 0.1 * run.words and not run.heading and (run.words >= 25 or FULL_STOP.search(run.text)):
            weights[run.owner].add(place)
            if run.owner.tag in ("p", "blockquote", "div") and (parent := run.owner.getparent()) is not None:
                weights[parent].add(place)
    return max(weights.values(), key=lambda places: words_of(runs, places), default=set())
