"""What a recognised form of a date means at a given time, in a given zone."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from pipelines.extraction.dates.date_words import HOUR, MINUTE
from pipelines.extraction.dates.lexing import Part, day_or_none
from pipelines.extraction.dates.zones import ZONE_NAMES

SLACK = timedelta(minutes=10)  # how far an outlet's clock may run ahead of ours before its date counts as one of the future

_AM_PM = 12
_LONGEST_AGO = timedelta(days=12_000)  # since 1990 and a little; a longer time is the age of no article, and would leave the calendar


class DateReading:
    """One recognised form, to be turned into a value as seen at the time `now` (in `zone`)."""

    def __init__(self, found: re.Match[str], parts: tuple[Part, ...], now: datetime, zone: tzinfo) -> None:
        self.found, self.parts, self.now, self.zone = found, parts, now, zone

    def part(self, name: str) -> Part | None:
        if name not in self.found.re.groupindex:
            return None
        place = self.found.start(name)
        return None if place < 0 else self.parts[place]

    def number(self, name: str) -> int | None:
        part = self.part(name)
        return None if part is None else int(part.value)

    def value(self) -> date | datetime | None:
        """The day or moment. None for a day or a time that does not exist."""
        if self.part("now"):
            return self.now
        if self.part("ago"):
            return self._ago()
        seconds = self._seconds()
        if seconds is not None and seconds < 0:
            return None
        day = self._day()
        if day is not None:
            return self._at(day, seconds)
        return self._without_year(seconds)

    def _at(self, day: date, seconds: int | None) -> date | datetime:
        if seconds is None:
            return day
        clock = datetime(day.year, day.month, day.day, seconds // HOUR, seconds // MINUTE % 60, seconds % 60, tzinfo=self._told_by())
        return clock.astimezone(self.zone)

    def _told_by(self) -> tzinfo:
        for name in ("zone1", "zone2"):
            if name not in self.found.re.groupindex or self.found.start(name) < 0:
                continue
            for part in self.parts[self.found.start(name) : self.found.end(name)]:
                if part.letter == "z":
                    return timezone(timedelta(seconds=part.value))
                if part.letter == "C" and ZONE_NAMES[int(part.value)]:
                    return ZoneInfo(ZONE_NAMES[int(part.value)])
        return self.zone

    def _seconds(self) -> int | None:
        """Seconds since midnight. None if no time is given, -1 if what looks like one is not («23.02.2026, 77.10»)."""
        for number in "12":
            if hour := self.part(f"hour{number}"):
                return _half_day(int(hour.value) * HOUR, self.number(f"noon{number}"))
            if time := self.part(f"time{number}"):
                seconds = int(time.value)
                if time.letter in "NH":
                    hours, minutes = divmod(seconds, 100)
                    if hours > 23 or minutes > 59:
                        return -1
                    seconds = hours * HOUR + minutes * MINUTE
                return _half_day(seconds, self.number(f"half{number}"))
        return None

    def _day(self) -> date | None:
        if figures := self.part("figures"):
            day = date.fromordinal(int(figures.value))
            # A short year is of this century only as far as the present.
            return None if figures.letter == "Q" and day.year > self.now.year + 1 else day
        if back := self.part("back"):
            return self.now.date() + timedelta(days=int(back.value))
        day_number, month, year = self.number("day"), self.number("month"), self.number("year")
        if (short := self.number("short_year")) is not None:
            year = short + (1900 if short > self.now.year % 100 + 1 else 2000)
        if day_number is None or month is None or year is None:
            return None
        return day_or_none(year, month, day_number)

    def _without_year(self, seconds: int | None) -> date | datetime | None:
        """The latest such day that is not in the future. None if a year was given, because then no such day exists."""
        day_number, month = self.number("day"), self.number("month")
        if pair := self.part("pair"):
            day_number, month = divmod(int(pair.value), 100)
        if day_number is None or month is None or self.number("year") is not None or self.number("short_year") is not None:
            return None
        for year in range(self.now.year + 1, self.now.year - 9, -1):  # 29 February may lie eight years back
            day = day_or_none(year, month, day_number)
            if day is not None and not is_future(value := self._at(day, seconds), self.now):
                return value
        return None

    def _ago(self) -> date | datetime | None:
        """Hours and shorter units give a moment; days and longer units give a day."""
        seconds, days, months, count = 0.0, 0.0, 0.0, 1.0
        exact = False
        for part in self.parts[self.found.start("ago") : self.found.end("ago")]:
            if part.letter in "dqn":
                count = part.value
            elif part.letter in "uS":
                seconds, count, exact = seconds + count * part.value, 1.0, True
            elif part.letter == "v":
                days, count = days + count * part.value, 1.0
            elif part.letter in "wg":
                months, count = months + count * (part.value or 12), 1.0
        if seconds / (24 * HOUR) + days + months * 30 > _LONGEST_AGO.days:
            return None
        moment = (self.now.astimezone(UTC) - timedelta(days=days, seconds=seconds)).astimezone(self.zone)
        day = _months_before(moment.date(), int(months))
        if exact:
            return moment if not months else None
        return day


def _half_day(seconds: int, half: int | None) -> int:
    if half is None:
        return seconds
    hours, rest = divmod(seconds, HOUR)
    if hours > _AM_PM:
        return seconds if hours < 24 else -1
    return (hours % _AM_PM + half) * HOUR + rest


def _months_before(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day_or_none(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_future(value: date | datetime, now: datetime) -> bool:
    """Whether `value` lies more than `SLACK` after `now`. A day without a time is taken in the zone of `now`."""
    latest = now + SLACK
    return value > latest if isinstance(value, datetime) else value > latest.date()
