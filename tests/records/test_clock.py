"""One clock: which day a moment is at home, that nothing else works it out, and of which days people have had notice."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from records.clock import day_of, outlet_zone, parse_day, start_of_day, to_home_time, today
from records.database import read_session, write_transaction
from records.digest_state import DayNotice, NotifiedDay, note_days, notified_days
from records.outlets.notices import last_notices
from tests.conftest import NOW
from tests.paths import ROOT

ROOMS = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows")
WORKED_OUT = re.compile(r"astimezone\(.*\)\.date\(\)|combine\(.*outlet_zone|datetime\.now\([^U]|date\.today\(|\btimezone\(timedelta\(hours")
# The clock itself, and the sample newsroom, whose pages have a clock of their own.
ALLOWED = {"records/clock.py", "spiders/sample/story_files.py", "spiders/sample/__main__.py"}


def test_a_moment_has_the_day_that_the_clock_of_its_country_or_region_showed() -> None:
    days = {
        "2024-02-28T17:59:59+00:00": "2024-02-28", "2024-02-28T18:00:00+00:00": "2024-02-29",
        # The hour that came twice.
        "2024-02-29T17:30:00+00:00": "2024-02-29", "2024-02-29T18:30:00+00:00": "2024-02-29", "2024-02-29T19:00:00+00:00": "2024-03-01",
        "2026-11-24T18:59:59+00:00": "2026-11-24", "2026-11-24T19:00:00+00:00": "2026-11-25", "2026-11-24T23:30:00+05:00": "2026-11-24",
    }  # fmt: skip
    assert {moment: str(day_of(datetime.fromisoformat(moment))) for moment in days} == days
    moment = datetime(2023, 5, 9, 18, 30, tzinfo=UTC)
    assert (day_of(moment), day_of(moment, "KZ-23"), day_of(moment, "KG-GB")) == (date(2023, 5, 10), date(2023, 5, 9), date(2023, 5, 10))


@given(st.dates(date(1992, 1, 1), date(2100, 1, 1)))
def test_a_day_begins_when_the_one_before_it_ends(day: date) -> None:
    begin = start_of_day(day).astimezone(UTC)
    assert day_of(begin) == day
    assert day_of(begin - timedelta(seconds=1)) == day - timedelta(days=1)


def test_today_is_the_day_of_this_moment_and_a_moment_is_shown_as_the_clock_at_home_showed_it() -> None:
    before = day_of(datetime.now(UTC))
    assert before <= today() <= day_of(datetime.now(UTC))
    assert to_home_time(datetime(2024, 2, 1, tzinfo=UTC)).isoformat() == "2024-02-01T06:00:00+06:00"
    assert to_home_time(datetime(2026, 2, 1, tzinfo=UTC)).isoformat() == "2026-02-01T05:00:00+05:00"


def test_what_is_no_region_has_no_zone() -> None:
    with pytest.raises(ValueError, match="'KZ-99'.*KZ"):
        outlet_zone("KZ-99")


def test_no_other_module_works_out_a_day() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    assert len(files) > 300
    found = {str(Path(file).relative_to(ROOT)) for file in files if WORKED_OUT.search(file.read_text(encoding="utf-8"))}
    assert found <= ALLOWED


def test_a_day_is_read_as_it_is_written_and_nothing_else_is_one() -> None:
    assert parse_day("2026-02-28") == date(2026, 2, 28)
    assert [parse_day(words) for words in ("", "2026-02-30", "tomorrow", "28.02.2026")] == [None] * 4
    assert parse_day("9999-12-31") == date.max


HEARING = NotifiedDay("KZ-2026-0001", date(2026, 11, 27), "hearing", DayNotice.AHEAD)
OTHERS = [
    NotifiedDay("KZ-2026-0001", date(2026, 11, 27), "appeal", DayNotice.AHEAD),
    NotifiedDay("KZ-2026-0001", date(2026, 11, 27), "hearing", DayNotice.NEAR),
    NotifiedDay("KZ-2026-0001", date(2026, 11, 28), "hearing", DayNotice.AHEAD),
    NotifiedDay("request 5", date(2026, 11, 27), "hearing", DayNotice.AHEAD),
]


def test_what_was_noted_is_known_and_what_differs_in_anything_is_not(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert notified_days(session, [HEARING, *OTHERS]) == set()
        note_days(session, [HEARING, HEARING], NOW)
    with read_session(engine) as session:
        assert notified_days(session, [HEARING, *OTHERS]) == {HEARING}
        assert notified_days(session, []) == set()
        assert last_notices(session) == {}, "no outlet is meant"


def test_very_many_days_are_asked_for_at_once(engine: Engine) -> None:
    many = [NotifiedDay("request 5", date(2026, 1, 1) + timedelta(days=days), "answer", DayNotice.PASSED) for days in range(1200)]
    with write_transaction(engine) as session:
        note_days(session, many[::2], NOW)
        assert notified_days(session, many) == set(many[::2])
