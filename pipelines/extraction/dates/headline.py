"""Which element of a page is the headline of its article."""

import re
from os.path import commonprefix

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.block_roles import is_hidden, is_trail, stands_beside
from pipelines.extraction.dates.date_words import fold_letters
from pipelines.extraction.dates.xpath import elements, selected, texts

_SHORTEST_TITLE = 15  # letters; a rubric («Новости») is shorter and stands in many titles
_LONGEST_TITLE = 300  # characters; what is longer is text

_HEADINGS = etree.XPath("/descendant::*[self::h1 or self::h2]")
_TITLES = etree.XPath('/descendant::meta[@property="og:title"]/@content|/descendant::title[1]/text()')
_TEXTS = etree.XPath(f"/descendant::body//text()[string-length() >= {_SHORTEST_TITLE} and not(parent::script or parent::style)]")
_NAMED = etree.XPath(
    '/descendant::body//*[contains(@class, "title") or contains(@class, "head") or contains(@class, "zag") or contains(@class, "name")]'
)
# What templates without headings call the place of an article's headline.
_TITLE_NAME = re.compile(
    r"(?:^|\s)(?:content|article|news|post|entry|item|page|full|story|material)[_-]*+"
    r"(?:(?:\w*[_-])?(?:title|head(?:ing|er|line)?|name)|(?>(?:\w*[_-])?zag)\w*+)(?:$|\s)",
    re.IGNORECASE,
)


def headline(tree: HtmlElement) -> HtmlElement | None:
    """The headline: the heading that has most of the page's title in it. (An h1 may also be the site's name.)

    If no h1 or h2 contains half of the title, another element that contains more of it is taken, because old templates put headlines into table
    cells. If nothing contains it, the longest h1 is taken (of the article, if there is one), or the element that the template names as a
    headline. None for a page without any.
    """
    headings = elements(_HEADINGS, tree)
    seen = [one for one in headings if not _is_hidden(one)]
    best = _best(tree, seen)
    # A page may hide all of itself until its scripts have run.
    return best if best is not None or len(seen) == len(headings) else _best(tree, headings)


def _best(tree: HtmlElement, headed: list[HtmlElement]) -> HtmlElement | None:
    """The headline among these headings, or what stands for one."""
    titles = [letters for title in selected(_TITLES, tree) if isinstance(title, str) and (letters := _letters(title))]
    headings = [(one, _letters(one.text_content())) for one in headed]
    likeness, best = max(((_likeness(text, titles), one) for one, text in headings), key=lambda pair: pair[0], default=(0, None))
    if likeness < _SHORTEST_TITLE or likeness * 2 < max(map(len, titles)):
        other = _repeating(tree, titles, max(_SHORTEST_TITLE, likeness + 1))
        if other is not None:
            return other
    if likeness >= _SHORTEST_TITLE:
        return best
    highest = [(one, text) for one, text in headings if one.tag == "h1"]
    own = [(one, text) for one, text in highest if next(one.iterancestors("article", "main"), None) is not None]
    return max(own or highest, key=lambda pair: len(pair[1]))[0] if highest else _named(tree)


def _repeating(tree: HtmlElement, titles: list[str], least: int) -> HtmlElement | None:
    """The element that contains most of a title: at least `least` letters, and half of it.

    If several do, one that holds nothing else is preferred, then one that is no link.
    """
    found: list[tuple[int, bool, bool, HtmlElement]] = []
    for text, element, is_first in texts(_TEXTS, tree):
        if len(text) > _LONGEST_TITLE or (likeness := max((_repeated(_letters(text), title) for title in titles), default=0)) < least:
            continue
        around = [element, *element.iterancestors()]
        if not any(stands_beside(block) or is_trail(block) or is_hidden(block) for block in around):
            found.append((likeness, is_first, all(block.tag != "a" for block in around), element))
    return max(found, key=lambda one: one[:3], default=(0, False, False, None))[3]


def _repeated(text: str, title: str) -> int:
    if text in title:
        return len(text) if len(text) * 2 >= len(title) else 0
    return len(title) if title in text else 0


def _named(tree: HtmlElement) -> HtmlElement | None:
    """The element that the template names as an article's headline, if there is exactly one."""
    named = [
        one
        for one in elements(_NAMED, tree)
        if _TITLE_NAME.search(one.get("class", ""))
        and _SHORTEST_TITLE <= len(_letters(one.text_content())) <= _LONGEST_TITLE
        and not any(map(stands_beside, (one, *one.iterancestors())))
    ]
    inner = [one for one in named if not any(one in other.iterancestors() for other in named)]
    return inner[0] if len(inner) == 1 else None


def _is_hidden(element: HtmlElement) -> bool:
    """Whether a reader does not see it. Templates keep a second copy of an article for the printer."""
    return any(map(is_hidden, (element, *element.iterancestors())))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold_letters(text)))


def _likeness(text: str, titles: list[str]) -> int:
    """How many letters of a title the heading shares with it: the whole heading, the whole title, or their common beginning."""
    return max((len(text) if text in title else len(commonprefix((text, title))) for title in titles), default=0)
