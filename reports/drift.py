"""Drift of the screening: whether an outlet's week differs from its own earlier weeks, with the same model, in flagged share or scores.

Pure: counts in, answers out. "Drifted" needs two things: chance is ruled out (the tests below, at FALSE_SHARE), and the difference is large enough to
matter (RATIO, PSI).

Articles on one event come in clusters, so counts vary more from week to week than those of independent articles. How much more is measured on the
outlet's own past, but is at least what is usual in the press; counts are divided by it before they are tested: J. N. K. Rao and A. J. Scott, "A
simple method for the analysis of clustered binary data", Biometrics 48 (1992); for several classes the first-order correction of the same authors,
Annals of Statistics 12 (1984).

A lasting change becomes part of the past with which it is compared. So it is found in its first week, and in the next two or three if it is large.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from records.clock import last_full_week
from records.outlets.weekly_scores import ScreeningCounts, Weeks
from reports.combinations import log_choose

# Number of earlier weeks to compare with, and how many of them must have enough articles.
PAST_WEEKS, LEAST_WEEKS = 8, 4
# Fewest articles in a week for it to be judged or to count as past.
ENOUGH = 20
# The accepted share of false differences among all that are reported.
FALSE_SHARE = 0.01
# The flagged share has to have grown or fallen by this factor: with many articles even negligible differences are significant.
RATIO = 1.5
# A distribution counts as changed from this population stability index on; below 0.1 it is unchanged, between the two worth a look. N. Siddiqi,
# Credit Risk Scorecards (Wiley, 2006).
PSI = 0.25
# Two probabilities whose relative difference is smaller than this are equal up to rounding.
_SAME = 1e-7


@dataclass(frozen=True)
class Comparison:
    """One outlet's week compared with its past. `outlet` None = all together; `week` is its Monday.

    `past` sums the `weeks` that had enough articles. Without a verdict (too few of either, or the week is not over) all fields that follow are None.
    `p` and `psi_p` are the probabilities of a difference at least as large if nothing had changed, in the flagged share and in the scores; the
    corrected ones are set by `judged`.
    """

    outlet: str | None
    week: date
    counts: ScreeningCounts
    weeks: int
    past: ScreeningCounts
    p: float | None = None
    psi: float | None = None
    psi_p: float | None = None
    p_corrected: float | None = None
    psi_p_corrected: float | None = None

    @property
    def flags_drifted(self) -> bool:
        """Whether the flagged share differs."""
        if self.p_corrected is None or self.p_corrected > FALSE_SHARE:
            return False
        low, high = sorted((self.counts.rate or 0.0, self.past.rate or 0.0))
        return high >= RATIO * low

    @property
    def scores_drifted(self) -> bool:
        """Whether the distribution of the scores differs."""
        return self.psi is not None and self.psi >= PSI and self.psi_p_corrected is not None and self.psi_p_corrected <= FALSE_SHARE

    @property
    def drifted(self) -> bool | None:
        """Whether either differs; None without a verdict."""
        return None if self.p is None else self.flags_drifted or self.scores_drifted


def judged(counts: Weeks, week: date, today: date) -> list[Comparison]:
    """Compare every outlet screened in a week with its past: all together first, then by name. An unfinished week has no verdict.

    The probabilities are corrected for the number of tests made on this week.
    """
    over = week <= last_full_week(today)
    cases = [_Case.of(outlet, week, counts[outlet], over) for outlet in sorted(counts, key=lambda name: name or "") if week in counts[outlet]]
    usual = _usual_scatter([_scatter(case.past) for case in cases if case.enough and case.outlet is not None])
    compared = [case.compared(usual) for case in cases]
    right = iter(corrected([chance for comparison in compared for chance in (comparison.p, comparison.psi_p) if chance is not None]))
    return [
        comparison if comparison.p is None else replace(comparison, p_corrected=next(right), psi_p_corrected=next(right)) for comparison in compared
    ]


@dataclass(frozen=True)
class _Scatter:
    """How many times more than by chance the counts of flagged articles and of scores vary from week to week; at least 1."""

    flags: float = 1.0
    scores: float = 1.0


def _scatter(weeks: Sequence[ScreeningCounts]) -> _Scatter:
    """Return the scatter of one outlet's weeks."""
    return _Scatter(dispersion([(week.flagged, week.screened - week.flagged) for week in weeks]), dispersion([week.bins for week in weeks]))


def _usual_scatter(press: Sequence[_Scatter]) -> _Scatter:
    """Return the scatter that three quarters of the outlets do not exceed.

    No outlet gets less, because its eight weeks may by chance contain none of its clusters.
    """
    if not press:
        return _Scatter()
    place = len(press) * 3 // 4
    return _Scatter(sorted(scatter.flags for scatter in press)[place], sorted(scatter.scores for scatter in press)[place])


