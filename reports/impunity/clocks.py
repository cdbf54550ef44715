"""The two clocks of a case, and which cases and statuses exist on a given day."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from records.incident_model import Incident, Status
from records.vocabulary import ACCOUNTABILITY, DatePrecision


@dataclass(frozen=True)
class Clocks:
    """Whole days, never negative. Both are None for an incident that does not count on the day."""

    without_accountability: int | None
    """Up to the given day, or to the day on which somebody was held to account; there it stops."""
    since_last_status: int | None


def counts(incident: Incident, as_of: date) -> bool:
    """Whether the incident counts on the day: it is not withdrawn, and it happened by then.

    A date known to the month or year counts by its first day. An incident without a date counts by the day on which it was recorded. Otherwise
    that day does not matter, because cases of 2021 may have been entered in 2026.
    """
    return not incident.withdrawn and (incident.day or incident.recorded) <= as_of


def counted_incidents(incidents: Iterable[Incident], as_of: date) -> Iterator[Incident]:
    """The incidents that count on the day, in their order."""
    return (incident for incident in incidents if counts(incident, as_of))


def statuses_until(incident: Incident, as_of: date) -> Sequence[Status]:
    """The statuses of an incident up to the day, that day included, in order."""
    statuses = incident.statuses
    if not statuses or statuses[-1].day <= as_of:
        return statuses
    return [status for status in statuses if status.day <= as_of]


def began(incident: Incident, as_of: date) -> date:
    """The day from which a clock starts. It must not claim more than is known.

    For a month or a year it is the last day that is not after `as_of`. Without any date it is the day of recording. An early status does not
    change it, because statuses carry no precision: one known to the month is entered under its first day.
    """
    day = incident.day
    if day is None:
        return min(incident.recorded, as_of)
    match incident.precision:
        case DatePrecision.YEAR:
            day = date(day.year, 12, 31)
        case DatePrecision.MONTH:
            day = day.replace(day=monthrange(day.year, day.month)[1])
        case DatePrecision.DAY | None:
            pass
    return min(day, as_of)


def answered_on(statuses: Iterable[Status]) -> date | None:
    """The day on which somebody was first held to account in any way; None if nobody was."""
    return next((status.day for status in statuses if status.code in ACCOUNTABILITY), None)


def clocks(incident: Incident, as_of: date) -> Clocks:
    """Both clocks on a day. A case without any status counts as silent since it began."""
    if not counts(incident, as_of):
        return Clocks(None, None)
    statuses, start = statuses_until(incident, as_of), began(incident, as_of)
    last = statuses[-1].day if statuses else start
    return Clocks(max(0, ((answered_on(statuses) or as_of) - start).days), (as_of - last).days)
