"""The incidents in the order of a column, kept from one state of the record to the next: after a change only what has changed is placed anew.

What some columns say of an incident takes a while to work out, and of twenty thousand a person would wait for it. So an order is worked out once for a day and a
language, ahead of whoever asks first (`desk.day_ahead`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from desk.pages.incidents.source_counts import NOT_COUNTED, SourceCounts
from desk.pages.incidents.table_columns import TableColumn, TableRow
from records.i18n import reader
from reports.cached_incident import CachedIncident
from reports.incident_cache import IncidentBook

# Of more changes an order is made anew.
_MANY = 1_000
# Incidents between two breaths of whoever works ahead: a few milliseconds.
_SLICE = 1_000


@dataclass(frozen=True)
class KeptOrder:
    """The incidents of a book by one column. `placed` begin with the smallest, and `keys` are what they are compared by, one for each; among equal ones the latest comes first.
    Those in `missing` have nothing to be compared by, and stand last in both directions."""

    keys: Sequence[Any]
    placed: Sequence[CachedIncident]
    missing: Sequence[CachedIncident]
    head: int = 0
    """The row of the ledger of the book that is ordered."""
    sources: SourceCounts = NOT_COUNTED

    def from_first(self, *, descending: bool) -> Iterator[CachedIncident]:
        """All of them, from the smallest on or from the largest."""
        return chain(self._from_largest() if descending else self.placed, self.missing)

    def _from_largest(self) -> Iterator[CachedIncident]:
        last = len(self.placed)
        while last:
            first = last - 1
            if first and self.keys[first - 1] == self.keys[first]:
                first = bisect_left(self.keys, self.keys[first], 0, last)
            yield from self.placed[first:last]
            last = first


def kept_order(book: IncidentBook, column: TableColumn, today: date, sources: SourceCounts = NOT_COUNTED) -> KeptOrder:
    """The incidents of the book by a column, as of a day and in the reader's language; `sources` where the column is that of the number of sources."""
    kept: dict[Any, KeptOrder] = book.passed_on.setdefault("orders", {})
    name = (column.name, reader(), today)
    before = kept.get(name)
    if before and before.head > book.head:
        # Whoever has read the record a moment later has brought it further already.
        return before
    order = _brought_up(before, book, column, today, sources) if before else None
    if order is None:
        for _ in order_in_steps(book, column, today, sources):
            pass
        return kept[name]
    kept[name] = order
    return order


def order_in_steps(book: IncidentBook, column: TableColumn, today: date, sources: SourceCounts = NOT_COUNTED) -> Iterator[None]:
    """Make the order and keep it, with a halt every few milliseconds. Those of other days are let go."""
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
    # By places, so that equal ones stay as they are: the latest first.
    order = sorted(range(len(keys)), key=keys.__getitem__)
    kept: dict[Any, KeptOrder] = book.passed_on.setdefault("orders", {})
    for other in [name for name in list(kept) if name[2] != today]:
        kept.pop(other, None)
    kept[column.name, reader(), today] = KeptOrder([keys[at] for at in order], [placed[at] for at in order], missing, book.head, sources)


def _brought_up(order: KeptOrder, book: IncidentBook, column: TableColumn, today: date, sources: SourceCounts) -> KeptOrder | None:
    """The order with what the book has now, None where too much has changed or it is not remembered what."""
    changes = book.changed_since(order.head)
    counted_anew = sources.changed_since(order.sources)
    if changes is None or counted_anew is None or len(changes) + len(counted_anew) > _MANY:
        return None
    if not changes and not counted_anew:
        return order if order.head == book.head and order.sources is sources else replace(order, head=book.head, sources=sources)
    keys, placed, missing = list(order.keys), list(order.placed), list(order.missing)
    # As it was: who left the book, and who stays and has another number of sources.
    stood = [change.gone for change in changes if change.gone]
    come = {change.come.incident.number: change.come for change in changes}
    same = [book.by_number[number] for number in counted_anew if number not in come and number in book.by_number]
    for entry in (*stood, *same):
        if not _taken_out(entry, _key(column, entry, today, order.sources), keys, placed, missing):
            return None
    for entry in (*come.values(), *same):
        _put_in(entry, _key(column, entry, today, sources), keys, placed, missing)
    return KeptOrder(keys, placed, missing, book.head, sources)


def _taken_out(entry: CachedIncident, key: Any, keys: list[Any], placed: list[CachedIncident], missing: list[CachedIncident]) -> bool:
    """Whether it stood where its key says, and stands there no more."""
    if key is None:
        at = bisect_left(missing, _latest_first(entry), key=_latest_first)
        found = at < len(missing) and missing[at] is entry
        if found:
            del missing[at]
        return found
    at = bisect_left(placed, _latest_first(entry), bisect_left(keys, key), bisect_right(keys, key), key=_latest_first)
    found = at < len(placed) and placed[at] is entry
    if found:
        del placed[at], keys[at]
    return found


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
