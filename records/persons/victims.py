"""Links of victims to persons' records, and the search for persons: suggestions for a name, pairs that may be one person, and a cache of all known
persons.

Victims are linked by identical spelling, never by a similar one; a new name creates a record. A spelling of a merged record is linked to that
record, which refers to the one that represents it.
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
from records.language.names import VOWELS, is_given_name, is_near_spelling, name_parts, normal_form, rough_form
from records.ledger.entries import has_ledger_row
from records.outlets.outlet_names import outlets_agree
from records.persons.name_search import SIMILARITY_REASON_LABELS, NameComparison, NameSimilarity, SimilarityReason, compare_names, surname_candidates
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

# Suggestions of whom a name may mean, with reasons. Nothing is linked or merged here.

_CLASSES = str.maketrans("zhgdpcf", "skktbsv")
_KEY = 3


@dataclass(frozen=True)
class Suggestion:
    """A person whom a name may mean: by which spelling, how surely, and why."""

    person: KnownPerson
    spelling: str
    likened: NameComparison


@dataclass(frozen=True)
class DoubtfulPair:
    """Two persons who may be one: the most similar spellings, how surely, and why."""

    first: KnownPerson
    second: KnownPerson
    spellings: tuple[str, str]
    likened: NameComparison


def suggest_persons(persons: Iterable[KnownPerson], name: str, outlet: str = "") -> list[Suggestion]:
    """Return the persons whom a name with an outlet may mean, the likeliest first."""
    keys = lookup_keys(name)
    suggestions = []
    for person in persons:
        near = [spelling for spelling in person.all_names if not keys.isdisjoint(lookup_keys(spelling))]
        if not near:
            continue
        by, likened = max(((spelling, compare_names(name, spelling)) for spelling in near), key=lambda pair: pair[1].likeness)
        weighed = _weighed(likened, [outlet] if outlet else [], [outlet.outlet for outlet in person.outlets])
        if weighed.likeness:
            suggestions.append(Suggestion(person, by, weighed))
    return sorted(suggestions, key=lambda suggestion: (-suggestion.likened.likeness, suggestion.person.id))


def doubtful_pairs(persons: Iterable[KnownPerson], of: Collection[int] | None = None) -> list[DoubtfulPair]:
    """Return the pairs of persons who may be one, the likeliest first; with `of`, only pairs with one of these persons.

    Pairs that somebody marked as different are left out.
    """
    return sorted(_doubtful(persons, of), key=lambda pair: (-pair.likened.likeness, pair.first.id, pair.second.id))


def is_in_doubt(persons: Iterable[KnownPerson], of: Collection[int]) -> bool:
    """Return whether there is any such pair with one of these persons, which is faster than finding all."""
    return any(_doubtful(persons, of))


def _doubtful(persons: Iterable[KnownPerson], of: Collection[int] | None) -> Iterator[DoubtfulPair]:
    by_key: dict[str, list[KnownPerson]] = {}
    for person in persons:
        for key in sorted({key for spelling in person.all_names for key in lookup_keys(spelling)}):
            by_key.setdefault(key, []).append(person)
    compared: set[tuple[int, int]] = set()
    for persons_ in by_key.values():
        for first, second in combinations(persons_, 2) if of is None else _with_these(persons_, of):
            if (pair := (first.id, second.id)) in compared:
                continue
            compared.add(pair)
            if not _are_apart(first, second) and (doubtful := _compared(first, second)):
                yield doubtful


def _with_these(known_persons: Sequence[KnownPerson], of: Collection[int]) -> Iterator[tuple[KnownPerson, KnownPerson]]:
    """Yield the pairs with one of these persons, in order."""
    for at in (at for at, person in enumerate(known_persons) if person.id in of):
        yield from ((other, known_persons[at]) for other in known_persons[:at])
        yield from ((known_persons[at], other) for other in known_persons[at + 1 :])


def _are_apart(first: KnownPerson, second: KnownPerson) -> bool:
    """Return whether somebody marked these persons as different."""
    return bool(first.apart & {second.id, *second.merged} or second.apart & {first.id, *first.merged})


def _compared(first: KnownPerson, second: KnownPerson) -> DoubtfulPair | None:
    pairs = ((name, other) for name in first.all_names for other in second.all_names)
    spellings, likened = max(((pair, compare_names(*pair)) for pair in pairs), key=lambda compared: compared[1].likeness)
    weighed = _weighed(likened, [outlet.outlet for outlet in first.outlets], [outlet.outlet for outlet in second.outlets])
    return DoubtfulPair(first, second, spellings, weighed) if weighed.likeness else None


def _weighed(likened: NameComparison, mine: list[str], theirs: list[str]) -> NameComparison:
    """Return the likeness of two names adjusted by outlets: one outlet makes an initial likely, different ones make the same name only likely."""
    if not likened.likeness or not mine or not theirs:
        return likened
    if any(outlets_agree(outlet, other) for outlet in mine for other in theirs):
        return NameComparison(max(likened.likeness, NameSimilarity.LIKELY), (*likened.reasons, SimilarityReason.SAME_OUTLET))
    return NameComparison(min(likened.likeness, NameSimilarity.LIKELY), (*likened.reasons, SimilarityReason.OTHER_OUTLET))


@lru_cache(maxsize=100_000)
def lookup_keys(name: str) -> frozenset[str]:
    """Return coarse keys of a name: similar names share one. Given names are not keys if the name has other words."""
    parts = name_parts(name)
    own = [word.base for word in parts.words if not is_given_name(word.written)] or [word.base for word in parts.words]
    return frozenset(_keys([*own, *filter(None, [parts.father])]))


def _keys(bases: Iterable[str]) -> Iterator[str]:
    for base in bases:
        consonants = "".join(letter for letter in base if letter not in VOWELS).translate(_CLASSES)
        yield consonants[:_KEY] or base


def reasons_in_words(likened: NameComparison) -> str:
    """Return the reasons in the reader's language."""
    return "; ".join(tr(SIMILARITY_REASON_LABELS[reason]) for reason in likened.reasons)


