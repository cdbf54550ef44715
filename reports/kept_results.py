"""What was worked out from all incidents, kept from one state of the record to the next: after a change only what has changed is looked at again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import TypeVar

from reports.incident_cache import BookChange, IncidentBook

# Results of one kind that are kept: as many as a desk of twenty has open, a few times over.
_KEPT = 64
_lock = Lock()
_Result = TypeVar("_Result")


def kept_result(
    book: IncidentBook, kind: str, asked: Hashable, made: Callable[[], _Result], brought_up: Callable[[_Result, Sequence[BookChange]], _Result]
) -> _Result:
    """The result of a kind for what is asked, as of the book: `made` from all its incidents, or an earlier one `brought_up` by what has changed since. Safe for threads."""
    with _lock:
        kept: OrderedDict[Hashable, tuple[int, _Result]] = book.passed_on.setdefault(kind, OrderedDict())
        found = kept.get(asked)
    if found is not None and found[0] > book.head:
        # Whoever has read the record a moment later has brought it further already.
        return found[1]
    changes = book.changed_since(found[0]) if found is not None else None
    if found is None or changes is None:
        result = made()
    elif changes:
        result = brought_up(found[1], changes)
    else:
        result = found[1]
    with _lock:
        kept[asked] = (book.head, result)
        kept.move_to_end(asked)
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return result
