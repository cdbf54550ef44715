"""The period of a report: which incidents it counts, and the day as of which it speaks."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from records.errors import QorganError
from records.i18n import tr
from records.incident_model import Incident
from records.vocabulary import DatePrecision


class WrongPeriod(QorganError):
    """The first day is after the last one. Raised before anything is read; exit 2."""


@dataclass(frozen=True)
class ReportPeriod:
    """A period, both days included. `as_of` is the day on which clocks stop, and later statuses do not exist: the last day, or today if that
    is earlier."""

    since: date
    until: date
    as_of: date

    def holds(self, incident: Incident) -> bool:
        """Whether the incident is counted: it is not withdrawn, and its stored date is in the period. A date known to the month or year
        counts by its stored day. An incident without a date counts nowhere."""
        return not incident.withdrawn and incident.day is not None and self.since <= incident.day <= self.as_of

    def may_hold(self, incident: Incident) -> bool:
        """Whether the incident may have happened in the period, as far as its date is known. Needed for saying that something did not happen."""
        if incident.withdrawn:
            return False
        if incident.day is None:
            return True
        return incident.day <= self.as_of and _last_day(incident) >= self.since

    def follows(self, incident: Incident) -> bool:
        """Whether the incident lies before the period: it is not withdrawn, and its stored date is earlier."""
        return not incident.withdrawn and incident.day is not None and incident.day < self.since

    def a_year_before(self) -> "ReportPeriod":
        """The same days of the year before. The end of a month stays the end of a month."""
        since, until = _year_before(self.since), _year_before(self.as_of)
        if self.as_of.day == monthrange(self.as_of.year, self.as_of.month)[1]:
            until = until.replace(day=monthrange(until.year, until.month)[1])
        return ReportPeriod(since, until, until)

    @property
    def whole_month(self) -> bool:
        """Whether it is one calendar month, from its first day to its last."""
        return _begins_month(self.since) and self.until == self.since.replace(day=monthrange(self.since.year, self.since.month)[1])

    @property
    def from_new_year(self) -> bool:
        """Whether it begins on 1 January of the year in which it ends."""
        return self.since == date(self.until.year, 1, 1)


def period(since: date, until: date, today: date) -> ReportPeriod:
    """The period between two days. Raises WrongPeriod if they are in the wrong order, or if it has not begun yet."""
    if since > until:
        raise WrongPeriod(tr("--since lies after --until"))
    if since > today:
        raise WrongPeriod(tr("{day} lies in the future; a report tells what has been").format(day=since))
    return ReportPeriod(since, until, min(until, today))


def dateless(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Incidents that count nowhere, because nobody knows when they happened."""
    return tuple(incident for incident in incidents if incident.day is None and not incident.withdrawn)


def _begins_month(day: date) -> bool:
    return day.day == 1


def _year_before(day: date) -> date:
    leap = day.month == 2 and day.day == 29
    return (day - timedelta(days=1) if leap else day).replace(year=day.year - 1)


def _last_day(incident: Incident) -> date:
    day = incident.day
    if day is None:
        raise ValueError(f"{incident.number} has no date")
    match incident.precision:
        case DatePrecision.YEAR:
            return date(day.year, 12, 31)
        case DatePrecision.MONTH:
            return day.replace(day=monthrange(day.year, day.month)[1])
        case DatePrecision.DAY | None:
            return day
