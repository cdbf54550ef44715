"""Clears away stored pages that never became a draft. A person decides it, and the ledger keeps a proof of what was removed.

A WARC file is never changed in place. The records to keep are copied, byte for byte, into a new file beside it (`NAME~1.warc.gz`). Then one
transaction moves the kept pages to their new places, marks the others and adds the row of the ledger. Only then the old files are deleted. So at
every moment each kept page is where the records say. A journal names what a clearing that broke off leaves behind, and the next clearing tidies it up
first.
"""

import errno
import fcntl
import json
import os
import re
from array import array
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine, Update, bindparam, func, select, update
from sqlalchemy.orm import Session

from pipelines.evidence.page_fates import open_pages
from pipelines.evidence.record_names import read_names
from pipelines.evidence.verify import StoredState, held_articles, held_files
from pipelines.evidence.writer import Record, read_record, read_records
from records import ledger
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.files import sync_folder
from records.i18n import ntr, tr
from records.ledger.entries import EVIDENCE, cleared
from records.outlets import claims
from records.review.draft_fields import alone_in_review
from records.tables import ClaimRow, LedgerRow, SnapshotRow
from records.vocabulary import LedgerAction

# A journal of what a clearing is about to do with files, written before it does it. So a clearing that broke off can be tidied up.
#
# It is lines of JSON in the evidence folder: first each new file, before it is written; then, when all are written, the time of the clearing and the
# old files. Only the ledger says whether the clearing took place. If it has a row with that time, the old files are deleted, else the new ones. A file
# in which a page still lies is never deleted, whatever the journal says.

JOURNAL = ".clearing.jsonl"
_PART = ".part"
_SUFFIX = ".warc.gz"
_NAME = re.compile(r"\A(.*?)(?:~(\d+))?\.warc\.gz")


def _announce(folder: Path, file: str) -> str:
    """The name of the file that will take the place of this one. It is in the journal before the file exists."""
    found = _NAME.fullmatch(file)
    stem, number = (found[1], int(found[2] or 0)) if found else (file.removesuffix(_SUFFIX), 0)
    while True:
        number += 1
        name = f"{stem}~{number}{_SUFFIX}"
        if not (folder / name).exists():
            _write(folder, {"new": name})
            return name


def ready(folder: Path, at: datetime, old: list[str]) -> None:
    """All new files are written, and the records are about to change. If they do, the clearing stands in the ledger under this time."""
    _write(folder, {"at": at.isoformat(), "old": old})


def _delete_leftovers(engine: Engine, folder: Path) -> None:
    """Delete what the last clearing no longer needs: the old files if it took place, the new ones if not. Does nothing without a journal."""
    try:
        text = (folder / JOURNAL).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    lines = [told for line in text.splitlines() if (told := _read(line))]
    moments = {told["at"] for told in lines if "at" in told}
    old = [name for told in lines for name in told.get("old", ())]
    new = [name for told in lines if "new" in told for name in (told["new"], told["new"] + _PART)]
    with read_session(engine) as session:
        acts = session.scalars(select(LedgerRow.after).where(LedgerRow.subject == EVIDENCE, LedgerRow.action == LedgerAction.CLEAR))
        took_place = any(after.get("at") in moments for after in acts)
        used = set(session.scalars(select(SnapshotRow.file).where(SnapshotRow.dropped_at.is_(None)).distinct()))
    gone = [folder / name for name in (old if took_place else new) if name not in used]
    for path in gone:
        path.unlink(missing_ok=True)
    for parent in {path.parent for path in gone if path.parent.is_dir()}:
        sync_folder(parent)
    (folder / JOURNAL).unlink()
    sync_folder(folder)


def _write(folder: Path, told: dict[str, Any]) -> None:
    new = not (folder / JOURNAL).exists()
    with open(folder / JOURNAL, "a", encoding="utf-8") as journal:
        journal.write(json.dumps(told) + "\n")
        journal.flush()
        os.fsync(journal.fileno())
    if new:
        sync_folder(folder)


