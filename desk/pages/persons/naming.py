"""Which incidents name each person, from the incidents that the desk keeps in memory."""

from records.persons.person_model import KnownPerson
from reports.cached_incident import CachedIncident
from reports.incident_cache import IncidentBook


def incidents_of(book: IncidentBook, person: KnownPerson) -> list[CachedIncident]:
    """The incidents that name her under any of her records, the latest first; withdrawn ones are left out."""
    entries = (book.by_number[number] for number in _numbers(book, person))
    return sorted((entry for entry in entries if not entry.incident.withdrawn), key=lambda entry: entry.key, reverse=True)


def number_of(book: IncidentBook, person: KnownPerson) -> int:
    """How many incidents name her. A list of everybody asks this of thousands."""
    numbers = _numbers(book, person)
    return len(numbers) - sum(book.by_number[number].incident.withdrawn for number in numbers)


def _numbers(book: IncidentBook, person: KnownPerson) -> frozenset[str]:
    mine = book.of_person.get(person.id, frozenset())
    return mine.union(*(book.of_person.get(id, ()) for id in person.merged)) if person.merged else mine
