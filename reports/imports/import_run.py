"""An import, from its file to the records: read and checked as a whole, then taken in parts, so that nobody at the desk waits for the whole of it.

Each part is a transaction, with a row of its own in the ledger. What is cut off between two parts is done again by the same import: it finds the first parts known.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import ledger
from records.clock import day_of
from records.database import in_reading, in_transaction
from records.incident_model import Incident
from records.incidents import admit_all, free_number, number_parts
from records.patience import WITH_A_PERSON
from records.vocabulary import LedgerAction
from reports.imports.import_entries import entry, oddities
from reports.imports.import_faults import MOST_FAULTS, Fault, ImportRefused
from reports.imports.import_files import ImportReading, read
from reports.imports.import_plan import Plan, PlannedRow, planned

# Incidents that are written by the same few statements.
_CHUNK = 25
# Seconds after which a part ends: whoever decides meanwhile waits about as long.
_HELD = 0.5
# Seconds between two parts on SQLite, whose writers do not stand in a queue: each asks again every tenth of a second.
_REST = 0.12
_SUBJECT = 80


@dataclass(frozen=True)
class CheckedImport:
    """A file whose rows are correct in themselves, and what in them should be looked at."""

    reading: ImportReading
    rows: list[PlannedRow]
    odd: list[Fault]


def checked(path: Path, today: date) -> CheckedImport:
    """The file, checked alone. Raises NotReadable, and ImportRefused with every fault of every row."""
    reading = read(path)
    faults, rows, odd = list(reading.faults), [], []
    for line in reading.lines:
        if len(faults) > MOST_FAULTS:
            break
        found, wrong = entry(line.values, line.number, today)
        faults += wrong
        if found is not None:
            rows.append(PlannedRow(line.number, frozenset(line.values), found))
            odd += oddities(found, line.number, today)
    if faults:
        raise ImportRefused(faults)
    return CheckedImport(reading, rows, odd)


def compared(session: Session, file: CheckedImport, today: date) -> Plan:
    """What taking the file would do. Raises ImportRefused if a row contradicts the records or leaves a gap in the numbers."""
    plan = planned(session, file.rows, today)
    if plan.faults:
        raise ImportRefused(plan.faults)
    return plan


def take(
    engine: Engine,
    file: CheckedImport,
    *,
    who: str,
    now: datetime,
    passed: Callable[[int], None] = lambda _count: None,
    clock: Callable[[], float] = time.monotonic,
    rest: Callable[[float], None] = time.sleep,
) -> Plan:
    """Take the file, and note each part of it in the ledger. Raises ImportRefused before anything is written; also later, where others have recorded in the
    meantime what the rest contradicts. `passed` is called with how many more rows are in the records.
    """
    first = in_reading(engine, lambda session: compared(session, file, day_of(now)), WITH_A_PERSON)
    passed(len(first.known))
    left, taken = first.new, list[Incident]()
    while True:
        write = partial(_take_part, file=file, left=left, known=len(first.known), who=who, now=now, clock=clock)
        part = in_transaction(engine, write, WITH_A_PERSON)
        if part is None:
            left = in_reading(engine, lambda session: compared(session, file, day_of(now)), WITH_A_PERSON).new
            continue
        taken, left = taken + part, left[len(part) :]
        passed(len(part))
        if not left:
            return Plan(taken, first.known)
        if engine.dialect.name == "sqlite":
            rest(_REST)


def _take_part(
    session: Session, *, file: CheckedImport, left: list[Incident], known: int, who: str, now: datetime, clock: Callable[[], float]
) -> list[Incident] | None:
    """The incidents that were taken of those left, or None where somebody else has been given one of their numbers."""
    if not all(free_number(session, year) == number for year, number in _next_numbers(left).items()):
        return None
    until, count = clock() + _HELD, 0
    while count < len(left) and (count == 0 or clock() < until):
        admit_all(session, left[count : count + _CHUNK], who=who, now=now)
        count = min(count + _CHUNK, len(left))
        session.expunge_all()
    part = left[:count]
    after = {
        "rows": len(part),
        "known": known,
        "sha256": file.reading.sha256,
        "numbers": f"{part[0].number}..{part[-1].number}" if part else None,
    }
    ledger.append(session, at=now, who=who, action=LedgerAction.IMPORT, subject=f"import {file.reading.name}"[:_SUBJECT], before={}, after=after)
    return part


def _next_numbers(left: Sequence[Incident]) -> dict[int, str]:
    """The first number that each year is to be given, in the order of the numbers."""
    found: dict[int, str] = {}
    for one in left:
        year, _ = number_parts(one.number) or (0, 0)
        found.setdefault(year, one.number)
    return found
