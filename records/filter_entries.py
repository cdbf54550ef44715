"""What an entry of a filter says, and what every filter can do. Which filters there are says `records.filters`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

# A COUNT is no larger; as days it is a hundred years.
MOST_COUNTED = 36_500
# Numbers that an address may name; a figure with more opens its records by its filters.
MOST_NUMBERS = 400


class FilterKind(StrEnum):
    """What the value of a filter is, and so how each door reads it."""

    TEXT = "text"
    WORDS = "words"
    CODE = "code"
    REGION = "region"
    LANGUAGE = "language"
    DAY = "day"
    FLAG = "flag"
    SHARE = "share"
    NUMBER = "number"
    NUMBERS = "numbers"
    COUNT = "count"
    """A whole number, 0 or more."""


@dataclass(frozen=True)
class FilterEntry:
    """One filter. `address` and `api` are its names there, `exports` the exports whose option it is, under the name of the field; empty = not there.

    `codes` are the values of a CODE. `also_address` and `also_api` are further words that only this door takes. `help` is the help of the option, `tells`
    the description in the API. A text longer than `longest` is left out of an address, or cut where `cuts`.
    """

    kind: FilterKind
    address: str = ""
    api: str = ""
    exports: tuple[str, ...] = ()
    codes: Collection[str] = ()
    also_address: tuple[str, ...] = ()
    also_api: tuple[str, ...] = ()
    help: str = ""
    tells: str = ""
    longest: int = 200
    cuts: bool = False


def narrowed_by(kind: FilterKind, **told: Any) -> Any:
    """A field of a filter with its entry: `told` are the parts of `FilterEntry`."""
    return field(default=None, metadata={"filter": FilterEntry(kind, **told)})


@dataclass(frozen=True)
class RecordFilter:
    """What is asked for; None = not narrowed."""

    def in_words(self) -> str:
        """The filters that are set, as `name=value`; empty when none is."""
        return "; ".join(f"{name}={value}" for name, value in self.to_json().items())

    def to_json(self) -> dict[str, Any]:
        """The filters that are set, as they stand in the ledger and in the head of an export."""
        return {name: _plain(getattr(self, name)) for name in entries(type(self)) if getattr(self, name) is not None}


_ENTRIES: dict[type[RecordFilter], Mapping[str, FilterEntry]] = {}


def entries(of: type[RecordFilter]) -> Mapping[str, FilterEntry]:
    """The entries of a filter by the names of its fields, in order. Every page asks for them again and again, so they are read once."""
    if of not in _ENTRIES:
        _ENTRIES[of] = {one.name: one.metadata["filter"] for one in fields(of) if "filter" in one.metadata}
    return _ENTRIES[of]


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value) if isinstance(value, str) else value
    return value.isoformat() if isinstance(value, date) else ",".join(value)
