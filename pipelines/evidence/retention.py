"""Clears away stored pages that never became a draft. A person decides it, and the ledger keeps a proof of what was removed.

A WARC file is never changed in place. The records to keep are copied, byte for byte, into a new file beside it (`NAME~1.warc.gz`). Then one
transaction moves the kept pages to their new places, marks the others and adds the row of the ledger. Only then the old files are deleted. So at
every moment each kept page is where the records say. A journal names what a clearing that broke off leaves behind, and the next clearing tidies it up
first.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, Update, bindparam, func, select, update
from sqlalchemy.orm import Session

from pipelines.evidence import retention_journal as journal
from pipelines.evidence.inventory import held_articles, held_files
from pipelines.evidence.page_fates import open_pages
from pipelines.evidence.rewrite import FileRewrite, Rule, copy, may_touch, weigh
from records import ledger
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.i18n import ntr, tr
from records.ledger.clearings import EVIDENCE, cleared
from records.outlets import claims
from records.review.draft_state import alone_in_review
from records.tables import ClaimRow, SnapshotRow
from records.vocabulary import LedgerAction

LEAST_DAYS = 30
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
    if days < LEAST_DAYS:
        raise NotCleared(tr("evidence is kept for {days} days at least").format(days=LEAST_DAYS))
    if not who.strip():
        raise NotCleared(tr("a decision needs the name of the person who takes it"))
    if not folder.is_dir():
        return Cleared(0, 0, 0, 0, ())
    with alone_with_evidence(folder):
        if not dry_run:
            _require_quiet(engine, now)
            journal.delete_leftovers(engine, folder)
        with read_session(engine) as session:
            rule = Rule(now - timedelta(days=days), now, held_articles(session))
            changes, skipped = _prepare(engine, session, folder, rule, dry_run=dry_run, passed=passed)
        told = Cleared(
            sum(len(change.dropped) for change in changes), sum(change.others for change in changes), sum(change.bytes for change in changes),
            len(changes), tuple(skipped),
        )  # fmt: skip
        if dry_run or not changes:
            return told
        row = _settle(engine, folder, changes, rule, told, days=days, who=who)
        journal.delete_leftovers(engine, folder)
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
    engine: Engine, session: Session, folder: Path, rule: Rule, *, dry_run: bool, passed: Callable[[int], None]
) -> tuple[list[FileRewrite], list[str]]:
    """Write the new files; the old ones stay. Gives what is to be done with each file, and the files that cannot be touched."""
    changes: list[FileRewrite] = []
    skipped: list[str] = []
    try:
        for file, pages in held_files(session, folder):
            passed(1)
            if not may_touch(folder / file, file, pages, rule):
                continue
            change = FileRewrite(file, None)
            if not weigh(folder / file, pages, rule, change):
                skipped.append(file)
            elif change.dropped or change.others:
                _require_settled(engine, folder, change)
                changes.append(change)
                if change.copied and not dry_run:
                    change.new = journal.announce(folder, file)
                    copy(folder / file, folder / change.new, change)
    except NotCleared:
        journal.delete_leftovers(engine, folder)
        raise
    except OSError as error:
        journal.delete_leftovers(engine, folder)
        raise NotCleared(tr("the evidence cannot be written anew: {reason}; nothing was cleared").format(reason=error.strerror)) from error
    return changes, skipped


def _require_settled(engine: Engine, folder: Path, change: FileRewrite) -> None:
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


def _settle(engine: Engine, folder: Path, changes: list[FileRewrite], rule: Rule, told: Cleared, *, days: int, who: str) -> int:
    """The one transaction: pages get their new places, the others are marked, the ledger gets its row. Gives the number of that row."""
    journal.ready(folder, rule.now, [change.old for change in changes])
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
        journal.delete_leftovers(engine, folder)
        raise


def _require_unchanged(done: int, meant: int) -> None:
    if done != meant:
        raise NotCleared(tr("the records changed while the evidence was looked through; nothing was cleared, run it again"))


def _move(session: Session, change: FileRewrite) -> int:
    """Set the place of the kept pages to the new file. Gives how many were still in the old one."""
    if change.new is None or not change.kept:
        return 0
    mine = (SnapshotRow.id == bindparam("page"), SnapshotRow.file == change.old, SnapshotRow.dropped_at.is_(None))
    statement = update(SnapshotRow).where(*mine).values(file=change.new, offset=bindparam("place"))
    return session.connection().execute(statement, [{"page": page, "place": place} for page, place in change.kept]).rowcount


def _drop(session: Session, change: FileRewrite, now: datetime) -> int:
    """Mark the pages that are removed. Gives how many were still in the old file."""
    dropped = 0
    for first in range(0, len(change.dropped), _BATCH):
        ids = change.dropped[first : first + _BATCH].tolist()
        mine = (SnapshotRow.id.in_(ids), SnapshotRow.file == change.old, SnapshotRow.dropped_at.is_(None))
        dropped += _count(session, update(SnapshotRow).where(*mine).values(dropped_at=now))
    return dropped


def _count(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def _drafted_since(session: Session, rule: Rule) -> int:
    """Pages that were just marked although their article came into a draft after the evidence was looked through."""
    new = sorted(held_articles(session) - rule.held)
    batches = (new[first : first + _BATCH] for first in range(0, len(new), _BATCH))
    marked = select(func.count()).select_from(SnapshotRow).where(SnapshotRow.dropped_at == rule.now)
    return sum(session.scalar(marked.where(SnapshotRow.article_id.in_(batch))) or 0 for batch in batches)
