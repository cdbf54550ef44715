"""A date that was written is kept as much as is known of it, and lasts until the end of what it names."""

from datetime import date

import pytest

from records.vocabulary import DatePrecision
from records.written_dates import WrittenDate


@pytest.mark.parametrize(("first", "precision", "iso", "last"), [
    (date(2026, 11, 21), DatePrecision.DAY, "2026-11-21", date(2026, 11, 21)),
    (date(2024, 2, 1), DatePrecision.MONTH, "2024-02", date(2024, 2, 29)),
    (date(2026, 1, 1), DatePrecision.YEAR, "2026", date(2026, 12, 31)),
])  # fmt: skip
def test_a_date_is_kept_as_much_as_is_known(first: date, precision: DatePrecision, iso: str, last: date) -> None:
    found = WrittenDate(first, precision)
    assert (found.iso, found.last) == (iso, last)
