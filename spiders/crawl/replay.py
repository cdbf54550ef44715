"""Spiders that read pages from WARC files and settle open pages, with the progress and the position of a replay.

They use no network, and no record of the installation's own evidence is written again.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.dedup.urls import page_key
from pipelines.evidence.page_fates import PageFate, PageRecord, open_pages
from pipelines.evidence.record_metadata import read_file_name
from pipelines.evidence.verify import pending_evidence_pages
from pipelines.items import OutletFacts, PageItem
from records.byte_budgets import WARC_FILE, WARC_FILE_TIMES
from records.database import read_session, write_transaction, write_with_retry
from records.error_translation import translate_error
from records.files import make_folder, write_file
from records.i18n import tr
from records.model import Period
from records.outlets import claims, runs
from records.outlets.claims import close_broken_runs
from records.settings import read_settings
from records.tables import OutletRunRow, RunRow
from records.vocabulary import Fate
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider
from spiders.crawl.evidence import OwnEvidence
from spiders.crawl.pending_pages import PendingPages
from spiders.crawl.warc_parts import FileToRead

log = logging.getLogger(__name__)


class ReplayingSpider(CollectingSpider):
    """A spider whose pages come from WARC files."""

    kind = "replay"
    pending: PendingPages

    def __init__(self, outlets: Iterable[Outlet], **kwargs: Any) -> None:
        super().__init__(period=Period(), **kwargs)
        self.own = OwnEvidence(self.resources.engine, read_settings().evidence, outlets)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        spider.pending = PendingPages(crawler)
        crawler.signals.connect(spider.ended, signal=signals.spider_closed)
        return spider

    def facts(self, outlet: str) -> OutletFacts:
        return self.own.facts(outlet)

    def break_off(self, error: OSError) -> None:
        """Stop reading, because the evidence folder cannot be read."""
        self.visit_state.broken = str(translate_error(error) or error)
        log.error("%s", self.visit_state.broken)

    def ended(self) -> None:
        """Finish: all pages have their fate, or the crawl was stopped."""


class MissingSpider(ReplayingSpider):
    """Settles pages in the evidence that have no fate, in the runs that fetched them.

    Pages of an active run, and outlets that another run collects, are left alone.
    """

    name = "missing"

    def __init__(self, outlets: Iterable[Outlet], **kwargs: Any) -> None:
        super().__init__(outlets, **kwargs)
        self._folder = read_settings().evidence
        self._taken: list[tuple[str, str, str]] = []
        """Run, outlet and address of every page that was read."""
        self._mine: dict[str, bool] = {}
        """Outlets that were asked for, and whether this process has them."""
        self.left = 0
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> AsyncIterator[Any]:
        self._beating = asyncio.ensure_future(self.keep_claims(self._mine))
        with write_transaction(self.resources.engine) as session:
            close_broken_runs(session, self.resources.now())
        try:
            files = await asyncio.to_thread(self.own.files)
        except OSError as error:
            self.break_off(error)
            return
        for file in files:
            name = read_file_name(file)
            if name is None or self.own.at_work(name.run_id):
                continue
            try:
                pages = await asyncio.to_thread(open_pages, self.resources.engine, self._folder, file)
            except OSError as error:
                # The other files are read; `qorgan verify` reports this one too.
                log.error("%s", error)
                self.left += 1
                continue
            for page, fate in pages:
                await self.pending.wait_for_room()
                if self.visit_state.broken or self.stopped:
                    return
                item = self._item(page, fate)
                if item is not None:
                    yield item
                else:
                    self.pending.uncount()

    def _item(self, page: PageRecord, fate: PageFate | None) -> PageItem | None:
        """Return the page to be read, or None if it was settled at once or is left to another process."""
        outlet = self.own.outlet_of(page, fate)
        if not self._is_mine(outlet):
            self.left += 1
            return None
        try:
            item = self.own.item(page, fate)
        except (OSError, ValueError) as error:
            log.error("%s", error)
            self.left += 1
            return None
        self.found += 1
        self.own.begin(page, item.fetched_at)
        watched = page.names.watched or (fate.article_id if fate else None)
        if watched is not None:
            self._leave_to_the_watch(item, watched)
            return None
        assert item.stored_source is not None, "it comes from the evidence"
        self._taken.append((item.stored_source.run_id, item.outlet, item.url))
        return item

    def _leave_to_the_watch(self, item: PageItem, article_id: str) -> None:
        """Leave a watched page to the watch, which fetches it again and compares it with the previous look."""
        assert item.stored_source is not None, "it comes from the evidence"
        run_id, ref = item.stored_source.run_id, item.stored_source.ref
        with write_transaction(self.resources.engine) as session:
            runs.begin_outlet(session, run_id, item.outlet, self.facts(item.outlet).region, item.fetched_at)
            runs.record_page_fate(
                session, run_id, item.outlet, item.url, page_key(item.url), Fate.NOT_READ, at=item.fetched_at, status=item.status,
                article_id=article_id, sha256=ref.sha256, detail="the watch looks at it again",
            )  # fmt: skip

    def _is_mine(self, outlet: str) -> bool:
        """Return whether this process has claimed the outlet, so that no visit stores the same page at the same time."""
        if outlet not in self._mine:
            with write_transaction(self.resources.engine) as session:
                self._mine[outlet] = claims.claim(session, outlet, self.context.run_id, self.resources.now())
            if not self._mine[outlet]:
                log.warning("%s", tr("{outlet} is being collected by another run; left alone").format(outlet=outlet))
        return self._mine[outlet]

    def ended(self) -> None:
        """Close the parts that were opened, settle pages without readable evidence, and record the counts."""
        if self._beating is not None:
            self._beating.cancel()
        with write_transaction(self.resources.engine) as session:
            for run_id, outlet in sorted({(run_id, outlet) for run_id, outlet, _ in self._taken}):
                part = session.get(OutletRunRow, (run_id, outlet))
                if part is not None and part.state == "running":
                    runs.finish_outlet(session, run_id, outlet, found=0, finished=False, now=part.started_at)
            if not (self.visit_state.broken or self.stopped):
                for run_id in {page.run_id for page in pending_evidence_pages(session, self.resources.now())}:
                    runs.settle_pending_pages(session, run_id)
            for outlet, mine in self._mine.items():
                if mine:
                    claims.release(session, outlet, self.context.run_id)
        with read_session(self.resources.engine) as session:
            settled: Counter[str] = Counter()
            for run_id, outlet, url in self._taken:
                fate = runs.page_fate(session, run_id, outlet, url)
                if fate is None:
                    # The run was interrupted before this page had its row.
                    self.left += 1
                else:
                    settled[fate] += 1
        with write_transaction(self.resources.engine) as session:
            session.get_one(RunRow, self.context.run_id).summary = {"settled": dict(settled), "left": self.left}


class UnsettledReplays:
    """The pages that earlier replays, killed or stopped, left open in the evidence; they are settled in the runs that took them.

    `run_id` is that of this process: what a crawler of the same run left before it died is settled too.
    """

    def __init__(self, engine: Engine, own: OwnEvidence, folder: Path, run_id: str) -> None:
        self._engine = engine
        self._own = own
        self._folder = folder
        self._run_id = run_id
        self._taken: list[tuple[str, str, str]] = []
        """Run, outlet and address of every page that was handed on."""

    def items(self, run_ids: Sequence[str]) -> Iterator[PageItem]:
        """Yield the pages as fetched, except those of an active run. Raises OSError if the evidence folder cannot be read."""
        if not run_ids:
            return
        with write_transaction(self._engine) as session:
            close_broken_runs(session, datetime.now(UTC))
        mine = {run for run in run_ids if run == self._run_id or not self._own.at_work(run)}
        for file in self._own.files():
            name = read_file_name(file)
            if name is not None and name.run_id in mine:
                yield from self._of_file(file)

    def _of_file(self, file: str) -> Iterator[PageItem]:
        try:
            pages = open_pages(self._engine, self._folder, file)
        except OSError as error:
            # Its pages are read again from the replayed file; `qorgan verify` reports this one.
            log.error("%s", error)
            return
        for page, fate in pages:
            if page.names.watched or not (fate is None or (fate.untried and not fate.article_id)):
                continue
            try:
                item = self._own.item(page, fate)
            except (OSError, ValueError) as error:
                log.error("%s", error)
                continue
            self._own.begin(page, item.fetched_at)
            self._taken.append((page.run_id, item.outlet, item.url))
            yield item

    def settled(self, session: Session) -> dict[str, int]:
        """Return the number of settled pages by fate, of earlier runs only, since this run counts its own."""
        fates = (runs.page_fate(session, *key) for key in self._taken if key[0] != self._run_id)
        return dict(Counter(fate.value for fate in fates if fate is not None))


# The progress of a replay. The crawler writes it to a small file for the process that started it, because its output arrives only at its end.

# Seconds between two writes.
_EVERY = 1.0


@dataclass
class ReplayProgress:
    """Counts of one replay.

    `before`: bytes that an earlier replay had read. `bytes`: bytes read in all, of `size`. `records`: records read now, including `others`, pages of
    other hosts. `ours`: pages of our own evidence. `known_before`: pages that an earlier replay of the file had taken.
    """

    files: int = 0
    files_ended: int = 0
    size: int = 0
    before: int = 0
    bytes: int = 0
    records: int = 0
    others: int = 0
    ours: int = 0
    known_before: int = 0
    seconds: float = 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds left at the pace so far; None if nothing was read yet."""
        read = self.bytes - self.before
        return self.seconds * (self.size - self.bytes) / read if read > 0 else None

    def as_json(self) -> dict[str, Any]:
        """Return the counts as the run stores them."""
        return {**asdict(self), "seconds": round(self.seconds, 1)}


