"""Who was attacked most: the persons and the outlets that several incidents of a report name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from records.incident_model import Incident, Victim
from records.outlets.written_outlets import folded_outlet
from reports.publications.figures import Figure, figure_of
from reports.publications.persons_affected import namings

MOST_NAMED = 10
_TWICE = 2


@dataclass(frozen=True)
class TargetedPerson:
    """A person in two incidents or more: the name as it was spelled first, that in each language as far as it is known, and the incidents."""

    name: str
    incidents: Figure
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class TargetedOutlet:
    """An outlet in two incidents or more, as it was written first: one against which it was directed, or for which somebody affected works."""

    name: str
    incidents: Figure


def targeted_persons(incidents: Sequence[Incident]) -> tuple[TargetedPerson, ...]:
    """Up to MOST_NAMED, who is in most incidents first; of equal ones by the first incident. Whose name is withheld is not among them: a number would tell who
    she is."""
    found: list[tuple[Victim, tuple[str, ...]]] = []
    for some in namings(incidents):
        numbers = tuple(dict.fromkeys(number for _, number in some))
        if len(numbers) >= _TWICE and all(victim.publish for victim, _ in some):
            found.append((some[0][0], numbers))
    found.sort(key=lambda one: (-len(one[1]), one[1]))
    return tuple(TargetedPerson(victim.name.strip(), figure_of(numbers), dict(victim.names)) for victim, numbers in found[:MOST_NAMED])


def targeted_outlets(incidents: Iterable[Incident]) -> tuple[TargetedOutlet, ...]:
    """Up to MOST_NAMED, in the same order. Letters, quotation marks and blanks around make no other outlet of one."""
    names: dict[str, str] = {}
    numbers: dict[str, dict[str, None]] = {}
    for incident in incidents:
        for name in (*incident.outlets, *(victim.outlet for victim in incident.victims)):
            key = folded_outlet(name)
            if key:
                names.setdefault(key, name.strip())
                numbers.setdefault(key, {})[incident.number] = None
    found = [(names[key], tuple(some)) for key, some in numbers.items() if len(some) >= _TWICE]
    found.sort(key=lambda one: (-len(one[1]), one[1], one[0]))
    return tuple(TargetedOutlet(name, figure_of(some)) for name, some in found[:MOST_NAMED])
