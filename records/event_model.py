"""The event of an article, for grouping news: its traits, and the groups and pairs that are compared, as plain frozen values."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from struct import pack, unpack
from typing import Any

from records.vocabulary import LinkReason


@dataclass(frozen=True)
class Traits:
    """The comparable traits of an article's event: persons and outlets in one spelling, whatever the script and language.

    `persons` are the keys of victims, `others` those of everybody else who is named. `words` are the rarest names, subjects and numbers of the text,
    for comparison across languages. `published` is the day of publication, `day` the day of the incident with the given `precision`. `vector` is the
    encoder's vector of the text: whole numbers from -127 to 127, of which only the direction counts; empty if no encoder read it.
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
        """Return the form that is stored with the article, without `article`."""
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
        """Return the traits stored by `to_json`, including those stored before vectors existed."""
        values: dict[str, Any] = {name: stored[name] for name in ("lang", "label", "country", "region", "place", "precision")}
        values |= {name: tuple(stored[name]) for name in ("persons", "others", "outlets", "codes", "words")}
        values |= {name: date.fromisoformat(stored[name]) if stored[name] else None for name in ("published", "day")}
        return Traits(article, **values, vector=_unpacked(stored.get("vector", "")))


def _packed(vector: tuple[int, ...]) -> str:
    """Return a vector in its stored form: one byte per number, as text."""
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
    """A group about whose event an article reports, with its likelihood (0 to 1).

    Two open groups that are both `sure` matches may be merged.
    """

    id: int
    score: float
    sure: bool


@dataclass(frozen=True)
class Candidate:
    """A group to which an article may belong, with its likeliest article, the likelihood (0 to 1) and the reason.

    Candidates never join anything automatically.
    """

    id: int
    article: str
    score: float
    why: tuple[LinkReason, ...]


@dataclass(frozen=True)
class DecidedPair:
    """Two articles that people judged to be about one event or not, with their drafts (the smaller number first)."""

    one: Traits
    other: Traits
    drafts: tuple[int, int]
    together: bool
