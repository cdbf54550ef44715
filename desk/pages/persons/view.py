"""Persons as the pages show them: one person, a pair who may be one, a name that is near to known persons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.errors import NoSuchIncident
from records.i18n import reader, tr
from records.incidents import is_number
from records.persons.known_persons import KnownPersons
from records.persons.likeness import LIKENESS_LABELS, Likened
from records.persons.name_reading import normal_form
from records.persons.person_model import KnownPerson
from records.persons.suggestions import DoubtfulPair, doubtful_pairs, is_in_doubt, reasons_in_words, suggest
from records.persons.victim_links import who_is_meant
from records.tables import IncidentRow

# Persons that are told of one name.
_MOST_NEAR = 5


@dataclass(frozen=True)
class PersonSeen:
    """A person: the name in the reader's language, the other spellings, and what else tells her from others."""

    id: int
    name: str
    spellings: tuple[str, ...]
    more: str
    withheld: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class PairSeen:
    """Two who may be one. The record of the first stands for both when somebody says that they are."""

    first: PersonSeen
    second: PersonSeen
    likely: str
    reasons: str


@dataclass(frozen=True)
class NearPerson:
    """A known person whose name is near one in a form. `taken`: the victim will be linked to this person."""

    person: PersonSeen
    likely: str
    reasons: str
    taken: bool


def person_seen(person: KnownPerson, naming: Mapping[int, Sequence[str]]) -> PersonSeen:
    """`naming` are the numbers of incidents by person."""
    name = person.names.get(reader()) or person.name
    outlets = (one.outlet for one in person.outlets)
    return PersonSeen(
        person.id,
        name,
        tuple(one for one in person.all_names if one != name),
        ", ".join(filter(None, (person.profession, *outlets))),
        not person.publish,
        tuple(naming.get(person.id, ())),
    )


def pair_seen(pair: DoubtfulPair, naming: Mapping[int, Sequence[str]]) -> PairSeen:
    """The older record first: it is the one that stays."""
    older, younger = sorted((pair.first, pair.second), key=lambda one: one.id)
    return PairSeen(person_seen(older, naming), person_seen(younger, naming), *_words(pair.likened))


def pairs_in(session: Session, known: KnownPersons, number: str) -> list[DoubtfulPair]:
    """The pairs that wait for a decision with somebody whom this incident names. Raises NoSuchIncident."""
    return doubtful_pairs(*_beside_named(session, known, number))


def names_in_doubt(session: Session, known: KnownPersons, number: str) -> bool:
    """Whether there is any such pair. Raises NoSuchIncident."""
    return is_in_doubt(*_beside_named(session, known, number))


def _beside_named(session: Session, known: KnownPersons, number: str) -> tuple[list[KnownPerson], set[int]]:
    """Those who are at all alike to somebody whom this incident names, and the ids of those whom it names."""
    victims = session.scalar(select(IncidentRow.victims).where(IncidentRow.number == number)) if is_number(number) else None
    if victims is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    named = known.with_ids(session, {one["person"] for one in victims if one.get("person") is not None})
    names = [name for one in named for name in one.all_names]
    return known.sounding_like(session, names), {one.id for one in named}


def near_names(persons: Sequence[KnownPerson], victims: Iterable[tuple[str, str]]) -> list[tuple[str, list[NearPerson]]]:
    """For each name with its outlet the known persons whom it may mean; names that are near to nobody are left out."""
    found = []
    for name, outlet in dict.fromkeys(victims):
        near = suggest(persons, name, outlet)[:_MOST_NEAR]
        bearers = {one.person.id: one.person for one in near if normal_form(name) in map(normal_form, one.person.all_names)}
        taken = who_is_meant(bearers, name, outlet)
        if near:
            found.append((name, [NearPerson(person_seen(one.person, {}), *_words(one.likened), one.person.id in taken) for one in near]))
    return found


def _words(likened: Likened) -> tuple[str, str]:
    return tr(LIKENESS_LABELS[likened.likeness]), reasons_in_words(likened)
