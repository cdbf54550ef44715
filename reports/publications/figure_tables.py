"""Tables of figures."""

from collections.abc import Iterable, Sequence

from reports.publications import wording
from reports.publications.document_tree import DocumentTable, Runs, TextRun
from reports.publications.figures import Figure

Cell = str | TextRun | Figure


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, label_columns: int = 1, sums: Iterable[int] = ()) -> DocumentTable:
    """A table whose figures open their records."""
    return DocumentTable(caption, tuple(columns), tuple(tuple(map(_runs, row)) for row in rows), label_columns, frozenset(sums))


def _runs(cell: Cell) -> Runs:
    match cell:
        case Figure():
            return (wording.figure(cell),)
        case TextRun():
            return (cell,)
        case str():
            return (TextRun(cell),) if cell else ()
