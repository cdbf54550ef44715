"""Running an export: rows are written, counted and hashed, and the export is noted in the ledger. Also views as files for people."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from sqlalchemy.orm import Session

from records import ledger
from records.filters import RecordFilter
from records.vocabulary import LedgerAction
from reports.exports.cells import cell, escaped, write_rows
from reports.exports.export_definitions import ExportDefinition, Row

# A view as a file for people: one row a case, with words and real dates. Streamed; no cell is run as a formula (`cells`).

# The limit of Excel for one cell.
_CELL = 32_767
# The longest name of a sheet.
_SHEET_NAME = 31
# Spreadsheets of these languages separate the cells of a CSV by a semicolon, since the comma is the decimal mark.
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
    """Write the view as `xlsx` or `csv`, for readers of a language."""
    if form == "csv":
        _csv(stream, sheet, lang)
    else:
        _xlsx(stream, sheet)


def _csv(stream: BinaryIO, sheet: ViewSheet, lang: str) -> None:
    # Without a UTF-8 byte order mark Excel reads Cyrillic letters in another encoding.
    stream.write("\ufeff".encode())
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";" if lang in _WITH_SEMICOLON else ",")
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([f"{value:%d.%m.%Y}" if isinstance(value, date) else cell(value) for value in row])
    text.detach()


def _xlsx(stream: BinaryIO, sheet: ViewSheet) -> None:
    book = Workbook(write_only=True)
    worksheet = book.create_sheet(sheet.name[:_SHEET_NAME])
    worksheet.freeze_panes = "A2"
    for place, width in enumerate(sheet.widths, 1):
        worksheet.column_dimensions[get_column_letter(place)].width = width
    worksheet.append([_heading(worksheet, words) for words in sheet.headings])
    wrap = Alignment(vertical="top", wrap_text=True)
    last = 1
    for row in sheet.rows:
        worksheet.append([_plain(worksheet, value, wrap) for value in row])
        last += 1
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{last}"
    book.save(stream)


def _heading(sheet: WriteOnlyWorksheet, words: str) -> WriteOnlyCell:
    write_only_cell = WriteOnlyCell(sheet, words)
    write_only_cell.font = Font(bold=True)
    write_only_cell.alignment = Alignment(vertical="top", wrap_text=True)
    return write_only_cell


def _plain(sheet: WriteOnlyWorksheet, value: Any, wrap: Alignment) -> WriteOnlyCell:
    if isinstance(value, date):
        new_cell = WriteOnlyCell(sheet, value)
        new_cell.number_format = _DAY
    elif isinstance(value, int) and not isinstance(value, bool):
        new_cell = WriteOnlyCell(sheet, value)
    else:
        new_cell = WriteOnlyCell(sheet, escaped(str(cell(value)))[:_CELL] or None)
    new_cell.alignment = wrap
    return new_cell


@dataclass(frozen=True)
class Sent:
    """What was sent: the number of rows, and the SHA-256 of the bytes. `complete` is false if the reader stopped before the end (`| head`)."""

    rows: int
    sha256: str
    complete: bool


class _Hashed(io.RawIOBase):
    """A stream that passes bytes on and hashes them. It is not seekable, so that a workbook is written sequentially. When the reader is gone, it
    drops the rest."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.gone = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        content = bytes(data)
        if not self.gone:
            try:
                self._stream.write(content)
            except BrokenPipeError:
                self.gone = True
                raise
            self._hash.update(content)
        return len(content)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Counted:
    """An iterator that passes rows on and counts them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def send_rows(form: str, stream: BinaryIO, shape: ExportDefinition, rows: Iterable[Row], filters: RecordFilter) -> Sent:
    """Write the rows in the given form. A reader that stops early is no error. Raises OSError if the stream fails otherwise."""
    return send_with(stream, rows, lambda hashed, counted: write_rows(form, hashed, shape, counted, filters))


def send_with(stream: BinaryIO, rows: Iterable[Any], write: Callable[[BinaryIO, Iterable[Any]], None]) -> Sent:
    """Write rows with a given writer, counted and hashed as every export is."""
    hashed, counted = _Hashed(stream), _Counted(rows)
    try:
        write(cast(BinaryIO, hashed), counted)
        stream.flush()
    except BrokenPipeError:
        hashed.gone = True
    return Sent(counted.count, hashed.hexdigest(), not hashed.gone)


def note_export(session: Session, shape: ExportDefinition, form: str, filters: RecordFilter, sent: Sent, *, who: str, now: datetime) -> None:
    """Note in the ledger what was sent. Call it in `records.database.write_transaction`."""
    after = {"filters": filters.to_json(), "format": form, "rows": sent.rows, "sha256": sent.sha256, "complete": sent.complete}
    ledger.append(session, at=now, who=who, action=LedgerAction.EXPORT, subject=f"export {shape.name}", before={}, after=after)
