"""A file as rows: JSON Lines, CSV or XLSX. Each row has its line and its values by column. Cells are read back to what the export meant."""

import codecs
import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.byte_budgets import IMPORT, IMPORT_ROW_VALUES, IMPORT_ROWS, IMPORT_VALUES, LINE, Budgeted, MiB, OverBudget
from records.i18n import tr
from reports.exports.cells import cell_text
from reports.exports.incidents_export import COLUMNS
from reports.imports.import_faults import TOLD, Fault, NotReadable, too_many, unknown_name
from reports.imports.sheets import Cells, sheet_rows

_JSON_MARKS = b",[{"
FORMS = (".jsonl", ".csv", ".xlsx")


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
    """The file as rows. Raises NotReadable if it is not there, too large, of another kind, or not in UTF-8."""
    form = path.suffix.lower()
    if form not in FORMS:
        raise NotReadable(tr("{file} is of no kind that can be imported; kinds are {kinds}").format(file=path.name, kinds=", ".join(FORMS)))
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
    """Raise NotReadable for what is not UTF-8, and for more lines, longer lines or more values (counted by the marks between them) than any list of
    incidents has. It is looked at in pieces: as text it takes up to four times as much memory."""
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
    """The text in the data, which it shares."""
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
    # A cell may hold all articles of an incident. The limit belongs to the whole process, so it is put back.
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
    """The separator that divides the head of the table into the most known columns. Excel writes semicolons in languages with a decimal comma."""
    head = next((line for line in _text(data) if line.strip() and not _is_comment([line.strip().lstrip('"')])), "")
    return max(",;\t", key=lambda mark: len({cell.strip().strip('"').lower() for cell in head.split(mark)} & set(COLUMNS)))


def _is_comment(cells: list[str]) -> bool:
    return cells[0].startswith(("#", "sep="))


def _table(rows: list[Cells], faults: list[Fault]) -> Iterator[ImportLine]:
    """The rows below the first one, with its names. An unknown column is reported once. If the columns are unknown, no row is read."""
    if not rows:
        return
    (head_line, head), *below = rows
    columns = [str(name or "").strip().lower() for name in head]
    for name in dict.fromkeys(columns):
        if len(faults) >= TOLD:
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
        given = dict(zip(columns, cells, strict=False))
        yield ImportLine(number, {name: None if given.get(name) == "" else given.get(name) for name in columns if name})
