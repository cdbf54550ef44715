"""Which incidents name each person, from the incidents that the desk keeps in memory."""

from records.persons.person_model import KnownPerson
from reports.cached_incident import CachedIncident
from reports.incident_cache import IncidentBook


def incidents_of(book: IncidentBook, person: KnownPerson) -> list[CachedIncident]:
    """The incidents that name her under any of her records, the latest first; withdrawn ones are left out."""
    numbers = frozenset[str]().union(*(book.of_person.get(id, ()) for id in (person.id, *person.merged)))
    entries = (book.by_number[number] for number in numbers)
    return sorted((entry for entry in entries if not entry.incident.withdrawn), key=lambda entry: entry.key, reverse=True)


def number_of(book: IncidentBook, person: KnownPerson) -> int:
    """How many incidents name her."""
    return len(incidents_of(book, person))
