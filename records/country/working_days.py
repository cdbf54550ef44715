"""On which days the state bodies of a country work, and the day that is so many working days after another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PublicHoliday:
    """A day of every year, from the year `since` to the year `until`. `moves`: where it falls on a weekend, the next working day is free instead."""

    month: int
    day: int
    since: int = 0
    until: int = 9999
    moves: bool = True


@dataclass(frozen=True)
class DaysOff:
    """When nobody works: weekends (`date.weekday`), holidays of every year, and single days, as those that follow the moon or were exchanged for a day of a weekend. `worked` are days of
    weekends that were made working days."""

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: tuple[PublicHoliday, ...] = ()
    single: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


def is_working_day(day: date, off: DaysOff) -> bool:
    """Whether state bodies work on this day."""
    return day in off.worked or not (day.weekday() in off.weekend or day in off.single or day in _holidays(day.year, off))


def after_working_days(since: date, days: int, off: DaysOff) -> date:
    """The last of so many working days, of which the first is the one after `since`. Raises OverflowError beyond the calendar."""
    day = since
    for _ in range(days):
        day += _DAY
        while not is_working_day(day, off):
            day += _DAY
    return day


@lru_cache(maxsize=256)
def _holidays(year: int, off: DaysOff) -> frozenset[date]:
    fixed = sorted(_of_year(year, off))
    free = {day for day, _ in fixed}
    for day, moves in fixed:
        if moves and day.weekday() in off.weekend:
            instead = day
            while instead in free or instead.weekday() in off.weekend or instead in off.single:
                instead += _DAY
            free.add(instead)
    return frozenset(free)


def _of_year(year: int, off: DaysOff) -> Iterator[tuple[date, bool]]:
    for one in off.holidays:
        if one.since <= year <= one.until:
            yield date(year, one.month, one.day), one.moves
