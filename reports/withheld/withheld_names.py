"""The names that must not leave the house, and what stands in their place: for a victim the profession, for a text that names her a mark.

A text is left out whole. The words around a name, her given name, her father's, what she looks like, tell as much as the surname.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.i18n import kept, tr
from records.incident_model import Incident, Source, Victim
from records.persons.person_model import KnownPerson
from records.persons.person_rows import persons_of
from records.persons.professions import profession_word
from records.tables import PersonRow
from reports.withheld.withheld_search import WithheldSearch

Value = TypeVar("Value")
# Stands in the place of a text.
LEFT_OUT = kept("(left out: a name is withheld)")
_ADDRESS = re.compile(r"https?://\S+")
# Where the ledger keeps numbers of persons beside the record of one.
_NUMBERS = frozenset({"apart", "merged_into_person", "split_off", "published_too"})


class LeftOut(str):
    """What stands in the place of a text that names somebody whose name is withheld. A report that would print one is refused."""

    __slots__ = ()


class WithheldNames:
    """The persons whose names are withheld. Whatever leaves the house passes through here. With nobody withheld everything passes as it is."""

    def __init__(self, persons: Iterable[KnownPerson]) -> None:
        self._persons = {id: person for person in persons for id in (person.id, *person.merged)}
        self._search = WithheldSearch({person.id: person.all_names for person in self._persons.values()})

    def __bool__(self) -> bool:
        return bool(self._persons)

    def names_somebody(self, text: str) -> bool:
        """Whether a text names one of these persons, in whatever script, case or disguise of an address, a handle or a hashtag, whoever is named beside her."""
        return bool(self) and any(True for _ in self._search.named(text))

    def text(self, text: str) -> str:
        """The text, or the mark in its place. The mark of an address is no `LeftOut`: nobody here can write it anew."""
        if not self.names_somebody(text):
            return text
        mark = tr(LEFT_OUT)
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
        said = self._profession(profession, victim.person)
        return replace(victim, name=said, names={}, publish=False, profession=said, outlet=outlet)

    def incident(self, incident: Incident) -> Incident:
        """The incident as it may leave the house."""
        return self._shown(incident) if self else incident

    def row(self, value: Any) -> Any:
        """Plain JSON as it may leave the house, at any depth: a row of an export, an answer of the API, what the ledger keeps."""
        return self._plain(value) if self else value

    def is_subject(self, subject: str) -> bool:
        """Whether a row of the ledger on this subject is on the record of one of these persons."""
        word, _, number = subject.partition(" ")
        return word == "person" and number.isdecimal() and int(number) in self._persons

    def _may_be_withheld(self, name: str, person: int | None, apart: frozenset[int] = frozenset()) -> bool:
        """Whether a victim is one of these persons, or has the name of one and nobody said that they are two."""
        if person in self._persons:
            return True
        return any(not self._are_two(self._persons[id], person, apart) for id in self._search.borne(name))

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
        if key in _NUMBERS:
            return self._without_numbers(value)
        if isinstance(value, list | tuple):
            return [self._plain(one, key) for one in value]
        if not isinstance(value, dict):
            return value
        if "spellings" in value and "names" in value:
            return self._plain_record(value)
        if "name" in value and ("person" in value or "profession" in value):
            return self._plain_victim(value)
        if "name" in value and "role" in value:
            name = str(value["name"])
            return {**value, "name": LeftOut(tr(LEFT_OUT)) if any(True for _ in self._search.borne(name)) else name}
        return {name: self._plain(one, name) for name, one in value.items()}

    def _plain_record(self, record: dict[str, Any]) -> dict[str, Any]:
        """What the ledger keeps of a person; of one of these, at whatever time it was written, without names and without the reason."""
        others = {key: self._plain(one, key) for key, one in record.items() if key not in ("spellings", "names")}
        said = [name for name in (*record["spellings"], *record["names"].values()) if isinstance(name, str)]
        if any(True for name in said for _ in self._search.borne(name)):
            return {key: {"spellings": [], "names": {}, "publish_reason": ""}.get(key, others.get(key)) for key in record}
        return {**record, **others}

    def _without_numbers(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [one for one in value if one not in self._persons]
        return None if value in self._persons else value

    def _plain_victim(self, victim: dict[str, Any]) -> dict[str, Any]:
        """A victim in plain JSON, by the same rule as `victim`, with neither a name nor a number that would join her cases."""
        others = {key: self._plain(one, key) for key, one in victim.items() if key not in ("name", "names", "publish")}
        if victim.get("publish") is not False and not self._may_be_withheld(str(victim["name"]), victim.get("person")):
            return {**victim, **others}
        said = self._profession(others.get("profession") or "", victim.get("person"))
        return {**others, **dict.fromkeys(victim.keys() & {"names"}, {}), "name": None, "person": None, "profession": said, "publish": False}

    def _profession(self, profession: str, person: int | None) -> str:
        """The profession in the reader's language: that of the incident, else that of the record."""
        own = "" if isinstance(profession, LeftOut) else profession
        known = self._persons.get(person) if person is not None else None
        return profession_word(own or (known.profession if known and not self.names_somebody(known.profession) else ""))


def withheld_names(session: Session) -> WithheldNames:
    """The names that are withheld now. What was published of a person before is withheld from the moment on which somebody said so."""
    ids = session.scalars(select(PersonRow.id).where(PersonRow.publish.is_(False))).all()
    persons = {person.id: person for person in persons_of(session, ids).values()}
    return WithheldNames(_told_apart(session, persons.values()) if persons else ())


def _told_apart(session: Session, persons: Iterable[KnownPerson]) -> Iterator[KnownPerson]:
    """The persons, each with everybody of whom somebody said that they are two, in whichever of the two records it stands."""
    said = session.execute(select(PersonRow.id, PersonRow.apart)).all()
    for person in persons:
        own = {person.id, *person.merged}
        yield replace(person, apart=person.apart | {id for id, apart in said if not own.isdisjoint(apart)})


def _changed(value: Value, named: Mapping[str, Any]) -> Value:
    """A dataclass with these values; the same object where all stand already."""
    new = {name: one for name, one in named.items() if one != getattr(value, name) or isinstance(one, LeftOut)}
    return replace(value, **new) if new else value  # type: ignore[type-var]
