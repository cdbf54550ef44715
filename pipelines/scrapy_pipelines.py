"""The Scrapy item pipeline: evidence, then extract, then store, in one method. It is thin; the plain functions beside it do the work."""

import asyncio
import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from sqlalchemy.exc import SQLAlchemyError

from pipelines.crawl_resources import ExtractionPool
from pipelines.extraction.reader import NotAnArticle
from pipelines.items import CrawlContext, OutletFacts, PageItem, TryItem
from pipelines.revisit.revisit import RevisitResult
from pipelines.store import Ended, Intake, ReadPage
from records.errors import DiskFull
from records.i18n import tr
from records.model import EvidenceRef

log = logging.getLogger(__name__)

# Sent by a spider when all pages it asked for are read: what waits for its batch is stored now.
PAGES_READ = object()


class PagePipeline:
    """Takes each page from its bytes to the store. A try that brought no page goes straight to the store."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._intakes: dict[str, Intake] = {}
        crawler.signals.connect(self._flush, signal=PAGES_READ)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: PageItem | TryItem) -> None:
        """All steps of one item. The spider has the shared resources, the facts of its outlets, and `watching` if it looks at pages again."""
        spider: Any = self._crawler.spider
        if spider.broken:
            return
        if isinstance(item, TryItem):
            self._store(Ended(item) if item.watched is None else RevisitResult(item.watched, item))
            return
        try:
            # Before anything reads the page.
            ref = spider.resources.evidence.write(item)
        except DiskFull as error:
            self._stop(str(error))
            return
        if item.watched is not None:
            self._store(await spider.watching.look(item, ref, item.watched))
            return
        read = await article_or_fate(item, ref, spider.resources.pool, spider.facts(item.outlet))
        if isinstance(read, ReadPage):
            spider.note_published(item.url, read.extraction.published)
        self._store(read)

    def close_spider(self) -> None:
        """Store the rest."""
        self._flush()

    def _store(self, item: ReadPage | Ended | RevisitResult) -> None:
        spider: Any = self._crawler.spider
        if spider.broken:
            return
        try:
            if isinstance(item, RevisitResult):
                spider.watching.store(item)
            else:
                self._intake(spider.facts(item.page.outlet if isinstance(item, ReadPage) else item.attempt.outlet)).take(item)
        except SQLAlchemyError as error:
            self._stop(_storing_failed(error))

    def _flush(self) -> None:
        spider: Any = self._crawler.spider
        if spider.broken:
            return
        try:
            for intake in self._intakes.values():
                intake.flush()
        except SQLAlchemyError as error:
            spider.broken = _storing_failed(error)
            log.error("%s", spider.broken)

    def _intake(self, outlet: OutletFacts) -> Intake:
        """What stores an outlet's pages. It is made with the outlet's first item, and begins the outlet's part of the run."""
        if outlet.name not in self._intakes:
            spider: Any = self._crawler.spider
            context: CrawlContext = spider.context
            self._intakes[outlet.name] = Intake(spider.resources.engine, context, outlet, spider.resources.now)
        return self._intakes[outlet.name]

    def _stop(self, reason: str) -> None:
        """Stop this crawl for a cause that would hit every other page too. The process says why and exits 1."""
        spider: Any = self._crawler.spider
        spider.broken = reason
        log.error("%s", reason)
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            # Not awaited: closing waits for the pages in hand, this one among them.
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason="broken"))


async def article_or_fate(page: PageItem, ref: EvidenceRef, pool: ExtractionPool, outlet: OutletFacts) -> ReadPage | Ended:
    """The article on a page, or the fate of a page without one. Its evidence (`ref`) is written already."""
    found = await pool.extract(page, outlet)
    if isinstance(found, NotAnArticle):
        attempt = TryItem(outlet=page.outlet, url=page.url, fate=found.fate, at=page.fetched_at, status=page.status, detail=found.detail)
        return Ended(attempt, ref)
    return ReadPage(page, ref, found)


def _storing_failed(error: SQLAlchemyError) -> str:
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return tr("storing failed: {reason}; mend the database and run again, nothing stored before is lost").format(reason=reason)
