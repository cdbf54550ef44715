"""Received messages: each is stored once, with its fate, files and ledger row (`message ID`), and then settled by a person."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.clock import day_of, start_of_day
from records.collaboration import WorkSubject, row_of
from records.errors import BadDecision, MessageSettled, NoSuchMessage
from records.evidence_files import FileTarget, StoredBytes, add_file, move_files
from records.i18n import tr
from records.ledger import private_digest, require_name
from records.ledger.entries import WrittenNote, written_note
from records.outlets.requests import request_page
from records.review.draft_fields import OPEN_STATES
from records.review.tip_drafts import MAX_TIP_LENGTH
from records.tables import LARGEST_LONG_ID, DraftRow, EvidenceFileRow, IncidentRow, MessageFileRow, ReceivedMessageRow
from records.vocabulary import (
    STORED_MESSAGE_FATES,
    DraftState,
    IntakeChannel,
    LedgerAction,
    MessageFate,
    MessageState,
    OmittedPartReason,
    SenderVerification,
)

# Limits for senders: messages per day of one sender and of all strangers.

# All strangers together may send this many times one stranger's daily number, because sender addresses cost nothing to invent.
STRANGERS_LIMIT_FACTOR = 25
# Factor for senders whose earlier messages were used.
_KNOWN_SENDER_LIMIT_FACTOR = 10
_USED_STATES = (MessageState.CASE, MessageState.TIP, MessageState.ATTACHED)
_CERTAIN_STANDINGS = (SenderVerification.VERIFIED, SenderVerification.ACCOUNT)
# Messages refused for these reasons cost nothing and do not count.
_UNCOUNTED = (MessageFate.OVER_LIMIT, MessageFate.NOT_LISTED)


def over_limit(session: Session, channel: IntakeChannel, sender: str, sender_verification: SenderVerification, daily: int, now: datetime) -> bool:
    """Return whether one more message today exceeds the sender's limit or that of all strangers.

    Known and verified senders have a larger limit of their own.
    """
    since = start_of_day(day_of(now))
    row = ReceivedMessageRow
    today = (row.door == channel, row.fetched_at >= since, row.fate.not_in(_UNCOUNTED))
    own = session.scalar(select(func.count()).where(row.sender == sender, *today)) or 0
    if sender_verification in _CERTAIN_STANDINGS and count_used_messages(session, channel, sender):
        return own >= daily * _KNOWN_SENDER_LIMIT_FACTOR
    if own >= daily:
        return True
    return (session.scalar(select(func.count()).where(*today)) or 0) >= daily * STRANGERS_LIMIT_FACTOR


def count_used_messages(session: Session, channel: str, sender: str, but: int = 0) -> int:
    """Return how many messages certainly sent by this sender became a case, a tip or a part of one."""
    row = ReceivedMessageRow
    query = select(func.count()).where(
        row.door == channel, row.sender == sender, row.standing.in_(_CERTAIN_STANDINGS), row.state.in_(_USED_STATES), row.id != but
    )
    return (session.scalar(query) or 0) if sender else 0


# The ledger's name for the program that fetches messages.
_INTAKE = "qorgan intake"
_LONGEST_NAME, _LONGEST_SUBJECT = 300, 500


@dataclass(frozen=True)
class ArrivedMessage:
    """A message as it arrived. `source` and `nth` identify it there; `digest` identifies the same message under another number."""

    door: IntakeChannel
    source: str
    nth: int
    fate: MessageFate
    came_at: datetime
    digest: str
    size: int
    sender: str = ""
    sender_name: str = ""
    standing: SenderVerification = SenderVerification.CLAIMED
    forwarded_from: str = ""
    subject: str = ""
    text: str = ""
    lang: str = ""
    left_out: tuple[tuple[str, OmittedPartReason], ...] = ()


@dataclass(frozen=True)
class MessageFile:
    """A file of a message, whose bytes are stored. `whole`: it is the original message itself."""

    kept: StoredBytes
    name: str
    whole: bool = False


def message_subject(id: int) -> str:
    """Return the name of a message in the ledger."""
    return f"message {id}"


def message_content(row: ReceivedMessageRow, files: Sequence[int]) -> dict[str, Any]:
    """Return the ledger's content for a message, with only a salted digest of its sender and text."""
    private = {
        name: getattr(row, name) for name in ("sender", "sender_name", "standing", "forwarded_from", "subject", "text", "digest", "left_out", "salt")
    }
    return {
        "door": row.door, "fate": row.fate, "size": row.size, "state": row.state, "draft": row.draft_id, "number": row.number, "url": row.url,
        "because": row.because, "files": list(files), "private": private_digest(private),
    }  # fmt: skip


