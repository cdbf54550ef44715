"""Caches for the table of incidents: numbers of sources, selections of a filter, and orders by a column, updated after each change.

Some columns are slow to compute, and for twenty thousand incidents a person would have to wait. So an order is computed once for a day and a
language, before anybody requests it (`desk.app`).
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.pages.incidents.table_columns import TableColumn, TableRow
from records.filters import IncidentFilter
from records.i18n import reader_language
from records.incidents.repository import numbers_of_sources
from records.tables import DraftArticleRow, DraftRow, LedgerRow
from records.vocabulary import LedgerAction
from reports.incident_selection import cached_result, entry_filter, holding
from reports.incidents import CachedIncident, CachedIncidentChange, IncidentCollection

# Numbers of sources of each incident. They are only in the database, and counting them for twenty thousand incidents takes a quarter of a second.
# After a change only those incidents are counted again that the ledger names since then, directly or by their drafts.

_DRAFT, _INCIDENT = "draft ", "incident "
# Decisions on a draft that move no article from one incident to another; after anything else all are counted.
_SIMPLE = frozenset({LedgerAction.CONFIRM, LedgerAction.REJECT, LedgerAction.DEFER, LedgerAction.SECOND})
# Numbers that are remembered as counted again, and rows of the ledger after which all are counted.
_REMEMBERED, _MANY = 500, 500


@dataclass(frozen=True)
class SourceCounts:
    """The numbers as of a row of the ledger. `articles` is how many articles drafts had then: runs add more without a row of the ledger."""

    head: int = 0
    articles: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)
    counted: tuple[tuple[int, str], ...] = ()
    """The latest incidents that were counted again, each with the row of the ledger up to which it was counted."""
    remembers: int = 0
    """The row of the ledger from which on `counted` is complete."""

    def of(self, number: str) -> int:
        """Return the number of sources of an incident."""
        return self.numbers.get(number, 0)

    def changed_since(self, before: "SourceCounts") -> set[str] | None:
        """Return the incidents whose number may differ from earlier counts; None if that is not remembered."""
        if before is self:
            return set()
        if before.articles != self.articles or not self.remembers <= before.head <= self.head:
            return None
        return {number for head, number in self.counted if head > before.head}


NOT_COUNTED = SourceCounts()
"""Counts for orders by any other column."""


def source_counts(session: Session, book: IncidentCollection) -> SourceCounts:
    """Return the numbers of all incidents of the book."""
    cached: SourceCounts | None = book.passed_on.get("sources")
    articles = session.scalar(select(func.count()).select_from(DraftArticleRow)) or 0
    counts = _brought_up(session, cached, book.head) if cached and cached.articles == articles else None
    if counts is None:
        counts = SourceCounts(book.head, articles, numbers_of_sources(session, list(book.by_number)), remembers=book.head)
    book.passed_on["sources"] = counts
    return counts


def _brought_up(session: Session, cached: SourceCounts, head: int) -> SourceCounts | None:
    if cached.head >= head:
        return cached
    query = select(LedgerRow.subject, LedgerRow.action).where(LedgerRow.id > cached.head, LedgerRow.id <= head).limit(_MANY)
    changed_rows = session.execute(query).all()
    drafts = {subject.removeprefix(_DRAFT) for subject, _ in changed_rows if subject.startswith(_DRAFT)}
    if len(changed_rows) == _MANY or any(subject.startswith(_DRAFT) and action not in _SIMPLE for subject, action in changed_rows):
        return None
    numbers = {subject.removeprefix(_INCIDENT) for subject, _ in changed_rows if subject.startswith(_INCIDENT)}
    if drafts:
        of_drafts = select(DraftRow.incident).where(DraftRow.id.in_(map(int, drafts)), DraftRow.incident.is_not(None))
        numbers |= {str(number) for number in session.scalars(of_drafts)}
    if not numbers:
        return SourceCounts(head, cached.articles, cached.numbers, cached.counted, cached.remembers)
    again = numbers_of_sources(session, sorted(numbers))
    counted = (*cached.counted, *((head, number) for number in sorted(numbers)))
    forgotten = max(0, len(counted) - _REMEMBERED)
    remembers = counted[forgotten - 1][0] if forgotten else cached.remembers
    return SourceCounts(head, cached.articles, {**cached.numbers, **dict.fromkeys(numbers, 0), **again}, counted[forgotten:], remembers)


# The incidents that a filter selects, cached between changes (`reports.incident_selection`).


@dataclass(frozen=True)
class CachedSelection:
    """The numbers of the selected incidents, and how many of them need a review of their texts, by language; withdrawn ones need none."""

    numbers: frozenset[str]
    unchecked: Mapping[str, int]


def cached_selection(book: IncidentCollection, incident_filter: IncidentFilter, today: date) -> CachedSelection:
    """Return the incidents of the book that a filter selects on a day."""

    def made() -> CachedSelection:
        holds = entry_filter(book, incident_filter, today)
        selected = [entry for entry in book.entries if holds(entry)]
        return CachedSelection(frozenset(entry.incident.number for entry in selected), _unchecked(selected))

    return cached_result(
        book, "choices", (incident_filter, today), made, lambda before, changes: _choices_brought_up(before, changes, incident_filter, today)
    )


def _choices_brought_up(
    before: CachedSelection, changes: Sequence[CachedIncidentChange], incident_filter: IncidentFilter, today: date
) -> CachedSelection:
    come = {change.come.incident.number: change.come for change in changes}
    gone = [change.gone for change in changes if change.gone is not None and change.gone.incident.number in before.numbers]
    holds = holding(incident_filter, today)
    new = {number: entry for number, entry in come.items() if holds(entry)}
    unchecked = Counter(before.unchecked)
    unchecked.subtract(_unchecked(gone))
    unchecked.update(_unchecked(new.values()))
    return CachedSelection(before.numbers.difference(come).union(new), unchecked)


def _unchecked(entries: Iterable[CachedIncident]) -> Mapping[str, int]:
    return Counter(lang for entry in entries if not entry.incident.withdrawn for lang in entry.lacks)


# With more changes an order is computed from the beginning.
_MANY_ORDERS = 1_000
# Incidents between two pauses of background work: a few milliseconds.
_SLICE = 1_000


@dataclass(frozen=True)
class CachedOrder:
    """The incidents of a book by one column.

    `placed` begin with the smallest, and `keys` are their sort keys, one for each; among equal ones the latest comes first. Those in `missing` have
    no key, and come last in both directions.
    """

    keys: Sequence[Any]
    placed: Sequence[CachedIncident]
    missing: Sequence[CachedIncident]
    head: int = 0
    """The row of the ledger of the sorted book."""
    sources: SourceCounts = NOT_COUNTED

    def from_first(self, *, descending: bool) -> Iterator[CachedIncident]:
        """Yield all of them, from the smallest or from the largest."""
        return chain(self._from_largest() if descending else self.placed, self.missing)

    def _from_largest(self) -> Iterator[CachedIncident]:
        last = len(self.placed)
        while last:
            first = last - 1
            if first and self.keys[first - 1] == self.keys[first]:
                first = bisect_left(self.keys, self.keys[first], 0, last)
            yield from self.placed[first:last]
            last = first


def cached_order(book: IncidentCollection, column: TableColumn, today: date, sources: SourceCounts = NOT_COUNTED) -> CachedOrder:
    """Return the incidents of the book by a column, as of a day and in the reader's language.

    `sources` are needed for the column with the number of sources.
    """
    cached: dict[Any, CachedOrder] = book.passed_on.setdefault("orders", {})
    name = (column.name, reader_language(), today)
    before = cached.get(name)
    if before and before.head > book.head:
        # Another thread, which read the record later, has updated it further already.
        return before
    order = _orders_brought_up(before, book, column, today, sources) if before else None
    if order is None:
        for _ in order_in_steps(book, column, today, sources):
            pass
        return cached[name]
    cached[name] = order
    return order


def order_in_steps(book: IncidentCollection, column: TableColumn, today: date, sources: SourceCounts = NOT_COUNTED) -> Iterator[None]:
    """Compute and cache the order, pausing every few milliseconds. Orders of other days are dropped."""
    keys, placed, missing = [], [], []
    for at, entry in enumerate(reversed(book.entries)):
        if at % _SLICE == 0:
            yield
        key = _key(column, entry, today, sources)
        if key is None:
            missing.append(entry)
        else:
            keys.append(key)
            placed.append(entry)
    yield
    # Sorted by places, so that the order of equal ones stays: the latest first.
    order = sorted(range(len(keys)), key=keys.__getitem__)
    cached: dict[Any, CachedOrder] = book.passed_on.setdefault("orders", {})
    for other in [name for name in list(cached) if name[2] != today]:
        cached.pop(other, None)
    cached[column.name, reader_language(), today] = CachedOrder([keys[at] for at in order], [placed[at] for at in order], missing, book.head, sources)


def _orders_brought_up(order: CachedOrder, book: IncidentCollection, column: TableColumn, today: date, sources: SourceCounts) -> CachedOrder | None:
    """Return the order updated to the book; None if too much has changed or the changes are not remembered."""
    changes = book.changed_since(order.head)
    counted_anew = sources.changed_since(order.sources)
    if changes is None or counted_anew is None or len(changes) + len(counted_anew) > _MANY_ORDERS:
        return None
    if not changes and not counted_anew:
        return order if order.head == book.head and order.sources is sources else replace(order, head=book.head, sources=sources)
    keys, placed, missing = list(order.keys), list(order.placed), list(order.missing)
    # With the earlier numbers: entries that left the book, and entries that stay with another number of sources.
    stood = [change.gone for change in changes if change.gone]
    come = {change.come.incident.number: change.come for change in changes}
    same = [book.by_number[number] for number in counted_anew if number not in come and number in book.by_number]
    for entry in (*stood, *same):
        if not _remove_entry(entry, _key(column, entry, today, order.sources), keys, placed, missing):
            return None
    for entry in (*come.values(), *same):
        _put_in(entry, _key(column, entry, today, sources), keys, placed, missing)
    return CachedOrder(keys, placed, missing, book.head, sources)


def _remove_entry(entry: CachedIncident, key: Any, keys: list[Any], placed: list[CachedIncident], missing: list[CachedIncident]) -> bool:
    """Remove an entry from the place of its key, and return whether it was there."""
    if key is None:
        at = bisect_left(missing, _latest_first(entry), key=_latest_first)
        present = at < len(missing) and missing[at] is entry
        if present:
            del missing[at]
        return present
    at = bisect_left(placed, _latest_first(entry), bisect_left(keys, key), bisect_right(keys, key), key=_latest_first)
    present = at < len(placed) and placed[at] is entry
    if present:
        del placed[at], keys[at]
    return present


def _put_in(entry: CachedIncident, key: Any, keys: list[Any], placed: list[CachedIncident], missing: list[CachedIncident]) -> None:
    if key is None:
        missing.insert(bisect_left(missing, _latest_first(entry), key=_latest_first), entry)
        return
    at = bisect_left(placed, _latest_first(entry), bisect_left(keys, key), bisect_right(keys, key), key=_latest_first)
    keys.insert(at, key)
    placed.insert(at, entry)


def _key(column: TableColumn, entry: CachedIncident, today: date, sources: SourceCounts) -> Any:
    return column.sorted_by(TableRow(entry.on(today), entry.hands, sources.of(entry.incident.number)))


def _latest_first(entry: CachedIncident) -> tuple[int, ...]:
    return tuple(-part for part in entry.key)
