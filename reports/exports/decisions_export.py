"""The ledger as rows: who did what, when and why. Notes for the safety of victims are left out."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.filters import RowFilter
from records.incident_fields import PRIVATE_FIELDS
from records.tables import DraftRow, LedgerRow
from reports.exports.query_narrowing import between, iso

COLUMNS = ("id", "at", "who", "action", "subject", "reason", "note", "before", "after", "hash")
# The fields of an incident that are kept for those who help (`IncidentRow.private`).
_UNPUBLISHED = frozenset({"private", *(field.name for field in PRIVATE_FIELDS)})


def decision_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Every act in the order of the chain. `number` selects those on an incident and on the drafts that belong to it.

    `at` is exact, so that the hash of a row can be computed again from the row and the hash before it.
    """
    query = between(select(LedgerRow), LedgerRow.at, filters).order_by(LedgerRow.id)
    if filters.number is not None:
        drafts = session.scalars(select(DraftRow.id).where((DraftRow.incident == filters.number) | (DraftRow.follows == filters.number)))
        query = query.where(LedgerRow.subject.in_([f"incident {filters.number}", *(f"draft {draft}" for draft in drafts)]))
    for row in session.scalars(query.execution_options(yield_per=500)):
        yield {
            "id": row.id,
            "at": iso(row.at, "microseconds"),
            "who": row.who,
            "action": row.action,
            "subject": row.subject,
            "reason": row.reason,
            "note": row.note,
            "before": published(row.before),
            "after": published(row.after),
            "hash": row.hash,
        }


def published(kept: Any) -> Any:
    """What the ledger holds, without unpublished fields at any depth. The digest that stands for them stays."""
    if isinstance(kept, dict):
        return {name: "(withheld)" if name in _UNPUBLISHED and not _is_digest(name, value) else published(value) for name, value in kept.items()}
    return [published(part) for part in kept] if isinstance(kept, list) else kept


def _is_digest(name: str, value: Any) -> bool:
    return not value or (name == "private" and isinstance(value, str) and len(value) == 64)