# A cache of all known persons in the process, searched by the beginning and the sound of names while somebody types, and at every confirmation.
#
# Twenty thousand persons take some tens of megabytes. After a change only the persons in newer ledger rows are read again.

_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
# Largest number of words in a name, as in `records.language.names`.
_MOST_WORDS = 8


# Attempts to catch up with the ledger while others decide.
_TURNS = 5


class KnownPersons:
    """All persons with a record, as of the newest row of the ledger. Thread-safe."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._head: tuple[int, str] | None = None
        self._empty()

    def follow(self, session: Session) -> None:
        """Read what has changed, so that the next query does not wait for it."""
        with self._followed(session):
            pass

    def everybody(self, session: Session) -> list[KnownPerson]:
        """Return all persons, by id."""
        with self._followed(session):
            return [self._persons[id] for id in sorted(self._persons)]

    def sounding_like(self, session: Session, names: Iterable[str]) -> list[KnownPerson]:
        """Return, by id, persons with a spelling that may be similar to one of these names; no others can be suggested for them."""
        with self._followed(session):
            keys = {key for name in names for key in lookup_keys(name)}
            return [self._persons[id] for id in sorted({id for key in keys for id in self._by_key.get(key, ())})]

    def beginning(self, session: Session, words: tuple[str, ...]) -> Iterator[KnownPerson]:
        """Yield, by id, persons with a name in which each of these words (of `name_keys`) begins a different word."""
        with self._followed(session):
            first = max(words, key=len)
            ids = set()
            for at in range(bisect_left(self._words, (first, 0)), len(self._words)):
                word, id = self._words[at]
                if not word.startswith(first):
                    break
                ids.add(id)
            near = [self._persons[id] for id in sorted(ids)]
        return (person for person in near if any(have_prefixes(name_keys(name), words) for name in person.all_names))

    def outlets(self, session: Session) -> list[str]:
        """Return the outlets for which persons work or worked."""
        with self._followed(session):
            return list(self._outlets)

    def with_ids(self, session: Session, ids: Collection[int]) -> list[KnownPerson]:
        """Return the persons by these ids, each once."""
        with self._followed(session):
            return [self._persons[id] for id in sorted({self._root_of[id] for id in ids if id in self._root_of})]

    def _empty(self) -> None:
        self._persons: dict[int, KnownPerson] = {}
        self._root_of: dict[int, int] = {}
        self._by_key: dict[str, set[int]] = {}
        self._words: list[tuple[str, int]] = []
        self._outlets: dict[str, int] = {}

    def _followed(self, session: Session) -> RLock:
        """Return the lock, to be held during a lookup, after bringing the cache up to date with the ledger."""
        with self._lock:
            newest = _newest(session)
            if self._head is not None and newest[0] < self._head[0] and has_ledger_row(session, self._head[0]):
                # Another request read the persons with a decision that is just being committed.
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
                # Somebody may have decided between these queries; if not, records came without the ledger, as from an older backup.
                newest = _newest(session)
                if newest == self._head:
                    self._read_all(session)
        return self._lock

    def _stood(self, session: Session, newest: tuple[int, str]) -> bool:
        """Return whether the ledger has only grown since."""
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
        for person in {known_person.id: known_person for known_person in persons_of(session, ids).values()}.values():
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
        for outlet in person.outlets:
            self._outlets[outlet.outlet] = self._outlets.get(outlet.outlet, 0) + 1

    def _remove(self, person: KnownPerson) -> None:
        del self._persons[person.id]
        for id in (person.id, *person.merged):
            self._root_of.pop(id, None)
        for key in _known_keys(person):
            self._by_key[key].discard(person.id)
        for word in _words(person):
            del self._words[bisect_left(self._words, (word, person.id))]
        for outlet in person.outlets:
            self._outlets[outlet.outlet] -= 1
            if not self._outlets[outlet.outlet]:
                del self._outlets[outlet.outlet]


def name_keys(name: str) -> tuple[str, ...]:
    """Return the words of a name in rough letters, digits unchanged."""
    return tuple(filter(None, (word if word.isdecimal() else rough_form(word) for word in _WORD.findall(name)[:_MOST_WORDS])))


def have_prefixes(words: Iterable[str], sought: Iterable[str]) -> bool:
    """Return whether each sought word begins a different one of the words, in any order."""
    left = list(words)
    for prefix in sought:
        match = next((word for word in left if word.startswith(prefix)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _known_keys(person: KnownPerson) -> set[str]:
    return {key for name in person.all_names for key in lookup_keys(name)}


def _words(person: KnownPerson) -> set[str]:
    return {word for name in person.all_names for word in name_keys(name)}


def _newest(session: Session) -> tuple[int, str]:
    newest = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return (newest[0], newest[1]) if newest else (0, "")


def _number(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PersonRow)) or 0


# Filtering lists by a name, across spellings, scripts and order, by beginnings of words. `compare_names` rates whether two names may be one person.

RoughName = tuple[str, ...]
"""The words of a name in rough letters."""

_FILTER_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`ʹ][^\W\d_]+)*")
# Shorter words are not compared as spellings; they match as initials only.
_SHORTEST = 3
_LONGEST_WORD, _MOST_FILTER_WORDS = 60, 12
# Classes of consonants that spellings exchange.
_LETTER_CLASSES = str.maketrans("zcgtpf", "sskdbv")


def rough_name(name: str) -> RoughName:
    """Return the words of a name in rough letters."""
    words = (rough_form(word[:_LONGEST_WORD]) for word in _FILTER_WORD.findall(name)[:_MOST_FILTER_WORDS])
    return tuple(word for word in words if word)


class NameFilter:
    """A filter by name, created once for a list."""

    def __init__(self, name: str) -> None:
        self._wanted = rough_name(name)
        self._keys = [_key(word) for word in self._wanted]
        self._told: list[dict[str, bool]] = [{} for _ in self._wanted]

    def fits(self, name: RoughName) -> bool:
        """Return whether every sought word is in this name. A search without a letter fits none."""
        return bool(self._wanted) and all(any(self._alike(place, word) for word in name) for place in range(len(self._wanted)))

    def _alike(self, place: int, word: str) -> bool:
        answers = self._told[place]
        if word not in answers:
            answers[word] = self._compared(place, word)
        return answers[word]

    def _compared(self, place: int, word: str) -> bool:
        sought = self._wanted[place]
        if len(sought) < _SHORTEST:
            return word.startswith(sought)
        return word.startswith(sought) or (self._keys[place] == _key(word) and is_near_spelling(sought, word))


def _key(word: str) -> str:
    """Return the class of the first consonant, a fast test before comparing letter by letter, because similar names begin alike."""
    return next((letter for letter in word if letter not in VOWELS and letter != "h"), "").translate(_LETTER_CLASSES)


# The incidents that name a person.


def numbers_by_person(session: Session) -> dict[int, tuple[str, ...]]:
    """Return the numbers of the incidents that name each person, in order, by the id of the representing record, without withdrawn ones."""
    query = select(IncidentRow.number, IncidentRow.victims).where(IncidentRow.withdrawn.is_(False)).order_by(IncidentRow.year, IncidentRow.serial)
    named = [(number, {victim["person"] for victim in victims if victim.get("person")}) for number, victims in session.execute(query)]
    persons = persons_of(session, {id for _, ids in named for id in ids})
    by_person: dict[int, list[str]] = {}
    for number, ids in named:
        for id in sorted({persons[id].id for id in ids if id in persons}):
            by_person.setdefault(id, []).append(number)
    return {id: tuple(numbers) for id, numbers in by_person.items()}


def are_named_once(session: Session, ids: Collection[int]) -> bool:
    """Return whether at most one incident, withdrawn ones included, names one of these records."""
    rows = session.scalars(select(IncidentRow.victims))
    return sum(any(victim.get("person") in ids for victim in victims) for victims in rows) <= 1


def named_records(session: Session, ids: Collection[int]) -> set[int]:
    """Return those of these records that an incident, withdrawn or not, refers to directly."""
    rows = session.scalars(select(IncidentRow.victims))
    return {victim["person"] for victims in rows for victim in victims if victim.get("person") in ids}


def link_victims(
    session: Session, victims: Sequence[Mapping[str, Any]], earlier: Sequence[Mapping[str, Any]] = (), *, who: str, now: datetime
) -> list[dict[str, Any]]:
    """Return the victims of an incident, each with the id of a person.

    `earlier` are those that the incident had: a linked victim remains linked even if the name is corrected, so that a withheld name remains
    withheld. Raises BadDecision if a victim refers to a person who does not exist.
    """
    if not victims:
        return []
    alone_with_persons(session)
    linked = [(normal_form(former["name"]), former["person"]) for former in earlier if former.get("person")]
    used_ids: set[int] = set()
    ids: list[int | None] = []
    for victim in victims:
        id = _person_by_id(session, victim, who=who, now=now) or _standing(linked, victim, used_ids)
        used_ids |= {id} if id else set()
        ids.append(id)
    gone = {place: former for place, former in enumerate(earlier) if former.get("person") and former["person"] not in used_ids}
    for place, victim in enumerate(victims):
        id = ids[place] or _corrected(session, gone, place, victim, used_ids, who=who, now=now)
        ids[place] = id = id or _found(session, victim, used_ids, because=_withheld_of(session, gone), who=who, now=now)
        used_ids.add(id)
    return [{**victim, "person": id} for victim, id in zip(victims, ids, strict=True)]


def _is_correction(before: str, after: str) -> bool:
    """Return whether a name that replaced another is surely the same person's: it is similar, or has the same surname."""
    old_surnames, new_surnames = ({word.rough for word in surname_candidates(name_parts(name))} for name in (before, after))
    return compare_names(before, after).likeness > NameSimilarity.DIFFERENT or not old_surnames.isdisjoint(new_surnames)


