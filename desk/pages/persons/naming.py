"""Which incidents name each person, from the incidents that the desk keeps in memory."""

from collections.abc import Mapping

from records.persons.person_model import KnownPerson
from reports.incident_cache import CachedIncident, IncidentBook

_KEPT = "incidents by record of a person"


def incidents_of(book: IncidentBook, person: KnownPerson) -> list[CachedIncident]:
    """The incidents that name her under any of her records, the latest first; withdrawn ones are left out."""
    found = _by_record(book)
    hers = {entry.incident.number: entry for id in (person.id, *person.merged) for entry in found.get(id, ())}
    return sorted(hers.values(), key=lambda entry: entry.key, reverse=True)


def number_of(book: IncidentBook, person: KnownPerson) -> int:
    """How many incidents name her. Quick, since a list of all persons is ordered by it."""
    return len(_by_record(book).get(person.id, ())) if not person.merged else len(incidents_of(book, person))


def _by_record(book: IncidentBook) -> Mapping[int, list[CachedIncident]]:
    """By the id to which a victim leads. Made once for each state of the record, since a list of persons asks for all."""
    kept: Mapping[int, list[CachedIncident]] | None = book.worked_out.get(_KEPT)
    if kept is None:
        made: dict[int, list[CachedIncident]] = {}
        for entry in book.entries:
            if not entry.incident.withdrawn:
                for id in {victim.person for victim in entry.incident.victims if victim.person is not None}:
                    made.setdefault(id, []).append(entry)
        kept = book.worked_out[_KEPT] = made
    return kept
