"""The incidents in the order of a column, kept from one state of the record to the next: after a change only what has changed is placed anew.

What some columns say of an incident takes a while to work out, and of twenty thousand a person would wait for it. So an order is worked out once for a day and a
language, ahead of whoever asks first (`desk.day_ahead`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, compress
from typing import Any

from desk.pages.incidents.table_columns import TableColumn, TableRow
from records.i18n import reader
from reports.incident_cache import CachedIncident, IncidentBook

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


def kept_order(book: IncidentBook, column: TableColumn, today: date) -> KeptOrder:
    """The incidents of the book by a column, as of a day and in the reader's language."""
    kept: dict[Any, KeptOrder] = book.passed_on.setdefault("orders", {})
    name = (column.name, reader(), today)
    before = kept.get(name)
    order = _brought_up(before, book, column, today) if before else None
    if order is None:
        for _ in order_in_steps(book, column, today):
            pass
        return kept[name]
    kept[name] = order
    return order


def order_in_steps(book: IncidentBook, column: TableColumn, today: date) -> Iterator[None]:
    """Make the order and keep it, with a halt every few milliseconds. Those of other days are let go."""
    keys, placed, missing = [], [], []
    for at, entry in enumerate(reversed(book.entries)):
        if at % _SLICE == 0:
            yield
        key = _key(column, entry, today)
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
    kept[column.name, reader(), today] = KeptOrder([keys[at] for at in order], [placed[at] for at in order], missing)


def _brought_up(order: KeptOrder, book: IncidentBook, column: TableColumn, today: date) -> KeptOrder | None:
    """The order with what the book has now, None where too much has changed. An entry that has not changed is the same object in every book."""
    had, now = set(map(id, chain(order.placed, order.missing))), set(map(id, book.entries))
    if had == now:
        return order
    changed = [entry for entry in book.entries if id(entry) not in had]
    if len(changed) > _MANY:
        return None
    stays = [id(entry) in now for entry in order.placed]
    keys, placed = list(compress(order.keys, stays)), list(compress(order.placed, stays))
    missing = [entry for entry in order.missing if id(entry) in now]
    for entry in changed:
        key = _key(column, entry, today)
        if key is None:
            missing.insert(bisect_left(missing, _latest_first(entry), key=_latest_first), entry)
            continue
        first, last = bisect_left(keys, key), bisect_right(keys, key)
        at = bisect_left(placed, _latest_first(entry), first, last, key=_latest_first)
        keys.insert(at, key)
        placed.insert(at, entry)
    return KeptOrder(keys, placed, missing)


def _key(column: TableColumn, entry: CachedIncident, today: date) -> Any:
    return column.sorted_by(TableRow(entry.on(today), entry.hands))


def _latest_first(entry: CachedIncident) -> tuple[int, ...]:
    return tuple(-part for part in entry.key)