def _shares_a_word(before: str, after: str) -> bool:
    """Return whether two names have a word in common, as after a marriage or a misread surname, or two strangers with one given name."""
    return any(word.rough == other.rough for word in name_parts(before).words for other in name_parts(after).words)


def _corrected(
    session: Session, gone: dict[int, Mapping[str, Any]], place: int, victim: Mapping[str, Any], used_ids: set[int], *, who: str, now: datetime
) -> int | None:
    """Return the record of the earlier victim whose name was corrected to this one, with the new spelling added, or None.

    The victim is removed from `gone`. A name that shares only a word retains the record if no other incident names it, so that two strangers are
    never joined silently. A name that is surely another known person's is no correction, unless it is similar and the replaced name is withheld:
    then it remains withheld until somebody decides.
    """
    name = victim["name"]
    surely = {at for at, lost in gone.items() if _is_correction(lost["name"], name)}
    near = surely | {at for at, lost in gone.items() if _shares_a_word(lost["name"], name)}
    for at in sorted(near, key=lambda at: (at not in surely, abs(at - place))):
        row = locked_person(session, gone[at]["person"])
        whole = person_of(session, row.id)
        bearers = (person for id, person in _persons_with_spelling(session, name).items() if id not in used_ids and id != row.id)
        if (whole.publish or at not in surely) and any(_is_surely_person(person, name, victim.get("outlet") or "") for person in bearers):
            continue
        if at not in surely and not are_named_once(session, {whole.id, *whole.merged}):
            continue
        before = gone.pop(at)["name"]
        # Texts on the person may still contain the withheld name, so its spelling remains.
        if at in surely or not whole.publish:
            return _with_spelling(session, row, name, who=who, now=now)
        return _respelled(session, row, before, name, who=who, now=now)
    return None


