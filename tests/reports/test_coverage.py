"""Days on which the panel was incomplete, on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from records.database import read_session, write_transaction
from records.outlets import health
from records.outlets.health import PanelOutlet
from records.tables import OutletDayRow, OutletRow
from records.vocabulary import Cause
from reports.health import IncompleteDay, Missing, incomplete_days
from tests.conftest import NOW
from tests.empty_database import open_upgraded

FIRST = date(2026, 11, 1)
DAY = timedelta(days=1)


def joined(engine: Engine, name: str, region: str | None, *languages: str, on: date = FIRST, left: date | None = None) -> None:
    with write_transaction(engine) as session:
        health.join_panel(session, PanelOutlet(name, {}, f"https://{name}.example/", "KZ", region, languages), on)
        if left:
            health.leave_panel(session, [name], left)


def visited(engine: Engine, name: str, *causes: Cause | str, since: date = FIRST) -> None:
    """One visit a day from a day on: its cause of failing, "" = it answered, "-" = no visit."""
    with write_transaction(engine) as session:
        for number, cause in enumerate(causes):
            if cause != "-":
                health.note_visit(session, name, since + number * DAY, Cause(cause) if cause else None, NOW)


@pytest.fixture
def heard(engine: Engine) -> Engine:
    """Four days of a small press: one outlet of two languages, one that joins late, one that leaves, one national."""
    joined(engine, "kz_both", "KZ-35", "kk", "ru")
    joined(engine, "kz_late", "KZ-35", "ru", on=FIRST + 2 * DAY)
    joined(engine, "kz_left", "KZ-27", "kk", left=FIRST + DAY)
    joined(engine, "kz_all", None, "ru")
    visited(engine, "kz_both", "", "", Cause.DNS, "")
    visited(engine, "kz_late", "", "-", since=FIRST + 2 * DAY)
    visited(engine, "kz_left", "", "", Cause.GONE)
    visited(engine, "kz_all", Cause.BOT_WALL, "", "", "")
    return engine


def test_incomplete_days_name_who_was_missing_and_why(heard: Engine) -> None:
    with read_session(heard) as session:
        found = incomplete_days(session, FIRST, FIRST + 3 * DAY)
    assert found == [
        IncompleteDay(FIRST, 3, 2, (Missing("kz_all", None, Cause.BOT_WALL),)),
        IncompleteDay(FIRST + 2 * DAY, 3, 2, (Missing("kz_both", "KZ-35", Cause.DNS),)),
        IncompleteDay(FIRST + 3 * DAY, 3, 2, (Missing("kz_late", "KZ-35", None),)),
    ]


def test_a_day_that_failed_in_the_morning_and_answered_in_the_evening_is_complete(heard: Engine) -> None:
    visited(heard, "kz_both", "", since=FIRST + 2 * DAY)
    with read_session(heard) as session:
        assert FIRST + 2 * DAY not in {day.day for day in incomplete_days(session, FIRST, FIRST + 3 * DAY)}


def test_a_period_before_anybody_joined_is_empty(heard: Engine) -> None:
    with read_session(heard) as session:
        assert incomplete_days(session, FIRST - 9 * DAY, FIRST - 5 * DAY) == []
        assert incomplete_days(session, FIRST + DAY, FIRST) == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database for many small presses, one after another."""
    made = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('coverage') / 'test.db'}")
    yield made
    made.dispose()


_outlet = st.tuples(
    st.sampled_from(["KZ-10", "KZ-35", None]), st.sampled_from([("kk",), ("ru",), ("kk", "ru")]), st.integers(-2, 4), st.none() | st.integers(-1, 6),
    st.lists(st.sampled_from(["", "-", Cause.DNS, Cause.TLS]), max_size=8),
)  # fmt: skip


@given(st.lists(_outlet, max_size=5))
def test_days_and_missing_outlets_agree_on_any_press(
    shared: Engine, press: list[tuple[str | None, tuple[str, ...], int, int | None, list[Cause | str]]]
) -> None:
    with write_transaction(shared) as session:
        session.execute(delete(OutletDayRow))
        session.execute(delete(OutletRow))
    for number, (region, languages, on, left, causes) in enumerate(press):
        joined(shared, f"kz_{number}", region, *languages, on=FIRST + on * DAY, left=FIRST + left * DAY if left is not None else None)
        visited(shared, f"kz_{number}", *causes, since=FIRST - 2 * DAY)
    since, until = FIRST, FIRST + 4 * DAY
    with read_session(shared) as session:
        days = incomplete_days(session, since, until)
        one_by_one = [day for number in range(5) for day in incomplete_days(session, since + number * DAY, since + number * DAY)]
    assert days == one_by_one
    for day in days:
        assert day.heard == day.expected - len(day.missing) >= 0
        assert day.missing == tuple(sorted(day.missing, key=lambda missing: missing.outlet))
