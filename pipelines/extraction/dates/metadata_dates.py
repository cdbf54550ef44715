"""What a page tells programs about its date of publication: JSON-LD, meta elements, microdata."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.layout import Layout
from pipelines.extraction.dates.xpath import elements

_SCRIPTS = etree.XPath('/descendant::script[contains(@type, "ld+json")]')
_METAS = etree.XPath("/descendant::meta[@content or @value]")  # some engines write value
_ITEMS = etree.XPath(
    # Attributes are asked for before their values: an article has few such elements, and this reads the whole page.
    "/descendant::*[@itemprop or @pubdate or @property]"
    '[@itemprop="datePublished" or @pubdate or not(self::meta) and (contains(@property, "datePublished") or starts-with(@property, "dc:"))]'
)

# Names of meta elements (property or name), the most exact first. None of modified dates: they are not asked at all.
_META_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "og:pubdate", "article:published", "published_time", "datepublished",
    "date.issued", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dc:date", "dcterms.date", "dc.created",
    "parsely-pub-date", "sailthru.date", "mediator_published_time", "cxenseparse:recs:publishtime", "article_date_original", "pubdate", "pub_date",
    "publishdate", "publish_date", "publish-date", "published", "publication_date", "publicationdate", "citation_publication_date", "datecreated",
    "article:created_time", "date",
)  # fmt: skip

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report)$")
_PAGE_TYPE = re.compile(r"(?:WebPage|CreativeWork)$")
# Where the page's own node may lie. Lists of other pages (itemListElement, hasPart, comment) are not entered.
_ENTERED = ("@graph", "mainEntity", "mainEntityOfPage")
# `\s*+` and `(?<!\s)`: a long stretch of white space is looked through once, not once for each of its characters.
_WRAPPING = re.compile(r"^\s*+(?:<!--|(?://|/\*)?\s*+<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?:(?://|/\*)|(?<!\s))\s*\]\]>(?:\s*\*/)?)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BROKEN_TYPE = re.compile(r'"@type"\s*+:\s*+(?:\[\s*+)?"[^"]*(?:Article|Posting)"')
_BROKEN_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')


def structured_dates(tree: HtmlElement, url: str) -> Iterator[str]:
    """`datePublished` in JSON-LD: first of the article at this address, then of other articles, then of the page. JSON that is broken is
    searched as text."""
    nodes: list[dict[str, Any]] = []
    broken: list[str] = []
    for script in elements(_SCRIPTS, tree):
        written = _WRAPPING.sub("", script.text or "")
        try:
            nodes.extend(_nodes(_parsed(written)))
        except (ValueError, RecursionError):
            broken.append(written)
    articles = [node for node in nodes if _is_a(node, _ARTICLE_TYPE)]
    for node in sorted(articles, key=lambda node: not _names(node, url)):
        yield from _texts(node.get("datePublished"))
    for written in broken:
        if _BROKEN_TYPE.search(written) and (found := _BROKEN_DATE.search(written)):
            yield found[1]
    for node in nodes:
        if _is_a(node, _PAGE_TYPE):
            yield from _texts(node.get("datePublished"))
    for node in articles:
        yield from _texts(node.get("dateCreated"))


def _parsed(written: str) -> Any:
    try:
        return json.loads(written, strict=False)
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub("", written), strict=False)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one)
    elif isinstance(value, dict):
        yield value
        for key in _ENTERED:
            yield from _nodes(value.get(key))


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        text = one.get("@value") if isinstance(one, dict) else one
        if isinstance(text, str):
            yield text


def _is_a(node: dict[str, Any], kind: re.Pattern[str]) -> bool:
    return any(kind.search(name) for name in _texts(node.get("@type")))


def _names(node: dict[str, Any], url: str) -> bool:
    """Whether the object says that it describes the page at `url`. Host and scheme may differ, as between mirrors."""
    page = node.get("mainEntityOfPage")
    addresses = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    path = _path(url)
    return len(path) > 1 and any(isinstance(address, str) and _path(address) == path for address in addresses)


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path.rstrip('/')}?{parts.query}"


def meta_dates(tree: HtmlElement) -> Iterator[str]:
    """The contents of meta elements that hold a date of publication, the most exact name first."""
    told: dict[str, str] = {}
    for meta in elements(_METAS, tree):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name and name not in told:
            told[name] = meta.get("content") or meta.get("value", "")
    yield from (told[name] for name in _META_NAMES if told.get(name))


def item_dates(tree: HtmlElement, layout: Layout) -> Iterator[str]:
    """Dates marked as published by microdata, RDFa or the old `pubdate` attribute. Blocks that lead to other articles are left out."""
    for element in elements(_ITEMS, tree):
        if not layout.is_beside(element):
            yield element.get("content") or element.get("datetime") or element.text_content()
