"""Whether an outlet drifts: a week against the weeks before it, with few false alarms."""

import math
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sqlalchemy import Engine

from records.clock import last_full_week
from records.outlets.weekly_scores import ScreeningCounts, Weeks
from reports.drift import ENOUGH, LEAST_WEEKS, PAST_WEEKS, chi_square_tail, corrected, dispersion, exact_test, judged, stability_index
from tests import layers
from tests.conftest import NOW
from tests.flows.notify.notice_listener import Listener
from tests.reports.drift_weeks import due, lines, past, screened, tell

WEEK = timedelta(weeks=1)
# NOW is a Tuesday; this is the Monday of the week before.
LAST = date(2026, 11, 16)
MODEL = "test 1"
LOW, HIGH = 0.001, 0.9


def test_a_week_that_is_not_over_is_not_judged(engine: Engine, listener: Listener) -> None:
    past(engine, before=LAST + WEEK)
    screened(engine, LAST + WEEK, 200, 40)
    last_minute = datetime.fromisoformat("2026-11-29T23:59:59+05:00")
    tell(engine, listener.address, now=last_minute)
    assert listener.told == []
    tell(engine, listener.address, now=last_minute + timedelta(seconds=1))
    assert len(listener.told) == 1
    assert last_full_week(date(2026, 11, 29)) == LAST
    assert last_full_week(date(2026, 11, 30)) == LAST + WEEK


@pytest.mark.parametrize(
    ("weeks", "before", "number", "told"),
    [
        (LEAST_WEEKS, ENOUGH, ENOUGH, True),
        (LEAST_WEEKS - 1, 200, ENOUGH, False),
        (PAST_WEEKS, ENOUGH - 1, ENOUGH, False),
        (PAST_WEEKS, 200, ENOUGH - 1, False),
    ],
)
def test_few_articles_or_weeks_give_no_verdict(engine: Engine, weeks: int, before: int, number: int, told: bool) -> None:
    past(engine, before, 0, weeks=weeks)
    screened(engine, LAST, number, number)
    assert ("kz_oral" in due(engine)) is told
    row = next(row for row in lines(engine, outlet="kz_oral") if row["week"] == "2026-W47")
    assert (row["drifted"], row["p"] is None, row["psi"] is None) == ((True, False, False) if told else (None, True, True))


def test_weeks_longer_ago_than_eight_are_no_past(engine: Engine) -> None:
    past(engine, 200, 0, before=LAST - (PAST_WEEKS - LEAST_WEEKS + 1) * WEEK)
    screened(engine, LAST, 200, 100)
    assert due(engine) == []


