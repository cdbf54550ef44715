"""Spider, loader and base class of the commands that only look at pages, and the reading of a page as plain values."""

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.dedup.urls import clean, site_of
from pipelines.extraction.date_grammar import to_iso
from pipelines.extraction.page_extraction import extract_page
from pipelines.extraction.reader import Extraction
from pipelines.extraction_pool import crawl_resources
from pipelines.items import OutletFacts, PageItem
from records.model import DiscoveredLink
from records.settings import read_settings
from spiders import scrapy_settings
from spiders.config.schema import Outlet
from spiders.crawl.arguments import short_usage_errors
from spiders.crawl.collecting_spider import facts_of
from spiders.crawl.fixed_settings import require_fixed_settings, require_polite_delay
from spiders.crawl.run_ids import new_run_id
from spiders.crawl.spider_loader import OutletLoader
from spiders.downloader import guard
from spiders.downloader.middlewares import header_pairs
from spiders.downloader.outcomes import fate_of_failure
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import configured_sources, named_entry
from spiders.sources.kinds import KINDS
from spiders.sources.list_pages import OutletSource
from spiders.sources.section import SectionSource
from spiders.sources.source_kind import SourceAnswer

# What the readers extract from an answer, as plain values.

# Bytes by which the kind of a source is recognised.
_HEAD = 2000


def preview_article(response: Response, outlet: Outlet | None) -> dict[str, Any]:
    """Return the article on a page with the fields of an export, or its `fate` and `detail` if it is not an article."""
    site = site_of(response.url)
    facts = facts_of(outlet) if outlet is not None else OutletFacts(site, sites=frozenset({site}))
    url = str(response.request.url if response.request else response.url)
    page = PageItem(facts.name, url, response.url, response.status, header_pairs(response), response.body, datetime.now(UTC))
    extracted = extract_page(page, facts)
    about = {"url": response.url, "outlet": facts.name, "sha256": hashlib.sha256(response.body).hexdigest()}
    if not isinstance(extracted, Extraction):
        return {**about, "fate": str(extracted.fate), "detail": extracted.detail}
    return {
        **about,
        "lang": extracted.lang,
        "title": extracted.title,
        "authors": list(extracted.authors),
        "published_at": to_iso(extracted.published),
        "canonical": extracted.canonical,
        "text": extracted.text,
    }


def listed_links(response: Response, outlet: Outlet | None) -> list[str]:
    """Return the addresses on the outlet's hosts, or the page's own, that a feed, sitemap or list page names; empty if it is not readable as one."""
    sites = outlet.sites if outlet is not None else frozenset({site_of(response.url)})
    try:
        links = _links(response, outlet)
    except (Unreadable, ValueError):
        return []
    addresses = [clean(link.url) for link in links]
    return list(dict.fromkeys(address for address in addresses if address and site_of(address) in sites))


def _links(response: Response, outlet: Outlet | None) -> list[DiscoveredLink]:
    head, sources = response.body[:_HEAD].lower(), configured_sources(outlet) if outlet is not None else []
    named = next((source for source in sources if KINDS[source.kind].newest(source) == response.url), None)
    kind = next((kind.code for kind in KINDS.values() if kind.recognises(head)), named.kind if named else SectionSource.code)
    entry = named_entry(outlet, named) if outlet is not None and named is not None else None
    allow = outlet.article.allow if outlet is not None else None
    source = OutletSource(kind, response.url)
    content = KINDS[kind].read(SourceAnswer(source, response.url, response.url, header_pairs(response), response.body, entry=entry, allow=allow))
    return [*content.links, *content.lists]


# The spider of these commands fetches and reads as a crawl does, and stores nothing. It belongs to no run and claims nothing, so that it changes no
# figures of an outlet.


