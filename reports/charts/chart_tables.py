"""The same data as a table, for whoever would rather read than look; the page shows it under "as a table"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """What a cell says, and the link to its records."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class ChartTable:
    """Column heads and rows, everything in the reader's language. The first cell of a row is its head."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(columns: Sequence[str], rows: Sequence[Sequence[Cell | str]]) -> ChartTable:
    """A table of cells and plain texts."""
    return ChartTable(tuple(columns), tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows))
