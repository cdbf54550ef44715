"""A case as plain values: the traits by which its news is grouped, and the incident with its statuses. Frozen, and without any framework."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from struct import pack, unpack
from typing import Any

from records.vocabulary import STATUSES, Actor, Category, DatePrecision, Gender, LinkReason, SentenceKind, StatusCode, TermUnit, Track


@dataclass(frozen=True)
class Traits:
    """What an article's event is recognised by, made comparable: persons and outlets are in one spelling, whatever the script and language.

    `persons` are the keys of victims, `others` those of everybody else who is named. `words` are the rarest names, subjects and numbers of the
    text, for comparing across languages. `published` is the day of publication, `day` the day of the incident, as exact as `precision` says.
    `vector` is where the text stands among all texts as the encoder reads them: whole numbers from -127 to 127, of which only the direction counts; empty
    if no encoder read it.
    """

    article: str
    lang: str
    published: date | None = None
    label: str = ""
    persons: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    country: str | None = None
    region: str | None = None
    place: str | None = None
    day: date | None = None
    precision: str | None = None
    codes: tuple[str, ...] = ()
    words: tuple[int, ...] = ()
    vector: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form in which it is stored beside the article; `article` is left out."""
        return {
            "lang": self.lang,
            "published": self.published.isoformat() if self.published else None,
            "label": self.label,
            "persons": list(self.persons),
            "others": list(self.others),
            "outlets": list(self.outlets),
            "country": self.country,
            "region": self.region,
            "place": self.place,
            "day": self.day.isoformat() if self.day else None,
            "precision": self.precision,
            "codes": list(self.codes),
            "words": list(self.words),
            "vector": _packed(self.vector),
        }

    @staticmethod
    def from_json(article: str, stored: Mapping[str, Any]) -> "Traits":
        """Back from what `to_json` gave, now or before there were vectors."""
        values: dict[str, Any] = {name: stored[name] for name in ("lang", "label", "country", "region", "place", "precision")}
        values |= {name: tuple(stored[name]) for name in ("persons", "others", "outlets", "codes", "words")}
        values |= {name: date.fromisoformat(stored[name]) if stored[name] else None for name in ("published", "day")}
        return Traits(article, **values, vector=_unpacked(stored.get("vector", "")))


def _packed(vector: tuple[int, ...]) -> str:
    """A vector in its stored form: a byte a number, as text."""
    return b64encode(pack(f"{len(vector)}b", *vector)).decode("ascii")


def _unpacked(stored: str) -> tuple[int, ...]:
    packed = b64decode(stored)
    return unpack(f"{len(packed)}b", packed)


@dataclass(frozen=True)
class ArticleGroup:
    """The articles of one draft, as traits, with which a new article is compared."""

    id: int
    members: tuple[Traits, ...]


@dataclass(frozen=True)
class Match:
    """A group whose event an article tells, and how likely that is (0 to 1). `sure`: if two open groups are both sure matches, they may be merged."""

    id: int
    score: float
    sure: bool


@dataclass(frozen=True)
class Candidate:
    """A group to which an article perhaps belongs, with the article of it that is likest, how likely that is (0 to 1), and why. Nothing joins by it."""

    id: int
    article: str
    score: float
    why: tuple[LinkReason, ...]


@dataclass(frozen=True)
class DecidedPair:
    """Two articles of which people decided whether they tell of one event, with the drafts in which they are (the smaller number first)."""

    one: Traits
    other: Traits
    drafts: tuple[int, int]
    together: bool


@dataclass(frozen=True)
class Victim:
    """A person against whom an incident was directed, as the incident names her.

    `person` is the id of her record (`records.persons`), the same under all spellings; None where there is none. `gender`, `publish`, `names` and `apart` are that
    record's. `publish` is False where the name must not leave the house; `apart` are persons of whom somebody said that they are others.
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
    """What a ruling against a journalist takes from her: the kind and the length of a sentence, or a sum. None where it is not known, or not part of it.

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
    """One dated event in what became of an incident, with its source.

    `id` is its number in the database, by which it is withdrawn (0: it is not stored). `withdrawn` is why it does not count any more; empty while it stands.
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
        """Whose story it tells."""
        return STATUSES[self.code].track


@dataclass(frozen=True)
class Source:
    """An article that is a source of an incident. `sha256` is that of its stored page; it is empty for an imported article whose page is not here.

    `way` says how a source came that is no article and has no address (`records.vocabulary.HandWay`), on the day `published_at`."""

    id: str
    url: str
    outlet: str = ""
    lang: str = ""
    title: str = ""
    published_at: str | None = None
    sha256: str = ""
    way: str = ""
    archived: str = ""
    """Where a web archive keeps a snapshot of its page; empty where it has none that is known."""
    archived_at: str | None = None
    """When that was taken, by the archive's clock (ISO 8601, UTC)."""


@dataclass(frozen=True)
class Incident:
    """A confirmed incident with its statuses in order of their days, and its articles. `statuses` are those that stand in their place; those that were
    withdrawn for a reason are apart, and so are those on the wrong track (`records.incidents.tracks`), so that nothing counts or tells them. Without the
    unpublished fields, which nothing here can leak.

    `day` is the first day of what is known, as far as `precision` goes (None: no date is known). `recorded` is the day on which it was recorded.
    `title` is the headline in the language in which it was recorded, `title_lang`; `titles` are those in every language that has one, that one too. `text_notes` say
    which texts a person checked: read them by `records.incident_texts.texts`.
    `facts` holds by name what is known of every further field of `incident_fields.py`: read it with that field's `of`. A field that code counts or tells
    of gets an attribute of its own here.
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
