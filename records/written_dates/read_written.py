"""Reads a date as a person wrote it into a field: «21.11.2026», «21/11», «21 ноября», «2026 жылғы қараша», «вчера», "Sat, 21 Nov 2026", 2026-11-21.

The day stands before the month, as people here write: 03/04 is 3 April. What is not told follows from the day from which is counted (that of the article, or
today). Whoever shows the field says what was understood (`shown_dates.taken_for`), so that nothing is guessed behind anybody's back. Dates in running text are another
matter (`classify.matching.dates`): there any word may be no date, here all of it must be one.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches

from records.i18n import tr
from records.vocabulary import DatePrecision
from records.written_dates.day_vocabulary import DayVocabulary, plain, vocabulary
from records.written_dates.shown_dates import date_in_words
from records.written_dates.written_date import Reading, WrittenDate, WrongDate

# Nothing that is recorded here happened before it.
EARLIEST = date(1990, 1, 1)
_LONGEST = 60
# A word of more letters than these and fewer than those may be one that was mistyped.
_SHORT, _LONG = 3, 16
_MONTHS, _LEAP_YEARS = 12, 8
_FIGURES = re.compile(r"([0-9]{1,4})(?:([./-]|[ ])([0-9]{1,4})(?:([./-]|[ ])([0-9]{1,4}))?)?")
_ORDINAL = re.compile(r"\b([0-9]{1,2})-?([^\W\d_]{1,4})\b")
_PIECES = re.compile(r"[0-9]+|[^\W\d_]+")


@dataclass(slots=True)
class _Parts:
    """What is written, part by part; None for what is not."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    day_first: bool = False


def read_written(written: str, today: date, *, counted_from: date | None = None, reading: Reading = Reading.PAST) -> WrittenDate:
    """The date that is written. Raises WrongDate that says what is wrong with it and how to write it."""
    words, text = vocabulary(), plain(written).strip(" .,")
    start = today if reading is Reading.AHEAD else counted_from or today
    if not text or len(text) > _LONGEST:
        raise _no_date(written, today)
    pieces = _PIECES.findall(text)
    near = [" ".join(pieces), " ".join(piece for piece in pieces if piece not in words.fillers)]
    if away := [words.near[phrase] for phrase in near if phrase in words.near]:
        found = WrittenDate(_moved(start, away[0], written, today), DatePrecision.DAY, start)
    else:
        found = _dated(_parts(text, words, written, today), start, reading, written, today)
    return _fitting(found, reading, today)


def _parts(text: str, words: DayVocabulary, written: str, today: date) -> _Parts:
    whole = _ORDINAL.sub(lambda one: one[1] if one[2] in words.ordinals else one[0], text)
    found, named = _Parts(), False
    numbers: list[str] = []
    for piece in _PIECES.findall(whole):
        if piece.isdecimal():
            numbers.append(piece)
        elif piece in words.months and found.month is None:
            found.month, named = words.months[piece], True
        elif piece in words.weekdays and found.weekday is None:
            found.weekday = words.weekdays[piece]
        elif piece not in words.fillers:
            raise _no_date(written, today, _meant(piece, words))
    if named:
        return _beside_month(found, numbers, written, today)
    # Of letters nothing is left but a day of the week and words like "year".
    figures = re.sub(r"[^0-9./ -]", "", whole).strip(" .,-/")
    return _in_figures(found, re.sub(r" *([./-]) *| +", lambda found: found[1] or " ", figures), written, today) if figures else found


def _meant(piece: str, words: DayVocabulary) -> str:
    """The word of a date that was probably meant; empty if none is like it."""
    known = [*words.months, *words.weekdays, *words.near] if _SHORT < len(piece) < _LONG else []
    near = next(iter(get_close_matches(piece, known, 1, 0.75)), "")
    return words.spelt.get(near, near)


def _beside_month(found: _Parts, numbers: list[str], written: str, today: date) -> _Parts:
    for number in numbers:
        if len(number) == 4 and found.year is None:
            found.year = int(number)
        elif len(number) <= 2 and found.day is None:
            found.day = int(number)
        else:
            raise _no_date(written, today)
    return found


def _in_figures(found: _Parts, figures: str, written: str, today: date) -> _Parts:
    cut = _FIGURES.fullmatch(figures)
    one, mark, two, _, three = cut.groups() if cut else (None,) * 5
    match len(one or ""), len(two or ""), len(three or ""):
        case 4, 0, 0:
            return replace(found, year=int(one or 0))
        case 4, (1 | 2), 0:
            return replace(found, year=int(one or 0), month=int(two or 0))
        case 4, (1 | 2), (1 | 2):
            return replace(found, year=int(one or 0), month=int(two or 0), day=int(three or 0))
        case ((1 | 2), 4, 0):
            return replace(found, month=int(one or 0), year=int(two or 0))
        case ((1 | 2), (1 | 2), (0 | 2 | 4) as digits):
            if digits == 2 and mark == "-":
                raise WrongDate(tr("{written}: the year may be at either end; write it with four digits").format(written=written.strip()))
            return _Parts(_year(three), _month(int(two or 0), written), int(one or 0), found.weekday, int(one or 0) <= _MONTHS and one != two)
        case ((1 | 2), 0, 0):
            raise WrongDate(tr("{written}: write the month too").format(written=written.strip()))
    raise _no_date(written, today)


