"""The rows of the table: which incidents, in which order, kept in memory until the record changes.

Only what the filters and the order ask for is worked out. Missing values stand last in both directions, and among equal ones the latest comes first, so that
every order is whole and pages follow on one another (`desk.pages.incidents.kept_orders`).
"""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from desk.pages.incidents.kept_choices import kept_choice
from desk.pages.incidents.kept_orders import kept_order
from desk.pages.incidents.source_counts import NOT_COUNTED, SourceCounts, source_counts
from desk.pages.incidents.table_address import LATEST, TableAddress
from desk.pages.incidents.table_columns import COLUMNS, SOURCES, TableRow
from records.i18n import reader
from records.incidents.stored_incidents import numbers_of_sources
from records.state_bodies.waiting_answers import with_overdue
from records.together.assignments import resolved
from reports.cached_incident import CachedIncident
from reports.incident_cache import IncidentBook
from reports.incident_choice import chosen
from reports.withheld.withheld_names import withheld_names

# Views kept at once: as many as a desk of twenty has open, a few times over.
_KEPT = 64


def listed(session: Session, book: IncidentBook, asked: TableAddress, today: date) -> Sequence[CachedIncident]:
    """All incidents that are asked for, in the order asked for."""
    sources = source_counts(session, book) if asked.by == SOURCES else NOT_COUNTED
    wanted = with_overdue(session, resolved(session, asked.filter), today)
    key = (wanted, asked.order, today, reader(), sources.head, sources.articles)
    kept = book.worked_out.setdefault("tables", {})
    found: Sequence[CachedIncident] | None = kept.get(key)
    if found is None:
        numbers = kept_choice(book, wanted, today)
        found = _ordered(book, lambda entry: entry.incident.number in numbers, asked, today, sources)
        while len(kept) >= _KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
    return found


def listed_as_shown(session: Session, book: IncidentBook, asked: TableAddress, today: date) -> Sequence[CachedIncident]:
    """The same for a file: whom a name or a word finds that is withheld stays out, so that the rows tell nobody's name."""
    shown = withheld_names(session).incident
    sources = source_counts(session, book) if asked.by == SOURCES else NOT_COUNTED
    wanted = with_overdue(session, resolved(session, asked.filter), today)
    return _ordered(book, chosen(book, wanted, today, shown), asked, today, sources)


def rows(session: Session, some: Sequence[CachedIncident], today: date, *, count_sources: bool) -> list[TableRow]:
    """These incidents as rows, with the number of their sources where it is asked for."""
    sources = numbers_of_sources(session, [entry.incident.number for entry in some]) if count_sources else {}
    return [TableRow(entry.on(today), entry.hands, sources.get(entry.incident.number, 0) if count_sources else None) for entry in some]


def _ordered(
    book: IncidentBook, holds: Callable[[CachedIncident], bool], asked: TableAddress, today: date, sources: SourceCounts
) -> Sequence[CachedIncident]:
    if asked.order == LATEST:
        return list(book.newest(holds))
    return list(filter(holds, kept_order(book, COLUMNS[asked.by], today, sources).from_first(descending=asked.descending)))
