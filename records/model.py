"""Plain values that are passed from package to package. Frozen, and without any framework."""

from dataclasses import dataclass, field
from datetime import date

from records.vocabulary import Actor, Category, DatePrecision, Outcome, Readers, ScreeningLabel, Track, UnsureField


@dataclass(frozen=True)
class EvidenceRef:
    """Where a stored page lies: WARC file (relative to the evidence folder), byte offset of its record, SHA-256 of its payload."""

    file: str
    offset: int
    sha256: str


@dataclass(frozen=True)
class Article:
    """What screening reads. `title` may be empty; `lang` is kk, ru, en, another ISO 639-1 code, or empty for "find out"."""

    id: str
    text: str
    title: str = ""
    lang: str = ""
    url: str = ""
    published_at: str = ""


@dataclass(frozen=True)
class CategoryScore:
    """One category and how sure the screening is of it (0 to 1)."""

    code: Category
    score: float


@dataclass(frozen=True)
class Person:
    """A person in the nominative; role is victim, perpetrator, official or other."""

    name: str
    role: str


@dataclass(frozen=True)
class Reason:
    """A span that made the screening say so: character offsets into title + newline + text (into text where there is no title).

    `role` says what it shows: who of the press (who), what was done (act), or why (because). `cue` is the category of an act; for the others their role.
    """

    start: int
    end: int
    text: str
    cue: str
    role: str = "act"


@dataclass(frozen=True)
class Passage:
    """A sentence of the article that says what happened: character offsets as those of a reason, and its words there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class EncodedText:
    """What an encoder made of a text, as it is kept. `encoder` is its name with the beginning of its checksum; `numbers` only it can read."""

    encoder: str
    numbers: bytes


@dataclass(frozen=True)
class Screening:
    """What the machine says of one article. Never changed: a new model makes a new screening. `error` says why an article could not be read."""

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
    """Whose outcome it is. None where there is none, or where the text does not say whose."""
    reasons: tuple[Reason, ...] = ()
    summary: tuple[Passage, ...] = ()
    """The one or two sentences that say what happened, in the order of the article."""
    unsure: tuple[UnsureField, ...] = ()
    """The fields of which the machine is unsure."""
    readers: Readers = Readers.LEXICAL
    disagreement: float | None = None
    """How far the two judges are apart, 0 to 1. None where not both of them weighed the article."""
    error: str | None = None
    encoded: EncodedText | None = field(default=None, repr=False)
    """No part of what is told: kept beside the article where it comes into a draft. None where the encoder was not asked."""


@dataclass(frozen=True)
class Period:
    """Days to collect, both ends included; None = open."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Found:
    """An address found in a source, with what the source says about it. `published` is in the source's own words."""

    url: str
    title: str = ""
    published: str = ""
    updated: str = ""


@dataclass(frozen=True)
class DecidedArticle:
    """An article of a decided draft, and what a person said it is. Categories and everything after them are empty if it tells of no incident."""

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
    """Whose outcome it is. None where there is none, or where nobody said whose."""
