"""The weekly sample of what was screened out: drawn once, marked, decided by people, and what it says of the incidents that were missed."""

import random
from datetime import UTC, datetime, timedelta
from statistics import fmean, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from flows.sampling import SIZES, dealt, draw_sample
from records import review
from records.database import read_session, write_transaction
from records.filters import WAITING, DraftFilter, DraftKind, RowFilter
from records.review import weekly_sample
from records.review.drafts_queue import count
from records.review.weekly_sample import DISPUTED, FAR, NEAR
from records.tables import DraftArticleRow, DraftRow, SampleRow, SampleWeekRow, ScreeningRow, WatchRow
from records.vocabulary import DraftState, ScreeningLabel
from reports.exports.missed_export import missed_rows
from reports.missed import SampleWeek, draw, estimate
from tests.records import rows

# A Wednesday; the week before it is 2026-W47.
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 18, 6, tzinfo=UTC)


def _screened_out(engine: Engine, number: int, at: datetime = LAST_WEEK, *, disputed: bool = True) -> None:
    with write_transaction(engine) as session:
        for one in range(number):
            rows.article(session, f"a{one}", title=f"Мақала {one}", now=at)
            # On every third the encoder was asked; the lower the score, the farther it is apart.
            apart = None if one % 3 or not disputed else (number - one) / number
            rows.screening(session, f"a{one}", flagged=False, score=one / 10_000, disagreement=apart)


def test_the_sample_is_drawn_once_a_week_from_all_strata_and_marked(engine: Engine) -> None:
    _screened_out(engine, 600)
    assert draw_sample(engine, "test 1", NOW) == sum(SIZES.values()) == 30
    assert draw_sample(engine, "test 1", NOW + timedelta(days=1)) == 0
    with read_session(engine) as session:
        # All of the six on which the judges are farthest apart; the four cards that are left go to what is near the threshold.
        assert [(one.week, one.stratum, one.population, one.drawn) for one in weekly_sample.strata(session)] == [
            ("2026-W47", "disputed", 6, 6),
            ("2026-W47", "far", 564, 10),
            ("2026-W47", "near", 30, 14),
        ]
        drafts = select(DraftArticleRow.article_id).join(SampleRow, SampleRow.draft_id == DraftArticleRow.draft_id)
        assert set(session.scalars(drafts.where(SampleRow.stratum == "disputed"))) == {f"a{one}" for one in range(0, 18, 3)}
        assert count(session, DraftFilter(state=WAITING, kind=DraftKind.SAMPLE), NOW.date()) == 30
        assert count(session, DraftFilter(state=WAITING, kind=DraftKind.INCIDENT), NOW.date()) == 0
        assert session.scalar(select(func.count()).select_from(WatchRow)) == 30
        near = session.scalars(select(DraftRow.score).join(SampleRow, SampleRow.draft_id == DraftRow.id).where(SampleRow.stratum == "near"))
        assert min(near) >= 0.0568


def test_where_nobody_knows_how_far_the_judges_are_apart_the_sample_is_drawn_as_before(engine: Engine) -> None:
    _screened_out(engine, 600, disputed=False)
    draw_sample(engine, "test 1", NOW)
    with read_session(engine) as session:
        assert [(one.stratum, one.population, one.drawn) for one in weekly_sample.strata(session)] == [("far", 570, 10), ("near", 30, 20)]


def test_the_sample_waits_until_the_model_has_read_all_of_the_week(engine: Engine) -> None:
    _screened_out(engine, 40)
    with write_transaction(engine) as session:
        rows.article(session, "unread", now=LAST_WEEK)
    assert draw_sample(engine, "test 1", NOW) == 0
    with write_transaction(engine) as session:
        rows.screening(session, "unread", flagged=False, model="test 2")
    assert draw_sample(engine, "test 1", NOW) == 0
    assert draw_sample(engine, "test 1", NOW, as_good=("test 2",)) == 30


def test_an_archive_that_a_new_model_read_last_week_is_in_no_sample_of_it(engine: Engine) -> None:
    _screened_out(engine, 40, at=LAST_WEEK - timedelta(days=300))
    with write_transaction(engine) as session:
        session.query(ScreeningRow).update({ScreeningRow.at: LAST_WEEK})
    assert draw_sample(engine, "test 1", NOW) == 0


