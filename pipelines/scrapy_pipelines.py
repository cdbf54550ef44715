"""The Scrapy item pipeline: write evidence, extract, store. The work itself is done by plain functions.

It consumes the pages and attempts that spiders yield. Each stored article continues once, when it is stored, to later pipelines, to extensions
(`item_scraped`) and to feeds.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.pipelines import ItemPipelineManager
from sqlalchemy.exc import SQLAlchemyError
from twisted.python.failure import Failure

from pipelines.extraction.reader import NotAnArticle
from pipelines.extraction_pool import CrawlResources
from pipelines.items import ArticleItem, AttemptItem, CrawlContext, OutletFacts, PageItem
from pipelines.revisit.revisit import Revisit, RevisitResult
from pipelines.store import EndedAttempt, OutletPageStore, ReadPage, published_day
from records.error_translation import storage_error_message
from records.errors import DiskFull, NotWritable
from records.i18n import tr
from records.model import EvidenceRef
from records.outlets.page_responses import READING_ABORTED_DETAIL
from records.vocabulary import TEMPORARY_FATES, Fate

log = logging.getLogger(__name__)

# Sent by a spider when all its pages are read, so that waiting pages are stored now.
PAGES_READ = object()


@dataclass
class VisitState:
    """What one spider and the pipeline of its pages share. The spider owns it as `visit_state`; the pipeline reads and notes what it says here."""

    context: CrawlContext
    resources: CrawlResources
    facts: Callable[[str], OutletFacts]
    """Returns the facts of an outlet by its name."""
    watching: Revisit | None = None
    """The checks of watched pages, of a spider that fetches pages again."""
    published: dict[str, date | None] | None = None
    """The days of the articles read, by the URL requested, of a spider that pages back to a date."""
    broken: str | None = None
    """Why nothing more can be stored."""
    has_temporary_failure: bool = False
    """Some page failed in a way that may be different next time."""


class PageTaken(DropItem):
    """The normal end of a page or attempt: its fate is stored, or waits for its batch. This is no failure."""


class FateLogFormatter(LogFormatter):
    """A log formatter that omits Scrapy's lines about single pages, which repeat the fates."""

    def download_error(self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None) -> LogFormatterResult:
        return {**super().download_error(failure, request, spider, errmsg), "level": logging.DEBUG}

    def dropped(  # type: ignore[override]
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Return None for a page that ended as it should."""
        return None if isinstance(exception, PageTaken) else super().dropped(item, exception, response, spider)


class PagePipeline:
    """The pipeline from a page's bytes to the database. An attempt without a page is stored directly."""

    def __init__(self, crawler: Crawler, state: VisitState | None) -> None:
        self._crawler = crawler
        self._given = state
        self._intakes: dict[tuple[str, str], OutletPageStore] = {}
        self._then: dict[str, datetime] = {}
        """The "now" of each earlier run whose evidence is read: when its newest page was fetched."""
        self._new: deque[ArticleItem] = deque()
        """Articles that are stored but not yet passed on."""
        crawler.signals.connect(self._flush, signal=PAGES_READ)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # A spider that yields no pages has none.
        return cls(crawler, getattr(crawler.spider, "visit_state", None))

    @property
    def _state(self) -> VisitState:
        assert self._given is not None, "a spider that yields pages has a VisitState"
        return self._given

    async def process_item(self, item: Any) -> Any:
        """Process a page or attempt; raise PageTaken at the end. Any other item, such as a stored article, is returned unchanged."""
        if not isinstance(item, PageItem | AttemptItem):
            return item
        await self._take(item)
        await self._hand_on()
        raise PageTaken(item.url)

    async def finish(self) -> None:
        """Store the remaining pages and pass their articles on."""
        if self._intakes and not self._state.broken:
            async with self._state.resources.storing:
                self._flush()
                await asyncio.sleep(0)
        await self._hand_on()

    async def _hand_on(self) -> None:
        while self._new:
            await self._crawler.engine.scraper.start_itemproc_async(self._new.popleft(), response=None)

    async def _take(self, item: PageItem | AttemptItem) -> None:
        """Process one item."""
        if self._state.broken:
            return
        if isinstance(item, AttemptItem):
            await self._store(EndedAttempt(item) if item.watched_article is None else RevisitResult(item.watched_article, item))
            return
        try:
            # Evidence is written before anything parses the page.
            ref = item.stored_source.ref if item.stored_source else self._state.resources.evidence.write(item)
            self._note_fetched(item, ref)
        except (DiskFull, NotWritable) as error:
            self._stop(str(error))
            return
        except SQLAlchemyError as error:
            self._stop(storage_error_message(error))
            return
        try:
            read = await self._read(item, ref)
        except BaseException as error:
            # Whatever interrupts the reading, including a cancelled task, the page gets a fate.
            read = _not_read(item, ref, f"{READING_ABORTED_DETAIL}{type(error).__name__}")
            if not isinstance(error, Exception):
                self._put(read)
                raise
            log.exception("%s", tr("reading broke off: {url}").format(url=item.url))
        await self._store(read)

    def close_spider(self) -> None:
        """Store the remaining pages."""
        self._flush()

    def _note_fetched(self, page: PageItem, ref: EvidenceRef) -> None:
        if page.watched_article is not None:
            self._watching.note_fetched(page, ref, page.watched_article)
        else:
            self._intake(page).note_fetched(page, ref)

    async def _read(self, page: PageItem, ref: EvidenceRef) -> ReadPage | EndedAttempt | RevisitResult:
        if page.watched_article is not None:
            return await self._watching.look(page, ref, page.watched_article)
        state = self._state
        read = await _article_or_fate(page, ref, state.resources, state.facts(page.outlet))
        if isinstance(read, ReadPage) and state.published is not None:
            state.published[page.url] = published_day(read.extraction.surely_published)
        return read

    @property
    def _watching(self) -> Revisit:
        assert self._state.watching is not None, "only a spider that fetches pages again yields watched ones"
        return self._state.watching

    async def _store(self, item: ReadPage | EndedAttempt | RevisitResult) -> None:
        """Add an item and store its batch if it is full, one batch at a time with a pause for the network after each."""
        intake = self._put(item)
        if intake is None or not intake.is_full():
            return
        async with self._state.resources.storing:
            # Items that arrived meanwhile waited here too; the first of them has stored the batch for all.
            if self._state.broken or not intake.is_full():
                return
            try:
                self._new += intake.flush()
            except SQLAlchemyError as error:
                self._stop(storage_error_message(error))
            # A long batch must not let requests in progress time out.
            await asyncio.sleep(0)

    def _put(self, item: ReadPage | EndedAttempt | RevisitResult) -> OutletPageStore | None:
        """Store a check of a watched page, or add anything else to its batch and return that batch."""
        if self._state.broken:
            return None
        if not isinstance(item, ReadPage) and item.attempt.fate in TEMPORARY_FATES:
            # The page is tried again, so it must not be hidden from the next visit.
            self._state.has_temporary_failure = True
        try:
            if isinstance(item, RevisitResult):
                self._watching.store(item)
                return None
            intake = self._intake(item.page if isinstance(item, ReadPage) else item.attempt)
        except SQLAlchemyError as error:
            self._stop(storage_error_message(error))
            return None
        intake.add(item)
        return intake

    def _flush(self) -> None:
        if not self._intakes or self._state.broken:
            return
        try:
            for intake in self._intakes.values():
                self._new += intake.flush()
        except SQLAlchemyError as error:
            self._state.broken = storage_error_message(error)
            log.error("%s", self._state.broken)

    def _intake(self, item: PageItem | AttemptItem) -> OutletPageStore:
        """Return the storage for an outlet and run. It is created with their first item, which begins the outlet's part of the run."""
        state = self._state
        run_id, now = state.context.run_id, state.resources.now
        if item.stored_source and item.stored_source.run_id != run_id:
            # Treat it as if read at the time: in the batches, and on the day, of its own run.
            run_id = item.stored_source.run_id
            self._then[run_id] = item.fetched_at if isinstance(item, PageItem) else item.at
            now = partial(self._then.__getitem__, run_id)
        if (run_id, item.outlet) not in self._intakes:
            context = replace(state.context, run_id=run_id)
            self._intakes[run_id, item.outlet] = OutletPageStore(state.resources.engine, context, state.facts(item.outlet), now)
        return self._intakes[run_id, item.outlet]

    def _stop(self, reason: str) -> None:
        """Stop this crawl for a cause that would affect every other page too. The process reports it and exits 1."""
        self._state.broken = reason
        log.error("%s", reason)
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            # Not awaited: closing waits for the pages in progress, including this one.
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason="broken"))


