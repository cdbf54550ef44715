"""Plain, frozen values passed between packages, without any framework."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from records.vocabulary import (
    Actor,
    Category,
    DatePrecision,
    Outcome,
    ReaderField,
    Readers,
    ScreeningLabel,
    SumRole,
    TermKind,
    TermUnit,
    Track,
    UnsureField,
)


@dataclass(frozen=True)
class EvidenceRef:
    """The position of a stored page: WARC file (relative to the evidence folder), byte offset of its record, SHA-256 of its payload."""

    file: str
    offset: int
    sha256: str


@dataclass(frozen=True)
class Article:
    """An article to be screened. `title` may be empty; `lang` is kk, ru, en, another ISO 639-1 code, or empty to detect it."""

    id: str
    text: str
    title: str = ""
    lang: str = ""
    url: str = ""
    published_at: str = ""


@dataclass(frozen=True)
class CategoryScore:
    """One category and the screening's confidence in it (0 to 1)."""

    code: Category
    score: float


@dataclass(frozen=True)
class Person:
    """A person's name in the nominative; role is victim, perpetrator, official or other."""

    name: str
    role: str


@dataclass(frozen=True)
class Reason:
    """A span that led to the screening's decision: character offsets into title + newline + text (into text if there is no title).

    `role` is what it shows: the member of the press (who), the act (act), or the connection (because). `cue` is the category of an act; for the
    others their role.
    """

    start: int
    end: int
    text: str
    cue: str
    role: str = "act"


@dataclass(frozen=True)
class Passage:
    """A sentence of the article that says what happened: character offsets as those of a reason, and its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class LegalArticle:
    """An article of law by which somebody is charged or sued, with the words that cite it: offsets as those of a reason.

    `unsure`: the text names no code; the number is that of one listed article.
    """

    code: str
    article: str
    part: str
    unsure: bool
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class LegalSum:
    """A sum of money that was claimed, fined or awarded, with the words that name it.

    `track` says whose case it belongs to; None if the text does not say. `day` is the day of the ruling, ISO 8601, if its sentence names one.
    """

    amount: int
    currency: str
    role: SumRole
    track: Track | None
    day: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class LegalTerm:
    """A sentence, an arrest, or a measure before a trial, with the words that name it.

    Without a stated length `term`, `unit` and `until` are None. `track` and `day` are as those of a sum.
    """

    kind: TermKind
    term: int | None
    unit: TermUnit | None
    until: str | None
    track: Track | None
    day: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class LegalHearing:
    """A hearing to come, with the words that appoint it: day and time as ISO 8601, `what` and `where` as the text says it, or empty."""

    day: str
    time: str
    what: str
    where: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class LegalFacts:
    """The legal case as an article reports it; every value is one that the text states."""

    articles: tuple[LegalArticle, ...] = ()
    sums: tuple[LegalSum, ...] = ()
    terms: tuple[LegalTerm, ...] = ()
    hearings: tuple[LegalHearing, ...] = ()

    def printed(self, excerpt: Callable[[int, int], Mapping[str, Any]]) -> "LegalFacts":
        """Return the facts with the offsets and words that `excerpt` returns for theirs."""
        return LegalFacts(
            *(tuple(replace(one, **excerpt(one.start, one.end)) for one in facts) for facts in (self.articles, self.sums)),  # type: ignore[arg-type]
            *(tuple(replace(one, **excerpt(one.start, one.end)) for one in facts) for facts in (self.terms, self.hearings)),
        )


@dataclass(frozen=True)
class EncodedText:
    """An encoder's result for a text, as stored. `encoder` is its name and the beginning of its checksum; only it can read `numbers`."""

    encoder: str
    numbers: bytes


@dataclass(frozen=True)
class Screening:
    """The machine's result for one article, which never changes: a new model makes a new screening.

    `error` says why an article could not be read.
    """

    id: str
    model: str
    lang: str = ""
    score: float = 0.0
    flagged: bool = False
    label: ScreeningLabel = ScreeningLabel.NONE
    categories: tuple[CategoryScore, ...] = ()
    persons: tuple[Person, ...] = ()
    outlets: tuple[str, ...] = ()
    country: str | None = None
    place: str | None = None
    region: str | None = None
    incident_date: str | None = None
    date_precision: DatePrecision | None = None
    actor: Actor = Actor.UNKNOWN
    outcome: Outcome = Outcome.NONE
    outcome_of: Track | None = None
    """The track of the outcome; None if there is no outcome or the text does not say."""
    reasons: tuple[Reason, ...] = ()
    summary: tuple[Passage, ...] = ()
    """The one or two sentences that say what happened, in the order of the article."""
    unsure: tuple[UnsureField, ...] = ()
    """The fields of which the machine is unsure."""
    legal: LegalFacts = LegalFacts()
    readers: Readers = Readers.LEXICAL
    disagreement: float | None = None
    """The difference between the two judges, 0 to 1; None unless both weighed the article."""
    error: str | None = None
    encoded: EncodedText | None = field(default=None, repr=False)
    """Not part of the result: stored with the article if it joins a draft. None if the encoder was not used."""


@dataclass(frozen=True)
class ReaderValue:
    """A value of one field by the third reader, with the words of the article that it quotes for it."""

    field: ReaderField
    value: str
    quote: Passage


@dataclass(frozen=True)
class ReaderAnswer:
    """The third reader's opinion of one article: an opinion, never a decision.

    It contains only what fits the vocabulary and is quoted from the article; `dropped` counts the rest.
    """

    label: ScreeningLabel | None
    """None if it gave a label without words of the article for it."""
    quote: Passage | None = None
    """The words for the label; None if that is "none"."""
    values: tuple[ReaderValue, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """Proposed titles by language, without the article's own."""
    summaries: Mapping[str, str] = field(default_factory=dict)
    dropped: int = 0
    tokens: int = 0
    """Tokens that it cost, of question and answer."""

    @property
    def tells(self) -> bool:
        """Whether it takes the article for news of an incident, new or earlier."""
        return self.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)

    def of(self, field: ReaderField) -> list[str]:
        """Return the values of a field."""
        return [value.value for value in self.values if value.field is field]


@dataclass(frozen=True)
class Period:
    """Days to collect, both ends included; None means unbounded."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class DiscoveredLink:
    """An address found in a source, with what the source says about it. `published` is the source's own text."""

    url: str
    title: str = ""
    published: str = ""
    updated: str = ""


@dataclass(frozen=True)
class DecidedArticle:
    """An article of a decided draft, with a person's labels.

    Categories and the following fields are empty if it is not about an incident.
    """

    draft: int
    article: str
    lang: str
    title: str
    text: str
    label: ScreeningLabel
    categories: tuple[Category, ...] = ()
    victims: tuple[str, ...] = ()
    actor: Actor = Actor.UNKNOWN
    outcome: Outcome = Outcome.NONE
    outcome_of: Track | None = None
    """The track of the outcome; None if there is no outcome or nobody entered it."""
