"""What lies ahead: in order, without what has passed and without what was withdrawn."""

from dataclasses import replace
from datetime import date

from records.incident_model import Incident
from records.legal_case import Appointment
from records.vocabulary import Category
from reports.next_dates import ahead, appointments, next_dates

TODAY = date(2026, 11, 27)
PAST, NOW, SOON, LATE = (Appointment(date(2026, *day), what) for day, what in (((11, 26), "a"), ((11, 27), "b"), ((12, 1), "c"), ((12, 24), "d")))


def case(number: str, *dates: Appointment) -> Incident:
    return Incident(number, Category.CRM, (Category.CRM,), TODAY, facts={"next_dates": dates} if dates else {})


def test_the_list_is_in_the_order_in_which_they_come_and_leaves_out_what_has_passed() -> None:
    one, two, none = case("KZ-2026-0001", PAST, SOON, LATE), case("KZ-2026-0002", NOW, SOON), case("KZ-2026-0003")
    assert [(found.incident.number[-1], found.appointment.what) for found in next_dates([two, none, one], TODAY)] == [
        ("2", "b"), ("1", "c"), ("2", "c"), ("1", "d"),
    ]  # fmt: skip


def test_a_hearing_of_today_has_not_passed() -> None:
    assert ahead(case("KZ-2026-0001", PAST, NOW), TODAY) == (NOW,)
    assert appointments(case("KZ-2026-0001", PAST, NOW)) == (PAST, NOW)


def test_a_withdrawn_incident_has_nothing_ahead() -> None:
    assert next_dates([replace(case("KZ-2026-0001", SOON), withdrawn=True)], TODAY) == []
