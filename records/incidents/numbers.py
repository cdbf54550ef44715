"""The number under which an incident is recorded: the country's prefix, the year, and a place in it, as KZ-2021-0042.

Places are counted up within a year, without gaps, and none is given twice.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.country import home
from records.database import alone
from records.errors import BadDecision
from records.i18n import tr
from records.incident_fields import COLUMN_FIELDS, Day
from records.tables import IncidentRow, StatusRow
from records.vocabulary import LedgerAction

# What the ledger keeps of an incident: all of it, as plain JSON. So a row that was changed without the ledger is noticed.
#
# Of the unpublished fields it keeps only a digest, because the ledger itself is exported.

# Dates are no JSON: they stand as text, under the name that exports give them.
_DATES = tuple((field.column, field.exported, field.kind) for field in COLUMN_FIELDS if isinstance(field.kind, Day))
_PLAIN = (*(field.column for field in COLUMN_FIELDS if not isinstance(field.kind, Day)), "sources", "withdrawn", "draft_id")

# What a column must hold of which the last row of an incident says nothing: it was added after that row was written.
UNSAID = {field.column: field.kind.to_column(field.empty) for field in COLUMN_FIELDS if not isinstance(field.kind, Day)}


def incident_subject(number: str) -> str:
    """The name of an incident in the ledger."""
    return f"incident {number}"


def ledger_content(row: IncidentRow, statuses: Sequence[StatusRow]) -> dict[str, Any]:
    """An incident with its statuses in order of their days: those that stand, and beside them those that a person withdrew. A status that went with the
    decision that brought it is left out, because that decision is in the ledger."""
    ordered = sorted(statuses, key=lambda status: (status.day, status.id))
    gone = [{**_status_content(status), "because": status.withdrawn_because} for status in ordered if status.withdrawn and status.withdrawn_because]
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **{exported: kind.to_json(getattr(row, column)) for column, exported, kind in _DATES},
        "private": private_digest(row.private),
        "statuses": [_status_content(status) for status in ordered if not status.withdrawn],
        "withdrawn_statuses": gone,
    }


def _status_content(row: StatusRow) -> dict[str, Any]:
    """A status as the ledger writes it. A penalty is there if there is one, as in rows from before there were any."""
    penalty = {"penalty": row.penalty} if row.penalty else {}
    return {"date": row.day.isoformat(), "code": row.code, "source": row.source, "note": row.note, **penalty}


def private_digest(private: dict[str, Any]) -> str | None:
    """SHA-256 over the unpublished fields; None if there are none. They contain a salt, so that nobody can test telephone numbers against it."""
    if not private:
        return None
    return hashlib.sha256(json.dumps(private, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content_now(session: Session, row: IncidentRow) -> dict[str, Any]:
    """`ledger_content` with the statuses that the database holds now."""
    return ledger_content(row, session.scalars(select(StatusRow).where(StatusRow.number == row.number)).all())


def append_change(
    session: Session, row: IncidentRow, action: LedgerAction, before: dict[str, Any], *, who: str, now: datetime, note: str = ""
) -> None:
    """Write into the ledger that the incident was changed from `before` to what the database holds now."""
    subject = incident_subject(row.number)
    ledger.append(session, at=now, who=who, action=action, subject=subject, before=before, after=content_now(session, row), note=note)


def require_name(who: str) -> None:
    """Raises BadDecision if no name is given."""
    if not who.strip():
        raise BadDecision(tr("a decision needs the name of the person who takes it"))


_NUMBER_LOCK = 7_160_004
_SHORT = re.compile("(?:(?P<prefix>[A-Z]{1,6})[-– ]?)?(?:(?P<year>[0-9]{4})[-–/ ])?(?P<serial>[0-9]{1,6})")


def number_parts(number: str) -> tuple[int, int] | None:
    """Year and place within the year; None for what is no number."""
    found = re.fullmatch(rf"{home().prefix}-(\d{{4}})-(\d{{4,6}})", number)
    return (int(found[1]), int(found[2])) if found else None


def is_number(text: str) -> bool:
    """Whether a text has the form of a number."""
    return number_parts(text) is not None


def numbers_meant(session: Session, typed: str) -> list[str]:
    """The incidents that somebody may mean who writes a number short: KZ-2026-3 and 2026-0003 say the year, 0003 and 3 do not, and mean that place in any year. The
    latest year first, those that there are alone."""
    found = _SHORT.fullmatch(typed.strip().upper())
    if not found or found["prefix"] not in (None, home().prefix) or (found["prefix"] and not found["year"]):
        return []
    query = select(IncidentRow.number).where(IncidentRow.serial == int(found["serial"])).order_by(IncidentRow.year.desc())
    return list(session.scalars(query.where(IncidentRow.year == int(found["year"])) if found["year"] else query))


def example_number() -> str:
    """A number to show people how one is written."""
    return home().number(2021, 42)


def next_serial(session: Session, year: int) -> int:
    """The next free place in a year. Nobody else gets the same one before this transaction ends."""
    alone(session, _NUMBER_LOCK)
    last = session.scalar(select(func.max(IncidentRow.serial)).where(IncidentRow.year == year))
    return (last or 0) + 1


def free_number(session: Session, year: int) -> str:
    """The number that the next incident of a year gets."""
    return home().number(year, next_serial(session, year))
