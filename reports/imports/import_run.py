"""Running an import: the file is read, checked as a whole and compared with the records, then imported in parts, so that the desk is not blocked.

Each part is a transaction, with a row of its own in the ledger. After an interruption the same import can be run again: it finds the first parts
known.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import ledger
from records.cell_values import printable_value
from records.clock import day_of
from records.country import home
from records.database import INTERACTIVE_RETRY_SECONDS, read_with_retry, write_with_retry
from records.filters import IncidentFilter
from records.i18n import tr
from records.incident_model import Incident
from records.incidents import free_number, import_incidents, load, number_parts
from records.incidents.tracks import NOT_PLACED
from records.vocabulary import LedgerAction
from reports.exports.incidents_export import FIELDS, stated_fields
from reports.imports.import_files import ImportReading, read
from reports.imports.import_values import MOST_FAULTS, Fault, ImportRefused, IncidentEntry, entry, incident, oddities

# Comparison with the records: what is known already, what contradicts them, and the number of each new incident.

# Incidents that are looked up at once.
_BATCH = 500


@dataclass(frozen=True)
class _PlannedRow:
    """An entry with its line and the columns that its line gives."""

    line: int
    given: frozenset[str]
    entry: IncidentEntry


@dataclass(frozen=True)
class Plan:
    """`new` are the incidents to import, by number. `known` are the numbers of incidents that are recorded already with the same content."""

    new: list[Incident] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def _planned(session: Session, rows: Sequence[_PlannedRow], today: date) -> Plan:
    """Plan what becomes of each row. In `records.database.write_transaction` nobody else gets the numbers before the transaction ends."""
    faults = list(_twice(rows))
    numbered = [row for row in rows if row.entry.number]
    here = _recorded_incidents(session, {str(row.entry.number) for row in numbered})
    recorded: list[str] = []
    new: list[tuple[_PlannedRow, Incident]] = []
    for row in numbered:
        planned = incident(row.entry, str(row.entry.number), today)
        if planned.number not in here:
            new.append((row, planned))
        elif other := _difference(here[planned.number], planned, row):
            faults.append(other)
        else:
            recorded.append(planned.number)
    matched, unnumbered = _unnumbered(session, [row for row in rows if not row.entry.number], today)
    ends, gaps = _ends(session, new, {_year(planned) for planned in unnumbered})
    faults += gaps
    assigned = _numbered(unnumbered, ends)
    return Plan(
        sorted([planned for _, planned in new] + assigned, key=lambda planned: number_parts(planned.number) or (0, 0)), recorded + matched, faults
    )


def _twice(rows: Sequence[_PlannedRow]) -> Iterable[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        number = row.entry.number
        if number and first.setdefault(number, row.line) != row.line:
            yield Fault(row.line, "number", tr("{number} stands in line {line} already").format(number=number, line=first[number]))


def _recorded_incidents(session: Session, numbers: set[str]) -> dict[str, Incident]:
    ordered = sorted(numbers)
    recorded: dict[str, Incident] = {}
    for start in range(0, len(ordered), _BATCH):
        incident_filter = IncidentFilter(numbers=frozenset(ordered[start : start + _BATCH]), withdrawn=True)
        recorded.update((loaded.number, loaded) for loaded in load(session, incident_filter))
    return recorded


def _difference(recorded: Incident, planned: Incident, row: _PlannedRow) -> Fault | None:
    """Return the first field in which the row differs from the record. A field that the row leaves out does not differ."""
    ours, theirs = _comparable(recorded), _comparable(planned)
    for name in FIELDS:
        if name in row.given and ours[name] != theirs[name]:
            words = tr(
                "{number} is recorded here otherwise: {ours}, in the file {theirs}; correct the row, or leave the number out if it is another case"
            )
            return Fault(row.line, name, words.format(number=recorded.number, ours=_in_words(ours[name]), theirs=_in_words(theirs[name])))
    return None


def _comparable(record: Incident) -> dict[str, Any]:
    """Return what is stated of an incident, with only one form for "nothing"."""
    values = {name: value if value != "" else None for name, value in stated_fields(record).items()}
    values["statuses"] = sorted(
        map(_comparable_status, stated_fields(record)["statuses"]), key=lambda status: (status["date"], json.dumps(status, sort_keys=True))
    )
    values["summary"] = {lang: text for lang, text in record.summary.items() if text}
    # The ids of persons are only valid in one database.
    values["victims"] = [{**victim, "person": None} for victim in values["victims"] or ()]
    return {**values, "date_precision": values["date_precision"] or (values["date"] and "day")}


def _comparable_status(status: dict[str, Any]) -> dict[str, Any]:
    """Return a status without its id in a database, which no file states.

    A status that an import could not place is equal to one on the wrong track where it was recorded.
    """
    return {**status, "id": None, "withdrawn": None if status["withdrawn"] == NOT_PLACED else status["withdrawn"]}


def _in_words(value: Any) -> str:
    return printable_value(tr("nothing") if value in (None, [], {}) else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _unnumbered(session: Session, rows: Sequence[_PlannedRow], today: date) -> tuple[list[str], list[Incident]]:
    """Divide rows without a number into those recorded already, word for word, and new ones.

    Of the recorded each gets its number once, so that importing a file again adds nothing. The others have no number yet.
    """
    if not rows:
        return [], []
    days = [row.entry.date for row in rows if row.entry.date]
    recorded: dict[str, list[str]] = defaultdict(list)
    for record in load(session, IncidentFilter(since=min(days), until=max(days), withdrawn=True)):
        recorded[_content(record)].append(record.number)
    matched: list[str] = []
    new: list[Incident] = []
    for row in rows:
        record = incident(row.entry, "", today)
        same = recorded[_content(record)]
        if same:
            matched.append(same.pop(0))
        else:
            new.append(record)
    return matched, new


def _content(record: Incident) -> str:
    """Return all that is stated, except the number and the day of recording, as JSON."""
    return json.dumps({**_comparable(record), "number": None, "recorded": None}, sort_keys=True)


def _ends(session: Session, new: Sequence[tuple[_PlannedRow, Incident]], years: set[int]) -> tuple[dict[int, int], list[Fault]]:
    """Return the last number of each year after the numbered rows are imported, and the first gap that they would leave in each year."""
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    for row, planned in new:
        year, serial = number_parts(planned.number) or (0, 0)
        lines[year].setdefault(serial, row.line)
    ends: dict[int, int] = {}
    faults: list[Fault] = []
    for year in sorted({*lines, *years}):
        _, following = number_parts(free_number(session, year)) or (0, 1)
        ends[year] = following - 1
        for serial in sorted(lines[year]):
            if serial > ends[year] + 1:
                words = tr(
                    "{missing} is missing, and the numbers of a year leave no gaps; import the file that has it first, add its row,"
                    " or leave the numbers out to get new ones"
                )
                faults.append(Fault(lines[year][serial], "number", words.format(missing=home().number(year, ends[year] + 1))))
                break
            ends[year] = max(ends[year], serial)
    return ends, faults


def _numbered(unnumbered: Iterable[Incident], ends: dict[int, int]) -> list[Incident]:
    numbered = []
    for planned in unnumbered:
        ends[_year(planned)] += 1
        numbered.append(replace(planned, number=home().number(_year(planned), ends[_year(planned)])))
    return numbered


def _year(record: Incident) -> int:
    if record.day is None:
        raise ValueError("an entry without number has a date")
    return record.day.year


# Incidents that are written by the same few statements.
_CHUNK = 25
# Seconds after which a part ends: a decision made meanwhile waits about as long.
_HELD = 0.5
# Seconds between two parts on SQLite, whose writers do not queue: each tries again every tenth of a second.
_PAUSE_SECONDS = 0.12
_SUBJECT = 80


@dataclass(frozen=True)
class CheckedImport:
    """A file whose rows are correct in themselves, and what in them should be looked at."""

    reading: ImportReading
    rows: list[_PlannedRow]
    odd: list[Fault]


def check_import(path: Path, today: date) -> CheckedImport:
    """Read and check the file alone. Raises NotReadable, and ImportRefused with every fault of every row."""
    reading = read(path)
    faults, rows, odd = list(reading.faults), [], []
    for line in reading.lines:
        if len(faults) > MOST_FAULTS:
            break
        parsed, wrong = entry(line.values, line.number, today)
        faults += wrong
        if parsed is not None:
            rows.append(_PlannedRow(line.number, frozenset(line.values), parsed))
            odd += oddities(parsed, line.number, today)
    if faults:
        raise ImportRefused(faults)
    return CheckedImport(reading, rows, odd)


def compared(session: Session, file: CheckedImport, today: date) -> Plan:
    """Return what importing the file would do. Raises ImportRefused if a row contradicts the records or leaves a gap in the numbers."""
    plan = _planned(session, file.rows, today)
    if plan.faults:
        raise ImportRefused(plan.faults)
    return plan


def run_import(
    engine: Engine,
    file: CheckedImport,
    *,
    who: str,
    now: datetime,
    passed: Callable[[int], None] = lambda _count: None,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Plan:
    """Import the file, and note each part in the ledger. `passed` is called with how many more rows are in the records.

    Raises ImportRefused before anything is written; also later, if others have recorded in the meantime what the rest contradicts.
    """
    first = read_with_retry(engine, lambda session: compared(session, file, day_of(now)), INTERACTIVE_RETRY_SECONDS)
    passed(len(first.known))
    remaining, imported = first.new, list[Incident]()
    while True:
        write = partial(_take_part, file=file, remaining=remaining, already_recorded=len(first.known), who=who, now=now, clock=clock)
        part = write_with_retry(engine, write, INTERACTIVE_RETRY_SECONDS)
        if part is None:
            remaining = read_with_retry(engine, lambda session: compared(session, file, day_of(now)), INTERACTIVE_RETRY_SECONDS).new
            continue
        imported, remaining = imported + part, remaining[len(part) :]
        passed(len(part))
        if not remaining:
            return Plan(imported, first.known)
        if engine.dialect.name == "sqlite":
            pause(_PAUSE_SECONDS)


def _take_part(
    session: Session, *, file: CheckedImport, remaining: list[Incident], already_recorded: int, who: str, now: datetime, clock: Callable[[], float]
) -> list[Incident] | None:
    """Record as many of the remaining incidents as time allows, and return them; None if somebody else got one of their numbers."""
    if not all(free_number(session, year) == number for year, number in _next_numbers(remaining).items()):
        return None
    until, count = clock() + _HELD, 0
    while count < len(remaining) and (count == 0 or clock() < until):
        import_incidents(session, remaining[count : count + _CHUNK], who=who, now=now)
        count = min(count + _CHUNK, len(remaining))
        session.expunge_all()
    part = remaining[:count]
    after = {
        "rows": len(part),
        "known": already_recorded,
        "sha256": file.reading.sha256,
        "numbers": f"{part[0].number}..{part[-1].number}" if part else None,
    }
    ledger.append(session, at=now, who=who, action=LedgerAction.IMPORT, subject=f"import {file.reading.name}"[:_SUBJECT], before={}, after=after)
    return part


def _next_numbers(remaining: Sequence[Incident]) -> dict[int, str]:
    """Return the first of the remaining numbers of each year, in the order of the numbers."""
    firsts: dict[int, str] = {}
    for planned in remaining:
        year, _ = number_parts(planned.number) or (0, 0)
        firsts.setdefault(year, planned.number)
    return firsts
