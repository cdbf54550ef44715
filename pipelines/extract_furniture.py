"""What stands around an article and is cut out of the tree before anyone looks for the text: menus, side columns, comments, share bars, captions.

Told by tag, role and the names that people give their elements. Names are compared as whole words ("ads", not "shadows"), and a named element stays if
most of the page's prose, or its main heading, is inside it: names lie, above all on wrappers ("with-sidebar").
"""

import re

from lxml.html import HtmlElement

from pipelines.extract_names import (
    BODY_NAMES,
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
from pipelines.extract_tree import count_words

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

_CAPTION_WORDS = 30
_CREDIT_WORDS = 4  # "Фото: пресс-служба акимата" beside a caption
_BOX_CHILDREN = 8  # a picture's box holds the picture, its caption and a credit
_SURE_LIMIT, _LIKELY_LIMIT = 0.7, 0.3  # of the page's prose; a brief of 40 words under 80 words of comments still loses the comments
_STAY = frozenset(("html", "body", "main", "article"))


def prune(tree: HtmlElement) -> None:
    """Cut furniture out of `tree`, in place. At least the element with the page's prose always stays."""
    for element in [*tree.iter(*TAGS_OUT)]:
        cut(element)
    weights = _Weights(tree)
    for element in [*tree.iter()]:
        if element.tag in ("html", "body") or not weights.attached(element):
            continue
        limit = _limit(element)
        if limit and not weights.holds(element, limit):
            weights.forget(element)
            cut(element)
    _cut_captions(tree)


def _cut_captions(tree: HtmlElement) -> None:
    """Captions outside <figcaption>: what repeats a picture's alt text, what bears a caption's name beside a picture, and the only words of a box around a
    picture, unless they are a full sentence."""
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
                    cut(element)


def _picture_box(image: HtmlElement) -> HtmlElement:
    """The outermost element that holds the picture and a few words."""
    box = image
    while (parent := box.getparent()) is not None and parent.tag in BOX_TAGS and len(parent) <= _BOX_CHILDREN:
        if count_words(parent, _CAPTION_WORDS) > _CAPTION_WORDS or parent.find(".//h1") is not None:
            break
        box = parent
    return box


def _is_caption(element: HtmlElement, text: str, alt: str, *, alone: bool) -> bool:
    if len(alt) > 10 and text.lower() == alt:
        return True
    named = not CAPTION_NAMES.isdisjoint(word.lower() for word in _WORDS.findall(element.get("class", "") + " " + element.get("id", "")))
    return named or (alone and text[-1] not in '.!?:…"»”')


def cut(element: HtmlElement) -> None:
    """Remove an element and leave the text after it where it is."""
    if element.getparent() is not None:
        element.drop_tree()


def _limit(element: HtmlElement) -> float:
    """The share of the page's prose above which `element` is no furniture after all; 0 for an element that bears no sign of it."""
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
    if not name:
        return 0.0
    parts = name.split()[:12]
    if not BODY_NAMES.isdisjoint(parts):
        return 0.0
    return max(map(_limit_of_word, parts), default=0.0)


_known: dict[str, float] = {}


def _limit_of_word(part: str) -> float:
    """Of one class name: "post-related__item" is read as post, related, item."""
    if (known := _known.get(part)) is None:
        known = _read_word(part)
        if len(_known) < 20_000:
            _known[part] = known
    return known


def _read_word(part: str) -> float:
    whole = part.lower()
    words = [word.lower() for word in _WORDS.findall(part)]
    if words and words[0] in WITHOUT:
        return 0.0
    if (
        whole in SURE
        or any(word in SURE for word in words)
        or any(f"{first} {second}" in PAIRS for first, second in zip(words, words[1:], strict=False))
    ):
        return _SURE_LIMIT
    return _LIKELY_LIMIT if whole in LIKELY or any(word in LIKELY for word in words) else 0.0


class _Weights:
    """Words of prose (outside links) and headings under each element, kept true while elements are cut."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._prose: dict[HtmlElement, int] = {}
        self._main: set[HtmlElement] = set()
        for element in reversed([*tree.iter()]):
            self._weigh(element)
        self._total = max(1, self._prose.get(tree, 0))

    def _weigh(self, element: HtmlElement) -> None:
        """Children come before their parents in reversed document order."""
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
