"""A date is read from any written form, and written in the project's own form."""

import re
from datetime import date, datetime, tzinfo

from pipelines.extraction.dates.iso import read_iso
from pipelines.extraction.dates.lexing import cut_parts, unify_letters
from pipelines.extraction.dates.written_forms import whole_date
from records.vocabulary import PublishedPrecision

_LONGEST = 160  # characters; no single date is written longer
# What JavaScript puts behind a date: «GMT+0500 (West Kazakhstan Time)».
_ZONE_TITLE = re.compile(r"\s\([a-z ]+ time\)$")


def read_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """The day, or the moment in `zone`, that `text` gives in Kazakh, Russian, English or figures. None if it is no date.

    `now` (aware) is when the text was seen. «вчера» and days without a year are counted from it; a day without a year never lies in the future.
    The whole text must be the date, apart from words that introduce it («Опубликовано: …»). A time without an offset is local time in `zone`.
    """
    text = unify_letters(text)
    if not text or len(text) > _LONGEST:
        return None
    lower = text.lower()
    if text[0].isdigit() and (value := read_iso(lower, zone)) is not None:
        return value
    if lower.endswith(" time)"):
        text = _ZONE_TITLE.sub("", lower)
    return whole_date(cut_parts(text), now.astimezone(zone), zone)


def to_iso(value: date | datetime | None) -> str | None:
    """'2026-11-24T10:15:00+05:00' for a moment, '2026-11-24' for a day, None for None."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return None if value is None else value.isoformat()


def precision_of(value: date | datetime | None, *, unsure: bool) -> PublishedPrecision | None:
    """How exactly a date is known; None where there is none."""
    if value is None or unsure:
        return None if value is None else PublishedPrecision.UNSURE
    return PublishedPrecision.MOMENT if isinstance(value, datetime) else PublishedPrecision.DAY
