"""The incidents as a workbook: a sheet that explains it, and the rows.

openpyxl makes the workbook around them. The rows are written directly as SpreadsheetML, which takes a fifth of the time, and only as text, so that no
formula runs. No part has a time, except the day as of which it is made.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from reports.exports.cells import CELL, CONTINUED, escaped
from reports.release.release_description import put

# The parts of an empty sheet by openpyxl for its size and its rows.
_SIZE = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_WIDE = 18
_SHORT = 40


class Sheet:
    """The rows of one sheet, written one after another. The first row is the heading. What does not fit into a cell is stored in `rest`: row, column,
    piece."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._letters = [get_column_letter(nth) for nth in range(1, len(columns) + 1)]
        self._begin = [f'<c r="{letter}' for letter in self._letters]
        self._rows: list[bytes] = []
        # Most cells have one of a few words, which are escaped for XML once.
        self._written: dict[str, str] = {}
        self.rest: list[tuple[int, str, str]] = []
        self.add(columns)

    def add(self, values: Sequence[Any]) -> None:
        """Add one row. Each value is a number or a text, as `reports.exports.cells.cell` returns it."""
        at = len(self._rows) + 1
        written = self._written
        text, number = f'{at}" t="inlineStr"><is><t xml:space="preserve">', f'{at}"><v>'
        cells = []
        for nth, value in enumerate(values):
            if value == "":
                continue
            if isinstance(value, str):
                words = written.get(value) or self._words(at, nth, value)
                cells.append(f"{self._begin[nth]}{text}{words}</t></is></c>")
            else:
                cells.append(f"{self._begin[nth]}{number}{value}</v></c>")
        self._rows.append(f'<row r="{at}">{"".join(cells)}</row>'.encode())

    def _words(self, row: int, nth: int, value: str) -> str:
        text = escaped(value)
        if len(text) > CELL:
            # A piece may not begin with what a spreadsheet would run; the mark before it prevents that, as in every export.
            pieces = [">" + text[start : start + CELL - 1] for start in range(CELL, len(text), CELL - 1)]
            self.rest += [(row, self._columns[nth], piece) for piece in pieces]
            text = text[:CELL]
        words = escape(text)
        if len(value) <= _SHORT:
            self._written[value] = words
        return words

    def placed_in(self, empty: bytes) -> bytes:
        """Return the XML of an empty sheet with these rows in it. Raises ValueError if it has no place for them."""
        size = f'<dimension ref="A1:{self._letters[-1]}{len(self._rows)}"/>'.encode()
        rows = b"".join((b"<sheetData>", *self._rows, b"</sheetData>"))
        sized, sizes = _SIZE.subn(lambda _: size, empty, count=1)
        filled, places = _ROWS.subn(lambda _: rows, sized, count=1)
        if not sizes or not places:
            raise ValueError("this is no empty sheet as openpyxl writes it")
        return filled


def workbook(name: str, sheet: Sheet, about: Sequence[tuple[str, str]], title: str, as_of: datetime) -> bytes:
    """Return the whole file: `about` in a sheet of that name, the rows in a sheet `name`, and the rest of texts too long for cells."""
    about_sheet = Sheet(("about", ""))
    for pair in about:
        about_sheet.add(pair)
    sheets = {"about": about_sheet, name: sheet}
    if sheet.rest:
        continued = Sheet(("sheet", "row", "column", "text"))
        for row, column, piece in sheet.rest:
            continued.add((name, row, column, piece))
        sheets[CONTINUED] = continued
    return _filled(_frame(list(sheets), name, title, as_of), list(sheets.values()))


def _frame(names: Sequence[str], rows: str, title: str, as_of: datetime) -> BytesIO:
    """Return the workbook with its sheets empty."""
    book = Workbook()
    for old in book.worksheets:
        book.remove(old)
    for name in names:
        sheet = book.create_sheet(name)
        sheet.sheet_format.defaultColWidth = _WIDE
        if name == rows:
            sheet.freeze_panes = "B2"
    book.active = names.index(rows)
    book.properties.title, book.properties.creator = escaped(title), "Qorgan"
    # Not `book.save`, which would write the current time into it.
    book.properties.created = book.properties.modified = as_of.replace(tzinfo=None)
    output = BytesIO()
    with ZipFile(output, "w") as archive:
        ExcelWriter(book, archive).write_data()
    return output


def _filled(frame: BytesIO, sheets: Sequence[Sheet]) -> bytes:
    parts = {f"xl/worksheets/sheet{nth}.xml": sheet for nth, sheet in enumerate(sheets, 1)}
    output = BytesIO()
    with ZipFile(frame) as empty, ZipFile(output, "w") as archive:
        for name in empty.namelist():
            content = empty.read(name)
            put(archive, name, parts[name].placed_in(content) if name in parts else content)
    return output.getvalue()
