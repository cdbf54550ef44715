"""Victims of an incident are linked to persons: by the very spelling, never by a likely one. A name that is nobody's makes a new record.

A spelling that was merged with others leads to the record that it came from; that it stands for one person with them is said there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.errors import BadDecision
from records.i18n import tr
from records.incident_model import Victim
from records.persons.likeness import Likeness, liken
from records.persons.name_reading import name_parts, normal_form
from records.persons.name_search import families
from records.persons.naming_incidents import are_named_once, named_records
from records.persons.outlet_likeness import outlets_agree
from records.persons.person_model import KnownPerson, language_of
from records.persons.person_rows import alone_with_persons, change_person, locked_person, new_person, person, persons_of
from records.tables import PersonNameRow, PersonRow
from records.vocabulary import LedgerAction


def linked_victims(
    session: Session, victims: Sequence[Mapping[str, Any]], earlier: Sequence[Mapping[str, Any]] = (), *, who: str, now: datetime
) -> list[dict[str, Any]]:
    """The victims of an incident, each with the id of a person. `earlier` are those that the incident had: whoever was linked stays linked, also where the
    name is corrected, so that a name that is withheld stays withheld.

    Raises BadDecision where a victim names a person who does not exist.
    """
    if not victims:
        return []
    alone_with_persons(session)
    standing = [(normal_form(one["name"]), one["person"]) for one in earlier if one.get("person")]
    taken: set[int] = set()
    ids: list[int | None] = []
    for victim in victims:
        id = _stated(session, victim, who=who, now=now) or _standing(standing, victim, taken)
        taken |= {id} if id else set()
        ids.append(id)
    gone = {place: one for place, one in enumerate(earlier) if one.get("person") and one["person"] not in taken}
    for place, victim in enumerate(victims):
        id = ids[place] or _corrected(session, gone, place, victim, taken, who=who, now=now)
        ids[place] = id = id or _found(session, victim, taken, because=_withheld_of(session, gone), who=who, now=now)
        taken.add(id)
    return [{**victim, "person": id} for victim, id in zip(victims, ids, strict=True)]


def is_correction(before: str, after: str) -> bool:
    """Whether a name that an editor wrote in the place of another is surely the same person's: it is alike, or has the same surname."""
    mine, theirs = ({word.rough for word in families(name_parts(name))} for name in (before, after))
    return liken(before, after).likeness > Likeness.DIFFERENT or not mine.isdisjoint(theirs)


def _shares_a_word(before: str, after: str) -> bool:
    """Whether two names have one word in common, as after a marriage, or where the surname was misread; or as two strangers of one given name."""
    return any(one.rough == other.rough for one in name_parts(before).words for other in name_parts(after).words)


def _corrected(
    session: Session, gone: dict[int, Mapping[str, Any]], place: int, victim: Mapping[str, Any], taken: set[int], *, who: str, now: datetime
) -> int | None:
    """The record of her whose name was corrected to this one; it gets the new spelling, and she is gone no longer. None where nobody's was.

    A name that has only the given name in common keeps the record where no other incident names it, so that two strangers never become one in silence. A name
    that is surely another known person's is no correction, unless it is alike and the one that it replaces is withheld: then it stays so until somebody decides.
    """
    name = victim["name"]
    surely = {at for at, one in gone.items() if is_correction(one["name"], name)}
    near = surely | {at for at, one in gone.items() if _shares_a_word(one["name"], name)}
    for at in sorted(near, key=lambda at: (at not in surely, abs(at - place))):
        row = locked_person(session, gone[at]["person"])
        whole = person(session, row.id)
        others = (one for id, one in _bearers(session, name).items() if id not in taken and id != row.id)
        if (whole.publish or at not in surely) and any(fits(one, name, victim.get("outlet") or "") for one in others):
            continue
        if at not in surely and not are_named_once(session, {whole.id, *whole.merged}):
            continue
        before = gone.pop(at)["name"]
        # Texts on her may still have the name that is withheld.
        if at in surely or not whole.publish:
            return _with_spelling(session, row, name, who=who, now=now)
        return _respelled(session, row, before, name, who=who, now=now)
    return None


def _respelled(session: Session, row: PersonRow, before: str, name: str, *, who: str, now: datetime) -> int:
    """The record with this spelling in the place of another, which was somebody else's or nobody's name."""
    form = normal_form(before)
    kept = [spelling for spelling in row.spellings if normal_form(spelling) != form]
    names = {language: one for language, one in row.names.items() if normal_form(one) != form}
    values = {"spellings": list(dict.fromkeys([*kept, name])), "names": {language_of(name): name, **names}}
    change_person(session, row, values, LedgerAction.LINK, who=who, now=now)
    return row.id


