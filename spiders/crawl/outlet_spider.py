"""One spider for every outlet: it asks the outlet's sources, and fetches the articles that are not known yet.

The spider sends requests and passes answers on. Plain functions in `spiders.sources` decide what is asked, what an answer means and what follows from
it. They all work on the state of the visit: `visit`, `source_answers`, `fallback` and `pagination`. A visit without given days looks at the last
week. One with given days goes back to them, however far that is, and continues where an interrupted one stopped.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.dedup.urls import site_of
from pipelines.items import Hints, OutletFacts, PageItem, TryItem
from pipelines.scrapy_pipelines import PAGES_READ
from pipelines.store import page_key, published_day
from records.clock import outlet_zone
from records.database import in_reading
from records.model import Period
from records.outlets import run_history, runs
from records.settings import read_settings
from records.vocabulary import WayKind
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, facts_of
from spiders.crawl.kept_settings import not_faster
from spiders.crawl.left_pages import left_pages
from spiders.crawl.pages_in_hand import PagesInHand
from spiders.downloader import dns_guard
from spiders.downloader.browser_settings import browser_meta, browser_settings, without_browser
from spiders.downloader.middlewares import header_pairs
from spiders.sources.pagination import next_pages
from spiders.sources.source_answers import SourceAnswer, note_no_answer, read_source
from spiders.sources.telegram import preview_address
from spiders.sources.visit import ArticleRequest, SourceRequest, begin_visit, first_requests, guess_archive, next_requests, recall

log = logging.getLogger(__name__)

# Ways that lead to pages for people; feeds and their like are never read in a browser.
RENDERED = frozenset({WayKind.HOME, WayKind.SECTION, WayKind.ARCHIVE})
# How far back pages are looked for that were left in the evidence.
LEFT_WITHIN = timedelta(days=30)


class OutletSpider(CollectingSpider):
    """Collects one outlet. The loader makes one subclass for each outlet, with `outlet` set."""

    name = "outlet"
    outlet: Outlet

    def __init__(self, since: str | None = None, until: str | None = None, **kwargs: Any) -> None:
        super().__init__(period=Period(_day(since), _day(until)), **kwargs)
        self.sites = self.outlet.sites
        dns_guard.trust(self.sites | {site_of(preview_address(channel)) for channel in self.outlet.telegram}, private=self.outlet.private)
        self._facts = facts_of(self.outlet)
        self._rendering: dict[str, Any] = {}
        """What a request for a page carries to go through the browser; empty without one."""
        self.visit = begin_visit(self.outlet, self.resources.engine, self.context.period, self.resources.now)

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
        if delay is not None:
            settings.set("DOWNLOAD_DELAY", delay, priority="spider")
        if delay == 0:
            settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 8, priority="spider")
        not_faster(settings, read_settings().download_delay if delay is None else delay)
        if cls.outlet.browser:
            choice = read_settings().browser
            rendering = browser_settings(choice, cls.outlet.sites)
            if rendering is None:
                log.warning("%s", without_browser(cls.outlet.name, choice))
            settings.setdict(rendering or {}, priority="spider")

    def facts(self, outlet: str) -> OutletFacts:
        return self._facts

    def note_published(self, url: str, published: date | datetime | None) -> None:
        self.visit.published[url] = published_day(published)

    def is_settled(self, url: str) -> bool:
        name, key, period = self.outlet.name, page_key(url), self.context.period
        return bool(in_reading(self.resources.engine, lambda session: runs.known_keys(session, name, [key], period)))

    async def start(self) -> AsyncIterator[Any]:
        """Ask the first sources."""
        if not self.claimed:
            return
        async for page in self._left():
            yield page
        recall(self.visit)
        for request in first_requests(self.visit):
            yield self._source_request(request)

    async def _left(self) -> AsyncIterator[PageItem]:
        """The pages that earlier crawls left unread in the evidence. When the last of them has its fate, the network may be asked."""
        name, since = self.outlet.name, self.resources.now() - LEFT_WITHIN
        unread = in_reading(self.resources.engine, lambda session: run_history.runs_with_unread(session, name, since))
        if not unread:
            return
        left, in_hand = left_pages(self.resources.engine, read_settings().evidence), PagesInHand(self.crawler)
        pages = await asyncio.to_thread(left.of, name, unread)
        for one in pages:
            if self.broken or self.stopped:
                return
            item = await asyncio.to_thread(left.item, one)
            if item is not None:
                await in_hand.take(len(item.body))
                yield item
        await in_hand.all_done()
        self.crawler.signals.send_catch_log(signal=PAGES_READ)

    def parse_source(self, response: Response) -> Iterator[Any]:
        """Read a source, and request what follows from it."""
        asked: SourceRequest = response.meta["source_request"]
        answer = SourceAnswer(asked, response.url, response.status, header_pairs(response), response.body, self.resources.now())
        yield from self._sent(read_source(self.visit, answer))

    def source_failed(self, failure: Failure) -> Iterator[Any]:
        """A source that brought no page."""
        for ended in self.failed(failure):
            note_no_answer(self.visit, failure.request.meta["source_request"], ended.fate)  # type: ignore[attr-defined]
            yield ended

    def article_request(self, url: str, hints: Hints) -> Request:
        request = super().article_request(url, hints)
        request.meta.update(self._rendering)
        return request

    def _source_request(self, asked: SourceRequest) -> Request:
        meta: dict[str, Any] = {"asked": asked.url, "source": True, "source_request": asked}
        if asked.way.kind is WayKind.WORDPRESS:
            # So it says that there is no such page.
            meta["handle_httpstatus_list"] = [400]
        if asked.way.kind in RENDERED:
            meta |= self._rendering
        return Request(asked.url, callback=self.parse_source, errback=self.source_failed, dont_filter=True, headers=asked.headers, meta=meta)

    def _sent(self, following: Iterable[SourceRequest | ArticleRequest | TryItem | PageItem]) -> Iterator[Any]:
        """What follows, in the form for Scrapy: requests for the network, items for the pipelines."""
        for one in following:
            if isinstance(one, SourceRequest):
                yield self._source_request(one)
            elif isinstance(one, ArticleRequest):
                yield self.article_request(one.url, one.hints)
            else:
                yield one

    def _idle(self) -> None:
        """All fetched pages are read. Now other sources are asked if needed, and each list goes on to its next page."""
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
