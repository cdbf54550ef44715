"""Tables of review: messages, tips and files, persons, drafts, the ledger with its anchors, incidents and their statuses."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Float, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint, func
from sqlalchemy import text as condition
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base
from records.vocabulary import DraftState, Lawful

# Messages from a mailbox or a bot, and the files that came with them.

_LONG = BigInteger().with_variant(Integer, "sqlite")


class ReceivedMessageRow(Base):
    """One message that was fetched, with its fate. Every change is in the ledger under `message ID`. Sender and text are never published."""

    __tablename__ = "received_messages"

    id: Mapped[int] = mapped_column(_LONG, primary_key=True)
    door: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(80))
    """The mailbox in its present numbering, or the bot."""
    nth: Mapped[int] = mapped_column(BigInteger)
    """Its number there: the UID of a mail (RFC 9051, 2.3.1.1), the id of an update."""
    fate: Mapped[str] = mapped_column(String(20))
    """`records.vocabulary.MessageFate`."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """Identifies the same message when it comes again."""
    same_as: Mapped[int | None] = mapped_column(ForeignKey("received_messages.id"))
    came_at: Mapped[datetime]
    """When the mail server or Telegram received it."""
    fetched_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(String(320))
    """A mail address in lower case, or the number of a Telegram account; empty if there is none."""
    sender_name: Mapped[str]
    standing: Mapped[str] = mapped_column(String(12))
    """`records.vocabulary.SenderVerification`."""
    forwarded_from: Mapped[str]
    """The original sender of a forwarded message, as it says."""
    subject: Mapped[str]
    text: Mapped[str]
    text_cut: Mapped[bool]
    lang: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    left_out: Mapped[list[Any]]
    """[{name, why}] of the parts that were left out (`records.vocabulary.OmittedPartReason`)."""
    salt: Mapped[str] = mapped_column(String(32))
    label: Mapped[str | None] = mapped_column(String(12))
    """The screening's label of its text; null if it was not read, or has too little text."""
    score: Mapped[float | None] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(12))
    """`records.vocabulary.MessageState`."""
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None]
    because: Mapped[str]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    url: Mapped[str]
    """The page that was requested."""

    __table_args__ = (
        UniqueConstraint("source", "nth"),
        Index("received_messages_state", "state", "id"),
        Index("received_messages_sender", "door", "sender", "fetched_at"),
    )


