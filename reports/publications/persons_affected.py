"""Persons affected: how many there are, although one name may be spelled in several ways.

A person is counted by her record (`records.persons`): all spellings that somebody put together are one person, and nobody else is taken for her. A
victim without a record counts as the person whose full name has the same letters, of whatever script; others are counted separately. Pairs that are
counted as two but may be one are reported to the editor.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from records.incident_model import Incident, Victim
from records.language.names import letters_key, normal_form
from records.persons.name_search import NameSimilarity
from records.persons.repository import KnownPerson, PersonOutlet
from records.persons.victims import doubtful_pairs
from reports.publications.figures import Figure

Trait = TypeVar("Trait")


@dataclass(frozen=True)
class Persons:
    """The different persons among the victims of some incidents.

    `unnamed` are the incidents that name nobody. `folded` are the names of persons who are named in several ways, each as a tuple of the spellings.
    """

    affected: Figure
    unnamed: tuple[str, ...]
    folded: tuple[tuple[str, ...], ...]


@dataclass
class _PersonNamed:
    """What the incidents say about one person."""

    spellings: dict[str, None] = field(default_factory=dict)
    outlets: dict[str, None] = field(default_factory=dict)
    apart: frozenset[int] = frozenset()


def affected_persons(incidents: Iterable[Incident]) -> Persons:
    """Count the persons affected. An incident with three victims counts three, one person in two incidents counts once."""
    counted = list(incidents)
    persons = _named(counted)
    naming = tuple(incident.number for incident in counted if _victims(incident))
    unnamed = tuple(incident.number for incident in counted if not _victims(incident))
    folded = tuple(tuple(person.spellings) for person in persons.values() if len(set(map(normal_form, person.spellings))) > 1)
    return Persons(Figure(len(persons), naming), unnamed, folded)


def doubtful_persons(incidents: Iterable[Incident]) -> tuple[tuple[str, str], ...]:
    """Return the spellings of pairs who are counted as two persons but are probably one."""
    persons = [_person(place, key, person) for place, (key, person) in enumerate(_named(list(incidents)).items(), 1)]
    return tuple(pair.spellings for pair in doubtful_pairs(persons) if pair.likened.likeness >= NameSimilarity.LIKELY)


def namings(incidents: Iterable[Incident]) -> list[list[tuple[Victim, str]]]:
    """Return for each person the namings with the numbers of their incidents, in the order in which persons are named first."""
    counted = list(incidents)
    recorded = _recorded(counted)
    grouped: dict[int | str, list[tuple[Victim, str]]] = {}
    for incident in counted:
        for victim in _victims(incident):
            grouped.setdefault(_key(victim, recorded), []).append((victim, incident.number))
    return list(grouped.values())


def persons_by(incidents: Iterable[Incident], of: Callable[[Victim], Trait], unknown: Trait) -> dict[Trait, Figure]:
    """Count the persons affected, each once, by a trait: the first known one of her namings, else `unknown`.

    Behind a figure are the incidents that name its persons.
    """
    counted = list(incidents)
    by_trait: dict[Trait, tuple[int, dict[str, None]]] = {}
    for person_namings in namings(counted):
        trait = next((value for victim, _ in person_namings if (value := of(victim)) != unknown), unknown)
        persons, numbers = by_trait.get(trait, (0, {}))
        numbers.update((number, None) for _, number in person_namings)
        by_trait[trait] = (persons + 1, numbers)
    order = {incident.number: nth for nth, incident in enumerate(counted)}
    return {trait: Figure(persons, tuple(sorted(numbers, key=order.__getitem__))) for trait, (persons, numbers) in by_trait.items()}


def _named(incidents: Sequence[Incident]) -> dict[int | str, _PersonNamed]:
    """Return the persons, in the order in which they are named first."""
    recorded = _recorded(incidents)
    persons: dict[int | str, _PersonNamed] = {}
    for incident in incidents:
        for victim in _victims(incident):
            _add(persons.setdefault(_key(victim, recorded), _PersonNamed()), victim)
    return persons


def _recorded(incidents: Sequence[Incident]) -> dict[str, int]:
    """Return the records of persons by the letters of the names under which they are named."""
    return {
        letters_key(victim.name): victim.person
        for incident in incidents
        for victim in incident.victims
        if victim.person is not None and victim.publish
    }


def _victims(incident: Incident) -> list[Victim]:
    return [victim for victim in incident.victims if victim.name.strip()]


def _key(victim: Victim, recorded: Mapping[str, int]) -> int | str:
    """Return the id of the record; of a victim without one, that of a record of the same name, else the name."""
    if victim.person is not None:
        return victim.person
    return recorded.get(letters_key(victim.name)) or letters_key(victim.name)


def _add(person_named: _PersonNamed, victim: Victim) -> None:
    if victim.publish:
        # A withheld name is replaced by a profession, which is no spelling of hers.
        person_named.spellings[victim.name.strip()] = None
    person_named.apart |= victim.apart
    if victim.outlet.strip():
        person_named.outlets[victim.outlet.strip()] = None


def _person(place: int, key: int | str, person_named: _PersonNamed) -> KnownPerson:
    # Without a record a person gets an id that no record has.
    id = key if isinstance(key, int) else -place
    return KnownPerson(id, spellings=tuple(person_named.spellings), outlets=tuple(map(PersonOutlet, person_named.outlets)), apart=person_named.apart)
