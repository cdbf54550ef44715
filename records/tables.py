"""The tables. One class a table; what a column means stands beside it. Migrations in `records/migrations` build exactly these."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC on both databases (SQLite forgets zones). A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """The declarative root of all tables."""

    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON, bytes: LargeBinary, str: Text}  # noqa: RUF012


class RunRow(Row):
    """One run: of the flow, of a spider by hand, of a replay or a tip."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OutletRunRow(Row):
    """What one outlet gave in one run. `state`: running, answered, failed. `cause` is the fate that explains a failure."""

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

    __table_args__ = (Index("outlet_runs_by_outlet", "outlet", "started_at"),)


class ClaimRow(Row):
    """Who works on an outlet now. A claim whose heartbeat has stopped may be taken over."""

    __tablename__ = "claims"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(40))
    host: Mapped[str]
    pid: Mapped[int]
    beat_at: Mapped[datetime]


class SourceRow(Row):
    """A feed or sitemap as it answered last, for conditional requests."""

    __tablename__ = "sources"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    modified: Mapped[str | None]
    read_at: Mapped[datetime]


class OutletMemoryRow(Row):
    """What an outlet's pages have in common (repeated blocks), so that the next page is compared with them."""

    __tablename__ = "outlet_memories"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    memory: Mapped[dict[str, Any]]


class PageRow(Row):
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

    __table_args__ = (
        Index("pages_by_key", "outlet", "key"),
        # One page, one fate: a second row for the same try is an error of ours, not a second fate.
        UniqueConstraint("run_id", "outlet", "url", name="one_fate_per_page_and_run"),
    )


class ArticleRow(Row):
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
    fetched_at: Mapped[datetime]
    text_sha256: Mapped[str] = mapped_column(String(64))
    copy_of: Mapped[str | None] = mapped_column(ForeignKey("articles.id"))
    """The article of another outlet whose text this one repeats."""

    __table_args__ = (
        Index("articles_by_outlet", "outlet", "published_on"),
        Index("articles_by_text", "text_sha256"),
        Index("articles_by_day", "published_on"),
        Index("articles_in_order", "fetched_at", "id"),
    )


class SnapshotRow(Row):
    """One stored state of an article's page: where its evidence lies. Later ones are added, none is overwritten."""

    __tablename__ = "snapshots"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)
    fetched_at: Mapped[datetime]
    url: Mapped[str]
    status: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    file: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)


class BandRow(Row):
    """One band of an article's MinHash signature: articles that share a band are candidates for being near copies."""

    __tablename__ = "article_bands"

    band: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class ScreeningRow(Row):
    """What one model thought of one article. Immutable."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    model: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    score: Mapped[float] = mapped_column(Float)
    flagged: Mapped[bool]
    label: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    """The whole screening in the shape of contract 5."""

    __table_args__ = (UniqueConstraint("article_id", "model", name="one_screening_per_article_and_model"),)


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
