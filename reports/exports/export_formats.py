"""The three forms of an export: JSON Lines, CSV, XLSX. Streamed; a spreadsheet never finds a formula in a cell."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from openpyxl import Workbook

from records.filter_entries import RecordFilter
from reports.exports.cells import cell, escaped
from reports.exports.export_shapes import ExportShape, Row

# What Excel can hold in one cell, and in one sheet beside its head.
CELL = 32_767
_ROWS = 1_048_575
# What does not fit in a cell goes on here: its sheet, row and column, and the rest of its text in order.
CONTINUED = "continued"


def write_rows(form: str, stream: BinaryIO, shape: ExportShape, rows: Iterable[Row], filters: RecordFilter) -> None:
    """Write the rows in the form named."""
    {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}[form](stream, shape, rows, filters)


def _jsonl(stream: BinaryIO, shape: ExportShape, rows: Iterable[Row], filters: RecordFilter) -> None:
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _csv(stream: BinaryIO, shape: ExportShape, rows: Iterable[Row], filters: RecordFilter) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    if filters.in_words():
        # As one cell: a comma in a filter would begin a second one, which a spreadsheet might run.
        writer.writerow([" ".join(f"# {shape.name}; {filters.in_words()}".split())])
    writer.writerow(shape.columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in shape.columns])
    text.detach()


def _xlsx(stream: BinaryIO, shape: ExportShape, rows: Iterable[Row], filters: RecordFilter) -> None:
    book = Workbook(write_only=True)
    about = book.create_sheet("filters")
    about.append(["export", shape.name])
    for name, value in filters.to_json().items():
        about.append([name, escaped(cell(value))])
    sheet, number, rest = book.create_sheet(shape.name), 1, []
    sheet.append(list(shape.columns))
    for row in rows:
        if number > _ROWS:
            sheet, number = book.create_sheet(f"{shape.name} {len(book.worksheets)}"), 1
            sheet.append(list(shape.columns))
        number += 1
        values = [_fitting(cell(row.get(column))) for column in shape.columns]
        sheet.append([pieces[0] for pieces in values])
        rest += [(sheet.title, number, column, piece) for column, pieces in zip(shape.columns, values, strict=True) for piece in pieces[1:]]
    if rest:
        continued = book.create_sheet(CONTINUED)
        continued.append(["sheet", "row", "column", "text"])
        for piece in rest:
            continued.append(list(piece))
    book.save(stream)


def _fitting(value: Any) -> list[Any]:
    """The value in pieces that fit in a cell each."""
    if not isinstance(value, str):
        return [value]
    text = escaped(value)
    return [text] if len(text) <= CELL else list(_cut(text))


def _cut(text: str) -> Iterator[str]:
    # A piece may not begin with what a spreadsheet would run; the mark `>` before every further one sees to it.
    yield text[:CELL]
    for start in range(CELL, len(text), CELL - 1):
        yield ">" + text[start : start + CELL - 1]
