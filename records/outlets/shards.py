"""How far the shards of a run are: a part of its outlets that one process visits (`flows.dealing`). What stands here is known to every machine by the database alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.outlets import claims, runs
from records.tables import ClaimRow, OutletRunRow, RunRow
from records.vocabulary import Cause


def shard_name(run_id: str, number: int) -> str:
    """The name under which a shard is claimed by whoever works on it; no outlet has it."""
    return f"(shard {number} of {run_id})"


def take(session: Session, run_id: str, number: int, now: datetime) -> bool:
    """Take a shard for this process. False if somebody works on it, or the run has ended."""
    run = session.get(RunRow, run_id)
    return run is not None and run.ended_at is None and claims.claim(session, shard_name(run_id, number), run_id, now)


def at_work(session: Session, run_id: str, outlets_of: Mapping[int, Collection[str]], now: datetime) -> set[int]:
    """Those of these shards on which a living process works. `outlets_of`: by number of the shard, its outlets whose visit has not ended: whoever visits one of them may give
    signs of life longer than the process that has the shard, and nobody else can visit it before."""
    rows = session.scalars(select(ClaimRow).where(ClaimRow.run_id == run_id))
    living = {row.outlet for row in rows if claims.alive(row, now)}
    return {number for number, outlets in outlets_of.items() if shard_name(run_id, number) in living or not living.isdisjoint(outlets)}


def left(session: Session, run_id: str, outlets: Sequence[str]) -> list[str]:
    """Those of these outlets whose visit in this run has not come to an end of its own: not begun, going on, or broken off."""
    parts = select(OutletRunRow).where(OutletRunRow.run_id == run_id)
    over = {part.outlet for part in session.scalars(parts) if part.state != "running" and part.cause != Cause.BROKEN_OFF.value}
    return [outlet for outlet in outlets if outlet not in over]


def close(session: Session, run_id: str, outlets: Sequence[str], now: datetime) -> None:
    """Break off what nobody works on any more of these outlets, and give back what the dead hold of them. Call it when the process that visited them has ended."""
    for outlet in outlets:
        held = session.get(ClaimRow, outlet)
        if held is not None and held.run_id == run_id and not claims.alive(held, now):
            session.delete(held)
            held = None
        part = runs.part(session, run_id, outlet)
        if part is not None and part.state == "running" and (held is None or held.run_id != run_id):
            runs.break_off(session, part, now)


def workers(session: Session, run_id: str, now: datetime) -> int:
    """How many living processes work on shards of the run."""
    rows = session.scalars(select(ClaimRow).where(ClaimRow.run_id == run_id, ClaimRow.outlet.like("(shard %")))
    return sum(claims.alive(row, now) for row in rows)
