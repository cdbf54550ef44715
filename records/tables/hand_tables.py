"""What people take down by hand: tips without an address, files that came with a draft or an incident, and what was sent to state bodies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class HandTipRow(Base):
    """Where a draft is from that no page of an outlet told: a call, a letter, a message. The draft has no article; what its source is stands here."""

    __tablename__ = "hand_tips"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    way: Mapped[str] = mapped_column(String(12))
    """How it came (`records.vocabulary.HandWay`)."""
    came_on: Mapped[date] = mapped_column(Date)
    """The day on which it came."""
    told: Mapped[str]
    """What was said or written, as it was taken down. It stays in the house."""
    private: Mapped[dict[str, Any]]
    """{from_whom, salt}: never in an export, an API or a publication."""
    door: Mapped[str] = mapped_column(String(12))
    """Through which door it came in (`records.vocabulary.Door`)."""
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """What the door calls it, so that it is not taken in twice; null for what a person took down."""
    taken_by: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime]


class EvidenceFileRow(Base):
    """A file that somebody gave as evidence. Its bytes lie beside the stored pages under their SHA-256. It belongs to a draft, or to an incident; to neither while the
    form with which it was sent is being filled in. Every change is in the ledger under `file ID`."""

    __tablename__ = "evidence_files"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    kind: Mapped[str] = mapped_column(String(12))
    """What its bytes say that it is (`records.vocabulary.FileKind`)."""
    name: Mapped[str]
    """The name under which it was sent, at most 1,000 characters of it. A stranger chose it: it is shown by `pipelines.evidence.file_names.shown_name` alone."""
    door: Mapped[str] = mapped_column(String(12))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    taken_by: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """A person took it off. Its bytes stay, since the ledger names them."""
    withdrawn_because: Mapped[str] = mapped_column(default="")


class StateRequestRow(Base):
    """A request or a complaint that was sent to a state body on a draft or an incident, and its answer. Every change is in the ledger under `request ID`."""

    __tablename__ = "state_requests"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    body: Mapped[str] = mapped_column(String(12))
    """To whom (`records.vocabulary.StateBody`)."""
    named: Mapped[str]
    """How that body is called."""
    kind: Mapped[str] = mapped_column(String(12))
    """What was sent (`records.vocabulary.LetterKind`)."""
    sent_on: Mapped[date] = mapped_column(Date)
    own_number: Mapped[str]
    """Under which number the sender keeps it; empty = none."""
    asked: Mapped[str]
    prolonged_until: Mapped[date | None] = mapped_column(Date)
    """The day to which the body prolonged the term, as it told."""
    answered_on: Mapped[date | None] = mapped_column(Date, index=True)
    answer: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    withdrawn_because: Mapped[str] = mapped_column(default="")
