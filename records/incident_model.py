"""Incidents as plain, frozen values without any framework: an incident with its victims, statuses and sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from records.vocabulary import STATUSES, Actor, Category, DatePrecision, Gender, SentenceKind, StatusCode, TermUnit, Track


@dataclass(frozen=True)
class Victim:
    """A victim as the incident names her.

    `person` is the id of her record (`records.persons`), the same under all spellings; None if she has none. `gender`, `publish`, `names` and `apart`
    come from that record. `publish` is False if the name must not be published; `apart` are persons recorded as different from her.
    """

    name: str
    profession: str = ""
    outlet: str = ""
    person: int | None = None
    gender: Gender = Gender.UNKNOWN
    publish: bool = True
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Penalty:
    """The penalty in a ruling against a journalist: the kind and length of a sentence, or a sum; None if unknown or absent.

    `sum` is in whole units of `currency` (ISO 4217).
    """

    kind: SentenceKind | None = None
    term: int | None = None
    unit: TermUnit | None = None
    sum: int | None = None
    currency: str | None = None


NO_PENALTY = Penalty()


@dataclass(frozen=True)
class Status:
    """One dated event in an incident's case, with its source.

    `id` is its number in the database, by which it is withdrawn (0: not stored). `withdrawn` is the reason for its withdrawal; empty while it counts.
    """

    day: date
    code: StatusCode
    source: str = ""
    note: str = ""
    penalty: Penalty = NO_PENALTY
    id: int = field(default=0, compare=False)
    withdrawn: str = ""

    @property
    def track(self) -> Track:
        """Return the track to which it belongs."""
        return STATUSES[self.code].track


@dataclass(frozen=True)
class Source:
    """An article that is a source of an incident. `sha256` is that of its stored page; empty for an imported article without one.

    For a source that is no article and has no address, `way` says how it came (`records.vocabulary.TipChannel`), on the day `published_at`.
    """

    id: str
    url: str
    outlet: str = ""
    lang: str = ""
    title: str = ""
    published_at: str | None = None
    sha256: str = ""
    way: str = ""
    archived: str = ""
    """Address of its snapshot at a web archive; empty if none is known."""
    archived_at: str | None = None
    """When the snapshot was taken, by the archive's clock (ISO 8601, UTC)."""


@dataclass(frozen=True)
class Incident:
    """A confirmed incident with its statuses, sorted by day, and its articles.

    Withdrawn statuses and those on the wrong track (`records.incidents.tracks`) are separate from `statuses`, so that nothing counts or reports them.
    Unpublished fields are left out and so cannot leak. `day` is the first day of what is known, as far as `precision` goes (None: no date is known).
    `recorded` is the day of recording. `title` is the headline in the language of recording, `title_lang`; `titles` has it in every language, that
    one too. `text_notes` say which texts a person checked: read them with `records.incident_texts.texts`. `facts` has by name the known values of
    every further field of `incident_fields.py`: read it with that field's `of`. A field that code counts or reports gets an attribute of its own
    here.
    """

    number: str
    primary: Category
    categories: tuple[Category, ...]
    recorded: date
    title: str = ""
    day: date | None = None
    precision: DatePrecision | None = None
    country: str | None = None
    place: str | None = None
    region: str | None = None
    victims: tuple[Victim, ...] = ()
    outlets: tuple[str, ...] = ()
    actor: Actor = Actor.UNKNOWN
    summary: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    statuses: tuple[Status, ...] = ()
    withdrawn_statuses: tuple[Status, ...] = ()
    misplaced_statuses: tuple[Status, ...] = ()
    articles: tuple[Source, ...] = ()
    withdrawn: bool = False
    title_lang: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    text_notes: Mapping[str, Any] = field(default_factory=dict)
