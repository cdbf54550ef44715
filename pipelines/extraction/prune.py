"""Cuts out of the tree what stands around an article, before the text is looked for: menus, side columns, comments, share bars, captions.

Tags, roles and the names of elements tell what to cut. Names are compared as whole words ("ads", not "shadows"). An element stays if most of the
page's prose, or its main heading, is inside it, because names can be wrong, above all on wrappers ("with-sidebar").
"""

import re
from collections import defaultdict
from functools import lru_cache
from itertools import islice, pairwise

from lxml.html import HtmlElement

from pipelines.extraction.markup_names import (
    BODY_FIRST,
    BODY_NAMES,
    BODY_SECOND,
    LIKELY,
    PAIRS,
    ROLES_OUT,
    SURE,
    TAGS_GUARDED,
    TAGS_OUT,
    WITHOUT,
)
from pipelines.extraction.word_count import words_in

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NO_NAME = re.compile(r"[:\[\]!]")  # "print:hidden", "[&_p]:mt-2": how an element looks under a condition, not what it is
_VIEW_MODE = re.compile(r"view-mode", re.I)  # in which Drupal shows the part of a page, and no counter of views
_SIGNS = frozenset(word for name in SURE | LIKELY | PAIRS for word in _WORDS.findall(name))  # without any of them a name needs no closer look
_HEADLINE_WORDS = 6  # an id with so many hyphens is a headline
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SURE_LIMIT, _LIKELY_LIMIT = 0.7, 0.3  # of the page's prose; a brief of 40 words under 80 words of comments still loses the comments
_STAY = frozenset(("html", "body", "main", "article"))


def prune_unread(tree: HtmlElement) -> None:
    """Cut what nobody reads: scripts, styles, fields of forms."""
    for element in [*tree.iter(*TAGS_OUT)]:
        remove_element(element)


def prune_sure(tree: HtmlElement) -> int:
    """Cut what is surely not the article, by tag, role or a clear name. An element with most of the page's prose stays. Gives how many words of prose
    there were before."""
    return _cut_lighter(tree, _SURE_LIMIT)


def prune_likely(tree: HtmlElement) -> None:
    """Cut what is probably not the article, unless much of the prose is in it.

    Call it after the teasers of other articles are cut. Beside them a short article would have too small a share of the prose.
    """
    _cut_lighter(tree, _LIKELY_LIMIT, only_body(tree))


def only_body(tree: HtmlElement) -> HtmlElement | None:
    """The element that is named as the body of an article, if the page has just one of them. (Lists name the body of each teaser so.)"""
    named = {element for element in tree.iter() if not BODY_NAMES.isdisjoint(element.get("class", "").lower().split())}
    outer = [*islice((element for element in named if named.isdisjoint(element.iterancestors())), 2)]
    return outer[0] if len(outer) == 1 else None


def _cut_lighter(tree: HtmlElement, least: float, kept: HtmlElement | None = None) -> int:
    """Cut the elements whose sign is strong enough and whose share of the prose is not too large for it. Elements of one tag and class are weighed
    together: a body whose every paragraph bears a bad name stays, and so does what is around `kept`. Gives the words of prose before."""
    elements = [*tree.iter()]
    weights = _Weights(tree, elements, kept)
    before = weights.total
    limits = [(element, limit) for element in elements if (limit := _limit(element)) >= least]
    alike: dict[tuple[str, str], int] = defaultdict(int)
    for element, _ in limits:
        alike[_make(element)] += weights.prose(element)
    for element, limit in limits:
        if weights.attached(element) and not weights.holds(element, limit) and alike[_make(element)] <= limit * before:
            weights.forget(element)
            remove_element(element)
    return before


def _make(element: HtmlElement) -> tuple[str, str]:
    """Tag and class, without those names in it that number the element."""
    return element.tag, " ".join(name for name in element.get("class", "").split() if not any(map(str.isdigit, name)))


def remove_element(element: HtmlElement) -> None:
    """Remove an element. The text after it stays where it is."""
    if element.getparent() is not None:
        element.drop_tree()