def _withheld_of(session: Session, gone: Mapping[int, Mapping[str, Any]]) -> str | None:
    """Why the name of somebody is withheld who was a victim before and is named no longer; whoever stands in her place may be she under another name."""
    persons = persons_of(session, [one["person"] for one in gone.values()])
    return next((one.publish_reason for one in persons.values() if not one.publish), None)


def _stated(session: Session, victim: Mapping[str, Any], *, who: str, now: datetime) -> int | None:
    """The person whom somebody named by id. A spelling that the record lacks is added to it."""
    id = victim.get("person")
    if id is None:
        return None
    row = session.get(PersonRow, id)
    if row is None:
        raise BadDecision(tr("victims: there is no person {id}").format(id=id)).with_command(tr("`qorgan person list` lists them"))
    return _with_spelling(session, row, victim["name"], who=who, now=now)


def _with_spelling(session: Session, row: PersonRow, name: str, *, who: str, now: datetime) -> int:
    if normal_form(name) not in map(normal_form, (*row.spellings, *row.names.values())):
        change_person(session, locked_person(session, row.id), {"spellings": [*row.spellings, name]}, LedgerAction.LINK, who=who, now=now)
    return row.id


def _standing(standing: list[tuple[str, int]], victim: Mapping[str, Any], taken: set[int]) -> int | None:
    form = normal_form(victim["name"])
    return next((id for name, id in standing if name == form and id not in taken), None)


def _found(session: Session, victim: Mapping[str, Any], taken: set[int], *, because: str | None, who: str, now: datetime) -> int:
    name, outlet = victim["name"], victim.get("outlet") or ""
    bearers = {id: person for id, person in _bearers(session, name).items() if id not in taken}
    fitting = who_is_meant(bearers, name, outlet) or who_is_meant(_without_left_over(session, bearers), name, outlet)
    if fitting:
        id = min(fitting)
        if outlet and not fitting[id].outlets:
            row = locked_person(session, id)
            change_person(session, row, {"outlets": [{"outlet": outlet, "since": None, "until": None}]}, LedgerAction.LINK, who=who, now=now)
        return id
    return new_person(session, [victim], withheld_because=because, who=who, now=now).id


def _without_left_over(session: Session, bearers: Mapping[int, KnownPerson]) -> dict[int, KnownPerson]:
    """Without merged records that lost their last incident when the whole was split: the spelling went with it."""
    merged = [id for id, person in bearers.items() if person.id != id]
    named = named_records(session, merged) if merged else set()
    return {id: person for id, person in bearers.items() if id not in merged or id in named}


def fits(person: KnownPerson, name: str, outlet: str) -> bool:
    """Whether a victim whose name is spelled as this person's is surely she: the outlet is hers, or nothing is known against it. A surname with an initial
    needs the outlet."""
    theirs = [one.outlet for one in person.outlets]
    if any(outlets_agree(outlet, one) for one in theirs):
        return True
    return name_parts(name).is_full and not (outlet and theirs)


def who_is_meant(bearers: Mapping[int, KnownPerson], name: str, outlet: str) -> dict[int, KnownPerson]:
    """Of those who bear the very spelling, by the ids of records, the one whom a victim with this outlet is linked to; nobody where two could be meant."""
    known = {id: person for id, person in bearers.items() if fits(person, name, outlet)}
    # Whoever has this outlet, or as little of one, before those of whom nothing speaks against it.
    fitting = {id: person for id, person in known.items() if _as_near(person, outlet)} or known
    # One person may bear a spelling by several records that were merged.
    return fitting if len({person.id for person in fitting.values()}) == 1 else {}


def _as_near(person: KnownPerson, outlet: str) -> bool:
    """Whether the outlet is hers, or none is known of either."""
    return any(outlets_agree(outlet, one.outlet) for one in person.outlets) if outlet else not person.outlets


def _bearers(session: Session, name: str) -> dict[int, KnownPerson]:
    ids = session.scalars(select(PersonNameRow.person_id).where(PersonNameRow.form == normal_form(name))).all()
    return persons_of(session, ids)


def as_recorded(victim: Victim, persons: Mapping[int, KnownPerson]) -> Victim:
    """The victim with what the record of the person says. The id becomes that of the record that stands for her."""
    person = persons.get(victim.person) if victim.person is not None else None
    if person is None:
        return victim
    return replace(victim, person=person.id, gender=person.gender, publish=person.publish, names=person.names, apart=person.apart)
