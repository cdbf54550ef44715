"""Decisions on persons: correct a record, merge two, split one, mark two as different people, and undo the last of these.

A merged record retains its incidents and spellings, and only refers to the record that represents it. So a merge moves nothing, and undoing it
changes no incident. Each decision is one transaction of the caller with its rows of the ledger.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import parse_day
from records.errors import BadDecision, NothingToUndo
from records.i18n import LANGUAGES, tr
from records.incidents.numbers import append_change, content_now
from records.incidents.repository import locked_incident
from records.language.names import normal_form
from records.ledger import require_name
from records.persons.repository import (
    LEDGER_NAMES,
    KnownPerson,
    alone_with_persons,
    change_person,
    locked_person,
    new_person,
    person_of,
    person_subject,
)
from records.row_ids import parse_id
from records.tables import IncidentRow, LedgerRow, PersonRow
from records.vocabulary import Gender, LedgerAction

# Fields of a person's record that people may correct, and how each is checked and stored.

_YES = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


def _person_fields() -> tuple[str, ...]:
    """Return the names of the fields: a language code for the name in that language, and the other fields."""
    return (*LANGUAGES, "profession", "gender", "outlets", "publish", "publish_reason")


def checked_person_fields(row: PersonRow, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a record that these fields change. Raises BadDecision that names the field and what is wrong with it."""
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in _person_fields():
            near = difflib.get_close_matches(name, _person_fields(), n=1)
            words = (
                tr("{field} is no field of a person; did you mean {near}?") if near else tr("{field} is no field of a person; fields are {fields}")
            )
            raise BadDecision(words.format(field=name, near=near[0] if near else "", fields=", ".join(_person_fields())))
        if name in LANGUAGES:
            values["names"] = _with_name(values.get("names", row.names), name, value)
        elif name == "gender":
            values["gender"] = _gender(value)
        elif name == "outlets":
            values["outlets"] = _outlets(value)
        elif name == "publish":
            values["publish"] = _flag(value)
        else:
            values[name] = str(value or "").strip()
    return {**values, **_publishing(row, values)}


