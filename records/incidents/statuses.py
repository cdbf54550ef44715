"""What became of an incident. Statuses are added. They are withdrawn only when the decision that brought them is undone."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.errors import BadDecision
from records.i18n import tr
from records.incidents.incident_ledger import append_change, content_now, require_name
from records.incidents.repository import locked_incident
from records.tables import StatusRow
from records.vocabulary import LedgerAction, StatusCode


def add_status(
    session: Session, number: str, code: StatusCode, day: date, *, source: str, who: str, now: datetime, note: str = "", draft_id: int | None = None
) -> StatusRow:
    """Add what became of an incident on a day, with its source. Nothing is overwritten.

    Raises NoSuchIncident, and BadDecision for a withdrawn incident, a day in the future or before the incident, or a status without a source.
    """
    row = locked_incident(session, number)
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    if day > day_of(now):
        raise BadDecision(tr("{day} lies in the future; a status tells what has happened").format(day=day))
    if row.happened_on and day < row.happened_on:
        words = tr("{day} lies before the incident itself ({incident}); correct one of the two")
        raise BadDecision(words.format(day=day, incident=row.happened_on))
    if not source.strip():
        raise BadDecision(tr("a status needs its source: an address, a document, who said so"))
    require_name(who)
    before = content_now(session, row)
    status = StatusRow(number=number, day=day, code=code, source=source, note=note, draft_id=draft_id, recorded_by=who, recorded_at=now)
    session.add(status)
    session.flush()
    append_change(session, row, LedgerAction.STATUS, before, who=who, now=now, note=note)
    return status


def withdraw_statuses(session: Session, draft_id: int, *, who: str, now: datetime, note: str = "") -> None:
    """Withdraw the statuses that a confirmation brought, because it was undone."""
    statuses = session.scalars(select(StatusRow).where(StatusRow.draft_id == draft_id, StatusRow.withdrawn.is_(False)))
    for number in sorted({status.number for status in statuses}):
        row = locked_incident(session, number)
        before = content_now(session, row)
        for status in session.scalars(select(StatusRow).where(StatusRow.draft_id == draft_id, StatusRow.number == number)):
            status.withdrawn = True
        session.flush()
        append_change(session, row, LedgerAction.WITHDRAW_STATUS, before, who=who, now=now, note=note)
