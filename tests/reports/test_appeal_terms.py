"""Until when a ruling may be appealed: by the law of its kind of case, only while nobody has appealed, and never of a withdrawn incident."""

from dataclasses import replace
from datetime import date

import pytest

from records.incident_model import Incident, Status
from records.vocabulary import Category, StatusCode
from reports.appeal_terms import appeal_ends

TODAY = date(2026, 11, 27)


def case(category: Category, *steps: tuple[int, StatusCode]) -> Incident:
    statuses = tuple(Status(date(2026, 11, day), code, "адвокат", "") for day, code in steps)
    return Incident("KZ-2026-0001", category, (category,), TODAY, statuses=statuses)


@pytest.mark.parametrize(
    ("category", "code", "end"),
    [
        (Category.CRM, StatusCode.JSN, date(2026, 12, 5)),
        (Category.ARR, StatusCode.JAA, date(2026, 11, 30)),
        (Category.ADM, StatusCode.JFN, date(2026, 11, 30)),
        (Category.CIV, StatusCode.JDM, date(2026, 12, 20)),
    ],
)
def test_the_term_is_that_of_the_law_of_the_case(category: Category, code: StatusCode, end: date) -> None:
    (found,) = appeal_ends(case(category, (20, code)), TODAY)
    assert (found.day, found.ruling.code) == (end, code)


def test_a_ruling_that_was_appealed_or_upheld_has_no_term_left() -> None:
    for later in (StatusCode.JAP, StatusCode.JUP, StatusCode.JOV):
        assert appeal_ends(case(Category.CRM, (20, StatusCode.JSN), (25, later)), TODAY) == []
    assert len(appeal_ends(case(Category.CRM, (20, StatusCode.JSN), (25, StatusCode.JRL)), TODAY)) == 1


def test_what_is_over_is_left_out_and_the_last_day_is_not() -> None:
    sentenced = case(Category.CRM, (12, StatusCode.JSN))
    assert len(appeal_ends(sentenced, date(2026, 11, 27))) == 1
    assert appeal_ends(sentenced, date(2026, 11, 28)) == []


def test_a_ruling_that_is_not_yet_made_and_one_of_a_withdrawn_incident_have_none() -> None:
    sentenced = case(Category.CRM, (20, StatusCode.JSN))
    assert appeal_ends(sentenced, date(2026, 11, 19)) == []
    assert appeal_ends(replace(sentenced, withdrawn=True), TODAY) == []


def test_a_ban_has_no_term_of_appeal_by_law() -> None:
    assert appeal_ends(case(Category.BLK, (20, StatusCode.JBN)), TODAY) == []
