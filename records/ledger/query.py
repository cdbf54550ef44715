"""Queries of the ledger from its end: filtered pages of acts, decisions that can be undone, and a check of the newest rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from records.clock import start_of_day
from records.country import home
from records.i18n import tr
from records.ledger.entries import INITIAL_HASH, row_hash
from records.ledger.verify import Head, rows_missing
from records.row_ids import parse_id
from records.tables import DraftRow, LedgerRow
from records.vocabulary import LedgerAction

PAGE = 50
# Rows that are read on demand: the work of several days, read in a moment.
NEWEST = 1000
# Errors of reading a row into which somebody wrote values that the application never writes.
_UNREADABLE = (ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class LedgerFilter:
    """The filters of the history; an empty one filters nothing.

    `subject` is a draft (`draft 12`), an incident with its drafts (`KZ-2026-0001`), or any other subject. Days are those of the home country, both
    included.
    """

    who: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class LedgerPage:
    """Rows, the newest first; `next` is the id before which the next page begins (None on the last).

    `unreadable` are the ids of rows on this page whose values cannot be read, because somebody wrote values that the application never writes.
    """

    rows: tuple[LedgerRow, ...]
    next: int | None
    unreadable: tuple[int, ...] = ()


def ledger_page(session: Session, ledger_filter: LedgerFilter, *, before: int | None = None, limit: int = PAGE) -> LedgerPage:
    """Return a page of the ledger. An unreadable row does not hide the others."""
    query = select(LedgerRow.id).order_by(LedgerRow.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(LedgerRow.id < before)
    if ledger_filter.who:
        query = query.where(LedgerRow.who == ledger_filter.who)
    if ledger_filter.action:
        query = query.where(LedgerRow.action == ledger_filter.action)
    if ledger_filter.subject:
        query = query.where(LedgerRow.subject.in_(matching_subjects(session, ledger_filter.subject)))
    if ledger_filter.since:
        query = query.where(LedgerRow.at >= start_of_day(ledger_filter.since))
    if ledger_filter.until:
        query = query.where(LedgerRow.at < start_of_day(ledger_filter.until + timedelta(days=1)))
    ids = list(session.scalars(query))
    by_id = dict(_readable(session, LedgerRow.id.in_(ids[:limit])))
    rows = tuple(row for id in ids[:limit] if (row := by_id.get(id)))
    return LedgerPage(rows, ids[limit - 1] if len(ids) > limit else None, tuple(id for id in ids[:limit] if not by_id.get(id)))


def matching_subjects(session: Session, written: str) -> list[str]:
    """Return the subjects that a person means: a bare number is a draft; an incident includes its drafts and those with news of it."""
    name = written.strip().removeprefix("#")
    if draft_id := parse_id(name):
        return [f"draft {draft_id}", f"second {draft_id}"]
    number = name.removeprefix("incident ").upper()
    if number.startswith(f"{home().prefix}-"):
        counted = or_(DraftRow.incident == number, DraftRow.follows == number)
        return [f"incident {number}", *(f"draft {draft}" for draft in session.scalars(select(DraftRow.id).where(counted)))]
    return [name]


def undoable(session: Session, rows: Iterable[LedgerRow]) -> frozenset[int]:
    """Return the ids of those rows that are the last valid decision on their draft."""
    names = {row.subject for row in rows if row.subject.startswith("draft ")}
    query = select(LedgerRow.id, LedgerRow.subject, LedgerRow.action).where(LedgerRow.subject.in_(names)).order_by(LedgerRow.id)
    stacks: dict[str, list[int]] = {}
    for id, subject, action in session.execute(query):
        stack = stacks.setdefault(subject, [])
        if action != LedgerAction.UNDO:
            stack.append(id)
        elif stack:
            stack.pop()
    return frozenset(stack[-1] for stack in stacks.values() if stack)


def head(session: Session) -> Head | None:
    """Return the id and hash of the last row; None for an empty ledger."""
    newest = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).one_or_none()
    return Head(newest[0], newest[1]) if newest else None


def actor_names(session: Session) -> Sequence[str]:
    """Return all people in the newest rows of the ledger, as suggestions for a field."""
    newest = select(LedgerRow.who).order_by(LedgerRow.id.desc()).limit(NEWEST).subquery()
    return list(session.scalars(select(newest.c.who).distinct().order_by(newest.c.who)))


@dataclass(frozen=True)
class LedgerCheckResult:
    """The result of a check of the newest rows: their number, the first id, the head, and each fault in one line (empty: none)."""

    at: datetime
    rows: int
    first: int
    head: Head | None
    faults: tuple[str, ...]


def check_newest_rows(session: Session, now: datetime, newest: int = NEWEST) -> LedgerCheckResult:
    """Return the result of hashing the newest rows again. `qorgan verify` checks all rows."""
    last = session.scalar(select(func.max(LedgerRow.id))) or 0
    first = max(1, last - newest + 1)
    faults: list[str] = []
    place, previous, count, at_end = first - 1, None, 0, None
    if first == 1:
        previous = INITIAL_HASH
    for id, row in _readable(session, LedgerRow.id >= first - 1):
        if id < first:
            previous = row.hash if row else None
            continue
        count += 1
        if id != place + 1:
            faults.append(rows_missing(place + 1, id - 1))
            previous = None
        if row is None or row.hash != row_hash(row):
            faults.append(tr("ledger row {row} was altered").format(row=id))
        elif previous is not None and row.previous != previous:
            faults.append(tr("ledger row {row} does not follow row {before}: one of the two was exchanged").format(row=id, before=place))
        place, previous = id, row.hash if row else None
        at_end = Head(id, row.hash) if row else None
    return LedgerCheckResult(now, count, first, at_end, tuple(faults))


def _readable(session: Session, which: ColumnElement[bool]) -> list[tuple[int, LedgerRow | None]]:
    """Return these rows at once; if a value cannot be read, read them one by one, so that its row is known."""
    try:
        return [(row.id, row) for row in session.scalars(select(LedgerRow).where(which).order_by(LedgerRow.id))]
    except _UNREADABLE:
        return [(id, _read(session, id)) for id in session.scalars(select(LedgerRow.id).where(which).order_by(LedgerRow.id)).all()]


def _read(session: Session, id: int) -> LedgerRow | None:
    """Return the row; None if its values cannot be read."""
    try:
        return session.get(LedgerRow, id)
    except _UNREADABLE:
        return None
