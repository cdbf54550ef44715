"""A map of the home country's regions as tiles of one size, placed roughly as they lie, so that small regions are as visible as large ones."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from records.country import home, region_name
from records.i18n import tr
from reports.charts.bars import footnotes
from reports.charts.chart_words import Cell, ChartTable, in_all, incidents_in_words, number, rounded, table_of
from reports.charts.drawing import SMALL, TEAL, area, box, draw_chart, draw_mark, draw_text, empty_chart, legend, wrap, write_lines
from reports.charts.drawing import width as width_of
from reports.impunity import NO_REGION

# Tiles of a country with few columns are no wider than those of one with six.
_LEAST_COLUMNS = 6

SHADES = (("#d8eaeb", "#10282a"), ("#9ccbce", "#10282a"), ("#2f7f85", "#ffffff"), ("#0b4549", "#ffffff"))
"""The colour of a tile and of its text, from few to many."""

RegionHref = Callable[[str], str | None]


def region_tiles(
    counts: Mapping[str, int],
    *,
    href: RegionHref | None = None,
    title: str | None = None,
    key: str = "regions",
    width: float = 640,
) -> Markup:
    """Draw a tile for each region with its number, shaded in up to four steps; a tile with 0 is empty.

    Incidents in no region (`NO_REGION` or a code from abroad) are given in words below, with a link to `href(NO_REGION)`.
    """
    title = title or tr("Incidents by region")
    if not counts:
        return empty_chart("regions", key, title, width)
    places, rows, columns = home().tile_places, len(home().tiles), max([_LEAST_COLUMNS, *(len(row.split()) for row in home().tiles)])
    here = {code: counts.get(code, 0) for code in places}
    bounds = shade_bounds(max(here.values()))
    wide = (width - 4 * (columns - 1) - 2) / columns
    names = {code: wrap(tr(home().short_regions[code]), SMALL, wide - 6) for code in places}
    high = 34.0 + 14 * max(len(lines) for lines in names.values())
    body = ""
    for code, (row, column) in places.items():
        x, y = 1 + column * (wide + 4), 1 + row * (high + 4)
        body += _tile(code, here[code], (x, y, wide, high), names[code], bounds, href)
    scale, end = _scale(bounds, width, rows * (high + 4) + 6)
    elsewhere, end = _elsewhere(_unplaced(counts), href, width, end)
    description = in_all(here | ({NO_REGION: _unplaced(counts)} if _unplaced(counts) else {}), {code: _full(code) for code in (*places, NO_REGION)})
    return draw_chart("regions", key, title, description, width, end, body + scale + elsewhere)


def _tile(code: str, count: int, place: tuple[float, float, float, float], name: tuple[str, ...], bounds: list[int], href: RegionHref | None) -> str:
    x, y, wide, high = place
    if count:
        shade = _shade(count, bounds)
        fill, ink = SHADES[shade]
        look = f'rx="4" class="shade-{shade + 1}" fill="{fill}" stroke="{TEAL}"'
    else:
        ink, look = "", 'rx="4" class="shade-0" fill="none" pointer-events="all" stroke="currentColor" stroke-opacity="0.4" stroke-dasharray="3 3"'
    middle = x + wide / 2
    inside = box(x, y, wide, high, look) + write_lines(middle, y + 15, name, SMALL, "middle", ink)
    inside += draw_text(middle, y + high - 9, *_sized(count, wide - 6), "middle", ink)
    return draw_mark(count, f"{_full(code)}: {incidents_in_words(count)}", href(code) if href else None, inside)


def _sized(count: int, room: float) -> tuple[str, float]:
    """Return a number that fits into its tile, and its font size: in millions and billions if it is too long for the tile."""
    tries = [*((number(count), size) for size in (16, 14, 12, 10)), *((rounded(count), size) for size in (10, 8, 6))]
    return next((try_ for try_ in tries if width_of(*try_) <= room), tries[-1])


def shade_bounds(most: int) -> list[int]:
    """Return the highest count of each shade: squares of quarters of the largest count, since few regions have high counts.

    There are fewer shades if counts are small.
    """
    return sorted({max(1, round(most * (quarter / 4) ** 2)) for quarter in range(1, 5)}) if most else []


def _shade(count: int, bounds: list[int]) -> int:
    """Return the shade of a count. The largest count always gets the last shade, however small it is."""
    nth = next(nth for nth, bound in enumerate(bounds) if count <= bound)
    return nth + len(SHADES) - len(bounds)


def _scale(bounds: list[int], wide: float, top: float) -> tuple[str, float]:
    entries = []
    for nth, (low, bound) in enumerate(zip([1, *(bound + 1 for bound in bounds)], bounds, strict=False)):
        fill = SHADES[nth + len(SHADES) - len(bounds)][0]
        words = number(bound) if low == bound else f"{number(low)}–{number(bound)}"
        entries.append((f'fill="{fill}" stroke="{TEAL}"', words))
    body, high = legend(entries, wide, top)
    return body, top + high


def _elsewhere(count: int, href: RegionHref | None, wide: float, top: float) -> tuple[str, float]:
    if not count:
        return "", top
    label = f"{_full(NO_REGION)}: {incidents_in_words(count)}"
    words, end = footnotes([label], wide, top)
    return draw_mark(count, label, href(NO_REGION) if href else None, area(0, top, wide, end - top) + words), end


def region_tiles_table(counts: Mapping[str, int], *, href: RegionHref | None = None) -> ChartTable:
    """Return the data of `region_tiles`, one row for each region, the largest count first."""
    here = {code: counts.get(code, 0) for code in home().tile_places} if counts else {}
    listed = dict(sorted(here.items(), key=lambda item: (-item[1], item[0]))) | ({NO_REGION: _unplaced(counts)} if _unplaced(counts) else {})
    rows: list[list[Cell | str]] = [[_full(code), Cell(number(count), href(code) if href else None)] for code, count in listed.items()]
    last: list[list[Cell | str]] = [[tr("In all"), number(sum(counts.values()))]] if rows else []
    return table_of([tr("Region"), tr("Incidents")], rows + last)


def _unplaced(counts: Mapping[str, int]) -> int:
    return sum(count for code, count in counts.items() if code not in home().tile_places)


def _full(code: str) -> str:
    return region_name(code) if code in home().regions else tr("elsewhere, or region not known")
