"""Text is cut into the parts of dates. This is the step before the form of a date is recognised."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from pipelines.extraction.dates.date_words import HOUR, MINUTE, PHRASES, date_part, fold_letters

FIRST_YEAR, LAST_YEAR = 1990, 2099  # nothing of the regional press is online from before; a figure outside is no year

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")
_CUT = re.compile(
    r"(?P<zone>\b(?:utc|gmt|мск|msk)\s?[+-]\s?\d{1,2}(?::?\d\d)?(?!\d)|(?<=[\d\s])[+-]\d{4}(?![\d.:/-])|(?<=[\d\s])\+\d\d(?::\d\d)?(?![\d.:/-]))"
    r"|(?P<time>(?<!\d)\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?![\d:]))"
    r"|(?P<figures>\d+(?:\.\d+)+|\d+(?:-\d+)+|\d+(?:/\d+)+|\d+)"
    rf"|(?P<phrase>\b(?:{'|'.join(re.escape(phrase) for phrase in PHRASES)})(?!\w))"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[^\w\s]|_)"
)
# 2026年2月23日 14時05分, and the same in Korean.
_EAST = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_EAST_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[時时시]\s?(\d{1,2})\s?[分분]")
_OFFSET = re.compile(r"\A(?P<base>[^\d\s+-]*)\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"(\d\d)([./])(\d\d)\2(\d\d)")  # two figures each, or version numbers such as 1.2.26 would be dates
_AMERICAN_CLOCK = re.compile(r"\b[ecmp][sd]t\b")  # who reads it writes the month first, 10/04/2026
_PAIR = re.compile(r"\d{1,2}([.-])\d\d")


class Part(NamedTuple):
    """One part of a text: its letter (see `pipelines.extraction.dates.date_words`), its value in the unit given there, and where it stands."""

    letter: str
    value: float
    start: int
    end: int


class Cut(NamedTuple):
    """A text and its parts; `shape` has one letter for each part."""

    text: str
    parts: tuple[Part, ...]
    shape: str


def unify_letters(text: str) -> str:
    """`text` with one kind of letters and spaces, and without invisible characters (soft hyphens, joiners); dates of Chinese, Japanese and Korean in figures."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if "年" in text or "년" in text:
        text = _EAST_TIME.sub(r" \1:\2 ", _EAST.sub(r" \1-\2-\3 ", text))
    return _BLANKS.sub(" ", text).strip()


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, if it exists in the calendar and its year is one in which online press existed."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_day_or_month(letter: str, first: int, mark: str, second: int, year: int, *, american: bool) -> tuple[str, float] | None:
    day = day_or_none(year, second, first) if not american or mark != "/" else None
    if day is None and mark == "/":  # 02/23/2026, the American order, where no other is possible
        day = day_or_none(year, first, second)
    return (letter, day.toordinal()) if day else None


def _whole_date(figures: str, american: bool) -> tuple[str, float] | None:
    if found := _YEAR_FIRST.fullmatch(figures):
        day = day_or_none(int(found[1]), int(found[3]), int(found[4]))
        return ("P", day.toordinal()) if day else None
    if found := _YEAR_LAST.fullmatch(figures):
        return _by_day_or_month("P", int(found[1]), found[2], int(found[3]), int(found[4]), american=american)
    if found := _SHORT_YEAR.fullmatch(figures):
        century = 1900 if int(found[4]) >= FIRST_YEAR % 100 else 2000
        return _by_day_or_month("Q", int(found[1]), found[2], int(found[3]), century + int(found[4]), american=american)
    return None


def _figures(figures: str, american: bool) -> tuple[str, float]:
    if figures.isdigit():
        number = int(figures) if len(figures) < 9 else 0
        if len(figures) <= 2:
            return "d", number
        return ("Y", number) if len(figures) == 4 and FIRST_YEAR <= number <= LAST_YEAR else ("n", number)
    if whole := _whole_date(figures, american):
        return whole
    if pair := _PAIR.fullmatch(figures):
        first, second = figures.split(pair[1])
        return ("N" if pair[1] == "." else "H"), int(first) * 100 + int(second)
    return "n", 0


def _time(figures: str) -> tuple[str, float]:
    hours, minutes, seconds = (*re.split(r"[:.,]", figures), "0")[:3]
    if int(hours) > 23 or int(minutes) > 59 or int(seconds) > 59:
        return "x", 0
    return "T", int(hours) * HOUR + int(minutes) * MINUTE + int(seconds)


def offset_seconds(written: str) -> int | None:
    """Seconds from UTC of «+05:00», «GMT+6», «-0330». None if no place on earth has such an offset."""
    found = _OFFSET.fullmatch(written)
    if found is None:
        return None
    seconds = int(found["hours"]) * HOUR + int(found["minutes"] or 0) * MINUTE
    seconds = -seconds if found["sign"] == "-" else seconds
    if found["base"] in ("мск", "msk"):
        seconds += 3 * HOUR
    return seconds if -12 * HOUR <= seconds <= 14 * HOUR else None


def _letter(kind: str | None, written: str, american: bool) -> tuple[str, float]:
    match kind:
        case "zone":
            offset = offset_seconds(written)
            return ("x", 0) if offset is None else ("z", offset)
        case "time":
            return _time(written)
        case "figures":
            return _figures(written, american)
        case "phrase":
            return PHRASES[written]
        case "word":
            return date_part(written)
        case _:
            return "_", 0


def cut_parts(text: str) -> Cut:
    """Cut `text` (tidied) into its parts."""
    folded = fold_letters(text)
    american = "/" in folded and _AMERICAN_CLOCK.search(folded) is not None
    parts = tuple(Part(*_letter(found.lastgroup, found[0], american), *found.span()) for found in _CUT.finditer(folded))
    return Cut(text, parts, "".join(part.letter for part in parts))
