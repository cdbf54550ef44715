"""The rows of a workbook. It may come from anybody, so its size is checked before it is unpacked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from openpyxl import load_workbook

from records.byte_budgets import IMPORT, IMPORT_MEMORY, IMPORT_ROW_VALUES, IMPORT_ROWS, IMPORT_VALUES, MiB
from records.i18n import tr
from records.memory_bound import at_most_more
from reports.exports.cells import cell_text, unescaped
from reports.exports.export_formats import CONTINUED
from reports.imports.import_faults import NotReadable, too_many

_ROWS = 1_048_576
# Columns beyond it are not looked at; an export has thirty.
_COLUMNS = 100
# What openpyxl lets through of a damaged archive or of XML that is no workbook (XML errors are SyntaxErrors).
_DAMAGED = (zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError)

_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
# Between two tags stands a cell at most, of 32,767 characters. More is a tag with attributes without end.
_STRETCH = re.compile(rb"<[^<]{%d}" % MiB)
# What is no element and may hold the looks of one, so that a row seems to end where it does not.
_NO_ELEMENT = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
# How XML begins that is in UTF-16, UCS-4 or EBCDIC, with or without a mark, as the parsers guess it; and the encoding that it names itself. In any of them a
# tag has other bytes than those that are counted. Spreadsheets are written in UTF-8.
_OTHER_ENCODING = re.compile(rb"\xff\xfe|\xfe\xff|[<\s]\0|\0[<\s]|\0\0(?:\0<|<\0|\xfe\xff)|\x4c\x6f\xa7\x94")
_NAMED_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")
_COUNTED_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})

Cells = tuple[int, list[Any]]


def sheet_rows(data: bytes, name: str) -> list[Cells]:
    """The rows of the sheet `incidents` (else of the first sheet that is not about the export), each with its number. Empty rows are left out.

    Raises NotReadable for a file that is no workbook, is damaged, or unpacks to more than IMPORT, parts or cells.
    """
    try:
        _require_harmless(data, name)
        # What is counted above is what openpyxl holds of usual files. Of others it may hold more, and nobody can foresee all of them.
        with at_most_more(IMPORT_MEMORY):
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
            # No workbook declares entities. A file that does is made to grow without limit while it is read.
            if _in_other_encoding(content) or (part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content):
                raise NotReadable(tr("{file} does not open as a workbook (.xlsx); save it anew").format(file=name))
            # Counted before openpyxl reads it: of five bytes it makes hundreds, and it holds a whole row before it gives any cell of it.
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
    # One string may stand for thousands of cells. It is held once until the cells are worked on, so that it is counted before.
    left, rows = IMPORT, IMPORT_ROWS
    for number, values in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), 1):
        left -= sum(len(value) for value in values if isinstance(value, str))
        if left < 0:
            raise _too_large(name)
        if number > _ROWS:
            raise NotReadable(tr("{file} does not open as a workbook (.xlsx); save it anew").format(file=name))
        # A sheet may hold a million empty rows: counting is quicker than looking at each cell.
        if values.count(None) < len(values) and any(value not in (None, "") for value in values):
            rows -= 1
            if rows < 0:
                raise too_many(name)
            yield number, [_as_text(value) for value in values]


def _join(rows: list[Cells], pieces: Iterator[Cells], title: str) -> None:
    """Put what did not fit into a cell back behind it."""
    columns = [str(value or "") for value in rows[0][1]]
    by_number = dict(rows)
    next(pieces, None)
    for _, (sheet, number, column, piece, *_) in pieces:
        if sheet == title and str(column) in columns and int(number) in by_number:
            by_number[int(number)][columns.index(str(column))] += str(piece).removeprefix(">")


def _as_text(value: Any) -> Any:
    """A day as people write it; a whole number without the decimal point that a spreadsheet adds."""
    if isinstance(value, datetime):
        return (value.date() if value.time() == value.time().min else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value
