"""Closes runs whose process was killed: they end as broken off, so that none stands open for ever."""

from collections.abc import Set
from datetime import datetime
from socket import gethostname

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from records.outlets import claims, run_history, runs
from records.tables import ClaimRow, RunRow

# The looks of a run at watched pages are a run of their own, which lives as long as the run does.
LOOKS_ENDING = "-watch"


def at_work(session: Session, run_id: str, now: datetime) -> bool:
    """Whether somebody works on a run: one claim under its id is alive, that of the whole run, or that of one of its outlets."""
    held = select(ClaimRow).where(ClaimRow.run_id.in_((run_id, run_id.removesuffix(LOOKS_ENDING))))
    return any(claims.alive(row, now) for row in session.scalars(held))


def close_broken_runs(session: Session, now: datetime, ended: int | None = None) -> list[str]:
    """Close every open run on which nobody works any more, with its outlets and its pages in hand. Gives their ids.

    `ended` is a process of this machine that is known to have ended with all that it started: its run is closed although the claims of its crawlers
    were alive a moment ago.
    """
    gone = _run_of(session, ended) if ended is not None else frozenset()
    closed = []
    for run in session.scalars(select(RunRow).where(RunRow.ended_at.is_(None)).order_by(RunRow.started_at)):
        if run.id.removesuffix(LOOKS_ENDING) not in gone and at_work(session, run.id, now):
            continue
        runs.break_off_running(session, run.id, now)
        session.execute(delete(ClaimRow).where(ClaimRow.run_id == run.id))
        runs.end_run(session, run.id, {**run_history.tally(session, run.id), "broken_off": True}, now)
        closed.append(run.id)
    return closed


def _run_of(session: Session, process: int) -> Set[str]:
    """The run that a process of this machine claims as a whole; at most one."""
    held = session.scalars(select(ClaimRow).where(ClaimRow.host == gethostname(), ClaimRow.pid == process))
    return {row.run_id for row in held if row.outlet == claims.run_name(row.run_id)}
