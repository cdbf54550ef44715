"""Replays pages from WARC files. They go through the same pipelines as pages from the web.

Records of our own evidence are recognised: they are read where they lie, under the outlet that they were fetched for, and not written again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from scrapy.http import Response
from sqlalchemy.orm import Session

from pipelines.dedup.urls import site_of
from pipelines.evidence.page_fates import PageRecord
from pipelines.evidence.warc_records import EvidenceCutOff, SkippedRecord, StoredPage, WarcRecord, read_warc
from pipelines.items import PageItem, TryItem
from records.database import in_transaction
from records.i18n import ntr, tr
from records.outlets.page_answers import UNREAD
from records.tables import RunRow
from records.vocabulary import Fate
from spiders.config.schema import Outlet
from spiders.crawl.own_evidence import moment
from spiders.crawl.replaying_spider import ReplayingSpider
from spiders.downloader.outcomes import fate_of_answer

log = logging.getLogger(__name__)


class WarcSpider(ReplayingSpider):
    """Replays WARC files, without any network."""

    name = "warc"

    def __init__(self, files: Sequence[str], outlets: Sequence[Outlet], all_hosts: bool = False, **kwargs: Any) -> None:
        super().__init__(outlets, **kwargs)
        self._files = [Path(file) for file in files]
        self._all_hosts = all_hosts
        self.passed_over = 0
        """Pages of hosts that no outlet has."""

    def outlet_of(self, url: str) -> str:
        return self.own.known_outlet(url) or site_of(url)

    async def start(self) -> AsyncIterator[Any]:
        for file in self._files:
            skipped = 0
            try:
                places = await asyncio.to_thread(self.own.places, file)
            except OSError as error:
                # Else pages that are ours already would be stored as new ones.
                self.break_off(error)
                return
            with open(file, "rb") as stream:
                for record in read_warc(stream):
                    await self.in_hand.take(len(record.body) if isinstance(record, StoredPage) else 0)
                    if self.broken or self.stopped:
                        return
                    skipped += isinstance(record, SkippedRecord)
                    item = self._item(file, places, record)
                    if item is not None:
                        yield item
                    else:
                        self.in_hand.give_back()
            if skipped:
                words = ntr(
                    "{file}: {count} record could not be read; those behind it were",
                    "{file}: {count} records could not be read; those behind them were",
                    skipped,
                )
                log.warning("%s", words.format(file=file.name, count=skipped))

    def _item(self, file: Path, places: Sequence[str], record: WarcRecord) -> PageItem | TryItem | None:
        """The page in a record; None for one of a host that no outlet has, and for a look at a watched page."""
        if isinstance(record, SkippedRecord):
            return self._skipped(file, record)
        if isinstance(record, EvidenceCutOff):
            words = tr("{file} breaks off at byte {offset}: {reason}; what stands before it was read")
            log.warning("%s", words.format(file=file.name, offset=record.offset, reason=tr(record.reason)))
            return TryItem(file.name, f"{file.name}#{record.offset}", Fate.BAD_CONTENT, self.resources.now(), source=True, detail=record.reason)
        if page := self.own.own_record(places, record):
            return self._own_item(page)
        if not self._all_hosts and self.own.known_outlet(record.url) is None:
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
        if not self._all_hosts and self.own.known_outlet(record.url) is None:
            self.passed_over += 1
            return None
        return TryItem(self.outlet_of(record.url), record.url, fate, self.resources.now(), detail=record.reason)

    def _own_item(self, page: PageRecord) -> PageItem | None:
        """A page of our own. Where it has no fate in its own run it gets it there; else it is read anew under this run."""
        is_open, fate = self.own.open_fate(page)
        if page.names.watched or (fate and fate.article_id and fate.fate in UNREAD):
            return None
        self.found += 1
        item = self.own.item(page, fate, None if is_open else self.context.run_id)
        self.own.begin(page, item.fetched_at)
        return item

    def ended(self) -> None:
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
