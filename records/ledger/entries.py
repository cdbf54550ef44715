"""The rows of the ledger. Rows are only added, and each carries the hash of the row before, so that a missing or changed row is noticed."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import alone
from records.ledger.written_notes import as_noted
from records.tables import LedgerRow
from records.unanswered_commits import note_row
from records.vocabulary import LedgerAction

FIRST = "0" * 64
_APPEND_LOCK = 7_160_002
# Each value has only one form: keys in order, no spaces. The encoder is kept, because `json.dumps` makes a new one for each call.
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def append(
    session: Session,
    *,
    at: datetime,
    who: str,
    action: LedgerAction,
    subject: str,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str | None = None,
    note: str = "",
) -> LedgerRow:
    """Add one act to the chain, inside the caller's transaction. Call it in `records.database.write_transaction`, so that two acts never take
    one place. What a person noted is kept so that it cannot be read as a note of the program (`records.ledger.written_notes`)."""
    row = _next_row(_tip(session), at=at, who=who, action=action, subject=subject, before=before, after=after, reason=reason, note=note)
    session.add(row)
    session.flush()
    note_row(session, row.id, row.hash)
    return row


def append_all(session: Session, *, at: datetime, who: str, action: LedgerAction, after: Mapping[str, dict[str, Any]]) -> None:
    """Add one act for each subject of which there was nothing before, as `append` does, in one statement. `after`: what each holds now, by subject."""
    tip = _tip(session)
    for subject, content in after.items():
        row = _next_row(tip, at=at, who=who, action=action, subject=subject, before={}, after=content, reason=None, note="")
        session.add(row)
        tip = row.id, row.hash
    session.flush()
    if after:
        note_row(session, *tip)


def _tip(session: Session) -> tuple[int, str]:
    """The place and the hash of the last row. Nobody else adds one before the transaction ends."""
    alone(session, _APPEND_LOCK)
    last = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return (last.id, last.hash) if last else (0, FIRST)


def _next_row(tip: tuple[int, str], *, at: datetime, note: str, **content: Any) -> LedgerRow:
    row = LedgerRow(id=tip[0] + 1, at=at.astimezone(UTC), note=as_noted(note), salt=secrets.token_hex(16), previous=tip[1], **content)
    row.hash = row_hash(row)
    return row


def row_hash(row: LedgerRow) -> str:
    """SHA-256 over every column of the row and the hash before it, as canonical JSON."""
    return content_hash(row.id, row.at, row.who, row.action, row.subject, row.before, row.after, row.reason, row.note, row.previous, row.salt)


def content_hash(
    id: int,
    at: datetime,
    who: str,
    action: str,
    subject: str,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str | None,
    note: str,
    previous: str,
    salt: str | None = "",
) -> str:
    """The hash of a row, from its plain values. A row without a salt is hashed as it was before there was one."""
    body: dict[str, Any] = {
        "id": id,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": who,
        "action": action,
        "subject": subject,
        "before": before,
        "after": after,
        "reason": reason,
        "note": note,
        "previous": previous,
    }
    if salt:
        body["salt"] = salt
    return hashlib.sha256(_canonical(body).encode()).hexdigest()