class _PreviewSpider(Spider):
    """The spider of commands that only look.

    `preview_spider_for` makes one subclass for each outlet, `preview_spider_at` one for a host of no outlet.
    """

    name = "look"
    outlet: Outlet | None = None
    sites: frozenset[str] | None = None
    """Hosts that a redirect may lead to; None = every public one."""
    trusted: frozenset[str] = frozenset()
    """Hosts that may be this machine itself, because a person or an outlet file named them so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.resources = crawl_resources(read_settings(), new_run_id("look"))
        self.stopped: str | None = None
        guard.trust(self.trusted, private=self.outlet is not None and self.outlet.private)

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        delay = cls.outlet.delay if cls.outlet is not None else None
        if delay is not None:
            settings.set("DOWNLOAD_DELAY", delay, priority="spider")
        require_polite_delay(settings, read_settings().download_delay if delay is None else delay)

    def give_up(self, reason: str) -> None:
        """Stop requesting pages."""
        self.stopped = self.stopped or reason

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield the article; for a page that is not one, requests for the articles it lists; if it lists none, why it is not an article."""
        reading = preview_article(response, self.outlet)
        links = [] if "text" in reading else listed_links(response, self.outlet)
        yield from (Request(url, callback=self.parse_article, errback=self.failed) for url in links)
        if not links:
            yield reading

    def parse_article(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield what the reader extracts from a page: the article, or why it is not one."""
        yield preview_article(response, self.outlet)

    def parse_source(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield requests for the articles that a feed, a sitemap, a channel or a list page names."""
        yield from (Request(url, callback=self.parse_article, errback=self.failed) for url in listed_links(response, self.outlet))

    def failed(self, failure: Failure) -> Iterator[Any]:
        """Yield why an address returned no page."""
        fate, status, detail = fate_of_failure(failure)
        yield {"url": failure.request.url, "fate": str(fate), "status": status, "detail": detail}  # type: ignore[attr-defined]


def preview_spider_for(outlet: Outlet) -> type[_PreviewSpider]:
    """Return the spider class that looks at pages of an outlet, with the outlet's own selectors, delay and zone."""
    return type(
        f"Look_{outlet.name}",
        (_PreviewSpider,),
        {"name": outlet.name, "outlet": outlet, "sites": outlet.sites, "trusted": outlet.sites, "check": _contract(outlet)},
    )


def preview_spider_at(url: str) -> type[_PreviewSpider]:
    """Return the spider class that looks at a page of no outlet."""
    return type("Look_elsewhere", (_PreviewSpider,), {"trusted": frozenset({site_of(url)})})


def _contract(outlet: Outlet) -> Callable[..., Iterator[Any]]:
    """Return the check that `scrapy check` runs for an outlet: the first source of its entry names articles."""

    def check(self: _PreviewSpider, response: Response) -> Iterator[Any]:
        yield from self.parse_source(response)

    source = next((KINDS[source.kind].newest(source) for source in configured_sources(outlet) if KINDS[source.kind].on_site), outlet.home)
    check.__doc__ = f"""The source names articles.

    @url {source}
    @returns requests 1
    """
    return check


# The name of the spider for addresses that belong to no outlet.

ELSEWHERE = "look"


class PreviewLoader:
    """The spider loader of commands that only look. It has a spider for every address."""

    def __init__(self, outlets: OutletLoader) -> None:
        self._outlets = outlets
        self._asked = ""

    def load(self, spider_name: str) -> type[_PreviewSpider]:
        """Return the spider class that looks at pages of an outlet. Raises UnknownOutlet."""
        if spider_name == ELSEWHERE:
            return preview_spider_at(self._asked)
        outlet: Outlet = self._outlets.load(spider_name).outlet  # type: ignore[attr-defined]
        return preview_spider_for(outlet)

    def list(self) -> list[str]:
        """Return the names of all outlets that are collected."""
        return self._outlets.list()

    def find_by_request(self, request: Request) -> Sequence[str]:
        """Return one name: the first outlet to whose hosts the address belongs, or `ELSEWHERE`."""
        self._asked = request.url
        return [*self._outlets.find_by_request(request), ELSEWHERE][:1]


_NO_ANSWER = (
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError, ResponseDataLossError,
    UnsupportedURLSchemeError,
)  # fmt: skip


class PreviewCommand:
    """A mixin for Scrapy's commands. Their spiders store nothing; wrong use, and an address that does not answer, are reported in one line."""

    settings: Any
    crawler_process: Any

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        with short_usage_errors():
            super().process_options(args, opts)  # type: ignore[misc]
            require_fixed_settings(self.settings, vars(scrapy_settings))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        loader = self.crawler_process.spider_loader = PreviewLoader(self.crawler_process.spider_loader)
        with short_usage_errors():
            if name := getattr(opts, "spider", None):
                loader.load(name)
            try:
                super().run(args, opts)  # type: ignore[misc]
            except _NO_ANSWER as error:
                print_request_error(Failure(error))  # type: ignore[no-untyped-call]
                raise SystemExit(1) from error


def print_request_error(failure: Failure) -> None:
    """Print in one line why an address returned no page."""
    fate, _, detail = fate_of_failure(failure)
    print(f"scrapy: {fate}: {detail}", file=sys.stderr)
