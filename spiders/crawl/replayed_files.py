"""The files of one replay: which of them this process reads, from where, for which hosts, and how far it has come."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.byte_budgets import WARC_FILE, WARC_FILE_TIMES
from records.database import in_transaction
from records.i18n import tr
from records.outlets import claims
from spiders.crawl.own_evidence import OwnEvidence
from spiders.crawl.replay_places import ReplayPlace, hosts_key, keep_place, place_of
from spiders.crawl.replay_progress import ReplayProgress
from spiders.crawl.warc_walk import FileToRead

log = logging.getLogger(__name__)


@dataclass
class ReplayedFile:
    """One file. `hosts`: those whose pages are wanted, None = all. `own`: files of our evidence that it may be; then it has no place, as its records are known one by one.

    `before`: runs that took pages from it. `budget`: bytes that may still come out of it.
    """

    file: FileToRead
    hosts: frozenset[str] | None
    own: Sequence[str]
    place: ReplayPlace
    before: tuple[str, ...]
    budget: int
    skipped: int = 0

    @property
    def name(self) -> str:
        return self.file.path.name


class ReplayedFiles:
    """Takes up one file after the other, and keeps the places of those that are being read. A file that another run is replaying is left to it."""

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
        self._reached: dict[str, ReplayPlace] = {}

    def runs_before(self, paths: Iterable[Path]) -> list[str]:
        """The runs that took pages from these files and may have left some unread. Raises OSError."""
        runs = {run for path in paths for run in place_of(self._folder, path, hosts_key(self._hosts)).runs}
        return sorted(runs)

    def taken_up(self, paths: Sequence[Path], counts: ReplayProgress, *, again: bool) -> Iterator[FileToRead]:
        """The files that are to be read, each when it is its turn. Raises OSError."""
        sizes = {path: path.stat().st_size for path in paths}
        counts.files, counts.size = len(paths), sum(sizes.values())
        for path in paths:
            given = self._take_up(path, again=again)
            if given is None or given.place.ended:
                counts.before += sizes[path]
                counts.bytes += sizes[path]
                counts.files_ended += 1
                continue
            counts.before += given.file.begin
            counts.bytes += given.file.begin
            self.by_file[given.file] = given
            yield given.file

    def reached(self, given: ReplayedFile, offset: int, *, ended: bool) -> None:
        """Note that everything before this place was handed on."""
        given.place = replace(given.place, offset=offset, joined=0, ended=ended)
        if not given.own:
            self._reached[given.place.key] = given.place

    def reached_within(self, given: ReplayedFile, begin: int, passed: int) -> None:
        """As `reached`, of a gzip member that holds many records: so many of them were handed on."""
        given.place = replace(given.place, offset=begin, joined=passed)
        if not given.own:
            self._reached[given.place.key] = given.place

    def keep_places(self) -> None:
        """Keep how far the files were read. Call it when all that was handed on has its row."""
        for place in self._reached.values():
            keep_place(self._folder, place)
        self._reached.clear()

    def release(self) -> None:
        """Give the files back."""

        def all_of_them(session: Session) -> None:
            for name in [name for name, mine in self.claimed.items() if mine]:
                claims.release(session, name, self._run_id)

        in_transaction(self._engine, all_of_them)

    def _take_up(self, path: Path, *, again: bool) -> ReplayedFile | None:
        """The file with its place; None where another run is replaying it."""
        own = self._own.places(path)
        # Our own evidence holds pages of outlets that no file names any more.
        hosts = None if own else self._hosts
        place = place_of(self._folder, path, hosts_key(hosts))
        if not self._claim(place):
            log.warning("%s", tr("{file} is being replayed by another run; left alone").format(file=path.name))
            return None
        place = place_of(self._folder, path, hosts_key(hosts))
        before = () if own or again else place.runs
        if again or own:
            place = place.from_the_beginning(place.hosts)
        if place.ended:
            words = tr("{file} was replayed to its end by run {run}; --again reads it once more")
            log.warning("%s", words.format(file=path.name, run=place.runs[-1] if place.runs else "?"))
        else:
            place = place.taken_up(self._run_id)
            if not own:
                # Before the first page is taken from it: whoever goes on has to know this run.
                keep_place(self._folder, place)
        size = path.stat().st_size
        return ReplayedFile(FileToRead(path, place.offset, size), hosts, own, place, before, max(WARC_FILE, WARC_FILE_TIMES * size))

    def _claim(self, place: ReplayPlace) -> bool:
        name = f"(file {place.key})"
        if name not in self.claimed:
            now = self._now()
            self.claimed[name] = in_transaction(self._engine, lambda session: claims.claim(session, name, self._run_id, now))
        return self.claimed[name]
