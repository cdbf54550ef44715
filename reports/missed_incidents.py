"""Estimates of the incidents that the screening missed, from weekly random samples of what it screened out, and of its recall.

Every figure is an estimate with an interval that contains the true value in at least CONFIDENCE of all draws, also when no incident was found. For
one week it is the exact interval for drawing without replacement, by inverting both tails of the hypergeometric distribution: J. P. Buonaccorsi, "A
note on confidence intervals for proportions in finite populations", The American Statistician 41 (1987). If a whole week was looked at, it is the
count itself. For several weeks incidents found are Poisson counts, each weighted by population / decided of its week: M. P. Fay and E. J. Feuer,
"Confidence intervals for directly standardized rates: a method based on the gamma distribution", Statistics in Medicine 16 (1997): exact for equal
weights, else conservative in their simulations and in the tests here. It is limited to possible values: no fewer than were found, no more than those
and all articles that nobody looked at. One more incident in a week of large weight widens it on both sides. Articles are drawn, so articles are
estimated: several may be about one incident. At most as many incidents were missed, and recall is at least as high.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest
from typing import Any

from records.errors import QorganError
from records.i18n import tr
from records.review.weekly_sample import Stratum
from reports.combinations import log_choose

CONFIDENCE = 0.95
# The probability left on either side.
_TAIL = (1 - CONFIDENCE) / 2


class BadSample(QorganError):
    """The figures of a week's sample contradict each other. Raised where they are combined; no estimate is made (exit 1)."""


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


def estimate(strata: Sequence[Stratum]) -> Missed:
    """Estimate how many articles of these weeks were missed: the sum over strata of population × incidents / decided, with its interval.

    Raises BadSample if the figures of a stratum contradict each other.
    """
    for stratum in strata:
        _require_possible(stratum)
    begun = {stratum.week for stratum in strata if not _is_usable(stratum)}
    used = [stratum for stratum in strata if stratum.week not in begun]
    waiting = [stratum for stratum in strata if stratum.week in begun]
    undecided = Counter[str]()
    for stratum in strata:
        undecided[stratum.week] += stratum.drawn - stratum.decided
    return Missed(
        weeks=_names(used),
        population=sum(stratum.population for stratum in used),
        decided=sum(stratum.decided for stratum in used),
        found=sum(stratum.incidents for stratum in used),
        missed=_missed(used) if used else None,
        waiting=_names(waiting),
        waiting_population=sum(stratum.population for stratum in waiting),
        undecided=tuple((name, count) for name, count in undecided.items() if count),
    )


def _require_possible(stratum: Stratum) -> None:
    if not 0 <= stratum.incidents <= stratum.decided <= stratum.drawn <= stratum.population:
        template = tr(
            "Week {week}: {incidents} incidents in {decided} decided of {drawn} drawn of {population} articles cannot be. Check its sample."
        )
        raise BadSample(template.format(**vars(stratum)))


def _is_usable(stratum: Stratum) -> bool:
    """Return whether an estimate may use it: at least half of its sample is decided, or there was nothing to draw from.

    In a week just begun a few decided articles would represent tens of thousands, and those decided first are the easy ones.
    """
    return stratum.population == 0 or (stratum.decided > 0 and 2 * stratum.decided >= stratum.drawn)


def _names(strata: Iterable[Stratum]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stratum.week for stratum in strata))


def _missed(strata: Sequence[Stratum]) -> Interval:
    """Return the count of completely decided strata plus the interval over the others. The bounds are whole articles, rounded outwards."""
    open_strata = [stratum for stratum in strata if stratum.decided < stratum.population]
    certain = sum(stratum.incidents for stratum in strata if stratum.decided == stratum.population)
    if not open_strata:
        return Interval(certain, certain, certain)
    number = math.fsum(stratum.population * stratum.incidents / stratum.decided for stratum in open_strata)
    if len(open_strata) == 1:
        stratum = open_strata[0]
        low, high = hypergeometric_bounds(stratum.population, stratum.decided, stratum.incidents)
    else:
        counted = sum(stratum.incidents for stratum in open_strata)
        bounds = gamma_bounds([(stratum.population / stratum.decided, stratum.incidents) for stratum in open_strata])
        low = max(counted, math.floor(bounds[0]))
        high = min(counted + sum(stratum.population - stratum.decided for stratum in open_strata), math.ceil(bounds[1]))
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
