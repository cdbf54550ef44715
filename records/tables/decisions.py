"""Drafts, and the ledger of what people decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.root import Row


class DraftRow(Row):
    """A proposal to a person: one event, with the articles that tell of it in `draft_articles`. `proposal` is the machine's and stays as it was;
    what a person corrected stands in `fields`."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    score: Mapped[float] = mapped_column(Float)
    label: Mapped[str] = mapped_column(String(16))
    proposal: Mapped[dict[str, Any]]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    follows: Mapped[str | None] = mapped_column(String(16))
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    """Counts decisions; two people who decide at once are told apart by it."""
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(24))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DraftArticleRow(Row):
    """Which articles a draft rests on. An article belongs to one draft."""

    __tablename__ = "draft_articles"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)


class LedgerRow(Row):
    """One act of a person, chained to the one before by its hash. Rows are only ever added; triggers refuse anything else."""

    __tablename__ = "ledger"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    """Position in the chain, from 1, without gaps."""
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str | None] = mapped_column(String(24))
    note: Mapped[str] = mapped_column(default="")
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