class StoringItemManager(ItemPipelineManager):
    """Scrapy's item pipeline manager, which stores and passes on the remaining articles before any pipeline is closed."""

    async def close_spider_async(self) -> None:
        for middleware in self.middlewares:
            if isinstance(middleware, PagePipeline):
                await middleware.finish()
        await super().close_spider_async()


async def _article_or_fate(page: PageItem, ref: EvidenceRef, resources: CrawlResources, outlet: OutletFacts) -> ReadPage | EndedAttempt:
    """Return the article on a page, or the fate of a page without one. Its evidence (`ref`) is already written."""
    extraction = await resources.extract(page, outlet)
    if isinstance(extraction, NotAnArticle):
        attempt = AttemptItem(
            page.outlet, page.url, extraction.fate, page.fetched_at, page.status, detail=extraction.detail, stored_source=page.stored_source
        )
        return EndedAttempt(
            replace(attempt, title=extraction.title, published_on=None if extraction.unsure else published_day(extraction.published)), ref
        )
    return ReadPage(page, ref, extraction)


def _not_read(page: PageItem, ref: EvidenceRef, why: str) -> EndedAttempt | RevisitResult:
    attempt = AttemptItem(
        page.outlet,
        page.url,
        Fate.NOT_READ,
        page.fetched_at,
        page.status,
        detail=why,
        watched_article=page.watched_article,
        stored_source=page.stored_source,
    )
    return EndedAttempt(attempt, ref) if page.watched_article is None else RevisitResult(page.watched_article, attempt, ref=ref)