def _publishing(row: PersonRow, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reason to store with `publish`: required for a withheld name, empty for a published one. Raises BadDecision."""
    publish = values.get("publish", row.publish)
    reason = values.get("publish_reason", row.publish_reason)
    if not publish and not reason:
        raise BadDecision(tr("a name is withheld for a reason; say it with it")).with_command(tr("`--set publish_reason=…` does"))
    if publish and values.get("publish_reason"):
        raise BadDecision(tr("publish_reason says why a name is withheld; set publish=no with it"))
    return {"publish_reason": "" if publish else reason} if {"publish", "publish_reason"} & set(values) else {}


def _with_name(names: Mapping[str, str], lang: str, value: Any) -> dict[str, str]:
    name = str(value or "").strip()
    all_names = {**names, lang: name}
    return {lang: all_names[lang] for lang in LANGUAGES if all_names.get(lang)}


def _gender(value: Any) -> str:
    word = str(value or "").strip().casefold()
    if word not in list(Gender):
        raise BadDecision(_wrong("gender", value, tr("one of {codes}").format(codes=", ".join(Gender))))
    return Gender(word)


def _flag(value: Any) -> bool:
    flag = _YES.get(str(value).strip().casefold())
    if flag is None:
        raise BadDecision(_wrong("publish", value, tr("true or false")))
    return flag


def _outlets(value: Any) -> list[dict[str, Any]]:
    """Return outlets as {outlet, since, until}, from such a list or from names separated by semicolons."""
    listed = value if isinstance(value, list) else [{"outlet": part} for part in str(value or "").split(";") if part.strip()]
    return [_outlet({"outlet": outlet} if isinstance(outlet, str) else outlet) for outlet in listed]


def _outlet(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict) or set(entry) - {"outlet", "since", "until"} or not str(entry.get("outlet") or "").strip():
        raise BadDecision(_wrong("outlets", entry, tr('names with semicolons between, or [{"outlet": "…", "since": "2021-06-10", "until": null}]')))
    days: dict[str, str | None] = {}
    for name in ("since", "until"):
        day = parse_day(str(entry[name])) if entry.get(name) else None
        if entry.get(name) and day is None:
            raise BadDecision(_wrong("outlets", entry[name], tr("a day as 2021-06-10")))
        days[name] = day.isoformat() if day else None
    if days["since"] and days["until"] and days["since"] > days["until"]:
        raise BadDecision(_wrong("outlets", entry["since"], tr("a first day that is not after the last")))
    return {"outlet": str(entry["outlet"]).strip(), **days}


def _wrong(name: str, value: Any, expected: str) -> str:
    text = str(value)
    words = tr("{field}: {value} does not fit; write {wanted}")
    return words.format(field=name, value=text if len(text) <= 60 else text[:59] + "…", wanted=expected)


_ACTS = (LedgerAction.EDIT, LedgerAction.MERGE, LedgerAction.SPLIT)
# Key of a ledger row: the merged records whose names the act published too.
_PUBLISHED_TOO = "published_too"


def edit_person(session: Session, id: int, fields: Mapping[str, Any], *, who: str, now: datetime, note: str = "") -> PersonRow:
    """Correct the fields of a record. Raises NoSuchPerson, BadDecision."""
    row = _standing(session, id, who)
    values = checked_person_fields(row, fields)
    # A record that represents merged ones is published only if none of them is withheld.
    members = [locked_person(session, other) for other in person_of(session, id).merged] if values.get("publish") else []
    published = [member for member in members if not member.publish]
    if not published and all(getattr(row, name) == value for name, value in values.items()):
        raise BadDecision(tr("person {id} stands so already; nothing was changed").format(id=id))
    for member in published:
        change_person(session, member, {"publish": True, "publish_reason": ""}, LedgerAction.LINK, who=who, now=now, note=note)
    more = {_PUBLISHED_TOO: [member.id for member in published]} if published else None
    return change_person(session, row, values, LedgerAction.EDIT, who=who, now=now, note=note, more=more)


def merge_persons(session: Session, id: int, into: int, *, who: str, now: datetime, note: str = "") -> PersonRow:
    """Merge a record into another, which then represents both. Raises NoSuchPerson, BadDecision."""
    if id == into:
        raise BadDecision(tr("person {id} cannot be merged with the same record; name two records").format(id=id))
    row, other = _standing(session, id, who), locked_person(session, into)
    if other.merged_into is not None:
        raise BadDecision(_merged_words(other))
    return change_person(session, row, {"merged_into": into}, LedgerAction.MERGE, who=who, now=now, note=note)


def mark_separate_persons(session: Session, id: int, other: int, *, who: str, now: datetime, note: str = "") -> PersonRow:
    """Mark two persons with similar names as different, so that they are no longer proposed as one. Raises NoSuchPerson, BadDecision."""
    if id == other:
        raise BadDecision(tr("person {id} cannot be told apart from the same record; name two records").format(id=id))
    row, second = _standing(session, id, who), locked_person(session, other)
    if second.merged_into is not None:
        raise BadDecision(_merged_words(second))
    if other in row.apart:
        raise BadDecision(tr("persons {id} and {other} are told apart already; nothing was changed").format(id=id, other=other))
    return change_person(session, row, {"apart": sorted({*row.apart, other})}, LedgerAction.EDIT, who=who, now=now, note=note)


def unmerge_person(session: Session, id: int, member: int, *, who: str, now: datetime, note: str = "") -> PersonRow:
    """Separate a merged record again, with its own incidents and spellings. A withheld name remains withheld. Raises NoSuchPerson, BadDecision."""
    _standing(session, id, who)
    row = locked_person(session, member)
    if row.merged_into != id:
        refused = BadDecision(tr("person {member} is not merged into {id}").format(member=member, id=id))
        raise refused.with_command(tr("`qorgan person show {id}` tells who is").format(id=id))
    values = {"merged_into": None, "apart": sorted({*row.apart, id}), **_withheld_values(row, person_of(session, id))}
    return change_person(session, row, values, LedgerAction.SPLIT, who=who, now=now, note=note)


def split_person(session: Session, id: int, numbers: Collection[str], *, who: str, now: datetime, note: str = "") -> PersonRow:
    """Move these incidents' victims, who were mistaken for this person, to a new record, and return it.

    It is withheld if the person was, because publishing the name is a decision of its own. Raises NoSuchPerson, and BadDecision for an incident
    that does not name the person, or if no incident would be left.
    """
    row = _standing(session, id, who)
    whole = person_of(session, id)
    ids = {whole.id, *whole.merged}
    named = session.execute(select(IncidentRow.number, IncidentRow.victims))
    naming = {number: victims for number, victims in named if any(victim.get("person") in ids for victim in victims)}
    split_numbers = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    unknown = next((number for number in split_numbers if number not in naming), None)
    if unknown is not None or not split_numbers:
        words = tr("incident {number} does not name person {id}; these do: {numbers}")
        raise BadDecision(words.format(number=unknown or "–", id=id, numbers=", ".join(sorted(naming)) or "–"))
    if len(split_numbers) == len(naming):
        raise BadDecision(tr("nobody would be left of person {id}: these are all incidents that name this person").format(id=id))
    # Locked before the first ledger row, to avoid a deadlock with somebody who adds a status to one of them.
    incidents = [locked_incident(session, number) for number in sorted(split_numbers)]
    moved = [victim for number in split_numbers for victim in naming[number] if victim.get("person") in ids]
    new = new_person(session, moved, withheld_because=None if whole.publish else whole.publish_reason, who=who, now=now, note=note)
    for incident in incidents:
        _point(session, incident, ids, new.id, who=who, now=now, note=note)
    remaining = (victim for number, victims in naming.items() if number not in split_numbers for victim in victims if victim.get("person") in ids)
    left = {normal_form(victim["name"]) for victim in remaining}
    for other in whole.merged:
        _keep_spellings(session, locked_person(session, other), left, who=who, now=now, note=note)
    values = {"spellings": _remaining_spellings(row, left), "apart": sorted({*row.apart, new.id})}
    change_person(session, row, values, LedgerAction.SPLIT, who=who, now=now, note=note, more={"split_off": new.id})
    return new


def undo_person(session: Session, id: int, *, who: str, now: datetime, note: str = "") -> PersonRow:
    """Undo the last decision on a record. Calling it again undoes the one before. Raises NoSuchPerson, NothingToUndo.

    A record that was split off is merged back, because ids are permanent.
    """
    require_name(who)
    alone_with_persons(session)
    row = locked_person(session, id)
    last = last_act(session, id)
    changed = {
        column: last.before.get(ledger_name)
        for column, ledger_name in LEDGER_NAMES.items()
        if last.before.get(ledger_name) != last.after.get(ledger_name)
    }
    into = changed.get("merged_into")
    if into is not None and person_of(session, into).id == person_of(session, id).id:
        raise NothingToUndo(tr("person {other} has been merged with {id} since; undo that first").format(id=id, other=into))
    if (off := last.after.get("split_off")) is not None:
        part = locked_person(session, off)
        if part.merged_into is not None:
            raise NothingToUndo(_merged_words(part))
        change_person(session, part, {"merged_into": id}, LedgerAction.MERGE, who=who, now=now, note=note)
    for other in last.after.get(_PUBLISHED_TOO, ()):
        values = {"publish": False, "publish_reason": _reason_before(session, other)}
        change_person(session, locked_person(session, other), values, LedgerAction.LINK, who=who, now=now, note=note)
    if row.merged_into is not None and "merged_into" in changed:
        changed = {**_withheld_values(row, person_of(session, id)), **changed}
    return change_person(session, row, changed, LedgerAction.UNDO, who=who, now=now, note=note)


def _withheld_values(row: PersonRow, whole: KnownPerson) -> dict[str, Any]:
    """Return the columns by which a record that leaves a withheld person remains withheld, because nobody decided to publish its name."""
    return {} if whole.publish or not row.publish else {"publish": False, "publish_reason": whole.publish_reason}


def _reason_before(session: Session, id: int) -> str:
    """Return why the name of a record was withheld before it was last published."""
    rows = session.scalars(select(LedgerRow).where(LedgerRow.subject == person_subject(id)).order_by(LedgerRow.id.desc()))
    return str(next(row.before["publish_reason"] for row in rows if row.before.get("publish") is False and row.after["publish"]))


def last_act(session: Session, id: int) -> LedgerRow:
    """Return the act on a record that `undo_person` would undo. Raises NothingToUndo."""
    acts: list[LedgerRow] = []
    for row in session.scalars(select(LedgerRow).where(LedgerRow.subject == person_subject(id)).order_by(LedgerRow.id)):
        if row.action in _ACTS:
            acts.append(row)
        elif row.action == LedgerAction.UNDO and acts:
            acts.pop()
    if not acts:
        raise NothingToUndo(tr("nothing was decided about person {id} that could be taken back").format(id=id))
    return acts[-1]


def _standing(session: Session, id: int, who: str) -> PersonRow:
    """Return a record that is not merged into another, locked until the transaction ends."""
    require_name(who)
    alone_with_persons(session)
    row = locked_person(session, id)
    if row.merged_into is not None:
        raise BadDecision(_merged_words(row))
    return row


def _merged_words(row: PersonRow) -> str:
    return tr("person {id} is merged into {other}; name that one, or undo the merge").format(id=row.id, other=row.merged_into)


def _point(session: Session, row: IncidentRow, ids: Collection[int], to: int, *, who: str, now: datetime, note: str) -> None:
    before = content_now(session, row)
    row.victims = [{**victim, "person": to} if victim.get("person") in ids else victim for victim in row.victims]
    session.flush()
    append_change(session, row, LedgerAction.EDIT, before, who=who, now=now, note=note)


def _remaining_spellings(row: PersonRow, left: Collection[str]) -> list[str]:
    """Return the spellings that incidents still use, at least one."""
    return [spelling for spelling in row.spellings if normal_form(spelling) in left] or row.spellings[:1]


def _keep_spellings(session: Session, row: PersonRow, left: Collection[str], *, who: str, now: datetime, note: str) -> None:
    if (spellings := _remaining_spellings(row, left)) != row.spellings:
        change_person(session, row, {"spellings": spellings}, LedgerAction.LINK, who=who, now=now, note=note)


# The latest decisions about pairs of persons, and undoing one of them.

# Rows of the ledger that are searched for acts that still count.
_LOOKED_THROUGH = 200


@dataclass(frozen=True)
class PairAct:
    """A decision that two records are one person, or two. `row` is its row of the ledger; the names are the first spellings."""

    row: LedgerRow
    id: int
    other: int
    names: tuple[str, str]
    is_one: bool


def pair_acts(session: Session, most: int) -> list[PairAct]:
    """Return the latest decisions about pairs that can be undone, the newest first."""
    return list(islice(_standing_pair(session), most))


def undo_pair(session: Session, row: int, *, who: str, now: datetime) -> PairAct:
    """Undo this decision. Raises NothingToUndo if it is not about a pair, no longer counts, or is not the last on its record."""
    alone_with_persons(session)
    ledger_row = session.get(LedgerRow, row)
    act = _read(session, ledger_row) if ledger_row is not None else None
    if act is None:
        raise NothingToUndo(tr("this decision no longer stands, or something was decided after it; look at the persons again"))
    undo_person(session, act.id, who=who, now=now)
    return act


def _standing_pair(session: Session) -> Iterator[PairAct]:
    query = select(LedgerRow).where(LedgerRow.subject.startswith("person "), LedgerRow.action.in_([LedgerAction.MERGE, LedgerAction.EDIT]))
    for row in session.scalars(query.order_by(LedgerRow.id.desc()).limit(_LOOKED_THROUGH)):
        if act := _read(session, row):
            yield act


def _read(session: Session, row: LedgerRow) -> PairAct | None:
    """Return the row as a decision about a pair, if it is one and the last that counts on its record; else None."""
    kind, _, written = row.subject.partition(" ")
    told_apart = sorted(set(row.after.get("apart", ())) - set(row.before.get("apart", ())))
    other = row.after.get("merged_into_person") if row.action == LedgerAction.MERGE else next(iter(told_apart), None)
    first, second = (session.get(PersonRow, id) if id is not None else None for id in (parse_id(written), other))
    if kind != "person" or row.action not in (LedgerAction.MERGE, LedgerAction.EDIT) or first is None or second is None:
        return None
    try:
        counts = last_act(session, first.id).id == row.id
    except NothingToUndo:
        return None
    return PairAct(row, first.id, second.id, (first.spellings[0], second.spellings[0]), row.action == LedgerAction.MERGE) if counts else None
