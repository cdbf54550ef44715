"""The rows of the ledger: appended only, each with the hash of the row before, so that missing and changed rows are detected; and notes and proofs in
them.
"""

import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Select, collate, func, select
from sqlalchemy.orm import Session

from records.database import hold_database_lock, note_row
from records.errors import BadDecision
from records.i18n import gettext_noop, ntr, pgettext_noop, tr
from records.tables import LedgerRow, SnapshotRow
from records.vocabulary import LedgerAction

# Deleted pages: the ledger row of a clearing proves which pages it deleted; `qorgan verify` compares both.

# The subject of clearings in the ledger.
EVIDENCE = "evidence"
_STREAM = 2000


def cleared_digest(session: Session, at: datetime) -> tuple[int, str]:
    """Return the number and digest of the pages that were deleted at that moment, for the ledger row of the clearing."""
    return _digest(session.execute(_in_order(session, SnapshotRow.article_id, SnapshotRow.sha256).where(SnapshotRow.dropped_at == at)))


def clearing_faults(session: Session, report_fault: Callable[[str], None]) -> int:
    """Report where the pages marked as deleted differ from a clearing in the ledger. Return the number of pages so marked."""
    query = select(LedgerRow.id, LedgerRow.after).where(LedgerRow.subject == EVIDENCE, LedgerRow.action == LedgerAction.CLEAR)
    decided = {row.after["at"]: (row.id, row.after) for row in session.execute(query) if isinstance(row.after, dict) and "at" in row.after}
    marked = session.execute(
        _in_order(session, SnapshotRow.dropped_at, SnapshotRow.article_id, SnapshotRow.sha256).where(SnapshotRow.dropped_at.is_not(None))
    )
    total = 0
    for moment, group in groupby(marked, key=lambda row: row[0]):
        pages, digest = _digest(row[1:] for row in group)
        total += pages
        id_, after = decided.pop(moment.isoformat(), (None, {}))
        if id_ is None:
            words = ntr(
                "{n} page is marked as cleared away at {moment}, but no clearing in the ledger says so",
                "{n} pages are marked as cleared away at {moment}, but no clearing in the ledger says so",
                pages,
            )
            report_fault(words.format(n=pages, moment=moment.isoformat()))
        elif (pages, digest) != (after.get("pages"), after.get("digest")):
            report_fault(
                tr("the pages marked as cleared away at {moment} are not those of ledger row {row}").format(moment=moment.isoformat(), row=id_)
            )
    for id_, after in decided.values():
        if after.get("pages"):
            report_fault(tr("ledger row {row} cleared pages away, but none is marked so").format(row=id_))
    return total


def _in_order(session: Session, *columns: Any) -> Select[Any]:
    """Return a query sorted by character codes on both databases, whatever collation PostgreSQL has."""
    plain = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    ordered = [column if column is SnapshotRow.dropped_at else collate(column, plain) for column in columns]
    return select(*columns).order_by(*ordered).execution_options(yield_per=_STREAM)


def _digest(pages: Iterable[Any]) -> tuple[int, str]:
    """Return the number of pages and the SHA-256 over one line `article id, space, SHA-256 of the page` for each."""
    count, digest = 0, hashlib.sha256()
    for article, sha256 in pages:
        digest.update(f"{article} {sha256}\n".encode())
        count += 1
    return count, digest.hexdigest()


# Notes by the program: stored as codes (`note:proposed:Aigerim`) and translated for each reader. A person's note follows on the lines below the code.
#
# A person may type what looks like a code. It is stored with a space before it, which is removed when shown, so that it never passes for the
# program's.

_CODE = re.compile(r"note:([a-z_]{1,20}):(.{0,200})")
# A line by a person that looks like a code, or one stored with spaces before it.
_LIKE_CODE = re.compile(r"^(?= *note:[a-z_]{1,20}:)", re.MULTILINE)
_KEPT_LIKE_CODE = re.compile(r"^ (?= *note:[a-z_]{1,20}:)", re.MULTILINE)


class ProgramNote(str):
    """A note in its stored form: its codes are the program's, and no line by a person reads as one."""

    __slots__ = ()


class WrittenNote(StrEnum):
    """The codes of notes by the program."""

    PROPOSED = "proposed"
    TAKEN_BACK = "taken_back"
    MESSAGE = "message"


