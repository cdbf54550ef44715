"""The reading anew of an archive: counted once, walked from the newest to the oldest by an index, and never looked through as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from records import articles, rereads
from records.database import read_session, write_transaction
from records.rereads import Reread
from tests.conftest import NOW
from tests.records import rows


def archive(session: Session, number: int, model: str = "old") -> None:
    """Articles of one hour each, three of one moment; the higher the number, the older."""
    for one in range(number):
        rows.article(session, f"a{one:02}", now=NOW - timedelta(hours=one // 3))
        rows.screening(session, f"a{one:02}", model=model, flagged=False)
    session.flush()


def test_a_reading_goes_from_the_newest_to_the_oldest_and_passes_over_what_the_model_has_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereads, "WINDOW", 4)
    with write_transaction(engine) as session:
        archive(session, 12)
        for known in ("a02", "a05", "a04", "a03", "a08"):
            rows.screening(session, known, model="new" if known != "a08" else "as good")
        session.flush()
        models = ("new", "as good")
        assert rereads.count_left(session, models) == 7
        walked, place = [], None
        while True:
            found, place = rereads.ahead(session, place, models, 2)
            walked.append([row.id for row in found])
            if place is None:
                break
    assert [article for some in walked for article in some] == ["a01", "a00", "a07", "a06", "a11", "a10", "a09"]
    assert all(len(some) <= 2 for some in walked)
    assert [] in walked[:-1], "a window in which all is known is passed over, and is not the end"


def test_a_reading_begins_with_what_is_left_moves_on_and_ends(engine: Engine) -> None:
    with write_transaction(engine) as session:
        archive(session, 3)
        assert rereads.newest(session) is None
        begun = rereads.begin(session, "new", 3, NOW)
        assert begun == Reread(begun.id, "new", 3, 0, 0.0, None, False)
        assert (begun.left, begun.pace, rereads.last_pace(session)) == (3, None, None)
        on = rereads.move_on(session, begun, (NOW, "a01"), 2, 0.5, NOW)
        assert (on.left, on.pace, on.place, on.ended) == (1, 4.0, (NOW, "a01"), False)
    with write_transaction(engine) as session:
        assert rereads.newest(session) == on
        assert rereads.begin(session, "newer", 0, NOW).ended, "where nothing is to be read, nothing is begun"
        assert rereads.last_pace(session) == 4.0
        done = rereads.move_on(session, on, (NOW, "a00"), 1, 0.5, NOW)
        assert (done.ended, done.left) == (True, 0)
        fewer = rereads.move_on(session, rereads.begin(session, "last", 9, NOW), None, 0, 0.1, NOW)
        assert (fewer.ended, fewer.left) == (True, 0), "another run has read the rest"


@contextmanager
def asked_of(engine: Engine) -> Iterator[list[tuple[str, object]]]:
    told: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_more: object) -> None:
        told.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_batch_looks_through_all_articles(engine: Engine) -> None:
    with write_transaction(engine) as session:
        archive(session, 30)
    with read_session(engine) as session, asked_of(engine) as told:
        articles.unread(session, 5)
        rereads.ahead(session, (NOW, "a01"), ("new",), 5)
    assert len(told) == 4
    with engine.connect() as connection:
        plans = [
            [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]  # type: ignore[arg-type]
            for statement, given in told
        ]
    assert plans[0] == ["SCAN articles USING INDEX articles_unread"], "an index over nothing but what is unread"
    assert plans[1] == ["SEARCH articles USING COVERING INDEX articles_in_order ((fetched_at,id)<(?,?))"]
    assert all("SEARCH" in detail for plan in plans[2:] for detail in plan if "SCAN" in detail or "SEARCH" in detail)
    assert not any("TEMP B-TREE" in detail for plan in plans for detail in plan)


# PostgreSQL chooses its plan by the size of the tables; `tests.bench.rereading` measures it.
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_drafts_still_to_be_made_are_found_by_the_index_of_what_is_flagged(engine: Engine) -> None:
    with engine.connect() as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN SELECT article_id FROM screenings WHERE model = 'new' AND flagged = 1")).all()
    assert "screenings_flagged" in plan[0].detail
