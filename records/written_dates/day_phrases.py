"""A day, or the days from one to another, as they stand within a sentence: "on {on_day}", "until {until_day}", "since {since_day}", "as of {as_of_day}".

In Kazakh the word behind the day asks for a case of it («2021 жылғы 2 қарашаға дейін»), so a message that says when names its place after what it says, and the
day is given to it in that case. In the other languages the day is the same everywhere.
"""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton

from records.i18n import formats, tr
from records.vocabulary.case_codes import DatePrecision
from records.words.kazakh_cases import KazakhCase, in_case
from records.words.russian_cases import in_month

# As Kazakh is written in a sentence: CLDR has the «ж.» of tables.
_LONG = {"kk": "y 'жылғы' d MMMM"}
# What a language says before a day that it does not decline.
_ON_DAY = {"en": "on {on_day}"}
_MONTH = {"kk": "y 'жылғы' MMMM"}


def day_in_words(value: date) -> str:
    """A day, written out: «2021 жылғы 2 қараша», «2 ноября 2021 г.», "November 2, 2021"."""
    return _day_of_2000(value.month, value.day, formats()).replace("2000", str(value.year))


@lru_cache(maxsize=1500)
def _day_of_2000(month: int, day: int, lang: str) -> str:
    """A day of a leap year, kept in memory: 20,000 incidents have more dates than a year has days, and Babel takes a tenth of a millisecond for each."""
    # Within a sentence no language writes a day with a nought before it, whatever its table of formats says.
    pattern = _LONG.get(lang) or Locale.parse(lang).date_formats["long"].pattern.replace("dd", "d")
    return str(format_date(date(2000, month, day), pattern, locale=lang))


def month_in_words(value: date) -> str:
    """The month of a day, written out: «2021 жылғы қараша», «ноябрь 2021 г.», "November 2021"."""
    lang = formats()
    return str(format_date(value, _MONTH[lang], locale=lang) if lang in _MONTH else format_skeleton("yMMMM", value, locale=lang))


def days_have_cases() -> bool:
    """Whether the reader's language declines a day after what is said of it."""
    return formats() == "kk"


def on_day(value: date) -> str:
    """The day on which something was: «2021 жылғы 2 қарашада»."""
    return _in_case(value, KazakhCase.LOCATIVE)


def on_known_day(value: date, precision: DatePrecision | None) -> str:
    """When something was, as exactly as it is known, as it stands in a sentence: «On March 12, 2026», «в марте 2026 года», «2026 жылғы наурызда»."""
    match precision:
        case DatePrecision.YEAR:
            return tr("in {year}").format(year=value.year)
        case DatePrecision.MONTH:
            return tr("in {month} {year}").format(month=_in_month(value), year=value.year)
        case _:
            return _ON_DAY.get(formats(), "{on_day}").format(on_day=on_day(value))


def _in_month(value: date) -> str:
    lang, name = formats(), str(format_date(value, "LLLL", locale=formats()))
    if lang == "kk":
        return in_case(name.lower(), KazakhCase.LOCATIVE)
    return in_month(name.lower()) if lang == "ru" else name


def until_day(value: date) -> str:
    """The day before «дейін»: «2021 жылғы 2 қарашаға»."""
    return _in_case(value, KazakhCase.DATIVE)


def since_day(value: date) -> str:
    """The day before «бері», «бастап» and «кейін»: «2021 жылғы 2 қарашадан»."""
    return _in_case(value, KazakhCase.ABLATIVE)


def as_of_day(value: date) -> str:
    """The day before «жағдай бойынша»: «2021 жылғы 2 қарашадағы»."""
    return _in_case(value, KazakhCase.ATTRIBUTE)


def _in_case(value: date, case: KazakhCase) -> str:
    told = day_in_words(value)
    return in_case(told, case) if days_have_cases() else told


def days_between(first: date, last: date) -> str:
    """The days from one to another, what they share said once: «2020 жылғы 1–31 қазан», «1 января – 2 ноября 2021 г.», "October 1–31, 2020"."""
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
    """The name of a month as it stands beside a day."""
    return str(format_date(day, "MMMM", locale=formats()))
