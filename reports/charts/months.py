"""Charts over time: an outlet's last days, counts by month as bars, stacked bars by block, and lines, compared with the year before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from markupsafe import Markup, escape

from records.i18n import reader_language, tr
from reports.charts.bars import BLOCK_LABELS, BLOCK_LOOKS, BLOCKS, block_words
from reports.charts.chart_words import Cell, ChartTable, in_all, incidents_in_words, month, number, short_day, table_of
from reports.charts.drawing import (
    AMBER,
    PLOT_HEIGHT,
    SMALL,
    TEAL,
    Month,
    Plot,
    area,
    box,
    digits,
    draw_chart,
    draw_mark,
    draw_text,
    empty_chart,
    legend,
    months_between,
    ticks,
)
from reports.charts.drawing import width as width_of

# An outlet's last weeks in a picture as small as a word: articles a day, and the days that failed.

Day = tuple[date, int, bool]
"""A day, its articles, and whether the outlet answered."""

_HIGH, _STEP = 28, 5


def spark(days: Sequence[Day], *, href: str | None = None) -> Markup:
    """Draw a bar for each day: a dot for a day without articles, a cross for a failed day, nothing for a day that is not given.

    It stays under 1.5 KB for thirty days, because a page shows one for each outlet. So it has one link and one sentence for the whole, and no ids.
    The table has each day.
    """
    if not days:
        return _drawn(tr("No day has been looked at yet."), 30 * _STEP, "", href)
    first, last = min(day for day, _, _ in days), max(day for day, _, _ in days)
    most = max(count for _, count, _ in days)
    bars, crosses = "", ""
    for day, count, ok in sorted(days):
        x = (day - first).days * _STEP + 2
        high = max(round((_HIGH - 8) * count / most), 3) if count else 0
        if count or ok:
            bars += f"M{x} {_HIGH}v-{high}" if count else f"M{x} {_HIGH - 1}v-2"
        if not ok:
            crosses += f"M{x - 2} {_HIGH - high - 6}l4 4m0-4l-4 4"
    body = f'<path class="main" stroke="{TEAL}" stroke-width="4" d="{bars}"/>' if bars else ""
    body += f'<path class="other" stroke="{AMBER}" stroke-width="1.5" fill="none" d="{crosses}"/>' if crosses else ""
    return _drawn(_spark_description(days, first, last, most), ((last - first).days + 1) * _STEP, body, href)


def _drawn(text: str, wide: int, body: str, href: str | None) -> Markup:
    frame = f'<path d="M0 {_HIGH + 0.5}h{wide}" stroke="currentColor" stroke-opacity=".4"/>'
    inside = f"<title>{escape(text)}</title>{body}{frame}"
    # A picture with `role="img"` would hide the link from screen readers.
    if href is not None:
        hit = f'<path fill="none" pointer-events="all" d="M0 0h{wide}v{_HIGH}h-{wide}z"/>'
        inside = f'<a href="{escape(href)}">{inside}{hit}</a>'
    name = f'role="img" aria-label="{escape(text)}"' if href is None else 'role="group"'
    size = f'width="{wide}" height="{_HIGH + 1}" viewBox="0 0 {wide} {_HIGH + 1}"'
    return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" {size} {name} lang="{reader_language()}">{inside}</svg>')  # noqa: S704


def _spark_description(days: Sequence[Day], first: date, last: date, most: int) -> str:
    failed = sum(not ok for _, _, ok in days)
    description = tr("Articles a day, {first} – {last}: {n} in all, {most} at most.").format(
        first=short_day(first), last=short_day(last), n=number(sum(count for _, count, _ in days)), most=number(most)
    )
    return description + " " + tr("Days that failed (crosses): {n}.").format(n=number(failed)) if failed else description


def spark_table(days: Sequence[Day]) -> ChartTable:
    """Return the data of `spark`, one row for each day."""
    rows: list[list[Cell | str]] = [[short_day(day), number(count), tr("yes") if ok else tr("failed")] for day, count, ok in sorted(days)]
    return table_of([tr("Day"), tr("Articles"), tr("Answered")], rows)


_MAIN = f'class="main" fill="{TEAL}"'
# It differs from the other series in shape too: hollow instead of solid.
_OTHER = f'class="other" fill="{AMBER}" fill-opacity="0.15" stroke="{AMBER}"'
_BENEATH = 38
_ABOVE = 18

MonthHref = Callable[[int, int], str | None]
BlockHref = Callable[[int, int, str | None], str | None]


def monthly_chart(
    counts: Mapping[Month, int],
    compare: Mapping[Month, int] | None = None,
    *,
    href: MonthHref | None = None,
    title: str | None = None,
    key: str = "monthly",
    width: float = 640,
) -> Markup:
    """Draw a bar for each month from the first to the last. With `compare`, the same month a year before is drawn next to it.

    `compare[2020, 3]` is drawn at March 2021. A month that is missing between the first and the last of its own counts is 0. A month outside them was
    not counted and has no bar.
    """
    title = title or tr("Incidents by month")
    now, before = _filled(counts), _filled(compare or {})
    if not now and not before:
        return empty_chart("monthly", key, title, width)
    months = _span(now, before)
    entries = [(_MAIN, _of_years(months, 0)), (_OTHER, _of_years(months, 1))] if before else []
    head, top = legend(entries, width)
    plot = Plot(months, ticks(max((*now.values(), *before.values()))), width, top + _ABOVE)
    kinds = [(before, 1, _OTHER), (now, 0, _MAIN)] if before else [(now, 0, _MAIN)]
    # Bars of one month are close together, months are apart.
    lane = plot.slot * (0.86 if before else 1) / len(kinds)
    numbered = _numbered([values for values, _, _ in kinds], plot, lane)
    of_one_year = before and months[0][0] == months[-1][0]
    body = head + plot.grid() + plot.names(years=not of_one_year)
    for nth, (year, of_year) in enumerate(months):
        for at, (values, back, look) in enumerate(kinds):
            count = values.get((year - back, of_year))
            if count is not None:
                link = href(year - back, of_year) if href else None
                body += _bar(
                    plot, plot.x(nth) + (plot.slot - lane * len(kinds)) / 2 + at * lane, lane, count, look, (year - back, of_year), link, numbered[at]
                )
    return draw_chart("monthly", key, title, _months_description(now, before), width, plot.floor + _BENEATH - (16 if of_one_year else 0), body)


def _numbered(kinds: list[dict[Month, int]], plot: Plot, lane: float) -> list[bool]:
    """Return which kinds of bars show their numbers.

    All do, if each number fits above its bar; else only the bars of the period, which come last in each month and whose numbers may extend over the
    other bar; else none.
    """
    longest = [max((width_of(number(count), SMALL) for count in values.values()), default=0.0) for values in kinds]
    if max(longest) + 3 <= lane:
        return [True] * len(kinds)
    right = (plot.slot - lane * len(kinds)) / 2 + lane / 2
    return [*[False] * (len(kinds) - 1), longest[-1] / 2 + 0.3 <= right]


def _bar(plot: Plot, x: float, lane: float, count: int, look: str, when: Month, href: str | None, numbered: bool) -> str:
    high = plot.height(count)
    thick = max(min(lane * (0.9 if lane < 20 else 0.8), 36.0), 0.5)
    inside = area(x, plot.top, lane, PLOT_HEIGHT)
    if count:
        inside += box(x + (lane - thick) / 2, plot.floor - high, thick, high, look)
    if numbered:
        inside += draw_text(x + lane / 2, plot.floor - high - 4, number(count), SMALL, "middle")
    return draw_mark(count, f"{month(*when)}: {incidents_in_words(count)}", href, inside)


def monthly_table(counts: Mapping[Month, int], compare: Mapping[Month, int] | None = None, *, href: MonthHref | None = None) -> ChartTable:
    """Return the data of `monthly_chart`, one row for each month."""
    now, before = _filled(counts), _filled(compare or {})
    columns = [tr("Month"), tr("Incidents"), *([tr("A year before")] if before else [])]
    rows: list[list[Cell | str]] = []
    for year, of_year in _span(now, before):
        cells = [_cell(values.get((year - back, of_year)), href, (year - back, of_year)) for values, back in ((now, 0), (before, 1))]
        rows.append([month(year, of_year), *cells[: len(columns) - 1]])
    sums = [number(sum(now.values())), number(sum(before.values()))]
    return table_of(columns, [*rows, [tr("In all"), *sums[: len(columns) - 1]]] if rows else [])


def _cell(count: int | None, href: MonthHref | None, when: Month) -> Cell:
    return Cell("—") if count is None else Cell(number(count), href(*when) if href else None)


def _filled(counts: Mapping[Month, int]) -> dict[Month, int]:
    """Return the counts with every month between the first and the last."""
    return {when: counts.get(when, 0) for when in months_between(min(counts), max(counts))} if counts else {}


def _span(now: Mapping[Month, int], before: Mapping[Month, int]) -> list[Month]:
    all_of = [*now, *((year + 1, of_year) for year, of_year in before)]
    return months_between(min(all_of), max(all_of)) if all_of else []


def _of_years(months: list[Month], back: int) -> str:
    """Return the year of the bars if there is only one; else words."""
    if months[0][0] == months[-1][0]:
        return str(months[0][0] - back)
    return tr("a year before") if back else tr("this period")


def _months_description(now: Mapping[Month, int], before: Mapping[Month, int]) -> str:
    description = in_all(now, {when: month(*when) for when in now})
    return description + " " + tr("A year before: {count}.").format(count=incidents_in_words(sum(before.values()))) if before else description


def stacked_months(
    counts: Mapping[Month, Mapping[str | None, int]],
    *,
    href: BlockHref | None = None,
    title: str | None = None,
    key: str = "stacked",
    width: float = 640,
) -> Markup:
    """Draw a bar for each month from the first to the last, stacked from blocks A, B, C and, on top, the incidents in no block (None)."""
    title = title or tr("Incidents by month and block")
    if not counts:
        return empty_chart("stacked", key, title, width)
    months = months_between(min(counts), max(counts))
    sums = {when: sum(counts.get(when, {}).values()) for when in months}
    of_block = {block: sum(counts[when].get(block, 0) for when in counts) for block in BLOCKS}
    head, top = legend([(BLOCK_LOOKS[block], block_words(block)) for block in BLOCKS if of_block[block]], width)
    plot = Plot(months, ticks(max(sums.values())), width, top + _ABOVE)
    numbered = all(width_of(number(count), SMALL) + 3 <= plot.slot for count in sums.values())
    body = head + plot.grid() + plot.names()
    for nth, when in enumerate(months):
        body += _pile(plot, nth, when, counts.get(when, {}), href)
        if numbered:
            body += draw_text(plot.x(nth) + plot.slot / 2, plot.floor - plot.height(sums[when]) - 4, number(sums[when]), SMALL, "middle")
    description = in_all(sums, {when: month(*when) for when in months})
    parts = "; ".join(f"{block_words(block)}: {number(count)}" for block, count in of_block.items() if count)
    return draw_chart("stacked", key, title, f"{description} {parts}".strip(), width, plot.floor + _BENEATH, body)


def _pile(plot: Plot, nth: int, when: Month, parts: Mapping[str | None, int], href: BlockHref | None) -> str:
    thick = max(min(plot.slot * 0.75, 36.0), 0.5)
    x, y, body = plot.x(nth) + (plot.slot - thick) / 2, plot.floor, ""
    for block in BLOCKS:
        count = parts.get(block, 0)
        if count:
            high = PLOT_HEIGHT * count / plot.scale[-1]
            y -= high
            # The gap between two blocks makes them distinguishable whatever their colours.
            gap = 1.5 if high > 4 and y + high < plot.floor else 0.0
            label = f"{month(*when)}, {block_words(block)}: {incidents_in_words(count)}"
            bar = box(x, y, thick, max(high - gap, 0.5), BLOCK_LOOKS[block])
            body += draw_mark(count, label, href(*when, block) if href else None, bar)
    return body


def stacked_months_table(counts: Mapping[Month, Mapping[str | None, int]], *, href: BlockHref | None = None) -> ChartTable:
    """Return the data of `stacked_months`, one row for each month and one column for each block."""
    blocks = [block for block in BLOCKS if any(counts[when].get(block, 0) for when in counts)]
    rows: list[list[Cell | str]] = []
    for when in months_between(min(counts), max(counts)) if counts else []:
        parts = counts.get(when, {})
        cells = [Cell(number(parts.get(block, 0)), href(*when, block) if href and parts.get(block) else None) for block in blocks]
        rows.append([month(*when), *cells, number(sum(parts.values()))])
    sums = [number(sum(parts.get(block, 0) for parts in counts.values())) for block in blocks]
    everything = number(sum(sum(parts.values()) for parts in counts.values()))
    columns = [tr("Month"), *(block or tr(BLOCK_LABELS[None]) for block in blocks), tr("In all")]
    return table_of(columns, [*rows, [tr("In all"), *sums, everything]] if rows else [])


# Counts by month as a line, with the same months of the year before as a second one.

_POINT = 3.5
_NUMBER = 22


def month_line(
    counts: Mapping[Month, int],
    before: Mapping[Month, int] | None = None,
    *,
    href: MonthHref | None = None,
    title: str | None = None,
    key: str = "line",
    width: float = 640,
) -> Markup:
    """Draw a line with a point for each of the given, consecutive months. `before[2020, 3]` is drawn at March 2021."""
    title = title or tr("Incidents by month")
    if not counts:
        return empty_chart("line", key, title, width)
    months, past = list(counts), before or {}
    entries = [(_MAIN, tr("these twelve months")), (_OTHER, tr("a year before"))] if past else []
    head, top = legend(entries, width)
    plot = Plot(months, ticks(max((*counts.values(), *past.values()))), width, top + _ABOVE)
    numbered = max(width_of(number(count), SMALL) for count in counts.values()) + 3 <= plot.slot
    body = head + plot.grid() + plot.names()
    if past:
        body += _drawn_line(plot, [past.get((of - 1, nth)) for of, nth in months], f'class="line other" stroke="{AMBER}" stroke-dasharray="5 4"')
    body += _drawn_line(plot, [counts[when] for when in months], f'class="line main" stroke="{TEAL}"')
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
    description = in_all(counts, {when: month(*when) for when in months})
    if past:
        description += " " + tr("A year before: {count}.").format(count=incidents_in_words(sum(past.values())))
    return draw_chart("line", key, title, description, width, plot.floor + _BENEATH, body)


def _place(plot: Plot, at: int, count: int) -> tuple[float, float]:
    return plot.x(at) + plot.slot / 2, plot.floor - PLOT_HEIGHT * count / plot.scale[-1]


def _is_close(plot: Plot, count: int, other: int | None) -> bool:
    """Return whether the other line's point is where this number would be written, so that the number goes below.

    At the bottom there is no space below.
    """
    above = 0 if other is None else PLOT_HEIGHT * (other - count) / plot.scale[-1]
    return 0 < above < _NUMBER and PLOT_HEIGHT * count / plot.scale[-1] > _NUMBER


def _drawn_line(plot: Plot, values: Sequence[int | None], look: str) -> str:
    points = [_place(plot, at, count) for at, count in enumerate(values) if count is not None]
    path = "L".join(f"{digits(x)} {digits(y)}" for x, y in points)
    return f'<path d="M{path}" fill="none" stroke-width="2" {look}/>' if points else ""


def _point(plot: Plot, at: int, count: int, when: Month, href: MonthHref | None, *, whole: bool, numbered: bool, beneath: bool = False) -> str:
    x, y = _place(plot, at, count)
    # Where both lines meet, each point gets half of the area that can be touched.
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
    """Return the data of `month_line`, one row for each month."""
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
