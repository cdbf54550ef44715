"""Sessions of the desk: how long they last, and how they are kept."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from desk.auth import sessions
from records import users
from records.database import write_transaction
from records.tables import SessionRow
from tests.conftest import NOW
from tests.desk.site import add_person

BY: dict[str, Any] = {"who": "Dana", "now": NOW}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_session_ends_after_twelve_idle_hours_and_after_seven_days_however_busy(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        idle, busy = sessions.begin(session, "Aigul", NOW), sessions.begin(session, "Aigul", NOW)
        assert sessions.active_session(session, idle, NOW + 12 * HOUR - timedelta(seconds=1)) is not None
        assert sessions.active_session(session, idle, NOW + 12 * HOUR) is None
        for hours in range(1, 7 * 24, 6):
            found = sessions.active_session(session, busy, NOW + hours * HOUR)
            assert found
            assert found.stale
            sessions.seen(session, found.id, NOW + hours * HOUR)
        assert sessions.active_session(session, busy, NOW + 7 * DAY - HOUR) is not None
        assert sessions.active_session(session, busy, NOW + 7 * DAY) is None


def test_a_session_is_kept_as_a_hash_and_cleared_away_once_it_has_run_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        cookie = sessions.begin(session, "Aigul", NOW)
        assert cookie not in session.scalars(select(SessionRow.id)).all()
        sessions.begin(session, "Aigul", NOW + DAY)
        assert len(session.scalars(select(SessionRow.id)).all()) == 1


def test_another_password_ends_every_session(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        cookie = sessions.begin(session, "Aigul", NOW)
        users.set_password(session, users.find(session, "Aigul"), "x", must_change=False, **BY)
        assert sessions.active_session(session, cookie, NOW) is None
