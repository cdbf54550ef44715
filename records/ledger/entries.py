"""The rows of the ledger. Rows are only added, and each carries the hash of the row before, so that a missing or changed row is noticed."""

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

from records.database import alone, note_row
from records.i18n import kept, kept_in, ntr, tr
from records.tables import LedgerRow, SnapshotRow
from records.vocabulary import LedgerAction

# Stored pages that were cleared away. The ledger's row of a clearing proves which pages they were; `qorgan verify` compares both.

# The subject under which clearing evidence stands in the ledger.
EVIDENCE = "evidence"
_STREAM = 2000


def cleared(session: Session, at: datetime) -> tuple[int, str]:
    """How many pages were cleared away at that moment, and the digest of which, for the ledger's row of the clearing."""
    return _digest(session.execute(_in_order(session, SnapshotRow.article_id, SnapshotRow.sha256).where(SnapshotRow.dropped_at == at)))


def clearing_faults(session: Session, tell: Callable[[str], None]) -> int:
    """Report where the pages marked as cleared away are not those of a clearing in the ledger. Gives the number of pages so marked."""
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
            tell(words.format(n=pages, moment=moment.isoformat()))
        elif (pages, digest) != (after.get("pages"), after.get("digest")):
            tell(tr("the pages marked as cleared away at {moment} are not those of ledger row {row}").format(moment=moment.isoformat(), row=id_))
    for id_, after in decided.values():
        if after.get("pages"):
            tell(tr("ledger row {row} cleared pages away, but none is marked so").format(row=id_))
    return total


def _in_order(session: Session, *columns: Any) -> Select[Any]:
    """Sorted by character codes on both databases, whatever order PostgreSQL's language has."""
    plain = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    ordered = [column if column is SnapshotRow.dropped_at else collate(column, plain) for column in columns]
    return select(*columns).order_by(*ordered).execution_options(yield_per=_STREAM)


def _digest(pages: Iterable[Any]) -> tuple[int, str]:
    """SHA-256 over one line `article id, space, SHA-256 of the page` for each page."""
    count, digest = 0, hashlib.sha256()
    for article, sha256 in pages:
        digest.update(f"{article} {sha256}\n".encode())
        count += 1
    return count, digest.hexdigest()


# Notes that the program itself writes beside an act: kept as codes (`note:proposed:Aigerim`), and told to each reader in her language. What a person wrote with it stands on the
# lines below the code.
#
# A person may type what looks like a code. It is kept with a blank before it, which is taken away where the note is told, so that it is never told as the program's.

_CODE = re.compile(r"note:([a-z_]{1,20}):(.{0,200})")
# A line of a person that is a code, or one that was kept with blanks before it.
_LIKE_CODE = re.compile(r"^(?= *note:[a-z_]{1,20}:)", re.MULTILINE)
_KEPT_LIKE_CODE = re.compile(r"^ (?= *note:[a-z_]{1,20}:)", re.MULTILINE)


class ProgramNote(str):
    """A note in the form in which it is kept: its codes are the program's, and no line of a person reads as one."""

    __slots__ = ()


class WrittenNote(StrEnum):
    """What the program notes."""

    PROPOSED = "proposed"
    TAKEN_BACK = "taken_back"
    MESSAGE = "message"


_WORDS: dict[WrittenNote, str] = {
    WrittenNote.PROPOSED: kept("proposed by: {name}"),
    WrittenNote.TAKEN_BACK: kept_in("ledger", "taken back"),
    WrittenNote.MESSAGE: kept("from message {name}"),
}


def written_note(code: WrittenNote, name: str = "", note: str = "") -> ProgramNote:
    """The note as it is kept. `name` is whom or what it names; `note` is what a person wrote, or another note of the program."""
    return ProgramNote("\n".join(filter(None, (f"note:{code}:{' '.join(name.split())}", as_noted(note)))))


def as_noted(note: str) -> str:
    """The note as it is kept: what a person wrote cannot be read as a code, what the program wrote is kept as it is."""
    return str(note) if isinstance(note, ProgramNote) else _LIKE_CODE.sub(" ", note)


def note_words(note: str) -> str:
    """A kept note as the reader is told it: words in place of each code, a person's own words as she typed them."""
    return "; ".join(filter(None, map(_line, note.split("\n")))) if _CODE.match(note) else _as_typed(note)


def _line(line: str) -> str:
    found = _CODE.fullmatch(line)
    return tr(_WORDS[WrittenNote(found[1])]).format(name=found[2]) if found and found[1] in list(WrittenNote) else _as_typed(line)


def _as_typed(note: str) -> str:
    return _KEPT_LIKE_CODE.sub("", note)


# Whether the ledger has come as far as somebody has read it.

# Seconds that a transaction may take to commit what it has shown to itself already, and between two looks.
_PATIENCE, _BETWEEN = 2.0, 0.02


def is_reached(session: Session, row: int) -> bool:
    """Whether the ledger has this row, or has it in a moment: what several requests share may have been read by one that has not committed yet. If it is not reached the
    record itself went back, as after a restored backup or a decision that failed. Each question of a session sees what is committed by then, so that no second
    connection is needed: where all are taken, whoever waits for one would hold everybody up."""
    until = time.monotonic() + _PATIENCE
    while (session.scalar(select(func.max(LedgerRow.id))) or 0) < row:
        if time.monotonic() > until:
            return False
        time.sleep(_BETWEEN)
    return True


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
    one place. What a person noted is kept so that it cannot be read as a note of the program (`records.ledger.entries`)."""
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
