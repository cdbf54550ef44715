"""Tables of figures, and the widths of their words."""

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
    """Return a table whose figures link to their records."""
    return DocumentTable(caption, tuple(columns), tuple(tuple(map(_runs, row)) for row in rows), label_columns, frozenset(sums))


def widest_words(table: DocumentTable, size: float) -> tuple[float, ...]:
    """Return the largest width of the widest word of each column, at a font size and in its unit: no column may be narrower.

    Words of more than 40 letters, which none of our languages has, count as 40 letters.
    """
    return tuple(widest_word([column, *(text(row[nth]) for row in table.rows)], size) for nth, column in enumerate(table.columns))


def widest_word(texts: Iterable[str], size: float) -> float:
    """Return the largest width of the widest word of some texts. A word may break after a hyphen between letters, not within a number."""
    words = {word[:_LONGEST] for phrase in set(texts) for word in (_BREAKS.split(phrase) if "-" in phrase else phrase.split())}
    # Much shorter words cannot be wider than the longest, so they are not measured.
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
