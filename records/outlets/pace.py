"""Timing of visits: rate limits of hosts, the pace of outlets, progress of collections of past days, and repairs after a wrong clock.

A host is one row shared by every process and machine, and one statement takes its next free moment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.clock import day_of
from records.model import Period
from records.outlets.claims import MAX_CLOCK_DIFFERENCE
from records.tables import ClaimRow, CursorRow, HostRow, NoticeRow, OutletDayRow, OutletRunRow, PaceRow, RunRow, SourceRow, WatchRow

# Progress of a collection of past days in each source, so that it can be continued after an interruption.


def _period_key(period: Period) -> str:
    """Return the name of such a collection: its days."""
    return f"{period.since or ''}..{period.until or ''}"


def cursors(session: Session, outlet: str, period: Period) -> dict[str, dict[str, Any]]:
    """Return the progress of the collection of these days, by source."""
    query = select(CursorRow).where(CursorRow.outlet == outlet, CursorRow.period == _period_key(period))
    return {row.source: row.state for row in session.scalars(query)}


def store_cursor(session: Session, outlet: str, period: Period, source: str, state: dict[str, Any], now: datetime) -> None:
    """Save the progress in one source. Call it when everything before that point is stored."""
    session.merge(CursorRow(outlet=outlet, period=_period_key(period), source=source, state=state, at=now))


def drop_cursors(session: Session, outlet: str, period: Period) -> None:
    """Delete a finished collection's progress, so that the next one starts from the beginning."""
    session.execute(delete(CursorRow).where(CursorRow.outlet == outlet, CursorRow.period == _period_key(period)))


# How often each outlet is visited on the schedule, and when next. The rule itself is `spiders.crawl.visit_pace`.


def pace(session: Session, outlet: str) -> float | None:
    """Return the minutes between visits, None before the first."""
    row = session.get(PaceRow, outlet)
    return row.minutes if row else None


def store_pace(session: Session, outlet: str, minutes: float, next_at: datetime) -> None:
    """Set how often an outlet is visited, and when next."""
    session.merge(PaceRow(outlet=outlet, minutes=minutes, next_at=next_at))


def outlets_due(session: Session, outlets: Iterable[str], now: datetime) -> list[str]:
    """Return the outlets whose next visit is due, in the given order, including those never visited."""
    later = set(session.scalars(select(PaceRow.outlet).where(PaceRow.next_at > now)))
    return [outlet for outlet in outlets if outlet not in later]


# The longest pause that one answer may ask for: a day (seconds).
LONGEST_REST = 24 * 3600.0
# The largest distance of a host's next free moment when it is not paused: several processes with the longest crawl-delay. A later moment was written
# by a clock that was ahead.
_LONGEST_TURN = 2 * 3600.0


def reserve_turn(session: Session, site: str, delay: float, now: float) -> float:
    """Take the host's next free moment, in seconds since 1970, never before `now`.

    The moment after it is set `delay` seconds later, so two processes that ask at once get moments that are `delay` apart.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    free = case((HostRow.next_at > HostRow.quiet_until, HostRow.next_at), else_=HostRow.quiet_until)
    start = case((free > now, free), else_=now)
    query = (
        insert(HostRow)
        .values(site=site, next_at=now + delay, quiet_until=0.0)
        .on_conflict_do_update(index_elements=[HostRow.site], set_={"next_at": start + delay})
        .returning(HostRow.next_at)
    )
    return float(session.execute(query).scalar_one()) - delay


def pause_host(session: Session, site: str, seconds: float, now: float) -> None:
    """Pause requests to the host for this long. A shorter time does not cut a longer one short."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    until = now + min(seconds, LONGEST_REST)
    longer = case((HostRow.quiet_until > until, HostRow.quiet_until), else_=until)
    query = insert(HostRow).values(site=site, next_at=now, quiet_until=until)
    session.execute(query.on_conflict_do_update(index_elements=[HostRow.site], set_={"quiet_until": longer}))


