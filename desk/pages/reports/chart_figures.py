"""A chart with its table and its notes, as pages show it: drawn twice, for a desk and for a phone."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts import ChartTable, NamedCount

# The pictures twice: as wide as their column at a desk, and for a phone, where labels stand above their bars. The style sheet shows one of them.
WHOLE, HALF, PHONE = 1120.0, 550.0, 300.0


@dataclass(frozen=True)
class ChartFigure:
    """A chart in both widths, with its table. `aside` is what the chart cannot show, with its number and the link to it."""

    key: str
    title: str
    wide: Markup
    narrow: Markup
    table: ChartTable
    note: str = ""
    aside: NamedCount | None = None


@dataclass(frozen=True)
class Column:
    """Charts below each other. `whole`: over the width of the page."""

    figures: tuple[ChartFigure, ...]
    whole: bool = False


def figure(
    key: str,
    title: str,
    draw: Callable[[float, str], Markup],
    table: ChartTable,
    *,
    whole: bool = False,
    note: str = "",
    aside: NamedCount | None = None,
) -> ChartFigure:
    """A chart, drawn in both widths. `draw` takes the width and the beginning of the ids."""
    return ChartFigure(key, title, draw(WHOLE if whole else HALF, key), draw(PHONE, f"{key}-n"), table, note, aside)