def _respelled(session: Session, row: PersonRow, before: str, name: str, *, who: str, now: datetime) -> int:
    """Return the id of the record after replacing a spelling that was somebody else's or wrong."""
    form = normal_form(before)
    spellings = [spelling for spelling in row.spellings if normal_form(spelling) != form]
    names = {language: known_name for language, known_name in row.names.items() if normal_form(known_name) != form}
    values = {"spellings": list(dict.fromkeys([*spellings, name])), "names": {language_of(name): name, **names}}
    change_person(session, row, values, LedgerAction.LINK, who=who, now=now)
    return row.id


def _withheld_of(session: Session, gone: Mapping[int, Mapping[str, Any]]) -> str | None:
    """Return why the name of a removed earlier victim is withheld, or None; the new victim may be that person under another name."""
    persons = persons_of(session, [victim["person"] for victim in gone.values()])
    return next((person.publish_reason for person in persons.values() if not person.publish), None)


def _person_by_id(session: Session, victim: Mapping[str, Any], *, who: str, now: datetime) -> int | None:
    """Return the person whom the victim refers to by id, adding a new spelling to the record; None without an id."""
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


def _standing(linked: list[tuple[str, int]], victim: Mapping[str, Any], used_ids: set[int]) -> int | None:
    form = normal_form(victim["name"])
    return next((id for name, id in linked if name == form and id not in used_ids), None)


