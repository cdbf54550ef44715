"""What the pipelines get of the records of a replayed file: pages, tries without one, and places where no record could be read."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from scrapy.http import Response
from sqlalchemy import Engine

from pipelines.dedup.urls import site_of
from pipelines.evidence.page_fates import PageRecord
from pipelines.evidence.record_names import read_names
from pipelines.evidence.warc_parts import FaultKind, PartFault
from pipelines.evidence.warc_records import EvidenceCutOff, SkippedRecord, StoredPage, WarcRecord
from pipelines.items import PageItem, TryItem
from records.byte_budgets import MiB
from records.database import in_reading
from records.i18n import tr
from records.outlets import runs
from records.outlets.page_answers import UNREAD
from records.vocabulary import Fate
from spiders.crawl.own_evidence import OwnEvidence, moment
from spiders.crawl.replay_progress import ReplayProgress
from spiders.crawl.replayed_files import ReplayedFile
from spiders.downloader.outcomes import fate_of_answer

log = logging.getLogger(__name__)


class WarcItems:
    """Makes items of records under one run, and counts them. Nothing of the network is asked."""

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
        """The outlet of an address; one that no outlet has is its own."""
        return self._own.known_outlet(url) or site_of(url)

    def of(self, given: ReplayedFile, record: WarcRecord) -> PageItem | TryItem | None:
        """The page in a record; None for one of a host that no outlet has, for one that was taken before, and for a look at a watched page."""
        if isinstance(record, SkippedRecord):
            return self._skipped(given, record)
        if isinstance(record, EvidenceCutOff):
            given.skipped += 1
            return self._bad(given, record.offset, record.reason)
        if read_names(dict(record.fields)).led_to:
            # Of our own, in whosever hands it is: a redirect before a page.
            return None
        if page := self._own.own_record(given.own, record):
            return self._own_item(page)
        if self._is_passed_over(record.url):
            return None
        outlet, at = self.outlet_of(record.url), moment(record.fetched_at) or self._now()
        if self._is_taken(given, outlet, record):
            self._counts.known_before += 1
            return None
        self._counts.ours += 1
        if record.status != 200:
            answer = Response(record.url, status=record.status, body=record.body)
            return TryItem(outlet, record.url, fate_of_answer(answer), at, record.status)
        return PageItem(outlet, record.url, record.url, record.status, record.headers, record.body, at)

    def of_fault(self, given: ReplayedFile, fault: PartFault) -> TryItem:
        """A place of a file where no record could be read."""
        reason = fault_words(fault.kind, given)
        if fault.kind.ends_file:
            words = tr("{file} breaks off at byte {offset}: {reason}; what stands before it was read")
            log.warning("%s", words.format(file=given.name, offset=fault.offset, reason=reason))
        else:
            given.skipped += 1
        return self._bad(given, fault.offset, reason)

    def _is_passed_over(self, url: str) -> bool:
        if self._all_hosts or self._own.known_outlet(url) is not None:
            return False
        self._counts.others += 1
        return True

    def _is_taken(self, given: ReplayedFile, outlet: str, record: StoredPage) -> bool:
        """Whether an earlier replay of this file has taken this page: it was broken off before it could keep its place."""
        if not given.before:
            return False
        sha256, at = hashlib.sha256(record.body).hexdigest(), moment(record.fetched_at)
        return in_reading(self._engine, lambda session: runs.was_tried(session, given.before, outlet, record.url, sha256, at))

    def _skipped(self, given: ReplayedFile, record: SkippedRecord) -> TryItem | None:
        given.skipped += 1
        if not record.url:
            return self._bad(given, record.offset, record.reason, large=record.large)
        if self._is_passed_over(record.url):
            return None
        fate = Fate.TOO_LARGE if record.large else Fate.BAD_CONTENT
        return TryItem(self.outlet_of(record.url), record.url, fate, self._now(), detail=record.reason)

    def _bad(self, given: ReplayedFile, offset: int, reason: str, *, large: bool = False) -> TryItem:
        fate = Fate.TOO_LARGE if large else Fate.BAD_CONTENT
        return TryItem(given.name, f"{given.name}#{offset}", fate, self._now(), source=True, detail=reason)

    def _own_item(self, page: PageRecord) -> PageItem | None:
        """A page of our own. Where it has no fate in its own run it gets it there; else it is read anew under this run."""
        is_open, fate = self._own.open_fate(page)
        if page.names.watched or (fate and fate.article_id and fate.fate in UNREAD):
            return None
        self._counts.ours += 1
        item = self._own.item(page, fate, None if is_open else self._run_id)
        self._own.begin(page, item.fetched_at)
        return item


def fault_words(kind: FaultKind, given: ReplayedFile) -> str:
    """Why no record could be read, in words."""
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
            return tr("it unpacks to more than {limit} MB, which no collection of pages does").format(limit=given.budget // MiB)
        case FaultKind.TOO_MANY:
            return tr("too many of its records cannot be read")
        case FaultKind.UNREAD:
            return tr("it takes too much time or memory to unpack")
