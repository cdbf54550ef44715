"""Tables of collecting: runs, outlets, pages, articles with their stored states, and screenings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Float, ForeignKey, Index, Integer, String, UniqueConstraint, case, false
from sqlalchemy import text as condition
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base
from records.vocabulary import PublishedPrecision

# Runs, the visits of outlets in them, and every page that was tried.


class RunRow(Base):
    """One run: of the flow, of a spider started manually, of a replay or a tip."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OutletRunRow(Base):
    """One outlet's visit in one run. `state`: running, answered, failed, busy. `cause` says why it failed."""

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
    """Everything found was tried; false if time ran out or the run was broken off."""
    ways: Mapped[list[Any]] = mapped_column(default=list)
    """The sources that served: {"kind", "url", "named"}; `named` means that the outlet file names it."""
    guessed_at: Mapped[datetime | None]
    """When the usual addresses were last guessed, in this run or one before it."""
    measures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Measures of its pages in this run, see `records.outlets.health.PageMeasures`."""
    note: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is open at the end of the visit, see `records.outlets.visit_balance.VisitBalance`; empty if every record has its fate."""

    __table_args__ = (Index("outlet_runs_by_outlet", "outlet", "started_at"),)


class ClaimRow(Base):
    """The process that works on an outlet now. A claim whose heartbeat has stopped may be taken over."""

    __tablename__ = "claims"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(40))
    host: Mapped[str]
    pid: Mapped[int]
    beat_at: Mapped[datetime]


class SourceRow(Base):
    """A feed or sitemap's last answer, for conditional requests."""

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
    """The day of a page that read as no article, or of an article outside the requested period, so that a later run over that day collects it."""
    title: Mapped[str | None]
    """The title of a page that read as no article, so that a person can see what was left out."""
    others: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Other answers of the page in this run, by their hash, see `records.outlets.page_responses`; None if there are none."""

    __table_args__ = (
        Index("pages_by_key", "outlet", "key"),
        Index("pages_in_time", "outlet", "at"),
        # A second row for the same try would be a bug, not a second fate.
        UniqueConstraint("run_id", "outlet", "url", name="one_fate_per_page_and_run"),
    )


class CursorRow(Base):
    """Progress of a collection of past days in one source of an outlet, so that an interrupted one can continue."""

    __tablename__ = "cursors"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]]
    at: Mapped[datetime]


# Outlets over time: the panel, days, hosts, visit pace, notices and memories.


class OutletRow(Base):
    """An outlet of the panel, which is expected to answer. Written when the outlet is visited, and never deleted."""

    __tablename__ = "outlets"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[dict[str, Any]]
    aliases: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """Its further names (`records.outlets.outlet_names`)."""
    home: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(8))
    languages: Mapped[list[Any]]
    minimum: Mapped[int | None]
    """Articles a week; fewer = failing."""
    listed_on: Mapped[date] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    """The first day on which it was no longer expected to answer: closed, or removed from the list."""


class OutletDayRow(Base):
    """One outlet on one day of its own zone: tries, answers, articles, and the cause of a failure."""

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
    """Characters before text repeated across the outlet's pages was removed."""
    unread: Mapped[int] = mapped_column(default=0)
    """Pages requested as articles that read as none."""
    cause: Mapped[str | None] = mapped_column(String(24))
    """Why the last failed visit of the day failed."""
    last_success: Mapped[datetime | None]

    __table_args__ = (Index("outlet_days_by_day", "day"),)


class HostRow(Base):
    """The rate limit of a host, shared by all processes. Times are seconds since 1970."""

    __tablename__ = "hosts"

    site: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[float] = mapped_column(Float)
    quiet_until: Mapped[float] = mapped_column(Float, default=0.0)
    """The end of a pause that the host requested (429, Retry-After)."""


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
    """Repeated blocks of an outlet's pages, with which the next page is compared."""

    __tablename__ = "outlet_memories"

    outlet: Mapped[str] = mapped_column(String(80), primary_key=True)
    memory: Mapped[dict[str, Any]]


# Other copies of the pages of incidents and drafts: snapshots at a web archive, pictures.


class ArchivedPageRow(Base):
    """An article for whose page a snapshot was requested from a web archive (QORGAN_WAYBACK), with the result."""

    __tablename__ = "archived_pages"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    """`records.web_archive.CaptureState`."""
    job: Mapped[str] = mapped_column(String(100))
    """The archive's name for the request; empty once it has answered."""
    address: Mapped[str]
    """The snapshot's address; empty if there is none. It stays if a later request is refused."""
    captured_at: Mapped[datetime | None]
    """When the archive took it, by its own clock."""
    reason: Mapped[str]
    """Why it was refused, in the archive's words or ours; untrusted text."""
    tries: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """When a refused one is requested again; null means never."""