def _found(session: Session, victim: Mapping[str, Any], used_ids: set[int], *, because: str | None, who: str, now: datetime) -> int:
    name, outlet = victim["name"], victim.get("outlet") or ""
    bearers = {id: person for id, person in _persons_with_spelling(session, name).items() if id not in used_ids}
    fitting = resolve_bearers(bearers, name, outlet) or resolve_bearers(_without_left_over(session, bearers), name, outlet)
    if fitting:
        id = min(fitting)
        if outlet and not fitting[id].outlets:
            row = locked_person(session, id)
            change_person(session, row, {"outlets": [{"outlet": outlet, "since": None, "until": None}]}, LedgerAction.LINK, who=who, now=now)
        return id
    return new_person(session, [victim], withheld_because=because, who=who, now=now).id


def _without_left_over(session: Session, bearers: Mapping[int, KnownPerson]) -> dict[int, KnownPerson]:
    """Return the bearers without merged records that lost their last incident in a split, because the spelling moved with it."""
    merged = [id for id, person in bearers.items() if person.id != id]
    named = named_records(session, merged) if merged else set()
    return {id: person for id, person in bearers.items() if id not in merged or id in named}


def _is_surely_person(person: KnownPerson, name: str, outlet: str) -> bool:
    """Return whether a victim with this person's spelling is surely this person: the outlet is theirs, or nothing speaks against it.

    A surname with an initial requires the outlet.
    """
    outlets = [outlet.outlet for outlet in person.outlets]
    if any(outlets_agree(outlet, known_outlet) for known_outlet in outlets):
        return True
    return name_parts(name).is_full and not (outlet and outlets)


