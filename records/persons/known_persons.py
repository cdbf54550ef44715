"""All known persons in the memory of one process, found by how a name begins and by what it sounds like: while somebody types, and at every confirmation.

Twenty thousand persons take some dozen megabytes. After a change only the persons that the ledger names since then are read again.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from threading import RLock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.ledger.newest_row import is_reached
from records.persons.person_model import KnownPerson
from records.persons.person_rows import all_persons, ids_named_since, persons_of
from records.persons.rough_letters import rough
from records.persons.suggestions import lookup_keys
from records.tables import LedgerRow, PersonRow

_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
# Words of a name that count, as `records.persons.name_reading` has it.
_MOST_WORDS = 8


# Times that they are followed while others decide.
_TURNS = 5


class KnownPersons:
    """Everybody of whom there is a record, as of the newest row of the ledger. Safe for threads."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._head: tuple[int, str] | None = None
        self._empty()

    def follow(self, session: Session) -> None:
        """Read what has changed, so that nobody who asks next waits for it."""
        with self._followed(session):
            pass

    def everybody(self, session: Session) -> list[KnownPerson]:
        """All of them, in the order of their ids."""
        with self._followed(session):
            return [self._persons[id] for id in sorted(self._persons)]

    def sounding_like(self, session: Session, names: Iterable[str]) -> list[KnownPerson]:
        """Those with a spelling that is at all alike to one of these names, in the order of ids: nobody else is suggested for them or may be one with their bearers."""
        with self._followed(session):
            keys = {key for name in names for key in lookup_keys(name)}
            return [self._persons[id] for id in sorted({id for key in keys for id in self._by_key.get(key, ())})]

    def beginning(self, session: Session, words: tuple[str, ...]) -> Iterator[KnownPerson]:
        """Those of whom a name has for each of these words (of `name_keys`) a word of its own that begins so, in the order of ids."""
        with self._followed(session):
            first = max(words, key=len)
            found = set()
            for at in range(bisect_left(self._words, (first, 0)), len(self._words)):
                word, id = self._words[at]
                if not word.startswith(first):
                    break
                found.add(id)
            near = [self._persons[id] for id in sorted(found)]
        return (one for one in near if any(begin_so(name_keys(name), words) for name in one.all_names))

    def outlets(self, session: Session) -> list[str]:
        """The outlets for which they work or worked."""
        with self._followed(session):
            return list(self._outlets)

    def with_ids(self, session: Session, ids: Collection[int]) -> list[KnownPerson]:
        """The persons to whom these ids lead, each once."""
        with self._followed(session):
            return [self._persons[id] for id in sorted({self._root_of[id] for id in ids if id in self._root_of})]

    def _empty(self) -> None:
        self._persons: dict[int, KnownPerson] = {}
        self._root_of: dict[int, int] = {}
        self._by_key: dict[str, set[int]] = {}
        self._words: list[tuple[str, int]] = []
        self._outlets: dict[str, int] = {}

    def _followed(self, session: Session) -> RLock:
        """The lock, to be held while something is looked up; what is looked up has followed the ledger."""
        with self._lock:
            newest = _newest(session)
            if self._head is not None and newest[0] < self._head[0] and is_reached(session, self._head[0]):
                # Somebody read the persons together with a decision that is only being committed.
                return self._lock
            for _ in range(_TURNS):
                if newest == self._head:
                    break
                if not self._stood(session, newest):
                    self._read_all(session)
                elif named := ids_named_since(session, self._head[0] if self._head else 0):
                    self._read_again(session, named)
                self._head = newest
                if len(self._root_of) == _number(session):
                    break
                # Somebody may have decided between these questions; where nobody has, records came without the ledger, as with an older backup.
                newest = _newest(session)
                if newest == self._head:
                    self._read_all(session)
        return self._lock

    def _stood(self, session: Session, newest: tuple[int, str]) -> bool:
        """Whether the ledger has only grown since."""
        if self._head is None or newest[0] < self._head[0]:
            return False
        return not self._head[0] or session.scalar(select(LedgerRow.hash).where(LedgerRow.id == self._head[0])) == self._head[1]

    def _read_all(self, session: Session) -> None:
        self._empty()
        for person in all_persons(session):
            self._add(person, sort=False)
        self._words.sort()

    def _read_again(self, session: Session, ids: set[int]) -> None:
        before = [self._persons[root] for root in {self._root_of[id] for id in ids if id in self._root_of}]
        ids |= {id for person in before for id in (person.id, *person.merged)}
        for person in before:
            self._remove(person)
        for person in {one.id: one for one in persons_of(session, ids).values()}.values():
            if person.id in self._persons:
                self._remove(self._persons[person.id])
            self._add(person)

    def _add(self, person: KnownPerson, *, sort: bool = True) -> None:
        self._persons[person.id] = person
        self._root_of |= dict.fromkeys((person.id, *person.merged), person.id)
        for key in _keys(person):
            self._by_key.setdefault(key, set()).add(person.id)
        for word in _words(person):
            if sort:
                insort(self._words, (word, person.id))
            else:
                self._words.append((word, person.id))
        for one in person.outlets:
            self._outlets[one.outlet] = self._outlets.get(one.outlet, 0) + 1

    def _remove(self, person: KnownPerson) -> None:
        del self._persons[person.id]
        for id in (person.id, *person.merged):
            self._root_of.pop(id, None)
        for key in _keys(person):
            self._by_key[key].discard(person.id)
        for word in _words(person):
            del self._words[bisect_left(self._words, (word, person.id))]
        for one in person.outlets:
            self._outlets[one.outlet] -= 1
            if not self._outlets[one.outlet]:
                del self._outlets[one.outlet]


def name_keys(name: str) -> tuple[str, ...]:
    """The words of a name in rough letters, figures as they are."""
    return tuple(filter(None, (word if word.isdecimal() else rough(word) for word in _WORD.findall(name)[:_MOST_WORDS])))


def begin_so(words: Iterable[str], sought: Iterable[str]) -> bool:
    """Whether each word that is sought begins one of the words; in any order, each word once."""
    left = list(words)
    for one in sought:
        found = next((word for word in left if word.startswith(one)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _keys(person: KnownPerson) -> set[str]:
    return {key for name in person.all_names for key in lookup_keys(name)}


def _words(person: KnownPerson) -> set[str]:
    return {word for name in person.all_names for word in name_keys(name)}


def _newest(session: Session) -> tuple[int, str]:
    found = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found else (0, "")


def _number(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PersonRow)) or 0
