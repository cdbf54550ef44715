"""Victims of an incident are linked to persons: by the very spelling, never by a likely one. A name that is nobody's makes a new record.

A spelling that was merged with others leads to the record that it came from; that it stands for one person with them is said there.
"""

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from threading import RLock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.errors import BadDecision
from records.i18n import tr
from records.incident_model import Victim
from records.language.names import VOWELS, is_given_name, name_parts, nearly, normal_form, rough
from records.ledger.entries import is_reached
from records.persons.name_search import LIKENESS_REASON_LABELS, Likened, Likeness, LikenessReason, families, liken
from records.persons.outlet_likeness import outlets_agree
from records.persons.repository import (
    KnownPerson,
    all_persons,
    alone_with_persons,
    change_person,
    ids_named_since,
    language_of,
    locked_person,
    new_person,
    new_persons,
    person_of,
    persons_of,
)
from records.tables import IncidentRow, LedgerRow, PersonNameRow, PersonRow
from records.vocabulary import LedgerAction

# Who a name may mean, with reasons for a person who decides. Nothing is linked or merged here.

_CLASSES = str.maketrans("zhgdpcf", "skktbsv")
_KEY = 3


@dataclass(frozen=True)
class Suggestion:
    """A person whom a name may mean: by which of her spellings, how surely, and why."""

    person: KnownPerson
    spelling: str
    likened: Likened


@dataclass(frozen=True)
class DoubtfulPair:
    """Two persons who may be one: the spellings that are most alike, how surely, and why."""

    first: KnownPerson
    second: KnownPerson
    spellings: tuple[str, str]
    likened: Likened


def suggest(persons: Iterable[KnownPerson], name: str, outlet: str = "") -> list[Suggestion]:
    """The persons whom a name beside an outlet may mean, the likeliest first."""
    keys = lookup_keys(name)
    found = []
    for person in persons:
        near = [spelling for spelling in person.all_names if not keys.isdisjoint(lookup_keys(spelling))]
        if not near:
            continue
        by, likened = max(((spelling, liken(name, spelling)) for spelling in near), key=lambda one: one[1].likeness)
        weighed = _weighed(likened, [outlet] if outlet else [], [one.outlet for one in person.outlets])
        if weighed.likeness:
            found.append(Suggestion(person, by, weighed))
    return sorted(found, key=lambda one: (-one.likened.likeness, one.person.id))


def doubtful_pairs(persons: Iterable[KnownPerson], of: Collection[int] | None = None) -> list[DoubtfulPair]:
    """The pairs of persons who may be one, the likeliest first; with `of`, only those with one of these persons. Pairs of whom somebody said that they are two
    are left out."""
    return sorted(_doubtful(persons, of), key=lambda pair: (-pair.likened.likeness, pair.first.id, pair.second.id))


def is_in_doubt(persons: Iterable[KnownPerson], of: Collection[int]) -> bool:
    """Whether there is any such pair with one of these persons. It is cheaper to know than which."""
    return any(_doubtful(persons, of))


def _doubtful(persons: Iterable[KnownPerson], of: Collection[int] | None) -> Iterator[DoubtfulPair]:
    by_key: dict[str, list[KnownPerson]] = {}
    for person in persons:
        for key in sorted({key for spelling in person.all_names for key in lookup_keys(spelling)}):
            by_key.setdefault(key, []).append(person)
    seen: set[tuple[int, int]] = set()
    for some in by_key.values():
        for first, second in combinations(some, 2) if of is None else _with_these(some, of):
            if (pair := (first.id, second.id)) in seen:
                continue
            seen.add(pair)
            if not _are_apart(first, second) and (doubtful := _compared(first, second)):
                yield doubtful


def _with_these(some: Sequence[KnownPerson], of: Collection[int]) -> Iterator[tuple[KnownPerson, KnownPerson]]:
    """The pairs with one of these persons, in the order in which they stand."""
    for at in (at for at, one in enumerate(some) if one.id in of):
        yield from ((other, some[at]) for other in some[:at])
        yield from ((some[at], other) for other in some[at + 1 :])


