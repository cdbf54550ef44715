"""The spiders that collect outlets and single tips: they request sources, fetch unknown articles, and first read pages left in the evidence.

The spider sends requests and passes answers on. Plain functions in `spiders.sources` (`visit`, `source_responses`, `fallback`, `pagination`) decide
what to request, what an answer means and what follows from it; they work on the state of the visit. A visit without given days covers the last week.
One with given days goes back to them, however far, and continues where an interrupted one stopped.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from sqlalchemy import Engine
from twisted.python.failure import Failure

from pipelines.dedup.urls import site_of
from pipelines.evidence.page_fates import PageFate, PageRecord, open_pages
from pipelines.evidence.record_metadata import read_file_name
from pipelines.items import Hints, OutletFacts, PageItem, TryItem
from pipelines.scrapy_pipelines import PAGES_READ
from pipelines.store import page_key
from records.byte_budgets import PAGES_IN_HAND
from records.clock import outlet_zone
from records.database import read_with_retry
from records.model import Period
from records.outlets import runs
from records.settings import read_settings
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, PageSpider, facts_of, set_outlet_settings
from spiders.crawl.evidence import OwnEvidence
from spiders.crawl.fixed_settings import require_polite_delay
from spiders.downloader import guard
from spiders.downloader.browser_settings import browser_meta
from spiders.downloader.middlewares import header_pairs
from spiders.sources.kinds import KINDS
from spiders.sources.pagination import next_pages
from spiders.sources.source_responses import SourceResponse, note_no_answer, read_source
from spiders.sources.visit import ArticleRequest, SourceRequest, begin_visit, first_requests, guess_archive, load_visit_history, next_requests


class TipSpider(PageSpider):
    """Fetches single pages that people submitted as tips, through the same pipelines as all other pages."""

    name = "tip"
    kind = "add"

    def __init__(self, urls: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._urls = list(urls)
        self.sites = frozenset(site_of(url) for url in urls)

    async def start(self) -> AsyncIterator[Any]:
        for url in self._urls:
            self.found += 1
            yield self.article_request(url, Hints())


# Pages that a spider yields from files instead of the network: how many at once, and waiting until all have left the pipelines.

# Pages processed at once: enough to keep all extraction processes busy, few enough to use little memory.
IN_HAND = 24
# A page or an attempt is dropped when it has come to its end (`pipelines.scrapy_pipelines.PageTaken`).
_ENDED = (signals.item_dropped, signals.item_error)
# Seconds between two checks.
_LOOK = 0.005


class PendingPages:
    """Counts the items of one spider from the moment it yields them to their end. Nothing else in the spider may yield items meanwhile."""

    def __init__(self, crawler: Crawler) -> None:
        self._signals = crawler.signals
        self._count = 0
        # Bytes of the pages yielded since the count was last zero.
        self._weight = 0
        for signal in _ENDED:
            self._signals.connect(self._done, signal=signal)

    async def take(self, weight: int = 0) -> None:
        """Wait until one more page of `weight` bytes may be yielded, and count it."""
        while self._count >= IN_HAND or (self._count and self._weight + weight > PAGES_IN_HAND):
            await asyncio.sleep(_LOOK)
        self._weight = weight + (self._weight if self._count else 0)
        self._count += 1

    def give_back(self) -> None:
        """Uncount a page that was counted but not yielded."""
        self._count -= 1

    async def none_left(self) -> None:
        """Wait until no page is being processed."""
        while self._count:
            await asyncio.sleep(_LOOK)

    async def all_done(self) -> None:
        """Wait until no page is being processed, and stop counting."""
        await self.none_left()
        for signal in _ENDED:
            self._signals.disconnect(self._done, signal=signal)

    def _done(self, item: Any) -> None:
        # A stored article arrives as a separate item.
        if isinstance(item, PageItem | TryItem):
            self._count -= 1


# Pages of an outlet that earlier crawls fetched and stored in the evidence but did not read. They are read from there before the network is used, so
# that their content at that time counts and nothing is fetched twice. Pages that broke a limit of their reader are not included: they would again.

log = logging.getLogger(__name__)

OpenPage = tuple[PageRecord, PageFate | None]


class UnprocessedPages:
    """Unread pages in the evidence, for all outlets of one process. The files of a run are read once, when the first outlet needs them."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._lock = Lock()
        self._folder = folder
        self._own = OwnEvidence(engine, folder, ())
        self._files: dict[str, list[str]] | None = None
        self._open: dict[str, dict[str, list[OpenPage]]] = {}

    def of(self, outlet: str, runs: Sequence[str]) -> list[OpenPage]:
        """Return the pages of an outlet that these runs left open. It may read whole files.

        The outlet must be claimed, so that no other process works on them. The list is empty if the evidence folder cannot be read: this is logged
        for each outlet, and its pages are fetched again.
        """
        try:
            return [page for run_id in runs for page in self._of_run(run_id).get(outlet, [])]
        except OSError as error:
            log.error("%s", error)
            return []

    def item(self, left: OpenPage) -> PageItem | None:
        """Return the page as fetched, or None if the record is gone or has changed: `qorgan verify` reports it, and the page is fetched again."""
        try:
            return self._own.item(*left)
        except (OSError, ValueError) as error:
            log.error("%s", error)
            return None

    def _of_run(self, run_id: str) -> dict[str, list[OpenPage]]:
        """Return the open pages of a run, by outlet."""
        with self._lock:
            if run_id not in self._open:
                # Stored only when complete, so that after an error no outlet gets half of it.
                self._open[run_id] = self._read(self._files_of(run_id))
            return self._open[run_id]

    def _files_of(self, run_id: str) -> list[str]:
        if self._files is None:
            files: defaultdict[str, list[str]] = defaultdict(list)
            for file in self._own.files():
                if name := read_file_name(file):
                    files[name.run_id].append(file)
            self._files = files
        return self._files.get(run_id, [])

    def _read(self, files: Iterable[str]) -> dict[str, list[OpenPage]]:
        """Return the open pages in these files, by outlet. A file that cannot be read is logged and skipped: its pages are fetched again."""
        by_outlet: defaultdict[str, list[OpenPage]] = defaultdict(list)
        for file in files:
            try:
                pages = open_pages(self._engine, self._folder, file)
            except OSError as error:
                log.error("%s", error)
                continue
            for page, fate in pages:
                # The watch fetches the page of a watched article again by itself.
                if not page.names.watched and (fate is None or (fate.untried and not fate.article_id)):
                    by_outlet[fate.outlet if fate else page.names.outlet].append((page, fate))
        return dict(by_outlet)


