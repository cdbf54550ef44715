"""Cuts captions of pictures out of the tree, where no <figcaption> holds them."""

import re
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction.markup_names import BOX_TAGS, CAPTION_NAMES, CAPTION_TAGS
from pipelines.extraction.prune import remove_element
from pipelines.extraction.tree import count_words

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_CAPTION_WORDS = 30
_CREDIT_WORDS = 4  # "Фото: пресс-служба акимата" beside a caption
_BOX_CHILDREN = 8  # a picture's box holds the picture, its caption and a credit


def prune_captions(tree: HtmlElement) -> None:
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
