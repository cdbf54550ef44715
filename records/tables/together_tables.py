"""Who works on what, what colleagues say to each other about it, what each is told, and what one proposes and another accepts. It leaves the house by no door."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy import text as condition
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base

_STANDS = "ended_at IS NULL"


class AssignmentRow(Base):
    """A draft or an incident (one of the two is set) that was given to somebody. A row is never taken out: what has ended says when, by whom and why."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"))
    holder: Mapped[str] = mapped_column(ForeignKey("users.name"))
    given_by: Mapped[str] = mapped_column(ForeignKey("users.name"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """None = it is still theirs."""
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ended: Mapped[str | None] = mapped_column(String(12))
    """`given_on` or `taken_away`."""

    # Each has one holder at a time; the two indexes also answer whose it is.
    __table_args__ = (
        Index("assignments_of_drafts", "draft_id", unique=True, sqlite_where=condition(_STANDS), postgresql_where=condition(_STANDS)),
        Index("assignments_of_incidents", "number", unique=True, sqlite_where=condition(_STANDS), postgresql_where=condition(_STANDS)),
        Index("assignments_by_holder", "holder", "ended_at"),
    )


class CommentRow(Base):
    """What somebody says to colleagues about a draft or an incident (one of the two is set)."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    author: Mapped[str] = mapped_column(ForeignKey("users.name"))
    at: Mapped[datetime]
    text: Mapped[str]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class CommentVersionRow(Base):
    """What a comment said before its author changed it."""

    __tablename__ = "comment_versions"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    text: Mapped[str]
    until: Mapped[datetime]
    """When it was changed."""


class FollowRow(Base):
    """Somebody wants to be told when the status of an incident changes."""

    __tablename__ = "follows"

    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    since: Mapped[datetime]


class ProposalRow(Base):
    """What somebody who may not change incidents proposes to change in one, or a status to add. A row is never taken out."""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    """`fields` or `status`."""
    content: Mapped[dict[str, Any]]
    """The fields as a correction gives them, or the status with its day, source, note and penalty."""
    stood: Mapped[dict[str, Any]]
    """What stood in these fields then, so that a change since is noticed."""
    note: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decision: Mapped[str | None] = mapped_column(String(12))
    """`accepted`, `refused` or `taken_back`; None = it waits."""
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("proposals_waiting", "decided_at", "at"),)


class PersonalNoticeRow(Base):
    """Something that concerns one person: what was given to them, who mentioned them, what became of what they proposed or follow."""

    __tablename__ = "personal_notices"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"))
    kind: Mapped[str] = mapped_column(String(12))
    """`records.together.personal_notices.PersonalNoticeKind`."""
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    told: Mapped[str] = mapped_column(default="")
    """A code of a status, or a reason in somebody's words."""
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("personal_notices_of", "user", "id"),
        Index("personal_notices_unread", "user", sqlite_where=condition("read_at IS NULL"), postgresql_where=condition("read_at IS NULL")),
    )
