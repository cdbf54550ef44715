"""The written forms of a date, as patterns over the parts of a text. The letters are those of `pipelines.extraction.dates.date_words`."""

import re
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from pipelines.extraction.dates.lexing import Cut
from pipelines.extraction.dates.meaning import DateReading


def _clock(number: int, figures: str) -> str:
    """A pattern for a time of day: «в 14:05», «сағат 09:40-та», «2:05 PM», «2 PM», also with the city whose clock is meant."""
    return (
        rf"(?:[aSo]_{{0,9}}){{0,9}}(?:(?P<time{number}>{figures})(?:_?s)?(?:_*(?P<half{number}>p))?|(?P<hour{number}>d)(?P<noon{number}>p))"
        rf"(?:_*(?P<zone{number}>z|o{{1,9}}Co{{0,9}}|Co{{1,9}}))?"
    )


_BEFORE = rf"(?:{_clock(1, 'T')}_*(?:[aL]_*)*)?"
_AFTER = rf"(?:_*W)?(?:_*{_clock(2, '[TNH]')})?"
_WEEKDAY = r"(?:W_*|m_+)?"  # «сен, 23 ақпан»: Saturday, cut short to what is September elsewhere
_D = r"(?P<day>d)(?:_?s)?i?"
_M = r"(?P<month>[Mm])_?i*"
_Y = r"(?P<year>Y)(?:_?s)?(?:_?g)*"

_DAYS = (
    rf"{_WEEKDAY}{_D}_*+(?:a_*+)?{_M}(?:_*{_Y})?",  # 23 февраля 2026 г.; 23 ақпан; 23-Feb-2026
    rf"{_Y}_*{_WEEKDAY}{_D}_*{_M}",  # 2023 жылғы 23 ақпан
    rf"{_Y}_*(?P<month>[Mm])_*+(?:i_*+)?{_D}",  # 2026 жылғы ақпанның 23-і
    rf"{_WEEKDAY}{_M}_*+(?:a_*+)?{_D}_*{_Y}",  # November 23, 2026
    rf"{_WEEKDAY}(?P<month>M)_*+(?:i_*+)?{_D}",  # ақпанның 23-і
    rf"{_WEEKDAY}(?P<figures>[PQ])(?:_?g)*",  # 23.02.2026
    r"(?P<back>r)",  # вчера
)
_FORMS = (
    *(f"{_BEFORE}{day}{_AFTER}" for day in _DAYS),
    rf"{_WEEKDAY}{_D}_*{_M}_*(?P<short_year>d)_*{_clock(2, 'T')}",  # Mon, 23 Feb 26 14:05 GMT
    rf"{_WEEKDAY}{_M}_*{_D}_*{_clock(2, 'T')}_*{_Y}",  # Mon Feb 23 14:05:00 2026
    rf"(?P<pair>N)_*{_clock(2, 'T')}",  # 23.02, 14:05
    rf"{_clock(1, 'T')}_*(?P<pair>N)",
    r"(?P<ago>(?:(?:[dqn]_{0,9})?[uSvwg]_{0,9}){1,9})A",  # 2 часа назад
    r"(?P<now>j)",  # только что
)
_YEAR_TOLD = frozenset("YPQrAj")
# Every "C" has an "o" of its own beside it, the left one if there is one.
_AROUND = r"[_LaSoi]{0,40}", r"(?:_|z|(?:o++C|Co)++o*+)*+"
_WHOLE = tuple(re.compile(f"{_AROUND[0]}{form}{_AROUND[1]}") for form in _FORMS)
_WITHIN = tuple(re.compile(form) for form in _FORMS)


class Written(NamedTuple):
    """A date found in a text: what it says, and its first and last part."""

    value: date | datetime
    first: int
    end: int
    has_year: bool


def whole_date(text: Cut, now: datetime, zone: tzinfo) -> date | datetime | None:
    """The date, if the whole `text` is one date. A word may stand before it that says what it is («Опубликовано:»)."""
    for form in _WHOLE:
        found = form.fullmatch(text.shape)
        if found and (value := DateReading(found, text.parts, now, zone).value()) is not None:
            return value
    return None


def dates_within(text: Cut, now: datetime, zone: tzinfo) -> list[Written]:
    """Every date in `text`, in order. Where several readings are possible at one place, the longest is taken."""
    written: list[Written] = []
    for form in _WITHIN:
        for found in form.finditer(text.shape):
            value = DateReading(found, text.parts, now, zone).value()
            if value is not None:
                written.append(Written(value, found.start(), found.end(), any(letter in _YEAR_TOLD for letter in found[0])))
    written.sort(key=lambda one: (one.first, -one.end))
    apart: list[Written] = []
    for one in written:
        if not apart or one.first >= apart[-1].end:
            apart.append(one)
    return apart