class PagePictureRow(Base):
    """An article of a draft whose stored page was to be drawn as a picture (QORGAN_SCREENSHOTS)."""

    __tablename__ = "page_pictures"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_files.id"))
    """The picture, a file of the draft like those from people; null if there is none."""
    reason: Mapped[str]
    """Why there is no picture."""
    tries: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


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
    """ISO 8601 with the outlet's offset, or the day alone if the page gives no more."""
    published_on: Mapped[date | None] = mapped_column(Date)
    """Its day, for computations; null if `date_precision` is unsure."""
    date_precision: Mapped[str | None] = mapped_column(String(8))
    """How exactly `published_at` is known (`records.vocabulary.PublishedPrecision`); null if there is none."""
    fetched_at: Mapped[datetime]
    text_sha256: Mapped[str] = mapped_column(String(64))
    copy_of: Mapped[str | None] = mapped_column(ForeignKey("articles.id"))
    """The article of another outlet whose text this one repeats."""
    partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The page showed only the beginning; the rest was behind a pay wall or a registration."""
    unread: Mapped[bool] = mapped_column(default=True)
    """No model has read it yet."""

    @property
    def surely_published(self) -> str | None:
        """Return `published_at` if the page stated it; None for a guessed day."""
        return None if self.date_precision == PublishedPrecision.UNSURE else self.published_at

    @property
    def guessed_on(self) -> date | None:
        """Return a day that was only guessed; None if the page stated it or there is none."""
        return date.fromisoformat(self.published_at[:10]) if self.published_at and not self.surely_published else None

    __table_args__ = (
        Index("articles_by_outlet", "outlet", "published_on"),
        Index("articles_taken", "outlet", "fetched_at"),
        Index("articles_by_text", "text_sha256"),
        Index("articles_by_day", "published_on"),
        Index("articles_in_order", "fetched_at", "id"),
        # SQLite uses a partial index only if its condition is written as in the query.
        Index("articles_unread", "fetched_at", "id", sqlite_where=condition("unread = 1"), postgresql_where=condition("unread")),
    )


SURELY_PUBLISHED = case((ArticleRow.date_precision == PublishedPrecision.UNSURE.value, None), else_=ArticleRow.published_at)
"""`surely_published` as an SQL expression."""


class SnapshotRow(Base):
    """One stored state of an article's page, with the position of its evidence. Later states are added; none is overwritten."""

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
    """The change since the state before (`records.vocabulary.PageChange`); null for the first state and for unwatched ones."""
    title: Mapped[str | None]
    text: Mapped[str | None]
    """The text of a later state that differs; the first state's text is in `articles`."""
    dropped_at: Mapped[datetime | None]
    """When its stored page was deleted, by a decision in the ledger."""


class BandRow(Base):
    """One band of an article's MinHash signature: articles that share a band are candidates for near copies."""

    __tablename__ = "article_bands"

    band: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class WatchRow(Base):
    """A flagged article whose page is checked again."""

    __tablename__ = "watches"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    began_on: Mapped[date] = mapped_column(Date)
    step: Mapped[int] = mapped_column(Integer)
    """The number of checks done."""
    due_on: Mapped[date | None] = mapped_column(Date, index=True)
    """Day of the next check; null after the last one."""


class ScreeningRow(Base):
    """One model's result for one article. Never changed."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    model: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    score: Mapped[float] = mapped_column(Float)
    flagged: Mapped[bool]
    label: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    """The whole screening in the shape of docs/contracts.md, section 5. Older ones lack fields that were added later."""
    readers: Mapped[str | None] = mapped_column(String(16), server_default="lexical")
    """The judges that read it (`records.vocabulary.Readers`); null for an article that could not be read."""
    disagreement: Mapped[float | None] = mapped_column(Float)
    """The difference between the two judges, 0 to 1; null unless both weighed the article."""

    __table_args__ = (
        UniqueConstraint("article_id", "model", name="one_screening_per_article_and_model"),
        # Finds the few flagged screenings without reading the many others.
        Index("screenings_flagged", "model", "article_id", sqlite_where=condition("flagged = 1"), postgresql_where=condition("flagged")),
    )


class EncodedArticleRow(Base):
    """An encoder's result for an article that joined a draft, from which learning from decisions starts. It can be recomputed from the article."""

    __tablename__ = "encoded_articles"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(80))
    """The name of the encoder with the beginning of its checksum. Another encoder's numbers are not comparable and are replaced."""
    numbers: Mapped[bytes]
    """`classify.encoder.readings`: answers and mean in half precision, less than a kilobyte."""


class ReaderAnswerRow(Base):
    """The third reader's answer on an article (QORGAN_READER), or why there is none. One for each model and version of the prompt."""

    __tablename__ = "reader_answers"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    text_sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Hash of what was sent, so that the same text is not paid for twice."""
    model: Mapped[str] = mapped_column(String(200))
    prompt: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(index=True)
    label: Mapped[str | None] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    """The answer in the shape of docs/contracts.md, section 5; empty if there is none."""
    fault: Mapped[str]
    """Why there is none, in words; the server's part of them is untrusted text."""
    tries: Mapped[int] = mapped_column(Integer)
    tokens: Mapped[int] = mapped_column(BigInteger)
    """What all tries cost, or can have cost at most."""

    __table_args__ = (UniqueConstraint("article_id", "model", "prompt", name="one_answer_per_article_model_and_prompt"),)


class RereadRow(Base):
    """A reread of the archive by a new model. The newest row counts."""

    __tablename__ = "rereads"

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(80))
    total: Mapped[int] = mapped_column(Integer)
    """Articles that it had not read when it began."""
    read: Mapped[int] = mapped_column(Integer, default=0)
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    """Time spent reading, without the time between two runs."""
    reached_at: Mapped[datetime | None]
    """The collection time and id of the last article examined; null if there is none. It goes from the newest to the oldest."""
    reached_id: Mapped[str | None] = mapped_column(String(40))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
