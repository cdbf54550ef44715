"""Days of the calendar and spans of them (a week, a month, a season, a year), for every reader of dates."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from records.vocabulary import DatePrecision

# No event in this news is older, and no regional outlet was online earlier.
EARLIEST = date(1990, 1, 1)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class EventDate:
    """A date as ISO 8601, and its precision. If only the month or year is known, the date is its first day."""

    date: str
    precision: DatePrecision

    def as_told(self) -> str:
        """Return the date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""
        return self.date[: {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(self.precision, 10)]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days from first to last. `precision` is what a record may say about them."""

    first: date
    last: date
    precision: DatePrecision

    @classmethod
    def of(cls, day: date, precision: DatePrecision) -> "DaySpan":
        """Return the day, or the month or the year that contains it."""
        if precision is DatePrecision.YEAR:
            return cls(day.replace(month=1, day=1), day.replace(month=_MONTHS, day=31), precision)
        if precision is DatePrecision.MONTH:
            return cls(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), precision)
        return cls(day, day, precision)

    def as_when(self) -> EventDate:
        """Return the form for a record.

        A week becomes the month that contains its middle, a season its year.
        """
        middle = self.first + (self.last - self.first) // 2
        if self.precision is DatePrecision.DAY:
            return EventDate(self.first.isoformat(), self.precision)
        if self.precision is DatePrecision.MONTH:
            return EventDate(middle.replace(day=1).isoformat(), self.precision)
        return EventDate(middle.replace(month=1, day=1).isoformat(), self.precision)


def full_year(two_digits: int) -> int:
    """Return the year of two digits: «26» is 2026, and «99» is 1999."""
    return two_digits + (1900 if two_digits >= EARLIEST.year % 100 else 2000)


def real_day(year: int, month: int, day: int) -> date | None:
    """Return the day of the calendar; None if it does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one_day(day: date) -> DaySpan:
    """Return the span of a single day."""
    return DaySpan(day, day, DatePrecision.DAY)


def moved(day: date, days: int) -> date | None:
    """Return the day so many days later; None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def month_span(year: int, month: int) -> DaySpan | None:
    """Return all days of a month.

    `month` may be outside 1 to 12: 0 is December of the year before.
    """
    year, month = year + (month - 1) // _MONTHS, (month - 1) % _MONTHS + 1
    if not date.min.year <= year <= date.max.year:
        return None
    return DaySpan.of(date(year, month, 1), DatePrecision.MONTH)


def year_span(year: int) -> DaySpan | None:
    """Return all days of a year."""
    return DaySpan.of(date(year, 1, 1), DatePrecision.YEAR) if date.min.year <= year <= date.max.year else None


def season_span(year: int, first_month: int) -> DaySpan | None:
    """Return the three months from `first_month`.

    A winter belongs to the year in which it ends, except for its December.
    """
    start, end = month_span(year - 1 if first_month == _MONTHS else year, first_month), None
    if start is not None:
        end = month_span(start.first.year, first_month + 2)
    return DaySpan(start.first, end.last, DatePrecision.YEAR) if start and end else None


def week_span(day: date) -> DaySpan | None:
    """Return the week, Monday to Sunday, that contains a day."""
    monday = moved(day, 1 - day.isoweekday())
    sunday = moved(day, 7 - day.isoweekday())
    return DaySpan(monday, sunday, DatePrecision.MONTH) if monday and sunday else None


def last_weekday(day: date, weekday: int, *, strictly: bool = False) -> date | None:
    """Return the latest such weekday (1 = Monday) up to a day, or `strictly` before it."""
    return moved(day, -((day.isoweekday() - weekday) % 7 or 7 * strictly))
