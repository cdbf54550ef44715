"""Statistics of a period for the desk: the counts behind its charts, incidents missed by the screening, and agreement between people.

Incidents are counted that are not withdrawn and whose stored date is in the period, both ends included, as in the published reports. An incident
without a date is in no period. Clocks and outcomes are as of a day.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from heapq import nsmallest
from typing import Any

from sqlalchemy.orm import Session

from records.clock import iso_week, start_of_day
from records.country import home
from records.errors import QorganError
from records.i18n import tr
from records.incident_model import Incident
from records.incident_texts.texts import published_title
from records.review import opinions, weekly_sample
from records.review.opinions import Agreement
from records.vocabulary import CATEGORIES, Category
from reports.charts import Month
from reports.combinations import log_choose
from reports.impunity import NO_REGION, Funnel, clocks, funnel
from reports.impunity.clocks import is_punishable
from reports.publications.persons_affected import affected_persons
from reports.publications.report_period import same_days_a_year_before

# Estimates of the incidents that the screening missed, from weekly random samples of what it screened out, and of its recall. Pure. Every figure is
# an estimate with an interval that contains the true value in at least CONFIDENCE of all draws, also when no incident was found. For one week it is
# the exact interval for drawing without replacement, by inverting both tails of the hypergeometric distribution: J. P. Buonaccorsi, "A note on
# confidence intervals for proportions in finite populations", The American Statistician 41 (1987). If a whole week was looked at, it is the count
# itself. For several weeks incidents found are Poisson counts, each weighted by population / decided of its week: M. P. Fay and E. J. Feuer,
# "Confidence intervals for directly standardized rates: a method based on the gamma distribution", Statistics in Medicine 16 (1997): exact for equal
# weights, else conservative in their simulations and in the tests here. It is limited to possible values: no fewer than were found, no more than
# those and all articles that nobody looked at. One more incident in a week of large weight widens it on both sides. Articles are drawn, so articles
# are estimated: several may be about one incident. At most as many incidents were missed, and recall is at least as high.

CONFIDENCE = 0.95
# The probability left on either side.
_TAIL = (1 - CONFIDENCE) / 2


class BadSample(QorganError):
    """The figures of a week's sample contradict each other. Raised where they are combined; no estimate is made (exit 1)."""


@dataclass(frozen=True)
class SampleWeek:
    """A week's sample: `population` articles screened out, `drawn` of them sent to the queue, `decided` by people so far, and `incidents`, those of
    them about an incident that the record lacked. A week drawn by strata has one for each, under the same `week`."""

    week: str
    population: int
    drawn: int
    decided: int
    incidents: int

    def __post_init__(self) -> None:
        if not 0 <= self.incidents <= self.decided <= self.drawn <= self.population:
            template = tr(
                "Week {week}: {incidents} incidents in {decided} decided of {drawn} drawn of {population} articles cannot be. Check its sample."
            )
            raise BadSample(template.format(**vars(self)))

    @property
    def usable(self) -> bool:
        """Whether it can be used for an estimate: at least half of its sample is decided, or there was nothing to draw from.

        In a week just begun a few decided articles would represent tens of thousands, and those decided first are the easy ones.
        """
        return self.population == 0 or (self.decided > 0 and 2 * self.decided >= self.drawn)


