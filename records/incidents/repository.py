"""How incidents are written: recorded, corrected and withdrawn. `records.incidents.admission` takes in earlier ones, `records.incidents.stored_incidents` reads them.

Each change is a row of the ledger under `incident NUMBER`, with the whole incident after the change.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records.clock import day_of
from records.country import home
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.i18n import tr
from records.incident_fields import COLUMN_FIELDS, PRIVATE_FIELDS
from records.incident_texts.keeping import TEXT_COLUMNS, TextsGiven, columns_of, original_apart, title_language
from records.incident_texts.text_slots import TextOrigin
from records.incidents.incident_ledger import append_change, content_now, require_name
from records.incidents.numbers import next_serial
from records.incidents.stored_statuses import stored_statuses
from records.incidents.tracks import misplaced
from records.legal_case import currency_of
from records.persons.person_rows import alone_with_persons
from records.persons.victim_links import linked_victims
from records.tables import IncidentRow
from records.vocabulary import Category, Lawful, LedgerAction

# Columns of an incident that people may correct.
EDITABLE = frozenset({"private", "title_lang", "text_notes", *(field.column for field in COLUMN_FIELDS if field.on_incident)})


def record(
    session: Session,
    draft_id: int,
    facts: Mapping[str, Any],
    *,
    who: str,
    now: datetime,
    confirmed_at: datetime | None = None,
    texts: TextsGiven | None = None,
) -> IncidentRow:
    """Record the incident of a confirmed draft, under the next number of its year. One that was withdrawn gets its number back, with the new
    facts.

    `facts` are columns of IncidentRow (`records.review.incident_facts`). Without a date, the year is that of the confirmation (`confirmed_at` if it
    was not now). Statuses are added afterwards. `texts` are those that a person gave: the others are the machine's, and give way to what was checked.
    """
    given = texts or TextsGiven()
    number = session.scalar(select(IncidentRow.number).where(IncidentRow.draft_id == draft_id))
    if number is not None:
        alone_with_persons(session)
        row = locked_incident(session, number)
        before = content_now(session, row)
        row.withdrawn = False
        # What was noted for the victims' safety stays, unless it is written anew.
        kept = {name: value for name, value in facts.items() if name != "private" or value}
        kept["victims"] = linked_victims(session, facts["victims"], row.victims, who=who, now=now)
        # What editors added themselves did not go with the decision that was undone.
        _keep_in_place(session, row, kept)
        stands = columns_of(row)
        kept |= given.over(stands, kept)
        kept["text_notes"] = given.notes(stands, {**stands, **kept}, who=who, now=now)
        return write_change(session, row, kept, before, LedgerAction.GIVE_BACK, who=who, now=now)
    happened = facts["happened_on"]
    year = happened.year if happened else day_of(confirmed_at or now).year
    serial = next_serial(session, year)
    facts = {**facts, "victims": linked_victims(session, facts["victims"], who=who, now=now), "text_notes": given.notes({}, facts, who=who, now=now)}
    row = IncidentRow(number=home().number(year, serial), year=year, serial=serial, draft_id=draft_id, withdrawn=False, sources=[], created_at=now)
    return write_change(session, row, facts, {}, LedgerAction.RECORD, who=who, now=now)


def withdraw(session: Session, number: str, *, who: str, now: datetime, note: str = "") -> None:
    """Withdraw an incident whose confirmation was undone. It keeps its number and counts nowhere."""
    row = locked_incident(session, number)
    before = content_now(session, row)
    row.withdrawn = True
    write_change(session, row, {}, before, LedgerAction.WITHDRAW, who=who, now=now, note=note)


def edit(
    session: Session,
    number: str,
    facts: Mapping[str, Any],
    private: Mapping[str, str],
    *,
    who: str,
    now: datetime,
    note: str = "",
    sources: Mapping[str, tuple[TextOrigin, str]] | None = None,
) -> IncidentRow:
    """Correct an incident. `facts` are columns among EDITABLE, `private` unpublished fields (`records.review.incident_facts.corrections` gives
    both). `sources` say by their words from where texts come.

    Raises NoSuchIncident, BadDecision.
    """
    if "victims" in facts:
        alone_with_persons(session)
    row = locked_incident(session, number)
    before = content_now(session, row)
    vouched = facts.get("texts_checked")
    changed = fitting(session, row, {name: value for name, value in facts.items() if name != "texts_checked"})
    if private:
        changed["private"] = private_fields({**row.private, **private})
    if "victims" in changed:
        changed["victims"] = linked_victims(session, changed["victims"], row.victims, who=who, now=now)
    stands = columns_of(row)
    if "title" in changed:
        changed["title_lang"] = title_language(changed["title"], stands["title_lang"] or "") or None
    given = TextsGiven.of(changed, changed.get("title_lang") or stands["title_lang"] or "", vouched, sources)
    changed |= {name: value for name, value in original_apart({**stands, **changed}).items() if name in TEXT_COLUMNS and value != stands[name]}
    changed["text_notes"] = given.notes(stands, {**stands, **changed}, who=who, now=now)
    return write_change(session, row, changed, before, LedgerAction.EDIT, who=who, now=now, note=note)


def fitting(session: Session, row: IncidentRow, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a correction as they would be written, with what follows from them; nothing is written. Raises BadDecision where the record may not be so."""
    changed = dict(facts)
    if "primary" in changed or "categories" in changed:
        codes = changed.get("categories", row.categories)
        changed["primary"] = changed.get("primary") or (codes[0] if "categories" in changed else row.primary)
        changed["categories"] = list(dict.fromkeys([changed["primary"], *codes]))
    for field in COLUMN_FIELDS:
        if field.column in changed and changed[field.column] is None:
            changed[field.column] = field.kind.to_column(field.empty)
    _keep_in_place(session, row, changed)
    return changed