def _are_apart(first: KnownPerson, second: KnownPerson) -> bool:
    """Whether somebody said that these are two persons."""
    return bool(first.apart & {second.id, *second.merged} or second.apart & {first.id, *first.merged})


def _compared(first: KnownPerson, second: KnownPerson) -> DoubtfulPair | None:
    pairs = ((one, other) for one in first.all_names for other in second.all_names)
    spellings, likened = max(((pair, liken(*pair)) for pair in pairs), key=lambda one: one[1].likeness)
    weighed = _weighed(likened, [one.outlet for one in first.outlets], [one.outlet for one in second.outlets])
    return DoubtfulPair(first, second, spellings, weighed) if weighed.likeness else None


def _weighed(likened: Likened, mine: list[str], theirs: list[str]) -> Likened:
    """The likeness of two names with what their outlets say. One outlet makes an initial likely; outlets that differ leave no name quite the same."""
    if not likened.likeness or not mine or not theirs:
        return likened
    if any(outlets_agree(one, other) for one in mine for other in theirs):
        return Likened(max(likened.likeness, Likeness.LIKELY), (*likened.reasons, LikenessReason.SAME_OUTLET))
    return Likened(min(likened.likeness, Likeness.LIKELY), (*likened.reasons, LikenessReason.OTHER_OUTLET))


@lru_cache(maxsize=100_000)
def lookup_keys(name: str) -> frozenset[str]:
    """Coarse keys of a name: two names that are at all alike share one. Given names are no keys where another word stands beside them."""
    parts = name_parts(name)
    own = [word.base for word in parts.words if not is_given_name(word.written)] or [word.base for word in parts.words]
    return frozenset(_keys([*own, *filter(None, [parts.father])]))


def _keys(bases: Iterable[str]) -> Iterator[str]:
    for base in bases:
        consonants = "".join(letter for letter in base if letter not in VOWELS).translate(_CLASSES)
        yield consonants[:_KEY] or base


def reasons_in_words(likened: Likened) -> str:
    """Why, in the reader's language."""
    return "; ".join(tr(LIKENESS_REASON_LABELS[reason]) for reason in likened.reasons)


# All known persons in the memory of one process, found by how a name begins and by what it sounds like: while somebody types, and at every confirmation.
#
# Twenty thousand persons take some dozen megabytes. After a change only the persons that the ledger names since then are read again.

_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
# Words of a name that count, as `records.language.names` has it.
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
        for key in _known_keys(person):
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
        for key in _known_keys(person):
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


def _known_keys(person: KnownPerson) -> set[str]:
    return {key for name in person.all_names for key in lookup_keys(name)}


def _words(person: KnownPerson) -> set[str]:
    return {word for name in person.all_names for word in name_keys(name)}


def _newest(session: Session) -> tuple[int, str]:
    found = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found else (0, "")


def _number(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PersonRow)) or 0


# Whether a name is the one that somebody looks for, over spellings, scripts and order: a list is narrowed by it. A beginning of a word is enough.
#
# Nothing is decided by it: who may be one person says `records.persons.name_search`.

RoughName = tuple[str, ...]
"""The words of a name in rough letters."""

