"""The spider that collects an outlet: it requests sources, fetches unknown articles, and first reads pages left in the evidence.

The spider sends requests and passes answers on. Plain functions in `spiders.sources` (`visit`, `source_responses`, `fallback`, `pagination`) decide
what to request, what an answer means and what follows from it; they work on the state of the visit. A visit without given days covers the last week.
One with given days goes back to them, however far, and continues where an interrupted one stopped.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.dedup.urls import page_key
from pipelines.items import AttemptItem, Hints, OutletFacts, PageItem
from pipelines.scrapy_pipelines import PAGES_READ
from records.clock import outlet_zone
from records.database import read_with_retry
from records.model import Period
from records.outlets import runs
from records.settings import read_settings
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, facts_of, set_outlet_settings
from spiders.crawl.fixed_settings import require_polite_delay
from spiders.crawl.pending_pages import PendingPages
from spiders.crawl.unread_pages import load_unread_pages
from spiders.downloader import guard
from spiders.downloader.browser_settings import browser_meta
from spiders.downloader.middlewares import header_pairs
from spiders.sources.kinds import KINDS
from spiders.sources.pagination import next_pages
from spiders.sources.source_responses import SourceResponse, note_no_answer, read_source
from spiders.sources.visit import ArticleRequest, SourceRequest, begin_visit, first_requests, guess_archive, load_visit_history, next_requests

# How far back to look for unread pages in the evidence.
_UNREAD_WITHIN = timedelta(days=30)


class OutletSpider(CollectingSpider):
    """Collects one outlet. The loader makes one subclass for each outlet, with `outlet` set."""

    name = "outlet"
    outlet: Outlet

    def __init__(self, since: str | None = None, until: str | None = None, **kwargs: Any) -> None:
        super().__init__(period=Period(_day(since), _day(until)), **kwargs)
        self.sites = self.outlet.sites
        guard.trust(self.outlet.hosts, private=self.outlet.private)
        self._facts = facts_of(self.outlet)
        self._rendering: dict[str, Any] = {}
        """What a request for a page carries to go through the browser; empty without one."""
        self.visit = begin_visit(self.outlet, self.resources.engine, self.context.period, self.resources.now)
        self.visit_state.published = self.visit.published

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        spider._rendering = browser_meta(spider.settings, zone=outlet_zone(cls.outlet.region).key, language=cls.outlet.languages[0])
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        return spider

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        delay = cls.outlet.delay
        set_outlet_settings(settings, cls.outlet)
        if delay == 0:
            settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 8, priority="spider")
        require_polite_delay(settings, read_settings().download_delay if delay is None else delay)

    def facts(self, outlet: str) -> OutletFacts:
        return self._facts

    def is_settled(self, url: str) -> bool:
        name, key, period = self.outlet.name, page_key(url), self.context.period
        return bool(read_with_retry(self.resources.engine, lambda session: runs.known_keys(session, name, [key], period)))

    async def start(self) -> AsyncIterator[Any]:
        """Yield the pages left in the evidence, then request the first sources."""
        if not self.claimed:
            return
        async for page in self._left():
            yield page
        load_visit_history(self.visit)
        for request in first_requests(self.visit):
            yield self._source_request(request)

    async def _left(self) -> AsyncIterator[PageItem]:
        """Yield the pages that earlier crawls left unread in the evidence, and wait until the last of them has its fate."""
        name, since = self.outlet.name, self.resources.now() - _UNREAD_WITHIN
        unread = read_with_retry(self.resources.engine, lambda session: runs.runs_with_unread(session, name, since))
        if not unread:
            return
        left, pending = load_unread_pages(self.resources.engine, read_settings().evidence), PendingPages(self.crawler)
        pages = await asyncio.to_thread(left.of, name, unread)
        for page in pages:
            if self.visit_state.broken or self.stopped:
                return
            item = await asyncio.to_thread(left.item, page)
            if item is not None:
                await pending.wait_for_room(len(item.body))
                yield item
        await pending.wait_and_stop()
        self.crawler.signals.send_catch_log(signal=PAGES_READ)

    def parse_source(self, response: Response) -> Iterator[Any]:
        """Read a source, and request what follows from it."""
        source_request: SourceRequest = response.meta["source_request"]
        answer = SourceResponse(source_request, response.url, response.status, header_pairs(response), response.body, self.resources.now())
        yield from self._sent(read_source(self.visit, answer))

    def source_failed(self, failure: Failure) -> Iterator[Any]:
        """Record that a source returned no page."""
        for ended in self.failed(failure):
            note_no_answer(self.visit, failure.request.meta["source_request"], ended.fate)  # type: ignore[attr-defined]
            yield ended

    def article_request(self, url: str, hints: Hints) -> Request:
        request = super().article_request(url, hints)
        request.meta.update(self._rendering)
        return request

    def _source_request(self, source_request: SourceRequest) -> Request:
        meta: dict[str, Any] = {"asked": source_request.url, "source": True, "source_request": source_request}
        kind = KINDS[source_request.source.kind]
        if kind.extra_statuses:
            meta["handle_httpstatus_list"] = list(kind.extra_statuses)
        if kind.web_page:
            # Machine-readable sources are never read in a browser.
            meta |= self._rendering
        return Request(
            source_request.url, callback=self.parse_source, errback=self.source_failed, dont_filter=True, headers=source_request.headers, meta=meta
        )

    def _sent(self, following: Iterable[SourceRequest | ArticleRequest | AttemptItem | PageItem]) -> Iterator[Any]:
        """Convert what follows for Scrapy: requests for the network, items for the pipelines."""
        for follow_up in following:
            if isinstance(follow_up, SourceRequest):
                yield self._source_request(follow_up)
            elif isinstance(follow_up, ArticleRequest):
                yield self.article_request(follow_up.url, follow_up.hints)
            else:
                yield follow_up

    def _idle(self) -> None:
        """Request further sources and the next page of each list, now that all fetched pages are read."""
        if not self.claimed:
            return
        following: list[SourceRequest | ArticleRequest] = next_requests(self.visit)
        if self.visit.reaching_back:
            self.crawler.signals.send_catch_log(signal=PAGES_READ)
            following += guess_archive(self.visit)
        following += next_pages(self.visit)
        for request in self._sent(following):
            self.crawler.engine.crawl(request)
        if following or self.visit.waiting:
            raise DontCloseSpider


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