def _limit(element: HtmlElement) -> float:
    """The share of the page's prose above which `element` is kept. 0 for an element with no sign that it should be cut."""
    tag = element.tag
    if tag in ("tr", "tbody", "html", "body"):
        return 0.0  # tables fold rows away until somebody clicks
    if tag in TAGS_GUARDED:
        return TAGS_GUARDED[tag]
    attributes = dict(element.items())
    if not attributes:
        return 0.0
    if "role" in attributes and attributes["role"].lower() in ROLES_OUT:
        return _SURE_LIMIT
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or ("style" in attributes and _HIDDEN.search(attributes["style"])):
        return _LIKELY_LIMIT
    if tag in _STAY:
        return 0.0
    return max((_limit_of_name(attributes[name]) for name in ("class", "id") if name in attributes), default=0.0)


@lru_cache(maxsize=20_000)
def _limit_of_name(name: str) -> float:
    if _SIGNS.isdisjoint(map(str.lower, _WORDS.findall(name))):
        return 0.0
    parts = [part for part in name.split()[:12] if not _NO_NAME.search(part) and part.count("-") < _HEADLINE_WORDS]
    if any(map(_names_body, parts)):
        return 0.0
    return max(map(_limit_of_word, parts), default=0.0)


def _names_body(part: str) -> bool:
    words = _words(part)
    return part.lower() in BODY_NAMES or (
        SURE.isdisjoint(words) and any(pair[0] in BODY_FIRST and pair[1] in BODY_SECOND for pair in pairwise(words))
    )


@lru_cache(maxsize=20_000)
def _words(part: str) -> tuple[str, ...]:
    """The words of one class name: "post-related__item" gives post, related, item."""
    return tuple(word.lower() for word in _WORDS.findall(part))


@lru_cache(maxsize=20_000)
def _limit_of_word(part: str) -> float:
    whole, words = part.lower(), _words(_VIEW_MODE.sub("", part))
    if words and words[0] in WITHOUT:
        return 0.0
    if whole in SURE or not SURE.isdisjoint(words) or any(" ".join(pair) in PAIRS for pair in pairwise(words)):
        return _SURE_LIMIT
    return _LIKELY_LIMIT if whole in LIKELY or not LIKELY.isdisjoint(words) else 0.0


class _Weights:
    """Words of prose (outside links) and headings under each element. The numbers stay right while elements are cut."""

    def __init__(self, tree: HtmlElement, elements: list[HtmlElement], kept: HtmlElement | None = None) -> None:
        self._prose: dict[HtmlElement, int] = dict.fromkeys(elements, 0)
        self._main: set[HtmlElement] = set() if kept is None else {kept, *kept.iterancestors()}
        # From the end of the document, so that children come before their parents.
        for element in reversed(elements):
            self._weigh(element, element.tag)
        self.total = max(1, self._prose[tree])

    def _weigh(self, element: HtmlElement, tag: str) -> None:
        prose = self._prose
        words = prose[element] if tag != "a" else 0
        if tag != "a" and (text := element.text):
            words += words_in(text)
        prose[element] = words
        parent = element.getparent()
        if parent in prose and parent.tag != "a":
            tail = element.tail
            prose[parent] += words + (words_in(tail) if tail else 0)
        if tag == "h1" and words < 60:
            self._main.update((element, *element.iterancestors()))

    def attached(self, element: HtmlElement) -> bool:
        return element in self._prose

    def prose(self, element: HtmlElement) -> int:
        return self._prose[element]

    def holds(self, element: HtmlElement, limit: float) -> bool:
        return element in self._main or self._prose[element] > limit * self.total

    def forget(self, element: HtmlElement) -> None:
        gone = self._prose[element]
        for ancestor in element.iterancestors():
            if ancestor not in self._prose:
                break  # above the part of the page that was weighed
            self._prose[ancestor] -= gone
        self.total = max(1, self.total - gone)
        for inner in element.iter():
            self._prose.pop(inner, None)
