"""Tables of figures."""

import re
from collections.abc import Iterable, Sequence

from reports.charts.drawing import width
from reports.publications import wording
from reports.publications.document_tree import DocumentTable, Runs, TextRun, text
from reports.publications.figures import Figure

Cell = str | TextRun | Figure
_LONGEST = 40
_DIGITS = str.maketrans("123456789", "0" * 9)
_BREAKS = re.compile(r"\s+|(?<=[^\W\d_]{3}-)(?=[^\W\d_])")


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, label_columns: int = 1, sums: Iterable[int] = ()) -> DocumentTable:
    """A table whose figures open their records."""
    return DocumentTable(caption, tuple(columns), tuple(tuple(map(_runs, row)) for row in rows), label_columns, frozenset(sums))


def widest_words(table: DocumentTable, size: float) -> tuple[float, ...]:
    """How wide the widest word of each column is at most, at a font size and in its unit: no column may be narrower. Of words of more than 40 letters, which no language
    of ours has, as much as 40 letters need."""
    return tuple(widest_word([column, *(text(row[nth]) for row in table.rows)], size) for nth, column in enumerate(table.columns))


def widest_word(texts: Iterable[str], size: float) -> float:
    """How wide the widest word of some texts is at most. A word may break behind a hyphen between its letters; the number of an incident may not."""
    words = {word[:_LONGEST] for told in set(texts) for word in (_BREAKS.split(told) if "-" in told else told.split())}
    # What is much shorter than the longest cannot be wider, so most words need not be measured.
    most = max(map(len, words), default=0)
    # All digits are as wide as 0.
    different = {word.translate(_DIGITS) for word in words if len(word) * 2 >= most}
    return max((width(word, size) for word in different), default=0.0)


def _runs(cell: Cell) -> Runs:
    match cell:
        case Figure():
            return (wording.figure(cell),)
        case TextRun():
            return (cell,)
        case str():
            return (TextRun(cell),) if cell else ()
