"""Days, and spans of days that a text names: a day, a week, a month, a season, a year."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from records.vocabulary import DatePrecision

# Nothing that the press tells of here happened before it.
EARLIEST = date(1990, 1, 1)
_MONTHS = 12


class DateForm(StrEnum):
    """How a date is told, since that says how far it can be trusted."""

    CALENDAR = "calendar"
    """24 July, 24.07.2019, in July 2018: by the calendar."""
    WEEKDAY = "weekday"
    NEAR = "near"
    """Today, yesterday: counted from the day of the report."""
    COUNTED = "counted"
    """Two weeks ago, last month."""
    REFERRED = "referred"
    """On the same day: counted from a date told before."""
    DATELINE = "dateline"
    """The day of the report itself, at the head of it."""


@dataclass(frozen=True, slots=True)
class When:
    """A date as ISO 8601, and its precision. If only a month or a year is known, the date is its first day."""

    date: str
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days from first to last. `precision` is what a record may say of them."""

    first: date
    last: date
    precision: DatePrecision

    def as_when(self) -> When:
        """As a record keeps it. A week is told as the month in which its middle lies, a season as its year."""
        middle = self.first + (self.last - self.first) // 2
        if self.precision is DatePrecision.DAY:
            return When(self.first.isoformat(), self.precision)
        if self.precision is DatePrecision.MONTH:
            return When(middle.replace(day=1).isoformat(), self.precision)
        return When(middle.replace(month=1, day=1).isoformat(), self.precision)


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date that the text tells with the words from `start` to `end` (exclusive)."""

    start: int
    end: int
    span: DaySpan
    form: DateForm
    has_year: bool = False
    """Whether its year is told, by number or by words such as «last year»."""


def publication_day(published_at: str) -> date | None:
    """The day of an ISO 8601 time or date; None if it is neither."""
    try:
        return date.fromisoformat(published_at[:10])
    except ValueError:
        return None


def real_day(year: int, month: int, day: int) -> date | None:
    """The day of the calendar; None if there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one_day(day: date) -> DaySpan:
    """A single day."""
    return DaySpan(day, day, DatePrecision.DAY)


def moved(day: date, days: int) -> date | None:
    """The day so many days later; None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def month_span(year: int, month: int) -> DaySpan | None:
    """All days of a month. `month` may lie outside 1 to 12: 0 is December of the year before."""
    year, month = year + (month - 1) // _MONTHS, (month - 1) % _MONTHS + 1
    if not date.min.year <= year <= date.max.year:
        return None
    return DaySpan(date(year, month, 1), date(year, month, monthrange(year, month)[1]), DatePrecision.MONTH)


def year_span(year: int) -> DaySpan | None:
    """All days of a year."""
    return DaySpan(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR) if date.min.year <= year <= date.max.year else None


def season_span(year: int, first_month: int) -> DaySpan | None:
    """The three months from `first_month`. A winter belongs to the year in which it ends, save for its December."""
    start, end = month_span(year - 1 if first_month == _MONTHS else year, first_month), None
    if start is not None:
        end = month_span(start.first.year, first_month + 2)
    return DaySpan(start.first, end.last, DatePrecision.YEAR) if start and end else None


def week_span(day: date) -> DaySpan | None:
    """The week, Monday to Sunday, in which a day lies."""
    monday = moved(day, 1 - day.isoweekday())
    sunday = moved(day, 7 - day.isoweekday())
    return DaySpan(monday, sunday, DatePrecision.MONTH) if monday and sunday else None


def last_weekday(day: date, weekday: int, *, strictly: bool = False) -> date | None:
    """The latest such weekday (1 = Monday) up to a day, or `strictly` before it."""
    return moved(day, -((day.isoweekday() - weekday) % 7 or 7 * strictly))