class MessageFileRow(Base):
    """A file that came with a message, or (`whole`) the original message itself."""

    __tablename__ = "message_files"

    file_id: Mapped[int] = mapped_column(ForeignKey("evidence_files.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("received_messages.id"), index=True)
    whole: Mapped[bool]


# Manual entries: tips without an address, files of drafts and incidents, and requests to state bodies.


class ManualTipRow(Base):
    """The source of a draft that came from no outlet's page: a call, a letter, a message. Such a draft has no article."""

    __tablename__ = "hand_tips"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    way: Mapped[str] = mapped_column(String(12))
    """How it came (`records.vocabulary.TipChannel`)."""
    came_on: Mapped[date] = mapped_column(Date)
    """The day on which it came."""
    told: Mapped[str]
    """What was said or written. It is never published."""
    private: Mapped[dict[str, Any]]
    """{from_whom, salt}: never in an export, an API or a publication."""
    door: Mapped[str] = mapped_column(String(12))
    """The channel through which it came (`records.vocabulary.IntakeChannel`)."""
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Its id in that channel, so that it is not recorded twice; null for manual entries."""
    taken_by: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime]


class EvidenceFileRow(Base):
    """A file that somebody gave as evidence. Its bytes are stored with the pages under their SHA-256.

    It belongs to a draft or an incident, or to neither while the form with which it was sent is being filled in. Every change is in the ledger under
    `file ID`.
    """

    __tablename__ = "evidence_files"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    kind: Mapped[str] = mapped_column(String(12))
    """Its kind according to its bytes (`records.vocabulary.FileKind`)."""
    name: Mapped[str]
    """The name under which it was sent, at most 1,000 characters. It is untrusted: show it only with `pipelines.evidence.writer.display_name`."""
    door: Mapped[str] = mapped_column(String(12))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    taken_by: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """A person withdrew it. Its bytes stay, because the ledger names them."""
    withdrawn_because: Mapped[str] = mapped_column(default="")


class StateRequestRow(Base):
    """A request or complaint to a state body on a draft or an incident, and its answer. Every change is in the ledger under `request ID`."""

    __tablename__ = "state_requests"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    body: Mapped[str] = mapped_column(String(12))
    """The addressee (`records.vocabulary.StateBody`)."""
    named: Mapped[str]
    """The name of that body."""
    kind: Mapped[str] = mapped_column(String(12))
    """The kind of letter (`records.vocabulary.LetterKind`)."""
    sent_on: Mapped[date] = mapped_column(Date)
    own_number: Mapped[str]
    """The sender's own number for it; empty if there is none."""
    asked: Mapped[str]
    prolonged_until: Mapped[date | None] = mapped_column(Date)
    """The day to which the body extended the term, as it announced."""
    answered_on: Mapped[date | None] = mapped_column(Date, index=True)
    answer: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    withdrawn_because: Mapped[str] = mapped_column(default="")


# Persons: one record for each, and the spellings by which they are found.


class PersonRow(Base):
    """One person as an incident names her. Every change is in the ledger under `person ID`, with the whole record.

    A merged record keeps its data and the incidents that point to it; `merged_into` leads to the record that replaces both.
    """

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    names: Mapped[dict[str, Any]]
    """{kk, ru, en}: the name in each language; a language may be missing."""
    spellings: Mapped[list[Any]]
    """Every spelling in which incidents name her."""
    profession: Mapped[str]
    gender: Mapped[str] = mapped_column(String(8))
    outlets: Mapped[list[Any]]
    """[{outlet, since, until}]; a day may be null."""
    publish: Mapped[bool] = mapped_column(default=True)
    """False if the name must not be published."""
    publish_reason: Mapped[str]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    apart: Mapped[list[Any]]
    """Ids of persons recorded as different from this one."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PersonNameRow(Base):
    """A spelling in the form in which it is looked up (`records.language.names.normal_form`)."""

    __tablename__ = "person_names"

    form: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)

    __table_args__ = (Index("person_names_of", "person_id"),)


# Anchors of the ledger, recorded so that a missing file of anchors is noticed.


class AnchorRow(Base):
    """An anchor that was made or accepted. The copies outside the database are the proof; this one shows when they are missing."""

    __tablename__ = "anchors"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    """The ledger row that it secures."""
    at: Mapped[datetime]
    """When it was made, according to itself."""
    line: Mapped[str] = mapped_column(unique=True)
    """The anchor, as it was sent."""
    sent_at: Mapped[datetime | None]
    """When an address of QORGAN_ANCHOR_TO accepted it; None if none has yet, or none is set."""


# Drafts, the groups of their articles, and the ledger of decisions.


class DraftRow(Base):
    """A proposal to a person: one event, with the articles about it in `draft_articles`.

    `proposal` is the machine's and never changes. A person's corrections are in `fields`.
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
    """A random check: its article was screened out, and drawn by chance."""
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

    # Values for filtering and searching the queue: the proposal with the person's corrections (`records.review.draft_description`).
    title: Mapped[str] = mapped_column(default="")
    codes: Mapped[str] = mapped_column(String(160), default="")
    """Categories separated by spaces, the primary one first."""
    lang: Mapped[str] = mapped_column(String(8), default="")
    region: Mapped[str | None] = mapped_column(String(8))
    happened_on: Mapped[date | None] = mapped_column(Date)
    searched: Mapped[str] = mapped_column(default="")
    """Title, persons, outlets and place as keys (`records.language.stems.searchable_keys_text`), so that every spelling finds it."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    # These indexes also contain the columns for filtering and counting, so that whole rows with their proposals are read only for what is shown.
    __table_args__ = (
        Index("drafts_by_score", "state", "score", "id", "label", "sample", "follows", "region", "lang", "codes", "deferred_until"),
        Index("drafts_by_age", "state", "created_at", "id", "label", "sample", "follows", "region", "lang", "codes", "deferred_until"),
        Index("drafts_following", "follows", sqlite_where=condition("follows IS NOT NULL"), postgresql_where=condition("follows IS NOT NULL")),
    )

    @classmethod
    def has_sources(cls) -> ColumnElement[bool]:
        """Return a condition for drafts whose articles are sources of their incident.

        It is written so that SQLite, which has no statistics of values, never looks up drafts by state: tens of thousands are confirmed.
        """
        return func.coalesce(cls.state, "").in_([DraftState.CONFIRMED, DraftState.MERGED])


class DraftArticleRow(Base):
    """The articles of a draft. An article belongs to one draft."""

    __tablename__ = "draft_articles"
    __table_args__ = (Index("draft_articles_by_outlet", "outlet", "draft_id"),)

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    outlet: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """The article's outlet, which never changes, so that an outlet's drafts are found in one index."""
    traits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The comparable traits of the article's event (`records.incident_model.Traits`); if empty, it is grouped only with its copies."""
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    """Articles of other drafts that may be about the same event: ids, likelihoods and reasons (`records.review.same_event`).

    Links are between articles, not drafts, so that they stay correct when articles move.
    """


class ArticleKeyRow(Base):
    """A key by which a draft's article can be found as a candidate: a person, an outlet, a place with its days.

    The row contains the draft's id, so that the newest drafts under a key are read from the index alone. It moves with the article.
    """

    __tablename__ = "article_keys"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)

    __table_args__ = (Index("article_keys_of", "article_id"),)


class SeparatedDraftsRow(Base):
    """Two drafts that a person separated. Only a person can join them again. The smaller id comes first."""

    __tablename__ = "drafts_apart"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)


