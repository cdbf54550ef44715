"""What the crawlers of one process share: the database, the evidence file, and the processes that extract.

There is one set for each process and run, because hundreds of outlets share one crawler process. The pipelines of each outlet get it by the id of the
run.
"""

import asyncio
import atexit
import os
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import Engine

from pipelines.evidence.record_names import new_file_name
from pipelines.evidence.writer import EvidenceWriter
from pipelines.extraction.one_page import extract_page
from pipelines.extraction.reader import Extraction, NotAnArticle
from pipelines.extraction_pool import ExtractionPool
from pipelines.items import OutletFacts, PageItem
from records.database import open_database
from records.patience import patient, persist
from records.settings import Settings


class CrawlResources:
    """The shared resources of one process. Opening them brings the database up to date."""

    def __init__(self, settings: Settings, run_id: str) -> None:
        # A crawler may be started while the server is away.
        self.engine: Engine = patient(persist(lambda: open_database(settings.database)))
        self.evidence = EvidenceWriter(settings.evidence, new_file_name(run_id))
        self.pool = ExtractionPool(max(1, min(os.cpu_count() or 1, 4)))
        self.storing = asyncio.Lock()
        """Held by whoever stores a batch, until the loop has gone round: outlets whose batches are full at the same moment store them one after the other, and the network is heard in between."""

    async def extract(self, page: PageItem, outlet: OutletFacts) -> Extraction | NotAnArticle:
        """The article on a page, read in a process of its own. A page that breaks a limit of time or memory is not read, a fate that passes."""
        return await self.pool.run(extract_page, page, outlet, owner=outlet.name)

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