def is_message_stored(session: Session, source: str, nth: int) -> bool:
    """Return whether this message is stored already."""
    return session.scalar(select(ReceivedMessageRow.id).where(ReceivedMessageRow.source == source, ReceivedMessageRow.nth == nth)) is not None


def newest_number(session: Session, source: str) -> int | None:
    """Return the largest stored number of this source; None if there is none."""
    return session.scalar(select(func.max(ReceivedMessageRow.nth)).where(ReceivedMessageRow.source == source))


def newest_fetch(session: Session, source: str) -> datetime | None:
    """Return when a message of this source was last stored."""
    return session.scalar(
        select(ReceivedMessageRow.fetched_at).where(ReceivedMessageRow.source == source).order_by(ReceivedMessageRow.id.desc()).limit(1)
    )


def same_message(session: Session, channel: IntakeChannel, digest: str) -> int | None:
    """Return the earlier accepted message with the same content; None if there is none."""
    query = select(ReceivedMessageRow.id).where(
        ReceivedMessageRow.digest == digest, ReceivedMessageRow.door == channel, ReceivedMessageRow.fate.in_(STORED_MESSAGE_FATES)
    )
    return session.scalar(query.order_by(ReceivedMessageRow.id).limit(1))


def store_message(session: Session, arrived: ArrivedMessage, files: Sequence[MessageFile], *, now: datetime) -> ReceivedMessageRow | None:
    """Record a message with its files in a writing transaction, and return its row; None if already stored.

    A message whose content was accepted before is recorded as repeated, without its files. A refused message has neither text nor files.
    """
    if is_message_stored(session, arrived.source, arrived.nth):
        return None
    first = same_message(session, arrived.door, arrived.digest) if arrived.fate in STORED_MESSAGE_FATES else None
    fate = MessageFate.REPEATED if first else arrived.fate
    keeps = fate in STORED_MESSAGE_FATES
    text = _storable(arrived.text)
    row = ReceivedMessageRow(
        door=arrived.door, source=arrived.source, nth=arrived.nth, fate=fate, digest=arrived.digest, same_as=first, came_at=min(arrived.came_at, now),
        fetched_at=now, sender=_storable(arrived.sender)[:320], sender_name=_storable(arrived.sender_name)[:_LONGEST_NAME], standing=arrived.standing,
        forwarded_from=_storable(arrived.forwarded_from)[:_LONGEST_NAME], subject=_storable(arrived.subject)[:_LONGEST_SUBJECT],
        text=text[:MAX_TIP_LENGTH] if keeps else "", text_cut=keeps and len(text) > MAX_TIP_LENGTH, lang=arrived.lang, size=arrived.size,
        left_out=[{"name": _storable(name)[:_LONGEST_NAME], "why": why.value} for name, why in arrived.left_out], salt=secrets.token_hex(16), label=None,
        score=None, state=MessageState.WAITING if keeps else MessageState.NOT_KEPT, settled_by=None, settled_at=None, because="", draft_id=None,
        number=None, url="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    ids = []
    for message_file in files if keeps else ():
        file = add_file(session, message_file.kept, message_file.name, arrived.door, FileTarget(), who=_INTAKE, now=now)
        session.add(MessageFileRow(file_id=file.id, message_id=row.id, whole=message_file.whole))
        ids.append(file.id)
    session.flush()
    ledger.append(
        session, at=now, who=_INTAKE, action=LedgerAction.RECEIVE, subject=message_subject(row.id), before={}, after=message_content(row, ids)
    )
    return row


def find_message(session: Session, id: int, *, lock: bool = False) -> ReceivedMessageRow:
    """Return the message. Raises NoSuchMessage."""
    row = session.get(ReceivedMessageRow, id, with_for_update=True if lock else None) if 0 < id <= LARGEST_LONG_ID else None
    if row is None:
        raise NoSuchMessage(tr("there is no message {id}").format(id=id))
    return row


def file_ids(session: Session, id: int) -> list[int]:
    """Return the ids of a message's files, including the original message."""
    return list(session.scalars(select(MessageFileRow.file_id).where(MessageFileRow.message_id == id).order_by(MessageFileRow.file_id)))


def files_of_message(session: Session, id: int) -> tuple[EvidenceFileRow | None, list[EvidenceFileRow]]:
    """Return the original message as a file, and the message's files that are not withdrawn."""
    query = select(EvidenceFileRow, MessageFileRow.whole).join(MessageFileRow, MessageFileRow.file_id == EvidenceFileRow.id)
    rows = (
        session.execute(query.where(MessageFileRow.message_id == id, EvidenceFileRow.withdrawn.is_(False)).order_by(EvidenceFileRow.id))
        .tuples()
        .all()
    )
    return next((row for row, whole in rows if whole), None), [row for row, whole in rows if not whole]


def came_with_message(session: Session, file_id: int) -> bool:
    """Return whether a file came with a message."""
    return session.get(MessageFileRow, file_id) is not None


def _storable(text: str) -> str:
    """Return the text without null characters (PostgreSQL rejects them) and lone surrogates (they cannot be encoded)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()


# Settling messages: a new case, a tip, a part of a draft or incident, or set aside. Each act is a ledger row and can be reversed.

LONGEST_REASON = 400


def waiting_message(session: Session, id: int) -> ReceivedMessageRow:
    """Return the message, locked until the transaction ends. Raises NoSuchMessage and MessageSettled."""
    row = find_message(session, id, lock=True)
    if row.state == MessageState.NOT_KEPT:
        raise MessageSettled(tr("nothing of this message was kept"))
    if row.state != MessageState.WAITING:
        raise MessageSettled(tr("this message is settled already, by: {name}").format(name=row.settled_by))
    return row


def make_case(session: Session, id: int, draft_id: int, *, who: str, now: datetime) -> None:
    """Record that a draft was made from the message, and move its files to the draft.

    Raises NoSuchMessage, MessageSettled, and what `move_files` raises.
    """
    row = waiting_message(session, id)
    _place(session, row, FileTarget(draft=draft_id), who=who, now=now)
    _settle(session, row, MessageState.CASE, who=who, now=now, draft=draft_id)


def attach_message(session: Session, id: int, to: WorkSubject, *, who: str, now: datetime) -> None:
    """Attach the message with its files to a draft or an incident.

    Raises NoSuchDraft and NoSuchIncident in addition to what `make_case` raises.
    """
    row = waiting_message(session, id)
    row_of(session, to)
    _place(session, row, FileTarget(to.draft, to.number), who=who, now=now)
    _settle(session, row, MessageState.ATTACHED, who=who, now=now, draft=to.draft, number=to.number)


def make_tip(session: Session, id: int, url: str, *, who: str, now: datetime) -> None:
    """Request a page that the message names from the next run.

    The address must have been checked (`pipelines.tip_urls.checked_tip_url`).
    """
    row = waiting_message(session, id)
    request_page(session, url, who=who, now=now, note=written_note(WrittenNote.MESSAGE, str(id)))
    _settle(session, row, MessageState.TIP, who=who, now=now, url=url)


def dismiss_message(session: Session, id: int, because: str, *, who: str, now: datetime) -> None:
    """Set the message aside. Raises BadDecision without a reason."""
    row = waiting_message(session, id)
    if not because.strip():
        raise BadDecision(tr("say why the message is set aside"), "because")
    _settle(session, row, MessageState.ASIDE, who=who, now=now, because=because.strip()[:LONGEST_REASON])


def reopen_message(session: Session, id: int, *, who: str, now: datetime) -> None:
    """Return the message to the queue and detach its files.

    A requested page may be collected all the same. Raises NoSuchMessage, and BadDecision while the draft made from it exists: that draft is decided
    on its own page.
    """
    require_name(who)
    row = find_message(session, id, lock=True)
    if row.state in (MessageState.WAITING, MessageState.NOT_KEPT):
        raise BadDecision(tr("this message is not settled"))
    draft = session.get(DraftRow, row.draft_id) if row.state == MessageState.CASE and row.draft_id else None
    if draft is not None and draft.state != DraftState.REJECTED:
        raise BadDecision(tr("draft {id} was made of this message; reject that draft first").format(id=row.draft_id))
    before = message_content(row, file_ids(session, id))
    placed = select(EvidenceFileRow).join(MessageFileRow, MessageFileRow.file_id == EvidenceFileRow.id).where(
        MessageFileRow.message_id == id, EvidenceFileRow.withdrawn.is_(False), EvidenceFileRow.draft_id.is_not(None) | EvidenceFileRow.number.is_not(None)
    )  # fmt: skip
    move_files(session, session.scalars(placed).all(), FileTarget(), who=who, now=now)
    row.state, row.settled_by, row.settled_at, row.because = MessageState.WAITING, None, None, ""
    row.draft_id, row.number, row.url = None, None, ""
    session.flush()
    _note(session, row, LedgerAction.PUT_BACK, before, who=who, now=now)


def removes_evidence(session: Session, row: ReceivedMessageRow) -> bool:
    """Return whether reopening it removes files from an incident or a decided draft.

    Only editors may do that, as with withdrawing a file.
    """
    if row.state != MessageState.ATTACHED:
        return False
    if row.number is not None:
        return session.get(IncidentRow, row.number) is not None
    draft = session.get(DraftRow, row.draft_id)
    return draft is not None and draft.state not in OPEN_STATES


def messages_of(session: Session, to: WorkSubject) -> list[ReceivedMessageRow]:
    """Return the messages attached to a draft or an incident, or from which the draft was made."""
    row = ReceivedMessageRow
    of = row.draft_id == to.draft if to.number is None else row.number == to.number
    return list(session.scalars(select(row).where(of, row.state.in_((MessageState.CASE, MessageState.ATTACHED))).order_by(row.id)))


def _place(session: Session, row: ReceivedMessageRow, to: FileTarget, *, who: str, now: datetime) -> None:
    """Move the message's files there, except the original message, which names the sender."""
    _, files = files_of_message(session, row.id)
    move_files(session, files, to, who=who, now=now)


def _settle(
    session: Session,
    row: ReceivedMessageRow,
    state: MessageState,
    *,
    who: str,
    now: datetime,
    draft: int | None = None,
    number: str | None = None,
    because: str = "",
    url: str = "",
) -> None:
    require_name(who)
    before = message_content(row, file_ids(session, row.id))
    row.state, row.settled_by, row.settled_at, row.because = state, who, now, because
    row.draft_id, row.number, row.url = draft, number, url
    session.flush()
    _note(session, row, LedgerAction.SETTLE, before, who=who, now=now)


def _note(session: Session, row: ReceivedMessageRow, action: LedgerAction, before: dict[str, object], *, who: str, now: datetime) -> None:
    after = message_content(row, file_ids(session, row.id))
    ledger.append(session, at=now, who=who, action=action, subject=message_subject(row.id), before=before, after=after)
