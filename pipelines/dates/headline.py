"""Which heading of a page is the headline of its article."""

from os.path import commonprefix

from lxml import etree
from lxml.html import HtmlElement

from pipelines.dates.words import fold
from pipelines.dates.xpath import elements, selected

_SHORTEST_TITLE = 15  # letters; a rubric («Новости») is shorter and stands in many titles

_HEADINGS = etree.XPath("/descendant::*[self::h1 or self::h2]")
_TITLES = etree.XPath('/descendant::meta[@property="og:title"]/@content|/descendant::title[1]/text()')


def headline(tree: HtmlElement) -> HtmlElement | None:
    """The heading that the page's title repeats most of, for a site's name is often an h1 too; else the longest h1, of the article if there is one.

    None for a page without either.
    """
    titles = [_letters(title) for title in selected(_TITLES, tree) if isinstance(title, str)]
    headings = [(one, _letters(one.text_content())) for one in elements(_HEADINGS, tree)]
    likeness, best = max(((_likeness(text, titles), one) for one, text in headings), key=lambda pair: pair[0], default=(0, None))
    if likeness >= _SHORTEST_TITLE:
        return best
    highest = [(one, text) for one, text in headings if one.tag == "h1"]
    own = [(one, text) for one, text in highest if next(one.iterancestors("article", "main"), None) is not None]
    return max(own or highest, key=lambda pair: len(pair[1]), default=(None, ""))[0]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _likeness(text: str, titles: list[str]) -> int:
    """How many letters of a title the heading repeats: all of its own, all of the title's, or as many as both begin with."""
    return max((len(text) if text in title else len(commonprefix((text, title))) for title in titles), default=0)
