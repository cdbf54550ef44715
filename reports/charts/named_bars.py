"""Counts by names that have no order of their own: kinds of actors, outlets, years."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from records.i18n import tr
from reports.charts.bars import Bar, draw_bars, footnotes
from reports.charts.chart_tables import Cell, ChartTable, table_of
from reports.charts.chart_words import in_all, incidents_in_words, number
from reports.charts.drawing import nothing, whole_picture
from reports.one_line import one_line

_NAME_LINES = 2


class NamedCount(NamedTuple):
    """A name, its incidents, and the link to them."""

    name: str
    incidents: int
    href: str | None = None


def named_bars(counts: Sequence[NamedCount], *, title: str, key: str, width: float = 640, note: str = "", sums: bool = True) -> Markup:
    """A bar for each name, in the order given. `note` stands below. Where one incident is under several names, `sums` is false: their sum is no number of
    incidents and is not told."""
    if not counts:
        return nothing("named", key, title, width)
    rows = [
        Bar(one_line(one.name), one.incidents, number(one.incidents), f"{one_line(one.name)}: {incidents_in_words(one.incidents)}", one.href)
        for one in counts
    ]
    body, end = draw_bars(rows, width, most_lines=_NAME_LINES)
    lines, high = footnotes([note], width, end) if note else ("", end)
    told = in_all({at: one.incidents for at, one in enumerate(counts)}, {at: one_line(one.name) for at, one in enumerate(counts)})
    return whole_picture("named", key, title, told if sums else note, width, high, body + lines)


def named_bars_table(counts: Sequence[NamedCount], *, head: str) -> ChartTable:
    """What `named_bars` draws, a row a name. `head` says what the names are."""
    return table_of([head, tr("Incidents")], [[one_line(one.name), Cell(number(one.incidents), one.href)] for one in counts])
