"""The words of charts: tables of their data, numbers, shares and months in the reader's language, and descriptions for people who do not see the
picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

from babel.dates import format_skeleton, get_month_names
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from records.i18n import ntr, reader_locale, tr

# The data of a chart as a table, which the page shows under "as a table".


class Cell(NamedTuple):
    """The text of a cell, and the link to its records."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class ChartTable:
    """Column headings and rows in the reader's language. The first cell of a row is its heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(columns: Sequence[str], rows: Sequence[Sequence[Cell | str]]) -> ChartTable:
    """Return a table made of cells and plain texts."""
    return ChartTable(tuple(columns), tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows))


Key = TypeVar("Key")


def number(value: int) -> str:
    """Return a whole number, grouped as in the reader's language."""
    return _number(value, reader_locale())


@lru_cache(maxsize=4096)
def _number(value: int, lang: str) -> str:
    return str(format_decimal(value, locale=lang))


def rounded(value: int) -> str:
    """Return a large number in thousands, millions, …: "2 млн"."""
    return str(format_compact_decimal(value, locale=reader_locale()))


def share(part: int, whole: int) -> str:
    """Return a part in per cent, to a tenth. A part above zero is never written as zero."""
    if not whole:
        return "—"
    rounded = round(part / whole, 3)
    if part and not rounded:
        return "< " + _percent(0.001, reader_locale())
    return _percent(rounded, reader_locale())


@lru_cache(maxsize=1024)
def _percent(value: float, lang: str) -> str:
    return str(format_percent(value, locale=lang, decimal_quantization=False))


def month(year: int, number_of: int) -> str:
    """Return a month and its year: "January 2021"."""
    return _month(year, number_of, reader_locale())


@lru_cache(maxsize=1024)
def _month(year: int, number_of: int, lang: str) -> str:
    return str(format_skeleton("yMMMM", date(year, number_of, 1), locale=lang))


def short_months() -> list[str]:
    """Return the names of the twelve months, as short as the language allows."""
    return list(_short_months(reader_locale()))


@lru_cache(maxsize=8)
def _short_months(lang: str) -> tuple[str, ...]:
    names = get_month_names("abbreviated", context="stand-alone", locale=lang)
    return tuple(names[number_of].rstrip(".") for number_of in range(1, 13))


def short_day(day: date) -> str:
    """Return a day and its month: "6 Sept"."""
    return _short_day(day, reader_locale())


@lru_cache(maxsize=1024)
def _short_day(day: date, lang: str) -> str:
    return str(format_skeleton("MMMd", day, locale=lang))


def incidents_in_words(count: int) -> str:
    """Return a number of incidents in words."""
    return ntr("{n} incident", "{n} incidents", count).format(n=number(count))


def days_in_words(count: int) -> str:
    """Return a number of days in words."""
    return ntr("{n} day", "{n} days", count).format(n=number(count))


def in_all(counts: Mapping[Key, int], names: Mapping[Key, str]) -> str:
    """Describe the sum of a chart and its largest counts in one or two sentences. Up to three equal largest counts are named."""
    sentences = [tr("In all: {count}.").format(count=incidents_in_words(sum(counts.values())))]
    most = max(counts.values(), default=0)
    largest = [names[key] for key, count in counts.items() if count == most]
    if most and len(largest) <= 3:
        sentences.append(tr("Most: {what} – {count}.").format(what=", ".join(largest), count=incidents_in_words(most)))
    return " ".join(sentences)
