"""What the crawlers of one process share: the database, the evidence file, and the processes that extract.

There is one set for each process and run, because hundreds of outlets share one crawler process. The pipelines of each outlet get it by the id of the
run.
"""

import asyncio
import atexit
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Engine

from pipelines.evidence.writer import EvidenceWriter
from pipelines.extraction.reader import Extraction, NotAnArticle, extract
from pipelines.extraction.telegram_post import extract_post
from pipelines.items import OutletFacts, PageItem
from records.database import open_database
from records.settings import Settings
from records.vocabulary import Fate

# Seconds that one page may take to extract. A page of ordinary size takes 0.02; what takes this long is built to hang a parser.
PATIENCE = 60.0

Result = TypeVar("Result")


class ExtractionPool:
    """Extracts pages in separate processes. Fetching goes on meanwhile, and a page that kills or hangs a parser ends only its own process."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    async def extract(self, page: PageItem, outlet: OutletFacts) -> Extraction | NotAnArticle:
        """What `pipelines.extraction.reader.extract` gives. A page that breaks its process or takes too long is NotAnArticle."""
        return await self.run(_extract, page, outlet)

    async def run(self, work: Callable[..., Result], *given: Any) -> Result | NotAnArticle:
        """What a function of a module gives for these (picklable) values, in one of the processes. NotAnArticle if it breaks that process
        or takes too long."""
        pool = self._running()
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(loop.run_in_executor(pool, work, *given), PATIENCE)
        except BrokenProcessPool:
            self._drop(pool)
            return NotAnArticle(Fate.BAD_CONTENT, "the page broke the process that read it", None)
        except TimeoutError:
            self._drop(pool)
            return NotAnArticle(Fate.BAD_CONTENT, f"not read within {PATIENCE:.0f} s", None)

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)
        return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _end_with_parent() -> None:
    """End this process when the crawler is gone. It waits on a queue that a killed parent never closes, and would keep the crawler's output open."""
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _extract(page: PageItem, outlet: OutletFacts) -> Extraction | NotAnArticle:
    if page.part is not None:
        return extract_post(page, zone=outlet.zone)
    return extract(page, zone=outlet.zone, css=outlet.css)


class CrawlResources:
    """The shared resources of one process. Opening them brings the database up to date."""

    def __init__(self, settings: Settings, run_id: str) -> None:
        self.engine: Engine = open_database(settings.database)
        self.evidence = EvidenceWriter(settings.evidence, f"{run_id}-{os.getpid()}")
        self.pool = ExtractionPool(max(1, min(os.cpu_count() or 1, 4)))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def close(self) -> None:
        self.evidence.close()
        self.pool.close()
        self.engine.dispose()


@cache
def crawl_resources(settings: Settings, run_id: str) -> CrawlResources:
    """The resources of this process for a run."""
    made = CrawlResources(settings, run_id)
    atexit.register(made.close)
    return made
