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
from records.persons.name_reading import name_parts, normal_form
from records.persons.outlet_likeness import outlets_agree
from records.persons.person_model import KnownPerson
from records.persons.person_rows import alone_with_persons, change_person, locked_person, new_person, persons_of
from records.tables import PersonNameRow, PersonRow
from records.vocabulary import LedgerAction


def linked_victims(
    session: Session, victims: Sequence[Mapping[str, Any]], earlier: Sequence[Mapping[str, Any]] = (), *, who: str, now: datetime
) -> list[dict[str, Any]]:
    """The victims of an incident, each with the id of a person. `earlier` are those that the incident had: whoever was linked stays linked.

    Raises BadDecision where a victim names a person who does not exist.
    """
    if not victims:
        return []
    alone_with_persons(session)
    standing = [(normal_form(one["name"]), one["person"]) for one in earlier if one.get("person")]
    taken: set[int] = set()
    linked = []
    for victim in victims:
        id = _stated(session, victim, who=who, now=now) or _standing(standing, victim, taken) or _found(session, victim, taken, who=who, now=now)
        taken.add(id)
        linked.append({**victim, "person": id})
    return linked


def _stated(session: Session, victim: Mapping[str, Any], *, who: str, now: datetime) -> int | None:
    """The person whom somebody named by id. A spelling that the record lacks is added to it."""
    id = victim.get("person")
    if id is None:
        return None
    row = session.get(PersonRow, id)
    if row is None:
        raise BadDecision(tr("victims: there is no person {id}; `qorgan person list` lists them").format(id=id))
    if normal_form(victim["name"]) not in map(normal_form, (*row.spellings, *row.names.values())):
        change_person(session, locked_person(session, id), {"spellings": [*row.spellings, victim["name"]]}, LedgerAction.LINK, who=who, now=now)
    return row.id


def _standing(standing: list[tuple[str, int]], victim: Mapping[str, Any], taken: set[int]) -> int | None:
    form = normal_form(victim["name"])
    return next((id for name, id in standing if name == form and id not in taken), None)


def _found(session: Session, victim: Mapping[str, Any], taken: set[int], *, who: str, now: datetime) -> int:
    name, outlet = victim["name"], victim.get("outlet") or ""
    known = _bearers(session, name)
    fitting = {id: person for id, person in known.items() if id not in taken and fits(person, name, outlet)}
    # One person may bear a spelling by several records that were merged.
    if fitting and len({person.id for person in fitting.values()}) == 1:
        id = min(fitting)
        if outlet and not fitting[id].outlets:
            row = locked_person(session, id)
            change_person(session, row, {"outlets": [{"outlet": outlet, "since": None, "until": None}]}, LedgerAction.LINK, who=who, now=now)
        return id
    return new_person(session, [victim], who=who, now=now).id


def fits(person: KnownPerson, name: str, outlet: str) -> bool:
    """Whether a victim whose name is spelled as this person's is surely she: the outlet is hers, or nothing is known against it. A surname with an initial
    needs the outlet."""
    theirs = [one.outlet for one in person.outlets]
    if any(outlets_agree(outlet, one) for one in theirs):
        return True
    return name_parts(name).is_full and not (outlet and theirs)


def _bearers(session: Session, name: str) -> dict[int, KnownPerson]:
    ids = session.scalars(select(PersonNameRow.person_id).where(PersonNameRow.form == normal_form(name))).all()
    return persons_of(session, ids)


def as_recorded(victim: Victim, persons: Mapping[int, KnownPerson]) -> Victim:
    """The victim with what the record of the person says. The id becomes that of the record that stands for her."""
    person = persons.get(victim.person) if victim.person is not None else None
    if person is None:
        return victim
    return replace(victim, person=person.id, gender=person.gender, publish=person.publish, names=person.names, apart=person.apart)
