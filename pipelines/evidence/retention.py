"""Removal of stored pages that never became part of a draft, by decision of a person and with proof in the ledger.

A WARC file is never changed in place. The records to keep are copied byte for byte into a new file next to it (`NAME~1.warc.gz`). Then one
transaction moves the remaining pages to their new positions, marks the others and adds the ledger row. Only then are the old files deleted, so that
every remaining page is always where the records say. A journal names what an interrupted clearing leaves behind, and the next clearing removes it
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
from pipelines.evidence.record_metadata import read_record_metadata
from pipelines.evidence.verify import StoredState, held_articles, held_files
from pipelines.evidence.writer import Record, read_record, read_records
from records import ledger
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.files import sync_folder
from records.i18n import ntr, tr
from records.ledger.entries import EVIDENCE, cleared_digest
from records.outlets import claims
from records.review.draft_fields import lock_review
from records.tables import ClaimRow, LedgerRow, SnapshotRow
from records.vocabulary import LedgerAction

# The journal, written before files are changed, so that an interrupted clearing can be completed or undone. It consists of JSON lines in the evidence
# folder: each new file before it is written, then the time of the clearing and the old files. If the ledger has a row with that time, the old files
# are deleted, otherwise the new ones. A file that still contains a page is never deleted.

JOURNAL = ".clearing.jsonl"
_PART = ".part"
_SUFFIX = ".warc.gz"
_NAME = re.compile(r"\A(.*?)(?:~(\d+))?\.warc\.gz")


def _journal_new_file(folder: Path, file: str) -> str:
    """Return the name of the file that replaces this one, after writing it to the journal."""
    match = _NAME.fullmatch(file)
    stem, number = (match[1], int(match[2] or 0)) if match else (file.removesuffix(_SUFFIX), 0)
    while True:
        number += 1
        name = f"{stem}~{number}{_SUFFIX}"
        if not (folder / name).exists():
            _write(folder, {"new": name})
            return name


def journal_ready(folder: Path, at: datetime, old: list[str]) -> None:
    """Record that all new files are written and under which time the ledger will name the clearing."""
    _write(folder, {"at": at.isoformat(), "old": old})


def _delete_leftovers(engine: Engine, folder: Path) -> None:
    """Delete what the last clearing left: the old files if it succeeded, otherwise the new ones. Without a journal nothing is done."""
    try:
        text = (folder / JOURNAL).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    lines = [entry for line in text.splitlines() if (entry := _read(line))]
    moments = {entry["at"] for entry in lines if "at" in entry}
    old = [name for entry in lines for name in entry.get("old", ())]
    new = [name for entry in lines if "new" in entry for name in (entry["new"], entry["new"] + _PART)]
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


def _write(folder: Path, entry: dict[str, Any]) -> None:
    new = not (folder / JOURNAL).exists()
    with open(folder / JOURNAL, "a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry) + "\n")
        journal.flush()
        os.fsync(journal.fileno())
    if new:
        sync_folder(folder)


def _read(line: str) -> dict[str, Any] | None:
    """Parse a journal line. An incomplete line, left by a power failure, gives None: its step had not begun."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


# Rewriting of one evidence file without the removed records, byte for byte.

# Age after which nobody writes to a file any more.
_SETTLED = timedelta(days=1)


@dataclass(frozen=True)
class _Rule:
    """The rule for removal: pages fetched before `until` whose article is not needed, and records of no article in files of earlier days."""

    until: datetime
    now: datetime
    held: Set[str]

    def drops(self, page: StoredState) -> bool:
        return page.fetched_at < self.until and page.article not in self.held

    def drops_others(self, file: str) -> bool:
        day = _day_of_file(file)
        return day is not None and day < self.until.date()


def _day_of_file(file: str) -> date | None:
    """Return the day in a file's name `YYYY/MM/DD/…`. A name of another form gives None; such a file is never changed."""
    try:
        year, month, day, _ = file.split("/")
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@dataclass
class _FileRewrite:
    """The change to one file: the new file (None if nothing remains), the new positions of remaining pages, and the removed pages."""

    old: str
    new: str | None
    copied: list[int] = field(default_factory=list)
    """Offsets of the remaining records in the old file."""
    kept: list[tuple[int, int]] = field(default_factory=list)
    """Each remaining page and its offset: in the old file, and after copying in the new one."""
    # Quoted because Python 3.11 does not support array[int] at run time.
    dropped: "array[int]" = field(default_factory=lambda: array("q"))
    others: int = 0
    """Removed records of no article."""
    bytes: int = 0
    """Bytes on disk that are freed."""


