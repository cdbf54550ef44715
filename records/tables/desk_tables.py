"""What people at the desk ask for, which draft they have open, and what they have typed but not decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class RequestRow(Base):
    """Something that a person asks the next run to do: visit an outlet again, or take a single page. The desk itself never fetches."""

    __tablename__ = "requests"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """`run_again` or `tip`."""
    outlet: Mapped[str | None] = mapped_column(String(80))
    url: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)
    taken_at: Mapped[datetime | None]
    """When a run took it up; None = it waits."""
    run_id: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(String(40))
    """What became of it, in one code; None = not yet known."""

    __table_args__ = (Index("requests_waiting", "taken_at", "kind", "outlet"),)


class PresenceRow(Base):
    """Who has a draft open. A person who was not seen for a while has gone."""

    __tablename__ = "presence"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SecondOpinionRow(Base):
    """A decided draft, chosen by chance, on which another person decides too without seeing the decision."""

    __tablename__ = "second_opinions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    asked_at: Mapped[datetime]
    first_by: Mapped[str] = mapped_column(String(80))
    second_by: Mapped[str | None] = mapped_column(String(80))
    second_action: Mapped[str | None] = mapped_column(String(16))
    second_reason: Mapped[str | None] = mapped_column(String(24))
    second_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
    """None = the second opinion is not there yet."""

    __table_args__ = (Index("second_opinions_waiting", "second_at", "asked_at"),)


class FieldOpinionRow(Base):
    """What two readers said of one field of a draft, the second without seeing the first, and how a difference was settled."""

    __tablename__ = "field_opinions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("second_opinions.draft_id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
    """`records.vocabulary.OpinionField`."""
    first: Mapped[Any] = mapped_column(JSON)
    second: Mapped[Any] = mapped_column(JSON)
    alike: Mapped[float] = mapped_column(Float)
    """1 = the same, 0 = not; of victims the part of the names that is common."""
    lang: Mapped[str] = mapped_column(String(8))
    first_by: Mapped[str] = mapped_column(String(80))
    second_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)
    settled: Mapped[str | None] = mapped_column(String(8))
    """`records.vocabulary.Settled`; null = nobody has settled it."""
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None]
    settled_note: Mapped[str] = mapped_column(default="")


class SavedEditRow(Base):
    """What a person has typed into a draft's form and not decided yet, so that it is not lost with the network or the browser."""

    __tablename__ = "saved_edits"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class SavedViewRow(Base):
    """A view of the table of incidents that somebody named: its filters, order and columns. It tells nothing of what is recorded, so no ledger keeps it."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str]
    """What stands behind the question mark of its address."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether the whole desk sees it."""
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("owner", "name", name="one_view_per_name"),)
