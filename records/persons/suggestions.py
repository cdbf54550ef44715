"""Who a name may mean, with reasons for a person who decides. Nothing is linked or merged here."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from records.i18n import tr
from records.persons.given_names import is_given_name
from records.persons.likeness import LIKENESS_REASON_LABELS, Likened, Likeness, LikenessReason, liken
from records.persons.name_reading import name_parts
from records.persons.outlet_likeness import outlets_agree
from records.persons.person_model import KnownPerson
from records.persons.rough_letters import VOWELS

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
            if not are_apart(first, second) and (doubtful := _compared(first, second)):
                yield doubtful


def _with_these(some: Sequence[KnownPerson], of: Collection[int]) -> Iterator[tuple[KnownPerson, KnownPerson]]:
    """The pairs with one of these persons, in the order in which they stand."""
    for at in (at for at, one in enumerate(some) if one.id in of):
        yield from ((other, some[at]) for other in some[:at])
        yield from ((some[at], other) for other in some[at + 1 :])


def are_apart(first: KnownPerson, second: KnownPerson) -> bool:
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
