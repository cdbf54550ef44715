"""The same data as a table, for readers who prefer one. The page shows it under "as a table"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """The text of a cell, and the link to its records."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class ChartTable:
    """Heads of columns, and rows, in the reader's language. The first cell of a row is its head."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(columns: Sequence[str], rows: Sequence[Sequence[Cell | str]]) -> ChartTable:
    """A table made of cells and plain texts."""
    return ChartTable(tuple(columns), tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows))
