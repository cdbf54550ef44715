"""The records of files that are evidence: taken in, put with a draft or an incident, taken off again. Each is a row of the ledger under `file ID`, in the same transaction.

A file of a draft is a file of the incident that the draft became, as its articles are, and goes back with it when the confirmation is undone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records import ledger
from records.errors import BadDecision, NoSuchDraft, NoSuchIncident
from records.hand.hand_sources import drafts_merged_into
from records.i18n import tr
from records.incidents.incident_ledger import require_name
from records.tables import DraftRow, EvidenceFileRow, IncidentRow
from records.vocabulary import Door, FileKind, LedgerAction

# Files of one draft or incident: a page shows them all.
MOST_FILES = 200


@dataclass(frozen=True)
class KeptBytes:
    """Bytes that lie on the disk under their SHA-256, and what they say that they are."""

    sha256: str
    size: int
    kind: FileKind


@dataclass(frozen=True)
class Belonging:
    """To what a file belongs: a draft, or an incident, or (neither is named) a form that is still being filled in."""

    draft: int | None = None
    number: str | None = None


def file_subject(id: int) -> str:
    """The name of a file in the ledger."""
    return f"file {id}"


def file_content(row: EvidenceFileRow) -> dict[str, Any]:
    """What the ledger keeps of a file: all of it, so that a row that was changed without the ledger is noticed."""
    return {
        "sha256": row.sha256, "size": row.size, "kind": row.kind, "file_name": row.name, "door": row.door, "draft": row.draft_id, "number": row.number,
        "withdrawn": row.withdrawn, "withdrawn_because": row.withdrawn_because,
    }  # fmt: skip


def add_file(session: Session, kept: KeptBytes, name: str, door: Door, to: Belonging, *, who: str, now: datetime) -> EvidenceFileRow:
    """Record a file whose bytes are on the disk. The same bytes twice for one draft or incident are one file.

    Raises BadDecision without a person's name and for one file too many, NoSuchDraft, NoSuchIncident.
    """
    require_name(who)
    _require_there(session, to)
    if to != Belonging():
        standing = list(session.scalars(select(EvidenceFileRow).where(*_of(to), EvidenceFileRow.withdrawn.is_(False))))
        if known := next((one for one in standing if one.sha256 == kept.sha256), None):
            return known
        _require_few(len(standing) + 1)
    row = EvidenceFileRow(
        sha256=kept.sha256, size=kept.size, kind=kept.kind, name=name, door=door, draft_id=to.draft, number=to.number, taken_by=who, taken_at=now,
        withdrawn=False, withdrawn_because="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, row, LedgerAction.TAKE_FILE, {}, who=who, now=now)
    return row


def place_files(session: Session, ids: Collection[int], to: Belonging, *, who: str, now: datetime) -> list[EvidenceFileRow]:
    """Put files that this person sent with a form with the draft or the incident that it made. Raises BadDecision for a file that is not hers, or has its place."""
    wanted = sorted(set(ids))
    if not wanted:
        return []
    _require_there(session, to)
    rows = waiting_files(session, wanted, who)
    if len(rows) != len(wanted):
        raise BadDecision(tr("a file that was sent is no longer there; add it again"))
    _require_few(len(rows))
    return _moved(session, rows, to, who=who, now=now)


def move_files(session: Session, rows: Sequence[EvidenceFileRow], to: Belonging, *, who: str, now: datetime) -> list[EvidenceFileRow]:
    """Put files with a draft or an incident, or, where `to` names neither, take them from what they are with. Of bytes that stand there already no second file is put with them.
    Raises what `add_file` raises."""
    require_name(who)
    _require_there(session, to)
    standing = (
        set(session.scalars(select(EvidenceFileRow.sha256).where(*_of(to), EvidenceFileRow.withdrawn.is_(False)))) if to != Belonging() else set()
    )
    new = []
    for row in rows:
        if row.sha256 not in standing:
            new.append(row)
            standing |= {row.sha256} if to != Belonging() else set()
    _require_few(len(standing))
    return _moved(session, new, to, who=who, now=now)


def _moved(session: Session, rows: Sequence[EvidenceFileRow], to: Belonging, *, who: str, now: datetime) -> list[EvidenceFileRow]:
    for row in rows:
        before = file_content(row)
        row.draft_id, row.number = to.draft, to.number
        session.flush()
        _note(session, row, LedgerAction.PLACE_FILE, before, who=who, now=now)
    return list(rows)


def withdraw_file(session: Session, id: int, *, who: str, now: datetime, because: str) -> EvidenceFileRow:
    """Take a file off: it is shown no more. Its bytes and its rows stay. Raises BadDecision without a reason, and for a file that is not there."""
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
    """Those of these files that this person sent and that belong to nothing yet."""
    mine = (EvidenceFileRow.id.in_(list(ids)), EvidenceFileRow.taken_by == who, EvidenceFileRow.withdrawn.is_(False), *_of(Belonging()))
    return list(session.scalars(select(EvidenceFileRow).where(*mine).order_by(EvidenceFileRow.id)))


def files_of_draft(session: Session, draft_id: int) -> list[EvidenceFileRow]:
    """The files of a draft that stand, in the order in which they came."""
    return list(session.scalars(_standing().where(EvidenceFileRow.draft_id == draft_id)))


def files_of_incident(session: Session, number: str) -> list[EvidenceFileRow]:
    """The files of an incident that stand: its own, and those of the drafts whose articles are its sources."""
    drafts = drafts_merged_into(session, session.scalars(select(DraftRow.id).where(DraftRow.incident == number, DraftRow.has_sources())).all())
    return list(session.scalars(_standing().where(or_(EvidenceFileRow.number == number, EvidenceFileRow.draft_id.in_(sorted(drafts))))))


def _standing() -> Any:
    return select(EvidenceFileRow).where(EvidenceFileRow.withdrawn.is_(False)).order_by(EvidenceFileRow.id)


def _of(to: Belonging) -> tuple[Any, Any]:
    return EvidenceFileRow.draft_id == to.draft, EvidenceFileRow.number == to.number


def _require_there(session: Session, to: Belonging) -> None:
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
    ledger.append(session, at=now, who=who, action=action, subject=file_subject(row.id), before=before, after=file_content(row))
