"""A file as rows: JSON Lines, CSV or XLSX. Each row has its line and its values by column. Cells are read back to what the export meant."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.byte_budgets import IMPORT, Budgeted, MiB, OverBudget
from records.i18n import tr
from reports.exports.cells import cell_text
from reports.exports.incidents_export import COLUMNS
from reports.imports.import_faults import Fault, NotReadable, unknown_name
from reports.imports.sheets import Cells, sheet_rows

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
        lines = list(_table(_csv_rows(_decoded(data, path.name), faults), faults))
    else:
        _decoded(data, path.name)
        lines = list(_objects(data, faults))
    return ImportReading(path.name, hashlib.sha256(data).hexdigest(), lines, faults)


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = tr("{file}, line {line}: not in UTF-8 (perhaps Windows-1251); in Excel, save as “CSV UTF-8”, or as .xlsx")
        raise NotReadable(words.format(file=name, line=line)) from error


def _objects(data: bytes, faults: list[Fault]) -> Iterator[ImportLine]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
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


def _csv_rows(text: str, faults: list[Fault]) -> list[Cells]:
    rows: list[Cells] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    # A cell may hold all articles of an incident. The limit belongs to the whole process, so it is put back.
    before, start = csv.field_size_limit(IMPORT), 1
    try:
        for cells in reader:
            if any(cells) and not (not rows and _is_comment(cells)):
                rows.append((start, [cell_text(value) for value in cells]))
            start = reader.line_num + 1
    except csv.Error:
        faults.append(Fault(start, "", tr("the quotation marks of this row do not close")))
    finally:
        csv.field_size_limit(before)
    return rows


def _separator(text: str) -> str:
    """The separator that divides the head of the table into the most known columns. Excel writes semicolons in languages with a decimal comma."""
    head = next((line for line in io.StringIO(text) if line.strip() and not _is_comment([line.strip().lstrip('"')])), "")
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