def drawn(chance: random.Random, number: int, shares: Sequence[float], clusters: float) -> ScreeningCounts:
    """A week of independent articles, and of events each of which a cluster of flagged articles tells of: `clusters` of them for ten articles."""
    places = chance.choices(range(len(shares)), shares, k=number)
    for _ in range(sum(chance.random() < clusters for _ in range(number // 10)) if clusters else 0):
        size = min(number, 1 + int(math.log(1 - chance.random()) / math.log(0.6)))
        places[:size] = [4] * size
        chance.shuffle(places)
    bins = tuple(places.count(place) for place in range(len(shares)))
    return ScreeningCounts(number, bins[4] + bins[3] // 5, sum(bins[place] * score for place, score in enumerate((0, 0.03, 0.1, 0.3, 0.7))), bins)


@cache
def steady_press(seed: int, outlets: int, clusters: float) -> Weeks:
    """A press each outlet of which goes on as it was, in its own proportions."""
    chance = random.Random(seed)
    press: Weeks = {None: {}}
    for outlet in range(outlets):
        number = chance.randint(ENOUGH, 300)
        shares = [weight * chance.uniform(0.3, 1.7) for weight in (0.9, 0.05, 0.03, 0.014, 0.006)]
        press[f"kz_{outlet}"] = {LAST - back * WEEK: drawn(chance, round(number * chance.uniform(0.7, 1.4)), shares, clusters) for back in range(9)}
        for week, counts in press[f"kz_{outlet}"].items():
            press[None][week] = press[None].get(week, ScreeningCounts()) + counts
    return press


@pytest.mark.parametrize(("clusters", "most"), [(0.0, 1), (0.03, 3)])
def test_a_hundred_steady_outlets_raise_next_to_no_false_notices(clusters: float, most: int) -> None:
    weeks = [judged(steady_press(seed, 100, clusters), LAST, NOW.date()) for seed in range(30 if layers.is_full() else 4)]
    assert sum(one.drifted is not None for week in weeks for one in week) > 97 * len(weeks)
    false = [(seed, one) for seed, week in enumerate(weeks) for one in week if one.drifted]
    assert len({seed for seed, _ in false}) <= most


def test_without_a_correction_for_their_number_the_same_outlets_would_raise_some() -> None:
    weeks = [judged(steady_press(seed, 100, 0.03), LAST, NOW.date()) for seed in range(4)]
    assert sum(one.p is not None and one.p <= 0.01 for week in weeks for one in week) > 3


def test_jumps_are_found_among_many_steady_outlets() -> None:
    found = []
    for seed in range(4):
        press = dict(steady_press(seed, 100, 0.03))
        press["kz_new"] = {LAST - back * WEEK: ScreeningCounts(300, 1, 3.0, (280, 12, 5, 2, 1)) for back in range(1, 9)} | {
            LAST: ScreeningCounts(300, 30, 24.0, (255, 10, 5, 0, 30))
        }
        found.append([one.outlet for one in judged(press, LAST, NOW.date()) if one.drifted and one.outlet == "kz_new"])
    assert found == [["kz_new"]] * 4


def test_a_difference_that_nobody_would_look_into_is_not_reported_however_sure_it_is() -> None:
    before = ScreeningCounts(200_000, 2_000, 0.0, (198_000, 0, 0, 0, 2_000))
    press: Weeks = {
        "kz_large": {LAST - back * WEEK: before for back in range(1, 9)} | {LAST: ScreeningCounts(200_000, 2_800, 0.0, (197_200, 0, 0, 0, 2_800))}
    }
    (one,) = judged(press, LAST, NOW.date())
    assert one.p is not None
    assert one.p < 1e-9
    assert not one.drifted


_number = st.integers(0, 400)


@given(st.tuples(_number, _number), st.tuples(_number, _number))
def test_the_exact_test_is_fishers(now: tuple[int, int], before: tuple[int, int]) -> None:
    flagged, rest = now
    past_flagged, past_rest = before
    expected = stats.fisher_exact([[flagged, rest], [past_flagged, past_rest]]).pvalue
    assert exact_test(flagged, flagged + rest, past_flagged, past_flagged + past_rest) == pytest.approx(expected, rel=1e-6)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_correction_is_that_of_benjamini_and_hochberg(chances: list[float]) -> None:
    assert corrected(chances) == pytest.approx(list(stats.false_discovery_control(chances)))


def test_the_tests_and_corrections_are_those_of_the_textbooks() -> None:
    for value in [0.0, 0.7, 9.5, 40.0, 5000.0]:
        assert chi_square_tail(value, 4) == pytest.approx(float(stats.chi2.sf(value, 4)))
    weeks = [(3, 50, 0), (9, 40, 0), (0, 60, 0)]
    expected = stats.chi2_contingency([week[:2] for week in weeks], correction=False).statistic / 2
    assert dispersion(weeks) == pytest.approx(float(expected))
    assert dispersion([(5, 50)] * 3) == 1.0
    assert dispersion([(0, 50)] * 3) == 1.0
    now, before = [8_000_000, 2_000_000], [9_000_000, 1_000_000]
    assert stability_index(now, before) == pytest.approx(-0.1 * math.log(8 / 9) + 0.1 * math.log(2), rel=1e-5)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3000)), min_size=5, max_size=5))
def test_the_stability_index_is_nought_for_the_same_shares_and_grows_from_there(pairs: list[tuple[int, int]]) -> None:
    now, before = [a for a, _ in pairs], [b for _, b in pairs]
    if sum(now) and sum(before):
        assert stability_index(now, before) >= 0
        assert stability_index(now, [7 * count for count in now]) == pytest.approx(0, abs=1e-9)
