"""The weekly sample of what was screened out: from what it is drawn, and what people decided on it."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import review
from records.clock import iso_week
from records.database import read_session, write_transaction
from records.review.weekly_sample import (
    DISPUTED,
    FAR,
    NEAR,
    Stratum,
    confirmed_by_week,
    is_sampled,
    is_unread,
    screened_out,
    screenings_of,
    split_into_strata,
    strata,
)
from records.tables import DraftRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import DraftState, ScreeningLabel
from tests.conftest import NOW
from tests.records import rows
from tests.records.review.arriving import BY, arrive

MONDAY = date(2026, 11, 23)
# The moment at which it begins in Kazakhstan.
BEGINS = datetime(2026, 11, 22, 19, 0, tzinfo=NOW.tzinfo)


def screened(
    session: Session, identifier: str, score: float, *, at: datetime = NOW, flagged: bool = False, model: str = "test 1", apart: float | None = None
) -> None:
    """An article that was collected at a moment, and screened much later."""
    rows.article(session, identifier, now=at)
    rows.screening(session, identifier, flagged=flagged, model=model, score=score, disagreement=apart)
    session.query(ScreeningRow).filter_by(article_id=identifier, model=model).one().at = NOW + timedelta(days=40)
    session.flush()


def test_the_twentieth_part_with_the_highest_scores_is_near(engine: Engine) -> None:
    with write_transaction(engine) as session:
        screened(session, "same", 0.29)
        for number in range(30):
            screened(session, f"a{number:02}", number / 100)
        found = screened_out(session, MONDAY, "test 1")
    assert found[DISPUTED] == []
    assert found[NEAR] == ["a29", "same"]
    assert found[FAR] == [f"a{number:02}" for number in reversed(range(29))]


def test_the_hundredth_on_which_the_judges_are_farthest_apart_is_disputed_whatever_its_scores(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number in range(200):
            # The encoder was asked about every second one.
            screened(session, f"a{number:03}", number / 1000, apart=None if number % 2 else abs(number - 100) / 100)
        found = screened_out(session, MONDAY, "test 1")
    assert found[DISPUTED] == ["a000", "a198"]
    assert found[NEAR] == ["a199", *(f"a{number}" for number in range(197, 188, -1))]
    assert found[FAR] == [f"a{number:03}" for number in range(188, 0, -1)]


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=400))
def test_every_article_is_in_one_stratum_and_none_is_disputed_of_which_nobody_knows_how_far_the_judges_are_apart(apart: list[float | None]) -> None:
    given_ = [(f"a{number}", one) for number, one in enumerate(apart)]
    found = split_into_strata(given_)
    assert sorted(article for some in found.values() for article in some) == sorted(article for article, _ in given_)
    known = dict(given_)
    assert all(known[article] for article in found[DISPUTED])
    assert len(found[DISPUTED]) == min(round(len(apart) / 100), sum(bool(one) for one in apart))
    assert len(found[NEAR]) == round((len(apart) - len(found[DISPUTED])) / 20)


def test_a_week_is_unread_until_the_model_or_one_as_good_has_read_all_of_it(session: Session) -> None:
    screened(session, "read", 0.1, at=BEGINS)
    rows.article(session, "of the week before", now=BEGINS - timedelta(seconds=1))
    rows.article(session, "of the week after", now=BEGINS + timedelta(days=7))
    assert not is_unread(session, MONDAY, ("test 1",))
    assert is_unread(session, MONDAY, ("test 2",))
    screened(session, "by the other", 0.1, model="test 2")
    assert is_unread(session, MONDAY, ("test 1",))
    assert not is_unread(session, MONDAY, ("test 1", "test 2"))


def test_only_what_this_model_screened_out_of_this_week_and_is_in_no_draft_is_drawn_from(engine: Engine) -> None:
    with write_transaction(engine) as session:
        screened(session, "first", 0.1, at=BEGINS)
        screened(session, "last", 0.2, at=BEGINS + timedelta(days=7, seconds=-1))
        screened(session, "before", 0.3, at=BEGINS - timedelta(seconds=1))
        screened(session, "after", 0.3, at=BEGINS + timedelta(days=7))
        screened(session, "flagged", 0.9, flagged=True)
        screened(session, "other model", 0.3, model="test 2")
        draft = arrive(session, "drafted", "Сериков")
        screened(session, "no longer flagged", 0.3)
        session.query(ScreeningRow).filter_by(article_id="drafted").one().flagged = False
        session.flush()
        assert draft
        found = screened_out(session, MONDAY, "test 1")
    assert found == {DISPUTED: [], NEAR: [], FAR: ["no longer flagged", "last", "first"]}


def test_screenings_come_in_the_order_of_the_articles_asked_for(session: Session) -> None:
    for identifier in ("a", "b", "c"):
        screened(session, identifier, 0.1)
    rows.screening(session, "a", model="test 2")
    assert [(row.article_id, row.model) for row in screenings_of(session, ["c", "x", "a"], "test 1")] == [("c", "test 1"), ("a", "test 1")]


def drawn(session: Session, week: str, stratum: str, population: int, *states: DraftState) -> None:
    session.add(SampleWeekRow(week=week, stratum=stratum, population=population, model="test 1", at=NOW))
    session.flush()
    for state in states:
        draft = DraftRow(state=state, score=0.1, label=ScreeningLabel.NONE, proposal={}, fields={}, created_at=NOW, sample=True)
        session.add(draft)
        session.flush()
        session.add(SampleRow(draft_id=draft.id, week=week, stratum=stratum))
    session.flush()


def test_a_stratum_tells_how_many_of_its_drafts_are_decided_and_how_many_are_incidents(session: Session) -> None:
    drawn(session, "2026-W48", NEAR, 40, DraftState.CONFIRMED, DraftState.MERGED, DraftState.REJECTED, DraftState.REJECTED, DraftState.NEW)
    drawn(session, "2026-W48", FAR, 900, DraftState.DEFERRED)
    drawn(session, "2026-W47", FAR, 7)
    # As many as in other weeks and strata.
    drawn(session, "2026-W49", FAR, 900, DraftState.CONFIRMED)
    drawn(session, "2026-W49", NEAR, 900, DraftState.REJECTED)
    assert is_sampled(session, "2026-W47")
    assert not is_sampled(session, "2026-W46")
    far, near, empty = Stratum("2026-W48", FAR, 900, 1, 0, 0), Stratum("2026-W48", NEAR, 40, 5, 4, 1), Stratum("2026-W47", FAR, 7, 0, 0, 0)
    later = [Stratum("2026-W49", FAR, 900, 1, 1, 1), Stratum("2026-W49", NEAR, 900, 1, 1, 0)]
    assert strata(session) == [empty, far, near, *later]
    assert strata(session, since="2026-W48") == [far, near, *later]
    assert strata(session, until="2026-W47") == [empty]
    assert strata(session, since="2026-W47", until="2026-W48") == [empty, far, near]


def test_new_incidents_that_screening_found_are_counted_by_the_week_in_which_their_first_article_was_collected(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for nth, (name, collected) in enumerate(
            (("Абаев", BEGINS), ("Омаров", BEGINS - timedelta(seconds=1)), ("Вагнер", NOW), ("Зейнов", NOW), ("Исаев", NOW))
        ):
            draft = session.get_one(DraftRow, arrive(session, f"a{nth}", name, now=collected))
            arrive(session, f"b{nth}", name, now=collected + timedelta(days=20))
            draft.created_at, draft.sample = NOW + timedelta(days=40), name == "Зейнов"
            if name != "Исаев":
                review.confirm(session, draft.id, **BY)
            if name == "Вагнер":
                draft.follows = "KZ-2020-0001"
        session.flush()
    with read_session(engine) as session:
        assert confirmed_by_week(session) == Counter({"2026-W48": 1, "2026-W47": 1})


@pytest.mark.parametrize(("day", "week"), [(MONDAY, "2026-W48"), (date(2027, 1, 3), "2026-W53"), (date(2027, 1, 4), "2027-W01")])
def test_a_week_is_that_of_iso(day: date, week: str) -> None:
    assert iso_week(day) == week
