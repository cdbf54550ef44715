"""The words under pictures and videos, which are the text of a photo story or a video story."""

from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction.dates.block_roles import stands_beside
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.phrases import is_furniture
from pipelines.extraction.tree import count_words
from pipelines.extraction.word_count import words_in

_NAMES = name_set("caption captions podpis photo-caption image-caption slide-text slide-caption gallery-caption desc description video-description")
_LEAST, _LONGEST = 5, 120  # words of a caption that says something
_MOST = 200
_LEVELS = 8
_NOT_BESIDE = name_set("figure video")  # hold captions, and stand beside an article for whoever looks for its date


def captions(tree: HtmlElement) -> list[str]:
    """The captions of the page's own pictures, each once, in reading order. Read before the page is pruned."""
    found: dict[str, None] = {}
    for element in islice((one for one in tree.iter("figcaption", "p", "div", "span") if _is_caption(one)), _MOST):
        text = " ".join(element.text_content().split()) if count_words(element, _LONGEST) <= _LONGEST else ""
        if words_in(text) >= _LEAST and not is_furniture(text) and not _is_of_another(element):
            found.setdefault(text)
    return list(found)


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or any(
        name in _NAMES for name in element.get("class", "").lower().replace("__", " ").replace("_", "-").split()
    )


def _is_of_another(element: HtmlElement) -> bool:
    """Whether it stands in a card that leads to another article, or beside the article."""
    around = list(islice(element.iterancestors(), _LEVELS))
    return element.find(".//a") is not None or any(one.tag == "a" or (one.tag not in _NOT_BESIDE and stands_beside(one)) for one in around)