def host_paused_until(session: Session, site: str) -> float:
    """Return until when the host is paused, in seconds since 1970; 0 if it is not."""
    return session.scalar(select(HostRow.quiet_until).where(HostRow.site == site)) or 0.0


# Repair of times written by a clock that was ahead, which every run does at its start. A single run under next year's clock would otherwise stop
# everything until then: the next visit of every outlet, the pause of a host, a worker's claim, the check of a watched page, the digest of the day.
# Times that no correct clock can have written are reset.

_DAY = timedelta(days=1)


@dataclass
class ClockCorrection:
    """The number of future times found, by kind. `outlets` are those whose next visit was too far ahead."""

    outlets: list[str] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.outlets or any(self.others.values()))


def correct_future_times(session: Session, now: datetime, furthest: Callable[[float], timedelta]) -> ClockCorrection:
    """Reset to now all times that are further ahead than possible.

    `furthest` gives how far ahead a next visit may be, from the minutes of the pace.
    """
    paces = session.scalars(select(PaceRow).where(PaceRow.next_at > now + furthest(0)).order_by(PaceRow.outlet))
    late = [row for row in paces if row.next_at > now + furthest(row.minutes)]
    clock_correction = ClockCorrection([row.outlet for row in late])
    for row in late:
        row.next_at = now
    clock_correction.others = {
        "hosts": _hosts(session, now.timestamp()),
        "claims": _count(session, delete(ClaimRow).where(ClaimRow.beat_at > now + MAX_CLOCK_DIFFERENCE)),
        "runs": _runs(session, now),
        # Their visits belong to no day yet. The articles that they brought stay.
        "days": _count(session, delete(OutletDayRow).where(OutletDayRow.day > day_of(now) + _DAY)),
        # An unchanged feed would hide what that run skipped as too old, so it is requested in full once more.
        "sources": _count(session, delete(SourceRow).where(SourceRow.read_at > now + MAX_CLOCK_DIFFERENCE)),
        "notices": _notices(session, now),
        "watches": _watches(session, now),
    }
    return clock_correction


def _hosts(session: Session, now: float) -> int:
    turns = _count(session, update(HostRow).where(HostRow.next_at > now + _LONGEST_TURN, HostRow.next_at > HostRow.quiet_until).values(next_at=now))
    return turns + _count(session, update(HostRow).where(HostRow.quiet_until > now + LONGEST_REST).values(quiet_until=0.0, next_at=now))


def _runs(session: Session, now: datetime) -> int:
    """Correct runs that began in the future, and return how many there were.

    They would stay the newest runs of their outlets. They skipped the days before theirs, so nothing counts as read to the end.
    """
    late = list(session.scalars(select(RunRow).where(RunRow.started_at > now + MAX_CLOCK_DIFFERENCE)))
    for run in late:
        run.started_at, run.ended_at = now, now if run.ended_at else None
        for part in session.scalars(select(OutletRunRow).where(OutletRunRow.run_id == run.id)):
            part.started_at, part.ended_at = now, now if part.ended_at else None
            part.guessed_at = min(part.guessed_at, now) if part.guessed_at else None
            part.finished = False
    return len(late)


def _notices(session: Session, now: datetime) -> int:
    """Correct notices from the future, and return how many there were.

    They keep their order. A digest of a future day does not count as sent.
    """
    late = list(session.scalars(select(NoticeRow).where(NoticeRow.at > now + MAX_CLOCK_DIFFERENCE)))
    yesterday = day_of(now) - _DAY
    for row in late:
        row.at = now
        written, _, newest = (row.cause or "").partition(" ")
        if newest.isdigit() and written > yesterday.isoformat():
            row.cause = f"{yesterday} {newest}"
    return len(late)


def _watches(session: Session, now: datetime) -> int:
    """Let watches that began in the future begin today, and return how many there were."""
    today = day_of(now)
    late = list(session.scalars(select(WatchRow).where(WatchRow.began_on > today + _DAY)))
    for row in late:
        row.began_on, row.step = today, 0
        row.due_on = today if row.due_on is not None else None
    return len(late)


def _count(session: Session, statement: Any) -> int:
    result: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
    return max(result.rowcount, 0)