def _read(line: str) -> dict[str, Any] | None:
    """The lines of the journal. A half line, left when a machine lost power, gives None: what it announced was not begun."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


# Writes one evidence file anew without what is cleared away: what may go, what is kept, and the copying, byte for byte.

# Nobody writes any more to a file that was not written to for so long.
_SETTLED = timedelta(days=1)


@dataclass(frozen=True)
class _Rule:
    """What may go: pages fetched before `until` whose article is not kept, and records of no article in files of earlier days."""

    until: datetime
    now: datetime
    held: Set[str]

    def drops(self, page: StoredState) -> bool:
        return page.fetched_at < self.until and page.article not in self.held

    def drops_others(self, file: str) -> bool:
        day = _day_of_file(file)
        return day is not None and day < self.until.date()


def _day_of_file(file: str) -> date | None:
    """The day of a file, from its name `YYYY/MM/DD/…`. None for a name of another form; such a file is never touched."""
    try:
        year, month, day, _ = file.split("/")
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@dataclass
class _FileRewrite:
    """What is done with one file: the new file beside it (None if nothing is kept), the new places of the kept pages, and the pages that go."""

    old: str
    new: str | None
    copied: list[int] = field(default_factory=list)
    """Where the records that are kept begin in the old file."""
    kept: list[tuple[int, int]] = field(default_factory=list)
    """Each kept page and where it begins: in the old file, and once that is copied, in the new one."""
    # In quotes: Python 3.11 has no array[int] when it runs.
    dropped: "array[int]" = field(default_factory=lambda: array("q"))
    others: int = 0
    """Records of no article that go."""
    bytes: int = 0
    """Bytes on disk that go."""


def _may_touch(path: Path, file: str, pages: list[StoredState], rule: _Rule) -> bool:
    """Whether a file is worth reading: something in it may go, and nobody can still be writing to it."""
    if _day_of_file(file) is None or not path.is_file() or not (rule.drops_others(file) or any(map(rule.drops, pages))):
        return False
    return _day_of_file(file) != rule.now.date() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < rule.now - _SETTLED


def _weigh(path: Path, pages: list[StoredState], rule: _Rule, change: _FileRewrite) -> bool:
    """Divide the file's records into those to keep and those to remove. False if a page in it has changed: then the whole file stays, so that
    people can look at it."""
    by_offset: dict[int, list[StoredState]] = {}
    for page in pages:
        by_offset.setdefault(page.offset, []).append(page)
    met = 0
    # The redirects that led to a page go where it goes.
    led: list[Record] = []
    with open(path, "rb") as stream:
        for record in read_records(stream):
            if isinstance(record, Record) and read_names(record.fields()).led_to:
                led.append(record)
                continue
            mine = by_offset.get(record.offset, [])
            met += len(mine)
            if not isinstance(record, Record):
                # Half a record at the end, on which no article rests, is not worth keeping where other records of no article go.
                change.bytes += path.stat().st_size - (led[0].offset if led else record.offset)
                change.others += 1
                if not (record.cut and rule.drops_others(change.old)):
                    return False
                continue
            if any(page.sha256 != record.page_sha256() for page in mine):
                return False
            # Several articles may share one record: it goes with the last of them.
            if all(map(rule.drops, mine)) if mine else rule.drops_others(change.old):
                change.dropped.extend(page.id for page in mine)
                change.others += not mine
                change.bytes += record.length + sum(redirect.length for redirect in led)
            else:
                change.copied.extend(redirect.offset for redirect in led)
                change.copied.append(record.offset)
                change.kept.extend((page.id, record.offset) for page in mine)
            led = []
    return met == len(pages)


def copy(old: Path, new: Path, change: _FileRewrite) -> None:
    """Copy the kept records into the new file. The file gets its name when it is complete and safe on the disk."""
    part = new.with_name(new.name + _PART)
    moved: dict[int, int] = {}
    with open(old, "rb") as source, open(part, "wb") as target:
        for offset in change.copied:
            moved[offset] = target.tell()
            target.write(_raw(source, offset))
        target.flush()
        os.fsync(target.fileno())
    with open(old, "rb") as source, open(part, "rb") as target:
        for offset, place in moved.items():
            if _raw(source, offset) != _raw(target, place):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
    os.replace(part, new)
    sync_folder(new.parent)
    change.kept = [(page, moved[offset]) for page, offset in change.kept]


def _raw(stream: BinaryIO, offset: int) -> bytes:
    """The bytes of a record. Raises OSError if there is no record, although one was read a moment ago."""
    record = read_record(stream, offset)
    if not isinstance(record, Record):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    stream.seek(offset)
    return stream.read(record.length)


_LEAST_DAYS = 30
_BATCH = 500
_LOCK = ".clearing.lock"


class NotCleared(QorganError):
    """Evidence could not be cleared. Raised by `clear` before anything is lost; nothing was changed; exit 1."""


@dataclass(frozen=True)
class Cleared:
    """What was removed, or would be: pages, records of no article, bytes on disk, files that were touched.

    `row` is the row of the ledger. `skipped` are files that are not as they should be; they stay as they are.
    """

    pages: int
    others: int
    bytes: int
    files: int
    skipped: tuple[str, ...]
    row: int | None = None


def clear(
    engine: Engine,
    folder: Path,
    *,
    days: int,
    who: str,
    now: datetime,
    dry_run: bool = False,
    passed: Callable[[int], None] = lambda _files: None,
) -> Cleared:
    """Drop the stored pages that were fetched more than `days` days ago and belong to no draft or incident. With `dry_run` nothing is changed.

    Raises NotCleared below 30 days, without a name, while a run is at work or another clearing is, when a page that would go was never read, when the
    disk is full, and when the records change at the same moment. Nothing is lost then.
    """
    if days < _LEAST_DAYS:
        raise NotCleared(tr("evidence is kept for {days} days at least").format(days=_LEAST_DAYS))
    if not who.strip():
        raise NotCleared(tr("a decision needs the name of the person who takes it"))
    if not folder.is_dir():
        return Cleared(0, 0, 0, 0, ())
    with alone_with_evidence(folder):
        if not dry_run:
            _require_quiet(engine, now)
            _delete_leftovers(engine, folder)
        with read_session(engine) as session:
            rule = _Rule(now - timedelta(days=days), now, held_articles(session))
            changes, skipped = _prepare(engine, session, folder, rule, dry_run=dry_run, passed=passed)
        told = Cleared(
            sum(len(change.dropped) for change in changes), sum(change.others for change in changes), sum(change.bytes for change in changes),
            len(changes), tuple(skipped),
        )  # fmt: skip
        if dry_run or not changes:
            return told
        row = _settle(engine, folder, changes, rule, told, days=days, who=who)
        _delete_leftovers(engine, folder)
        return Cleared(told.pages, told.others, told.bytes, told.files, told.skipped, row)


@contextmanager
def alone_with_evidence(folder: Path) -> Iterator[None]:
    """Take a lock, so that two clearings never work in one folder, and none while a backup copies it. The lock ends with the process, however that ends."""
    with open(folder / _LOCK, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotCleared(tr("another clearing or a backup is at work; wait until it has ended")) from error
        yield


def _require_quiet(engine: Engine, now: datetime) -> None:
    with read_session(engine) as session:
        held = session.scalars(select(ClaimRow).where(ClaimRow.beat_at >= now - claims.STALE).order_by(ClaimRow.outlet).limit(1)).first()
    if held is not None:
        whole = held.outlet == claims.run_name(held.run_id)
        words = tr("run {run} is at work; clear when it has ended") if whole else tr("run {run} is at work on {outlet}; clear when it has ended")
        raise NotCleared(words.format(run=held.run_id, outlet=held.outlet))


def _prepare(
    engine: Engine, session: Session, folder: Path, rule: _Rule, *, dry_run: bool, passed: Callable[[int], None]
) -> tuple[list[_FileRewrite], list[str]]:
    """Write the new files; the old ones stay. Gives what is to be done with each file, and the files that cannot be touched."""
    changes: list[_FileRewrite] = []
    skipped: list[str] = []
    try:
        for file, pages in held_files(session, folder):
            passed(1)
            if not _may_touch(folder / file, file, pages, rule):
                continue
            change = _FileRewrite(file, None)
            if not _weigh(folder / file, pages, rule, change):
                skipped.append(file)
            elif change.dropped or change.others:
                _require_settled(engine, folder, change)
                changes.append(change)
                if change.copied and not dry_run:
                    change.new = _announce(folder, file)
                    copy(folder / file, folder / change.new, change)
    except NotCleared:
        _delete_leftovers(engine, folder)
        raise
    except OSError as error:
        _delete_leftovers(engine, folder)
        raise NotCleared(tr("the evidence cannot be written anew: {reason}; nothing was cleared").format(reason=error.strerror)) from error
    return changes, skipped


def _require_settled(engine: Engine, folder: Path, change: _FileRewrite) -> None:
    """Nothing goes that nobody has tried to read. The records that go are looked at; those of stored pages have been read."""
    if not change.others:
        return
    untried = sum(fate is None or fate.untried for _, fate in open_pages(engine, folder, change.old))
    if untried:
        words = ntr(
            "{n} page in {file} was never read, and would go; nothing was cleared. Run first: qorgan replay --missing",
            "{n} pages in {file} were never read, and would go; nothing was cleared. Run first: qorgan replay --missing",
            untried,
        )
        raise NotCleared(words.format(n=untried, file=change.old))


def _settle(engine: Engine, folder: Path, changes: list[_FileRewrite], rule: _Rule, told: Cleared, *, days: int, who: str) -> int:
    """The one transaction: pages get their new places, the others are marked, the ledger gets its row. Gives the number of that row."""
    ready(folder, rule.now, [change.old for change in changes])
    try:
        with write_transaction(engine) as session:
            # Another process that puts an article into a draft waits for this lock, or is noticed below.
            alone_in_review(session)
            _require_unchanged(sum(_move(session, change) for change in changes), sum(len(change.kept) for change in changes if change.new))
            _require_unchanged(sum(_drop(session, change, rule.now) for change in changes), told.pages)
            _require_unchanged(_drafted_since(session, rule), 0)
            pages, digest = cleared(session, rule.now)
            after = {
                "older_than": days, "until": rule.until.isoformat(), "at": rule.now.isoformat(), "pages": pages, "other_records": told.others,
                "bytes": told.bytes, "files": told.files, "digest": digest,
            }  # fmt: skip
            row = ledger.append(session, at=rule.now, who=who, action=LedgerAction.CLEAR, subject=EVIDENCE, before={}, after=after)
            return row.id
    except NotCleared:
        _delete_leftovers(engine, folder)
        raise


def _require_unchanged(done: int, meant: int) -> None:
    if done != meant:
        raise NotCleared(tr("the records changed while the evidence was looked through; nothing was cleared, run it again"))


def _move(session: Session, change: _FileRewrite) -> int:
    """Set the place of the kept pages to the new file. Gives how many were still in the old one."""
    if change.new is None or not change.kept:
        return 0
    mine = (SnapshotRow.id == bindparam("page"), SnapshotRow.file == change.old, SnapshotRow.dropped_at.is_(None))
    statement = update(SnapshotRow).where(*mine).values(file=change.new, offset=bindparam("place"))
    return session.connection().execute(statement, [{"page": page, "place": place} for page, place in change.kept]).rowcount


def _drop(session: Session, change: _FileRewrite, now: datetime) -> int:
    """Mark the pages that are removed. Gives how many were still in the old file."""
    dropped = 0
    for first in range(0, len(change.dropped), _BATCH):
        ids = change.dropped[first : first + _BATCH].tolist()
        mine = (SnapshotRow.id.in_(ids), SnapshotRow.file == change.old, SnapshotRow.dropped_at.is_(None))
        dropped += _count(session, update(SnapshotRow).where(*mine).values(dropped_at=now))
    return dropped


def _count(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def _drafted_since(session: Session, rule: _Rule) -> int:
    """Pages that were just marked although their article came into a draft after the evidence was looked through."""
    new = sorted(held_articles(session) - rule.held)
    batches = (new[first : first + _BATCH] for first in range(0, len(new), _BATCH))
    marked = select(func.count()).select_from(SnapshotRow).where(SnapshotRow.dropped_at == rule.now)
    return sum(session.scalar(marked.where(SnapshotRow.article_id.in_(batch))) or 0 for batch in batches)
