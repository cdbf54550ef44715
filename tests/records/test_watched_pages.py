"""Which stored pages are looked at again, and when; and what their states add up to."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import watched_pages
from records.database import read_session, write_transaction
from records.model import EvidenceRef
from records.tables import WatchRow
from records.vocabulary import PageChange
from reports.page_changes import DiffKind, changes
from tests.conftest import NOW
from tests.records import rows
from tests.records.watches import begun

DAY = NOW.date()


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def look(engine: Engine, *days: int, told: bool = True) -> list[int | None]:
    """Look at page a on these days, and say each time in how many days from the beginning the next look is."""
    found: list[int | None] = []
    for day in days:
        with write_transaction(engine) as session:
            assert watched_pages.note_revisit(session, "a", after(day), state_shown=told)
            due_on = session.get_one(WatchRow, "a").due_on
            found.append((due_on - DAY).days if due_on else None)
    return found


def due_ids(engine: Engine, days: int) -> list[str]:
    with read_session(engine) as session:
        return [watch.article_id for watch in watched_pages.due_watches(session, after(days), 10)]


@pytest.fixture
def watching(engine: Engine) -> Engine:
    """With page a, which is watched from DAY on."""
    begun(engine, "a")
    return engine


def test_pages_are_looked_at_after_1_7_30_and_90_days_and_then_no_more(watching: Engine) -> None:
    assert due_ids(watching, 0) == []
    assert look(watching, 1, 7, 30, 90) == [7, 30, 90, None]
    assert due_ids(watching, 1000) == []
    begun(watching, "a", today=after(91))
    assert due_ids(watching, 1000) == [], "what has come to its end does not begin again"


def test_looks_that_fell_into_a_pause_are_done_by_the_one_after_it(watching: Engine) -> None:
    assert look(watching, 31) == [90]


def test_a_look_that_gave_nothing_is_tried_on_three_more_days_and_then_the_next_look_comes(watching: Engine) -> None:
    assert look(watching, 1, 2, 3, 4, told=False) == [2, 3, 4, 7]
    # After a pause of a week it was not tried yet: one more try at least.
    assert look(watching, 14, 15, told=False) == [15, 30]
    assert look(watching, 30) == [90]


def test_a_look_is_done_once_a_day_whoever_else_looks(watching: Engine) -> None:
    look(watching, 1)
    with write_transaction(watching) as session:
        assert [watched_pages.note_revisit(session, name, after(1), state_shown=True) for name in ("a", "nowhere")] == [False, False]


def test_beginning_again_changes_nothing_and_ending_stops_until_it_is_undone(watching: Engine) -> None:
    look(watching, 1)
    begun(watching, "a", today=after(3))
    assert due_ids(watching, 6) == []
    for _ in range(2):
        with write_transaction(watching) as session:
            watched_pages.stop_watching(session, ["a", "nowhere"])
    assert due_ids(watching, 1000) == []
    for _ in range(2):
        begun(watching, "a", today=after(20))
    assert (due_ids(watching, 19), due_ids(watching, 20)) == ([], ["a"])
    assert look(watching, 20) == [30]


def test_articles_older_than_the_last_look_are_not_watched(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name, published in (("old", after(-91)), ("edge", after(-90)), ("undated", None)):
            rows.article(session, name, published_on=published, published_at=None)
        watched_pages.start_watching(session, ["old", "edge", "undated"], DAY)
    assert sorted(due_ids(engine, 1)) == ["edge", "undated"]


def test_the_longest_due_come_first_and_only_as_many_as_asked_for(engine: Engine) -> None:
    begun(engine, "b")
    begun(engine, "a", today=after(1))
    with read_session(engine) as session:
        assert [watch.article_id for watch in watched_pages.due_watches(session, after(9), 1)] == ["b"]
        assert watched_pages.due_watches(session, after(9), 9, ["kz_other"]) == []


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=40))
def test_whatever_fails_a_page_is_looked_at_at_most_four_times_with_three_more_tries_each(gaps: list[tuple[int, bool]]) -> None:
    row = WatchRow(article_id="a", began_on=DAY, step=0, due_on=after(1))
    session: Any = SimpleNamespace(get=lambda *_, **__: row)
    day, looked_at, told_of = DAY, 0, 0
    for gap, told in gaps:
        day += timedelta(days=gap)
        before = row.due_on
        if watched_pages.note_revisit(session, "a", day, state_shown=told):
            assert before is not None
            assert before <= day
            looked_at, told_of = looked_at + 1, told_of + told
            assert row.due_on is None or row.due_on > day
        else:
            assert row.due_on == before
    assert looked_at <= 16
    assert told_of <= 4


def test_states_add_up_to_what_an_article_says_now(session: Session) -> None:
    ref = EvidenceRef("2026/11/25/look.warc.gz", 7, "2" * 64)
    rows.article(session, "a", title="Бастапқы тақырып", text="Бір.\nЕкі.")
    for change, title, text in (("edited", "Жаңа тақырып", None), ("edited", None, "Бір.\nҮш."), ("gone", None, None), ("back", None, "Бір.")):
        state = {"at": NOW, "evidence": ref, "url": "https://test.example/a", "status": 200, "title": title, "text": text}
        watched_pages.add_state(session, "a", PageChange(change), **state)  # type: ignore[arg-type]
    known = watched_pages.known_state(session, "a")
    assert known is not None
    assert (known.title, known.text, known.gone, known.evidence) == ("Жаңа тақырып", "Бір.", False, ref)
    seen = changes(session, "a")
    assert [(one.change.value, one.title_before, one.title_after) for one in seen] == [
        ("edited", "Бастапқы тақырып", "Жаңа тақырып"), *((change, "Жаңа тақырып", "Жаңа тақырып") for change in ("edited", "gone", "back")),
    ]  # fmt: skip
    assert [piece.text.strip() for piece in seen[3].pieces if piece.kind is DiffKind.REMOVED] == ["Үш."]
    assert changes(session, "nowhere") == []
