"""Tables of figures."""

from collections.abc import Iterable, Sequence

from reports.charts.text_width import width
from reports.publications import wording
from reports.publications.document_tree import DocumentTable, Runs, TextRun, text
from reports.publications.figures import Figure

Cell = str | TextRun | Figure
# Letters of one text that a column may ask room for, and letters on a line of a page.
_LONGEST, _ON_A_LINE = 40, 80


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, label_columns: int = 1, sums: Iterable[int] = ()) -> DocumentTable:
    """A table whose figures open their records."""
    return DocumentTable(caption, tuple(columns), tuple(tuple(map(_runs, row)) for row in rows), label_columns, frozenset(sums))


def column_widths(table: DocumentTable, whole: int) -> tuple[int, ...]:
    """The widths of the columns on paper, together about `whole`. Each gets room for its longest word, so that none has to break; what is left goes to the columns of
    words, by the length of their texts."""
    cells = [[column, *(text(row[nth]) for row in table.rows)] for nth, column in enumerate(table.columns)]
    needed = [3 + max((len(word) for cell in some for word in cell.split()), default=1) for some in cells]
    wanted = [
        max(1, min(max(map(len, some)), _LONGEST) - need) if nth < table.words else 0
        for nth, (some, need) in enumerate(zip(cells, needed, strict=True))
    ]
    left = max(0, _ON_A_LINE - sum(needed))
    weights = [need + left * want / sum(wanted) for need, want in zip(needed, wanted, strict=True)]
    return tuple(int(whole * weight / sum(weights)) for weight in weights)


def widest_words(table: DocumentTable, size: float) -> tuple[float, ...]:
    """How wide the widest word of each column is at most, at a font size and in its unit: no column may be narrower. Of words of more than 40 letters, which no language
    of ours has, as much as 40 letters need."""
    return tuple(widest_word([column, *(text(row[nth]) for row in table.rows)], size) for nth, column in enumerate(table.columns))


def widest_word(texts: Iterable[str], size: float) -> float:
    """How wide the widest word of some texts is at most. Words break at blanks alone."""
    words = {word[:_LONGEST] for told in texts for word in told.split()}
    # What is much shorter than the longest cannot be wider, so most words need not be measured.
    most = max(map(len, words), default=0)
    return max((width(word, size) for word in words if len(word) * 2 >= most), default=0.0)


def _runs(cell: Cell) -> Runs:
    match cell:
        case Figure():
            return (wording.figure(cell),)
        case TextRun():
            return (cell,)
        case str():
            return (TextRun(cell),) if cell else ()
