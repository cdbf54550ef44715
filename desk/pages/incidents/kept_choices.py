"""Which incidents a filter chooses, kept from one state of the record to the next: after a change only what has changed is asked again."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from threading import Lock

from records.filters import IncidentFilter
from reports.incident_cache import IncidentBook
from reports.incident_choice import chosen, holding

# Filters kept at once: as many as a desk of twenty has open, a few times over.
_KEPT = 64
_lock = Lock()


@dataclass(frozen=True)
class KeptChoice:
    """The numbers of those chosen, as of a row of the ledger."""

    head: int
    numbers: frozenset[str]


def kept_choice(book: IncidentBook, wanted: IncidentFilter, today: date) -> frozenset[str]:
    """The numbers of the incidents of the book that a filter chooses on a day."""
    with _lock:
        kept: OrderedDict[tuple[IncidentFilter, date], KeptChoice] = book.passed_on.setdefault("choices", OrderedDict())
        before = kept.get((wanted, today))
    if before and before.head > book.head:
        # Whoever has read the record a moment later has brought it further already.
        return before.numbers
    choice = _brought_up(before, book, wanted, today) if before else None
    if choice is None:
        holds = chosen(book, wanted, today)
        choice = KeptChoice(book.head, frozenset(entry.incident.number for entry in book.entries if holds(entry)))
    with _lock:
        kept[wanted, today] = choice
        kept.move_to_end((wanted, today))
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return choice.numbers


def _brought_up(before: KeptChoice, book: IncidentBook, wanted: IncidentFilter, today: date) -> KeptChoice | None:
    changes = book.changed_since(before.head)
    if changes is None:
        return None
    come = {change.come.incident.number: change.come for change in changes}
    if not come:
        return KeptChoice(book.head, before.numbers)
    holds = holding(wanted, today)
    return KeptChoice(book.head, before.numbers.difference(come).union(number for number, entry in come.items() if holds(entry)))
