"""An import, from its file to the records: read, checked as a whole, and taken as a whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from records import ledger
from records.clock import day_of
from records.incidents import admit
from records.vocabulary import LedgerAction
from reports.imports.import_entries import entry, oddities
from reports.imports.import_faults import MOST_FAULTS, Fault, ImportRefused
from reports.imports.import_files import ImportReading, read
from reports.imports.import_plan import Plan, PlannedRow, planned

# Incidents after which the session forgets what it wrote.
_BATCH = 500
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


def take(session: Session, file: CheckedImport, *, who: str, now: datetime, passed: Callable[[int], None] = lambda _count: None) -> Plan:
    """Take the file and note it in the ledger. Call it in `records.database.write_transaction`. Raises ImportRefused before anything is written.

    `passed` is called with how many more of the rows are done.
    """
    plan = compared(session, file, day_of(now))
    passed(len(file.rows) - len(plan.new))
    for place, incident in enumerate(plan.new, 1):
        admit(session, incident, who=who, now=now)
        passed(1)
        if place % _BATCH == 0:
            session.expunge_all()
    after = {
        "rows": len(plan.new),
        "known": len(plan.known),
        "sha256": file.reading.sha256,
        "numbers": f"{plan.new[0].number}..{plan.new[-1].number}" if plan.new else None,
    }
    ledger.append(session, at=now, who=who, action=LedgerAction.IMPORT, subject=f"import {file.reading.name}"[:_SUBJECT], before={}, after=after)
    return plan