def _year(written: str | None) -> int | None:
    """«26» is 2026, and «99» is 1999."""
    if not written:
        return None
    return int(written) if len(written) == 4 else int(written) + (1900 if int(written) >= EARLIEST.year % 100 else 2000)


def _month(number: int, written: str) -> int:
    if not 1 <= number <= _MONTHS:
        raise WrongDate(
            tr("{written}: there is no month {month}; the day stands first, then the month").format(written=written.strip(), month=number)
        )
    return number


def _dated(parts: _Parts, start: date, reading: Reading, written: str, today: date) -> WrittenDate:
    year, month, day = parts.year, parts.month, parts.day
    if month is None:
        if year is not None and parts.weekday is None:
            return WrittenDate(_real(year, 1, 1, written), DatePrecision.YEAR)
        if year is None and parts.weekday:
            away = (parts.weekday - start.isoweekday() - 1) % 7 + 1 if reading is Reading.AHEAD else -((start.isoweekday() - parts.weekday) % 7)
            return WrittenDate(_moved(start, away, written, today), DatePrecision.DAY, start)
        raise _no_date(written, today)
    if day is None and parts.weekday:
        raise _no_date(written, today)
    precision = DatePrecision.MONTH if day is None else DatePrecision.DAY
    of_month = 1 if day is None else day
    if year is not None:
        first = _real(year, month, of_month, written)
    elif reading is Reading.STEP:
        first = _step(month, of_month, precision, start, today, written)
    else:
        first = _nearest(month, of_month, start, reading, written)
    if parts.weekday and first.isoweekday() != parts.weekday:
        raise WrongDate(
            tr("{written}: that day of the week does not belong to it; it is {date}").format(
                written=written.strip(), date=date_in_words(first, precision)
            )
        )
    return WrittenDate(first, precision, start if year is None else None, parts.day_first)


def _nearest(month: int, day: int, start: date, reading: Reading, written: str) -> date:
    """The latest such day up to `start`, or the next one from it on. 29 February is looked for in several years."""
    for away in range(_LEAP_YEARS + 1):
        try:
            found = date(start.year + (away if reading is Reading.AHEAD else -away), month, day)
        except ValueError:
            continue
        if found >= start if reading is Reading.AHEAD else found <= start:
            return found
    raise _no_such_day(written)


def _step(month: int, day: int, precision: DatePrecision, start: date, today: date, written: str) -> date:
    """Of the latest such day up to `start` and the next one the nearer. Where that has not come, nobody means the other without saying so."""
    behind, ahead = (_nearest(month, day, start, reading, written) for reading in (Reading.PAST, Reading.AHEAD))
    if start - behind <= ahead - start:
        return behind
    if ahead > today:
        words = tr(
            "{date} has not come yet, and the one before it is long past: write the year; what is to come belongs to the hearings and deadlines"
        )
        raise WrongDate(words.format(date=date_in_words(ahead, precision)))
    return ahead


def _real(year: int, month: int, day: int, written: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _no_such_day(written) from error


def _moved(start: date, days: int, written: str, today: date) -> date:
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise _no_date(written, today) from error


def _fitting(found: WrittenDate, reading: Reading, today: date) -> WrittenDate:
    if reading in (Reading.PAST, Reading.STEP) and found.first > today:
        raise WrongDate(tr("{date} has not come yet").format(date=date_in_words(found.first, found.precision)))
    if reading is not Reading.PERIOD and found.first < EARLIEST:
        raise WrongDate(
            tr("{date} lies before {year}; look at the year").format(date=date_in_words(found.first, found.precision), year=EARLIEST.year)
        )
    return found


def _no_such_day(written: str) -> WrongDate:
    return WrongDate(tr("{written}: the calendar has no such day").format(written=written.strip()))


def _no_date(written: str, today: date, near: str = "") -> WrongDate:
    shown = written.strip() if len(written.strip()) <= _LONGEST else written.strip()[: _LONGEST - 1] + "…"
    if near:
        return WrongDate(tr("{written} is no date; did you mean {near}?").format(written=shown, near=near))
    month = date_in_words(today, DatePrecision.MONTH)
    return WrongDate(
        tr("{written} is no date; write it as {day}, {month} or {year}").format(written=shown, day=f"{today:%d.%m.%Y}", month=month, year=today.year)
    )
