"""Reading of a file as rows: JSON Lines, CSV or XLSX. Each row has its line and its values by column, converted back from their exported form."""

import codecs
import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from records.byte_budgets import IMPORT, IMPORT_MEMORY, IMPORT_ROW_VALUES, IMPORT_ROWS, IMPORT_VALUES, LINE, Budgeted, MiB, OverBudget
from records.i18n import tr
from records.memory_limit import limit_memory
from reports.exports.cells import CONTINUED, cell_text, unescaped
from reports.exports.incidents_export import COLUMNS
from reports.imports.import_values import SHOWN_FAULTS, Fault, NotReadable, too_many, unknown_name

# The rows of a workbook. It may come from anybody, so its size is checked before it is unpacked.

_ROWS = 1_048_576
# Columns beyond this are ignored; an export has thirty.
_COLUMNS = 100
# What openpyxl lets through of a damaged archive or of XML that is no workbook (XML errors are SyntaxErrors).
_DAMAGED = (zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError)

_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
# Between two tags there is at most one cell, of 32,767 characters. More is a tag with too many attributes.
_STRETCH = re.compile(rb"<[^<]{%d}" % MiB)
# Parts that are no elements but may look like some, so that a row seems to end where it does not.
_NO_ELEMENT = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
# The beginnings of XML in UTF-16, UCS-4 or EBCDIC, with or without a byte order mark, and a declared encoding. In any of these a tag has other bytes
# than those that are counted. Spreadsheets are written in UTF-8.
_OTHER_ENCODING = re.compile(rb"\xff\xfe|\xfe\xff|[<\s]\0|\0[<\s]|\0\0(?:\0<|<\0|\xfe\xff)|\x4c\x6f\xa7\x94")
_NAMED_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")
_COUNTED_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})

Cells = tuple[int, list[Any]]


def sheet_rows(data: bytes, name: str) -> list[Cells]:
    """Return the numbered rows of the sheet `incidents` (else of the first sheet that is not about the export), without empty ones.

    Raises NotReadable for a file that is no workbook, is damaged, or unpacks to more than IMPORT, parts or cells.
    """
    try:
        _require_harmless(data, name)
        # The counts above bound what openpyxl needs for usual files. For unusual ones it may need more, so the memory is limited too.
        with limit_memory(IMPORT_MEMORY):
            return _rows(data, name)
    except MemoryError as error:
        raise too_many(name) from error
    except _DAMAGED as error:
        raise NotReadable(tr("{file} does not open as a workbook (.xlsx); save it anew").format(file=name)) from error


def _rows(data: bytes, name: str) -> list[Cells]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    titles = [title for title in book.sheetnames if title not in ("filters", CONTINUED)]
    title = "incidents" if "incidents" in titles else next(iter(titles), None)
    if title is None:
        raise NotReadable(tr("{file} has no sheet of incidents").format(file=name))
    rows = [(number, values) for number, values in _numbered(book[title], name)]
    if CONTINUED in book.sheetnames and rows:
        _join(rows, _numbered(book[CONTINUED], name), title)
    return [(number, [cell_text(unescaped(value)) if isinstance(value, str) else value for value in values]) for number, values in rows]


