"""The calendar of the cases: hearings, terms of appeal, what passed without a word, what is urgent, and what a ruling takes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from records.i18n import use_language
from records.incident_model import NO_PENALTY, Incident, Penalty, Status
from records.legal_case import Appointment
from records.vocabulary import Category, DatePrecision, SentenceKind, StatusCode, TermUnit
from reports.case_calendar import (
    ASKED_FOR,
    CalendarKind,
    ahead,
    appeal_ends,
    appointments,
    next_dates,
    overdue_hearings,
    penalty_words,
    upcoming_days,
)
from reports.digests import RECENT, URGENT, is_urgent, latest_day

TODAY = date(2026, 11, 27)
YEAR = TODAY + timedelta(days=365)


def case(nth: int, dates: tuple[date, ...] = (), *steps: tuple[date, StatusCode]) -> Incident:
    statuses = tuple(Status(day, code, "адвокат", "") for day, code in steps)
    facts = {"next_dates": tuple(Appointment(day, "апелляция", "Алматы") for day in dates)}
    return Incident(f"KZ-2026-{nth:04}", Category.CRM, (Category.CRM,), TODAY, statuses=statuses, facts=facts)


def test_hearings_and_terms_of_appeal_stand_in_order_up_to_the_last_day() -> None:
    heard = case(2, (date(2026, 12, 1), TODAY, date(2026, 11, 26), YEAR + timedelta(days=1)))
    sentenced = case(1, (), (date(2026, 11, 16), StatusCode.JSN))
    assert [(one.day, one.kind, one.incident.number[-1]) for one in upcoming_days([heard, sentenced], TODAY, YEAR)] == [
        (TODAY, CalendarKind.HEARING, "2"),
        (date(2026, 12, 1), CalendarKind.APPEAL, "1"),
        (date(2026, 12, 1), CalendarKind.HEARING, "2"),
    ]


def test_a_hearing_that_passed_is_asked_about_until_something_is_recorded_of_its_day_or_later() -> None:
    passed = date(2026, 11, 20)
    silent, told = case(1, (passed,), (date(2026, 11, 19), StatusCode.JCT)), case(2, (passed,), (passed, StatusCode.JSN))
    assert [(one.incident.number[-1], one.what, one.where) for one in overdue_hearings([told, silent], TODAY)] == [("1", "апелляция", "Алматы")]
    assert overdue_hearings([case(3, (TODAY - ASKED_FOR - timedelta(days=1),))], TODAY) == []


def test_a_withdrawn_incident_stands_nowhere() -> None:
    gone = replace(case(1, (date(2026, 12, 1), date(2026, 11, 20)), (date(2026, 11, 16), StatusCode.JSN)), withdrawn=True)
    assert (upcoming_days([gone], TODAY, YEAR), overdue_hearings([gone], TODAY)) == ([], [])


def ruled(category: Category, *steps: tuple[int, StatusCode]) -> Incident:
    statuses = tuple(Status(date(2026, 11, day), code, "адвокат", "") for day, code in steps)
    return Incident("KZ-2026-0001", category, (category,), TODAY, statuses=statuses)


def test_the_term_of_appeal_is_that_of_the_law_of_the_case_until_its_last_day() -> None:
    for category, code, end in [
        (Category.CRM, StatusCode.JSN, date(2026, 12, 5)),
        (Category.ARR, StatusCode.JAA, date(2026, 11, 30)),
        (Category.ADM, StatusCode.JFN, date(2026, 11, 30)),
        (Category.CIV, StatusCode.JDM, date(2026, 12, 20)),
    ]:
        (found,) = appeal_ends(ruled(category, (20, code)), TODAY)
        assert (found.day, found.ruling.code) == (end, code)
    sentenced = ruled(Category.CRM, (12, StatusCode.JSN))
    assert len(appeal_ends(sentenced, date(2026, 11, 27))) == 1
    assert appeal_ends(sentenced, date(2026, 11, 28)) == []


def test_what_was_appealed_is_not_yet_made_withdrawn_or_a_ban_has_no_term() -> None:
    for later in (StatusCode.JAP, StatusCode.JUP, StatusCode.JOV):
        assert appeal_ends(ruled(Category.CRM, (20, StatusCode.JSN), (25, later)), TODAY) == []
    assert len(appeal_ends(ruled(Category.CRM, (20, StatusCode.JSN), (25, StatusCode.JRL)), TODAY)) == 1
    sentenced = ruled(Category.CRM, (20, StatusCode.JSN))
    assert appeal_ends(sentenced, date(2026, 11, 19)) == []
    assert appeal_ends(replace(sentenced, withdrawn=True), TODAY) == []
    assert appeal_ends(ruled(Category.BLK, (20, StatusCode.JBN)), TODAY) == []


PAST, TODAYS, SOON, LATE = (Appointment(date(2026, *day), what) for day, what in (((11, 26), "a"), ((11, 27), "b"), ((12, 1), "c"), ((12, 24), "d")))


def with_dates(number: str, *dates: Appointment) -> Incident:
    return Incident(number, Category.CRM, (Category.CRM,), TODAY, facts={"next_dates": dates} if dates else {})


def test_next_dates_stand_in_order_without_what_has_passed_or_was_withdrawn() -> None:
    one, two, none = with_dates("KZ-2026-0001", PAST, SOON, LATE), with_dates("KZ-2026-0002", TODAYS, SOON), with_dates("KZ-2026-0003")
    assert [(found.incident.number[-1], found.appointment.what) for found in next_dates([two, none, one], TODAY)] == [
        ("2", "b"), ("1", "c"), ("2", "c"), ("1", "d"),
    ]  # fmt: skip
    assert ahead(with_dates("KZ-2026-0001", PAST, TODAYS), TODAY) == (TODAYS,)
    assert appointments(with_dates("KZ-2026-0001", PAST, TODAYS)) == (PAST, TODAYS)
    assert next_dates([replace(with_dates("KZ-2026-0001", SOON), withdrawn=True)], TODAY) == []


TUESDAY = date(2026, 11, 24)


def days_ago(days: int) -> date:
    return TUESDAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("codes", "latest", "urgent"),
    [
        (["KIL"], days_ago(0), True),
        (["KIL"], days_ago(RECENT.days), True),
        (["KIL"], days_ago(RECENT.days + 1), False),
        (["DIS", "ATT"], None, True),
        (["ATT", "SUM"], days_ago(0), False),
        (["DET"], days_ago(10), True),
        # An administrative arrest lasts thirty days at most.
        (["DET"], days_ago(31), False),
        (["ARR"], days_ago(31), False),
        # With a criminal case it may be remand, which lasts longer.
        (["ARR", "CRM"], days_ago(31), True),
        (["ARR", "CRM"], days_ago(600), False),
        (["KIL", "DET"], days_ago(31), False),
    ],
)
def test_a_killing_is_urgent_while_it_is_recent_and_custody_while_somebody_may_be_held(codes: list[str], latest: date | None, urgent: bool) -> None:
    assert is_urgent(codes, latest, "none", None, TUESDAY) is urgent


def test_custody_is_urgent_until_it_ended() -> None:
    for outcome, whose, urgent in [
        ("acquitted", "journalist", False),
        ("dropped", "journalist", False),
        ("acquitted", "perpetrator", True),
        ("convicted", "journalist", True),
    ]:
        assert is_urgent(["ARR"], days_ago(5), outcome, whose, TUESDAY) is urgent
    assert set(URGENT) == {Category.KIL, Category.DIS, Category.DET, Category.ARR}


@pytest.mark.parametrize(
    ("happened", "precision", "published", "latest"),
    [
        (None, None, None, None),
        (None, None, date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 3), DatePrecision.DAY, date(2026, 11, 20), date(2026, 11, 3)),
        # Nothing happens after it was printed.
        (date(2026, 11, 22), DatePrecision.DAY, date(2021, 6, 1), date(2021, 6, 1)),
        (date(2024, 2, 1), DatePrecision.MONTH, None, date(2024, 2, 29)),
        (date(2025, 1, 1), DatePrecision.YEAR, date(2026, 11, 20), date(2025, 12, 31)),
    ],
)
def test_a_case_is_as_old_as_its_last_possible_day(
    happened: date | None, precision: DatePrecision | None, published: date | None, latest: date | None
) -> None:
    assert latest_day(happened, precision, published) == latest


def test_a_ruling_is_reported_as_the_reader_writes_numbers_and_only_what_is_known() -> None:
    for lang, sentence, fine in [
        ("en", "prison, 7 years", "200,000 KZT"),
        ("ru", "лишение свободы, 7 лет", "200\u00a0000 KZT"),
        ("kk", "бас бостандығынан айыру, 7 жыл", "200\u00a0000 KZT"),
    ]:
        with use_language(lang):
            assert penalty_words(Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)) == sentence
            assert penalty_words(Penalty(sum=200_000, currency="KZT")) == fine
    assert penalty_words(NO_PENALTY) == ""
    assert penalty_words(Penalty(term=15, unit=TermUnit.DAYS)) == "15 days"
    assert penalty_words(Penalty(SentenceKind.SUSPENDED)) == "suspended sentence"