def _may_clear(path: Path, file: str, pages: list[StoredState], rule: _Rule) -> bool:
    """Return whether a file is worth reading: something in it may go, and nobody can still be writing to it."""
    if _day_of_file(file) is None or not path.is_file() or not (rule.drops_others(file) or any(map(rule.drops, pages))):
        return False
    return _day_of_file(file) != rule.now.date() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < rule.now - _SETTLED


def _divide_records(path: Path, pages: list[StoredState], rule: _Rule, change: _FileRewrite) -> bool:
    """Divide the file's records into those to keep and those to remove.

    Returns False if a page in it has changed: then the whole file stays for inspection.
    """
    by_offset: dict[int, list[StoredState]] = {}
    for page in pages:
        by_offset.setdefault(page.offset, []).append(page)
    met = 0
    # The redirects that led to a page share its fate.
    led: list[Record] = []
    with open(path, "rb") as stream:
        for record in read_records(stream):
            if isinstance(record, Record) and read_record_metadata(record.fields()).led_to:
                led.append(record)
                continue
            mine = by_offset.get(record.offset, [])
            met += len(mine)
            if not isinstance(record, Record):
                # An incomplete last record without an article is removed along with other records of no article.
                change.bytes += path.stat().st_size - (led[0].offset if led else record.offset)
                change.others += 1
                if not (record.cut and rule.drops_others(change.old)):
                    return False
                continue
            if any(page.sha256 != record.page_sha256() for page in mine):
                return False
            # Several articles may share a record, which is removed with the last of them.
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
    """Copy the remaining records into the new file, which gets its name when it is complete and synced."""
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
    """Return the bytes of a record. Raises OSError if it no longer exists."""
    record = read_record(stream, offset)
    if not isinstance(record, Record):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    stream.seek(offset)
    return stream.read(record.length)


_LEAST_DAYS = 30
_BATCH = 500
_LOCK = ".clearing.lock"


class ClearingFailed(QorganError):
    """A clearing that was refused. Raised by `clear` before anything is changed; exit 1."""


