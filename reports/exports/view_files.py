"""A view as a file for people: one row a case, words and real dates, as a spreadsheet opens it. The exports for programs are `export_formats`.

No cell is run as a formula (`cells`). Streamed.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reports.exports.cells import cell, escaped

# What Excel can hold in one cell.
_CELL = 32_767
# A name of a sheet is no longer.
_SHEET_NAME = 31
# Spreadsheets of these languages part the cells of a CSV by a semicolon, since the comma parts the fraction of a number.
_WITH_SEMICOLON = frozenset({"kk", "ru"})
_DAY = "dd.mm.yyyy"


@dataclass(frozen=True)
class ViewSheet:
    """What is written: headings and widths (in characters) of the columns, and the rows, each with a cell for each column."""

    name: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Iterable[Sequence[Any]]


def write_view(form: str, stream: BinaryIO, sheet: ViewSheet, lang: str) -> None:
    """Write it as `xlsx` or `csv`, for readers of this language."""
    if form == "csv":
        _csv(stream, sheet, lang)
    else:
        _xlsx(stream, sheet)


def _csv(stream: BinaryIO, sheet: ViewSheet, lang: str) -> None:
    # Without the mark of UTF-8 at the beginning Excel reads Cyrillic letters in another encoding.
    stream.write("\ufeff".encode())
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";" if lang in _WITH_SEMICOLON else ",")
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([f"{value:%d.%m.%Y}" if isinstance(value, date) else cell(value) for value in row])
    text.detach()


def _xlsx(stream: BinaryIO, sheet: ViewSheet) -> None:
    book = Workbook(write_only=True)
    made = book.create_sheet(sheet.name[:_SHEET_NAME])
    made.freeze_panes = "A2"
    for place, width in enumerate(sheet.widths, 1):
        made.column_dimensions[get_column_letter(place)].width = width
    made.append([_heading(made, words) for words in sheet.headings])
    wrap = Alignment(vertical="top", wrap_text=True)
    last = 1
    for row in sheet.rows:
        made.append([_plain(made, value, wrap) for value in row])
        last += 1
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{last}"
    book.save(stream)


def _heading(sheet: WriteOnlyWorksheet, words: str) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, words)
    made.font = Font(bold=True)
    made.alignment = Alignment(vertical="top", wrap_text=True)
    return made


def _plain(sheet: WriteOnlyWorksheet, value: Any, wrap: Alignment) -> WriteOnlyCell:
    if isinstance(value, date):
        made = WriteOnlyCell(sheet, value)
        made.number_format = _DAY
    elif isinstance(value, int) and not isinstance(value, bool):
        made = WriteOnlyCell(sheet, value)
    else:
        made = WriteOnlyCell(sheet, escaped(str(cell(value)))[:_CELL] or None)
    made.alignment = wrap
    return made