@dataclass(frozen=True)
class _Case:
    """An outlet's week, and the weeks before it that had enough articles."""

    outlet: str | None
    week: date
    counts: ScreeningCounts
    past: tuple[ScreeningCounts, ...]
    over: bool

    @classmethod
    def of(cls, outlet: str | None, week: date, weeks: dict[date, ScreeningCounts], over: bool) -> "_Case":
        before = (weeks.get(week - timedelta(weeks=back), ScreeningCounts()) for back in range(1, PAST_WEEKS + 1))
        return cls(outlet, week, weeks[week], tuple(past_week for past_week in before if past_week.screened >= ENOUGH), over)

    @property
    def enough(self) -> bool:
        return self.over and len(self.past) >= LEAST_WEEKS and self.counts.screened >= ENOUGH

    def compared(self, usual: _Scatter) -> Comparison:
        past = sum(self.past, ScreeningCounts())
        comparison = Comparison(self.outlet, self.week, self.counts, len(self.past), past)
        if not self.enough:
            return comparison
        own, psi = _scatter(self.past), stability_index(self.counts.bins, past.bins)
        p = _flag_chance(self.counts, past, max(own.flags, usual.flags))
        return replace(comparison, p=p, psi=psi, psi_p=_psi_chance(psi, self.counts, past, max(own.scores, usual.scores)))


def _flag_chance(counts: ScreeningCounts, past: ScreeningCounts, scattered: float) -> float:
    """Return the probability that shares differ at least this much by chance."""
    numbers = (counts.flagged, counts.screened, past.flagged, past.screened)
    return exact_test(*(round(number / scattered) for number in numbers))


def _psi_chance(psi: float, counts: ScreeningCounts, past: ScreeningCounts, scattered: float) -> float:
    """Return the probability of an index at least this large by chance.

    Divided by the sum of both sizes' inverses it follows χ² with one degree of freedom less than bins. B. Yurdakul and J. Naranjo, "Statistical
    properties of the population stability index", Journal of Risk Model Validation 14 (2020).
    """
    return chi_square_tail(psi / (1 / counts.screened + 1 / past.screened) / scattered, len(counts.bins) - 1)


def stability_index(now: Sequence[int], past: Sequence[int]) -> float:
    """Return the population stability index of two distributions over the same bins (0 = alike).

    It is Σ (a - b) ln(a / b) over their shares a and b. One article is added to each bin, divided between the two by their sizes, so that an empty
    bin is not infinite and one empty in both adds nothing.
    """
    share = sum(now) / (sum(now) + sum(past))
    mine = [count + share for count in now]
    theirs = [count + 1 - share for count in past]
    shares = ((a / sum(mine), b / sum(theirs)) for a, b in zip(mine, theirs, strict=True))
    return sum((a - b) * math.log(a / b) for a, b in shares)


def dispersion(weeks: Sequence[Sequence[int]]) -> float:
    """Return how many times more than by chance the weeks' counts by class vary: Pearson's χ² over its degrees of freedom, at least 1.

    P. McCullagh and J. A. Nelder, Generalized Linear Models, 2nd ed. (1989), 4.5.
    """
    classes = [sum(column) for column in zip(*weeks, strict=True)]
    total, filled = sum(classes), [number for number, count in enumerate(classes) if count]
    freedom = (len(weeks) - 1) * (len(filled) - 1)
    if freedom <= 0:
        return 1.0
    expected = ((week[number], sum(week) * classes[number] / total) for week in weeks for number in filled)
    return max(1.0, math.fsum((observed - due) * (observed - due) / due for observed, due in expected) / freedom)


def exact_test(flagged: int, screened: int, past_flagged: int, past_screened: int) -> float:
    """Return the p value of Fisher's exact test of two shares, two-sided.

    It is the probability of all tables with these margins that are no likelier than the observed one. A. Agresti, Categorical Data Analysis, 3rd ed.
    (2013), 3.5.
    """
    marked = flagged + past_flagged
    possible = range(max(0, marked - past_screened), min(marked, screened) + 1)
    chances = [log_choose(screened, count) + log_choose(past_screened, marked - count) for count in possible]
    whole = log_choose(screened + past_screened, marked)
    observed = chances[flagged - possible.start]
    return min(1.0, math.fsum(math.exp(chance - whole) for chance in chances if chance <= observed + _SAME))


def chi_square_tail(value: float, freedom: int) -> float:
    """Return the probability that χ² with an even number of degrees of freedom is at least this value.

    It is e^-h Σ h^k / k! over k below half of them, h = half the value. M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964),
    26.4.5.
    """
    half = value / 2
    return math.exp(-half) * math.fsum(math.pow(half, k) / math.factorial(k) for k in range(freedom // 2))


def corrected(chances: Iterable[float]) -> list[float]:
    """Correct probabilities for their number, keeping their order: at most a share q of those at or below q are false.

    Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995).
    """
    values = list(chances)
    order = sorted(range(len(values)), key=lambda number: values[number], reverse=True)
    result, least = [1.0] * len(values), 1.0
    for rank, number in zip(range(len(values), 0, -1), order, strict=True):
        least = min(least, values[number] * len(values) / rank)
        result[number] = least
    return result
