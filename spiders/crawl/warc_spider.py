"""Replays pages from WARC files, through the same pipelines as pages from the web.

Records of our own evidence are recognised: they are read in place, under the outlet that they were fetched for, and not written again. Of other files
only the pages of known hosts are read; other processes search for them, part by part (`spiders.crawl.warc_parts`). The position in a file is stored,
so that the same command continues after an interruption, and no page is taken twice.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from scrapy.http import Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.dedup.urls import site_of
from pipelines.evidence.page_fates import PageRecord
from pipelines.evidence.reading import (
    EvidenceCutOff,
    FaultKind,
    PartContents,
    PartFault,
    SharedMemberStep,
    SkippedRecord,
    StoredPage,
    WarcRecord,
    read_part,
    read_shared_member,
    read_warc,
    record_after,
)
from pipelines.evidence.record_metadata import read_record_metadata
from pipelines.items import AttemptItem, PageItem
from pipelines.scrapy_pipelines import PAGES_READ
from records.byte_budgets import MiB
from records.database import read_with_retry, write_with_retry
from records.i18n import ntr, tr
from records.outlets import runs
from records.outlets.page_responses import UNREAD_FATES
from records.settings import read_settings
from records.tables import RunRow
from records.vocabulary import Fate
from spiders.config.schema import Outlet
from spiders.crawl.evidence import OwnEvidence, moment
from spiders.crawl.replay import ProgressFile, ReplayedFile, ReplayedFiles, ReplayingSpider, ReplayProgress, UnsettledReplays, progress_path
from spiders.crawl.warc_parts import FilePart, read_parts
from spiders.downloader.outcomes import fate_of_answer

# Items made from the records of a replayed file: pages, attempts without a page, and places where no record could be read.

log = logging.getLogger(__name__)


class _WarcItems:
    """Makes items of records under one run, and counts them. It uses no network."""

    def __init__(
        self, engine: Engine, own: OwnEvidence, run_id: str, counts: ReplayProgress, now: Callable[[], datetime], *, all_hosts: bool
    ) -> None:
        self._engine = engine
        self._own = own
        self._run_id = run_id
        self._counts = counts
        self._now = now
        self._all_hosts = all_hosts

    def outlet_of(self, url: str) -> str:
        """Return the outlet of an address, or its host if it belongs to none."""
        return self._own.known_outlet(url) or site_of(url)

    def of(self, replayed_file: ReplayedFile, record: WarcRecord) -> PageItem | AttemptItem | None:
        """Return the item of a record; None for an unknown host, a page taken before, or a look at a watched page."""
        if isinstance(record, SkippedRecord):
            return self._skipped(replayed_file, record)
        if isinstance(record, EvidenceCutOff):
            replayed_file.skipped += 1
            return self._bad(replayed_file, record.offset, record.reason)
        if read_record_metadata(dict(record.fields)).led_to:
            # A redirect before a page, written by an installation of Qorgan.
            return None
        if page := self._own.own_record(replayed_file.own, record):
            return self._own_item(page)
        if self._is_passed_over(record.url):
            return None
        outlet, at = self.outlet_of(record.url), moment(record.fetched_at) or self._now()
        if self._is_taken(replayed_file, outlet, record):
            self._counts.known_before += 1
            return None
        self._counts.ours += 1
        if record.status != 200:
            answer = Response(record.url, status=record.status, body=record.body)
            return AttemptItem(outlet, record.url, fate_of_answer(answer), at, record.status)
        return PageItem(outlet, record.url, record.url, record.status, record.headers, record.body, at)

    def of_fault(self, replayed_file: ReplayedFile, fault: PartFault) -> AttemptItem:
        """Return the item for a place of a file where no record could be read."""
        reason = _fault_words(fault.kind, replayed_file)
        if fault.kind.ends_file:
            words = tr("{file} breaks off at byte {offset}: {reason}; what stands before it was read")
            log.warning("%s", words.format(file=replayed_file.name, offset=fault.offset, reason=reason))
        else:
            replayed_file.skipped += 1
        return self._bad(replayed_file, fault.offset, reason)

    def _is_passed_over(self, url: str) -> bool:
        if self._all_hosts or self._own.known_outlet(url) is not None:
            return False
        self._counts.others += 1
        return True

    def _is_taken(self, replayed_file: ReplayedFile, outlet: str, record: StoredPage) -> bool:
        """Return whether an earlier replay of this file took this page and was interrupted before it could store its position."""
        if not replayed_file.before:
            return False
        sha256, at = hashlib.sha256(record.body).hexdigest(), moment(record.fetched_at)
        return read_with_retry(self._engine, lambda session: runs.was_tried(session, replayed_file.before, outlet, record.url, sha256, at))

    def _skipped(self, replayed_file: ReplayedFile, record: SkippedRecord) -> AttemptItem | None:
        replayed_file.skipped += 1
        if not record.url:
            return self._bad(replayed_file, record.offset, record.reason, large=record.large)
        if self._is_passed_over(record.url):
            return None
        fate = Fate.TOO_LARGE if record.large else Fate.BAD_CONTENT
        return AttemptItem(self.outlet_of(record.url), record.url, fate, self._now(), detail=record.reason)

    def _bad(self, replayed_file: ReplayedFile, offset: int, reason: str, *, large: bool = False) -> AttemptItem:
        fate = Fate.TOO_LARGE if large else Fate.BAD_CONTENT
        return AttemptItem(replayed_file.name, f"{replayed_file.name}#{offset}", fate, self._now(), source=True, detail=reason)

    def _own_item(self, page: PageRecord) -> PageItem | None:
        """Return a page of our own evidence. It gets its fate in its own run if it has none there; else it is read again under this run."""
        is_open, fate = self._own.open_fate(page)
        if page.names.watched or (fate and fate.article_id and fate.fate in UNREAD_FATES):
            return None
        self._counts.ours += 1
        item = self._own.item(page, fate, None if is_open else self._run_id)
        self._own.begin(page, item.fetched_at)
        return item


def _fault_words(kind: FaultKind, replayed_file: ReplayedFile) -> str:
    """Describe why no record could be read."""
    match kind:
        case FaultKind.CUT:
            return tr("the last record is incomplete")
        case FaultKind.DAMAGED:
            return tr("it is damaged and cannot be unpacked")
        case FaultKind.NO_RECORD:
            return tr("no record begins there")
        case FaultKind.LONG_HEAD:
            return tr("its head is too long")
        case FaultKind.OVER_BUDGET:
            return tr("it unpacks to more than {limit} MB, which no collection of pages does").format(limit=replayed_file.budget // MiB)
        case FaultKind.TOO_MANY:
            return tr("too many of its records cannot be read")
        case FaultKind.UNREAD:
            return tr("it takes too much time or memory to unpack")


# Seconds between two moments at which everything passed on is stored, and the positions in the files with it.
_CHECKPOINT = 60.0
# The owner name under which the process pool runs the search for pages in files.
SEARCH = "(files)"


class WarcSpider(ReplayingSpider):
    """Replays WARC files, without any network."""

    name = "warc"

    def __init__(self, files: Sequence[str], outlets: Sequence[Outlet], all_hosts: bool = False, again: bool = False, **kwargs: Any) -> None:
        super().__init__(outlets, **kwargs)
        settings, run_id, engine, now = read_settings(), self.context.run_id, self.resources.engine, self.resources.now
        self._paths = [Path(file) for file in files]
        self._again = again
        self._progress = ProgressFile(progress_path(settings.data / "logs", run_id))
        self._counts = self._progress.counts
        self._items = _WarcItems(engine, self.own, run_id, self._counts, now, all_hosts=all_hosts)
        self._files = ReplayedFiles(engine, self.own, settings.data / "replay", run_id, None if all_hosts else self.own.sites, now)
        self._left = UnsettledReplays(engine, self.own, settings.evidence, run_id)
        self._checked = time.monotonic()
        self._beating: asyncio.Task[None] | None = None

    def outlet_of(self, url: str) -> str:
        return self._items.outlet_of(url)

    async def start(self) -> AsyncIterator[Any]:
        self._beating = asyncio.ensure_future(self.keep_claims(self._files.claimed))
        try:
            async for item in self._all():
                if await self._is_room_for(item):
                    yield item
                elif self.visit_state.broken or self.stopped:
                    return
            await self._checkpoint()
        except OSError as error:
            # Otherwise pages already in our evidence would be stored as new ones.
            self.break_off(error)

    async def _is_room_for(self, item: PageItem | AttemptItem | None) -> bool:
        """Wait until the item may be yielded; return False if it is None or if the crawl is stopping."""
        self._progress.tell()
        if item is None:
            # Let the event loop run: there may be thousands of records between two pages.
            await asyncio.sleep(0)
            return False
        await self.pending.wait_for_room(len(item.body) if isinstance(item, PageItem) else 0)
        if self.visit_state.broken or self.stopped:
            return False
        self.found = self._counts.ours
        return True

    async def _all(self) -> AsyncIterator[PageItem | AttemptItem | None]:
        """Yield what earlier replays left, then the items of the files in order; None where there is nothing to pass on."""
        before = await asyncio.to_thread(self._files.runs_before, self._paths)
        for item in self._left.items(before):
            yield item
        if before:
            # So that each of them has its row when its file is read.
            await self._checkpoint()
        files = self._files.taken_up(self._paths, self._counts, again=self._again)
        async for file, part in read_parts(files, self._search, self.resources.pool.workers + 1):
            replayed_file = self._files.by_file[file]
            for part_item in self._of_part(replayed_file, part):
                yield part_item
            if part.joined is not None:
                async for step in self._of_joined(replayed_file, part.joined):
                    yield step
            if part.end >= file.size or part.joined is not None or part.ended:
                self._end(replayed_file)
            if time.monotonic() - self._checked > _CHECKPOINT:
                await self._checkpoint()
            yield None

    async def _search(self, piece: FilePart) -> PartContents:
        """Return what a part of a file contains, found by another process."""
        replayed_file, path = self._files.by_file[piece.file], piece.file.path
        contents = await self.resources.pool.run(
            read_part, path, piece.begin, piece.until, replayed_file.hosts, piece.exact, replayed_file.budget, owner=SEARCH
        )
        if isinstance(contents, PartContents):
            return contents
        return await self._one_by_one(replayed_file, piece) if piece.exact else PartContents(None, piece.until)

    async def _one_by_one(self, replayed_file: ReplayedFile, piece: FilePart) -> PartContents:
        """Read a part that broke a limit of its reader record by record, so that only the faulty record is lost."""
        whole, pool, path = PartContents(piece.begin, piece.begin), self.resources.pool, piece.file.path
        while whole.end < piece.until and not whole.ended and whole.joined is None:
            contents = await pool.run(read_part, path, whole.end, whole.end + 1, replayed_file.hosts, True, replayed_file.budget, owner=SEARCH)
            if isinstance(contents, PartContents):
                whole.add(contents)
                continue
            whole.faults.append(PartFault(whole.end, FaultKind.UNREAD))
            behind = await pool.run(record_after, path, whole.end + 1, piece.until, owner=SEARCH)
            whole.end = behind if isinstance(behind, int) else piece.until
        return whole

    def _of_part(self, replayed_file: ReplayedFile, part: PartContents) -> Iterator[PageItem | AttemptItem | None]:
        """Yield the faults of a part, then its pages, each read now."""
        begun = self._counts.bytes
        replayed_file.budget -= part.unpacked
        if replayed_file.budget < 0 and not part.ended:
            part.faults.append(PartFault(part.end, FaultKind.OVER_BUDGET))
        self._counts.records += part.records
        self._counts.others += part.others
        with open(replayed_file.file.path, "rb") as stream:
            for number, offset in enumerate(part.wanted):
                stream.seek(offset)
                record = next(read_warc(stream), None)
                yield self._items.of(replayed_file, record) if record is not None else None
                self._counts.bytes = begun + (part.end - replayed_file.place.offset) * (number + 1) // (len(part.wanted) + 1)
        yield from (self._items.of_fault(replayed_file, fault) for fault in part.faults)
        self._counts.bytes = begun + part.end - replayed_file.place.offset
        if part.joined is None:
            self._files.reached(replayed_file, part.end, ended=False)

    async def _of_joined(self, replayed_file: ReplayedFile, begin: int) -> AsyncIterator[PageItem | AttemptItem | None]:
        """Yield the pages from `begin` on, where records share gzip members. They are read in this process, one after the other."""
        passed = replayed_file.place.joined if replayed_file.place.offset == begin else 0
        begun = self._counts.bytes
        reading = read_shared_member(replayed_file.file.path, begin, passed, replayed_file.hosts, replayed_file.budget)
        while True:
            step: SharedMemberStep | None = await asyncio.to_thread(next, reading, None)
            if step is None:
                break
            self._counts.records += step.passed - passed
            self._counts.others += step.other
            self._counts.bytes = begun + step.taken - begin
            passed = step.passed
            if step.fault is not None:
                yield self._items.of_fault(replayed_file, step.fault)
                break
            record = next(read_warc(BytesIO(step.record)), None) if step.record else None
            yield self._items.of(replayed_file, record) if record is not None else None
            self._files.reached_within(replayed_file, begin, passed)
            if time.monotonic() - self._checked > _CHECKPOINT:
                await self._checkpoint()
        self._counts.bytes = begun + replayed_file.file.size - begin

    def _end(self, replayed_file: ReplayedFile) -> None:
        self._files.reached(replayed_file, replayed_file.file.size, ended=True)
        self._counts.files_ended += 1
        if replayed_file.skipped:
            words = ntr(
                "{file}: {count} record could not be read; those behind it were",
                "{file}: {count} records could not be read; those behind them were",
                replayed_file.skipped,
            )
            log.warning("%s", words.format(file=replayed_file.name, count=replayed_file.skipped))

    async def _checkpoint(self) -> None:
        """Wait until everything passed on has its row, and store how far the files were read."""
        await self.pending.wait_until_none()
        self.crawler.signals.send_catch_log(signal=PAGES_READ)
        if not (self.visit_state.broken or self.stopped):
            self._files.keep_places()
        self._checked = time.monotonic()

    def ended(self) -> None:
        if self._beating is not None:
            self._beating.cancel()
        if self._counts.others:
            words = ntr(
                "{n} page of a host that no outlet has was passed over; --all-hosts takes it",
                "{n} pages of hosts that no outlet has were passed over; --all-hosts takes them",
                self._counts.others,
            )
            log.warning("%s", words.format(n=self._counts.others))
        self._progress.close()
        write_with_retry(self.resources.engine, self._note)
        self._files.release()

    def _note(self, session: Session) -> None:
        summary: dict[str, Any] = {"replay": self._counts.as_json()}
        if self._counts.others:
            summary["passed_over"] = self._counts.others
        if settled := self._left.settled(session):
            summary["settled"] = settled
        session.get_one(RunRow, self.context.run_id).summary = summary