_FILTER_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`ʹ][^\W\d_]+)*")
# A shorter word is no beginning of another, but an initial.
_SHORTEST = 3
_LONGEST_WORD, _MOST_FILTER_WORDS = 60, 12
# Consonants that spellings exchange, as one.
_LETTER_CLASSES = str.maketrans("zcgtpf", "sskdbv")


def rough_name(name: str) -> RoughName:
    """The words of a name, made comparable."""
    words = (rough(word[:_LONGEST_WORD]) for word in _FILTER_WORD.findall(name)[:_MOST_FILTER_WORDS])
    return tuple(word for word in words if word)


class NameFilter:
    """A name that is looked for. Made once for a list."""

    def __init__(self, name: str) -> None:
        self._wanted = rough_name(name)
        self._keys = [_key(word) for word in self._wanted]
        self._told: list[dict[str, bool]] = [{} for _ in self._wanted]

    def fits(self, name: RoughName) -> bool:
        """Whether every word that is looked for stands in this name. A name without a letter fits none."""
        return bool(self._wanted) and all(any(self._alike(place, word) for word in name) for place in range(len(self._wanted)))

    def _alike(self, place: int, word: str) -> bool:
        told = self._told[place]
        if word not in told:
            told[word] = self._compared(place, word)
        return told[word]

    def _compared(self, place: int, word: str) -> bool:
        wanted = self._wanted[place]
        if len(wanted) < _SHORTEST:
            return word.startswith(wanted)
        return word.startswith(wanted) or (self._keys[place] == _key(word) and nearly(wanted, word))


def _key(word: str) -> str:
    """The first consonant, roughly: names that are nearly one begin with one sound, and comparing letter by letter takes long."""
    return next((letter for letter in word if letter not in VOWELS and letter != "h"), "").translate(_LETTER_CLASSES)


# Which incidents name a person.


def numbers_by_person(session: Session) -> dict[int, tuple[str, ...]]:
    """The numbers of the incidents that name each person, in their order, by the id of the record that stands for her. Withdrawn ones are left out."""
    query = select(IncidentRow.number, IncidentRow.victims).where(IncidentRow.withdrawn.is_(False)).order_by(IncidentRow.year, IncidentRow.serial)
    named = [(number, {victim["person"] for victim in victims if victim.get("person")}) for number, victims in session.execute(query)]
    persons = persons_of(session, {id for _, ids in named for id in ids})
    found: dict[int, list[str]] = {}
    for number, ids in named:
        for id in sorted({persons[id].id for id in ids if id in persons}):
            found.setdefault(id, []).append(number)
    return {id: tuple(numbers) for id, numbers in found.items()}


def are_named_once(session: Session, ids: Collection[int]) -> bool:
    """Whether at most one incident, withdrawn ones among them, names one of these records."""
    rows = session.scalars(select(IncidentRow.victims))
    return sum(any(victim.get("person") in ids for victim in victims) for victims in rows) <= 1


def named_records(session: Session, ids: Collection[int]) -> set[int]:
    """Those of these records to which an incident, also a withdrawn one, leads itself."""
    rows = session.scalars(select(IncidentRow.victims))
    return {victim["person"] for victims in rows for victim in victims if victim.get("person") in ids}


def linked_victims(
    session: Session, victims: Sequence[Mapping[str, Any]], earlier: Sequence[Mapping[str, Any]] = (), *, who: str, now: datetime
) -> list[dict[str, Any]]:
    """The victims of an incident, each with the id of a person. `earlier` are those that the incident had: whoever was linked stays linked, also where the
    name is corrected, so that a name that is withheld stays withheld.

    Raises BadDecision where a victim names a person who does not exist.
    """
    if not victims:
        return []
    alone_with_persons(session)
    standing = [(normal_form(one["name"]), one["person"]) for one in earlier if one.get("person")]
    taken: set[int] = set()
    ids: list[int | None] = []
    for victim in victims:
        id = _stated(session, victim, who=who, now=now) or _standing(standing, victim, taken)
        taken |= {id} if id else set()
        ids.append(id)
    gone = {place: one for place, one in enumerate(earlier) if one.get("person") and one["person"] not in taken}
    for place, victim in enumerate(victims):
        id = ids[place] or _corrected(session, gone, place, victim, taken, who=who, now=now)
        ids[place] = id = id or _found(session, victim, taken, because=_withheld_of(session, gone), who=who, now=now)
        taken.add(id)
    return [{**victim, "person": id} for victim, id in zip(victims, ids, strict=True)]


def _is_correction(before: str, after: str) -> bool:
    """Whether a name that an editor wrote in the place of another is surely the same person's: it is alike, or has the same surname."""
    mine, theirs = ({word.rough for word in families(name_parts(name))} for name in (before, after))
    return liken(before, after).likeness > Likeness.DIFFERENT or not mine.isdisjoint(theirs)


def _shares_a_word(before: str, after: str) -> bool:
    """Whether two names have one word in common, as after a marriage, or where the surname was misread; or as two strangers of one given name."""
    return any(one.rough == other.rough for one in name_parts(before).words for other in name_parts(after).words)


def _corrected(
    session: Session, gone: dict[int, Mapping[str, Any]], place: int, victim: Mapping[str, Any], taken: set[int], *, who: str, now: datetime
) -> int | None:
    """The record of her whose name was corrected to this one; it gets the new spelling, and she is gone no longer. None where nobody's was.

    A name that has only the given name in common keeps the record where no other incident names it, so that two strangers never become one in silence. A name
    that is surely another known person's is no correction, unless it is alike and the one that it replaces is withheld: then it stays so until somebody decides.
    """
    name = victim["name"]
    surely = {at for at, one in gone.items() if _is_correction(one["name"], name)}
    near = surely | {at for at, one in gone.items() if _shares_a_word(one["name"], name)}
    for at in sorted(near, key=lambda at: (at not in surely, abs(at - place))):
        row = locked_person(session, gone[at]["person"])
        whole = person_of(session, row.id)
        others = (one for id, one in _bearers(session, name).items() if id not in taken and id != row.id)
        if (whole.publish or at not in surely) and any(fits(one, name, victim.get("outlet") or "") for one in others):
            continue
        if at not in surely and not are_named_once(session, {whole.id, *whole.merged}):
            continue
        before = gone.pop(at)["name"]
        # Texts on her may still have the name that is withheld.
        if at in surely or not whole.publish:
            return _with_spelling(session, row, name, who=who, now=now)
        return _respelled(session, row, before, name, who=who, now=now)
    return None


def _respelled(session: Session, row: PersonRow, before: str, name: str, *, who: str, now: datetime) -> int:
    """The record with this spelling in the place of another, which was somebody else's or nobody's name."""
    form = normal_form(before)
    kept = [spelling for spelling in row.spellings if normal_form(spelling) != form]
    names = {language: one for language, one in row.names.items() if normal_form(one) != form}
    values = {"spellings": list(dict.fromkeys([*kept, name])), "names": {language_of(name): name, **names}}
    change_person(session, row, values, LedgerAction.LINK, who=who, now=now)
    return row.id


def _withheld_of(session: Session, gone: Mapping[int, Mapping[str, Any]]) -> str | None:
    """Why the name of somebody is withheld who was a victim before and is named no longer; whoever stands in her place may be she under another name."""
    persons = persons_of(session, [one["person"] for one in gone.values()])
    return next((one.publish_reason for one in persons.values() if not one.publish), None)


def _stated(session: Session, victim: Mapping[str, Any], *, who: str, now: datetime) -> int | None:
    """The person whom somebody named by id. A spelling that the record lacks is added to it."""
    id = victim.get("person")
    if id is None:
        return None
    row = session.get(PersonRow, id)
    if row is None:
        raise BadDecision(tr("victims: there is no person {id}").format(id=id)).with_command(tr("`qorgan person list` lists them"))
    return _with_spelling(session, row, victim["name"], who=who, now=now)


def _with_spelling(session: Session, row: PersonRow, name: str, *, who: str, now: datetime) -> int:
    if normal_form(name) not in map(normal_form, (*row.spellings, *row.names.values())):
        change_person(session, locked_person(session, row.id), {"spellings": [*row.spellings, name]}, LedgerAction.LINK, who=who, now=now)
    return row.id


def _standing(standing: list[tuple[str, int]], victim: Mapping[str, Any], taken: set[int]) -> int | None:
    form = normal_form(victim["name"])
    return next((id for name, id in standing if name == form and id not in taken), None)


def _found(session: Session, victim: Mapping[str, Any], taken: set[int], *, because: str | None, who: str, now: datetime) -> int:
    name, outlet = victim["name"], victim.get("outlet") or ""
    bearers = {id: person for id, person in _bearers(session, name).items() if id not in taken}
    fitting = who_is_meant(bearers, name, outlet) or who_is_meant(_without_left_over(session, bearers), name, outlet)
    if fitting:
        id = min(fitting)
        if outlet and not fitting[id].outlets:
            row = locked_person(session, id)
            change_person(session, row, {"outlets": [{"outlet": outlet, "since": None, "until": None}]}, LedgerAction.LINK, who=who, now=now)
        return id
    return new_person(session, [victim], withheld_because=because, who=who, now=now).id


def _without_left_over(session: Session, bearers: Mapping[int, KnownPerson]) -> dict[int, KnownPerson]:
    """Without merged records that lost their last incident when the whole was split: the spelling went with it."""
    merged = [id for id, person in bearers.items() if person.id != id]
    named = named_records(session, merged) if merged else set()
    return {id: person for id, person in bearers.items() if id not in merged or id in named}


def fits(person: KnownPerson, name: str, outlet: str) -> bool:
    """Whether a victim whose name is spelled as this person's is surely she: the outlet is hers, or nothing is known against it. A surname with an initial
    needs the outlet."""
    theirs = [one.outlet for one in person.outlets]
    if any(outlets_agree(outlet, one) for one in theirs):
        return True
    return name_parts(name).is_full and not (outlet and theirs)


def who_is_meant(bearers: Mapping[int, KnownPerson], name: str, outlet: str) -> dict[int, KnownPerson]:
    """Of those who bear the very spelling, by the ids of records, the one whom a victim with this outlet is linked to; nobody where two could be meant."""
    known = {id: person for id, person in bearers.items() if fits(person, name, outlet)}
    # Whoever has this outlet, or as little of one, before those of whom nothing speaks against it.
    fitting = {id: person for id, person in known.items() if _as_near(person, outlet)} or known
    # One person may bear a spelling by several records that were merged.
    return fitting if len({person.id for person in fitting.values()}) == 1 else {}


def _as_near(person: KnownPerson, outlet: str) -> bool:
    """Whether the outlet is hers, or none is known of either."""
    return any(outlets_agree(outlet, one.outlet) for one in person.outlets) if outlet else not person.outlets


def _bearers(session: Session, name: str) -> dict[int, KnownPerson]:
    ids = session.scalars(select(PersonNameRow.person_id).where(PersonNameRow.form == normal_form(name))).all()
    return persons_of(session, ids)


def as_recorded(victim: Victim, persons: Mapping[int, KnownPerson]) -> Victim:
    """The victim with what the record of the person says. The id becomes that of the record that stands for her."""
    person = persons.get(victim.person) if victim.person is not None else None
    if person is None:
        return victim
    return replace(victim, person=person.id, gender=person.gender, publish=person.publish, names=person.names, apart=person.apart)


# The victims of several incidents, linked together: those whose names nobody bears get their records in few statements. One at a time that is most of an import.

Victims = Sequence[Mapping[str, Any]]


def linked_together(session: Session, incidents: Sequence[Victims], *, who: str, now: datetime) -> Iterator[list[dict[str, Any]]]:
    """The victims of new incidents, each with the id of a person, as `linked_victims` links those of one incident after the other.

    Whoever asks adds an incident to the session before asking for the victims of the next: whom that one names may depend on it. Raises BadDecision where a victim
    names a person who does not exist.
    """
    alone_with_persons(session)
    strangers = _strangers(session, incidents)
    made = iter(new_persons(session, [[victim] for place in sorted(strangers) for victim in incidents[place]], who=who, now=now))
    first = {place: [{**victim, "person": next(made).id} for victim in incidents[place]] for place in sorted(strangers)}
    for place, victims in enumerate(incidents):
        yield first.get(place) or linked_victims(session, victims, who=who, now=now)


def _strangers(session: Session, incidents: Sequence[Victims]) -> set[int]:
    """The places of incidents all of whose victims are named here for the first time, and nowhere else in these incidents: who they are depends on nobody."""
    forms = [[normal_form(victim["name"]) for victim in victims] for victims in incidents]
    times = Counter(form for of_one in forms for form in of_one)
    borne = _borne(session, times.keys())
    return {
        place
        for place, of_one in enumerate(forms)
        if of_one and all(times[form] == 1 and form not in borne for form in of_one) and not any(victim.get("person") for victim in incidents[place])
    }


def _borne(session: Session, forms: Collection[str]) -> set[str]:
    """Those of the spellings that somebody bears."""
    return set(session.scalars(select(PersonNameRow.form).where(PersonNameRow.form.in_(forms))))