_WORDS: dict[WrittenNote, str] = {
    WrittenNote.PROPOSED: gettext_noop("proposed by: {name}"),
    WrittenNote.TAKEN_BACK: pgettext_noop("ledger", "taken back"),
    WrittenNote.MESSAGE: gettext_noop("from message {name}"),
}


def written_note(code: WrittenNote, name: str = "", note: str = "") -> ProgramNote:
    """Return the note as it is stored. `name` is inserted into the code's text; `note` is a person's note, or another one by the program."""
    return ProgramNote("\n".join(filter(None, (f"note:{code}:{' '.join(name.split())}", escape_note(note)))))


def escape_note(note: str) -> str:
    """Return the note as it is stored: a person's text cannot be read as a code, a note by the program is unchanged."""
    return str(note) if isinstance(note, ProgramNote) else _LIKE_CODE.sub(" ", note)


def note_words(note: str) -> str:
    """Return a stored note as shown to the reader: codes as words, a person's text as it was typed."""
    return "; ".join(filter(None, map(_line, note.split("\n")))) if _CODE.match(note) else _as_typed(note)


def _line(line: str) -> str:
    match = _CODE.fullmatch(line)
    return tr(_WORDS[WrittenNote(match[1])]).format(name=match[2]) if match and match[1] in list(WrittenNote) else _as_typed(line)


def _as_typed(note: str) -> str:
    return _KEPT_LIKE_CODE.sub("", note)


# Waiting until the ledger has a row that another request has read.

# Seconds to wait for the transaction that wrote the row to commit, and between two checks.
_PATIENCE, _BETWEEN = 2.0, 0.02


def has_ledger_row(session: Session, row: int) -> bool:
    """Return whether the ledger has this row, waiting briefly for a transaction that has not committed yet.

    If not, the ledger went back, as after a restored backup or a decision that failed. Each query of a session sees what is committed by then, so
    no second connection is needed, for which all requests might have to wait.
    """
    until = time.monotonic() + _PATIENCE
    while (session.scalar(select(func.max(LedgerRow.id))) or 0) < row:
        if time.monotonic() > until:
            return False
        time.sleep(_BETWEEN)
    return True


INITIAL_HASH = "0" * 64
_APPEND_LOCK = 7_160_002
# Canonical form: sorted keys, no spaces. The encoder is created once, because `json.dumps` creates one for each call.
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def require_name(who: str) -> None:
    """Raise BadDecision if no name is given."""
    if not who.strip():
        raise BadDecision(tr("a decision needs the name of the person who takes it"))


def private_digest(private: dict[str, Any]) -> str | None:
    """Return the SHA-256 of the unpublished fields, or None if there are none. A salt among them prevents testing telephone numbers against it."""
    if not private:
        return None
    return hashlib.sha256(json.dumps(private, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


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
    """Append one act to the chain, inside the caller's transaction.

    Call it in `records.database.write_transaction`, so that two acts never take one id. A person's note is stored so that it cannot be read as one
    by the program.
    """
    row = _next_row(_tip(session), at=at, who=who, action=action, subject=subject, before=before, after=after, reason=reason, note=note)
    session.add(row)
    session.flush()
    note_row(session, row.id, row.hash)
    return row


def append_all(session: Session, *, at: datetime, who: str, action: LedgerAction, after: Mapping[str, dict[str, Any]]) -> None:
    """Append one act for each subject that is new to the ledger, as `append` does, in one statement. `after` is the content by subject."""
    tip = _tip(session)
    for subject, content in after.items():
        row = _next_row(tip, at=at, who=who, action=action, subject=subject, before={}, after=content, reason=None, note="")
        session.add(row)
        tip = row.id, row.hash
    session.flush()
    if after:
        note_row(session, *tip)


def _tip(session: Session) -> tuple[int, str]:
    """Return the id and the hash of the last row. Appending is locked until the transaction ends."""
    hold_database_lock(session, _APPEND_LOCK)
    last = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return (last.id, last.hash) if last else (0, INITIAL_HASH)


def _next_row(tip: tuple[int, str], *, at: datetime, note: str, **content: Any) -> LedgerRow:
    row = LedgerRow(id=tip[0] + 1, at=at.astimezone(UTC), note=escape_note(note), salt=secrets.token_hex(16), previous=tip[1], **content)
    row.hash = row_hash(row)
    return row


def row_hash(row: LedgerRow) -> str:
    """Return the SHA-256 over every column of the row and the previous hash, as canonical JSON."""
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
    """Return the hash of a row from its plain values. A row without a salt is hashed as it was before salts existed."""
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
