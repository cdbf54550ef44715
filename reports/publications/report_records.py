"""The records that a report needs, as of its last day. Later statuses are left out. Articles are left out too, because a report may cover 20,000
incidents."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from records.clock import start_of
from records.filters import IncidentFilter
from records.incident_model import Incident
from records.incidents.tracks import misplaced
from records.outlets.panel import panel_on
from records.tables import IncidentRow, StatusRow
from records.vocabulary import ON_TRACK, Category, DatePrecision, Lawful, StatusCode, Track, statuses_where
from reports.impunity.clocks import statuses_until
from reports.publications.year_so_far import DatedIncident
from reports.withheld.public_incidents import load

# Numbers asked for at once: SQLite takes 32,766 values in a query.
_AT_ONCE = 5000
_BATCH = 2000
_MAY_BE_MISPLACED = sorted(statuses_where(lambda facts: facts.needs_punishable or facts.track is Track.JOURNALIST))


def incidents_between(session: Session, since: date | None, until: date) -> list[Incident]:
    """The incidents that are not withdrawn and happened from `since` (None: any time) to `until`, by number, with their statuses up to `until`."""
    return list(_as_of(session, IncidentFilter(since=since, until=until), until))


def undated(session: Session, until: date) -> list[Incident]:
    """Incidents without a date that are not withdrawn and were recorded by the day: on an earlier one nobody knew of them."""
    return _those(session, select(IncidentRow.number).where(IncidentRow.happened_on.is_(None), _recorded_by(until)), until)


def earlier_with_status(session: Session, since: date, until: date) -> list[Incident]:
    """Incidents from before `since` with a status between `since` and `until`."""
    heard = select(StatusRow.number).where(StatusRow.withdrawn.is_(False), StatusRow.day.between(since, until))
    return _those(session, select(IncidentRow.number).where(IncidentRow.happened_on < since, IncidentRow.number.in_(heard)), until)


def earlier_to_tell(session: Session, since: date, until: date, codes: Sequence[StatusCode], answers: Sequence[StatusCode]) -> list[Incident]:
    """Incidents from before `since` with a status among `codes` and none among `answers` by `until`."""
    by = (StatusRow.withdrawn.is_(False), StatusRow.day <= until)
    opened = select(StatusRow.number).where(*by, StatusRow.code.in_(codes))
    answered = select(StatusRow.number).where(*by, StatusRow.code.in_(answers))
    unanswered = and_(IncidentRow.number.in_(opened), IncidentRow.number.not_in(answered))
    return _those(session, select(IncidentRow.number).where(IncidentRow.happened_on < since, unanswered), until)


def earlier_beside(session: Session, since: date, until: date) -> list[Incident]:
    """Incidents from before `since` with a step of a case against a journalist by `until`, and those whose date is known only to the month or year and may be
    later."""
    hers = select(StatusRow.number).where(StatusRow.withdrawn.is_(False), StatusRow.day <= until, StatusRow.code.in_(ON_TRACK[Track.JOURNALIST]))
    vague = and_(IncidentRow.date_precision != DatePrecision.DAY, IncidentRow.happened_on >= date(since.year, 1, 1))
    return _those(session, select(IncidentRow.number).where(IncidentRow.happened_on < since, or_(IncidentRow.number.in_(hers), vague)), until)


def misplaced_by_number(session: Session, until: date) -> dict[str, int]:
    """How many statuses by that day stand on the wrong track, of each incident that is not withdrawn and happened by then, or has no date and was recorded by then."""
    query = (
        select(IncidentRow.number, IncidentRow.categories, IncidentRow.lawful, StatusRow.code)
        .join(StatusRow, StatusRow.number == IncidentRow.number)
        .where(
            IncidentRow.withdrawn.is_(False), or_(and_(IncidentRow.happened_on.is_(None), _recorded_by(until)), IncidentRow.happened_on <= until),
            StatusRow.withdrawn.is_(False), StatusRow.day <= until, StatusRow.code.in_(_MAY_BE_MISPLACED),
        )
        .order_by(IncidentRow.year, IncidentRow.serial)
    )  # fmt: skip
    found: Counter[str] = Counter()
    for number, categories, lawful, code in session.execute(query.execution_options(yield_per=_BATCH)):
        found[number] += misplaced(StatusCode(code), [Category(one) for one in categories], Lawful(lawful)) is not None
    return {number: count for number, count in found.items() if count}


def recorded_late(session: Session, since: date, until: date) -> list[Incident]:
    """Incidents from before `since` that were recorded from then to `until`."""
    recorded = and_(IncidentRow.created_at >= start_of(since), _recorded_by(until))
    return _those(session, select(IncidentRow.number).where(IncidentRow.happened_on < since, recorded), until)


def dated_between(session: Session, since: date, until: date) -> list[DatedIncident]:
    """What happened on these days and is not withdrawn, by number, as little of each as is counted: a report of a month needs two years of it."""
    query = (
        select(IncidentRow.number, IncidentRow.primary, IncidentRow.happened_on)
        .where(IncidentRow.withdrawn.is_(False), IncidentRow.happened_on.between(since, until))
        .order_by(IncidentRow.year, IncidentRow.serial)
    )
    return [DatedIncident(number, Category(primary), day) for number, primary, day in session.execute(query) if day]


def counted_in_the_record(session: Session, since: date, until: date) -> int:
    """How many incidents the database itself counts, to compare with what was read."""
    query = select(func.count()).select_from(IncidentRow)
    return session.scalar(query.where(IncidentRow.withdrawn.is_(False), IncidentRow.happened_on.between(since, until))) or 0


def first_day(session: Session, until: date) -> date | None:
    """The day of the earliest incident of the record by a day."""
    query = select(func.min(IncidentRow.happened_on)).where(IncidentRow.withdrawn.is_(False), IncidentRow.happened_on <= until)
    return session.scalar(query)


def panel_since(session: Session, since: date, until: date) -> date | None:
    """The first day from `since` to `until` with a panel of outlets; None if there is no such day."""
    return min((max(since, row.listed_on) for row in panel_on(session, since, until)), default=None)


def _recorded_by(until: date) -> ColumnElement[bool]:
    return IncidentRow.created_at < start_of(until + timedelta(days=1))


def _those(session: Session, query: Select[Any], until: date) -> list[Incident]:
    """The incidents whose numbers the query gives, by number."""
    numbers = list(session.scalars(query.where(IncidentRow.withdrawn.is_(False)).order_by(IncidentRow.year, IncidentRow.serial)))
    found: list[Incident] = []
    for start in range(0, len(numbers), _AT_ONCE):
        found += _as_of(session, IncidentFilter(numbers=frozenset(numbers[start : start + _AT_ONCE])), until)
    return found


def _as_of(session: Session, wanted: IncidentFilter, until: date) -> Iterator[Incident]:
    return (as_known(incident, until) for incident in load(session, wanted, batch=_BATCH, articles=False))


def as_known(incident: Incident, until: date) -> Incident:
    """The incident with the statuses up to that day. What was withdrawn as wrong is not told again, so its words cannot stop a report, and neither is what
    stands on the wrong track."""
    statuses = statuses_until(incident, until)
    if statuses is incident.statuses and not incident.withdrawn_statuses and not incident.misplaced_statuses:
        return incident
    return replace(incident, statuses=tuple(statuses), withdrawn_statuses=(), misplaced_statuses=())


def withdrawn_numbers(session: Session) -> list[str]:
    """The incidents that are withdrawn now, by number."""
    query = select(IncidentRow.number).where(IncidentRow.withdrawn.is_(True)).order_by(IncidentRow.year, IncidentRow.serial)
    return list(session.scalars(query))
