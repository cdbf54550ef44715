"""Runs, what each outlet gave in them, and every page that was tried."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class RunRow(Base):
    """One run: of the flow, of a spider by hand, of a replay or a tip."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OutletRunRow(Base):
    """What one outlet gave in one run. `state`: running, answered, failed, busy. `cause` says why it failed."""

    __tablename__ = "outlet_runs"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    region: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str | None] = mapped_column(String(24))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    found: Mapped[int] = mapped_column(default=0)
    """Addresses found in its sources, known ones included."""
    fates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Count of tries by fate; their sum is the number of rows in `pages` of this run and outlet."""
    finished: Mapped[bool] = mapped_column(default=False)
    """Everything found was tried; false when time ran out or the run was broken off."""
    ways: Mapped[list[Any]] = mapped_column(default=list)
    """The ways in that served: {"kind", "url", "named"}; `named` = the outlet file names it."""
    guessed_at: Mapped[datetime | None]
    """When the usual addresses were last guessed, in this run or one before it."""
    measures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Measures of its pages in this run, see `records.outlets.health.PageMeasures`."""
    note: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is open at the end of the visit, see `records.outlets.visit_balance.VisitBalance`; empty if every record has its fate."""

    __table_args__ = (Index("outlet_runs_by_outlet", "outlet", "started_at"),)


class ClaimRow(Base):
    """Who works on an outlet now. A claim whose heartbeat has stopped may be taken over."""

    __tablename__ = "claims"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(40))
    host: Mapped[str]
    pid: Mapped[int]
    beat_at: Mapped[datetime]


class SourceRow(Base):
    """A feed or sitemap as it answered last, for conditional requests."""

    __tablename__ = "sources"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    modified: Mapped[str | None]
    read_at: Mapped[datetime]


class PageRow(Base):
    """One try of one page. `key` is the address's identity (two spellings of one page share it)."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(40))
    outlet: Mapped[str] = mapped_column(String(80))
    url: Mapped[str]
    key: Mapped[str] = mapped_column(String(40))
    fate: Mapped[str] = mapped_column(String(24))
    status: Mapped[int | None]
    at: Mapped[datetime]
    source: Mapped[bool] = mapped_column(default=False)
    detail: Mapped[str] = mapped_column(default="")
    article_id: Mapped[str | None] = mapped_column(String(40))
    sha256: Mapped[str | None] = mapped_column(String(64))
    published_on: Mapped[date | None] = mapped_column(Date)
    """The day of an article outside the period asked for, so that a later run over that day knows it is wanted; and of a page that was read as no article."""
    title: Mapped[str | None]
    """What a page that was read as no article calls itself, so that a person can tell what was left out."""
    others: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Other answers that the page gave in this run, by their hash, see `records.outlets.page_answers`; None where there is none."""

    __table_args__ = (
        Index("pages_by_key", "outlet", "key"),
        Index("pages_in_time", "outlet", "at"),
        # One page, one fate: a second row for the same try is an error of ours, not a second fate.
        UniqueConstraint("run_id", "outlet", "url", name="one_fate_per_page_and_run"),
    )


class CursorRow(Base):
    """How far a reach back into the past has come in one source of an outlet, so that an interrupted one goes on from there."""

    __tablename__ = "cursors"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]]
    at: Mapped[datetime]