def resolve_bearers(bearers: Mapping[int, KnownPerson], name: str, outlet: str) -> dict[int, KnownPerson]:
    """Return, by record id, the bearer of the identical spelling to whom a victim with this outlet is linked; empty if two are possible."""
    sure = {id: person for id, person in bearers.items() if _is_surely_person(person, name, outlet)}
    # Those with this outlet, or none on both sides, take precedence over those who are merely possible.
    fitting = {id: person for id, person in sure.items() if _outlet_is_compatible(person, outlet)} or sure
    # One person may have a spelling in several merged records.
    return fitting if len({person.id for person in fitting.values()}) == 1 else {}


def _outlet_is_compatible(person: KnownPerson, outlet: str) -> bool:
    """Return whether the outlet is the person's, or none is known of either."""
    return any(outlets_agree(outlet, entry.outlet) for entry in person.outlets) if outlet else not person.outlets


def _persons_with_spelling(session: Session, name: str) -> dict[int, KnownPerson]:
    ids = session.scalars(select(PersonNameRow.person_id).where(PersonNameRow.form == normal_form(name))).all()
    return persons_of(session, ids)


def with_person_record(victim: Victim, persons: Mapping[int, KnownPerson]) -> Victim:
    """Return the victim with the values of the person's record, and the id of the representing record."""
    person = persons.get(victim.person) if victim.person is not None else None
    if person is None:
        return victim
    return replace(victim, person=person.id, gender=person.gender, publish=person.publish, names=person.names, apart=person.apart)


# Victims of several incidents at once: new names get their records in few statements. One by one they would take most of an import.

Victims = Sequence[Mapping[str, Any]]


def link_victims_in_bulk(session: Session, incidents: Sequence[Victims], *, who: str, now: datetime) -> Iterator[list[dict[str, Any]]]:
    """Yield the victims of each new incident, each with the id of a person, as `link_victims` does one incident after the other.

    The caller adds an incident to the session before requesting the victims of the next, because they may depend on it. Raises BadDecision if a
    victim refers to a person who does not exist.
    """
    alone_with_persons(session)
    strangers = _strangers(session, incidents)
    created = iter(new_persons(session, [[victim] for place in sorted(strangers) for victim in incidents[place]], who=who, now=now))
    first = {place: [{**victim, "person": next(created).id} for victim in incidents[place]] for place in sorted(strangers)}
    for place, victims in enumerate(incidents):
        yield first.get(place) or link_victims(session, victims, who=who, now=now)


def _strangers(session: Session, incidents: Sequence[Victims]) -> set[int]:
    """Return the indexes of incidents all of whose victims are new names that occur once in these incidents, so that they are independent of the
    others.
    """
    forms = [[normal_form(victim["name"]) for victim in victims] for victims in incidents]
    times = Counter(form for of_one in forms for form in of_one)
    borne = _known_spellings(session, times.keys())
    return {
        place
        for place, of_one in enumerate(forms)
        if of_one and all(times[form] == 1 and form not in borne for form in of_one) and not any(victim.get("person") for victim in incidents[place])
    }


def _known_spellings(session: Session, forms: Collection[str]) -> set[str]:
    """Return those of the spellings that somebody has."""
    return set(session.scalars(select(PersonNameRow.form).where(PersonNameRow.form.in_(forms))))
