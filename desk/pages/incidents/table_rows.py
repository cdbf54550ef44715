"""The rows of the table: which incidents, in which order, kept in memory until the record changes.

Only what the filters and the order ask for is worked out. Missing values stand last in both directions, and among equal ones the latest comes first, so that
every order is whole and pages follow on one another.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desk.pages.incidents.table_address import LATEST, TableAddress
from desk.pages.incidents.table_columns import COLUMNS, TableRow
from records.i18n import reader
from records.incidents.stored_incidents import numbers_of_sources
from reports.incident_cache import CachedIncident, IncidentBook
from reports.incident_choice import chosen
from reports.withheld.withheld_names import withheld_names

# Views kept at once: as many as a desk of twenty has open, a few times over.
_KEPT = 64
_SOURCES = "sources"


def listed(session: Session, book: IncidentBook, asked: TableAddress, today: date) -> Sequence[CachedIncident]:
    """All incidents that are asked for, in the order asked for."""
    key = ("table", asked.filter, asked.order, today, reader())
    kept = book.worked_out.setdefault("tables", {})
    found: Sequence[CachedIncident] | None = kept.get(key) if asked.by != _SOURCES else None
    if found is None:
        found = _ordered(session, book, list(book.newest(chosen(book, asked.filter, today))), asked, today)
        if asked.by != _SOURCES:
            while len(kept) >= _KEPT:
                kept.pop(next(iter(kept)), None)
            kept[key] = found
    return found


def listed_as_shown(session: Session, book: IncidentBook, asked: TableAddress, today: date) -> Sequence[CachedIncident]:
    """The same for a file: whom a name or a word finds that is withheld stays out, so that the rows tell nobody's name."""
    shown = withheld_names(session).incident
    return _ordered(session, book, list(book.newest(chosen(book, asked.filter, today, shown))), asked, today)


def rows(session: Session, some: Sequence[CachedIncident], today: date, *, count_sources: bool) -> list[TableRow]:
    """These incidents as rows, with the number of their sources where it is asked for."""
    sources = numbers_of_sources(session, [entry.incident.number for entry in some]) if count_sources else {}
    return [TableRow(entry.on(today), entry.hands, sources.get(entry.incident.number, 0) if count_sources else None) for entry in some]


def _ordered(session: Session, book: IncidentBook, found: list[CachedIncident], asked: TableAddress, today: date) -> Sequence[CachedIncident]:
    if asked.order == LATEST:
        return found
    column = COLUMNS[asked.by]
    keyed = [
        (column.sorted_by(row), entry) for row, entry in zip(rows(session, found, today, count_sources=asked.by == _SOURCES), found, strict=True)
    ]
    there = sorted((one for one in keyed if one[0] is not None), key=lambda one: one[0], reverse=asked.descending)
    return [entry for _, entry in there] + [entry for key, entry in keyed if key is None]
