"""Working days: weekends, holidays that move, days off that do not, and days that were exchanged, compared with what was printed of each year."""

from datetime import date

import pytest

from records.country.kz_days_off import DAYS_OFF
from records.country.working_days import DaysOff, after_working_days, is_working_day

# As the ministry of labour and the press printed them for the year.
OFF_2026 = [(1, 1), (1, 2), (1, 7), (3, 9), (3, 23), (3, 24), (3, 25), (5, 1), (5, 7), (5, 11), (5, 27), (7, 6), (10, 26), (12, 16)]
OFF_2025 = [(1, 1), (1, 2), (1, 3), (1, 7), (3, 10), (3, 21), (3, 24), (3, 25), (5, 1), (5, 7), (5, 9), (6, 6), (7, 7), (9, 1), (10, 27), (12, 16)]


@pytest.mark.parametrize(("year", "printed"), [(2025, OFF_2025), (2026, OFF_2026)])
def test_the_days_off_of_a_year_beside_weekends_are_those_that_were_printed(year: int, printed: list[tuple[int, int]]) -> None:
    days = [date.fromordinal(one) for one in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]
    assert [(day.month, day.day) for day in days if day.weekday() < 5 and not is_working_day(day, DAYS_OFF)] == printed


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 5, 4), True),
        (date(2024, 5, 8), False),
        (date(2025, 8, 30), False),
        (date(2026, 8, 31), True),
        (date(2024, 6, 17), True),
        (date(2023, 1, 9), True),
        (date(2027, 3, 15), False),
        (date(2026, 3, 16), True),
        (date(2021, 12, 1), False),
        (date(2022, 12, 1), True),
    ],
)
def test_days_that_changed_or_were_exchanged(day: date, works: bool) -> None:
    assert is_working_day(day, DAYS_OFF) is works


@pytest.mark.parametrize(
    ("sent", "days", "last"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 3, 18), 5, date(2026, 3, 30)),
        (date(2026, 12, 10), 5, date(2026, 12, 18)),
        (date(2025, 12, 26), 5, date(2026, 1, 6)),
        (date(2026, 11, 2), 15, date(2026, 11, 23)),
    ],
)
def test_a_term_is_counted_from_the_day_after_and_over_what_is_free(sent: date, days: int, last: date) -> None:
    assert after_working_days(sent, days, DAYS_OFF) == last


def test_without_a_country_only_weekends_are_free() -> None:
    assert after_working_days(date(2025, 12, 31), 2, DaysOff()) == date(2026, 1, 2)
