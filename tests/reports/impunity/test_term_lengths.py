"""The day on which a length has passed."""

from datetime import date

import pytest

from records.country import LegalTerm
from records.incident_model import Penalty, Status
from records.vocabulary import SentenceKind, StatusCode, TermUnit
from reports.impunity.term_lengths import end_of_limit, end_of_term


@pytest.mark.parametrize(
    ("since", "term", "unit", "end"),
    [
        (date(2024, 1, 10), 15, TermUnit.DAYS, date(2024, 1, 25)),
        (date(2024, 1, 31), 1, TermUnit.MONTHS, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, TermUnit.YEARS, date(2025, 2, 28)),
        (date(2024, 12, 1), 1, TermUnit.MONTHS, date(2025, 1, 1)),
        (date(2024, 1, 1), 9_000, TermUnit.YEARS, None),
    ],
)
def test_a_length_ends_on_the_same_day_of_the_month_or_its_last(since: date, term: int, unit: TermUnit, end: date | None) -> None:
    ruling = Status(since, StatusCode.JSN, penalty=Penalty(SentenceKind.PRISON, term, unit))
    assert end_of_term(since, ruling) == end
    assert end_of_limit(since, LegalTerm(term, unit, "an article")) == end


def test_what_is_not_known_has_no_end() -> None:
    assert end_of_term(date(2024, 1, 1), Status(date(2024, 1, 1), StatusCode.JAA)) is None
    assert end_of_limit(date(2024, 1, 1), None) is None
