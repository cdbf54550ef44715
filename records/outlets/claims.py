"""Database claims with heartbeats, so that two runs never fetch from one outlet at once; also closing of dead runs, and shards."""

import os
import socket
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from socket import gethostname
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.database import write_with_retry
from records.outlets import runs
from records.tables import ClaimRow, OutletRunRow, RunRow
from records.vocabulary import Cause

HEARTBEAT_INTERVAL = timedelta(seconds=10)
# Six missed beats: a worker that only stalls (a full disk queue, a suspended laptop) keeps its claim, a dead one loses it within a minute.
CLAIM_TIMEOUT = HEARTBEAT_INTERVAL * 6
# Clocks of machines that share a database may differ by this much. A later time was written by a wrong clock.
MAX_CLOCK_DIFFERENCE = timedelta(hours=1)


def claim(session: Session, outlet: str, run_id: str, now: datetime) -> bool:
    """Claim the outlet for this process, and return False if a living worker has claimed it.

    The claim of a dead worker is taken over.
    """
    row = session.get(ClaimRow, outlet, with_for_update=True)
    if row is not None:
        if (row.run_id, row.host, row.pid, row.beat_at) == (run_id, socket.gethostname(), os.getpid(), now):
            # This claim was committed, but the server ended before it could confirm that.
            return True
        if is_alive(row, now):
            return False
        session.delete(row)
        session.flush()
    try:
        with session.begin_nested():
            session.add(ClaimRow(outlet=outlet, run_id=run_id, host=socket.gethostname(), pid=os.getpid(), beat_at=now))
    except IntegrityError:
        # Somebody else claimed it between our read and our write (PostgreSQL; SQLite has one writer).
        return False
    return True


def send_heartbeat(session: Session, run_id: str, outlet: str, now: datetime) -> None:
    """Record that this process is still working on the outlet."""
    session.execute(update(ClaimRow).where(*_own_claim(outlet, run_id)).values(beat_at=now))


def release(session: Session, outlet: str, run_id: str) -> None:
    """Release the outlet. Does nothing if another worker has claimed it by now."""
    session.execute(delete(ClaimRow).where(*_own_claim(outlet, run_id)))


def claiming_run(session: Session, outlet: str) -> str | None:
    """Return the run whose process has claimed the outlet; None if there is none."""
    row = session.get(ClaimRow, outlet)
    return row.run_id if row is not None else None


def _own_claim(outlet: str, run_id: str) -> tuple[ColumnElement[bool], ...]:
    """Return conditions for this process's claim.

    The process id alone does not suffice: one of another machine may be equal and have taken the outlet over.
    """
    return ClaimRow.outlet == outlet, ClaimRow.run_id == run_id, ClaimRow.host == socket.gethostname(), ClaimRow.pid == os.getpid()


@contextmanager
def exclusive_claim(engine: Engine, name: str, now: datetime) -> Iterator[bool]:
    """Claim this name (which no outlet has) inside the block, for example for sending a notice or anchoring.

    Yields False if somebody else has claimed it.
    """
    # Two threads that ask at the same moment have different ids.
    holder = uuid4().hex
    mine = write_with_retry(engine, lambda session: claim(session, name, holder, now))
    try:
        yield mine
    finally:
        if mine:
            write_with_retry(engine, lambda session: release(session, name, holder))


def run_name(run_id: str) -> str:
    """Return the name under which a run as a whole is claimed; no outlet has it."""
    return f"(run {run_id})"


def is_alive(row: ClaimRow, now: datetime) -> bool:
    """Return whether the worker of a claim is still alive."""
    # The beat of a wrong clock would keep the claim alive until that clock is right.
    if row.beat_at < now - CLAIM_TIMEOUT or row.beat_at > now + MAX_CLOCK_DIFFERENCE:
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


# Closing runs whose process was killed, as broken off, so that none stays open for ever.

# The page checks of a run are a run of their own, which lives as long as the run does.
REVISIT_RUN_SUFFIX = "-watch"


