"""Articles, their stored states, and their screenings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, Integer, String, UniqueConstraint, case, false
from sqlalchemy import text as condition
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base
from records.vocabulary import PublishedPrecision


class ArticleRow(Base):
    """One article, stored once. `id` is the hash of outlet and address identity."""

    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(40), index=True)
    outlet: Mapped[str] = mapped_column(String(80))
    url: Mapped[str]
    region: Mapped[str | None] = mapped_column(String(8))
    lang: Mapped[str] = mapped_column(String(8))
    title: Mapped[str]
    text: Mapped[str]
    authors: Mapped[list[Any]]
    published_at: Mapped[str | None] = mapped_column(String(40))
    """ISO 8601 with the outlet's offset, or the day alone where the page gives no more."""
    published_on: Mapped[date | None] = mapped_column(Date)
    """Its day, from which is reckoned; null where `date_precision` is unsure."""
    date_precision: Mapped[str | None] = mapped_column(String(8))
    """How exactly `published_at` is known (`records.vocabulary.PublishedPrecision`); null where there is none."""
    fetched_at: Mapped[datetime]
    text_sha256: Mapped[str] = mapped_column(String(64))
    copy_of: Mapped[str | None] = mapped_column(ForeignKey("articles.id"))
    """The article of another outlet whose text this one repeats."""
    partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The page showed only the beginning: the rest stood behind a pay wall or a registration."""
    unread: Mapped[bool] = mapped_column(default=True)
    """No model has read it yet."""

    @property
    def surely_published(self) -> str | None:
        """`published_at` where the page told it; None for a day that was guessed."""
        return None if self.date_precision == PublishedPrecision.UNSURE else self.published_at

    @property
    def guessed_on(self) -> date | None:
        """The day that was only guessed; None where the page told it, or where there is none."""
        return date.fromisoformat(self.published_at[:10]) if self.published_at and not self.surely_published else None

    __table_args__ = (
        Index("articles_by_outlet", "outlet", "published_on"),
        Index("articles_taken", "outlet", "fetched_at"),
        Index("articles_by_text", "text_sha256"),
        Index("articles_by_day", "published_on"),
        Index("articles_in_order", "fetched_at", "id"),
        # SQLite uses an index over some rows only where its condition is written as the query writes it.
        Index("articles_unread", "fetched_at", "id", sqlite_where=condition("unread = 1"), postgresql_where=condition("unread")),
    )


SURELY_PUBLISHED = case((ArticleRow.date_precision == PublishedPrecision.UNSURE.value, None), else_=ArticleRow.published_at)
"""The same in a query."""


class SnapshotRow(Base):
    """One stored state of an article's page, with the place of its evidence. Later states are added; none is overwritten."""

    __tablename__ = "snapshots"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)
    fetched_at: Mapped[datetime]
    url: Mapped[str]
    status: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    file: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)
    text_sha256: Mapped[str | None] = mapped_column(String(64))
    """Hash of the text read from this state of the page, so that a later state with another text is noticed."""
    change: Mapped[str | None] = mapped_column(String(8))
    """What the look found, compared with the state before (`records.vocabulary.PageChange`); null for the first state, and for one that was not watched."""
    title: Mapped[str | None]
    text: Mapped[str | None]
    """As read from a later state that differs; the first state's stand in `articles`."""
    dropped_at: Mapped[datetime | None]
    """When its stored page was cleared away, by a decision that stands in the ledger."""


class BandRow(Base):
    """One band of an article's MinHash signature: articles that share a band are candidates for being near copies."""

    __tablename__ = "article_bands"

    band: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class WatchRow(Base):
    """A flagged article whose page is looked at again."""

    __tablename__ = "watches"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    began_on: Mapped[date] = mapped_column(Date)
    step: Mapped[int] = mapped_column(Integer)
    """How many of the looks are done."""
    due_on: Mapped[date | None] = mapped_column(Date, index=True)
    """Day of the next look; null = the last one is done."""


class ScreeningRow(Base):
    """What one model said of one article. Never changed."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    model: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    score: Mapped[float] = mapped_column(Float)
    flagged: Mapped[bool]
    label: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    """The whole screening in the shape of docs/contracts.md, section 5. One that is older than a field of that shape does not have it."""
    readers: Mapped[str | None] = mapped_column(String(16), server_default="lexical")
    """Which judges read it (`records.vocabulary.Readers`); null for an article that could not be read."""
    disagreement: Mapped[float | None] = mapped_column(Float)
    """How far the two judges are apart, 0 to 1; null where not both weighed the article, and for screenings from before it was told."""

    __table_args__ = (
        UniqueConstraint("article_id", "model", name="one_screening_per_article_and_model"),
        # Finds the few flagged screenings without reading the many others.
        Index("screenings_flagged", "model", "article_id", sqlite_where=condition("flagged = 1"), postgresql_where=condition("flagged")),
    )


class EncodedArticleRow(Base):
    """What an encoder made of an article that came into a draft: what learning from decisions starts from. Nothing is lost with it, since the article can be read again."""

    __tablename__ = "encoded_articles"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(80))
    """The name of the encoder with the beginning of its checksum. Numbers of another one say nothing, and are replaced."""
    numbers: Mapped[bytes]
    """`classify.encoder.kept_reading`: answers and mean in half precision, less than a kilobyte."""


class RereadRow(Base):
    """A reading anew of the archive by a model that took the place of another. The newest row counts."""

    __tablename__ = "rereads"

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(80))
    total: Mapped[int] = mapped_column(Integer)
    """Articles that it had not read when it began."""
    read: Mapped[int] = mapped_column(Integer, default=0)
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    """How long that took, without the time between two runs."""
    reached_at: Mapped[datetime | None]
    """When the last article that was looked at was collected, and its id; null = none yet. It goes from the newest to the oldest."""
    reached_id: Mapped[str | None] = mapped_column(String(40))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
