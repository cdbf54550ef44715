"""Counts by category of violation, the most frequent first."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from records.i18n import tr
from records.vocabulary import CATEGORIES, Category
from reports.charts.bars import Bar, draw_bars, footnotes
from reports.charts.category_blocks import BLOCK_LABELS, BLOCKS, block_words
from reports.charts.chart_tables import Cell, ChartTable, table_of
from reports.charts.chart_words import in_all, incidents_in_words, number
from reports.charts.drawing import nothing, whole_picture

CategoryHref = Callable[[Category], str | None]


def by_category(
    counts: Mapping[Category, int],
    *,
    href: CategoryHref | None = None,
    title: str | None = None,
    key: str = "categories",
    width: float = 640,
) -> Markup:
    """A bar for each category that is given, those with 0 too, under its letter of block; the sums of the blocks stand beneath. Counts are by primary
    category, so that every incident is in one of them."""
    title = title or tr("Incidents by category")
    if not counts:
        return nothing("categories", key, title, width)
    ordered = _ordered(counts)
    names = {category: tr(CATEGORIES[category].label) for category in ordered}
    rows = [
        Bar(
            names[category],
            count,
            number(count),
            f"{names[category]}: {incidents_in_words(count)}",
            href(category) if href else None,
            _letter(category),
        )
        for category, count in ordered.items()
    ]
    body, end = draw_bars(rows, width)
    sums = [f"{block_words(block)} – {number(count)}" for block, count in _of_blocks(counts).items()]
    notes, high = footnotes(sums, width, end + 4)
    return whole_picture("categories", key, title, " ".join([in_all(ordered, names), "; ".join(sums)]), width, high, body + notes)


def by_category_table(counts: Mapping[Category, int], *, href: CategoryHref | None = None) -> ChartTable:
    """What `by_category` draws, a row a category."""
    rows: list[list[Cell | str]] = [
        [tr(CATEGORIES[category].label), _letter(category) or tr(BLOCK_LABELS[None]), Cell(number(count), href(category) if href else None)]
        for category, count in _ordered(counts).items()
    ]
    last: list[list[Cell | str]] = [[tr("In all"), "", number(sum(counts.values()))]] if rows else []
    return table_of([tr("Category"), tr("Block"), tr("Incidents")], rows + last)


def _ordered(counts: Mapping[Category, int]) -> dict[Category, int]:
    """The most frequent first, and of equals the one that comes first in the vocabulary."""
    places = {category: nth for nth, category in enumerate(Category)}
    return dict(sorted(counts.items(), key=lambda one: (-one[1], places[one[0]])))


def _letter(category: Category) -> str:
    return CATEGORIES[category].block or ""


def _of_blocks(counts: Mapping[Category, int]) -> dict[str | None, int]:
    sums = {block: sum(count for category, count in counts.items() if CATEGORIES[category].block == block) for block in BLOCKS}
    return {block: count for block, count in sums.items() if count}
