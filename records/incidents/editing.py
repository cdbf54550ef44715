"""Changes of incidents: each one a row of the ledger under `incident NUMBER` that holds the whole incident as it stands after it."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import ledger
from records.clock import day_of
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.i18n import tr
from records.incident_model import Incident
from records.incidents.content import content
from records.incidents.numbers import next_serial, number_parts, written
from records.tables import IncidentRow, StatusRow
from records.vocabulary import Actor, Motive, StatusCode

# Columns of an incident that people may correct, by the names of `review.fields`.
EDITABLE = frozenset(
    {"title", "primary", "categories", "happened_on", "date_precision", "country", "place", "region", "victims", "outlets", "actor", "target",
     "online", "during", "motive", "summary", "private"}
)  # fmt: skip


def record(session: Session, draft_id: int, facts: Mapping[str, Any], *, who: str, now: datetime) -> IncidentRow:
    """The incident of a confirmed draft, under the next number of its year; one that was withdrawn gets its number back with the new facts.

    `facts` are columns of IncidentRow (`review.facts`). Without a date, the year is that of the confirmation. Statuses come afterwards.
    """
    row = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft_id).with_for_update()).one_or_none()
    if row is not None:
        before = _content(session, row)
        row.withdrawn = False
        # What was noted for the victims' safety stays, unless it is written anew.
        kept = {name: value for name, value in facts.items() if name != "private" or value}
        return _changed(session, row, kept, before, "give_back", who=who, now=now)
    happened = facts["happened_on"]
    year = happened.year if happened else day_of(now).year
    serial = next_serial(session, year)
    row = IncidentRow(number=written(year, serial), year=year, serial=serial, draft_id=draft_id, withdrawn=False, sources=[], created_at=now)
    return _changed(session, row, facts, {}, "record", who=who, now=now)


def withdraw(session: Session, number: str, *, who: str, now: datetime, note: str = "") -> None:
    """Its confirmation was undone: the number stays with it, outside every count."""
    row = get(session, number)
    before = _content(session, row)
    row.withdrawn = True
    _changed(session, row, {}, before, "withdraw", who=who, now=now, note=note)


def edit(
    session: Session, number: str, facts: Mapping[str, Any], private: Mapping[str, str], *, who: str, now: datetime, note: str = ""
) -> IncidentRow:
    """Correct an incident. `facts` are columns among EDITABLE, `private` unpublished fields (`review.facts.corrections` gives both).

    Raises NoSuchIncident, BadDecision.
    """
    row = get(session, number)
    before = _content(session, row)
    changed = dict(facts)
    if private:
        noted = {name: row.private.get(name, "") for name in ("safety_notes", "contacts")} | dict(private)
        changed["private"] = private_fields(**noted)
    if "primary" in changed or "categories" in changed:
        codes = changed.get("categories", row.categories)
        changed["primary"] = changed.get("primary") or (codes[0] if "categories" in changed else row.primary)
        changed["categories"] = list(dict.fromkeys([changed["primary"], *codes]))
    for name, instead in (("title", ""), ("actor", Actor.UNKNOWN.value), ("motive", Motive.UNCONFIRMED.value)):
        if name in changed and changed[name] is None:
            changed[name] = instead
    return _changed(session, row, changed, before, "edit", who=who, now=now, note=note)


def add_status(
    session: Session, number: str, code: StatusCode, day: date, *, source: str, who: str, now: datetime, note: str = "", draft_id: int | None = None
) -> StatusRow:
    """Append what became of an incident on a day, with the source that tells it. Nothing is overwritten.

    Raises NoSuchIncident, and BadDecision for a withdrawn incident, a day to come or before the incident, or a status without a source.
    """
    row = get(session, number)
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    if day > day_of(now):
        raise BadDecision(tr("{day} lies in the future; a status tells what has happened").format(day=day))
    if row.happened_on and day < row.happened_on:
        words = tr("{day} lies before the incident itself ({incident}); correct one of the two")
        raise BadDecision(words.format(day=day, incident=row.happened_on))
    if not source.strip():
        raise BadDecision(tr("a status needs its source: an address, a document, who said so"))
    _require_name(who)
    before = _content(session, row)
    status = StatusRow(number=number, day=day, code=code, source=source, note=note, draft_id=draft_id, recorded_by=who, recorded_at=now)
    session.add(status)
    session.flush()
    _note(session, row, "status", before, who=who, now=now, note=note)
    return status


def withdraw_statuses(session: Session, draft_id: int, *, who: str, now: datetime, note: str = "") -> None:
    """The confirmation that brought these statuses was undone: they count no more."""
    statuses = session.scalars(select(StatusRow).where(StatusRow.draft_id == draft_id, StatusRow.withdrawn.is_(False)))
    for number in sorted({status.number for status in statuses}):
        row = get(session, number)
        before = _content(session, row)
        for status in session.scalars(select(StatusRow).where(StatusRow.draft_id == draft_id, StatusRow.number == number)):
            status.withdrawn = True
        session.flush()
        _note(session, row, "withdraw_status", before, who=who, now=now, note=note)


def admit(session: Session, incident: Incident, *, who: str, now: datetime) -> None:
    """Take in an incident that was recorded elsewhere, under its own number, with its statuses and the articles it names.

    The caller has seen to it that the number is free and leaves no gap (`reports.imports`).
    """
    parts = number_parts(incident.number)
    if parts is None:
        raise ValueError(f"{incident.number} is no number")
    row = IncidentRow(
        number=incident.number, year=parts[0], serial=parts[1], draft_id=None, withdrawn=incident.withdrawn, title=incident.title,
        primary=incident.primary, categories=list(incident.categories), happened_on=incident.day, date_precision=incident.precision,
        country=incident.country, place=incident.place, region=incident.region, victims=[asdict(victim) for victim in incident.victims],
        outlets=list(incident.outlets), actor=incident.actor, target=incident.target, online=incident.online, during=incident.during,
        motive=incident.motive, summary=dict(incident.summary), sources=[asdict(source) for source in incident.articles], private={},
        created_at=datetime.combine(incident.recorded, time(), tzinfo=UTC),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        StatusRow(number=row.number, day=status.day, code=status.code, source=status.source, note=status.note, recorded_by=who, recorded_at=now)
        for status in incident.statuses
    )
    session.flush()
    _note(session, row, "admit", {}, who=who, now=now)


def free_number(session: Session, year: int) -> str:
    """The number that the next incident of a year gets."""
    return written(year, next_serial(session, year))


def get(session: Session, number: str) -> IncidentRow:
    """The row of an incident, held until the transaction ends. Raises NoSuchIncident."""
    row = session.get(IncidentRow, number, with_for_update=True)
    if row is None:
        raise NoSuchIncident(tr("there is no incident {number}; `qorgan export incidents` lists them").format(number=number))
    return row


def private_fields(safety_notes: str, contacts: str) -> dict[str, Any]:
    """What is noted for those who help the victims, with the salt of its digest; empty where nothing is."""
    noted = {name: value for name, value in (("safety_notes", safety_notes), ("contacts", contacts)) if value.strip()}
    return {**noted, "salt": secrets.token_hex(16)} if noted else {}


def _changed(
    session: Session, row: IncidentRow, facts: Mapping[str, Any], before: dict[str, Any], action: str, *, who: str, now: datetime, note: str = ""
) -> IncidentRow:
    _require_name(who)
    for name, value in facts.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} is no column that people may change")
        setattr(row, name, value)
    session.add(row)
    try:
        session.flush()
    except StaleDataError as error:
        words = tr("{number} was changed by somebody else at the same moment; look at it again")
        raise AlreadyDecided(words.format(number=row.number)) from error
    _note(session, row, action, before, who=who, now=now, note=note)
    return row


def _note(session: Session, row: IncidentRow, action: str, before: dict[str, Any], *, who: str, now: datetime, note: str = "") -> None:
    ledger.append(session, at=now, who=who, action=action, subject=subject(row.number), before=before, after=_content(session, row), note=note)


def subject(number: str) -> str:
    """The name of an incident in the ledger."""
    return f"incident {number}"


def _content(session: Session, row: IncidentRow) -> dict[str, Any]:
    return content(row, session.scalars(select(StatusRow).where(StatusRow.number == row.number)).all())


def _require_name(who: str) -> None:
    if not who.strip():
        raise BadDecision(tr("a decision needs the name of the person who takes it"))
