"""Closes runs whose process was killed: they end as broken off, so that none stands open for ever."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from records.outlets import claims, runs
from records.tables import ClaimRow, RunRow

# The looks of a run at watched pages are a run of their own, which lives as long as the run does.
LOOKS_ENDING = "-watch"


def at_work(session: Session, run_id: str, now: datetime) -> bool:
    """Whether somebody works on a run: one claim under its id is alive, that of the whole run, or that of one of its outlets."""
    held = select(ClaimRow).where(ClaimRow.run_id.in_((run_id, run_id.removesuffix(LOOKS_ENDING))))
    return any(claims.alive(row, now) for row in session.scalars(held))


def close_broken_runs(session: Session, now: datetime) -> list[str]:
    """Close every open run on which nobody works any more, with its outlets and its pages in hand. Gives their ids."""
    closed = []
    for run in session.scalars(select(RunRow).where(RunRow.ended_at.is_(None)).order_by(RunRow.started_at)):
        if at_work(session, run.id, now):
            continue
        runs.break_off_running(session, run.id, now)
        session.execute(delete(ClaimRow).where(ClaimRow.run_id == run.id))
        runs.end_run(session, run.id, {**runs.tally(session, run.id), "broken_off": True}, now)
        closed.append(run.id)
    return closed
