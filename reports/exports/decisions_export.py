"""The ledger as rows: who did what, when and why. Notes for the safety of victims are left out."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.filters import RowFilter
from records.incident_fields import PRIVATE_FIELDS
from records.ledger.written_notes import note_words
from records.tables import DraftRow, LedgerRow
from reports.exports.query_narrowing import between, iso
from reports.withheld import WithheldNames

# The subject of a row on somebody whose name is withheld: her number stands beside the name in earlier files.
PERSON = "person"
COLUMNS = ("id", "at", "who", "action", "subject", "reason", "note", "note_words", "before", "after", "salt", "hash")
# The fields of an incident that are kept for those who help (`IncidentRow.private`).
_UNPUBLISHED = frozenset({"private", *(field.name for field in PRIVATE_FIELDS)})


def decision_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Every act in the order of the chain. `number` selects those on an incident and on the drafts that belong to it.

    `note` is as it is kept, with the codes of what the program notes, and `note_words` tells it in the reader's language. `at` is exact, so that the hash of a row can be computed again from the row, its salt and the hash before it.
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
            "note_words": note_words(row.note),
            "before": published(row.before),
            "after": published(row.after),
            "salt": row.salt or None,
            "hash": row.hash,
        }


def without_names(session: Session, names: WithheldNames, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows as they may leave the house. Where something was left out, nobody may try names until the hash fits: such a row comes without its salt.

    Rows that are older than the salt come without their hashes, and the first row that has one without its salt, since its hash is made of theirs.
    """
    if not names:
        yield from rows
        return
    first = session.scalar(select(LedgerRow.id).where(LedgerRow.salt != "").order_by(LedgerRow.id).limit(1))
    for row in rows:
        shown = {**names.row({name: value for name, value in row.items() if name not in ("salt", "hash")}), "salt": row["salt"], "hash": row["hash"]}
        if names.is_subject(row["subject"]):
            shown["subject"] = PERSON
        if not row["salt"]:
            shown["hash"] = None
        elif row["id"] == first or shown != row:
            shown["salt"] = None
        yield {name: shown[name] for name in COLUMNS}


def published(kept: Any) -> Any:
    """What the ledger holds, without unpublished fields at any depth. The digest that stands for them stays."""
    if isinstance(kept, dict):
        return {name: "(withheld)" if name in _UNPUBLISHED and not _is_digest(name, value) else published(value) for name, value in kept.items()}
    return [published(part) for part in kept] if isinstance(kept, list) else kept


def _is_digest(name: str, value: Any) -> bool:
    return not value or (name == "private" and isinstance(value, str) and len(value) == 64)
