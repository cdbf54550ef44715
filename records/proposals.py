"""Proposals by people who may not change incidents: corrections of fields, and statuses, which an editor accepts or refuses.

An accepted proposal is written by the same functions as an editor's own correction, as the editor's act, and the ledger row names who proposed it.
Refused and withdrawn proposals stay here, with the reason.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import incidents, personal_notices, users
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.field_kinds import PartialDate
from records.i18n import tr
from records.incident_fields import BY_NAME, PRIVATE_FIELDS
from records.incidents.repository import checked_correction, locked_incident
from records.ledger.entries import WrittenNote, written_note
from records.personal_notices import PersonalNoticeKind
from records.persons.repository import alone_with_persons
from records.review.incident_facts import corrections
from records.review.queue import incident_sources
from records.tables import LARGEST_LONG_ID, IncidentRow, ProposalRow
from records.users import Role
from records.vocabulary import StatusCode

_LONGEST_NOTE = 2000
# Maximum characters of one proposal, and maximum open proposals per person.
_MOST_CHARACTERS = 100_000
MOST_WAITING = 100
_SHOWN = 50
_PRIVATE = frozenset(field.name for field in PRIVATE_FIELDS)


class ProposalKind(StrEnum):
    """What is proposed."""

    FIELDS = "fields"
    STATUS = "status"


class ProposalState(StrEnum):
    """The decision on a proposal."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


def propose_fields(session: Session, number: str, fields: Mapping[str, Any], *, who: str, now: datetime, note: str = "") -> ProposalRow:
    """Propose a correction of these fields, and notify the editors.

    The values have the form of `records.review.incident_facts.corrections`. Raises NoSuchIncident, and BadDecision if nothing changes, if an editor's
    correction would be refused too, for unpublished fields, and for too long a proposal.
    """
    row = _recorded_incident(session, number)
    if not set(fields) - {"texts_checked"}:
        raise BadDecision(tr("nothing was changed, so there is nothing to propose"))
    if hidden := sorted(_PRIVATE & set(fields)):
        raise BadDecision(tr("{field} is for editors alone").format(field=hidden[0]), hidden[0])
    facts, _ = corrections(fields)
    checked_correction(session, row, {name: value for name, value in facts.items() if name != "texts_checked"})
    return _stored_proposal(session, number, ProposalKind.FIELDS, dict(fields), current_values(row, fields), who, now, note)


def propose_status(
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
) -> ProposalRow:
    """Propose a status, and notify the editors. Raises as `records.incidents.add_status` does."""
    row = _recorded_incident(session, number)
    incidents.require_addable(session, row, code, day, source=source, who=who, now=now, note=note, penalty=penalty)
    content = {"code": code.value, "day": day.isoformat(), "source": source, "note": note, "penalty": dict(penalty or {})}
    return _stored_proposal(session, number, ProposalKind.STATUS, content, {}, who, now, "")


def newest_proposal(session: Session, number: str, who: str) -> int:
    """Return the id of this person's latest proposal for an incident, whatever its state; 0 if there is none."""
    return session.scalar(select(func.max(ProposalRow.id)).where(ProposalRow.number == number, ProposalRow.who == who)) or 0


def _recorded_incident(session: Session, number: str) -> IncidentRow:
    row = session.get(IncidentRow, number)
    if row is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    return row


def _stored_proposal(
    session: Session, number: str, kind: ProposalKind, content: dict[str, Any], stood: dict[str, Any], who: str, now: datetime, note: str
) -> ProposalRow:
    cleaned_note = note.replace("\x00", "").strip()
    if len(cleaned_note) > _LONGEST_NOTE or len(json.dumps(content, ensure_ascii=False)) > _MOST_CHARACTERS:
        raise BadDecision(tr("this is too much for one proposal; shorten it"))
    waits = waiting_proposals(session, who=who)
    if len(waits) >= MOST_WAITING:
        raise BadDecision(tr("{n} of your proposals wait already; an editor has to look at them first").format(n=len(waits)))
    if any((wait.number, wait.kind, wait.content) == (number, kind, content) for wait in waits):
        raise BadDecision(tr("you have proposed the same already; it waits for an editor"))
    row = ProposalRow(
        number=number,
        kind=kind.value,
        content=content,
        stood=stood,
        note=cleaned_note,
        who=who,
        at=now,
        decided_at=None,
        decided_by=None,
        decision=None,
    )
    session.add(row)
    session.flush()
    editors = [user.name for user in users.all_users(session) if user.disabled_at is None and Role(user.role).includes(Role.EDITOR)]
    personal_notices.notify_people(session, editors, PersonalNoticeKind.PROPOSED, by=who, now=now, number=number, proposal=row.id)
    return row