def test_weeks_drawn_from_two_strata_still_count_beside_those_drawn_from_three(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for week, stratum, population in (("2025-W40", "far", 900), ("2025-W40", "near", 100), ("2026-W40", "disputed", 50)):
            session.add(SampleWeekRow(week=week, stratum=stratum, model="test 1", population=population, at=NOW))
            session.flush()
            for number in range(10):
                state = DraftState.CONFIRMED if not number else DraftState.REJECTED
                draft = DraftRow(state=state, score=0.1, label=ScreeningLabel.NONE, proposal={}, fields={}, created_at=NOW, sample=True)
                session.add(draft)
                session.flush()
                session.add(SampleRow(draft_id=draft.id, week=week, stratum=stratum))
    with read_session(engine) as session:
        assert [row["missed"] for row in missed_rows(session, RowFilter())] == [100.0, 5.0, 105.0]


def test_articles_of_another_week_or_in_a_draft_are_not_drawn(engine: Engine) -> None:
    _screened_out(engine, 5, at=NOW)
    assert draw_sample(engine, "test 1", NOW) == 0
    assert draw_sample(engine, "test 1", NOW + timedelta(days=7)) == 5


def test_what_people_find_in_the_sample_tells_how_many_were_missed(engine: Engine) -> None:
    _screened_out(engine, 600)
    draw_sample(engine, "test 1", NOW)
    with read_session(engine) as session:
        (week, whole) = missed_rows(session, RowFilter())
        assert (week["week"], week["missed"], whole["week"]) == ("2026-W47", None, None)
        far = list(session.scalars(select(SampleRow.draft_id).where(SampleRow.stratum == "far").order_by(SampleRow.draft_id)))
        others = list(session.scalars(select(SampleRow.draft_id).where(SampleRow.stratum != "far")))
    with write_transaction(engine) as session:
        for draft in [*far[1:], *others]:
            review.reject(session, draft, who="Aigul", now=NOW, reason="not_press")
        review.confirm(session, far[0], who="Aigul", now=NOW, fields={"primary": "ATT"})
    with read_session(engine) as session:
        (week, whole) = missed_rows(session, RowFilter())
        assert (week["decided"], week["found"], week["missed"]) == (30, 1, 56.4)
        assert week["missed_low"] < 56.4 < week["missed_high"]
        assert whole == {**week, "week": None}


def test_the_sample_of_a_week_without_articles_is_no_sample(engine: Engine) -> None:
    assert draw_sample(engine, "test 1", NOW) == 0
    with read_session(engine) as session:
        assert list(missed_rows(session, RowFilter())) == []


# The estimate, over populations of which it is known what was missed. No database: `divided`, `dealt`, `draw` and `estimate` are what a run and a report call.

DRAWS = 400
TWO = {NEAR: 20, FAR: 10}


def _estimates(strata: dict[str, list[str]], cards: dict[str, int], missed: set[str]) -> list[float]:
    """The estimate of each of many draws, when people have decided on every card."""
    found = []
    for seed in range(DRAWS):
        weeks = []
        for stratum, ids in strata.items():
            drawn = draw(ids, cards[stratum], seed=f"{seed} {stratum}")
            weeks.append(SampleWeek("2026-W40", len(ids), len(drawn), len(drawn), sum(article in missed for article in drawn)))
        told = estimate(weeks).missed
        assert told is not None
        found.append(told.estimate)
    return found


def _population(chance: random.Random, number: int, worth: float) -> tuple[list[tuple[str, float | None]], set[str]]:
    """Articles by their scores with how far the judges are apart, and those that were missed. `worth`: which share of these is among the most disputed; the
    others are anywhere, more of them where scores are high."""
    articles: list[tuple[str, float | None]] = [(f"a{at}", None if chance.random() < 0.7 else chance.random() ** 8) for at in range(number)]
    disputed = sorted((article for article, far in articles if far), key=lambda article: -(dict(articles)[article] or 0))[: number // 100]
    missed = set[str]()
    for _ in range(number // 100):
        anywhere = articles[int(number * chance.random() ** 3)][0]
        missed.add(chance.choice(disputed) if chance.random() < worth else anywhere)
    return articles, missed


@given(st.integers(0, 10_000), st.integers(300, 1_500), st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=12)
def test_the_mean_of_many_draws_is_what_was_missed_whatever_disagreement_is_worth(seed: int, number: int, worth: float) -> None:
    articles, missed = _population(random.Random(seed), number, worth)
    strata = weekly_sample.divided(articles)
    cards = dealt({stratum: len(ids) for stratum, ids in strata.items()})
    found = _estimates(strata, cards, missed)
    # Four and a half standard errors of the mean, and one article found more or less: where few are found in all draws, these are no bell curve.
    error = sum(_spread(ids, cards[stratum], missed) for stratum, ids in strata.items()) ** 0.5
    one = max(len(ids) / cards[stratum] for stratum, ids in strata.items() if cards[stratum]) / DRAWS
    assert fmean(found) == pytest.approx(len(missed), abs=4.5 * error + one)


def _spread(ids: list[str], cards: int, missed: set[str]) -> float:
    """The variance of the mean of all draws from one stratum: that of drawing without putting back (hypergeometric). What the draws themselves vary by would
    be too little where by chance few of them find anything."""
    number, among = len(ids), sum(article in missed for article in ids)
    if not cards or number < 2:
        return 0.0
    share = among / number
    return (number / cards) ** 2 * cards * share * (1 - share) * (number - cards) / (number - 1) / DRAWS


@pytest.mark.parametrize("seed", range(4))
def test_where_missed_incidents_are_disputed_the_estimate_varies_less_than_with_two_strata(seed: int) -> None:
    articles, missed = _population(random.Random(seed), 1_000, worth=0.8)
    strata = weekly_sample.divided(articles)
    order = [article for article, _ in articles]
    three = _estimates(strata, dealt({stratum: len(ids) for stratum, ids in strata.items()}), missed)
    two = _estimates({NEAR: order[:50], FAR: order[50:]}, TWO, missed)
    assert variance(three) < variance(two)


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_thirty_cards_are_dealt_or_all_that_there_are_and_what_a_stratum_lacks_goes_to_the_next(sizes: list[int]) -> None:
    populations = dict(zip((DISPUTED, NEAR, FAR), sizes, strict=True))
    cards = dealt(populations)
    assert all(cards[stratum] <= populations[stratum] for stratum in cards)
    assert sum(cards.values()) <= 30
    if populations[FAR] >= 30:
        assert sum(cards.values()) == 30
    if populations[DISPUTED] >= 10 and populations[NEAR] >= 10:
        assert (cards[DISPUTED], cards[NEAR]) == (10, 10)
    if not populations[DISPUTED] and populations[NEAR] >= 20 and populations[FAR] >= 10:
        assert cards == {DISPUTED: 0, **TWO}
