"""Cuts out of the tree what stands around an article, before the text is looked for: menus, side columns, comments, share bars, captions.

Tags, roles and the names of elements tell what to cut. Names are compared as whole words ("ads", not "shadows"). An element stays if most of the
page's prose, or its main heading, is inside it, because names can be wrong, above all on wrappers ("with-sidebar").
"""

import re
from functools import lru_cache
from itertools import islice, pairwise

from lxml.html import HtmlElement

from pipelines.extraction.markup_names import (
    BODY_FIRST,
    BODY_NAMES,
    BODY_SECOND,
    BOX_TAGS,
    CAPTION_NAMES,
    CAPTION_TAGS,
    LIKELY,
    PAIRS,
    ROLES_OUT,
    SURE,
    TAGS_GUARDED,
    TAGS_OUT,
    WITHOUT,
)
from pipelines.extraction.tree import count_words

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

_CAPTION_WORDS = 30
_CREDIT_WORDS = 4  # "Фото: пресс-служба акимата" beside a caption
_BOX_CHILDREN = 8  # a picture's box holds the picture, its caption and a credit
_SURE_LIMIT, _LIKELY_LIMIT = 0.7, 0.3  # of the page's prose; a brief of 40 words under 80 words of comments still loses the comments
_STAY = frozenset(("html", "body", "main", "article"))


def prune(tree: HtmlElement) -> None:
    """Cut what is surely not the article, by tag, role or a clear name. Changes `tree`. An element with most of the page's prose stays."""
    for element in [*tree.iter(*TAGS_OUT)]:
        remove_element(element)
    _cut_lighter(tree, _SURE_LIMIT)


def prune_likely(tree: HtmlElement) -> None:
    """Cut what is probably not the article, unless much of the prose is in it, and captions.

    Call it after the teasers of other articles are cut. Beside them a short article would have too small a share of the prose.
    """
    _cut_lighter(tree, _LIKELY_LIMIT)
    _cut_captions(tree)


def _cut_lighter(tree: HtmlElement, least: float) -> None:
    """Cut the elements whose sign is strong enough and whose share of the prose is not too large for it."""
    weights = _Weights(tree)
    for element in [*tree.iter()]:
        if element.tag in ("html", "body") or not weights.attached(element):
            continue
        limit = _limit(element)
        if limit >= least and not weights.holds(element, limit):
            weights.forget(element)
            remove_element(element)


def _cut_captions(tree: HtmlElement) -> None:
    """Cut captions outside <figcaption>: a text that repeats a picture's alt text, one with a caption's name beside a picture, and the only
    words of a box around a picture, unless they are a full sentence."""
    for image in [*tree.iter("img")]:
        if image.getparent() is None:
            continue
        alt = " ".join((image.get("alt") or "").split()).lower()
        box = _picture_box(image)
        words = count_words(box)
        following = box.getnext()
        for element in [*box.iter(), *([] if following is None else [following])]:
            own = count_words(element, _CAPTION_WORDS) if element.tag in CAPTION_TAGS and element.getparent() is not None else 0
            if 0 < own <= _CAPTION_WORDS and element.find(".//img") is None:
                alone = element is not following and words - own <= _CREDIT_WORDS
                if _is_caption(element, " ".join(element.text_content().split()), alt, alone=alone):
                    remove_element(element)


def _picture_box(image: HtmlElement) -> HtmlElement:
    """The outermost element that holds the picture and a few words."""
    box = image
    while (parent := box.getparent()) is not None and parent.tag in BOX_TAGS and _few_children(parent):
        if count_words(parent, _CAPTION_WORDS) > _CAPTION_WORDS or parent.find(".//h1") is not None:
            break
        box = parent
    return box


def _few_children(element: HtmlElement) -> bool:
    """Whether there are at most `_BOX_CHILDREN`. len() would count all of them, which is too slow in a row of thousands of pictures."""
    return sum(1 for _ in islice(element, _BOX_CHILDREN + 1)) <= _BOX_CHILDREN


def _is_caption(element: HtmlElement, text: str, alt: str, *, alone: bool) -> bool:
    if len(alt) > 10 and text.lower() == alt:
        return True
    named = not CAPTION_NAMES.isdisjoint(word.lower() for word in _WORDS.findall(element.get("class", "") + " " + element.get("id", "")))
    return named or (alone and text[-1] not in '.!?:…"»”')


def remove_element(element: HtmlElement) -> None:
    """Remove an element. The text after it stays where it is."""
    if element.getparent() is not None:
        element.drop_tree()


def _limit(element: HtmlElement) -> float:
    """The share of the page's prose above which `element` is kept. 0 for an element with no sign that it should be cut."""
    if element.tag in ("tr", "tbody"):
        return 0.0  # tables fold rows away until somebody clicks
    if element.tag in TAGS_GUARDED:
        return TAGS_GUARDED[element.tag]
    attributes = element.attrib
    if not attributes:
        return 0.0
    if attributes.get("role", "").lower() in ROLES_OUT:
        return _SURE_LIMIT
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or _HIDDEN.search(attributes.get("style", "")):
        return _LIKELY_LIMIT
    if element.tag in _STAY:
        return 0.0
    return max(_limit_of_name(attributes.get("class", "")), _limit_of_name(attributes.get("id", "")))


def _limit_of_name(name: str) -> float:
    parts = name.split()[:12]
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
    whole, words = part.lower(), _words(part)
    if words and words[0] in WITHOUT:
        return 0.0
    if whole in SURE or not SURE.isdisjoint(words) or any(" ".join(pair) in PAIRS for pair in pairwise(words)):
        return _SURE_LIMIT
    return _LIKELY_LIMIT if whole in LIKELY or not LIKELY.isdisjoint(words) else 0.0


class _Weights:
    """Words of prose (outside links) and headings under each element. The numbers stay right while elements are cut."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._prose: dict[HtmlElement, int] = {}
        self._main: set[HtmlElement] = set()
        for element in reversed([*tree.iter()]):
            self._weigh(element)
        self._total = max(1, self._prose.get(tree, 0))

    def _weigh(self, element: HtmlElement) -> None:
        """Count from the end of the document, so that children come before their parents."""
        linked = element.tag == "a"
        own = 0 if linked else _count(element.text)
        for child in element:
            own += self._prose.get(child, 0) + (0 if linked else _count(child.tail))
        self._prose[element] = 0 if linked else own
        if element.tag == "h1" and own < 60:
            self._main.update((element, *element.iterancestors()))

    def attached(self, element: HtmlElement) -> bool:
        return element in self._prose

    def holds(self, element: HtmlElement, limit: float) -> bool:
        return element in self._main or self._prose[element] > limit * self._total

    def forget(self, element: HtmlElement) -> None:
        gone = self._prose[element]
        for ancestor in element.iterancestors():
            if ancestor not in self._prose:
                break  # above the part of the page that was weighed
            self._prose[ancestor] -= gone
        self._total = max(1, self._total - gone)
        for inner in element.iter():
            self._prose.pop(inner, None)


def _count(text: str | None) -> int:
    return len(text.split()) if text else 0
