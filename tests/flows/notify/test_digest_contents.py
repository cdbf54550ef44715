"""What a digest holds is read as people may read it: without withheld names, with the days to be noted beside it."""

from datetime import date, timedelta

from sqlalchemy import Engine

from flows.notify.digest_contents import day_contents, draft_lines, urgent_contents, urgent_due, week_digest
from records.database import read_session, write_transaction
from records.digest_state import newest_draft
from records.incident_model import Victim
from records.incidents import add_status, admit
from records.legal_case import Appointment
from records.persons.person_decisions import edit_person
from records.tables import DraftRow
from records.told_days import DayNotice, ToldDay
from records.vocabulary import StatusCode
from tests.desk.incident_records import incident
from tests.flows.notify.test_digest_notices import EARLY, EIGHT, arrive

NAME = "Динара Омарова"
DAY = timedelta(days=1)


def case(engine: Engine, *days: Appointment) -> None:
    with write_transaction(engine) as session:
        facts = {"next_dates": days}
        admit(session, incident(1, date(2026, 11, 2), title=f"{NAME} и суд", victims=(Victim(NAME),), facts=facts), who="Berik", now=EARLY)


def test_the_days_that_are_told_are_those_that_are_noted(engine: Engine) -> None:
    today = EIGHT.date()
    case(engine, Appointment(today + DAY, "завтра"), Appointment(today + 2 * DAY, "скоро"), Appointment(today + 8 * DAY, "потом"))
    with read_session(engine) as session:
        assert urgent_due(session, EIGHT, dates=True)
        assert not urgent_due(session, EIGHT, dates=False)
        near, day = urgent_contents(session, EIGHT, dates=True), day_contents(session, newest_draft(session), EIGHT)
    assert [one.what for one in near.notice.near] == ["завтра"]
    assert near.days == [ToldDay("KZ-2026-0001", today + DAY, "hearing", DayNotice.NEAR)]
    assert [one.what for one in day.digest.ahead] == ["скоро"]
    assert day.days == [ToldDay("KZ-2026-0001", today + 2 * DAY, "hearing", DayNotice.AHEAD)]


def test_a_withheld_name_is_in_no_line(engine: Engine) -> None:
    case(engine, Appointment(EIGHT.date() + DAY, f"слушание {NAME}"))
    arrive(engine, "a", f"{NAME} задержана", "DET", screened={"place": NAME})
    with write_transaction(engine) as session:
        session.get_one(DraftRow, 1).follows = "KZ-2026-0001"
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Berik", now=EARLY)
        add_status(session, "KZ-2026-0001", StatusCode.CMP, date(2026, 11, 3), source="x", who="Berik", now=EARLY)
    with read_session(engine) as session:
        told = [urgent_contents(session, EIGHT, dates=True), draft_lines(session, [session.get_one(DraftRow, 1)])]
        told.append(week_digest(session, date(2026, 11, 23)))
    assert "Омаров" not in str(told)
    assert "KZ-2026-0001" in str(told)