@dataclass
class ProgressFile:
    """The progress file of one run, written at most once a second. A failed write is ignored, because the file is not a record."""

    path: Path
    counts: ReplayProgress = field(default_factory=ReplayProgress)
    _began: float = field(default_factory=time.monotonic)
    _written_at: float = 0.0

    def tell(self) -> None:
        """Write the counts, unless they were written less than a second ago."""
        moment = time.monotonic()
        self.counts.seconds = moment - self._began
        if moment - self._written_at < _EVERY:
            return
        self._written_at = moment
        with contextlib.suppress(OSError):
            half = self.path.with_suffix(".half")
            half.write_text(json.dumps(asdict(self.counts)), encoding="utf-8")
            os.replace(half, self.path)

    def close(self) -> None:
        """Delete the file; its counts are in the summary of the run."""
        self.counts.seconds = time.monotonic() - self._began
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def progress_path(logs: Path, run_id: str) -> Path:
    """Return the path of a run's replay progress file."""
    return logs / f"{run_id}-0.progress"


def read_progress(path: Path) -> ReplayProgress | None:
    """Return the progress of a replay, or None if nothing is written yet or it has ended."""
    try:
        return ReplayProgress(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


# How far a WARC file from elsewhere was replayed, stored in the folder `replay` of the data, so that an interrupted replay continues from there.
# Pages after that position may already be recorded; they are recognised by the runs named in it.

# Bytes by which a renamed file is recognised. The first record of a collection names its file and has a unique id.
_BEGINNING = 64 * 1024


@dataclass(frozen=True)
class ReplayPosition:
    """The position up to which a file was replayed.

    Everything before `offset` has its row, as do the first `joined` records of the gzip member there, where many share one. `key`: identifies the
    file. `hosts`: the requested hosts (`hosts_key`); for others the file is read from the start. `runs`: the runs that took pages from it, newest
    last. `ended`: nothing is left.
    """

    key: str
    name: str
    size: int
    hosts: str
    offset: int = 0
    joined: int = 0
    ended: bool = False
    runs: tuple[str, ...] = ()

    def taken_up(self, run_id: str) -> "ReplayPosition":
        """Return the position with this run added as the newest."""
        return replace(self, runs=(*(run for run in self.runs if run != run_id), run_id))

    def from_the_beginning(self, hosts: str) -> "ReplayPosition":
        """Return the start position, for a file that is read again."""
        return ReplayPosition(self.key, self.name, self.size, hosts, runs=self.runs)


def file_key(path: Path) -> str:
    """Return the key of a file: a hash of its length and first bytes. Raises OSError if it cannot be read."""
    with open(path, "rb") as stream:
        beginning = stream.read(_BEGINNING)
    return hashlib.sha256(f"{path.stat().st_size} ".encode() + beginning).hexdigest()[:32]


def hosts_key(hosts: Collection[str] | None) -> str:
    """Return a short hash of the requested hosts; None means all."""
    return hashlib.sha256("\n".join(sorted(hosts)).encode()).hexdigest()[:16] if hosts is not None else "all"


def load_position(folder: Path, path: Path, hosts: str) -> ReplayPosition:
    """Return how far the file was replayed for these hosts; the start if it never was. Raises OSError if the file cannot be read."""
    key = file_key(path)
    fresh = ReplayPosition(key, path.name, path.stat().st_size, hosts)
    try:
        stored = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        replay_position = ReplayPosition(**{**stored, "runs": tuple(stored["runs"])})
    except (OSError, ValueError, KeyError, TypeError):
        # No position is stored, or it is unreadable; the rows still show what was taken.
        return fresh
    return replay_position if replay_position.hosts == hosts else replay_position.from_the_beginning(hosts)


def save_position(folder: Path, place: ReplayPosition) -> None:
    """Store the position durably, so that a power cut does not lose it. Raises OSError."""
    make_folder(folder)
    write_file(folder / f"{place.key}.json", json.dumps(asdict(place)).encode())


@dataclass
class ReplayedFile:
    """One file of a replay.

    `hosts`: those whose pages are wanted, None = all. `own`: evidence files that it may be; then it has no stored position, as its records are
    recognised one by one. `before`: runs that took pages from it. `budget`: bytes that may still be unpacked from it.
    """

    file: FileToRead
    hosts: frozenset[str] | None
    own: Sequence[str]
    place: ReplayPosition
    before: tuple[str, ...]
    budget: int
    skipped: int = 0

    @property
    def name(self) -> str:
        return self.file.path.name


class ReplayedFiles:
    """The files of a replay, opened one after the other, and their positions. A file that another run is replaying is left to it."""

    def __init__(
        self, engine: Engine, own: OwnEvidence, folder: Path, run_id: str, hosts: frozenset[str] | None, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._own = own
        self._folder = folder
        self._run_id = run_id
        self._hosts = hosts
        self._now = now
        self.claimed: dict[str, bool] = {}
        """The claims on files, and whether this process has them."""
        self.by_file: dict[FileToRead, ReplayedFile] = {}
        self._reached: dict[str, ReplayPosition] = {}

    def runs_before(self, paths: Iterable[Path]) -> list[str]:
        """Return the runs that took pages from these files and may have left some unread. Raises OSError."""
        runs = {run for path in paths for run in load_position(self._folder, path, hosts_key(self._hosts)).runs}
        return sorted(runs)

    def taken_up(self, paths: Sequence[Path], counts: ReplayProgress, *, again: bool) -> Iterator[FileToRead]:
        """Yield the files to be read, each when it is its turn. Raises OSError."""
        sizes = {path: path.stat().st_size for path in paths}
        counts.files, counts.size = len(paths), sum(sizes.values())
        for path in paths:
            replayed_file = self._take_up(path, again=again)
            if replayed_file is None or replayed_file.place.ended:
                counts.before += sizes[path]
                counts.bytes += sizes[path]
                counts.files_ended += 1
                continue
            counts.before += replayed_file.file.begin
            counts.bytes += replayed_file.file.begin
            self.by_file[replayed_file.file] = replayed_file
            yield replayed_file.file

    def reached(self, replayed_file: ReplayedFile, offset: int, *, ended: bool) -> None:
        """Note that everything before this offset was passed on."""
        replayed_file.place = replace(replayed_file.place, offset=offset, joined=0, ended=ended)
        if not replayed_file.own:
            self._reached[replayed_file.place.key] = replayed_file.place

    def reached_within(self, replayed_file: ReplayedFile, begin: int, passed: int) -> None:
        """Note that the first `passed` records of the gzip member at `begin` were passed on."""
        replayed_file.place = replace(replayed_file.place, offset=begin, joined=passed)
        if not replayed_file.own:
            self._reached[replayed_file.place.key] = replayed_file.place

    def keep_places(self) -> None:
        """Store how far the files were read. Call it when everything passed on has its row."""
        for place in self._reached.values():
            save_position(self._folder, place)
        self._reached.clear()

    def release(self) -> None:
        """Release the claims on the files."""

        def all_of_them(session: Session) -> None:
            for name in [name for name, mine in self.claimed.items() if mine]:
                claims.release(session, name, self._run_id)

        write_with_retry(self._engine, all_of_them)

    def _take_up(self, path: Path, *, again: bool) -> ReplayedFile | None:
        """Return the file with its position, or None if another run is replaying it."""
        own = self._own.places(path)
        # Our own evidence contains pages of outlets that no file names any more.
        hosts = None if own else self._hosts
        place = load_position(self._folder, path, hosts_key(hosts))
        if not self._claim(place):
            log.warning("%s", tr("{file} is being replayed by another run; left alone").format(file=path.name))
            return None
        place = load_position(self._folder, path, hosts_key(hosts))
        before = () if own or again else place.runs
        if again or own:
            place = place.from_the_beginning(place.hosts)
        if place.ended:
            words = tr("{file} was replayed to its end by run {run}; --again reads it once more")
            log.warning("%s", words.format(file=path.name, run=place.runs[-1] if place.runs else "?"))
        else:
            place = place.taken_up(self._run_id)
            if not own:
                # Stored before the first page is taken, so that a later replay knows this run.
                save_position(self._folder, place)
        size = path.stat().st_size
        return ReplayedFile(FileToRead(path, place.offset, size), hosts, own, place, before, max(WARC_FILE, WARC_FILE_TIMES * size))

    def _claim(self, place: ReplayPosition) -> bool:
        name = f"(file {place.key})"
        if name not in self.claimed:
            now = self._now()
            self.claimed[name] = write_with_retry(self._engine, lambda session: claims.claim(session, name, self._run_id, now))
        return self.claimed[name]
