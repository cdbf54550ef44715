"""A person as a plain value: all that is known of her under whatever spelling."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from records.i18n import LANGUAGES
from records.vocabulary import Gender

_KAZAKH = re.compile("[әғқңөұүһі]", re.I)
_CYRILLIC = re.compile("[а-яё]", re.I)


@dataclass(frozen=True)
class PersonOutlet:
    """An outlet for which a person works or worked; a day that is not known is None."""

    outlet: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class KnownPerson:
    """A person with everything that the records merged into one say together.

    `id` is that of the record that stands for all; `merged` are those of the others. `publish` is False if any of them must not leave the house.
    """

    id: int
    names: Mapping[str, str] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()
    profession: str = ""
    gender: Gender = Gender.UNKNOWN
    outlets: tuple[PersonOutlet, ...] = ()
    publish: bool = True
    publish_reason: str = ""
    merged: tuple[int, ...] = ()
    apart: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """One name for lists, where no language is asked for."""
        return next(filter(None, map(self.names.get, LANGUAGES)), self.spellings[0] if self.spellings else str(self.id))

    @cached_property
    def all_names(self) -> tuple[str, ...]:
        """Every spelling and every name for showing, each once."""
        return tuple(dict.fromkeys([*self.spellings, *self.names.values()]))


def language_of(name: str) -> str:
    """The language for whose readers a name is written: kk for Kazakh letters, ru for other Cyrillic ones, else en."""
    return "kk" if _KAZAKH.search(name) else "ru" if _CYRILLIC.search(name) else "en"


def together(root: Any, others: Iterable[Any]) -> KnownPerson:
    """The rows of records that were merged as one person. What the first says counts before what the others say."""
    rows = [root, *sorted(others, key=lambda row: row.id)]
    names: dict[str, str] = {}
    outlets: dict[PersonOutlet, None] = {}
    for row in rows:
        names = {**row.names, **names}
        outlets |= dict.fromkeys(PersonOutlet(**one) for one in row.outlets)
    return KnownPerson(
        id=root.id,
        names={lang: names[lang] for lang in LANGUAGES if names.get(lang)},
        spellings=tuple(dict.fromkeys(spelling for row in rows for spelling in row.spellings)),
        profession=next((row.profession for row in rows if row.profession), ""),
        gender=next((Gender(row.gender) for row in rows if row.gender != Gender.UNKNOWN), Gender.UNKNOWN),
        outlets=tuple(outlets),
        publish=all(row.publish for row in rows),
        publish_reason=next((row.publish_reason for row in rows if not row.publish), ""),
        merged=tuple(row.id for row in rows[1:]),
        apart=frozenset(other for row in rows for other in row.apart),
    )
