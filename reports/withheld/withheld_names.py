"""The names that must not leave the house, and what stands in their place: for a victim the profession, for a text that names her a mark.

A text is left out whole. The words around a name, her given name, her father's, what she looks like, tell as much as the surname.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.i18n import tr
from records.incident_model import Incident, Source, Victim
from records.persons.given_names import is_given_name
from records.persons.name_reading import name_parts, normal_form
from records.persons.name_search import NameSearch
from records.persons.person_model import KnownPerson
from records.persons.person_rows import persons_of
from records.tables import PersonRow
from reports.withheld.professions import profession_word

Value = TypeVar("Value")
# What may stand within a word unseen: marks of stress, soft hyphens, zero-width and direction marks.
_UNSEEN = re.compile("[\u00ad\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
# Where the words of a hashtag meet: #СвободуЖусупову.
_MEETING = re.compile("(?<=[a-zа-яёәғқңөұүһі])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
_ADDRESS = re.compile(r"https?://\S+")
# A name is no longer. A longer text is searched, not compared.
_LONGEST_NAME = 200


class LeftOut(str):
    """What stands in the place of a text that names somebody whose name is withheld. A report that would print one is refused."""

    __slots__ = ()


class WithheldNames:
    """The persons whose names are withheld. Whatever leaves the house passes through here. With nobody withheld everything passes as it is."""

    def __init__(self, persons: Iterable[KnownPerson]) -> None:
        self._persons = {id: person for person in persons for id in (person.id, *person.merged)}
        spellings = {person.id: person.all_names for person in self._persons.values()}
        self._search = NameSearch({id: [*names, *_surnames(names)] for id, names in spellings.items()})
        self._forms = [(id, normal_form(name)) for id, names in spellings.items() for name in names]
        # What has no surname to search for, a pseudonym of letters and digits for example, is looked for letter by letter.
        self._letters = [
            (id, _even(name).casefold()) for id, names in spellings.items() for name in names if name.strip() and not NameSearch({0: [name]})
        ]

    def __bool__(self) -> bool:
        return bool(self._persons)

    def names_somebody(self, text: str) -> bool:
        """Whether a text names one of these persons, in whatever script, case or disguise of an address or a hashtag."""
        return any(True for _ in self._named(text))

    def text(self, text: str) -> str:
        """The text, or the mark in its place. The mark of an address is no `LeftOut`: nobody here can write it anew."""
        if not self.names_somebody(text):
            return text
        mark = tr("(left out: a name is withheld)")
        return mark if _ADDRESS.fullmatch(text.strip()) else LeftOut(mark)

    def address(self, url: str) -> str:
        """An address; empty in the place of one that names somebody, where nothing but an address can stand."""
        return "" if self.names_somebody(url) else url

    def victim(self, victim: Victim) -> Victim:
        """The victim with the profession in the place of the name, also of a victim with such a name whose record is another: it may be hers as well, until
        somebody says that they are two (`qorgan person review --apart`)."""
        profession, outlet = self.text(victim.profession), self.text(victim.outlet)
        if victim.publish and not self._may_be_withheld(victim.name, victim.person, victim.apart):
            return _changed(victim, {"profession": profession, "outlet": outlet})
        said = profession_word("" if isinstance(profession, LeftOut) else profession)
        return replace(victim, name=said, names={}, publish=False, profession=said, outlet=outlet)

    def incident(self, incident: Incident) -> Incident:
        """The incident as it may leave the house."""
        return self._shown(incident) if self else incident

    def row(self, value: Any) -> Any:
        """Plain JSON as it may leave the house, at any depth: a row of an export, an answer of the API, what the ledger keeps."""
        return self._plain(value) if self else value

    def _named(self, text: str) -> Iterator[int]:
        """The persons whom a text names, by id."""
        if not self._persons or not text:
            return
        for reading in _readings(text):
            yield from (found.key for found in self._search.find(reading))
            if self._letters:
                lower = reading.casefold()
                yield from (id for id, name in self._letters if name in lower)
            if len(reading) <= _LONGEST_NAME:
                form = normal_form(reading)
                yield from (id for id, name in self._forms if name == form)

    def _may_be_withheld(self, name: str, person: int | None, apart: frozenset[int] = frozenset()) -> bool:
        """Whether a victim is one of these persons, or has the name of one and nobody said that they are two."""
        if person in self._persons:
            return True
        return any(not self._are_two(self._persons[id], person, apart) for id in self._named(name))

    def _are_two(self, withheld: KnownPerson, person: int | None, apart: frozenset[int]) -> bool:
        return (person is not None and person in withheld.apart) or bool(apart & {withheld.id, *withheld.merged})

    def _shown(self, value: Any) -> Any:
        """A frozen value of the model; the same object where nothing in it names anybody."""
        # A code is a text too, and names nobody.
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Victim):
            return self.victim(value)
        if isinstance(value, Source):
            return _changed(value, {"url": self.address(value.url), "title": self.text(value.title), "outlet": self.text(value.outlet)})
        if isinstance(value, Mapping):
            return {key: self._shown(inner) for key, inner in value.items()}
        if isinstance(value, tuple):
            return tuple(map(self._shown, value))
        if is_dataclass(value) and not isinstance(value, type):
            return _changed(value, {field.name: self._shown(getattr(value, field.name)) for field in fields(value)})
        return value

    def _plain(self, value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return self.address(value) if key == "url" else self.text(value)
        if isinstance(value, list | tuple):
            return [self._plain(one, key) for one in value]
        if not isinstance(value, dict):
            return value
        if "spellings" in value and "names" in value and self._is_hers(value):
            value = {**value, "spellings": [], "names": {}, "publish_reason": ""}
        if "name" in value and ("person" in value or "profession" in value):
            return self._plain_victim(value)
        return {name: self._plain(one, name) for name, one in value.items()}

    def _is_hers(self, record: dict[str, Any]) -> bool:
        """Whether what the ledger keeps of a person is of one of these, at whatever time it was written."""
        return any(isinstance(name, str) and self.names_somebody(name) for name in [*record["spellings"], *record["names"].values()])

    def _plain_victim(self, victim: dict[str, Any]) -> dict[str, Any]:
        """A victim in plain JSON, by the same rule as `victim`."""
        others = {key: self._plain(one, key) for key, one in victim.items() if key not in ("name", "names")}
        if not self._may_be_withheld(str(victim["name"]), victim.get("person")):
            return {**victim, **others}
        profession = others.get("profession")
        said = profession_word(profession if isinstance(profession, str) and not isinstance(profession, LeftOut) else "")
        changed = {"name": said, "profession": said, "names": {}}
        return {key: changed.get(key, others.get(key)) for key in victim}


def withheld_names(session: Session) -> WithheldNames:
    """The names that are withheld now. What was published of a person before is withheld from the moment on which somebody said so."""
    ids = session.scalars(select(PersonRow.id).where(PersonRow.publish.is_(False))).all()
    persons = {person.id: person for person in persons_of(session, ids).values()}
    return WithheldNames(_told_apart(session, persons.values()) if persons else ())


def _told_apart(session: Session, persons: Iterable[KnownPerson]) -> Iterator[KnownPerson]:
    """The persons, each with everybody of whom somebody said that they are two, in whichever of the two records it stands."""
    said = session.execute(select(PersonRow.id, PersonRow.apart)).tuples().all()
    for person in persons:
        own = {person.id, *person.merged}
        yield replace(person, apart=person.apart | {id for id, apart in said if not own.isdisjoint(apart)})


def _surnames(names: Iterable[str]) -> Iterator[str]:
    """Surnames that show that they are some by their endings: they are enough alone, also short ones (Бекова), which a search of names passes over."""
    words = (word for name in names for word in name_parts(name).words)
    return (word.written for word in words if word.ending and not is_given_name(word.written))


def _readings(text: str) -> Iterator[str]:
    """A text in each way in which somebody may read it."""
    plain = _even(text)
    yield plain
    if "%" in plain:
        yield _even(unquote(plain))
    if _MEETING.search(plain):
        yield _MEETING.sub(" ", plain)


def _even(text: str) -> str:
    """Without what nobody sees, and with every letter in one form."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def _changed(value: Value, named: Mapping[str, Any]) -> Value:
    """A dataclass with these values; the same object where all stand already."""
    new = {name: one for name, one in named.items() if one != getattr(value, name) or isinstance(one, LeftOut)}
    return replace(value, **new) if new else value  # type: ignore[type-var]
