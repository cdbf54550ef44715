"""Tables of figures."""

from collections.abc import Iterable, Sequence

from reports.publications import words
from reports.publications.figures import Figure
from reports.publications.tree import Run, Runs, Table

Cell = str | Run | Figure


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, label_columns: int = 1, sums: Iterable[int] = ()) -> Table:
    """A table whose figures open their records."""
    return Table(caption, tuple(columns), tuple(tuple(map(_runs, row)) for row in rows), label_columns, frozenset(sums))


def _runs(cell: Cell) -> Runs:
    match cell:
        case Figure():
            return (words.figure(cell),)
        case Run():
            return (cell,)
        case str():
            return (Run(cell),) if cell else ()
