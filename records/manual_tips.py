"""Tips without an address, and files that are evidence: both are recorded with drafts and incidents, and in the ledger.

Each act on a file is a ledger row under `file ID` in the same transaction. A file of a draft is also one of the incident that the draft became, as
its articles are, and returns with it when the confirmation is undone.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records import ledger
from records.clock import parse_day
from records.errors import BadDecision, NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.incident_fields import PRIVATE_FIELDS
from records.incident_model import Source
from records.language.dates import day_in_words
from records.ledger import private_digest, require_name
from records.tables import DraftRow, EvidenceFileRow, IncidentRow, ManualTipRow
from records.vocabulary import TIP_SOURCE_WORDS, DraftState, FileKind, IntakeChannel, LedgerAction, TipChannel

# The code of a source without an address: how and when it came, such as `hand:call:2026-11-21`. It is stored as a code and shown in each reader's
# language.

_CODE = re.compile(r"hand:([a-z]{1,12}):([0-9]{4}-[0-9]{2}-[0-9]{2})")


def source_code(channel: str, day: date) -> str:
    """Return the code of a source that came this way on this day."""
    return f"hand:{channel}:{day.isoformat()}"


def source_words(source: str) -> str:
    """Return a source as readers see it: words for such a code, any other source unchanged."""
    match = _CODE.fullmatch(source)
    if match is None or match[1] not in list(TipChannel):
        return source
    try:
        day = date.fromisoformat(match[2])
    except ValueError:
        return source
    return tip_description(match[1], day)


def tip_source_description(source: Source) -> str:
    """Return how and when a source without an article came; empty for an article."""
    day = parse_day(source.published_at or "")
    return tip_description(source.way, day) if source.way in list(TipChannel) and day else ""


def tip_draft_description(proposal: Mapping[str, Any]) -> str:
    """Return how and when a manual draft came, from its proposal; empty for any other draft."""
    tip = proposal.get("by_hand") or {}
    came_on = parse_day(str(tip.get("came_on") or ""))
    return tip_description(tip["way"], came_on) if came_on and tip.get("way") in list(TipChannel) else ""


def tip_heading(channel: str, day: date) -> str:
    """Return the same as a heading, for sources without a title."""
    words = tip_description(channel, day)
    return f"{words[:1].upper()}{words[1:]}"


def tip_description(channel: str, day: date) -> str:
    """Return how and when a tip came, in the reader's language."""
    return tr(TIP_SOURCE_WORDS[TipChannel(channel)]).format(day=day_in_words(day))


# Tips without an address: what somebody said on the telephone, wrote or showed. Each is a draft without an article (`records.review.decisions`). Only
# those who help see where it came from: it is in no export, report or API answer, and the ledger stores only a digest of it (`tip DRAFT`).


def tip_subject(draft_id: int) -> str:
    """Return the name of a tip in the ledger."""
    return f"tip {draft_id}"


def tip_content(row: ManualTipRow) -> dict[str, Any]:
    """Return the ledger's content for a tip, with only a digest of its text and its sender."""
    salt = row.private.get("salt", "")
    return {
        "way": row.way, "came_on": row.came_on.isoformat(), "door": row.door,
        "private": private_digest({**row.private, "told": row.told, "salt": salt}) if row.told or row.private else None,
    }  # fmt: skip


# Tips as sources of incidents.


def tip_of(session: Session, draft_id: int) -> ManualTipRow | None:
    """Return the tip from which a draft was made; None for a draft of articles."""
    return session.get(ManualTipRow, draft_id)


def tip_private_fields(session: Session, draft_id: int) -> dict[str, str]:
    """Return the unpublished fields recorded with a tip; empty for a draft of articles."""
    row = tip_of(session, draft_id)
    return {field.name: row.private[field.name] for field in PRIVATE_FIELDS if row is not None and field.name in row.private}


def tip_sources(session: Session, numbers: Collection[str] | None = None) -> dict[str, list[Source]]:
    """Return the tips that are sources of these incidents (None: of all), including those of merged drafts.

    There are few tips, so all of them are read.
    """
    tips = session.scalars(select(ManualTipRow).order_by(ManualTipRow.came_on, ManualTipRow.draft_id)).all()
    # No join: with table statistics (ANALYZE), SQLite would scan all drafts and look up a tip for each.
    query = select(DraftRow.id, DraftRow.state, DraftRow.incident, DraftRow.merged_into).where(DraftRow.id.in_(select(ManualTipRow.draft_id)))
    drafts = {row.id: row for row in session.execute(query)} if tips else {}
    by_number: dict[str, list[Source]] = defaultdict(list)
    for tip in tips:
        draft = drafts[tip.draft_id]
        number = _number(session, draft.state, draft.incident, draft.merged_into)
        if number is not None and (numbers is None or number in numbers):
            by_number[number].append(Source(f"hand-{tip.draft_id}", "", published_at=tip.came_on.isoformat(), way=tip.way))
    return by_number


def drafts_merged_into(session: Session, ids: Collection[int]) -> set[int]:
    """Return these drafts and all drafts that were merged into them, directly or indirectly."""
    merged, new = set(ids), set(ids)
    while new:
        query = select(DraftRow.id).where(DraftRow.merged_into.in_(sorted(new)), DraftRow.state == DraftState.MERGED)
        new = set(session.scalars(query)) - merged
        merged |= new
    return merged


def _number(session: Session, state: str, incident: str | None, merged_into: int | None) -> str | None:
    """Return the incident of which a draft is a source: its own, or that of the draft into which it was merged."""
    visited: set[int] = set()
    while state == DraftState.MERGED and incident is None and merged_into is not None and merged_into not in visited:
        visited.add(merged_into)
        target = session.get_one(DraftRow, merged_into)
        state, incident, merged_into = target.state, target.incident, target.merged_into
    return incident if state in (DraftState.CONFIRMED, DraftState.MERGED) else None


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
