"""The rows of the table: which incidents, in which order.

Only what the filters and the order ask for is worked out. Missing values stand last in both directions, and among equal ones the latest comes first, so that
every order is whole and pages follow on one another (`desk.pages.incidents.kept_orders`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress, islice, tee
from operator import attrgetter

from sqlalchemy.orm import Session

from desk.pages.incidents.kept_choices import KeptChoice, kept_choice
from desk.pages.incidents.kept_orders import kept_order
from desk.pages.incidents.source_counts import NOT_COUNTED, SourceCounts, source_counts
from desk.pages.incidents.table_address import LATEST, TableAddress
from desk.pages.incidents.table_columns import COLUMNS, SOURCES, TableRow
from records.incidents.stored_incidents import numbers_of_sources
from records.state_bodies.waiting_answers import with_overdue
from records.together.assignments import resolved
from reports.cached_incident import CachedIncident
from reports.incident_cache import IncidentBook
from reports.incident_choice import chosen
from reports.withheld.withheld_names import withheld_names

# So few are put in order by themselves: that takes less than to look for them among all.
_FEW = 2_000


@dataclass(frozen=True)
class ListedIncidents:
    """The incidents that are asked for, in the order asked for. They are gone through only as far as somebody reads: a page is a fraction of them."""

    choice: KeptChoice
    order: Callable[[], Iterable[CachedIncident]]

    def __len__(self) -> int:
        return len(self.choice.numbers)

    def __iter__(self) -> Iterator[CachedIncident]:
        # Without a step of ours for each of twenty thousand.
        ordered, again = tee(self.order())
        found = compress(ordered, map(self.choice.numbers.__contains__, map(attrgetter("incident.number"), again)))
        return islice(found, len(self))

    def page(self, first: int, most: int) -> list[CachedIncident]:
        """At most so many, from a place on; the first place is 1."""
        return list(islice(self, first - 1, first - 1 + most))


def listed(session: Session, book: IncidentBook, asked: TableAddress, today: date) -> ListedIncidents:
    """All incidents that are asked for, in the order asked for."""
    sources = source_counts(session, book) if asked.by == SOURCES else NOT_COUNTED
    wanted = with_overdue(session, resolved(session, asked.filter), today)
    choice = kept_choice(book, wanted, today)
    if asked.order == LATEST and len(choice.numbers) <= _FEW:
        return ListedIncidents(choice, lambda: _latest_first(book, choice.numbers))
    return ListedIncidents(choice, lambda: _in_order(book, asked, today, sources))


def _latest_first(book: IncidentBook, numbers: Iterable[str]) -> Iterable[CachedIncident]:
    return sorted((book.by_number[number] for number in numbers if number in book.by_number), key=attrgetter("key"), reverse=True)


def listed_as_shown(session: Session, book: IncidentBook, asked: TableAddress, today: date) -> Sequence[CachedIncident]:
    """The same for a file: whom a name or a word finds that is withheld stays out, so that the rows tell nobody's name."""
    shown = withheld_names(session).incident
    sources = source_counts(session, book) if asked.by == SOURCES else NOT_COUNTED
    wanted = with_overdue(session, resolved(session, asked.filter), today)
    return list(filter(chosen(book, wanted, today, shown), _in_order(book, asked, today, sources)))


def rows(session: Session, some: Sequence[CachedIncident], today: date, *, count_sources: bool) -> list[TableRow]:
    """These incidents as rows, with the number of their sources where it is asked for."""
    sources = numbers_of_sources(session, [entry.incident.number for entry in some]) if count_sources else {}
    return [TableRow(entry.on(today), entry.hands, sources.get(entry.incident.number, 0) if count_sources else None) for entry in some]


def _in_order(book: IncidentBook, asked: TableAddress, today: date, sources: SourceCounts) -> Iterable[CachedIncident]:
    if asked.order == LATEST:
        return reversed(book.entries)
    return kept_order(book, COLUMNS[asked.by], today, sources).from_first(descending=asked.descending)
