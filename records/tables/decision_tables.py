"""Drafts, the groups of their articles, and the ledger of decisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Float, ForeignKey, ForeignKeyConstraint, Index, Integer, String, func
from sqlalchemy import text as condition
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base
from records.vocabulary import DraftState


class DraftRow(Base):
    """A proposal to a person: one event, with the articles about it in `draft_articles`.

    `proposal` is the machine's and stays as it was. A person's corrections stand in `fields`.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    score: Mapped[float] = mapped_column(Float)
    label: Mapped[str] = mapped_column(String(16))
    proposal: Mapped[dict[str, Any]]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    follows: Mapped[str | None] = mapped_column(String(16))
    """Number of the confirmed incident of which this is news."""
    sample: Mapped[bool] = mapped_column(default=False)
    """A spot check: its article was screened out, and drawn by chance."""
    incident: Mapped[str | None] = mapped_column(String(16), index=True)
    """Number of the incident that has its articles as sources, by confirmation or by merging."""
    merged_into: Mapped[int | None] = mapped_column(Integer)
    deferred_until: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    """Counts decisions, so that a second person who decides at the same moment is noticed."""
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(24))

    # What the queue is narrowed and searched by: the proposal with the person's corrections over it (`records.review.draft_description`).
    title: Mapped[str] = mapped_column(default="")
    codes: Mapped[str] = mapped_column(String(160), default="")
    """Categories with spaces between, the primary one first."""
    lang: Mapped[str] = mapped_column(String(8), default="")
    region: Mapped[str | None] = mapped_column(String(8))
    happened_on: Mapped[date | None] = mapped_column(Date)
    searched: Mapped[str] = mapped_column(default="")
    """Title, persons, outlets and place as keys (`records.words.word_keys.searched_in`), so that every spelling finds it."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    # Behind the order of the queue stands what it is narrowed and counted by: the row itself, with the whole proposal, is read only of what is shown.
    __table_args__ = (
        Index("drafts_by_score", "state", "score", "id", "label", "sample", "follows", "region", "lang", "codes", "deferred_until"),
        Index("drafts_by_age", "state", "created_at", "id", "label", "sample", "follows", "region", "lang", "codes", "deferred_until"),
        Index("drafts_following", "follows", sqlite_where=condition("follows IS NOT NULL"), postgresql_where=condition("follows IS NOT NULL")),
    )

    @classmethod
    def has_sources(cls) -> ColumnElement[bool]:
        """Whether its articles are sources of its incident. Put so that SQLite, which knows nothing of how many rows have which value, never looks for drafts by their state: tens
        of thousands are confirmed."""
        return func.coalesce(cls.state, "").in_([DraftState.CONFIRMED, DraftState.MERGED])


class DraftArticleRow(Base):
    """The articles of a draft. An article belongs to one draft."""

    __tablename__ = "draft_articles"
    __table_args__ = (Index("draft_articles_by_outlet", "outlet", "draft_id"),)

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    outlet: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """The outlet of the article, which never changes: so the drafts of an outlet are found in one index."""
    traits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the article's event is recognised by (`records.incident_model.Traits`); empty = it is grouped only with its copies."""
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    """Articles of other drafts with which it perhaps tells of one event, when it came: their ids, how likely, and why (`records.review.perhaps`). A link lies
    between articles and not drafts, so that it stays right wherever they move."""


class ArticleKeyRow(Base):
    """A key by which a draft's article can be found as a candidate: a person, an outlet, a place with its days.

    The draft's id stands in the row, so that the newest drafts under a key are read from the index alone. The row moves with the article.
    """

    __tablename__ = "article_keys"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)

    __table_args__ = (Index("article_keys_of", "article_id"),)


class ApartRow(Base):
    """Two drafts that a person told apart. Only a person can put them together again. The smaller id stands first."""

    __tablename__ = "drafts_apart"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)


class SampleWeekRow(Base):
    """One stratum of a week's random sample of what was screened out."""

    __tablename__ = "sample_weeks"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    """ISO week, as 2026-W48."""
    stratum: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`disputed` = the two judges are farthest apart, `near` = of the others the scores nearest to the threshold, `far` = the rest."""
    model: Mapped[str] = mapped_column(String(80))
    population: Mapped[int] = mapped_column(Integer)
    """Articles of the stratum that were screened out and in no draft, from which it was drawn."""
    at: Mapped[datetime]


class SampleRow(Base):
    """One draft of a week's sample."""

    __tablename__ = "samples"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    week: Mapped[str] = mapped_column(String(8))
    stratum: Mapped[str] = mapped_column(String(8))

    __table_args__ = (ForeignKeyConstraint(["week", "stratum"], ["sample_weeks.week", "sample_weeks.stratum"]),)


class LedgerRow(Base):
    """One act of a person, linked to the one before by its hash. Rows are only added; triggers refuse anything else."""

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
    salt: Mapped[str] = mapped_column(String(32), default="", server_default="")
    """Drawn by chance, and hashed with the row: without it nobody can try names against the hash. Empty in rows that are older than the column."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
