"""Of a day of the calendar people are told as often as is noted, and no oftener."""

from datetime import date, timedelta

from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.outlets.notices import last_notices
from records.told_days import DayNotice, ToldDay, note_days, told_days
from tests.conftest import NOW

HEARING = ToldDay("KZ-2026-0001", date(2026, 11, 27), "hearing", DayNotice.AHEAD)
OTHERS = [
    ToldDay("KZ-2026-0001", date(2026, 11, 27), "appeal", DayNotice.AHEAD),
    ToldDay("KZ-2026-0001", date(2026, 11, 27), "hearing", DayNotice.NEAR),
    ToldDay("KZ-2026-0001", date(2026, 11, 28), "hearing", DayNotice.AHEAD),
    ToldDay("request 5", date(2026, 11, 27), "hearing", DayNotice.AHEAD),
]


def test_what_was_noted_is_told_and_what_differs_in_anything_is_not(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert told_days(session, [HEARING, *OTHERS]) == set()
        note_days(session, [HEARING, HEARING], NOW)
    with read_session(engine) as session:
        assert told_days(session, [HEARING, *OTHERS]) == {HEARING}
        assert told_days(session, []) == set()
        assert last_notices(session) == {}, "no outlet is meant"


def test_very_many_days_are_asked_for_at_once(engine: Engine) -> None:
    many = [ToldDay("request 5", date(2026, 1, 1) + timedelta(days=days), "answer", DayNotice.PASSED) for days in range(2500)]
    with write_transaction(engine) as session:
        note_days(session, many[::2], NOW)
        assert told_days(session, many) == set(many[::2])
