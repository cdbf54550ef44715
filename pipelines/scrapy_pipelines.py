"""The Scrapy item pipelines: evidence → extract → store. They are thin; the plain functions beside them do the work."""

import asyncio
import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from sqlalchemy.exc import SQLAlchemyError

from pipelines.crawl_context import CrawlContext, OutletFacts
from pipelines.crawl_resources import CrawlResources
from pipelines.extraction.reader import NotAnArticle
from pipelines.items import PageItem, TryItem
from pipelines.revisit.revisit import Revisit, RevisitResult
from pipelines.store import Ended, Evidenced, Intake, ReadPage
from records.errors import DiskFull
from records.i18n import tr

log = logging.getLogger(__name__)

# Sent by a spider when all pages it asked for are read: what waits for its batch is stored now.
PAGES_READ = object()


class CrawlPipeline:
    """What every step has: the crawler and, through its spider, the shared resources, the crawl's context and the facts of the outlets."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def _spider(self) -> Any:
        return self._crawler.spider

    @property
    def _workshop(self) -> CrawlResources:
        workshop: CrawlResources = self._spider.workshop
        return workshop

    async def _stop(self, reason: str) -> None:
        """Stop this crawl for a cause that would hit every other page too. The process says why and exits 1."""
        self._spider.broken = reason
        log.error("%s", reason)
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            # Not awaited: closing waits for the pages in hand, this one among them.
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason="broken"))


class EvidencePipeline(CrawlPipeline):
    """Writes the page before anything reads it."""

    async def process_item(self, item: PageItem | TryItem) -> Evidenced | TryItem | None:
        if isinstance(item, TryItem):
            return item
        if self._spider.broken:
            return None
        try:
            return Evidenced(item, self._workshop.evidence.write(item))
        except DiskFull as error:
            await self._stop(str(error))
            return None


class ExtractionPipeline(CrawlPipeline):
    """Reads the page: an article, or a fate."""

    async def process_item(self, item: Evidenced | TryItem | None) -> ReadPage | Ended | RevisitResult | None:
        if item is None:
            return None
        if isinstance(item, TryItem):
            return Ended(item) if item.watched is None else RevisitResult(item.watched, item)
        page = item.page
        if page.watched is not None:
            watching: Revisit = self._spider.watching
            return await watching.look(item.page, item.ref, page.watched)
        found = await self._workshop.pool.extract(page, self._spider.facts(page.outlet))
        if isinstance(found, NotAnArticle):
            attempt = TryItem(outlet=page.outlet, url=page.url, fate=found.fate, at=page.fetched_at, status=page.status, detail=found.detail)
            return Ended(attempt, item.ref)
        self._spider.note_published(page.url, found.published)
        return ReadPage(page, item.ref, found)


class StorePipeline(CrawlPipeline):
    """Stores page by page in batches, and the rest when the spider closes."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._intakes: dict[str, Intake] = {}
        crawler.signals.connect(self._flush, signal=PAGES_READ)

    async def process_item(self, item: ReadPage | Ended | RevisitResult | None) -> None:
        if item is None or self._spider.broken:
            return
        try:
            if isinstance(item, RevisitResult):
                watching: Revisit = self._spider.watching
                watching.store(item)
                return
            outlet: OutletFacts = self._spider.facts(item.page.outlet if isinstance(item, ReadPage) else item.attempt.outlet)
            self._intake(outlet).take(item)
        except SQLAlchemyError as error:
            await self._stop(_storing_failed(error))

    def close_spider(self) -> None:
        self._flush()

    def _flush(self) -> None:
        if self._spider.broken:
            return
        try:
            for intake in self._intakes.values():
                intake.flush()
        except SQLAlchemyError as error:
            self._spider.broken = _storing_failed(error)
            log.error("%s", self._spider.broken)

    def _intake(self, outlet: OutletFacts) -> Intake:
        if outlet.name not in self._intakes:
            context: CrawlContext = self._spider.context
            self._intakes[outlet.name] = Intake(self._workshop.engine, context, outlet, self._workshop.now)
        return self._intakes[outlet.name]


def _storing_failed(error: SQLAlchemyError) -> str:
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return tr("storing failed: {reason}; mend the database and run again, nothing stored before is lost").format(reason=reason)
