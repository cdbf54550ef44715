"""The calendar of the cases: hearings and terms of appeal in order, and what passed without a word."""

from dataclasses import replace
from datetime import date, timedelta

from records.incident_model import Incident, Status
from records.legal_case import Appointment
from records.vocabulary import Category, StatusCode
from reports.case_calendar import ASKED_FOR, CalendarKind, ahead_of, unheard

TODAY = date(2026, 11, 27)
YEAR = TODAY + timedelta(days=365)


def case(nth: int, dates: tuple[date, ...] = (), *steps: tuple[date, StatusCode]) -> Incident:
    statuses = tuple(Status(day, code, "адвокат", "") for day, code in steps)
    facts = {"next_dates": tuple(Appointment(day, "апелляция", "Алматы") for day in dates)}
    return Incident(f"KZ-2026-{nth:04}", Category.CRM, (Category.CRM,), TODAY, statuses=statuses, facts=facts)


def test_hearings_and_terms_of_appeal_stand_in_order_up_to_the_last_day() -> None:
    heard = case(2, (date(2026, 12, 1), TODAY, date(2026, 11, 26), YEAR + timedelta(days=1)))
    sentenced = case(1, (), (date(2026, 11, 16), StatusCode.JSN))
    assert [(one.day, one.kind, one.incident.number[-1]) for one in ahead_of([heard, sentenced], TODAY, YEAR)] == [
        (TODAY, CalendarKind.HEARING, "2"),
        (date(2026, 12, 1), CalendarKind.APPEAL, "1"),
        (date(2026, 12, 1), CalendarKind.HEARING, "2"),
    ]


def test_a_hearing_that_passed_is_asked_about_until_something_is_recorded_of_its_day_or_later() -> None:
    passed = date(2026, 11, 20)
    silent, told = case(1, (passed,), (date(2026, 11, 19), StatusCode.JCT)), case(2, (passed,), (passed, StatusCode.JSN))
    assert [(one.incident.number[-1], one.what, one.where) for one in unheard([told, silent], TODAY)] == [("1", "апелляция", "Алматы")]
    assert unheard([case(3, (TODAY - ASKED_FOR - timedelta(days=1),))], TODAY) == []


def test_a_withdrawn_incident_stands_nowhere() -> None:
    gone = replace(case(1, (date(2026, 12, 1), date(2026, 11, 20)), (date(2026, 11, 16), StatusCode.JSN)), withdrawn=True)
    assert (ahead_of([gone], TODAY, YEAR), unheard([gone], TODAY)) == ([], [])
