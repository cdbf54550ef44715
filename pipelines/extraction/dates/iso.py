"""Dates written for machines: ISO 8601, and texts that nearly follow it."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from pipelines.extraction.dates.lexing import day_or_none, offset_seconds

_DAY = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:(?:t\s?|\s)(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"(?:\s?(?P<zone>z|utc|gmt|[+-]\d\d(?::?\d\d)?))?(?:\[[\w/+-]+\])?)?"
)
_WEEK = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d\d)-?(?P<weekday>[1-7])")


def _zone(written: str | None, local: tzinfo) -> tzinfo | None:
    if written is None:
        return local
    if written in ("z", "utc", "gmt"):
        return UTC
    offset = offset_seconds(written)
    return None if offset is None else timezone(timedelta(seconds=offset))


def read_iso(text: str, zone: tzinfo) -> date | datetime | None:
    """The date, if the whole `text` (tidied, in lower case) is one ISO date. A moment comes in `zone`, to the second. Without an offset it is
    local time in `zone`."""
    if week := _WEEK.fullmatch(text):
        try:
            day = date.fromisocalendar(int(week["year"]), int(week["week"]), int(week["weekday"]))
        except ValueError:
            return None
        return day_or_none(day.year, day.month, day.day)
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    whole_day = day_or_none(int(found["year"]), int(found["month"]), int(found["day"]))
    if whole_day is None or found["hour"] is None:
        return whole_day
    own = _zone(found["zone"], zone)
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    if own is None or hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(whole_day.year, whole_day.month, whole_day.day, hour, minute, second, tzinfo=own).astimezone(zone)
