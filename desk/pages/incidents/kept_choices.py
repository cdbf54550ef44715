"""Which incidents a filter chooses, kept from one state of the record to the next (`reports.kept_results`)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from records.filters import IncidentFilter
from reports.cached_incident import CachedIncident
from reports.incident_cache import BookChange, IncidentBook
from reports.incident_choice import chosen, holding
from reports.kept_results import kept_result


@dataclass(frozen=True)
class KeptChoice:
    """The numbers of those chosen, and how many of them need a person's look at their texts, by language; what is withdrawn needs none."""

    numbers: frozenset[str]
    unchecked: Mapping[str, int]


def kept_choice(book: IncidentBook, wanted: IncidentFilter, today: date) -> KeptChoice:
    """The incidents of the book that a filter chooses on a day."""

    def made() -> KeptChoice:
        holds = chosen(book, wanted, today)
        found = [entry for entry in book.entries if holds(entry)]
        return KeptChoice(frozenset(entry.incident.number for entry in found), _unchecked(found))

    return kept_result(book, "choices", (wanted, today), made, lambda before, changes: _brought_up(before, changes, wanted, today))


def _brought_up(before: KeptChoice, changes: Sequence[BookChange], wanted: IncidentFilter, today: date) -> KeptChoice:
    come = {change.come.incident.number: change.come for change in changes}
    gone = [change.gone for change in changes if change.gone is not None and change.gone.incident.number in before.numbers]
    holds = holding(wanted, today)
    new = {number: entry for number, entry in come.items() if holds(entry)}
    unchecked = Counter(before.unchecked)
    unchecked.subtract(_unchecked(gone))
    unchecked.update(_unchecked(new.values()))
    return KeptChoice(before.numbers.difference(come).union(new), unchecked)


def _unchecked(entries: Iterable[CachedIncident]) -> Mapping[str, int]:
    return Counter(lang for entry in entries if not entry.incident.withdrawn for lang in entry.lacks)
