"""Statistics of a period for the desk: the counts behind its charts, recall of the screening, and agreement between people.

Incidents are counted that are not withdrawn and whose stored date is in the period, both ends included, as in the published reports. An incident
without a date is in no period. Clocks and outcomes are as of a day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from records.clock import iso_week, start_of_day
from records.country import home
from records.incident_model import Incident
from records.incident_texts.texts import published_title
from records.review import opinions, weekly_sample
from records.review.opinions import Agreement
from records.vocabulary import CATEGORIES, Category
from reports.charts.drawing import Month, months_between
from reports.impunity import NO_REGION, Funnel, clocks, funnel
from reports.impunity.clocks import is_punishable
from reports.missed_incidents import Interval, Missed, estimate
from reports.publications.persons_affected import affected_persons
from reports.publications.report_period import same_days_a_year_before

# Longer periods have no "same period a year before": they would overlap it.
_YEAR = 366


@dataclass(frozen=True)
class StatisticsPeriod:
    """A period, both ends included."""

    since: date
    until: date

    def holds(self, incident: Incident) -> bool:
        """Return whether the incident is counted in the period."""
        return not incident.withdrawn and incident.day is not None and self.since <= incident.day <= self.until

    @property
    def months(self) -> list[Month]:
        """Return every month with a day in it."""
        return months_between((self.since.year, self.since.month), (self.until.year, self.until.month))

    @property
    def year_before(self) -> "StatisticsPeriod | None":
        """The same days a year before; None for more than a year."""
        if (self.until - self.since).days >= _YEAR or self.since.year <= 1:
            return None
        return StatisticsPeriod(*same_days_a_year_before(self.since, self.until))

    def part(self, month: Month) -> "StatisticsPeriod":
        """Return the days of a month that are in the period."""
        year, of_year = month
        following = date(year + of_year // 12, of_year % 12 + 1, 1)
        return StatisticsPeriod(max(self.since, date(year, of_year, 1)), min(self.until, following - timedelta(days=1)))


@dataclass(frozen=True)
class Statistics:
    """The counts of a period. `before` are those of the same days a year before; None if there is no such period or nothing in it."""

    days: StatisticsPeriod
    total: int
    by_month: dict[Month, int]
    before: dict[Month, int] | None
    by_category: dict[Category, int]
    by_region: dict[str, int]
    by_block: dict[Month, Mapping[str | None, int]]
    funnel: Funnel
    waiting: tuple[tuple[str, str, int], ...]
    """Number, title and days of each case in which nobody has been held to account."""
    persons: int
    unnamed: int
    """Incidents that name nobody."""
    undated: int
    """Recorded incidents that are in no period."""

    @property
    def unanswered_share(self) -> float | None:
        """The share of the punishable incidents in which nobody was held to account, 0 to 1; None if there are none."""
        return len(self.waiting) / len(self.funnel.recorded) if self.funnel.recorded else None

    @property
    def beside(self) -> int:
        """The incidents without a punishable act. No clock of accountability runs in them, so that they are in no rate."""
        return self.total - len(self.funnel.recorded)


def statistics(incidents: Iterable[Incident], days: StatisticsPeriod, today: date) -> Statistics:
    """Return the counts of a period as of a day."""
    everything = list(incidents)
    counted = sorted((incident for incident in everything if days.holds(incident)), key=lambda incident: incident.number)
    past = days.year_before
    before = _by_month([incident for incident in everything if past.holds(incident)], past) if past else {}
    reached = funnel(counted, today)
    answered = frozenset(reached.accountable)
    affected = affected_persons(counted)
    return Statistics(
        days=days,
        total=len(counted),
        by_month=_by_month(counted, days),
        before=before if any(before.values()) else None,
        by_category=dict(Counter(incident.primary for incident in counted)),
        by_region=dict(Counter(incident.region if incident.region in home().regions else NO_REGION for incident in counted)),
        by_block=_by_block(counted, days),
        funnel=reached,
        waiting=tuple(
            (incident.number, published_title(incident)[0], clocks(incident, today).without_accountability or 0)
            for incident in counted
            if is_punishable(incident) and incident.number not in answered
        ),
        persons=affected.affected.value,
        unnamed=len(affected.unnamed),
        undated=sum(incident.day is None and not incident.withdrawn for incident in everything),
    )


@dataclass(frozen=True)
class ScreeningQuality:
    """How well the screening found incidents, by the weekly samples of the period, and how far people agree. `recall` None: not known yet."""

    missed: Missed
    confirmed: int
    recall: Interval | None
    agreement: Agreement


def screening_quality(session: Session, days: StatisticsPeriod) -> ScreeningQuality:
    """Return both measures over a period. Sample weeks count as whole weeks."""
    strata = weekly_sample.strata(session, iso_week(days.since), iso_week(days.until))
    missed = estimate(strata)
    by_week = weekly_sample.confirmed_by_week(session) if missed.weeks else Counter[str]()
    confirmed = sum(by_week[week] for week in missed.weeks)
    first = start_of_day(days.since)
    after = start_of_day(days.until + timedelta(days=1))
    return ScreeningQuality(missed, confirmed, missed.recall(confirmed), opinions.agreement(session, first, after))


def _by_month(incidents: Iterable[Incident], days: StatisticsPeriod) -> dict[Month, int]:
    counts = Counter((incident.day.year, incident.day.month) for incident in incidents if incident.day)
    return {month: counts[month] for month in days.months}


def _by_block(incidents: Iterable[Incident], days: StatisticsPeriod) -> dict[Month, Mapping[str | None, int]]:
    counts = Counter((incident.day.year, incident.day.month, CATEGORIES[incident.primary].block) for incident in incidents if incident.day)
    return {month: {block: counts[*month, block] for block in ("A", "B", "C", None) if counts[*month, block]} for month in days.months}
