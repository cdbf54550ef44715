"""Outlets over time: the panel, their days, their hosts, how often they are visited, what people were told of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class OutletRow(Base):
    """An outlet of the panel: one that should have been heard on a day. Written when the outlet is visited, and kept when it is gone."""

    __tablename__ = "outlets"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[dict[str, Any]]
    home: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(8))
    languages: Mapped[list[Any]]
    minimum: Mapped[int | None]
    """Articles a week; fewer = failing."""
    listed_on: Mapped[date] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    """The first day on which it was no longer expected to answer: closed, or taken off the list."""


class OutletDayRow(Base):
    """One outlet on one day of its own zone: how often it was tried, how often it answered, what it gave, why it failed."""

    __tablename__ = "outlet_days"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tried: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    articles: Mapped[int] = mapped_column(default=0)
    dated: Mapped[int] = mapped_column(default=0)
    letters: Mapped[int] = mapped_column(BigInteger, default=0)
    """Characters of the articles' texts."""
    raw: Mapped[int] = mapped_column(BigInteger, default=0)
    """Characters that were read before what repeats across the outlet's pages was taken out."""
    unread: Mapped[int] = mapped_column(default=0)
    """Pages asked for as articles that read as none."""
    cause: Mapped[str | None] = mapped_column(String(24))
    """Why the last failed visit of the day failed."""
    last_success: Mapped[datetime | None]

    __table_args__ = (Index("outlet_days_by_day", "day"),)


class HostRow(Base):
    """The rate limit of a host, shared by all processes: when it may be asked next. Times are seconds since 1970."""

    __tablename__ = "hosts"

    site: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[float] = mapped_column(Float)
    quiet_until: Mapped[float] = mapped_column(Float, default=0.0)
    """The host asked for a pause until then (429, Retry-After)."""


class PaceRow(Base):
    """How often an outlet is visited on the schedule, and when next."""

    __tablename__ = "paces"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    minutes: Mapped[float] = mapped_column(Float)
    next_at: Mapped[datetime]


class NoticeRow(Base):
    """A notice that was sent: an outlet fails, it answers again, or its screenings drifted (`cause` is then the week)."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    outlet: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str | None] = mapped_column(String(24))
    at: Mapped[datetime]


class OutletMemoryRow(Base):
    """What an outlet's pages have in common (repeated blocks), so that the next page is compared with them."""

    __tablename__ = "outlet_memories"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    memory: Mapped[dict[str, Any]]