def is_run_active(session: Session, run_id: str, now: datetime, ended: int | None = None) -> bool:
    """Return whether somebody works on a run: a claim of the run or one of its outlets is alive.

    `ended` is a process group of this machine that is known to have ended: claims of its members are dead, even if that is not recorded yet.
    """
    claims = select(ClaimRow).where(ClaimRow.run_id.in_((run_id, run_id.removesuffix(REVISIT_RUN_SUFFIX))))
    return any(is_alive(row, now) and not _of_group(row, ended) for row in session.scalars(claims))


def close_broken_runs(session: Session, now: datetime, ended: int | None = None) -> list[str]:
    """Close every open run on which nobody works any more, with its outlets and unread pages, and return their ids.

    `ended` is as in `is_run_active`.
    """
    closed = []
    for run in session.scalars(select(RunRow).where(RunRow.ended_at.is_(None)).order_by(RunRow.started_at)):
        if is_run_active(session, run.id, now, ended):
            continue
        runs.abort_open_outlets(session, run.id, now)
        session.execute(delete(ClaimRow).where(ClaimRow.run_id == run.id))
        runs.end_run(session, run.id, {**runs.run_totals(session, run.id), "broken_off": True}, now)
        closed.append(run.id)
    return closed


def _of_group(row: ClaimRow, group: int | None) -> bool:
    """Return whether a claim's process belongs to a group of this machine.

    A killed process belongs to its group until its parent has waited for it.
    """
    if group is None or row.host != gethostname():
        return False
    try:
        return os.getpgid(row.pid) == group
    except ProcessLookupError:
        return False


# Shards of a run: a shard is a part of its outlets that one process visits (`flows.run_collection`). Machines share this only through the database.


def shard_name(run_id: str, number: int) -> str:
    """Return the name under which a shard is claimed; no outlet has it."""
    return f"(shard {number} of {run_id})"


def take_shard(session: Session, run_id: str, number: int, now: datetime) -> bool:
    """Claim a shard for this process. Returns False if somebody works on it, or the run has ended."""
    run = session.get(RunRow, run_id)
    return run is not None and run.ended_at is None and claim(session, shard_name(run_id, number), run_id, now)


def shards_at_work(session: Session, run_id: str, outlets_of: Mapping[int, Collection[str]], now: datetime) -> set[int]:
    """Return those of these shards on which a living process works.

    `outlets_of` has by shard number the outlets whose visit has not ended. The visitor of an outlet may live longer than the process that claimed the
    shard, and nobody else can visit the outlet before it ends.
    """
    rows = session.scalars(select(ClaimRow).where(ClaimRow.run_id == run_id))
    living = {row.outlet for row in rows if is_alive(row, now)}
    return {number for number, outlets in outlets_of.items() if shard_name(run_id, number) in living or not living.isdisjoint(outlets)}


def outlets_left(session: Session, run_id: str, outlets: Sequence[str]) -> list[str]:
    """Return those of these outlets whose visit in this run is not completed: not begun, running or broken off."""
    parts = select(OutletRunRow).where(OutletRunRow.run_id == run_id)
    over = {part.outlet for part in session.scalars(parts) if part.state != "running" and part.cause != Cause.BROKEN_OFF.value}
    return [outlet for outlet in outlets if outlet not in over]


def close_shard(session: Session, run_id: str, outlets: Sequence[str], now: datetime) -> None:
    """Break off the unattended ones of these outlets and release the claims of dead workers.

    Call it when the process that visited them has ended.
    """
    for outlet in outlets:
        own_claim = session.get(ClaimRow, outlet)
        if own_claim is not None and own_claim.run_id == run_id and not is_alive(own_claim, now):
            session.delete(own_claim)
            own_claim = None
        part = runs.outlet_run_row(session, run_id, outlet)
        if part is not None and part.state == "running" and (own_claim is None or own_claim.run_id != run_id):
            runs.abort_outlet_run(session, part, now)


def shard_workers(session: Session, run_id: str, now: datetime) -> int:
    """Return how many living processes work on shards of the run."""
    rows = session.scalars(select(ClaimRow).where(ClaimRow.run_id == run_id, ClaimRow.outlet.like("(shard %")))
    return sum(is_alive(row, now) for row in rows)