def _require_harmless(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > IMPORT:
            raise _too_large(name)
        tags = 0
        for part in archive.infolist():
            content = archive.read(part)
            # No workbook declares entities. A file that does is made to grow without limit when it is read.
            if _in_other_encoding(content) or (part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content):
                raise NotReadable(tr("{file} does not open as a workbook (.xlsx); save it anew").format(file=name))
            # Counted before openpyxl reads it: it makes hundreds of bytes of five, and reads a whole row before it returns any of its cells.
            content = _NO_ELEMENT.sub(b"", content)
            tags += content.count(b"<") - content.count(b"</")
            if tags > IMPORT_VALUES or _STRETCH.search(content) or _has_longer_row(content):
                raise too_many(name)


def _in_other_encoding(content: bytes) -> bool:
    named = _NAMED_ENCODING.match(content)
    return _OTHER_ENCODING.match(content) is not None or (named is not None and named[1].strip().lower() not in _COUNTED_ENCODINGS)


def _has_longer_row(content: bytes) -> bool:
    starts = [match.start() for match in _ROW.finditer(content)]
    return any(content.count(b"<", start, end) > 2 * IMPORT_ROW_VALUES for start, end in pairwise([*starts, len(content)]))


def _too_large(name: str) -> NotReadable:
    return NotReadable(tr("{file} unpacks to more than {limit} MB; divide it").format(file=name, limit=IMPORT // MiB))


def _numbered(sheet: Any, name: str) -> Iterator[Cells]:
    sheet.reset_dimensions()
    # One string may be used by thousands of cells. It is stored once until the cells are processed, so it is counted before.
    left, rows = IMPORT, IMPORT_ROWS
    for number, values in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), 1):
        left -= sum(len(value) for value in values if isinstance(value, str))
        if left < 0:
            raise _too_large(name)
        if number > _ROWS:
            raise NotReadable(tr("{file} does not open as a workbook (.xlsx); save it anew").format(file=name))
        # A sheet may contain a million empty rows: counting is quicker than looking at each cell.
        if values.count(None) < len(values) and any(value not in (None, "") for value in values):
            rows -= 1
            if rows < 0:
                raise too_many(name)
            yield number, [_as_text(value) for value in values]


def _join(rows: list[Cells], pieces: Iterator[Cells], title: str) -> None:
    """Append the parts of texts that did not fit into a cell."""
    columns = [str(value or "") for value in rows[0][1]]
    by_number = dict(rows)
    next(pieces, None)
    for _, (sheet, number, column, piece, *_) in pieces:
        if sheet == title and str(column) in columns and int(number) in by_number:
            by_number[int(number)][columns.index(str(column))] += str(piece).removeprefix(">")


def _as_text(value: Any) -> Any:
    """Return a day in ISO 8601, and a whole number without the decimal point that a spreadsheet adds."""
    if isinstance(value, datetime):
        return (value.date() if value.time() == value.time().min else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


_JSON_MARKS = b",[{"
_FORMS = (".jsonl", ".csv", ".xlsx")


@dataclass(frozen=True)
class ImportLine:
    """One row of the file. A column that is there but empty is None."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class ImportReading:
    """A file that was read: its name, the SHA-256 of its bytes, its rows, and what could not be read as a row."""

    name: str
    sha256: str
    lines: list[ImportLine]
    faults: list[Fault]


def read(path: Path) -> ImportReading:
    """Read the file as rows. Raises NotReadable if it is missing, too large, of another kind, or not in UTF-8."""
    form = path.suffix.lower()
    if form not in _FORMS:
        raise NotReadable(tr("{file} is of no kind that can be imported; kinds are {kinds}").format(file=path.name, kinds=", ".join(_FORMS)))
    try:
        # Counted as it is read: a pipe or a device has no size before.
        with open(path, "rb") as stream:
            data = Budgeted(stream, IMPORT).whole()
    except OverBudget as error:
        raise NotReadable(tr("{file} is larger than {limit} MB; divide it").format(file=path.name, limit=IMPORT // MiB)) from error
    except OSError as error:
        raise NotReadable(tr("{file} cannot be read: {reason}").format(file=path, reason=error.strerror)) from error
    faults: list[Fault] = []
    if form == ".xlsx":
        lines = list(_table(sheet_rows(data, path.name), faults))
    elif form == ".csv":
        _require_text(data, path.name, b",;\t")
        lines = list(_table(_csv_rows(data, path.name, faults), faults))
    else:
        _require_text(data, path.name, _JSON_MARKS)
        lines = list(_objects(data, faults))
    if len(lines) + len(faults) > IMPORT_ROWS:
        raise too_many(path.name)
    return ImportReading(path.name, hashlib.sha256(data).hexdigest(), lines, faults)


def _require_text(data: bytes, name: str, marks: bytes) -> None:
    """Raise NotReadable for what is not UTF-8, and for more or longer lines or more values than any list of incidents has.

    Values are counted by the marks between them. The data are checked in pieces, since as text they take up to four times as much memory.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    for at in range(0, len(data), MiB):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(data[at : at + MiB], final=at + MiB >= len(data))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, at - waiting + error.start) + 1
            words = tr("{file}, line {line}: not in UTF-8 (perhaps Windows-1251); in Excel, save as “CSV UTF-8”, or as .xlsx")
            raise NotReadable(words.format(file=name, line=line)) from error
    if sum(map(data.count, b"\n" + marks)) > IMPORT_VALUES or _has_longer_line(data):
        raise too_many(name)


def _has_longer_line(data: bytes) -> bool:
    begin = 0
    while len(data) - begin > LINE:
        end = data.rfind(b"\n", begin, begin + LINE)
        if end < 0:
            return True
        begin = end + 1
    return False


def _text(data: bytes) -> io.TextIOWrapper:
    """Return the data as a text stream without copying."""
    return io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")


def _objects(data: bytes, faults: list[Fault]) -> Iterator[ImportLine]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        if sum(map(line.count, _JSON_MARKS)) > IMPORT_ROW_VALUES:
            faults.append(Fault(number, "", tr("too many values for one incident")))
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            faults.append(Fault(number, "", tr("no JSON")))
            continue
        if isinstance(values, dict):
            yield ImportLine(number, values)
        else:
            faults.append(Fault(number, "", tr("no object with named fields")))


def _csv_rows(data: bytes, name: str, faults: list[Fault]) -> list[Cells]:
    rows: list[Cells] = []
    reader = csv.reader(_text(data), delimiter=_separator(data), strict=True)
    # A cell may contain all articles of an incident. The limit is global to the process, so it is restored.
    before, start = csv.field_size_limit(LINE), 1
    try:
        for cells in reader:
            if any(cells) and not (not rows and _is_comment(cells)):
                rows.append((start, [cell_text(value) for value in cells]))
            if len(rows) > IMPORT_ROWS:
                raise too_many(name)
            start = reader.line_num + 1
    except csv.Error:
        faults.append(Fault(start, "", tr("the quotation marks of this row do not close")))
    finally:
        csv.field_size_limit(before)
    return rows


def _separator(data: bytes) -> str:
    """Return the separator that divides the heading into the most known columns. Excel writes semicolons in languages with a decimal comma."""
    head = next((line for line in _text(data) if line.strip() and not _is_comment([line.strip().lstrip('"')])), "")
    return max(",;\t", key=lambda mark: len({cell.strip().strip('"').lower() for cell in head.split(mark)} & set(COLUMNS)))


def _is_comment(cells: list[str]) -> bool:
    return cells[0].startswith(("#", "sep="))


def _table(rows: list[Cells], faults: list[Fault]) -> Iterator[ImportLine]:
    """Yield the rows below the heading, with its names. An unknown column is reported once. If the heading has faults, no row is read."""
    if not rows:
        return
    (head_line, head), *below = rows
    columns = [str(name or "").strip().lower() for name in head]
    for name in dict.fromkeys(columns):
        if len(faults) >= SHOWN_FAULTS:
            break
        if name and name not in COLUMNS:
            faults.append(Fault(head_line, name, unknown_name(name, COLUMNS)))
        elif name and columns.count(name) > 1:
            faults.append(Fault(head_line, name, tr("this column is there twice")))
    if faults:
        return
    for number, cells in below:
        beyond = [cell for place, cell in enumerate(cells) if place >= len(columns) or not columns[place]]
        if any(cell not in (None, "") for cell in beyond):
            faults.append(Fault(number, "", tr("more cells than columns; text with a separator in it needs quotation marks")))
            continue
        values = dict(zip(columns, cells, strict=False))
        yield ImportLine(number, {name: None if values.get(name) == "" else values.get(name) for name in columns if name})
