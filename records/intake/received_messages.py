"""The records of messages that were fetched: each is stored once, with its fate, its files and its row of the ledger (`message ID`), in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.errors import NoSuchMessage
from records.hand.file_rows import Belonging, KeptBytes, add_file
from records.i18n import tr
from records.incidents.incident_ledger import private_digest
from records.review.take_down import LONGEST_TOLD
from records.tables import LARGEST_LONG_ID, EvidenceFileRow, MessageFileRow, ReceivedMessageRow
from records.vocabulary import KEPT_MESSAGES, Door, LedgerAction, LeftBehind, MessageFate, MessageState, SenderStanding

# Who stands in the ledger for what the machine fetched.
INTAKE = "qorgan intake"
LONGEST_NAME, LONGEST_SUBJECT = 300, 500


@dataclass(frozen=True)
class ArrivedMessage:
    """A message as it came. `source` and `nth` say which one it is there; `digest` tells the same message that comes under another number."""

    door: Door
    source: str
    nth: int
    fate: MessageFate
    came_at: datetime
    digest: str
    size: int
    sender: str = ""
    sender_name: str = ""
    standing: SenderStanding = SenderStanding.CLAIMED
    forwarded_from: str = ""
    subject: str = ""
    text: str = ""
    lang: str = ""
    left_out: tuple[tuple[str, LeftBehind], ...] = ()


@dataclass(frozen=True)
class MessageFile:
    """A file that came with a message, whose bytes are on the disk. `whole`: the message itself as it came."""

    kept: KeptBytes
    name: str
    whole: bool = False


def message_subject(id: int) -> str:
    """The name of a message in the ledger."""
    return f"message {id}"


def message_content(row: ReceivedMessageRow, files: Sequence[int]) -> dict[str, Any]:
    """What the ledger keeps of a message. Of who sent it and what it says, which stay in the house, a salted digest."""
    told = {
        name: getattr(row, name) for name in ("sender", "sender_name", "standing", "forwarded_from", "subject", "text", "digest", "left_out", "salt")
    }
    return {
        "door": row.door, "fate": row.fate, "size": row.size, "state": row.state, "draft": row.draft_id, "number": row.number, "url": row.url,
        "because": row.because, "files": list(files), "private": private_digest(told),
    }  # fmt: skip


def known(session: Session, source: str, nth: int) -> bool:
    """Whether this message is stored already."""
    return session.scalar(select(ReceivedMessageRow.id).where(ReceivedMessageRow.source == source, ReceivedMessageRow.nth == nth)) is not None


def newest_number(session: Session, source: str) -> int | None:
    """The largest number that was stored of this source; None if there is none."""
    return session.scalar(select(func.max(ReceivedMessageRow.nth)).where(ReceivedMessageRow.source == source))


def newest_fetch(session: Session, source: str) -> datetime | None:
    """When a message of this source was stored last."""
    return session.scalar(
        select(ReceivedMessageRow.fetched_at).where(ReceivedMessageRow.source == source).order_by(ReceivedMessageRow.id.desc()).limit(1)
    )


def same_message(session: Session, door: Door, digest: str) -> int | None:
    """The message with the same content that was taken before; None if there is none."""
    found = select(ReceivedMessageRow.id).where(
        ReceivedMessageRow.digest == digest, ReceivedMessageRow.door == door, ReceivedMessageRow.fate.in_(KEPT_MESSAGES)
    )
    return session.scalar(found.order_by(ReceivedMessageRow.id).limit(1))


def store(session: Session, arrived: ArrivedMessage, files: Sequence[MessageFile], *, now: datetime) -> ReceivedMessageRow | None:
    """Record a message with its files; call it in a transaction that writes. Gives its row; None if it is stored already, and then nothing is written.

    One whose content was taken before is recorded as repeated, without its files. What is not kept has neither text nor files.
    """
    if known(session, arrived.source, arrived.nth):
        return None
    first = same_message(session, arrived.door, arrived.digest) if arrived.fate in KEPT_MESSAGES else None
    fate = MessageFate.REPEATED if first else arrived.fate
    keeps = fate in KEPT_MESSAGES
    text = _plain(arrived.text)
    row = ReceivedMessageRow(
        door=arrived.door, source=arrived.source, nth=arrived.nth, fate=fate, digest=arrived.digest, same_as=first, came_at=min(arrived.came_at, now),
        fetched_at=now, sender=_plain(arrived.sender)[:320], sender_name=_plain(arrived.sender_name)[:LONGEST_NAME], standing=arrived.standing,
        forwarded_from=_plain(arrived.forwarded_from)[:LONGEST_NAME], subject=_plain(arrived.subject)[:LONGEST_SUBJECT],
        text=text[:LONGEST_TOLD] if keeps else "", text_cut=keeps and len(text) > LONGEST_TOLD, lang=arrived.lang, size=arrived.size,
        left_out=[{"name": _plain(name)[:LONGEST_NAME], "why": why.value} for name, why in arrived.left_out], salt=secrets.token_hex(16), label=None,
        score=None, state=MessageState.WAITING if keeps else MessageState.NOT_KEPT, settled_by=None, settled_at=None, because="", draft_id=None,
        number=None, url="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    ids = []
    for one in files if keeps else ():
        file = add_file(session, one.kept, one.name, arrived.door, Belonging(), who=INTAKE, now=now)
        session.add(MessageFileRow(file_id=file.id, message_id=row.id, whole=one.whole))
        ids.append(file.id)
    session.flush()
    ledger.append(
        session, at=now, who=INTAKE, action=LedgerAction.RECEIVE, subject=message_subject(row.id), before={}, after=message_content(row, ids)
    )
    return row


def find_message(session: Session, id: int, *, lock: bool = False) -> ReceivedMessageRow:
    """The message. Raises NoSuchMessage."""
    row = session.get(ReceivedMessageRow, id, with_for_update=True if lock else None) if 0 < id <= LARGEST_LONG_ID else None
    if row is None:
        raise NoSuchMessage(tr("there is no message {id}").format(id=id))
    return row


def file_ids(session: Session, id: int) -> list[int]:
    """The files that came with a message, itself as it came among them."""
    return list(session.scalars(select(MessageFileRow.file_id).where(MessageFileRow.message_id == id).order_by(MessageFileRow.file_id)))


def files_of_message(session: Session, id: int) -> tuple[EvidenceFileRow | None, list[EvidenceFileRow]]:
    """The message itself as it came, and the files that came with it and still stand."""
    query = select(EvidenceFileRow, MessageFileRow.whole).join(MessageFileRow, MessageFileRow.file_id == EvidenceFileRow.id)
    found = (
        session.execute(query.where(MessageFileRow.message_id == id, EvidenceFileRow.withdrawn.is_(False)).order_by(EvidenceFileRow.id))
        .tuples()
        .all()
    )
    return next((row for row, whole in found if whole), None), [row for row, whole in found if not whole]


def came_with_message(session: Session, file_id: int) -> bool:
    """Whether a file came with a message."""
    return session.get(MessageFileRow, file_id) is not None


def _plain(text: str) -> str:
    """Without zero characters, which PostgreSQL takes in no text, and without halves of surrogate pairs, which have no bytes."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
