"""Which incidents a filter chooses, kept from one state of the record to the next: after a change only what has changed is asked again."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from records.filters import IncidentFilter
from reports.cached_incident import CachedIncident
from reports.incident_cache import IncidentBook
from reports.incident_choice import chosen, holding

# Filters kept at once: as many as a desk of twenty has open, a few times over.
_KEPT = 64
_lock = Lock()


@dataclass(frozen=True)
class KeptChoice:
    """The numbers of those chosen, as of a row of the ledger, and how many of them need a person's look at their texts, by language; what is withdrawn needs none."""

    head: int
    numbers: frozenset[str]
    unchecked: Mapping[str, int]


def kept_choice(book: IncidentBook, wanted: IncidentFilter, today: date) -> KeptChoice:
    """The incidents of the book that a filter chooses on a day."""
    with _lock:
        kept: OrderedDict[tuple[IncidentFilter, date], KeptChoice] = book.passed_on.setdefault("choices", OrderedDict())
        before = kept.get((wanted, today))
    if before and before.head > book.head:
        # Whoever has read the record a moment later has brought it further already.
        return before
    choice = _brought_up(before, book, wanted, today) if before else None
    if choice is None:
        holds = chosen(book, wanted, today)
        found = [entry for entry in book.entries if holds(entry)]
        choice = KeptChoice(book.head, frozenset(entry.incident.number for entry in found), _unchecked(found))
    with _lock:
        kept[wanted, today] = choice
        kept.move_to_end((wanted, today))
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return choice


def _brought_up(before: KeptChoice, book: IncidentBook, wanted: IncidentFilter, today: date) -> KeptChoice | None:
    changes = book.changed_since(before.head)
    if changes is None:
        return None
    come = {change.come.incident.number: change.come for change in changes}
    if not come:
        return KeptChoice(book.head, before.numbers, before.unchecked)
    gone = [change.gone for change in changes if change.gone is not None and change.gone.incident.number in before.numbers]
    holds = holding(wanted, today)
    new = {number: entry for number, entry in come.items() if holds(entry)}
    unchecked = Counter(before.unchecked)
    unchecked.subtract(_unchecked(gone))
    unchecked.update(_unchecked(new.values()))
    return KeptChoice(book.head, before.numbers.difference(come).union(new), unchecked)


def _unchecked(entries: Iterable[CachedIncident]) -> Mapping[str, int]:
    return Counter(lang for entry in entries if not entry.incident.withdrawn for lang in entry.lacks)