@cache
def _load_unprocessed_pages(engine: Engine, folder: Path) -> UnprocessedPages:
    """Return the unread pages in the evidence, as this process found them."""
    return UnprocessedPages(engine, folder)


# How far back to look for unread pages in the evidence.
LEFT_WITHIN = timedelta(days=30)


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
        name, since = self.outlet.name, self.resources.now() - LEFT_WITHIN
        unread = read_with_retry(self.resources.engine, lambda session: runs.runs_with_unread(session, name, since))
        if not unread:
            return
        left, in_hand = _load_unprocessed_pages(self.resources.engine, read_settings().evidence), PendingPages(self.crawler)
        pages = await asyncio.to_thread(left.of, name, unread)
        for page in pages:
            if self.visit_state.broken or self.stopped:
                return
            item = await asyncio.to_thread(left.item, page)
            if item is not None:
                await in_hand.take(len(item.body))
                yield item
        await in_hand.all_done()
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
        kind = KINDS[source_request.way.kind]
        if kind.extra_statuses:
            meta["handle_httpstatus_list"] = list(kind.extra_statuses)
        if kind.web_page:
            # Machine-readable sources are never read in a browser.
            meta |= self._rendering
        return Request(
            source_request.url, callback=self.parse_source, errback=self.source_failed, dont_filter=True, headers=source_request.headers, meta=meta
        )

    def _sent(self, following: Iterable[SourceRequest | ArticleRequest | TryItem | PageItem]) -> Iterator[Any]:
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
