"""Reader of sitemaps: plain, news, index, gzipped, lists of addresses as text, and feeds offered as sitemaps."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree

from pipelines.dedup.urls import clean
from records.byte_budgets import SITEMAP, OverBudget, unpacked
from records.i18n import gettext_noop
from records.model import DiscoveredLink
from spiders.sources.documents import Unreadable, local_name, mend, namespace, parser_options, plain_title, text_of, xml_document
from spiders.sources.feed import read_feed
from spiders.sources.list_pages import OutletSource
from spiders.sources.source_kind import SourceAnswer, SourceContent, SourceKind

# sitemaps.org: 50,000 addresses. Content systems exceed it; four times as many is a mistake or an attack.
MOST = 200_000
_GZIP = b"\x1f\x8b"
_BEGINNINGS = (b"<urlset", b"<sitemapindex", _GZIP)
_SITEMAP_LINE = re.compile(r"^[ \t\ufeff]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Sitemap:
    """What a sitemap lists: pages, and for an index the sitemaps below it. `updated` is its lastmod, `published` its news date."""

    pages: list[DiscoveredLink] = field(default_factory=list)
    children: list[DiscoveredLink] = field(default_factory=list)


class SitemapSource(SourceKind):
    """Sitemaps of a site, and its robots.txt, which names sitemaps."""

    code = "sitemap"
    label = gettext_noop("sitemap")
    field = "sitemaps"
    meaning = "sitemap, news sitemap or index, also gzipped"
    title = gettext_noop("Sitemaps")
    rare = False
    paged = False
    usual = ("/sitemap.xml",)
    complete = True
    rank = 2

    def read(self, answer: SourceAnswer) -> SourceContent:
        if answer.source.is_robots:
            return SourceContent(sources=[OutletSource(self.code, url) for url in robots_sitemaps(answer.text)], only_sources=True)
        sitemap = read_sitemap(answer.body, answer.url)
        return SourceContent(sitemap.pages, sitemap.children)

    def recognises(self, head: bytes) -> bool:
        return any(word in head for word in _BEGINNINGS)

    def is_conditional(self, source: OutletSource) -> bool:
        return not source.is_robots


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Return the addresses of a sitemap in order, each once. `url` is its own address.

    Raises Unreadable if it is not a sitemap, unpacks to more than 50 MB, or lists more than 200,000 addresses. A truncated sitemap is read as far as
    possible.
    """
    body = _unpacked(body)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _text_sitemap(body, url)
    document = xml_document(body, "", "urlset|sitemapindex|rss|feed|RDF")
    if not re.match(r"<(?:[\w.\-]+:)?(?:urlset|sitemapindex)", document):
        return Sitemap(pages=read_feed(body, url))
    pages: dict[str, DiscoveredLink] = {}
    children: dict[str, DiscoveredLink] = {}
    for node in _entries(document):
        link = _found(node, url)
        if link:
            (children if local_name(node) == "sitemap" else pages).setdefault(link.url, link)
        if len(pages) + len(children) > MOST:
            raise Unreadable(f"more than {MOST} addresses")
    return Sitemap(list(pages.values()), list(children.values()))


def robots_sitemaps(robots_txt: str) -> list[str]:
    """Return the sitemaps that a robots.txt names, each once."""
    return list(dict.fromkeys(address for line in _SITEMAP_LINE.findall(robots_txt) if (address := clean(line))))


def _unpacked(body: bytes) -> bytes:
    """Return the body, unpacked if its first bytes are gzip, since servers often declare the type wrongly. Several members are joined."""
    if not body.startswith(_GZIP):
        if len(body) > SITEMAP:
            raise Unreadable("more than 50 MB")
        return body
    try:
        return unpacked(body, SITEMAP)
    except OverBudget as error:
        raise Unreadable("more than 50 MB when unpacked, or in too many pieces") from error
    except zlib.error as error:
        raise Unreadable("broken gzip") from error


def _text_sitemap(body: bytes, url: str) -> Sitemap:
    lines = body.decode("utf-8-sig", "replace").split("\n", MOST + 1)
    if len(lines) > MOST:
        raise Unreadable(f"more than {MOST} addresses")
    addresses = dict.fromkeys(address for line in lines if line.strip().startswith("http") and (address := clean(line, url)))
    if not addresses:
        raise Unreadable("no sitemap" if body.strip() else "empty")
    return Sitemap(pages=[DiscoveredLink(address) for address in addresses])


def _entries(document: str) -> Iterator[Any]:
    """Yield the url and sitemap elements one by one. Each is emptied after it is read, to save memory."""
    try:
        yield from _parsed(document, recover=False)
        return
    except etree.XMLSyntaxError:
        document = mend(document)
    # Malformed: read again from the start, leniently. The caller drops duplicates, since it keeps each address once.
    try:
        yield from _parsed(document, recover=True)
    except etree.XMLSyntaxError as error:
        raise Unreadable("broken XML") from error


def _parsed(document: str, *, recover: bool) -> Iterator[Any]:
    events: Any = etree.iterparse(BytesIO(document.encode()), events=("end",), tag=("{*}url", "{*}sitemap"), **parser_options(recover))
    for _, node in events:
        yield node
        node.clear()
        while node.getprevious() is not None:
            del node.getparent()[0]


def _found(node: Any, url: str) -> DiscoveredLink | None:
    """Return one entry. Only its own loc counts: images and videos inside it have their own addresses, titles and dates."""
    address, updated, published, title = "", "", "", ""
    for child in node.iterchildren("*"):
        name = local_name(child)
        if name == "loc" and not address and namespace(child) == namespace(node):
            address = text_of(child)
        elif name == "lastmod":
            updated = text_of(child)
        elif name in ("news", "news:news"):
            details = {local_name(part).removeprefix("news:"): text_of(part) for part in child.iterchildren("*")}
            published, title = details.get("publication_date", ""), plain_title(details.get("title", ""))
    cleaned = clean(address, url) if address else None
    return DiscoveredLink(cleaned, title, published, updated) if cleaned else None
