"""Tables of a .docx: columns in which no word breaks, heads that are repeated on every page, rows that stay whole."""

from collections.abc import Sequence

from reports.charts.text_width import width
from reports.publications.docx_styles import TABLE_SIZES
from reports.publications.docx_words import paragraph
from reports.publications.figure_tables import widest_word

PORTRAIT, LANDSCAPE = 9411, 14343
"""The width between the margins of a page upright, and of one turned, in twentieths of a point."""
_MARGINS = 85
_SHORT = 15
"""A table of so many rows stays on one page."""
_SHORT_TEXT = 24
"""A text of up to so many letters had better not be broken at its blanks."""
_LONGEST = 120
"""As many letters of a text ask for room of their own."""


def column_widths(columns: Sequence[Sequence[str]], whole: int, words: int, size: float) -> tuple[tuple[int, ...], bool]:
    """The widths of columns, given with all their texts, together about `whole`; and whether each has room for its longest word. Columns of short words, as days are, get
    room for the whole of them if there is any. What is left goes to the columns of words, which are the first ones, by the length of their texts; else to all."""
    longest = [max(map(len, texts)) for texts in columns]
    breaking = [widest_word(texts, size) * 20 + _MARGINS for texts in columns]
    unbroken = [
        max(need, _comfortable(texts, most, size, words=nth < words))
        for nth, (texts, most, need) in enumerate(zip(columns, longest, breaking, strict=True))
    ]
    needed = unbroken if sum(unbroken) <= whole else breaking
    left = whole - sum(needed)
    if left < 0:
        return tuple(int(need * whole / sum(needed)) for need in needed), False
    wanted = [
        max(0.0, min(most, _LONGEST) * size * 10 - need) if nth < words else 0.0 for nth, (most, need) in enumerate(zip(longest, needed, strict=True))
    ]
    shares = [want / sum(wanted) for want in wanted] if sum(wanted) else [1 / len(columns)] * len(columns)
    return tuple(int(need + left * share) for need, share in zip(needed, shares, strict=True)), True


def _comfortable(texts: Sequence[str], most: int, size: float, *, words: bool) -> float:
    """Room for short texts without a break, and for the head of a column of numbers in two lines."""
    if not words:
        return width(texts[0], size) * 10 + _MARGINS
    if most > _SHORT_TEXT:
        return 0.0
    return max(width(text, size) for text in set(texts) if len(text) * 2 >= most) * 20 + _MARGINS


def fitting_widths(columns: Sequence[Sequence[str]], whole: int, words: int) -> tuple[tuple[int, ...], str]:
    """The widths of columns, and in which of TABLE_SIZES their words are set: in the largest in which none has to break, else in the smallest."""
    for name, points in TABLE_SIZES.items():
        widths, fits = column_widths(columns, whole, words, points)
        if fits:
            return widths, name
    return widths, name


def grid(widths: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    """A table. Each row is its cells, made by `cell`; the first is the head. A short paragraph follows it, since two tables that touch become one."""
    head, *others = rows
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    body = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(row)}</w:tr>" for row in others)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>{body}</w:tbl>"
        f"{paragraph('', 'AfterTable')}"
    )


def cell(inside: str, width: int, *, number: bool = False, size: str = "", keep: bool = False) -> str:
    """A cell so many twentieths of a point wide, in one of TABLE_SIZES. `keep`: its row stays on one page with the next."""
    style = ("TableNumber" if number else "TableText") + size
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(inside, style, keep=keep)}</w:tc>'


def keeps(nth: int, rows: int) -> bool:
    """Whether a row (0 is the head) stays with the next one: the head always, in a short table all but the last."""
    return nth == 0 or (rows <= _SHORT and nth < rows)
