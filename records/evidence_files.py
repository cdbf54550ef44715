"""Files that are evidence: recorded with a draft or an incident, and in the ledger.

Each act on a file is a ledger row under `file ID` in the same transaction. A file of a draft is also one of the incident that the draft became, as
its articles are, and returns with it when the confirmation is undone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records import ledger
from records.errors import BadDecision, NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.ledger import require_name
from records.manual_tips import drafts_merged_into
from records.tables import DraftRow, EvidenceFileRow, IncidentRow
from records.vocabulary import FileKind, IntakeChannel, LedgerAction

# Maximum number of files of one draft or incident: a page shows them all.
MOST_FILES = 200


@dataclass(frozen=True)
class StoredBytes:
    """Bytes stored on disk under their SHA-256, with the kind that their content indicates."""

    sha256: str
    size: int
    kind: FileKind


@dataclass(frozen=True)
class FileTarget:
    """What a file belongs to: a draft, an incident, or (neither is set) a form that is still being filled in."""

    draft: int | None = None
    number: str | None = None


def _file_subject(id: int) -> str:
    """Return the name of a file in the ledger."""
    return f"file {id}"


def file_content(row: EvidenceFileRow) -> dict[str, Any]:
    """Return the ledger's content for a file: all of it, so that changes outside the ledger are noticed."""
    return {
        "sha256": row.sha256, "size": row.size, "kind": row.kind, "file_name": row.name, "door": row.door, "draft": row.draft_id, "number": row.number,
        "withdrawn": row.withdrawn, "withdrawn_because": row.withdrawn_because,
    }  # fmt: skip


def add_file(
    session: Session, stored_bytes: StoredBytes, name: str, channel: IntakeChannel, to: FileTarget, *, who: str, now: datetime
) -> EvidenceFileRow:
    """Record a file whose bytes are stored; the same bytes for one draft or incident are one file.

    Raises BadDecision without a person's name or for too many files, NoSuchDraft and NoSuchIncident.
    """
    require_name(who)
    _require_there(session, to)
    if to != FileTarget():
        present = list(session.scalars(select(EvidenceFileRow).where(*_of(to), EvidenceFileRow.withdrawn.is_(False))))
        if same_file := next((file for file in present if file.sha256 == stored_bytes.sha256), None):
            return same_file
        _require_few(len(present) + 1)
    row = EvidenceFileRow(
        sha256=stored_bytes.sha256, size=stored_bytes.size, kind=stored_bytes.kind, name=name, door=channel, draft_id=to.draft, number=to.number, taken_by=who, taken_at=now,
        withdrawn=False, withdrawn_because="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, row, LedgerAction.TAKE_FILE, {}, who=who, now=now)
    return row


def attach_files(session: Session, ids: Collection[int], to: FileTarget, *, who: str, now: datetime) -> list[EvidenceFileRow]:
    """Attach files that this person sent with a form to the draft or incident made from it.

    Raises BadDecision for a file that is not hers or is already attached.
    """
    file_ids = sorted(set(ids))
    if not file_ids:
        return []
    _require_there(session, to)
    rows = waiting_files(session, file_ids, who)
    if len(rows) != len(file_ids):
        raise BadDecision(tr("a file that was sent is no longer there; add it again"))
    _require_few(len(rows))
    return _moved(session, rows, to, who=who, now=now)


def move_files(session: Session, rows: Sequence[EvidenceFileRow], to: FileTarget, *, who: str, now: datetime) -> list[EvidenceFileRow]:
    """Move files to a draft or an incident, or detach them if `to` names neither.

    Bytes that are already there are not added a second time. Raises what `add_file` raises.
    """
    require_name(who)
    _require_there(session, to)
    hashes = (
        set(session.scalars(select(EvidenceFileRow.sha256).where(*_of(to), EvidenceFileRow.withdrawn.is_(False)))) if to != FileTarget() else set()
    )
    new = []
    for row in rows:
        if row.sha256 not in hashes:
            new.append(row)
            hashes |= {row.sha256} if to != FileTarget() else set()
    _require_few(len(hashes))
    return _moved(session, new, to, who=who, now=now)


def _moved(session: Session, rows: Sequence[EvidenceFileRow], to: FileTarget, *, who: str, now: datetime) -> list[EvidenceFileRow]:
    for row in rows:
        before = file_content(row)
        row.draft_id, row.number = to.draft, to.number
        session.flush()
        _note(session, row, LedgerAction.PLACE_FILE, before, who=who, now=now)
    return list(rows)


def withdraw_file(session: Session, id: int, *, who: str, now: datetime, because: str) -> EvidenceFileRow:
    """Withdraw a file, so that it is no longer shown; its bytes and rows stay.

    Raises BadDecision without a reason or for an unknown file.
    """
    require_name(who)
    row = session.get(EvidenceFileRow, id, with_for_update=True)
    if row is None or row.withdrawn:
        raise BadDecision(tr("there is no such file, or it was taken off already"))
    if not because.strip():
        raise BadDecision(tr("say why the file is taken off"), "because")
    before = file_content(row)
    row.withdrawn, row.withdrawn_because = True, because.strip()
    session.flush()
    _note(session, row, LedgerAction.WITHDRAW_FILE, before, who=who, now=now)
    return row


def waiting_files(session: Session, ids: Iterable[int], who: str) -> list[EvidenceFileRow]:
    """Return those of these files that this person sent and that belong to nothing yet."""
    mine = (EvidenceFileRow.id.in_(list(ids)), EvidenceFileRow.taken_by == who, EvidenceFileRow.withdrawn.is_(False), *_of(FileTarget()))
    return list(session.scalars(select(EvidenceFileRow).where(*mine).order_by(EvidenceFileRow.id)))


def files_of_draft(session: Session, draft_id: int) -> list[EvidenceFileRow]:
    """Return a draft's files that are not withdrawn, in order of arrival."""
    return list(session.scalars(_standing().where(EvidenceFileRow.draft_id == draft_id)))


def files_of_incident(session: Session, number: str) -> list[EvidenceFileRow]:
    """Return an incident's files that are not withdrawn: its own and those of its source drafts."""
    drafts = drafts_merged_into(session, session.scalars(select(DraftRow.id).where(DraftRow.incident == number, DraftRow.has_sources())).all())
    return list(session.scalars(_standing().where(or_(EvidenceFileRow.number == number, EvidenceFileRow.draft_id.in_(sorted(drafts))))))


def _standing() -> Any:
    return select(EvidenceFileRow).where(EvidenceFileRow.withdrawn.is_(False)).order_by(EvidenceFileRow.id)


def _of(to: FileTarget) -> tuple[Any, Any]:
    return EvidenceFileRow.draft_id == to.draft, EvidenceFileRow.number == to.number


def _require_there(session: Session, to: FileTarget) -> None:
    if to.draft is not None and to.number is not None:
        raise ValueError("a file belongs to one thing")
    if to.draft is not None and session.get(DraftRow, to.draft) is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=to.draft))
    if to.number is not None and session.get(IncidentRow, to.number) is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=to.number))


def _require_few(count: int) -> None:
    if count > MOST_FILES:
        raise BadDecision(tr("a draft or an incident has at most {n} files").format(n=MOST_FILES))


def _note(session: Session, row: EvidenceFileRow, action: LedgerAction, before: dict[str, Any], *, who: str, now: datetime) -> None:
    ledger.append(session, at=now, who=who, action=action, subject=_file_subject(row.id), before=before, after=file_content(row))
