"""Cases in which nobody was held to account, the longest wait first."""

from collections.abc import Callable, Sequence
from heapq import nsmallest

from markupsafe import Markup

from records.i18n import ntr, tr
from reports.charts.bars import Bar, draw_bars, footnotes
from reports.charts.chart_tables import Cell, ChartTable, table_of
from reports.charts.chart_words import days_in_words, number
from reports.charts.drawing import nothing, whole_picture
from reports.one_line import one_line

MOST_CASES = 20
"""As many bars as fit on one screen."""
_TITLE_LINES = 3

Case = tuple[str, str, int]
"""Number and title of an incident, and its days without accountability."""


def days_without_accountability(
    cases: Sequence[Case],
    *,
    most: int = MOST_CASES,
    href: Callable[[str], str | None] | None = None,
    title: str | None = None,
    key: str = "waiting",
    width: float = 640,
) -> Markup:
    """A bar for each of the `most` longest waits; a line below says how many more there are. A title gets three lines; pointing at it shows
    all of it."""
    title = title or tr("Days without accountability")
    if not cases:
        return nothing("waiting", key, title, width)
    longest = _longest(cases, most)
    rows = []
    for case, named, waited in longest:
        name = f"{one_line(case)} {one_line(named)}"
        rows.append(Bar(name, waited, days_in_words(waited), f"{name}: {days_in_words(waited)}", href(case) if href else None))
    body, high = draw_bars(rows, width, most_lines=_TITLE_LINES)
    told = tr("Cases: {n}. The longest wait: {days}.").format(n=number(len(cases)), days=days_in_words(longest[0][2]))
    rest = len(cases) - len(rows)
    if rest:
        notes, high = footnotes([_more(rest)], width, high)
        body, told = body + notes, f"{told} {_more(rest)}"
    return whole_picture("waiting", key, title, told, width, high, body)


def days_without_accountability_table(
    cases: Sequence[Case], *, most: int = MOST_CASES, href: Callable[[str], str | None] | None = None
) -> ChartTable:
    """The data of `days_without_accountability`, one row for each case."""
    rows: list[list[Cell | str]] = [
        [Cell(one_line(case), href(case) if href else None), one_line(named), number(waited)] for case, named, waited in _longest(cases, most)
    ]
    rest = len(cases) - len(rows)
    return table_of([tr("Number"), tr("Case"), tr("Days")], [*rows, *([["", _more(rest), ""]] if rest else [])])


def _longest(cases: Sequence[Case], most: int) -> list[Case]:
    return nsmallest(most, cases, key=lambda case: (-case[2], case[0]))


def _more(rest: int) -> str:
    return ntr("and {n} more case", "and {n} more cases", rest).format(n=number(rest))
