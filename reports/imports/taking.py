"""An import from its file to the record: read, checked whole, and taken in whole or not at all."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from records import ledger
from records.days import day_of
from records.incidents import admit
from reports.imports.entries import entry, oddities
from reports.imports.faults import Fault, Refused
from reports.imports.files import Reading, read
from reports.imports.planning import Plan, Row, planned

# Incidents after which the session forgets what it wrote.
_BATCH = 500
_SUBJECT = 80


@dataclass(frozen=True)
class Checked:
    """A file whose rows are right in themselves, and what in them deserves a look."""

    reading: Reading
    rows: list[Row]
    odd: list[Fault]


def checked(path: Path, today: date) -> Checked:
    """The file, looked at by itself. Raises NotReadable, and Refused with every fault of every row."""
    reading = read(path)
    faults, rows, odd = list(reading.faults), [], []
    for line in reading.lines:
        found, wrong = entry(line.values, line.number, today)
        faults += wrong
        if found is not None:
            rows.append(Row(line.number, frozenset(line.values), found))
            odd += oddities(found, line.number, today)
    if faults:
        raise Refused(faults)
    return Checked(reading, rows, odd)


def compared(session: Session, file: Checked, today: date) -> Plan:
    """What taking it in would do. Raises Refused where a row contradicts the record or leaves a gap in the numbers."""
    plan = planned(session, file.rows, today)
    if plan.faults:
        raise Refused(plan.faults)
    return plan


def take(session: Session, file: Checked, *, who: str, now: datetime) -> Plan:
    """Take the file in and write so into the ledger. Must be called in `database.writing`. Raises Refused before anything is written."""
    plan = compared(session, file, day_of(now))
    for place, incident in enumerate(plan.new, 1):
        admit(session, incident, who=who, now=now)
        if place % _BATCH == 0:
            session.expunge_all()
    after = {
        "rows": len(plan.new),
        "known": len(plan.known),
        "sha256": file.reading.sha256,
        "numbers": f"{plan.new[0].number}..{plan.new[-1].number}" if plan.new else None,
    }
    ledger.append(session, at=now, who=who, action="import", subject=f"import {file.reading.name}"[:_SUBJECT], before={}, after=after)
    return plan
