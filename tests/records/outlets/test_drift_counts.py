"""What was screened, counted by outlet and week."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from records.database import read_session
from records.outlets.drift_counts import EDGES, Counts, monday, weekly_counts
from tests.reports.drift_weeks import screened

WEEK = timedelta(weeks=1)
# NOW is a Tuesday; this is the Monday of the week before.
LAST = date(2026, 11, 16)
MODEL = "test 1"
LOW, HIGH = 0.001, 0.9


def test_a_score_on_an_edge_belongs_to_the_bin_above_it(engine: Engine) -> None:
    screened(engine, LAST, 2 * len(EDGES) + 2, scores=(0.0, *EDGES, *(edge - 1e-6 for edge in EDGES), 1.0))
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, LAST, LAST) | weekly_counts(session, MODEL, None, None)
    assert found["kz_oral"][LAST].bins == (2, 2, 2, 2, 2)
    assert found[None] == found["kz_oral"]


def test_an_article_without_a_day_counts_in_the_week_it_was_fetched_in_by_its_outlets_own_clock(engine: Engine) -> None:
    # The night to Monday 26 February 2024: 00:30 in Almaty (+6), still Sunday in Oral (+5).
    moment = datetime.fromisoformat("2024-02-25T18:30:00.250000+00:00")
    for outlet, region in (("kz_almaty", "KZ-75"), ("kz_oral", "KZ-27"), ("kz_all", None)):
        screened(engine, LAST, 3, 1, outlet=outlet, region=region, published_on=None, fetched_at=moment)
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, None, None)
        assert {outlet: list(weeks) for outlet, weeks in found.items() if outlet} == {
            "kz_almaty": [date(2024, 2, 26)],
            "kz_oral": [date(2024, 2, 19)],
            "kz_all": [date(2024, 2, 26)],
        }
        assert replace(found["kz_oral"][date(2024, 2, 19)], scores=0.0) == Counts(3, 1, 0.0, (2, 0, 0, 0, 1))
        assert found["kz_oral"][date(2024, 2, 19)].scores == pytest.approx(HIGH + 2 * LOW)
        first = weekly_counts(session, MODEL, date(2024, 2, 26), date(2024, 3, 3))
        before = weekly_counts(session, MODEL, date(2024, 2, 19), date(2024, 2, 25))
    assert (set(first), set(before)) == ({"kz_almaty", "kz_all", None}, {"kz_oral", None})


@pytest.mark.parametrize(("first", "last"), [(LAST, None), (None, LAST + timedelta(days=6)), (LAST, LAST + timedelta(days=6))])
def test_counts_are_those_of_the_days_asked_for(engine: Engine, first: date | None, last: date | None) -> None:
    for week in (LAST - WEEK, LAST, LAST + WEEK):
        screened(engine, week, 14)
        screened(engine, week, 7, model="another")
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, first, last)["kz_oral"]
    wanted = {week for week in (LAST - WEEK, LAST, LAST + WEEK) if (first is None or week >= first) and (last is None or week <= last)}
    assert {week: counts.screened for week, counts in found.items()} == dict.fromkeys(wanted, 14)


def test_a_week_begins_on_monday_across_the_year() -> None:
    assert monday(date(2027, 1, 3)) == date(2026, 12, 28)
    assert monday(date(2026, 12, 28)) == date(2026, 12, 28)
