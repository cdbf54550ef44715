"""The words of charts: numbers, shares and months in the reader's language, and the sentences that describe a picture to a person who does not see
it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

from babel.dates import format_skeleton, get_month_names
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from records.i18n import formats, ntr, tr

# The same data as a table, for readers who prefer one. The page shows it under "as a table".


class Cell(NamedTuple):
    """The text of a cell, and the link to its records."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class ChartTable:
    """Heads of columns, and rows, in the reader's language. The first cell of a row is its head."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(columns: Sequence[str], rows: Sequence[Sequence[Cell | str]]) -> ChartTable:
    """A table made of cells and plain texts."""
    return ChartTable(tuple(columns), tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows))


Key = TypeVar("Key")


def number(value: int) -> str:
    """A whole number, grouped as in the reader's language."""
    return _number(value, formats())


@lru_cache(maxsize=4096)
def _number(value: int, lang: str) -> str:
    return str(format_decimal(value, locale=lang))


def rounded(value: int) -> str:
    """A large number in thousands, millions, …: "2 млн"."""
    return str(format_compact_decimal(value, locale=formats()))


def share(part: int, whole: int) -> str:
    """A part in per cent, to a tenth. A part above zero is never written as zero."""
    if not whole:
        return "—"
    rounded = round(part / whole, 3)
    if part and not rounded:
        return "< " + _percent(0.001, formats())
    return _percent(rounded, formats())


@lru_cache(maxsize=1024)
def _percent(value: float, lang: str) -> str:
    return str(format_percent(value, locale=lang, decimal_quantization=False))


def month(year: int, number_of: int) -> str:
    """A month of a year: "January 2021"."""
    return _month(year, number_of, formats())


@lru_cache(maxsize=1024)
def _month(year: int, number_of: int, lang: str) -> str:
    return str(format_skeleton("yMMMM", date(year, number_of, 1), locale=lang))


def short_months() -> list[str]:
    """The names of the twelve months, as short as the language allows."""
    return list(_short_months(formats()))


@lru_cache(maxsize=8)
def _short_months(lang: str) -> tuple[str, ...]:
    names = get_month_names("abbreviated", context="stand-alone", locale=lang)
    return tuple(names[number_of].rstrip(".") for number_of in range(1, 13))


def short_day(day: date) -> str:
    """A day and its month: "6 Sept"."""
    return _short_day(day, formats())


@lru_cache(maxsize=1024)
def _short_day(day: date, lang: str) -> str:
    return str(format_skeleton("MMMd", day, locale=lang))


def incidents_in_words(count: int) -> str:
    """A number of incidents in words."""
    return ntr("{n} incident", "{n} incidents", count).format(n=number(count))


def days_in_words(count: int) -> str:
    """A number of days in words."""
    return ntr("{n} day", "{n} days", count).format(n=number(count))


def in_all(counts: Mapping[Key, int], names: Mapping[Key, str]) -> str:
    """The sum of a chart and where it is largest, in one or two sentences. If several are largest, up to three are named."""
    told = [tr("In all: {count}.").format(count=incidents_in_words(sum(counts.values())))]
    most = max(counts.values(), default=0)
    largest = [names[key] for key, count in counts.items() if count == most]
    if most and len(largest) <= 3:
        told.append(tr("Most: {what} – {count}.").format(what=", ".join(largest), count=incidents_in_words(most)))
    return " ".join(told)
