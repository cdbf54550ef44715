"""A month in its year."""

from datetime import date

from records.vocabulary import Category
from reports.publications import Figure, ReportPeriod
from reports.publications.year_so_far import DatedIncident, first_day_read, year_so_far

MARCH = ReportPeriod(date(2024, 3, 1), date(2024, 3, 31), date(2024, 3, 14))


def dated(*days: date) -> list[DatedIncident]:
    return [DatedIncident(f"KZ-2024-{nth:04d}", Category.ATT, day) for nth, day in enumerate(days, 1)]


def test_the_year_so_far_ends_with_the_day_and_so_does_the_year_before() -> None:
    found = year_so_far(dated(date(2024, 1, 1), date(2024, 3, 14), date(2024, 3, 15), date(2023, 3, 14), date(2023, 3, 15)), MARCH)
    assert found.total == Figure(2, ("KZ-2024-0001", "KZ-2024-0002"))
    assert found.total_before == Figure(1, ("KZ-2024-0004",))
    assert (found.before.since, found.before.as_of) == (date(2023, 1, 1), date(2023, 3, 14))
    assert found.blocks[0].now == found.total


def test_the_twelve_months_end_with_that_of_the_day_and_empty_ones_are_there() -> None:
    found = year_so_far(dated(date(2023, 3, 31), date(2023, 4, 1), date(2024, 3, 14), date(2024, 3, 15)), MARCH)
    assert list(found.months)[0] == (2023, 4)
    assert list(found.months)[-1] == (2024, 3)
    assert [figure.value for figure in found.months.values()] == [1, *[0] * 10, 1]
    assert list(found.months_before) == [(year - 1, month) for year, month in found.months]
    assert found.months_before[2023, 3] == Figure(0), "the month of the year before ends with the same day"


def test_all_that_is_counted_is_read() -> None:
    assert first_day_read(date(2024, 3, 14)) == date(2022, 4, 1)
    assert first_day_read(date(2024, 12, 31)) == date(2023, 1, 1)


def test_nothing_on_record_is_a_year_of_noughts() -> None:
    found = year_so_far([], MARCH)
    assert (found.total.value, len(found.months), len(found.months_before)) == (0, 12, 12)
