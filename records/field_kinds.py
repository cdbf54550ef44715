"""The kinds of values that fields have. Whatever reads, writes, checks, shows or exports a field asks its kind how.

A value has four forms: as a correction keeps it (plain JSON), in the column, in `incident_model.Incident`, and in exports (plain JSON again). A kind
turns one form into the next. How a kind is checked, imported, described and drawn is in the module that does it: `review/draft_fields.py`,
`reports/imports/import_field_types.py`, `reports/release/release_fields.py`, `desk/api/field_shapes.py`, `desk/field_inputs.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar

from records.i18n import LANGUAGES, kept
from records.legal_case import Appointment, ChargedArticle


@dataclass(frozen=True)
class Kind:
    """A kind whose four forms are the same. `nothing` is the model's value if nothing is known."""

    nothing: ClassVar[Any] = None

    def from_column(self, held: Any) -> Any:
        """From the column to the model's value."""
        return held

    def to_column(self, value: Any) -> Any:
        """From the model's value to the column."""
        return value

    def to_json(self, value: Any) -> Any:
        """From the model's value to the value in exports."""
        return value

    def kept_to_column(self, kept: Any) -> Any:
        """From a correction to the column."""
        return kept


@dataclass(frozen=True)
class Text(Kind):
    """A text in one language."""


@dataclass(frozen=True)
class Notes(Kind):
    """What the record keeps beside its texts. Nobody corrects it by itself, and no export holds it."""

    nothing: ClassVar[Any] = MappingProxyType({})

    def to_column(self, value: Any) -> Any:
        return dict(value)


@dataclass(frozen=True)
class Country(Kind):
    """A country, ISO 3166-1."""


@dataclass(frozen=True)
class Region(Kind):
    """A region, ISO 3166-2."""


@dataclass(frozen=True)
class IncidentNumber(Kind):
    """The number of an incident."""


@dataclass(frozen=True)
class Flag(Kind):
    """True or false. `yes` is the choice for true, and `statement` what somebody ticks who says so: messages."""

    yes: str = kept("yes")
    statement: str = kept("yes")


@dataclass(frozen=True)
class Code(Kind):
    """One code of a closed list, with words for each. A field that may be unknown has a code for that, or no code at all."""

    codes: type[StrEnum]
    labels: Mapping[Any, str]

    def from_column(self, held: Any) -> Any:
        return self.codes(held) if held else None

    def to_column(self, value: Any) -> Any:
        return str(value) if value else None

    def to_json(self, value: Any) -> Any:
        return str(value) if value else None


@dataclass(frozen=True)
class Codes(Code):
    """Several codes of a closed list, in order."""

    nothing: ClassVar[Any] = ()

    def from_column(self, held: Any) -> Any:
        return tuple(map(self.codes, held))

    def to_column(self, value: Any) -> Any:
        return [str(one) for one in value]

    def to_json(self, value: Any) -> Any:
        return [str(one) for one in value]


@dataclass(frozen=True)
class Day(Kind):
    """A day that is known."""

    def to_json(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def kept_to_column(self, kept: Any) -> Any:
        return date.fromisoformat(kept) if kept else None


@dataclass(frozen=True)
class PartialDate(Day):
    """The first day of a date that may be known only in part. The field named `precision` says how exactly it is known."""

    precision: str


@dataclass(frozen=True)
class Texts(Kind):
    """A list of texts."""

    nothing: ClassVar[Any] = ()

    def from_column(self, held: Any) -> Any:
        return tuple(held)

    def to_column(self, value: Any) -> Any:
        return list(value)

    def to_json(self, value: Any) -> Any:
        return list(value)


@dataclass(frozen=True)
class TextNames(Texts):
    """Names of texts of an incident, as `title_kk` (`records.incident_texts.text_slots`)."""


@dataclass(frozen=True)
class People(Kind):
    """A list of people, each with texts by these keys. Only the first key, the name, is always filled. `roles` are the codes that `role` may have.
    `pointer` is the key under which each has the id of the person's record, or null; empty: these people have none. `recorded` are keys under which outputs tell
    more from that record; who sends them back changes nothing by them."""

    nothing: ClassVar[Any] = ()
    keys: tuple[str, ...]
    person: Callable[..., Any] = dict
    roles: tuple[str, ...] = ()
    pointer: str = ""
    recorded: tuple[str, ...] = ()

    def from_column(self, held: Any) -> Any:
        return tuple(self.person(**one) for one in held)

    def to_column(self, value: Any) -> Any:
        return [self._plain(one) for one in value]

    def to_json(self, value: Any) -> Any:
        return [self._plain(one) for one in value]

    def _plain(self, one: Any) -> dict[str, Any]:
        return {name: getattr(one, name) for name in (*self.keys, self.pointer) if name}


@dataclass(frozen=True)
class ByLanguage(Kind):
    """A text in each language in which somebody wrote it."""

    nothing: ClassVar[Any] = {}

    def to_column(self, value: Any) -> Any:
        return dict(value)

    def to_json(self, value: Any) -> Any:
        return {lang: value.get(lang) for lang in LANGUAGES}


@dataclass(frozen=True)
class Amount(Kind):
    """A sum of money in whole units of its currency. Nought is a sum; None means that none is known."""


@dataclass(frozen=True)
class Currency(Kind):
    """A currency, ISO 4217."""


@dataclass(frozen=True)
class LawArticles(Kind):
    """Articles of law, each with how far it has come (`records.legal_case.ChargedArticle`)."""

    nothing: ClassVar[Any] = ()

    def from_column(self, held: Any) -> Any:
        return tuple(map(ChargedArticle.from_json, held))

    def to_column(self, value: Any) -> Any:
        return [one.to_json() for one in value]

    def to_json(self, value: Any) -> Any:
        return [one.to_json() for one in value]


@dataclass(frozen=True)
class Appointments(Kind):
    """Hearings and deadlines in order of their days (`records.legal_case.Appointment`)."""

    nothing: ClassVar[Any] = ()

    def from_column(self, held: Any) -> Any:
        return tuple(map(Appointment.from_json, held))

    def to_column(self, value: Any) -> Any:
        return [one.to_json() for one in value]

    def to_json(self, value: Any) -> Any:
        return [one.to_json() for one in value]
