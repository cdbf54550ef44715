"""What the reader and the list readers make of an answer, as plain values to look at."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from scrapy.http import Response

from pipelines.dedup.urls import clean, site_of
from pipelines.extraction.charset import decode
from pipelines.extraction.dates import to_iso
from pipelines.extraction.one_page import extract_page
from pipelines.extraction.reader import Extraction
from pipelines.items import OutletFacts, PageItem
from records.model import Found
from spiders.config.schema import Outlet, Section
from spiders.crawl.collecting_spider import content_type, facts_of
from spiders.downloader.middlewares import header_pairs
from spiders.sources.documents import Unreadable
from spiders.sources.feed import read_feed
from spiders.sources.section import parsed_page, read_section
from spiders.sources.sitemap import read_sitemap

# How a feed and a sitemap begin, behind their prolog.
_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf")
_SITEMAPS = (b"<urlset", b"<sitemapindex", b"\x1f\x8b")
# Bytes in which that is looked for.
_HEAD = 2000


def reading_of(response: Response, outlet: Outlet | None) -> dict[str, Any]:
    """The article on a page with the fields of an export, or its `fate` and `detail` if it is none."""
    site = site_of(response.url)
    facts = facts_of(outlet) if outlet is not None else OutletFacts(site, sites=frozenset({site}))
    asked = str(response.request.url if response.request else response.url)
    page = PageItem(facts.name, asked, response.url, response.status, header_pairs(response), response.body, datetime.now(UTC))
    found = extract_page(page, facts)
    about = {"url": response.url, "outlet": facts.name, "sha256": hashlib.sha256(response.body).hexdigest()}
    if not isinstance(found, Extraction):
        return {**about, "fate": str(found.fate), "detail": found.detail}
    return {
        **about,
        "lang": found.lang,
        "title": found.title,
        "authors": list(found.authors),
        "published_at": to_iso(found.published),
        "canonical": found.canonical,
        "text": found.text,
    }


def listed_links(response: Response, outlet: Outlet | None) -> list[str]:
    """The addresses of the page's own host, or of the outlet's hosts, that a feed, a sitemap or a list page names; none if it cannot be read as one."""
    sites = outlet.sites if outlet is not None else frozenset({site_of(response.url)})
    try:
        links = _links(response, outlet)
    except (Unreadable, ValueError):
        return []
    addresses = [clean(link.url) for link in links]
    return list(dict.fromkeys(address for address in addresses if address and site_of(address) in sites))


def _links(response: Response, outlet: Outlet | None) -> list[Found]:
    head = response.body[:_HEAD].lower()
    if any(word in head for word in _FEEDS):
        return read_feed(response.body, response.url, content_type(response))
    if any(word in head for word in _SITEMAPS):
        sitemap = read_sitemap(response.body, response.url)
        return [*sitemap.pages, *sitemap.children]
    named = next((section for section in outlet.sections if section.url == response.url), None) if outlet is not None else None
    page = parsed_page(decode(response.body, content_type(response)))
    found, _ = read_section(page, response.url, named or Section(url=response.url), outlet.article.allow if outlet is not None else None)
    return found
