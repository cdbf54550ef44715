"""Messages that a mailbox or a bot brought, and which files came with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base

_LONG = BigInteger().with_variant(Integer, "sqlite")


class ReceivedMessageRow(Base):
    """One message that was fetched, with its fate. Every change is in the ledger under `message ID`. Who sent it and what it says stay in the house."""

    __tablename__ = "received_messages"

    id: Mapped[int] = mapped_column(_LONG, primary_key=True)
    door: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(80))
    """The mailbox in its present numbering, or the bot."""
    nth: Mapped[int] = mapped_column(BigInteger)
    """Its number there: the UID of a mail (RFC 9051, 2.3.1.1), the id of an update."""
    fate: Mapped[str] = mapped_column(String(20))
    """`records.vocabulary.MessageFate`."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """By it the same message is known when it comes once more."""
    same_as: Mapped[int | None] = mapped_column(ForeignKey("received_messages.id"))
    came_at: Mapped[datetime]
    """When the mail server or Telegram took it."""
    fetched_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(String(320))
    """A mail address in small letters, or the number of a Telegram account; empty where none can be read."""
    sender_name: Mapped[str]
    standing: Mapped[str] = mapped_column(String(12))
    """`records.vocabulary.SenderStanding`."""
    forwarded_from: Mapped[str]
    """From whom it was forwarded, as it says."""
    subject: Mapped[str]
    text: Mapped[str]
    text_cut: Mapped[bool]
    lang: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    left_out: Mapped[list[Any]]
    """[{name, why}] of what was not taken with it (`records.vocabulary.LeftBehind`)."""
    salt: Mapped[str] = mapped_column(String(32))
    label: Mapped[str | None] = mapped_column(String(12))
    """What the screening says of its text; null = it has not been read, or has too little text."""
    score: Mapped[float | None] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(12))
    """`records.vocabulary.MessageState`."""
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None]
    because: Mapped[str]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    url: Mapped[str]
    """The page that was asked for."""

    __table_args__ = (
        UniqueConstraint("source", "nth"),
        Index("received_messages_state", "state", "id"),
        Index("received_messages_sender", "door", "sender", "fetched_at"),
    )


class MessageFileRow(Base):
    """A file that came with a message, or (`whole`) the message itself as it came."""

    __tablename__ = "message_files"

    file_id: Mapped[int] = mapped_column(ForeignKey("evidence_files.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("received_messages.id"), index=True)
    whole: Mapped[bool]
