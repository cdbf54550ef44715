"""Counts by month as a line, with the same months of the year before as a second one: how a month stands in its year."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from records.i18n import tr
from reports.charts.axes import PLOT_HEIGHT, Month, Plot, ticks
from reports.charts.chart_tables import Cell, ChartTable, table_of
from reports.charts.chart_words import in_all, incidents_in_words, month, number
from reports.charts.drawing import AMBER, SMALL, TEAL, area, box, digits, draw_mark, draw_text, legend, nothing, whole_picture
from reports.charts.months import MonthHref
from reports.charts.text_width import width as width_of

_BENEATH = 38
_ABOVE = 18
_POINT = 3.5
_NUMBER = 22
# The two differ in shape too: solid points on a whole line, hollow squares on a broken one.
_MAIN = f'class="main" fill="{TEAL}"'
_OTHER = f'class="other" fill="{AMBER}" fill-opacity="0.15" stroke="{AMBER}"'


def month_line(
    counts: Mapping[Month, int],
    before: Mapping[Month, int] | None = None,
    *,
    href: MonthHref | None = None,
    title: str | None = None,
    key: str = "line",
    width: float = 640,
) -> Markup:
    """A point for each of the given months, in their order, joined by a line; they follow one another. `before[2020, 3]` stands at March 2021."""
    title = title or tr("Incidents by month")
    if not counts:
        return nothing("line", key, title, width)
    months, past = list(counts), before or {}
    entries = [(_MAIN, tr("these twelve months")), (_OTHER, tr("a year before"))] if past else []
    head, top = legend(entries, width)
    plot = Plot(months, ticks(max((*counts.values(), *past.values()))), width, top + _ABOVE)
    numbered = max(width_of(number(count), SMALL) for count in counts.values()) + 3 <= plot.slot
    body = head + plot.grid() + plot.names()
    if past:
        body += _drawn(plot, [past.get((of - 1, nth)) for of, nth in months], f'class="line other" stroke="{AMBER}" stroke-dasharray="5 4"')
    body += _drawn(plot, [counts[when] for when in months], f'class="line main" stroke="{TEAL}"')
    for at, (of, nth) in enumerate(months):
        if (of - 1, nth) in past:
            body += _point(plot, at, past[of - 1, nth], (of - 1, nth), href, whole=False, numbered=False)
        body += _point(
            plot,
            at,
            counts[of, nth],
            (of, nth),
            href,
            whole=True,
            numbered=numbered,
            beneath=_is_close(plot, counts[of, nth], past.get((of - 1, nth))),
        )
    told = in_all(counts, {when: month(*when) for when in months})
    if past:
        told += " " + tr("A year before: {count}.").format(count=incidents_in_words(sum(past.values())))
    return whole_picture("line", key, title, told, width, plot.floor + _BENEATH, body)


def _place(plot: Plot, at: int, count: int) -> tuple[float, float]:
    return plot.x(at) + plot.slot / 2, plot.floor - PLOT_HEIGHT * count / plot.scale[-1]


def _is_close(plot: Plot, count: int, other: int | None) -> bool:
    """Whether the other line has its point where the number of this one would stand, so that the number goes below. At the bottom there is no room for it."""
    above = 0 if other is None else PLOT_HEIGHT * (other - count) / plot.scale[-1]
    return 0 < above < _NUMBER and PLOT_HEIGHT * count / plot.scale[-1] > _NUMBER


def _drawn(plot: Plot, values: Sequence[int | None], look: str) -> str:
    points = [_place(plot, at, count) for at, count in enumerate(values) if count is not None]
    way = "L".join(f"{digits(x)} {digits(y)}" for x, y in points)
    return f'<path d="M{way}" fill="none" stroke-width="2" {look}/>' if points else ""


def _point(plot: Plot, at: int, count: int, when: Month, href: MonthHref | None, *, whole: bool, numbered: bool, beneath: bool = False) -> str:
    x, y = _place(plot, at, count)
    # Where both lines meet, each point keeps a half of its place that can be touched.
    wide = plot.slot / 2
    inside = area(x - wide if whole else x, plot.top, wide, PLOT_HEIGHT)
    if whole:
        inside += box(x - _POINT, y - _POINT, 2 * _POINT, 2 * _POINT, f'{_MAIN} rx="{_POINT}"')
    else:
        inside += box(x - _POINT, y - _POINT, 2 * _POINT, 2 * _POINT, _OTHER)
    if numbered:
        inside += draw_text(x, y + 16 if beneath else y - 8, number(count), SMALL, "middle")
    return draw_mark(count, f"{month(*when)}: {incidents_in_words(count)}", href(*when) if href else None, inside)


def month_line_table(counts: Mapping[Month, int], before: Mapping[Month, int] | None = None, *, href: MonthHref | None = None) -> ChartTable:
    """What `month_line` draws, a row a month."""
    past = before or {}
    columns = [tr("Month"), tr("Incidents"), *([tr("A year before")] if past else [])]
    rows: list[list[Cell | str]] = []
    for of, nth in counts:
        cells = [Cell(number(counts[of, nth]), href(of, nth) if href else None)]
        if past:
            cells.append(_cell(past.get((of - 1, nth)), href, (of - 1, nth)))
        rows.append([month(of, nth), *cells])
    sums = [number(sum(counts.values())), *([number(sum(past.values()))] if past else [])]
    return table_of(columns, [*rows, [tr("In all"), *sums]] if rows else [])


def _cell(count: int | None, href: MonthHref | None, when: Month) -> Cell:
    return Cell("—") if count is None else Cell(number(count), href(*when) if href else None)
