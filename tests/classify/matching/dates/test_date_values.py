"""Days and spans of days."""

from datetime import date

import pytest

from classify.matching.dates.date_values import (
    When,
    last_weekday,
    month_span,
    moved,
    one_day,
    publication_day,
    real_day,
    season_span,
    week_span,
    year_span,
)  # fmt: skip
from records.vocabulary import DatePrecision


@pytest.mark.parametrize(
    ("told", "day"), [("2021-06-14T09:30:00+06:00", date(2021, 6, 14)), ("2021-06-14", date(2021, 6, 14)), ("", None), ("2021-13-45", None)]
)
def test_the_day_of_publication(told: str, day: date | None) -> None:
    assert publication_day(told) == day


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert real_day(2019, 2, 29) is None
    assert real_day(2020, 2, 29) == date(2020, 2, 29)
    assert moved(date.max, 1) is None
    assert month_span(10_000, 1) is year_span(0) is week_span(date.max) is None


def test_months_are_counted_over_the_end_of_a_year() -> None:
    months = [month_span(2019, month) for month in (0, -6, 13, 2)]
    assert [str(span.first) for span in months if span] == ["2018-12-01", "2018-06-01", "2020-01-01", "2019-02-01"]
    assert months[-1] is not None
    assert months[-1].last == date(2019, 2, 28)


def test_a_winter_begins_in_the_december_before_its_year() -> None:
    winter, summer = season_span(2019, 12), season_span(2019, 6)
    assert winter is not None
    assert summer is not None
    assert (winter.first, winter.last) == (date(2018, 12, 1), date(2019, 2, 28))
    assert (summer.first, summer.last) == (date(2019, 6, 1), date(2019, 8, 31))
    assert winter.as_when() == When("2019-01-01", DatePrecision.YEAR)


def test_a_week_is_told_as_the_month_of_its_middle() -> None:
    week = week_span(date(2019, 8, 1))
    assert week is not None
    assert (week.first, week.last) == (date(2019, 7, 29), date(2019, 8, 4))
    assert week.as_when() == When("2019-08-01", DatePrecision.MONTH)
    assert one_day(date(2019, 8, 1)).as_when() == When("2019-08-01", DatePrecision.DAY)


def test_the_last_weekday_is_the_very_day_unless_an_earlier_one_is_meant() -> None:
    friday = date(2019, 7, 26)
    assert last_weekday(friday, 5) == friday
    assert last_weekday(friday, 5, strictly=True) == date(2019, 7, 19)
    assert last_weekday(friday, 6, strictly=True) == last_weekday(friday, 6) == date(2019, 7, 20)
