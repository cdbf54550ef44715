"""Closes runs whose process was killed: they end as broken off, so that none stands open for ever."""

import os
from datetime import datetime
from socket import gethostname

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from records.outlets import claims, run_history, runs
from records.tables import ClaimRow, RunRow

# The looks of a run at watched pages are a run of their own, which lives as long as the run does.
LOOKS_ENDING = "-watch"


def at_work(session: Session, run_id: str, now: datetime, ended: int | None = None) -> bool:
    """Whether somebody works on a run: one claim under its id is alive, that of the whole run, or that of one of its outlets.

    `ended` is a group of processes of this machine that is known to have ended: what its members claim is not alive, whoever has not taken note yet.
    """
    held = select(ClaimRow).where(ClaimRow.run_id.in_((run_id, run_id.removesuffix(LOOKS_ENDING))))
    return any(claims.alive(row, now) and not _of_group(row, ended) for row in session.scalars(held))


def close_broken_runs(session: Session, now: datetime, ended: int | None = None) -> list[str]:
    """Close every open run on which nobody works any more, with its outlets and its pages in hand. Gives their ids. `ended` as in `at_work`."""
    closed = []
    for run in session.scalars(select(RunRow).where(RunRow.ended_at.is_(None)).order_by(RunRow.started_at)):
        if at_work(session, run.id, now, ended):
            continue
        runs.break_off_running(session, run.id, now)
        session.execute(delete(ClaimRow).where(ClaimRow.run_id == run.id))
        runs.end_run(session, run.id, {**run_history.tally(session, run.id), "broken_off": True}, now)
        closed.append(run.id)
    return closed


def _of_group(row: ClaimRow, group: int | None) -> bool:
    """Whether the process that holds a claim belongs to a group of this machine. One that was killed does, until its parent has taken note."""
    if group is None or row.host != gethostname():
        return False
    try:
        return os.getpgid(row.pid) == group
    except ProcessLookupError:
        return False