@dataclass(frozen=True)
class ClearingResult:
    """What was or would be removed: pages, records of no article, bytes on disk, changed files.

    `row` is the row of the ledger. `skipped` are files with faults; they stay unchanged.
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
) -> ClearingResult:
    """Remove the stored pages that were fetched more than `days` days ago and belong to no draft or incident.

    With `dry_run` nothing is changed. Raises ClearingFailed below 30 days, without a name, during a run or another clearing, if a page to be removed was
    never read, if the disk is full, and if the records change meanwhile. Nothing is lost then.
    """
    if days < _LEAST_DAYS:
        raise ClearingFailed(tr("evidence is kept for {days} days at least").format(days=_LEAST_DAYS))
    if not who.strip():
        raise ClearingFailed(tr("a decision needs the name of the person who takes it"))
    if not folder.is_dir():
        return ClearingResult(0, 0, 0, 0, ())
    with lock_evidence(folder):
        if not dry_run:
            _require_quiet(engine, now)
            _delete_leftovers(engine, folder)
        with read_session(engine) as session:
            rule = _Rule(now - timedelta(days=days), now, held_articles(session))
            changes, skipped = _prepare(engine, session, folder, rule, dry_run=dry_run, passed=passed)
        clearing_result = ClearingResult(
            sum(len(change.dropped) for change in changes), sum(change.others for change in changes), sum(change.bytes for change in changes),
            len(changes), tuple(skipped),
        )  # fmt: skip
        if dry_run or not changes:
            return clearing_result
        row = _settle(engine, folder, changes, rule, clearing_result, days=days, who=who)
        _delete_leftovers(engine, folder)
        return ClearingResult(
            clearing_result.pages, clearing_result.others, clearing_result.bytes, clearing_result.files, clearing_result.skipped, row
        )


@contextmanager
def lock_evidence(folder: Path) -> Iterator[None]:
    """Lock the folder against other clearings and backups. The lock ends with the process, however that ends."""
    with open(folder / _LOCK, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ClearingFailed(tr("another clearing or a backup is at work; wait until it has ended")) from error
        yield


def _require_quiet(engine: Engine, now: datetime) -> None:
    with read_session(engine) as session:
        claim = session.scalars(select(ClaimRow).where(ClaimRow.beat_at >= now - claims.CLAIM_TIMEOUT).order_by(ClaimRow.outlet).limit(1)).first()
    if claim is not None:
        whole = claim.outlet == claims.run_name(claim.run_id)
        words = tr("run {run} is at work; clear when it has ended") if whole else tr("run {run} is at work on {outlet}; clear when it has ended")
        raise ClearingFailed(words.format(run=claim.run_id, outlet=claim.outlet))


def _prepare(
    engine: Engine, session: Session, folder: Path, rule: _Rule, *, dry_run: bool, passed: Callable[[int], None]
) -> tuple[list[_FileRewrite], list[str]]:
    """Write the new files and leave the old ones. Returns the change to each file, and the files that cannot be changed."""
    changes: list[_FileRewrite] = []
    skipped: list[str] = []
    try:
        for file, pages in held_files(session, folder):
            passed(1)
            if not _may_clear(folder / file, file, pages, rule):
                continue
            change = _FileRewrite(file, None)
            if not _divide_records(folder / file, pages, rule, change):
                skipped.append(file)
            elif change.dropped or change.others:
                _require_settled(engine, folder, change)
                changes.append(change)
                if change.copied and not dry_run:
                    change.new = _journal_new_file(folder, file)
                    copy(folder / file, folder / change.new, change)
    except ClearingFailed:
        _delete_leftovers(engine, folder)
        raise
    except OSError as error:
        _delete_leftovers(engine, folder)
        raise ClearingFailed(tr("the evidence cannot be written anew: {reason}; nothing was cleared").format(reason=error.strerror)) from error
    return changes, skipped


def _require_settled(engine: Engine, folder: Path, change: _FileRewrite) -> None:
    """Refuse to remove a page that was never read. Only the removed records are checked; stored pages have been read."""
    if not change.others:
        return
    untried = sum(fate is None or fate.untried for _, fate in open_pages(engine, folder, change.old))
    if untried:
        words = ntr(
            "{n} page in {file} was never read, and would go; nothing was cleared. Run first: qorgan replay --missing",
            "{n} pages in {file} were never read, and would go; nothing was cleared. Run first: qorgan replay --missing",
            untried,
        )
        raise ClearingFailed(words.format(n=untried, file=change.old))


def _settle(engine: Engine, folder: Path, changes: list[_FileRewrite], rule: _Rule, clearing_result: ClearingResult, *, days: int, who: str) -> int:
    """Move, mark and add to the ledger in one transaction; return the number of the ledger row."""
    journal_ready(folder, rule.now, [change.old for change in changes])
    try:
        with write_transaction(engine) as session:
            # Another process that adds an article to a draft waits for this lock, or is noticed below.
            lock_review(session)
            _require_unchanged(sum(_move(session, change) for change in changes), sum(len(change.kept) for change in changes if change.new))
            _require_unchanged(sum(_drop(session, change, rule.now) for change in changes), clearing_result.pages)
            _require_unchanged(_drafted_since(session, rule), 0)
            pages, digest = cleared_digest(session, rule.now)
            after = {
                "older_than": days, "until": rule.until.isoformat(), "at": rule.now.isoformat(), "pages": pages, "other_records": clearing_result.others,
                "bytes": clearing_result.bytes, "files": clearing_result.files, "digest": digest,
            }  # fmt: skip
            row = ledger.append(session, at=rule.now, who=who, action=LedgerAction.CLEAR, subject=EVIDENCE, before={}, after=after)
            return row.id
    except ClearingFailed:
        _delete_leftovers(engine, folder)
        raise


def _require_unchanged(done: int, meant: int) -> None:
    if done != meant:
        raise ClearingFailed(tr("the records changed while the evidence was looked through; nothing was cleared, run it again"))


def _move(session: Session, change: _FileRewrite) -> int:
    """Move the remaining pages to the new file. Returns how many were still in the old one."""
    if change.new is None or not change.kept:
        return 0
    mine = (SnapshotRow.id == bindparam("page"), SnapshotRow.file == change.old, SnapshotRow.dropped_at.is_(None))
    statement = update(SnapshotRow).where(*mine).values(file=change.new, offset=bindparam("place"))
    return session.connection().execute(statement, [{"page": page, "place": place} for page, place in change.kept]).rowcount


def _drop(session: Session, change: _FileRewrite, now: datetime) -> int:
    """Mark the removed pages. Returns how many were still in the old file."""
    dropped = 0
    for first in range(0, len(change.dropped), _BATCH):
        ids = change.dropped[first : first + _BATCH].tolist()
        mine = (SnapshotRow.id.in_(ids), SnapshotRow.file == change.old, SnapshotRow.dropped_at.is_(None))
        dropped += _count(session, update(SnapshotRow).where(*mine).values(dropped_at=now))
    return dropped


def _count(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def _drafted_since(session: Session, rule: _Rule) -> int:
    """Return the number of pages just marked whose article was added to a draft after the evidence was read."""
    new = sorted(held_articles(session) - rule.held)
    batches = (new[first : first + _BATCH] for first in range(0, len(new), _BATCH))
    marked = select(func.count()).select_from(SnapshotRow).where(SnapshotRow.dropped_at == rule.now)
    return sum(session.scalar(marked.where(SnapshotRow.article_id.in_(batch))) or 0 for batch in batches)
