"""Incidents as people confirmed them, and what became of each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base
from records.vocabulary import Lawful


class IncidentRow(Base):
    """One confirmed incident. Every change of it is in the ledger under `incident NUMBER`, with the whole incident."""

    __tablename__ = "incidents"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    """As KZ-2021-0042; the year is that of the incident, or of its confirmation where no date is known. It never changes and is never given again."""
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), unique=True)
    """The draft whose confirmation recorded it; null for an imported one."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Its confirmation was undone: it keeps its number, and no count includes it."""
    title: Mapped[str]
    title_lang: Mapped[str | None] = mapped_column(String(8))
    """The language of `title`; null where there is none."""
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{kk, ru, en} without `title_lang`, whose title is `title`; a language may be missing. Only what a person gave stands here."""
    primary: Mapped[str] = mapped_column(String(3))
    categories: Mapped[list[Any]]
    """Codes, the primary one first."""
    happened_on: Mapped[date | None] = mapped_column(Date)
    """The first day of what is known: of the month or the year where `date_precision` says so."""
    date_precision: Mapped[str | None] = mapped_column(String(8))
    country: Mapped[str | None] = mapped_column(String(2))
    place: Mapped[str | None]
    region: Mapped[str | None] = mapped_column(String(8))
    victims: Mapped[list[Any]]
    """[{name, profession, outlet}]"""
    outlets: Mapped[list[Any]]
    actor: Mapped[str] = mapped_column(String(16))
    target: Mapped[str | None] = mapped_column(String(8))
    online: Mapped[bool]
    during: Mapped[str | None] = mapped_column(String(12))
    motive: Mapped[str] = mapped_column(String(12))
    lawful: Mapped[str] = mapped_column(String(8), default=Lawful.UNKNOWN.value)
    """Of a detention or an arrest."""
    law_articles: Mapped[list[Any]] = mapped_column(default=list)
    """[{code, article, part, stage}]"""
    claimant: Mapped[str | None] = mapped_column(String(16))
    amount_claimed: Mapped[int | None] = mapped_column(BigInteger)
    amount_awarded: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    next_dates: Mapped[list[Any]] = mapped_column(default=list)
    """[{date, what, where}], in order of days; they may lie ahead."""
    summary: Mapped[dict[str, Any]]
    """{kk, ru, en}; a language may be missing."""
    text_notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{title_kk, …: {state, by, at, origin, article, stale}} of texts that a person gave or checked (`records.incident_texts.text_slots.TextNote`)."""
    sources: Mapped[list[Any]]
    """Articles that came with an import, in the shape of the export; those of drafts are found by `drafts.incident`."""
    private: Mapped[dict[str, Any]]
    """{safety_notes, contacts}: for those who help, never in an export, an API or a publication."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("year", "serial", name="one_incident_per_number"),
        Index("incidents_by_date", "happened_on"),
        Index("incidents_by_primary", "primary", "happened_on"),
    )


class StatusRow(Base):
    """One dated event in what became of an incident. Added; withdrawn when the decision that brought it is undone, or with a reason."""

    __tablename__ = "statuses"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"))
    day: Mapped[date] = mapped_column(Date)
    code: Mapped[str] = mapped_column(String(4))
    source: Mapped[str]
    note: Mapped[str]
    penalty: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{kind, term, unit, sum, currency}; what is not known is left out."""
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    """The draft whose confirmation brought it."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    withdrawn_because: Mapped[str] = mapped_column(default="")
    """Why a person withdrew it. Empty where it stands, or went with the decision that brought it."""
    corrects: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    """The status that was withdrawn for it."""
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]

    __table_args__ = (Index("statuses_in_order", "number", "day", "id"),)
