"""Values as cells and back, so that an import reads what an export wrote, and the writers of JSON Lines, CSV and XLSX.

Lists of words are joined by "; ". If such a list could not be divided again, and for objects and lists of objects, the cell is JSON. A text that a
spreadsheet would run as a formula gets an apostrophe before it.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from openpyxl import Workbook

from records.cell_values import parts
from records.filters import RecordFilter
from reports.exports.export_definitions import ExportDefinition, Row

# A cell that begins with one of these is run by a spreadsheet (OWASP, CSV injection), their full-width forms too. One that begins with apostrophes
# before it gets one more, so that removing one is always right.
_RUN = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
# What a worksheet cannot contain (ECMA-376, 22.9.2.19 ST_Xstring), a carriage return, which XML turns into a newline, and what looks like its escape.
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def cell(value: Any) -> Any:
    """Return a value as one cell. Lists and objects are flattened. A text that a spreadsheet would run gets an apostrophe."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        value = _joined(value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if _RUN.match(text) else text


def cell_text(text: str) -> str:
    """Return the text of a cell without the apostrophe that `cell` added."""
    return text[1:] if text.startswith("'") and _RUN.match(text) else text


def escaped(text: str) -> str:
    """Escape text for a worksheet: a character that is not allowed becomes `_xHHHH_`."""
    return _NOT_ALLOWED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Return the text of a worksheet without such escapes."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _joined(values: list[Any]) -> str:
    words = [value for value in values if isinstance(value, str)]
    joined = "; ".join(words)
    return joined if len(words) == len(values) and parts(joined) == words and not joined.startswith("[") else json.dumps(values, ensure_ascii=False)


# The three forms of an export, streamed: JSON Lines, CSV, XLSX.

# The limits of Excel for one cell, and for the rows of one sheet below its heading.
CELL = 32_767
_ROWS = 1_048_575
# The sheet for the rest of texts that do not fit in a cell: sheet, row and column, and the text in order.
CONTINUED = "continued"


def write_rows(form: str, stream: BinaryIO, shape: ExportDefinition, rows: Iterable[Row], filters: RecordFilter) -> None:
    """Write the rows in the named form."""
    {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}[form](stream, shape, rows, filters)


def _jsonl(stream: BinaryIO, shape: ExportDefinition, rows: Iterable[Row], filters: RecordFilter) -> None:
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _csv(stream: BinaryIO, shape: ExportDefinition, rows: Iterable[Row], filters: RecordFilter) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    if filters.in_words():
        # As one cell: a comma in a filter would begin a second one, which a spreadsheet might run.
        writer.writerow([" ".join(f"# {shape.name}; {filters.in_words()}".split())])
    writer.writerow(shape.columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in shape.columns])
    text.detach()


def _xlsx(stream: BinaryIO, shape: ExportDefinition, rows: Iterable[Row], filters: RecordFilter) -> None:
    book = Workbook(write_only=True)
    about = book.create_sheet("filters")
    about.append(["export", shape.name])
    for name, value in filters.to_json().items():
        about.append([name, escaped(cell(value))])
    sheet, number, overflow = book.create_sheet(shape.name), 1, []
    sheet.append(list(shape.columns))
    for row in rows:
        if number > _ROWS:
            sheet, number = book.create_sheet(f"{shape.name} {len(book.worksheets)}"), 1
            sheet.append(list(shape.columns))
        number += 1
        values = [_fitting(cell(row.get(column))) for column in shape.columns]
        sheet.append([pieces[0] for pieces in values])
        overflow += [(sheet.title, number, column, piece) for column, pieces in zip(shape.columns, values, strict=True) for piece in pieces[1:]]
    if overflow:
        continued = book.create_sheet(CONTINUED)
        continued.append(["sheet", "row", "column", "text"])
        for piece in overflow:
            continued.append(list(piece))
    book.save(stream)


def _fitting(value: Any) -> list[Any]:
    """Return the value in pieces that each fit in a cell."""
    if not isinstance(value, str):
        return [value]
    text = escaped(value)
    return [text] if len(text) <= CELL else list(_cut(text))


def _cut(text: str) -> Iterator[str]:
    # A piece may not begin with what a spreadsheet would run; the mark `>` before every further one prevents that.
    yield text[:CELL]
    for start in range(CELL, len(text), CELL - 1):
        yield ">" + text[start : start + CELL - 1]
