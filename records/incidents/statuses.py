"""Statuses of incidents: added, withdrawn with a reason, or corrected. The ledger records each of these."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.country import home
from records.errors import BadDecision
from records.i18n import tr
from records.incident_model import NO_PENALTY, Penalty
from records.incidents.numbers import append_change, content_now, incident_subject
from records.incidents.repository import locked_incident, penalty_to_json
from records.incidents.tracks import NOT_PLACED, track_fault
from records.ledger import require_name
from records.personal_notices import notify_status_change
from records.tables import IncidentRow, StatusRow
from records.vocabulary import STATUS_LABELS, STATUSES, Category, Lawful, LedgerAction, PenaltyPart, SentenceKind, StatusCode, TermUnit, Track

# Penalties as people type them, checked against the status that they belong to.

PENALTY_NAMES = ("kind", "term", "unit", "sum", "currency")
_PART_OF = {"kind": PenaltyPart.KIND, "term": PenaltyPart.TERM, "unit": PenaltyPart.TERM, "sum": PenaltyPart.SUM, "currency": PenaltyPart.SUM}
# No sentence is longer and no claim is higher; a larger number is a typing error.
_MOST = {"term": 10_000, "sum": 10**15}


def checked_penalty(code: StatusCode, fields: Mapping[str, Any]) -> Penalty:
    """Return the penalty from typed values; empty values are ignored.

    Raises BadDecision for a part that this status does not have, an invalid number, and a term without its unit.
    """
    values = {name: value for name, value in fields.items() if value is not None and str(value).strip() != ""}
    if not values:
        return NO_PENALTY
    for name in values:
        if name not in _PART_OF:
            raise BadDecision(tr("{name} is no part of a penalty; parts are {names}").format(name=name, names=", ".join(PENALTY_NAMES)), name)
        if _PART_OF[name] not in STATUSES[code].penalty:
            raise BadDecision(tr("{code} has no {name}: {label}").format(code=code, name=name, label=tr(STATUSES[code].label)), name)
    if "term" in values and "unit" not in values:
        words = tr("the length {term} needs its unit: one of {units}")
        raise BadDecision(words.format(term=values["term"], units=", ".join(TermUnit)), "unit")
    if "unit" in values and "term" not in values:
        raise BadDecision(tr("the unit {unit} needs the length that it counts").format(unit=values["unit"]), "term")
    if "currency" in values and "sum" not in values:
        raise BadDecision(tr("the currency {currency} needs its sum").format(currency=values["currency"]), "sum")
    currency = str(values.get("currency", home().currency)).strip().upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BadDecision(tr("{currency} is no currency; write three letters, as KZT").format(currency=currency), "currency")
    return Penalty(
        kind=_one("kind", SentenceKind, values["kind"]) if "kind" in values else None,
        term=_number("term", values["term"]) if "term" in values else None,
        unit=_one("unit", TermUnit, values["unit"]) if "unit" in values else None,
        sum=_number("sum", values["sum"]) if "sum" in values else None,
        currency=currency if "sum" in values else None,
    )


def _one(name: str, codes: Any, value: Any) -> Any:
    written = str(value).strip().casefold()
    if written not in list(codes):
        raise BadDecision(tr("{value} is none of {codes}").format(value=value, codes=", ".join(codes)), name)
    return codes(written)


def _number(name: str, value: Any) -> int:
    written = re.sub(r"[\s\u00a0\u202f]", "", str(value))
    if isinstance(value, bool) or not re.fullmatch("[0-9]{1,16}", written) or not 0 < int(written) <= _MOST[name]:
        raise BadDecision(tr("{value} is no number above zero").format(value=value), name)
    return int(written)


_JOURNALIST_RULINGS = frozenset(code for code, facts in STATUSES.items() if facts.track is Track.JOURNALIST and facts.verdict)


def add_status(
    session: Session,
    number: str,
    code: StatusCode,
    day: date,
    *,
    source: str,
    who: str,
    now: datetime,
    note: str = "",
    penalty: Mapping[str, Any] | None = None,
    draft_id: int | None = None,
    told: str | None = None,
) -> StatusRow:
    """Add a dated status with its source. Nothing is overwritten. `penalty` has the names of `records.incident_model.Penalty`.

    `told` is the note of the ledger row, if it is not the note of the status. Raises NoSuchIncident, and BadDecision for a withdrawn incident, a
    day in the future or before the incident, a missing source, the wrong track, an invalid penalty, and a duplicate that was added by hand. A
    confirmation may add a duplicate, because undoing it removes the status again.
    """
    row = locked_incident(session, number)
    valid_penalty = _sound(row, code, day, source=source, who=who, now=now, penalty=penalty)
    if draft_id is None:
        _require_new(session, number, code, day, valid_penalty, source=source, note=note)
    before = content_now(session, row)
    status = _added(session, number, code, day, valid_penalty, source=source, note=note, who=who, now=now, draft_id=draft_id)
    append_change(session, row, LedgerAction.STATUS, before, who=who, now=now, note=note if told is None else told)
    notify_status_change(session, number, incident_subject(number), code, by=who, now=now)
    return status


def require_addable(
    session: Session,
    row: IncidentRow,
    code: StatusCode,
    day: date,
    *,
    source: str,
    who: str,
    now: datetime,
    note: str = "",
    penalty: Mapping[str, Any] | None = None,
) -> None:
    """Raise what `add_status` by hand would raise now, without writing anything."""
    valid_penalty = _sound(row, code, day, source=source, who=who, now=now, penalty=penalty)
    _require_new(session, row.number, code, day, valid_penalty, source=source, note=note)


def withdraw_status(session: Session, number: str, status_id: int, *, reason: str, who: str, now: datetime) -> StatusRow:
    """Withdraw a status because it was wrong. It no longer counts; the record and the ledger retain it with the reason.

    Raises NoSuchIncident, and BadDecision without a reason or if the incident has no such valid status.
    """
    row = locked_incident(session, number)
    require_name(who)
    before = content_now(session, row)
    status = _withdrawn(session, number, status_id, reason)
    session.flush()
    append_change(session, row, LedgerAction.WITHDRAW_STATUS, before, who=who, now=now, note=reason.strip())
    notify_status_change(session, number, incident_subject(number), "", by=who, now=now)
    return status


def correct_status(
    session: Session,
    number: str,
    status_id: int,
    code: StatusCode,
    day: date,
    *,
    source: str,
    reason: str,
    who: str,
    now: datetime,
    note: str = "",
    penalty: Mapping[str, Any] | None = None,
) -> StatusRow:
    """Replace a wrong status by the right one; the wrong one is withdrawn with the reason, both in one ledger row.

    Raises as `add_status` and `withdraw_status` do, and then nothing has changed.
    """
    row = locked_incident(session, number)
    valid_penalty = _sound(row, code, day, source=source, who=who, now=now, penalty=penalty)
    _require_new(session, number, code, day, valid_penalty, source=source, note=note, besides=status_id)
    before = content_now(session, row)
    _withdrawn(session, number, status_id, reason)
    status = _added(session, number, code, day, valid_penalty, source=source, note=note, who=who, now=now, corrects=status_id)
    append_change(session, row, LedgerAction.CORRECT_STATUS, before, who=who, now=now, note=reason.strip())
    notify_status_change(session, number, incident_subject(number), code, by=who, now=now)
    return status


def withdraw_statuses(session: Session, draft_id: int, *, who: str, now: datetime, note: str = "") -> None:
    """Withdraw the statuses that a confirmation added, because it was undone."""
    statuses = session.scalars(select(StatusRow).where(StatusRow.draft_id == draft_id, StatusRow.withdrawn.is_(False)))
    for number in sorted({status.number for status in statuses}):
        row = locked_incident(session, number)
        before = content_now(session, row)
        for status in session.scalars(
            select(StatusRow).where(StatusRow.draft_id == draft_id, StatusRow.number == number, StatusRow.withdrawn.is_(False))
        ):
            status.withdrawn = True
        session.flush()
        append_change(session, row, LedgerAction.WITHDRAW_STATUS, before, who=who, now=now, note=note)


def withdrawn_status_entries(session: Session, number: str) -> frozenset[tuple[StatusCode, date, str]]:
    """Return the statuses of an incident that a person withdrew or corrected as wrong, as (code, day, source).

    A repeated decision does not add them again; they can be added by hand. For a ruling against the journalist that a decision had added, rulings
    of all kinds are included: the kind depends on the categories, and it is the same ruling.
    """
    query = select(StatusRow.code, StatusRow.day, StatusRow.source, StatusRow.draft_id).where(
        StatusRow.number == number, StatusRow.withdrawn.is_(True), StatusRow.withdrawn_because.not_in(["", NOT_PLACED])
    )
    withdrawn = {(StatusCode(code), day, source): draft for code, day, source, draft in session.execute(query)}
    again = {
        (kind, day, source)
        for (code, day, source), draft in withdrawn.items()
        if draft is not None and code in _JOURNALIST_RULINGS
        for kind in _JOURNALIST_RULINGS
    }
    return frozenset({*withdrawn, *again})


def _sound(row: IncidentRow, code: StatusCode, day: date, *, source: str, who: str, now: datetime, penalty: Mapping[str, Any] | None) -> Penalty:
    """Return the penalty of a status that may be added. Raises BadDecision if it may not."""
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=row.number))
    if day > day_of(now):
        raise BadDecision(tr("{day} lies in the future; a status tells what has happened").format(day=day), "date")
    if row.happened_on and day < row.happened_on:
        words = tr("{day} lies before the incident itself ({incident}); correct one of the two")
        raise BadDecision(words.format(day=day, incident=row.happened_on), "date")
    if not source.strip():
        raise BadDecision(tr("a status needs its source: an address, a document, who said so"), "source")
    require_name(who)
    if wrong := track_fault(code, [Category(category) for category in row.categories], Lawful(row.lawful)):
        raise BadDecision(wrong, "code")
    return checked_penalty(code, penalty or {}) if penalty else NO_PENALTY


def _require_new(
    session: Session, number: str, code: StatusCode, day: date, penalty: Penalty, *, source: str, note: str, besides: int | None = None
) -> None:
    """Raise BadDecision if an identical status exists: code, day, penalty, source and note. `besides` is the status that is replaced.

    Two sources of one status are two rows.
    """
    same_day = session.scalars(
        select(StatusRow).where(StatusRow.number == number, StatusRow.code == code, StatusRow.day == day, StatusRow.withdrawn.is_(False))
    )
    details = (penalty_to_json(penalty), source.strip(), note.strip())
    if any(status.id != besides and (status.penalty, status.source.strip(), status.note.strip()) == details for status in same_day):
        words = tr("this status stands there already, on the same day with the same details: {status}, {day}")
        raise BadDecision(words.format(status=tr(STATUS_LABELS[code]), day=day), "code")


def _added(
    session: Session,
    number: str,
    code: StatusCode,
    day: date,
    penalty: Penalty,
    *,
    source: str,
    note: str,
    who: str,
    now: datetime,
    draft_id: int | None = None,
    corrects: int | None = None,
) -> StatusRow:
    status = StatusRow(
        number=number, day=day, code=code, source=source, note=note, penalty=penalty_to_json(penalty), draft_id=draft_id, corrects=corrects,
        recorded_by=who, recorded_at=now,
    )  # fmt: skip
    session.add(status)
    session.flush()
    return status


def _withdrawn(session: Session, number: str, status_id: int, reason: str) -> StatusRow:
    if not reason.strip():
        raise BadDecision(tr("to withdraw a status needs a reason: what was wrong with it"), "reason")
    status = session.get(StatusRow, status_id)
    if status is None or status.number != number:
        refused = BadDecision(tr("{number} has no status {id}").format(number=number, id=status_id))
        raise refused.with_command(tr("`qorgan incident {number}` lists them").format(number=number))
    if status.withdrawn:
        raise BadDecision(tr("status {id} is withdrawn already").format(id=status_id))
    status.withdrawn, status.withdrawn_because = True, reason.strip()
    return status