def current_values(row: IncidentRow, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the current values of these fields of a record, as plain JSON."""
    return {name: _plain_value(row, name) for name in names if BY_NAME[name].column}


def _plain_value(row: IncidentRow, name: str) -> Any:
    field = BY_NAME[name]
    stored = getattr(row, field.column)
    value = stored.isoformat() if isinstance(stored, date) else stored
    return [value, getattr(row, BY_NAME[field.kind.precision].column)] if isinstance(field.kind, PartialDate) else value


def changed_since(session: Session, proposal: ProposalRow) -> tuple[str, ...]:
    """Return the fields that have changed since they were proposed."""
    row = session.get_one(IncidentRow, proposal.number)
    now = current_values(row, proposal.stood)
    return tuple(name for name, stood in proposal.stood.items() if now[name] != stood)


def waiting_proposals(session: Session, *, number: str = "", who: str = "") -> Sequence[ProposalRow]:
    """Return the open proposals, the oldest first: all, those on one incident or those of one person."""
    query = select(ProposalRow).where(ProposalRow.decided_at.is_(None)).order_by(ProposalRow.at, ProposalRow.id)
    query = query.where(ProposalRow.number == number) if number else query
    return session.scalars(query.where(ProposalRow.who == who) if who else query).all()


def number_waiting(session: Session) -> int:
    """Return the number of open proposals."""
    return session.scalar(select(func.count()).where(ProposalRow.decided_at.is_(None))) or 0


def decided_proposals(session: Session, *, who: str = "") -> Sequence[ProposalRow]:
    """Return the latest decided proposals, of everybody or of one person."""
    query = (
        select(ProposalRow).where(ProposalRow.decided_at.is_not(None)).order_by(ProposalRow.decided_at.desc(), ProposalRow.id.desc()).limit(_SHOWN)
    )
    return session.scalars(query.where(ProposalRow.who == who) if who else query).all()


def accept(session: Session, id: int, *, who: str, now: datetime, sure: bool = False) -> ProposalRow:
    """Write the proposal into the record as this editor's act.

    Raises AlreadyDecided if the proposal is decided or, unless the editor is `sure`, if one of its fields has changed since; and BadDecision if the
    record does not permit it, as for a status that it has by now.
    """
    row = _open(session, id)
    if (changed := changed_since(session, row)) and not sure:
        names = ", ".join(tr(BY_NAME[name].label) for name in changed)
        raise AlreadyDecided(tr("somebody has changed this since it was proposed: {fields}; look at what stands now").format(fields=names))
    if row.kind == ProposalKind.STATUS:
        content = row.content
        incidents.add_status(
            session, row.number, StatusCode(content["code"]), date.fromisoformat(content["day"]), source=content["source"], note=content["note"], penalty=content["penalty"],
            who=who, now=now, told=written_note(WrittenNote.PROPOSED, row.who, content["note"]),
        )  # fmt: skip
    else:
        facts, private = corrections(row.content)
        sources = incident_sources(session, row.number)
        incidents.edit(
            session, row.number, facts, private, who=who, now=now, note=written_note(WrittenNote.PROPOSED, row.who, row.note), sources=sources
        )
    return _decide(session, row, ProposalState.ACCEPTED, who, now)


def refuse(session: Session, id: int, reason: str, *, who: str, now: datetime) -> ProposalRow:
    """Refuse the proposal with a reason. Raises AlreadyDecided, and BadDecision without a reason."""
    cleaned = reason.replace("\x00", "").strip()
    if not cleaned:
        raise BadDecision(tr("say why it is refused"), "reason")
    if len(cleaned) > _LONGEST_NOTE:
        raise BadDecision(tr("this is too much for one proposal; shorten it"), "reason")
    row = _open(session, id)
    row.reason = cleaned
    return _decide(session, row, ProposalState.REFUSED, who, now)


def withdraw_proposal(session: Session, id: int, *, who: str, now: datetime) -> ProposalRow:
    """Withdraw one's own proposal. Raises AlreadyDecided, and BadDecision for somebody else's."""
    row = _open(session, id)
    if row.who != who:
        raise BadDecision(tr("only whoever proposed it takes it back"))
    return _decide(session, row, ProposalState.TAKEN_BACK, who, now)


def _open(session: Session, id: int) -> ProposalRow:
    row = session.get(ProposalRow, id, with_for_update=True) if 0 < id <= LARGEST_LONG_ID else None
    if row is None:
        raise BadDecision(tr("there is no such proposal"))
    if row.decided_at is not None:
        raise AlreadyDecided(tr("somebody has decided on this proposal already: {name}").format(name=row.decided_by))
    if "victims" in row.content:
        # Locked before the record, in the same order as in every act on persons.
        alone_with_persons(session)
    # Locked so that nobody changes the record between the check and the write.
    locked_incident(session, row.number)
    return row


def _decide(session: Session, row: ProposalRow, decision: ProposalState, who: str, now: datetime) -> ProposalRow:
    row.decision, row.decided_by, row.decided_at = decision.value, who, now
    session.flush()
    # The other editors no longer need to look at it.
    personal_notices.resolve_notices(session, now, proposal=row.id)
    if decision is not ProposalState.TAKEN_BACK:
        kind = PersonalNoticeKind.ACCEPTED if decision is ProposalState.ACCEPTED else PersonalNoticeKind.REFUSED
        personal_notices.notify_people(session, [row.who], kind, by=who, now=now, number=row.number, proposal=row.id, detail=row.reason)
    return row
