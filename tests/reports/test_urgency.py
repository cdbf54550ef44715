"""What is told at once: what happened lately, and custody that may go on; whenever it was printed."""

from datetime import date, timedelta

import pytest

from records.vocabulary import Category, DatePrecision
from reports.urgency import RECENT, URGENT, is_urgent, latest_day

TODAY = date(2026, 11, 24)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


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
    assert is_urgent(codes, latest, "none", None, TODAY) is urgent


@pytest.mark.parametrize(
    ("outcome", "whose", "urgent"),
    [("acquitted", "journalist", False), ("dropped", "journalist", False), ("acquitted", "perpetrator", True), ("convicted", "journalist", True)],
)
def test_custody_that_ended_is_not_urgent(outcome: str, whose: str, urgent: bool) -> None:
    assert is_urgent(["ARR"], days_ago(5), outcome, whose, TODAY) is urgent


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


def test_killing_abduction_and_custody_are_urgent() -> None:
    assert set(URGENT) == {Category.KIL, Category.DIS, Category.DET, Category.ARR}
