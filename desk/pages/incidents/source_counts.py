"""How many sources each incident has, kept from one state of the record to the next.

The number stands in the database alone, and to count those of twenty thousand incidents takes a quarter of a second. After a change only those are counted again that the ledger
names since then, by themselves or by their drafts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.incidents.stored_incidents import numbers_of_sources
from records.tables import DraftArticleRow, DraftRow, LedgerRow
from records.vocabulary import LedgerAction
from reports.incident_cache import IncidentBook

_DRAFT, _INCIDENT = "draft ", "incident "
# What is decided on a draft and moves no article from one incident to another; after anything else all are counted.
_SIMPLE = frozenset({LedgerAction.CONFIRM, LedgerAction.REJECT, LedgerAction.DEFER, LedgerAction.SECOND})
# Numbers that are remembered as counted again, and rows of the ledger after which all are counted.
_REMEMBERED, _MANY = 500, 500


@dataclass(frozen=True)
class SourceCounts:
    """The numbers as of a row of the ledger. `articles` is how many articles drafts had then: a run gives them more, of which the ledger tells nothing."""

    head: int = 0
    articles: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)
    counted: tuple[tuple[int, str], ...] = ()
    """The latest incidents that were counted again, each with the row of the ledger up to which it was."""
    remembers: int = 0
    """The row of the ledger after which none is missing among them."""

    def of(self, number: str) -> int:
        """How many sources an incident has."""
        return self.numbers.get(number, 0)

    def changed_since(self, before: "SourceCounts") -> set[str] | None:
        """The incidents that may have another number than in counts of earlier; None where that is not remembered."""
        if before is self:
            return set()
        if before.articles != self.articles or not self.remembers <= before.head <= self.head:
            return None
        return {number for head, number in self.counted if head > before.head}


NOT_COUNTED = SourceCounts()
"""For orders by any other column."""


def source_counts(session: Session, book: IncidentBook) -> SourceCounts:
    """The numbers of all incidents of the book."""
    kept: SourceCounts | None = book.passed_on.get("sources")
    articles = session.scalar(select(func.count()).select_from(DraftArticleRow)) or 0
    found = _brought_up(session, kept, book.head) if kept and kept.articles == articles else None
    if found is None:
        found = SourceCounts(book.head, articles, numbers_of_sources(session, list(book.by_number)), remembers=book.head)
    book.passed_on["sources"] = found
    return found


def _brought_up(session: Session, kept: SourceCounts, head: int) -> SourceCounts | None:
    if kept.head >= head:
        return kept
    query = select(LedgerRow.subject, LedgerRow.action).where(LedgerRow.id > kept.head, LedgerRow.id <= head).limit(_MANY)
    told = session.execute(query).all()
    drafts = {subject.removeprefix(_DRAFT) for subject, _ in told if subject.startswith(_DRAFT)}
    if len(told) == _MANY or any(subject.startswith(_DRAFT) and action not in _SIMPLE for subject, action in told):
        return None
    numbers = {subject.removeprefix(_INCIDENT) for subject, _ in told if subject.startswith(_INCIDENT)}
    if drafts:
        of_drafts = select(DraftRow.incident).where(DraftRow.id.in_(map(int, drafts)), DraftRow.incident.is_not(None))
        numbers |= {str(number) for number in session.scalars(of_drafts)}
    if not numbers:
        return SourceCounts(head, kept.articles, kept.numbers, kept.counted, kept.remembers)
    again = numbers_of_sources(session, sorted(numbers))
    counted = (*kept.counted, *((head, number) for number in sorted(numbers)))
    forgotten = max(0, len(counted) - _REMEMBERED)
    remembers = counted[forgotten - 1][0] if forgotten else kept.remembers
    return SourceCounts(head, kept.articles, {**kept.numbers, **dict.fromkeys(numbers, 0), **again}, counted[forgotten:], remembers)
