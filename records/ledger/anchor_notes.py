"""What the database knows of anchors: what the next one says, and which were made."""

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.clock import day_of
from records.ledger.anchors import NAME, Anchor, read_anchor
from records.ledger.ledger_query import head
from records.tables import AnchorRow, LedgerRow


def ledger_name(session: Session) -> str | None:
    """Which ledger this is: the begin of the hash of its first row. It goes with the ledger to every other database. None of an empty one."""
    first = session.scalar(select(LedgerRow.hash).where(LedgerRow.id == 1))
    return first[:NAME] if first else None


def unsigned_anchor(session: Session, now: datetime) -> Anchor | None:
    """What is to be signed: the head as it is now. None of an empty ledger."""
    name, last = ledger_name(session), head(session)
    return Anchor(name, last.id, last.hash, now.astimezone(UTC).replace(microsecond=0)) if name and last else None


def is_due(session: Session, now: datetime) -> bool:
    """Whether the day's anchor is still to be made: the ledger went on since the last one, which is of another day of the home country.

    A last one from a clock that was ahead does not put it off.
    """
    last = last_noted(session)
    now_at = head(session)
    return now_at is not None and (last is None or (last.seq != now_at.id and day_of(last.at) != day_of(now)))


def note(session: Session, anchor: Anchor) -> None:
    """Write down that an anchor was made. The same one twice is one."""
    if session.scalar(select(AnchorRow.id).where(AnchorRow.line == anchor.line)) is None:
        session.add(AnchorRow(seq=anchor.seq, at=anchor.at, line=anchor.line, sent_at=None))


def note_sent(session: Session, anchor: Anchor, now: datetime) -> None:
    """Write down that an address took it. It stands for all before it, which nobody is told any more."""
    session.execute(update(AnchorRow).where(AnchorRow.seq <= anchor.seq, AnchorRow.sent_at.is_(None)).values(sent_at=now))


def last_noted(session: Session) -> AnchorRow | None:
    """The newest one; None before the first."""
    return session.scalars(select(AnchorRow).order_by(AnchorRow.id.desc()).limit(1)).first()


def newest(session: Session) -> Anchor | None:
    """The newest one, as it was sent; None before the first."""
    last = last_noted(session)
    return read_anchor(last.line) if last else None


def holds(session: Session, anchor: Anchor) -> bool:
    """Whether the ledger has the row that an anchor holds fast, with its hash."""
    return session.scalar(select(LedgerRow.hash).where(LedgerRow.id == anchor.seq)) == anchor.hash


def unsent(session: Session) -> Anchor | None:
    """The newest one, if no address has it yet."""
    last = last_noted(session)
    return read_anchor(last.line) if last and last.sent_at is None else None


def noted_lines(session: Session) -> list[str]:
    """All that were made, as they were sent."""
    return list(session.scalars(select(AnchorRow.line).order_by(AnchorRow.id)))


def covering(session: Session, seq: int) -> Anchor | None:
    """The newest one that holds a row up to this one fast."""
    line = session.scalar(select(AnchorRow.line).where(AnchorRow.seq <= seq).order_by(AnchorRow.seq.desc(), AnchorRow.id).limit(1))
    return read_anchor(line) if line else None
