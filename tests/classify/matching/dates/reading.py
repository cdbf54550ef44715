"""Dates as a test reads and writes them."""

from datetime import date
from pathlib import Path

from classify.matching.dates.date_expressions import date_expressions
from classify.matching.dates.date_values import When
from classify.matching.matches import Matches
from records.vocabulary import DatePrecision
from tests.classify.read_text import read

PUBLISHED = date(2019, 7, 26)
_LENGTHS = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}


def marks_of(lang: str, text: str) -> Matches:
    """What is found in a text."""
    return read(lang, text)[0]


def short(when: When | None) -> str:
    """A date no longer than it is known: 2019, 2019-07, 2019-07-24; - for none."""
    return when.date[: _LENGTHS[when.precision]] if when else "-"


def told(lang: str, text: str, published: date | None = PUBLISHED) -> str:
    """The dates that a text tells, in reading order."""
    return " ".join(short(one.span.as_when()) for one in date_expressions(marks_of(lang, text), published)) or "-"


def table() -> list[tuple[str, str, str]]:
    """Language, text and dates of each row of `told_dates.tsv`."""
    lines = (Path(__file__).parent / "told_dates.tsv").read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if not line.startswith("#")]
    return [(lang, text, dates) for lang, text, dates in rows]
