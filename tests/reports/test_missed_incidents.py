"""The estimate of missed incidents: the draw is the same twice, the interval holds the truth, and what nobody decided is named, not guessed."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sqlalchemy import Engine, select

from flows.sampling import draw_sample
from records import review
from records.database import read_session, write_transaction
from records.filters import RowFilter
from records.review.weekly_sample import FAR, Stratum
from records.tables import DraftArticleRow, SampleRow, SampleWeekRow
from reports.exports.article_exports import missed_rows
from reports.missed_incidents import (
    CONFIDENCE,
    BadSample,
    Interval,
    draw,
    estimate,
    gamma_below,
    gamma_bounds,
    gamma_quantile,
    hypergeometric_bounds,
)
from tests import layers
from tests.records import rows
from tests.reports.recounted_missed import ScreenedOut, cards_of, stratum_of
from tests.reports.recounted_missed import missed as recounted_missed


def week(population: int, decided: int, incidents: int, drawn: int | None = None, name: str = "2026-W40") -> Stratum:
    """A week whose whole sample is decided, unless more were drawn."""
    return Stratum(name, FAR, population, decided if drawn is None else drawn, decided, incidents)


def missed(*weeks: Stratum) -> Interval:
    found = estimate(weeks).missed
    assert found is not None
    return found


@st.composite
def sample_weeks(draw_: st.DrawFn, least: int = 0) -> Stratum:
    population = draw_(st.integers(least, 5_000))
    drawn = draw_(st.integers(least, min(population, 60)))
    decided = draw_(st.integers(least, drawn))
    return Stratum(draw_(st.sampled_from(["2026-W01", "2026-W02", "2026-W03"])), FAR, population, drawn, decided, draw_(st.integers(0, decided)))


def test_a_draw_is_the_same_whatever_the_order_and_a_later_article_changes_one_at_most() -> None:
    ids = [f"article-{number}" for number in range(500)]
    first = draw(ids, 20, "2026-W48")
    assert draw(reversed(ids), 20, "2026-W48") == first
    assert len(set(first)) == 20
    assert set(first) <= set(ids)
    assert draw(ids, 20, "2026-W49") != first
    assert sorted(draw(["b", "a", "b"], 5, "2026-W48")) == ["a", "b"]
    assert draw([], 5, "2026-W48") == []
    ids = [f"article-{number}" for number in range(200)]
    assert len(set(draw(ids, 10, "w")) - set(draw([*ids, "late"], 10, "w"))) <= 1


def test_every_article_is_drawn_about_as_often_as_any_other_over_many_weeks() -> None:
    ids = [f"article-{number}" for number in range(10)]
    drawn = [article for number in range(2_000) for article in draw(ids, 3, f"week-{number}")]
    assert stats.chisquare([drawn.count(article) for article in ids]).pvalue > 0.001


def test_the_interval_of_one_week_is_as_wide_as_the_sample_is_small() -> None:
    assert missed(week(20_000, 50, 0)) == Interval(0, 0, 1420)
    assert missed(week(20_000, 50, 1)) == Interval(400, 11, 2127)
    assert missed(week(30, 30, 2)) == Interval(2, 2, 2)


@pytest.mark.parametrize(("population", "drawn", "found"), [(200, 20, 1), (1000, 50, 3), (37, 11, 5), (10, 9, 8), (5, 1, 0)])
def test_the_exact_bounds_are_those_of_scipys_hypergeometric_distribution(population: int, drawn: int, found: int) -> None:
    possible = range(found, population - drawn + found + 1)
    tail = (1 - CONFIDENCE) / 2
    low = min(marked for marked in possible if stats.hypergeom.sf(found - 1, population, marked, drawn) > tail)
    high = max(marked for marked in possible if stats.hypergeom.cdf(found, population, marked, drawn) > tail)
    assert hypergeometric_bounds(population, drawn, found) == (low, high)


@pytest.mark.parametrize(("population", "drawn"), [(40, 10), (60, 5), (25, 20)])
def test_the_interval_of_one_week_holds_the_truth_in_ninety_five_of_a_hundred_draws_whatever_it_is(population: int, drawn: int) -> None:
    bounds = [hypergeometric_bounds(population, drawn, found) for found in range(drawn + 1)]
    for truth in range(population + 1):
        chances = stats.hypergeom.pmf(range(drawn + 1), population, truth, drawn)
        assert sum(chance for chance, (low, high) in zip(chances, bounds, strict=True) if low <= truth <= high) >= CONFIDENCE


@pytest.mark.parametrize("shape", [0.05, 0.4, 1.0, 2.7, 55.3, 3_000.0])
@pytest.mark.parametrize("chance", [0.025, 0.5, 0.975])
def test_the_gamma_quantile_is_scipys(shape: float, chance: float) -> None:
    assert gamma_quantile(shape, chance) == pytest.approx(stats.gamma.ppf(chance, shape), rel=1e-9)
    assert gamma_below(shape, shape) == pytest.approx(stats.gamma.cdf(shape, shape), rel=1e-9)


def test_weeks_are_weighed_by_what_was_decided_in_each() -> None:
    weeks = [week(20_000 + number, 50, 0) for number in range(52)]
    assert missed(*weeks) == Interval(0, 0, -(-stats.chi2.ppf(0.975, 2) / 2 * 20_051 / 50 // 1))
    low, high = gamma_bounds([(100.0, 1), (100.0, 0), (100.0, 2)])
    assert low == pytest.approx(100 * stats.chi2.ppf(0.025, 6) / 2)
    assert high == pytest.approx(100 * stats.chi2.ppf(0.975, 8) / 2)
    assert missed(week(1_000, 50, 1), week(3_000, 50, 2), week(9_000, 50, 0)).estimate == pytest.approx(20 + 120)
    alone = missed(week(2_000, 40, 1))
    assert missed(week(2_000, 40, 1), week(30, 30, 2)) == Interval(alone.estimate + 2, alone.low + 2, alone.high + 2)
    found = missed(week(31, 30, 5), week(41, 40, 6))
    assert (found.low, found.high) == (11, 13)


@pytest.mark.parametrize(
    ("sizes", "drawn", "truths"),
    [
        ((60, 300), (12, 10), (0, 47)), ((1_000, 1_000), (20, 20), (186, 189)), ((1_000, 5_000), (20, 10), (0, 118)),
        ((50, 2_000), (40, 10), (5, 115)), ((400, 400, 3_000), (8, 8, 6), (14, 64, 0)), ((5_000, 100), (20, 5), (0, 3)),
        ((1_000, 19_000), (20, 10), (60, 40)), ((100, 495, 9_405), (10, 10, 10), (30, 12, 20)),
    ],
)  # fmt: skip
def test_the_interval_of_several_weeks_holds_the_truth_in_ninety_five_of_a_hundred_draws(
    sizes: tuple[int, ...], drawn: tuple[int, ...], truths: tuple[int, ...]
) -> None:
    chances = [stats.hypergeom.pmf(range(many + 1), size, truth, many) for size, many, truth in zip(sizes, drawn, truths, strict=True)]
    held = 0.0
    for found in product(*(range(many + 1) for many in drawn)):
        chance = 1.0
        for number, count in enumerate(found):
            chance *= chances[number][count]
        if chance > 1e-7:
            interval = missed(*(week(size, many, count) for size, many, count in zip(sizes, drawn, found, strict=True)))
            held += chance * (interval.low <= sum(truths) <= interval.high)
    assert held >= CONFIDENCE


def test_a_year_of_rare_incidents_is_held_in_ninety_five_of_a_hundred_drawn_years() -> None:
    chance, years, held = random.Random(2026), 300, 0
    truths = [(14_000 + 500 * (number % 20), number % 7 * 8) for number in range(52)]
    for _ in range(years):
        found = [sum(chance.random() < truth / size for _ in range(40)) for size, truth in truths]
        interval = missed(*(week(size, 40, count) for (size, _), count in zip(truths, found, strict=True)))
        held += interval.low <= sum(truth for _, truth in truths) <= interval.high
    assert held / years >= CONFIDENCE - 0.02


@given(st.lists(sample_weeks(), max_size=8))
def test_the_bounds_contain_the_estimate_and_stay_between_what_was_found_and_what_nobody_looked_at(weeks: list[Stratum]) -> None:
    result = estimate(weeks)
    assert result.population + result.waiting_population == sum(one.population for one in weeks)
    if result.missed is None:
        assert not result.weeks
        return
    assert result.found <= result.missed.low <= result.missed.estimate + 1e-6
    assert result.missed.estimate - 1e-6 <= result.missed.high <= result.found + result.population - result.decided


@given(st.lists(sample_weeks(least=1), min_size=1, max_size=6), st.integers(0, 5))
def test_one_more_incident_in_a_sample_raises_the_estimate_and_never_lowers_the_upper_bound(weeks: list[Stratum], place: int) -> None:
    chosen = weeks[place % len(weeks)]
    if chosen.incidents == chosen.decided or chosen.week in estimate(weeks).waiting:
        return
    more = [replace(one, incidents=one.incidents + 1) if one is chosen else one for one in weeks]
    before, after = missed(*weeks), missed(*more)
    assert before.estimate < after.estimate
    assert before.high <= after.high


@given(st.integers(10, 5_000), st.integers(1, 10), st.lists(st.integers(0, 9), min_size=2, max_size=5), st.integers(1, 5))
def test_one_more_incident_never_lowers_a_bound_where_every_week_weighs_the_same(population: int, decided: int, found: list[int], place: int) -> None:
    weeks = [week(population, decided, min(one, decided)) for one in found]
    chosen = weeks[place % len(weeks)]
    more = [replace(one, incidents=min(one.incidents + 1, decided)) if one is chosen else one for one in weeks]
    assert missed(*weeks).low <= missed(*more).low
    assert missed(*weeks).high <= missed(*more).high


@given(st.integers(2, 400), st.data())
def test_the_more_of_a_week_is_looked_through_in_vain_the_fewer_can_have_been_missed(population: int, data: st.DataObject) -> None:
    decided = data.draw(st.integers(1, population - 1))
    assert missed(week(population, decided + 1, 0)).high <= missed(week(population, decided, 0)).high


def test_without_a_week_nothing_is_claimed_and_one_without_screened_out_articles_missed_nothing() -> None:
    result = estimate([week(0, 0, 0)])
    assert result.missed == Interval(0, 0, 0)
    assert result.share is None
    result = estimate([])
    assert (result.missed, result.share, result.recall(10)) == (None, None, None)


def test_undecided_drafts_are_left_out_as_if_not_drawn_and_named() -> None:
    result = estimate([week(2_000, 30, 1, drawn=50, name="2026-W41"), week(2_000, 50, 1, name="2026-W42")])
    assert result.undecided == (("2026-W41", 20),)
    assert result.decided == 80
    assert result.missed is not None
    assert result.missed.estimate == pytest.approx(2_000 / 30 + 2_000 / 50)


def test_a_week_of_which_less_than_half_is_decided_waits_and_says_nothing() -> None:
    done, begun = week(20_000, 50, 0, name="2026-W41"), week(20_000, 24, 0, drawn=50, name="2026-W42")
    result = estimate([done, begun])
    assert (result.weeks, result.waiting, result.waiting_population) == (("2026-W41",), ("2026-W42",), 20_000)
    assert result.missed == missed(done)
    assert estimate([begun]).missed is None
    assert estimate([week(20_000, 0, 0)]).waiting == ("2026-W40",)


def test_a_week_waits_whole_until_half_of_each_of_its_strata_is_decided() -> None:
    near, far = week(1_000, 20, 2), week(19_000, 4, 0, drawn=10)
    begun, done = estimate([near, far]), estimate([near, week(19_000, 5, 0, drawn=10)])
    assert (begun.weeks, begun.waiting, begun.waiting_population, begun.missed) == ((), ("2026-W40",), 20_000, None)
    assert (done.weeks, done.waiting, done.undecided) == (("2026-W40",), (), (("2026-W40", 5),))
    assert done.missed is not None
    assert done.missed.estimate == pytest.approx(100)


@pytest.mark.parametrize("numbers", [(100, 50, 40, 41), (100, 50, 51, 0), (40, 50, 10, 0), (100, 50, 10, -1)])
def test_figures_that_contradict_each_other_are_refused_with_the_week(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(BadSample, match="2026-W41"):
        estimate([Stratum("2026-W41", FAR, *numbers)])


def test_share_and_recall_are_worked_out_of_the_estimate() -> None:
    share = estimate([week(20_000, 50, 1)]).share
    assert share == Interval(0.02, 11 / 20_000, 2127 / 20_000)
    recall = estimate([week(20_000, 50, 1)]).recall(1_600)
    assert recall is not None
    assert recall == Interval(0.8, 1_600 / 3_727, 1_600 / 1_611)
    assert recall.low < recall.estimate < recall.high


def test_the_figures_go_out_as_plain_values() -> None:
    told = estimate([week(20_000, 50, 1), week(20_000, 1, 0, drawn=9, name="2026-W41")]).to_json()
    assert told["missed"] == {"estimate": 400, "low": 11, "high": 2127}
    assert (told["waiting"], told["undecided"], told["confidence"]) == (["2026-W41"], {"2026-W41": 8}, 0.95)


# Three Mondays; the first sample is that of 2026-W47.
MONDAYS = [datetime(2026, 11, 23, 6, tzinfo=UTC) + timedelta(days=7 * nth) for nth in range(3)]
# With many disputed articles, with few, and where the lexical judge reads alone.
KNOWN = (0.7, 0.02, 0.0)


def test_strata_cards_and_what_was_missed_are_what_the_rule_says(engine: Engine) -> None:
    chance = random.Random(2026)
    recounted = 0.0
    for week, (monday, known) in enumerate(zip(MONDAYS, KNOWN, strict=True)):
        told = [
            ScreenedOut(f"w{week}a{nth}", round(chance.random() ** 6, 4), round(chance.random() ** 8, 4) if chance.random() < known else None)
            for nth in range(chance.randrange(*((400, 900) if layers.is_full() else (100, 200))))
        ]
        with write_transaction(engine) as session:
            for one in told:
                rows.article(session, one.article, now=monday - timedelta(days=1 + chance.randrange(5)))
                rows.screening(session, one.article, flagged=False, score=one.score, disagreement=one.apart)
        draw_sample(engine, "test 1", monday)
        placed = stratum_of(told)
        with read_session(engine) as session:
            query = select(DraftArticleRow.article_id, DraftArticleRow.draft_id, SampleRow.stratum).join(
                SampleRow, SampleRow.draft_id == DraftArticleRow.draft_id
            )
            drawn = {article: (draft, stratum) for article, draft, stratum in session.execute(query) if article.startswith(f"w{week}")}
            populations = dict(
                session.execute(select(SampleWeekRow.stratum, SampleWeekRow.population).where(SampleWeekRow.week.endswith(f"{47 + week}"))).all()
            )
        assert populations == {name: sum(one == name for one in placed.values()) for name in set(placed.values())}
        assert {name: sum(one == name for _, one in drawn.values()) for name in cards_of(placed)} == cards_of(placed)
        assert {article: stratum for article, (_, stratum) in drawn.items()} == {article: placed[article] for article in drawn}
        incidents = {article for article in drawn if chance.random() < 0.2}
        with write_transaction(engine) as session:
            for article, (draft, _) in drawn.items():
                if article in incidents:
                    review.confirm(session, draft, who="Aigul", now=monday, fields={"primary": "ATT"})
                else:
                    review.reject(session, draft, who="Aigul", now=monday, reason="not_press")
        with read_session(engine) as session:
            (*_, mine, whole) = missed_rows(session, RowFilter())
        assert mine["missed"] == pytest.approx(recounted_missed(placed, drawn, incidents), abs=0.051)
        recounted += recounted_missed(placed, drawn, incidents)
    assert whole["missed"] == pytest.approx(recounted, abs=0.051)