def _keep_in_place(session: Session, row: IncidentRow, changed: Mapping[str, Any]) -> None:
    """Raises BadDecision if with the new categories a status would tell the wrong story that tells the right one now; and if one that is set apart would count from
    then on, because a correction of something else is no look at it."""
    now, then = (
        ([Category(one) for one in said.get("categories", row.categories)], Lawful(said.get("lawful", row.lawful))) for said in ({}, changed)
    )
    for status in stored_statuses(session, [row.number])[row.number]:
        apart, wrong = misplaced(status.code, *now), misplaced(status.code, *then)
        if status.withdrawn or (apart is None) == (wrong is None):
            continue
        if wrong:
            raise BadDecision(tr("{day}: {wrong}; withdraw this status first").format(day=status.day, wrong=wrong))
        words = tr("{day}: {code} stands on the wrong track, and would count from now on as what it says; correct or withdraw this status first")
        raise BadDecision(words.format(day=status.day, code=status.code))


def locked_incident(session: Session, number: str) -> IncidentRow:
    """The row of an incident, held until the transaction ends. Raises NoSuchIncident, and AlreadyDecided if this transaction has read it before and somebody
    has changed it since."""
    try:
        row = session.get(IncidentRow, number, with_for_update=True)
    except StaleDataError as error:
        raise _overtaken(number) from error
    if row is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number)).with_command(tr("`qorgan export incidents` lists them"))
    return row


def _overtaken(number: str) -> AlreadyDecided:
    return AlreadyDecided(tr("{number} was changed by somebody else at the same moment; look at it again").format(number=number))


def private_fields(given: Mapping[str, str]) -> dict[str, Any]:
    """Notes for those who help the victims, with the salt of their digest. Empty if there are none."""
    noted = {field.name: given[field.name] for field in PRIVATE_FIELDS if given.get(field.name, "").strip()}
    return {**noted, "salt": secrets.token_hex(16)} if noted else {}


def write_change(
    session: Session,
    row: IncidentRow,
    facts: Mapping[str, Any],
    before: dict[str, Any],
    action: LedgerAction,
    *,
    who: str,
    now: datetime,
    note: str = "",
) -> IncidentRow:
    """Write columns of an incident, with the row of the ledger that says what it was before. Raises BadDecision without a name, and AlreadyDecided if somebody else
    changed it at the same moment."""
    require_name(who)
    for name, value in facts.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} is no column that people may change")
        setattr(row, name, value)
    row.currency = currency_of((row.amount_claimed, row.amount_awarded), row.currency)
    session.add(row)
    try:
        session.flush()
    except StaleDataError as error:
        raise _overtaken(row.number) from error
    append_change(session, row, action, before, who=who, now=now, note=note)
    return row
