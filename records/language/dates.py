"""Dates as people write them in any language of the product, «21.11.2026», «21 ноября», «2026 жылғы қараша», «вчера»: parsed, and formatted in the
reader's words.

The day is before the month, as is usual here: 03/04 is 3 April. Missing parts follow from a reference day (that of the article, or today), and
`interpretation_words` tells the user how a date was understood. `classify.matching.dates` finds dates in running text; here the whole text must be one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names, get_month_names

from records.errors import QorganError
from records.i18n import LANGUAGES, reader_locale, tr
from records.language.cases import KazakhCase, in_case, in_month
from records.language.date_words import DateWord, date_words, in_cases
from records.language.days import EARLIEST, DaySpan, full_year, moved, real_day
from records.language.letters import KAZAKH_AS_RUSSIAN
from records.vocabulary import DatePrecision

# Parsed dates, and what they are entered for.


class InvalidDate(QorganError):
    """The text is not a date, or not one that its field may have."""


class DateContext(StrEnum):
    """What a date is entered for. It decides the missing year, and which days are invalid."""

    PAST = "past"
    """A past event: the latest such day, from 1990 until today."""
    STEP = "step"
    """A step of a case, perhaps later than its article: without a year the nearest such day; a future one is an error."""
    AHEAD = "ahead"
    """A future event, as a hearing: the next such day."""
    PERIOD = "period"
    """An end of a period: the latest such day, and any with its year."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date and its precision. `counted_from` is the reference day if the date depends on it; `day_first` if both numbers might be the month."""

    first: date
    precision: DatePrecision
    counted_from: date | None = None
    day_first: bool = False

    @property
    def last(self) -> date:
        """The last day that the date may mean."""
        return DaySpan.of(self.first, self.precision).last

    @property
    def iso(self) -> str:
        """The known part of the date, as a correction stores it: 2026, 2026-11 or 2026-11-21."""
        return self.first.isoformat()[: {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(self.precision, 10)]


# Dates of any precision in the reader's words. `parse_written_date` parses them back.


def date_in_words(first: date, precision: DatePrecision) -> str:
    """Return a date in words: «суббота, 21 ноября 2026 г.», «ноябрь 2026 г.», «2026»."""
    if precision is DatePrecision.YEAR:
        return str(first.year)
    if precision is DatePrecision.MONTH:
        return str(format_skeleton("yMMMM", first, locale=reader_locale()))
    return str(format_date(first, "full", locale=reader_locale()))


def interpretation_words(written_date: WrittenDate, today: date) -> str:
    """Return how a date was understood, in the reader's words, to show below the field."""
    parts = [date_in_words(written_date.first, written_date.precision)]
    if written_date.day_first:
        parts.append(tr("the day first, then the month"))
    if written_date.counted_from and written_date.counted_from != today:
        parts.append(tr("counted from the article, {day}").format(day=f"{written_date.counted_from:%d.%m.%Y}"))
    return "; ".join(parts)


# Words of dates in every language of the product: those of `records.language.date_words`, and months and weekdays from CLDR.

# Kazakh letters as typed on a Russian keyboard, the dotless i of Latin Kazakh, and dashes. Other letters only lose their accents.
_PLAIN = str.maketrans(KAZAKH_AS_RUSSIAN | {"ı": "i"} | dict.fromkeys("‐‑‒–—―−", "-"))
# Shortest abbreviation of a month, if no other month begins with it.
_SHORTEST = 3


@dataclass
class DayVocabulary:
    """Words in the form of `plain`, each with its value; `spelt` has them as they are written."""

    months: dict[str, int] = field(default_factory=dict)
    weekdays: dict[str, int] = field(default_factory=dict)
    """Monday is 1."""
    near: dict[str, int] = field(default_factory=dict)
    """Today, yesterday: days relative to the reference day."""
    fillers: set[str] = field(default_factory=set)
    ordinals: set[str] = field(default_factory=set)
    spelt: dict[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    """Return the text in lower case without accents, with single spaces and hyphens for dashes, for comparing."""
    small = unicodedata.normalize("NFKC", text).replace("İ", "I").lower().translate(_PLAIN)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    return " ".join(bare.split())


def vocabulary() -> DayVocabulary:
    """Return the words of all languages of the product together."""
    return _vocabulary(tuple(language.formats for language in LANGUAGES.values()))


@cache
def _vocabulary(locales: tuple[str, ...]) -> DayVocabulary:
    day_vocabulary = DayVocabulary()
    for part in ("filler", "year", "in date"):
        day_vocabulary.fillers.update(plain(date_word.word) for date_word in date_words(part))
    day_vocabulary.ordinals.update(plain(date_word.word) for date_word in date_words("ending"))
    for day_word in date_words("near"):
        _learn(day_vocabulary, day_vocabulary.near, [day_word.word], int(day_word.value))
    months = [*date_words("month"), *_of_calendar(get_month_names, locales, "wide")]
    short = [*date_words("short month"), *_of_calendar(get_month_names, locales, "abbreviated")]
    days, short_days = (
        [day_word._replace(value=day_word.value + 1) for day_word in _of_calendar(get_day_names, locales, width)] for width in ("wide", "abbreviated")
    )
    for day_word in months:
        _learn(day_vocabulary, day_vocabulary.months, in_cases(day_word.word, day_word.language), int(day_word.value))
    for day_word in short:
        _learn(day_vocabulary, day_vocabulary.months, [day_word.word], int(day_word.value))
    for day_word in days:
        _learn(day_vocabulary, day_vocabulary.weekdays, in_cases(day_word.word, day_word.language), int(day_word.value))
    for day_word in (*date_words("weekday"), *short_days):
        _learn(day_vocabulary, day_vocabulary.weekdays, [day_word.word], int(day_word.value))
    _shorten(day_vocabulary, [*months, *short])
    return day_vocabulary


def _of_calendar(names: Callable[..., Mapping[int, str]], locales: Iterable[str], width: str) -> Iterator[DateWord]:
    """Yield the names of months or days in CLDR, in full or abbreviated."""
    for locale in locales:
        for context in ("format", "stand-alone"):
            yield from (DateWord(locale, value, str(name).rstrip(".")) for value, name in names(width, context, locale).items())


def _learn(day_vocabulary: DayVocabulary, values: dict[str, int], words: Iterable[str], value: int) -> None:
    for word in words:
        values[plain(word)] = value
        day_vocabulary.spelt.setdefault(plain(word), word)


def _shorten(day_vocabulary: DayVocabulary, names: Iterable[DateWord]) -> None:
    """Add the abbreviations of months («нояб», «сен», «Sept») that belong to one month only."""
    beginnings: dict[str, set[int]] = {}
    for name in names:
        word = plain(name.word)
        for length in range(_SHORTEST, len(word)):
            beginnings.setdefault(word[:length], set()).add(int(name.value))
    used = day_vocabulary.months.keys() | day_vocabulary.weekdays.keys() | day_vocabulary.fillers
    day_vocabulary.months |= {beginning: next(iter(months)) for beginning, months in beginnings.items() if len(months) == 1 and beginning not in used}


# Days and periods within a sentence: "on {on_day}", "until {until_day}", "since {since_day}", "as of {as_of_day}".
#
# In Kazakh the word after the day requires a case («2021 жылғы 2 қарашаға дейін»), so each placeholder of a message is named after its use and gets
# the day in that case. In the other languages the day is the same everywhere.

# The Kazakh format within a sentence: CLDR has the «ж.» of tables.
_LONG = {"kk": "y 'жылғы' d MMMM"}
# The phrase for a day in languages that do not decline it.
_ON_DAY = {"en": "on {on_day}"}
_MONTH = {"kk": "y 'жылғы' MMMM"}


def day_in_words(value: date) -> str:
    """Return a day in words: «2021 жылғы 2 қараша», «2 ноября 2021 г.», "November 2, 2021"."""
    return _day_of_2000(value.month, value.day, reader_locale()).replace("2000", str(value.year))


@lru_cache(maxsize=1500)
def _day_of_2000(month: int, day: int, lang: str) -> str:
    """Return a day of the leap year 2000 in words, cached: Babel takes 0.1 ms for each, and 20,000 incidents have more dates than a year has days."""
    # Within a sentence no language writes a day with a leading zero, whatever its CLDR formats say.
    pattern = _LONG.get(lang) or Locale.parse(lang).date_formats["long"].pattern.replace("dd", "d")
    return str(format_date(date(2000, month, day), pattern, locale=lang))


def month_in_words(value: date) -> str:
    """Return the month of a day in words: «2021 жылғы қараша», «ноябрь 2021 г.», "November 2021"."""
    lang = reader_locale()
    return str(format_date(value, _MONTH[lang], locale=lang) if lang in _MONTH else format_skeleton("yMMMM", value, locale=lang))


def days_have_cases() -> bool:
    """Return whether the reader's language declines days."""
    return reader_locale() == "kk"


def on_day(value: date) -> str:
    """Return the day on which something was, in the locative: «2021 жылғы 2 қарашада»."""
    return _in_case(value, KazakhCase.LOCATIVE)


def on_known_day(value: date, precision: DatePrecision | None) -> str:
    """Return when something was within a sentence, as exactly as known: «On March 12, 2026», «в марте 2026 года», «2026 жылғы наурызда»."""
    match precision:
        case DatePrecision.YEAR:
            return tr("in {year}").format(year=value.year)
        case DatePrecision.MONTH:
            return tr("in {month} {year}").format(month=_in_month(value), year=value.year)
        case _:
            return _ON_DAY.get(reader_locale(), "{on_day}").format(on_day=on_day(value))


def _in_month(value: date) -> str:
    lang, name = reader_locale(), str(format_date(value, "LLLL", locale=reader_locale()))
    if lang == "kk":
        return in_case(name.lower(), KazakhCase.LOCATIVE)
    return in_month(name.lower()) if lang == "ru" else name


def until_day(value: date) -> str:
    """Return the day as before «дейін»: «2021 жылғы 2 қарашаға»."""
    return _in_case(value, KazakhCase.DATIVE)


def since_day(value: date) -> str:
    """Return the day as before «бері», «бастап» and «кейін»: «2021 жылғы 2 қарашадан»."""
    return _in_case(value, KazakhCase.ABLATIVE)


def as_of_day(value: date) -> str:
    """Return the day as before «жағдай бойынша»: «2021 жылғы 2 қарашадағы»."""
    return _in_case(value, KazakhCase.ATTRIBUTE)


def _in_case(value: date, case: KazakhCase) -> str:
    words = day_in_words(value)
    return in_case(words, case) if days_have_cases() else words


def days_between(first: date, last: date) -> str:
    """Return a period with common parts once: «2020 жылғы 1–31 қазан», «1 января – 2 ноября 2021 г.», "October 1–31, 2020"."""
    if first == last:
        return day_in_words(first)
    if first.year != last.year:
        return f"{day_in_words(first)} – {day_in_words(last)}"
    if first.month == last.month:
        return tr("{month} {first}–{last}, {year}").format(month=_month(first), first=first.day, last=last.day, year=first.year)
    return tr("{first_month} {first} – {last_month} {last}, {year}").format(
        first_month=_month(first), first=first.day, last_month=_month(last), last=last.day, year=first.year
    )


def _month(day: date) -> str:
    """Return the name of a month as after a day."""
    return str(format_date(day, "MMMM", locale=reader_locale()))


_LONGEST = 60
# Only words with more than `_SHORT` and fewer than `_LONGEST_DATE` letters are checked for typing errors.
_SHORT, _LONGEST_DATE = 3, 16
_MONTH_WORDS, _LEAP_YEARS = 12, 8
_FIGURES = re.compile(r"([0-9]{1,4})(?:([./-]|[ ])([0-9]{1,4})(?:([./-]|[ ])([0-9]{1,4}))?)?")
_ORDINAL = re.compile(r"\b([0-9]{1,2})-?([^\W\d_]{1,4})\b")
_PIECES = re.compile(r"[0-9]+|[^\W\d_]+")


@dataclass(slots=True)
class _Parts:
    """The parts of a written date; None for missing ones."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    day_first: bool = False


def parse_written_date(written: str, today: date, *, counted_from: date | None = None, reading: DateContext = DateContext.PAST) -> WrittenDate:
    """Return the date that is written. Raises InvalidDate that says what is wrong with it and how to write it."""
    words, text = vocabulary(), plain(written).strip(" .,")
    start = today if reading is DateContext.AHEAD else counted_from or today
    if not text or len(text) > _LONGEST:
        raise _no_date(written, today)
    pieces = _PIECES.findall(text)
    near = [" ".join(pieces), " ".join(piece for piece in pieces if piece not in words.fillers)]
    if away := [words.near[phrase] for phrase in near if phrase in words.near]:
        parsed = WrittenDate(_moved(start, away[0], written, today), DatePrecision.DAY, start)
    else:
        parsed = _dated(_parts(text, words, written, today), start, reading, written, today)
    return _fitting(parsed, reading, today)


def _parts(text: str, words: DayVocabulary, written: str, today: date) -> _Parts:
    whole = _ORDINAL.sub(lambda match: match[1] if match[2] in words.ordinals else match[0], text)
    parts, named = _Parts(), False
    numbers: list[str] = []
    for piece in _PIECES.findall(whole):
        if piece.isdecimal():
            numbers.append(piece)
        elif piece in words.months and parts.month is None:
            parts.month, named = words.months[piece], True
        elif piece in words.weekdays and parts.weekday is None:
            parts.weekday = words.weekdays[piece]
        elif piece not in words.fillers:
            raise _no_date(written, today, _meant(piece, words))
    if named:
        return _beside_month(parts, numbers, written, today)
    # The remaining letters are a weekday and filler words such as "year".
    figures = re.sub(r"[^0-9./ -]", "", whole).strip(" .,-/")
    return _in_figures(parts, re.sub(r" *([./-]) *| +", lambda match: match[1] or " ", figures), written, today) if figures else parts


def _meant(piece: str, words: DayVocabulary) -> str:
    """Return the word of a date that was probably meant; empty if none is similar."""
    if not _SHORT < len(piece) < _LONGEST_DATE:
        return ""
    near = next(iter(get_close_matches(piece, [word for word in words.spelt if len(word) > _SHORT], 1, 0.75)), "")
    return words.spelt.get(near, "")


def _beside_month(parts: _Parts, numbers: list[str], written: str, today: date) -> _Parts:
    for number in numbers:
        if len(number) == 4 and parts.year is None:
            parts.year = int(number)
        elif len(number) <= 2 and parts.day is None:
            parts.day = int(number)
        else:
            raise _no_date(written, today)
    return parts


def _in_figures(parts: _Parts, figures: str, written: str, today: date) -> _Parts:
    cut = _FIGURES.fullmatch(figures)
    first, mark, second, _, third = cut.groups() if cut else (None,) * 5
    match len(first or ""), len(second or ""), len(third or ""):
        case 4, 0, 0:
            return replace(parts, year=int(first or 0))
        case 4, (1 | 2), 0:
            return replace(parts, year=int(first or 0), month=int(second or 0))
        case 4, (1 | 2), (1 | 2):
            return replace(parts, year=int(first or 0), month=int(second or 0), day=int(third or 0))
        case ((1 | 2), 4, 0):
            return replace(parts, month=int(first or 0), year=int(second or 0))
        case ((1 | 2), (1 | 2), (0 | 2 | 4) as digits):
            if digits == 2 and mark == "-":
                raise InvalidDate(tr("{written}: the year may be at either end; write it with four digits").format(written=written.strip()))
            return _Parts(
                _year(third),
                _month_of_words(int(second or 0), written),
                int(first or 0),
                parts.weekday,
                int(first or 0) <= _MONTH_WORDS and first != second,
            )
        case ((1 | 2), 0, 0):
            raise InvalidDate(tr("{written}: write the month too").format(written=written.strip()))
    raise _no_date(written, today)


def _year(written: str | None) -> int | None:
    """Return a year of two or four digits."""
    if not written:
        return None
    return int(written) if len(written) == 4 else full_year(int(written))


def _month_of_words(number: int, written: str) -> int:
    if not 1 <= number <= _MONTH_WORDS:
        raise InvalidDate(
            tr("{written}: there is no month {month}; the day stands first, then the month").format(written=written.strip(), month=number)
        )
    return number


def _dated(parts: _Parts, start: date, reading: DateContext, written: str, today: date) -> WrittenDate:
    year, month, day = parts.year, parts.month, parts.day
    if month is None:
        if year is not None and parts.weekday is None:
            return WrittenDate(_real(year, 1, 1, written), DatePrecision.YEAR)
        if year is None and parts.weekday:
            away = (parts.weekday - start.isoweekday() - 1) % 7 + 1 if reading is DateContext.AHEAD else -((start.isoweekday() - parts.weekday) % 7)
            return WrittenDate(_moved(start, away, written, today), DatePrecision.DAY, start)
        raise _no_date(written, today)
    if day is None and parts.weekday:
        raise _no_date(written, today)
    precision = DatePrecision.MONTH if day is None else DatePrecision.DAY
    of_month = 1 if day is None else day
    if year is not None:
        first = _real(year, month, of_month, written)
    elif reading is DateContext.STEP:
        first = _step(month, of_month, precision, start, today, written)
    else:
        first = _nearest(month, of_month, start, reading, written)
    if parts.weekday and first.isoweekday() != parts.weekday:
        raise InvalidDate(
            tr("{written}: that day of the week does not belong to it; it is {date}").format(
                written=written.strip(), date=date_in_words(first, precision)
            )
        )
    return WrittenDate(first, precision, start if year is None else None, parts.day_first)


def _nearest(month: int, day: int, start: date, reading: DateContext, written: str) -> date:
    """Return the latest such day up to `start`, or the next one from it on. For 29 February several years are tried."""
    for away in range(_LEAP_YEARS + 1):
        candidate = real_day(start.year + (away if reading is DateContext.AHEAD else -away), month, day)
        if candidate is None:
            continue
        if candidate >= start if reading is DateContext.AHEAD else candidate <= start:
            return candidate
    raise _no_such_day(written)


def _step(month: int, day: int, precision: DatePrecision, start: date, today: date, written: str) -> date:
    """Return the nearer of the latest such day up to `start` and the next one. Raises InvalidDate if that is in the future."""
    behind, ahead = (_nearest(month, day, start, reading, written) for reading in (DateContext.PAST, DateContext.AHEAD))
    if start - behind <= ahead - start:
        return behind
    if ahead > today:
        words = tr(
            "{date} has not come yet, and the one before it is long past: write the year; what is to come belongs to the hearings and deadlines"
        )
        raise InvalidDate(words.format(date=date_in_words(ahead, precision)))
    return ahead


def _real(year: int, month: int, day: int, written: str) -> date:
    day_found = real_day(year, month, day)
    if day_found is None:
        raise _no_such_day(written)
    return day_found


def _moved(start: date, days: int, written: str, today: date) -> date:
    new_day = moved(start, days)
    if new_day is None:
        raise _no_date(written, today)
    return new_day


def _fitting(written_date: WrittenDate, reading: DateContext, today: date) -> WrittenDate:
    if reading in (DateContext.PAST, DateContext.STEP) and written_date.first > today:
        raise InvalidDate(tr("{date} has not come yet").format(date=date_in_words(written_date.first, written_date.precision)))
    if reading is not DateContext.PERIOD and written_date.first < EARLIEST:
        raise InvalidDate(
            tr("{date} lies before {year}; look at the year").format(
                date=date_in_words(written_date.first, written_date.precision), year=EARLIEST.year
            )
        )
    return written_date


def _no_such_day(written: str) -> InvalidDate:
    return InvalidDate(tr("{written}: the calendar has no such day").format(written=written.strip()))


def _no_date(written: str, today: date, near: str = "") -> InvalidDate:
    shortened = written.strip() if len(written.strip()) <= _LONGEST else written.strip()[: _LONGEST - 1] + "…"
    if near:
        return InvalidDate(tr("{written} is no date; did you mean {near}?").format(written=shortened, near=near))
    month = date_in_words(today, DatePrecision.MONTH)
    return InvalidDate(
        tr("{written} is no date; write it as {day}, {month} or {year}").format(
            written=shortened, day=f"{today:%d.%m.%Y}", month=month, year=today.year
        )
    )