class SampleWeekRow(Base):
    """One stratum of a week's random sample of articles that were screened out."""

    __tablename__ = "sample_weeks"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    """ISO week, as 2026-W48."""
    stratum: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`disputed` = the two judges differ most, `near` = of the others the scores nearest to the threshold, `far` = the rest."""
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
    """Random, and hashed with the row, so that nobody can test names against the hash. Empty in rows that are older than the column."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class IncidentRow(Base):
    """One confirmed incident. Every change is in the ledger under `incident NUMBER`, with the whole incident."""

    __tablename__ = "incidents"

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    """Such as KZ-2021-0042; the year is that of the incident, or of its confirmation if no date is known. It never changes and is never reused."""
    year: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(Integer)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), unique=True)
    """The draft whose confirmation recorded it; null for an imported one."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Its confirmation was undone: it keeps its number, and no count includes it."""
    title: Mapped[str]
    title_lang: Mapped[str | None] = mapped_column(String(8))
    """The language of `title`; null if there is none."""
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{kk, ru, en} without `title_lang`, whose title is `title`; a language may be missing. It contains only titles from people."""
    primary: Mapped[str] = mapped_column(String(3))
    categories: Mapped[list[Any]]
    """Codes, the primary one first."""
    happened_on: Mapped[date | None] = mapped_column(Date)
    """The first day of the known date: of the month or the year if `date_precision` says so."""
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
    """[{date, what, where}], sorted by day; they may be in the future."""
    summary: Mapped[dict[str, Any]]
    """{kk, ru, en}; a language may be missing."""
    text_notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{title_kk, …: {state, by, at, origin, article, stale}} of texts that a person gave or checked (`records.incident_texts.sentences.TextNote`)."""
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
    """One dated event in an incident's case. It is withdrawn when the decision that added it is undone, or with a reason."""

    __tablename__ = "statuses"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"))
    day: Mapped[date] = mapped_column(Date)
    code: Mapped[str] = mapped_column(String(4))
    source: Mapped[str]
    note: Mapped[str]
    penalty: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{kind, term, unit, sum, currency}, without unknown parts."""
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    """The draft whose confirmation added it."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    withdrawn_because: Mapped[str] = mapped_column(default="")
    """Why a person withdrew it. Empty if it counts, or was withdrawn with the decision that added it."""
    corrects: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    """The withdrawn status that it replaces."""
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]

    __table_args__ = (Index("statuses_in_order", "number", "day", "id"),)
