"""The three forms of an export: JSON Lines, CSV, XLSX. Streamed; a spreadsheet never finds a formula in a cell."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from reports.exports.filters import Filters
from reports.exports.rows import Row, Shape

# A cell that begins so is run by a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What Excel can hold in one cell.
_CELL = 32_767


def write(form: str, stream: BinaryIO, shape: Shape, rows: Iterable[Row], filters: Filters) -> None:
    """Write the rows in the form named."""
    {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}[form](stream, shape, rows, filters)


def _jsonl(stream: BinaryIO, shape: Shape, rows: Iterable[Row], filters: Filters) -> None:
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _csv(stream: BinaryIO, shape: Shape, rows: Iterable[Row], filters: Filters) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    if filters.in_words():
        text.write(f"# {shape.name}; {filters.in_words()}\r\n")
    writer = csv.writer(text)
    writer.writerow(shape.columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in shape.columns])
    text.detach()


def _xlsx(stream: BinaryIO, shape: Shape, rows: Iterable[Row], filters: Filters) -> None:
    book = Workbook(write_only=True)
    about = book.create_sheet("filters")
    about.append(["export", shape.name])
    for part in filters.in_words().split("; ") if filters.in_words() else []:
        about.append([cell(word) for word in part.split("=", 1)])
    sheet = book.create_sheet(shape.name)
    sheet.append(list(shape.columns))
    for row in rows:
        sheet.append([_fitting(cell(row.get(column))) for column in shape.columns])
    book.save(stream)


def cell(value: Any) -> Any:
    """A value as one cell: lists and objects flattened, text that a spreadsheet would run made plain."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        value = "; ".join(part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _fitting(value: Any) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL] if isinstance(value, str) else value
