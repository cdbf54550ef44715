"""Replays pages from WARC files. They go through the same pipelines as pages from the web.

Records of our own evidence are recognised: they are read where they lie, under the outlet that they were fetched for, and not written again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy.orm import Session

from pipelines.dedup.urls import site_of
from pipelines.evidence.fates_check import UNREAD, PageRecord
from pipelines.evidence.warc_records import EvidenceCutOff, SkippedRecord, StoredPage, WarcRecord, read_warc
from pipelines.items import OutletFacts, PageItem, TryItem
from records.byte_budgets import PAGES_IN_HAND
from records.database import in_transaction
from records.i18n import ntr, tr
from records.settings import read_settings
from records.tables import RunRow
from records.vocabulary import Fate
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import PageSpider
from spiders.crawl.own_evidence import OwnEvidence, moment
from spiders.downloader.outcomes import fate_of_answer

log = logging.getLogger(__name__)

# Pages of a WARC file in hand at once: enough to keep all extraction processes busy, few enough for little memory.
IN_HAND = 24


class WarcSpider(PageSpider):
    """Replays WARC files, without any network."""

    name = "warc"
    kind = "replay"

    def __init__(self, files: Sequence[str], outlets: Sequence[Outlet], all_hosts: bool = False, **kwargs: Any) -> None:
        super().__init__(outlets=outlets, **kwargs)
        self._files = [Path(file) for file in files]
        self._all_hosts = all_hosts
        self._own = OwnEvidence(self.resources.engine, read_settings().evidence, outlets)
        self._in_hand = 0
        self.passed_over = 0
        """Pages of hosts that no outlet has."""
        # Bytes of the pages that were handed on since none was in hand.
        self._weight = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider._done, signal=signal)
        crawler.signals.connect(spider._ended, signal=signals.spider_closed)
        return spider

    def outlet_of(self, url: str) -> str:
        return self._own.known_outlet(url) or site_of(url)

    def facts(self, outlet: str) -> OutletFacts:
        return self._own.facts(outlet)

    async def start(self) -> AsyncIterator[Any]:
        for file in self._files:
            skipped = 0
            with open(file, "rb") as stream:
                for record in read_warc(stream):
                    weight = len(record.body) if isinstance(record, StoredPage) else 0
                    while self._in_hand >= IN_HAND or (self._in_hand and self._weight + weight > PAGES_IN_HAND):
                        await asyncio.sleep(0.005)
                    if self.broken or self.stopped:
                        return
                    skipped += isinstance(record, SkippedRecord)
                    item = self._item(file, record)
                    if item is not None:
                        self._weight = weight + (self._weight if self._in_hand else 0)
                        self._in_hand += 1
                        yield item
            if skipped:
                words = ntr(
                    "{file}: {count} record could not be read; those behind it were",
                    "{file}: {count} records could not be read; those behind them were",
                    skipped,
                )
                log.warning("%s", words.format(file=file.name, count=skipped))

    def _item(self, file: Path, record: WarcRecord) -> PageItem | TryItem | None:
        """The page in a record; None for one of a host that no outlet has, and for a look at a watched page."""
        if isinstance(record, SkippedRecord):
            return self._skipped(file, record)
        if isinstance(record, EvidenceCutOff):
            words = tr("{file} breaks off at byte {offset}: {reason}; what stands before it was read")
            log.warning("%s", words.format(file=file.name, offset=record.offset, reason=tr(record.reason)))
            return TryItem(file.name, f"{file.name}#{record.offset}", Fate.BAD_CONTENT, self.resources.now(), source=True, detail=record.reason)
        if page := self._own.own_record(file, record):
            return self._own_item(page)
        if not self._all_hosts and self._own.known_outlet(record.url) is None:
            self.passed_over += 1
            return None
        self.found += 1
        outlet, at = self.outlet_of(record.url), moment(record.fetched_at) or self.resources.now()
        if record.status != 200:
            answer = Response(record.url, status=record.status, body=record.body)
            return TryItem(outlet, record.url, fate_of_answer(answer), at, record.status)
        return PageItem(outlet, record.url, record.url, record.status, record.headers, record.body, at)

    def _skipped(self, file: Path, record: SkippedRecord) -> TryItem | None:
        fate = Fate.TOO_LARGE if record.large else Fate.BAD_CONTENT
        if not record.url:
            return TryItem(file.name, f"{file.name}#{record.offset}", fate, self.resources.now(), source=True, detail=record.reason)
        if not self._all_hosts and self._own.known_outlet(record.url) is None:
            self.passed_over += 1
            return None
        return TryItem(self.outlet_of(record.url), record.url, fate, self.resources.now(), detail=record.reason)

    def _own_item(self, page: PageRecord) -> PageItem | None:
        """A page of our own. Where it has no fate in its own run it gets it there; else it is read anew under this run."""
        is_open, fate = self._own.open_fate(page)
        if page.names.watched or (fate and fate.article_id and fate.fate in UNREAD):
            return None
        self.found += 1
        item = self._own.item(page, fate, None if is_open else self.context.run_id)
        self._own.begin(page, item.fetched_at)
        return item

    def _done(self) -> None:
        self._in_hand -= 1

    def _ended(self) -> None:
        if self.passed_over:
            words = ntr(
                "{n} page of a host that no outlet has was passed over; --all-hosts takes it",
                "{n} pages of hosts that no outlet has were passed over; --all-hosts takes them",
                self.passed_over,
            )
            log.warning("%s", words.format(n=self.passed_over))
            in_transaction(self.resources.engine, self._note_passed_over)

    def _note_passed_over(self, session: Session) -> None:
        session.get_one(RunRow, self.context.run_id).summary = {"passed_over": self.passed_over}