@dataclass(frozen=True)
class Interval:
    """An estimate between the bounds of its interval, both included."""

    estimate: float
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        """Return {estimate, low, high}."""
        return {"estimate": self.estimate, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Missed:
    """The estimate for the weeks in `weeks`, of which `population` articles were screened out and `decided` looked at, with `found` incidents.

    `missed` is the number of articles of those weeks that the screening should have flagged, `found` included; None when no week can be estimated
    from. `waiting` are the weeks left out because less than half of their sample, or of a stratum of it, is decided, with `waiting_population`
    articles. `undecided` are the weeks with undecided drafts of the sample, and how many: they are left out as if not drawn.
    """

    weeks: tuple[str, ...]
    population: int
    decided: int
    found: int
    missed: Interval | None
    waiting: tuple[str, ...]
    waiting_population: int
    undecided: tuple[tuple[str, int], ...]

    @property
    def share(self) -> Interval | None:
        """The part of the screened-out articles that should have been flagged, 0 to 1; None without an estimate or articles."""
        if self.missed is None or not self.population:
            return None
        return Interval(self.missed.estimate / self.population, self.missed.low / self.population, self.missed.high / self.population)

    def recall(self, flagged: int) -> Interval | None:
        """Return the part of all incidents that the screening found; None without an estimate or if nothing was flagged.

        `flagged` are the incidents of the same weeks that people confirmed among what it flagged, without those found by the sample.
        """
        if self.missed is None or not flagged:
            return None
        estimate, low, high = (flagged / (flagged + missed) for missed in (self.missed.estimate, self.missed.high, self.missed.low))
        return Interval(estimate, low, high)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, with the confidence of the intervals."""
        return {
            "weeks": list(self.weeks),
            "population": self.population,
            "decided": self.decided,
            "found": self.found,
            "missed": self.missed.to_json() if self.missed else None,
            "share": self.share.to_json() if self.share else None,
            "confidence": CONFIDENCE,
            "waiting": list(self.waiting),
            "waiting_population": self.waiting_population,
            "undecided": dict(self.undecided),
        }


def draw(ids: Iterable[str], size: int, seed: str) -> list[str]:
    """Draw `size` of the articles at random, or all if there are fewer.

    The same ones are drawn for the same seed (the week), in whatever order they come and on any version of Python: those with the lowest SHA-256 of
    seed and id.
    """
    return nsmallest(size, set(ids), key=lambda article: sha256(f"{seed}\n{article}".encode()).digest())


def estimate(weeks: Sequence[SampleWeek]) -> Missed:
    """Estimate how many articles of these weeks were missed: the sum over strata of population × incidents / decided, with its interval."""
    begun = {week.week for week in weeks if not week.usable}
    used = [week for week in weeks if week.week not in begun]
    waiting = [week for week in weeks if week.week in begun]
    undecided = Counter[str]()
    for week in weeks:
        undecided[week.week] += week.drawn - week.decided
    return Missed(
        weeks=_names(used),
        population=sum(week.population for week in used),
        decided=sum(week.decided for week in used),
        found=sum(week.incidents for week in used),
        missed=_missed(used) if used else None,
        waiting=_names(waiting),
        waiting_population=sum(week.population for week in waiting),
        undecided=tuple((name, count) for name, count in undecided.items() if count),
    )


def _names(weeks: Iterable[SampleWeek]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(week.week for week in weeks))


def _missed(weeks: Sequence[SampleWeek]) -> Interval:
    """Return the count of completely decided weeks plus the interval over the others. The bounds are whole articles, rounded outwards."""
    open_weeks = [week for week in weeks if week.decided < week.population]
    certain = sum(week.incidents for week in weeks if week.decided == week.population)
    if not open_weeks:
        return Interval(certain, certain, certain)
    number = math.fsum(week.population * week.incidents / week.decided for week in open_weeks)
    if len(open_weeks) == 1:
        week = open_weeks[0]
        low, high = hypergeometric_bounds(week.population, week.decided, week.incidents)
    else:
        counted = sum(week.incidents for week in open_weeks)
        bounds = gamma_bounds([(week.population / week.decided, week.incidents) for week in open_weeks])
        low = max(counted, math.floor(bounds[0]))
        high = min(counted + sum(week.population - week.decided for week in open_weeks), math.ceil(bounds[1]))
    return Interval(certain + number, certain + low, certain + high)


def hypergeometric_bounds(population: int, drawn: int, found: int) -> tuple[int, int]:
    """Return the smallest and the largest number of marked ones in the population that are compatible with the sample.

    That is, at least, and at most, `found` among `drawn` are no rarer than the probability left on that side.
    """

    def seen(marked: int, counts: range) -> float:
        whole = log_choose(population, drawn)
        possible = range(max(counts.start, drawn - (population - marked)), min(counts.stop, marked + 1))
        return math.fsum(math.exp(log_choose(marked, count) + log_choose(population - marked, drawn - count) - whole) for count in possible)

    least, most = found, population - (drawn - found)
    low = _first(least, most, lambda marked: seen(marked, range(found, drawn + 1)) > _TAIL)
    high = _first(least, most + 1, lambda marked: seen(marked, range(found + 1)) <= _TAIL) - 1
    return low, high


def gamma_bounds(counts: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Return the bounds of a sum of weighted Poisson counts, given as (weight, count); weights are positive."""
    total = math.fsum(weight * count for weight, count in counts)
    variance = math.fsum(weight * weight * count for weight, count in counts)
    heaviest = max(weight for weight, _ in counts)
    low = variance / total * gamma_quantile(total * total / variance, _TAIL) if total else 0.0
    above, spread = total + heaviest, variance + heaviest * heaviest
    return low, spread / above * gamma_quantile(above * above / spread, 1 - _TAIL)


def gamma_quantile(shape: float, chance: float) -> float:
    """Return the value below which a gamma variable of this shape and scale 1 is with this probability (0 < chance < 1)."""
    high = shape
    while gamma_below(shape, high) < chance:
        high += 10 * math.sqrt(shape) + 10
    low = 0.0
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if gamma_below(shape, middle) < chance else (low, middle)
    return high


def gamma_below(shape: float, value: float) -> float:
    """Return the probability that a gamma variable of this shape, with scale 1, is below a value ≥ 0.

    It is the regularised incomplete gamma function, by its series. M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 6.5.29.
    """
    if value <= 0:
        return 0.0
    term = total = 1 / shape
    step = shape
    while term > total * 1e-16:
        step += 1
        term *= value / step
        total += term
    return min(1.0, total * math.exp(shape * math.log(value) - value - math.lgamma(shape)))


def _first(start: int, stop: int, holds: Callable[[int], bool]) -> int:
    """Return the first number from `start` at which a monotonic condition is true; `stop` if it is true at none before."""
    while start < stop:
        middle = (start + stop) // 2
        start, stop = (start, middle) if holds(middle) else (middle + 1, stop)
    return start


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
        first, last = self.since.year * 12 + self.since.month - 1, self.until.year * 12 + self.until.month
        return [(nth // 12, nth % 12 + 1) for nth in range(first, last)]

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
class Hearing:
    """How well the screening found incidents, by the weekly samples of the period, and how far people agree. `recall` None: not known yet."""

    missed: Missed
    confirmed: int
    recall: Interval | None
    agreement: Agreement


def hearing(session: Session, days: StatisticsPeriod) -> Hearing:
    """Return both measures over a period. Sample weeks count as whole weeks."""
    strata = weekly_sample.strata(session, iso_week(days.since), iso_week(days.until))
    missed = estimate([SampleWeek(stratum.week, stratum.population, stratum.drawn, stratum.decided, stratum.incidents) for stratum in strata])
    by_week = weekly_sample.confirmed_by_week(session) if missed.weeks else Counter[str]()
    confirmed = sum(by_week[week] for week in missed.weeks)
    first = start_of_day(days.since)
    after = start_of_day(days.until + timedelta(days=1))
    return Hearing(missed, confirmed, missed.recall(confirmed), opinions.agreement(session, first, after))


def _by_month(incidents: Iterable[Incident], days: StatisticsPeriod) -> dict[Month, int]:
    counts = Counter((incident.day.year, incident.day.month) for incident in incidents if incident.day)
    return {month: counts[month] for month in days.months}


def _by_block(incidents: Iterable[Incident], days: StatisticsPeriod) -> dict[Month, Mapping[str | None, int]]:
    counts = Counter((incident.day.year, incident.day.month, CATEGORIES[incident.primary].block) for incident in incidents if incident.day)
    return {month: {block: counts[*month, block] for block in ("A", "B", "C", None) if counts[*month, block]} for month in days.months}
