"""One outlet, one worker: a claim in the database, kept alive by a heartbeat, so that two runs never fetch from one outlet at once."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.database import in_transaction
from records.tables import ClaimRow

BEAT = timedelta(seconds=10)
# Six missed beats: a worker that only stalls (a full disk queue, a suspended laptop) keeps its claim, a dead one loses it within a minute.
STALE = BEAT * 6
# Machines that share a database may differ by this much. What is further ahead was written by a wrong clock.
APART = timedelta(hours=1)


def claim(session: Session, outlet: str, run_id: str, now: datetime) -> bool:
    """Take the outlet for this process. False if a living worker has it. The claim of a dead worker is taken over."""
    row = session.get(ClaimRow, outlet, with_for_update=True)
    if row is not None:
        if (row.run_id, row.host, row.pid, row.beat_at) == (run_id, socket.gethostname(), os.getpid(), now):
            # This very claim: the server kept it, and ended before it could say so.
            return True
        if alive(row, now):
            return False
        session.delete(row)
        session.flush()
    try:
        with session.begin_nested():
            session.add(ClaimRow(outlet=outlet, run_id=run_id, host=socket.gethostname(), pid=os.getpid(), beat_at=now))
    except IntegrityError:
        # Somebody else took it between our look and our write (PostgreSQL; SQLite has one writer).
        return False
    return True


def beat(session: Session, run_id: str, outlet: str, now: datetime) -> None:
    """Note that this process is still working on the outlet."""
    session.execute(update(ClaimRow).where(*_mine(outlet, run_id)).values(beat_at=now))


def release(session: Session, outlet: str, run_id: str) -> None:
    """Give the outlet back. Does nothing if another worker has it by now."""
    session.execute(delete(ClaimRow).where(*_mine(outlet, run_id)))


def holder(session: Session, outlet: str) -> str | None:
    """The run whose process holds the outlet; None where nobody does."""
    row = session.get(ClaimRow, outlet)
    return row.run_id if row is not None else None


def _mine(outlet: str, run_id: str) -> tuple[ColumnElement[bool], ...]:
    """The claim of this process. One of another machine may have its number, and have taken the outlet over."""
    return ClaimRow.outlet == outlet, ClaimRow.run_id == run_id, ClaimRow.host == socket.gethostname(), ClaimRow.pid == os.getpid()


@contextmanager
def alone(engine: Engine, name: str, now: datetime) -> Iterator[bool]:
    """While inside, nobody else does what has this name (which no outlet has): sending a notice, anchoring. False if somebody does."""
    # Of two threads that ask at one moment each is somebody of its own.
    holder = uuid4().hex
    mine = in_transaction(engine, lambda session: claim(session, name, holder, now))
    try:
        yield mine
    finally:
        if mine:
            in_transaction(engine, lambda session: release(session, name, holder))


def run_name(run_id: str) -> str:
    """The name under which a run as a whole is claimed; no outlet has it."""
    return f"(run {run_id})"


def alive(row: ClaimRow, now: datetime) -> bool:
    """Whether the worker that holds a claim is still there."""
    # A beat of a wrong clock would keep the claim until that clock is right.
    if row.beat_at < now - STALE or row.beat_at > now + APART:
        return False
    if row.host != socket.gethostname():
        return True
    try:
        os.kill(row.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
