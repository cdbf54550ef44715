"""Counts by month: bars beside those of the year before, and bars stacked from Adil Soz's blocks."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from records.i18n import tr
from reports.charts.axes import PLOT_HEIGHT, Month, Plot, months_between, ticks
from reports.charts.category_blocks import BLOCK_LABELS, BLOCK_LOOKS, BLOCKS, block_words
from reports.charts.chart_tables import Cell, ChartTable, table_of
from reports.charts.chart_words import in_all, incidents_in_words, month, number
from reports.charts.drawing import AMBER, SMALL, TEAL, area, box, draw_mark, draw_text, legend, nothing, whole_picture
from reports.charts.text_width import width as width_of

_MAIN = f'class="main" fill="{TEAL}"'
# It differs from the other series in shape too: hollow beside solid.
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
    """A bar for each month from the first to the last. With `compare`, the same month a year before stands beside it (`compare[2020, 3]`
    stands at March 2021).

    A month that is missing between the first and the last of its own counts is 0. A month outside them was not counted and has no bar.
    """
    title = title or tr("Incidents by month")
    now, before = _filled(counts), _filled(compare or {})
    if not now and not before:
        return nothing("monthly", key, title, width)
    months = _span(now, before)
    entries = [(_MAIN, _of_years(months, 0)), (_OTHER, _of_years(months, 1))] if before else []
    head, top = legend(entries, width)
    plot = Plot(months, ticks(max((*now.values(), *before.values()))), width, top + _ABOVE)
    kinds = [(before, 1, _OTHER), (now, 0, _MAIN)] if before else [(now, 0, _MAIN)]
    # Bars of one month stand close together, months apart.
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
    return whole_picture("monthly", key, title, _told(now, before), width, plot.floor + _BENEATH - (16 if of_one_year else 0), body)


def _numbered(kinds: list[dict[Month, int]], plot: Plot, lane: float) -> list[bool]:
    """Which bars show their number: all, if each has room above its bar; else only those of the period, which stand last in each month and may
    extend over the other bar; else none."""
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
    """The data of `monthly`, one row for each month."""
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
    """The counts with every month between the first and the last."""
    return {when: counts.get(when, 0) for when in months_between(min(counts), max(counts))} if counts else {}


def _span(now: Mapping[Month, int], before: Mapping[Month, int]) -> list[Month]:
    all_of = [*now, *((year + 1, of_year) for year, of_year in before)]
    return months_between(min(all_of), max(all_of)) if all_of else []


def _of_years(months: list[Month], back: int) -> str:
    """The year of the bars if there is only one; else words."""
    if months[0][0] == months[-1][0]:
        return str(months[0][0] - back)
    return tr("a year before") if back else tr("this period")


def _told(now: Mapping[Month, int], before: Mapping[Month, int]) -> str:
    told = in_all(now, {when: month(*when) for when in now})
    return told + " " + tr("A year before: {count}.").format(count=incidents_in_words(sum(before.values()))) if before else told


def stacked_months(
    counts: Mapping[Month, Mapping[str | None, int]],
    *,
    href: BlockHref | None = None,
    title: str | None = None,
    key: str = "stacked",
    width: float = 640,
) -> Markup:
    """A bar for each month from the first to the last, stacked from the blocks A, B, C and, on top, what is in none of them (None)."""
    title = title or tr("Incidents by month and block")
    if not counts:
        return nothing("stacked", key, title, width)
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
    told = in_all(sums, {when: month(*when) for when in months})
    parts = "; ".join(f"{block_words(block)}: {number(count)}" for block, count in of_block.items() if count)
    return whole_picture("stacked", key, title, f"{told} {parts}".strip(), width, plot.floor + _BENEATH, body)


def _pile(plot: Plot, nth: int, when: Month, parts: Mapping[str | None, int], href: BlockHref | None) -> str:
    thick = max(min(plot.slot * 0.75, 36.0), 0.5)
    x, y, body = plot.x(nth) + (plot.slot - thick) / 2, plot.floor, ""
    for block in BLOCKS:
        count = parts.get(block, 0)
        if count:
            high = PLOT_HEIGHT * count / plot.scale[-1]
            y -= high
            # A gap between two blocks shows the page behind, whatever their colours.
            gap = 1.5 if high > 4 and y + high < plot.floor else 0.0
            said = f"{month(*when)}, {block_words(block)}: {incidents_in_words(count)}"
            bar = box(x, y, thick, max(high - gap, 0.5), BLOCK_LOOKS[block])
            body += draw_mark(count, said, href(*when, block) if href else None, bar)
    return body


def stacked_months_table(counts: Mapping[Month, Mapping[str | None, int]], *, href: BlockHref | None = None) -> ChartTable:
    """The data of `stacked_months`, one row for each month and one column for each block."""
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
