"""Numbers of incidents (the country's prefix, the year, and a serial within it, as KZ-2021-0042), and the content that the ledger records of an
incident.

Serials are consecutive within a year, without gaps, and none is used twice.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.country import home
from records.database import hold_database_lock
from records.field_kinds import Day
from records.incident_fields import COLUMN_FIELDS
from records.ledger import private_digest
from records.tables import IncidentRow, StatusRow
from records.vocabulary import LedgerAction

# The content of an incident in the ledger: all of it, as plain JSON, so that a change made without the ledger is detected.
#
# Of the unpublished fields it is only a digest, because the ledger itself is exported.

# Dates are stored as text, under the name that exports use.
_DATES = tuple((field.column, field.exported, field.kind) for field in COLUMN_FIELDS if isinstance(field.kind, Day))
_PLAIN = (*(field.column for field in COLUMN_FIELDS if not isinstance(field.kind, Day)), "sources", "withdrawn", "draft_id")

# Values of columns that are newer than the last ledger row of an incident.
EMPTY_COLUMNS = {field.column: field.kind.to_column(field.empty) for field in COLUMN_FIELDS if not isinstance(field.kind, Day)}


def incident_subject(number: str) -> str:
    """Return the subject under which the ledger records an incident."""
    return f"incident {number}"


def ledger_content(row: IncidentRow, statuses: Sequence[StatusRow]) -> dict[str, Any]:
    """Return the content of an incident with its statuses by day: valid ones, and separately those that a person withdrew.

    A status that was removed by undoing a decision is left out, because that decision is in the ledger.
    """
    ordered = sorted(statuses, key=lambda status: (status.day, status.id))
    withdrawn = [
        {**_status_content(status), "because": status.withdrawn_because} for status in ordered if status.withdrawn and status.withdrawn_because
    ]
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **{exported: kind.to_json(getattr(row, column)) for column, exported, kind in _DATES},
        "private": private_digest(row.private),
        "statuses": [_status_content(status) for status in ordered if not status.withdrawn],
        "withdrawn_statuses": withdrawn,
    }


def _status_content(row: StatusRow) -> dict[str, Any]:
    """Return a status as the ledger stores it. The penalty is included only if there is one, as in older rows."""
    penalty = {"penalty": row.penalty} if row.penalty else {}
    return {"date": row.day.isoformat(), "code": row.code, "source": row.source, "note": row.note, **penalty}


def content_now(session: Session, row: IncidentRow) -> dict[str, Any]:
    """Return `ledger_content` with the statuses that the database has now."""
    return ledger_content(row, session.scalars(select(StatusRow).where(StatusRow.number == row.number)).all())


def append_change(
    session: Session, row: IncidentRow, action: LedgerAction, before: dict[str, Any], *, who: str, now: datetime, note: str = ""
) -> None:
    """Add a ledger row for a change of an incident from `before` to its current content."""
    subject = incident_subject(row.number)
    ledger.append(session, at=now, who=who, action=action, subject=subject, before=before, after=content_now(session, row), note=note)


_NUMBER_LOCK = 7_160_004
_SHORT = re.compile("(?:(?P<prefix>[A-Z]{1,6})[-– ]?)?(?:(?P<year>[0-9]{4})[-–/ ])?(?P<serial>[0-9]{1,6})")


def number_parts(number: str) -> tuple[int, int] | None:
    """Return the year and the serial of a number, or None if it is not a number."""
    return home().number_parts(number)


def is_number(text: str) -> bool:
    """Return whether a text has the form of a number."""
    return number_parts(text) is not None


def matching_numbers(session: Session, typed: str) -> list[str]:
    """Return the existing incidents that an abbreviated number may mean, the latest year first.

    KZ-2026-3 and 2026-0003 include the year; 0003 and 3 mean that serial in any year.
    """
    match = _SHORT.fullmatch(typed.strip().upper())
    if not match or match["prefix"] not in (None, home().prefix) or (match["prefix"] and not match["year"]):
        return []
    query = select(IncidentRow.number).where(IncidentRow.serial == int(match["serial"])).order_by(IncidentRow.year.desc())
    return list(session.scalars(query.where(IncidentRow.year == int(match["year"])) if match["year"] else query))


def example_number() -> str:
    """Return a number as an example of the form."""
    return home().number(2021, 42)


def next_serial(session: Session, year: int) -> int:
    """Return the next free serial of a year. It is locked until this transaction ends."""
    hold_database_lock(session, _NUMBER_LOCK)
    last = session.scalar(select(func.max(IncidentRow.serial)).where(IncidentRow.year == year))
    return (last or 0) + 1


def free_number(session: Session, year: int) -> str:
    """Return the number that the next incident of a year gets."""
    return home().number(year, next_serial(session, year))
