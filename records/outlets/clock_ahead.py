"""Sets right what a clock that was ahead has written down. A run calls it at its start.

One run under a clock of next year would else silence everything until then: the next visit of every outlet, the rest of a host, a worker's claim, the
look at a watched page, the digest of the day. A moment that no true clock can have written is not believed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from records.clock import day_of
from records.outlets import hosts
from records.outlets.claims import APART
from records.tables import ClaimRow, HostRow, NoticeRow, OutletDayRow, OutletRunRow, PaceRow, RunRow, SourceRow, WatchRow

_DAY = timedelta(days=1)


@dataclass
class SetRight:
    """What was found ahead of the clock, by kind: how many of each. `outlets` are those whose next visit was too far off."""

    outlets: list[str] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.outlets or any(self.others.values()))


def set_right(session: Session, now: datetime, furthest: Callable[[float], timedelta]) -> SetRight:
    """Bring back to now whatever stands further ahead than it can. `furthest` is how far a next visit may lie ahead, by the minutes of the pace."""
    paces = session.scalars(select(PaceRow).where(PaceRow.next_at > now + furthest(0)).order_by(PaceRow.outlet))
    late = [row for row in paces if row.next_at > now + furthest(row.minutes)]
    found = SetRight([row.outlet for row in late])
    for row in late:
        row.next_at = now
    found.others = {
        "hosts": _hosts(session, now.timestamp()),
        "claims": _count(session, delete(ClaimRow).where(ClaimRow.beat_at > now + APART)),
        "runs": _runs(session, now),
        # Their visits belong to no day yet. What they brought is stored and stays.
        "days": _count(session, delete(OutletDayRow).where(OutletDayRow.day > day_of(now) + _DAY)),
        # An unchanged feed would hide what that run passed over as too old; it is asked for in full once more.
        "sources": _count(session, delete(SourceRow).where(SourceRow.read_at > now + APART)),
        "notices": _notices(session, now),
        "watches": _watches(session, now),
    }
    return found


def _hosts(session: Session, now: float) -> int:
    turns = _count(
        session, update(HostRow).where(HostRow.next_at > now + hosts.LONGEST_TURN, HostRow.next_at > HostRow.quiet_until).values(next_at=now)
    )
    return turns + _count(session, update(HostRow).where(HostRow.quiet_until > now + hosts.LONGEST_REST).values(quiet_until=0.0, next_at=now))


def _runs(session: Session, now: datetime) -> int:
    """Runs that began later than now would be the newest of their outlets for ever. They passed over the days before theirs, so nothing was read to the end."""
    late = list(session.scalars(select(RunRow).where(RunRow.started_at > now + APART)))
    for run in late:
        run.started_at, run.ended_at = now, now if run.ended_at else None
        for part in session.scalars(select(OutletRunRow).where(OutletRunRow.run_id == run.id)):
            part.started_at, part.ended_at = now, now if part.ended_at else None
            part.guessed_at = min(part.guessed_at, now) if part.guessed_at else None
            part.finished = False
    return len(late)


def _notices(session: Session, now: datetime) -> int:
    """A notice keeps its place in the order in which they were sent. The day of a digest that is still to come has not been told."""
    late = list(session.scalars(select(NoticeRow).where(NoticeRow.at > now + APART)))
    yesterday = day_of(now) - _DAY
    for row in late:
        row.at = now
        written, _, newest = (row.cause or "").partition(" ")
        if newest.isdigit() and written > yesterday.isoformat():
            row.cause = f"{yesterday} {newest}"
    return len(late)


def _watches(session: Session, now: datetime) -> int:
    """A watch that began in days to come begins today."""
    today = day_of(now)
    late = list(session.scalars(select(WatchRow).where(WatchRow.began_on > today + _DAY)))
    for row in late:
        row.began_on, row.step = today, 0
        row.due_on = today if row.due_on is not None else None
    return len(late)


def _count(session: Session, statement: Any) -> int:
    result: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
    return max(result.rowcount, 0)
