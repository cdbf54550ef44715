"""Two articles are compared: everything that speaks for one event or against it, as plain numbers."""

from functools import lru_cache
from math import log1p, sqrt
from operator import mul
from typing import NamedTuple

from classify.clustering.pair_signs import (
    DayAgreement,
    best_akin,
    day_agreement,
    elsewhere,
    gap,
    nobody_in_common,
    other_outlets,
    outlet_in_common,
    same_place,
)
from classify.clustering.person_keys import bare
from classify.clustering.terms import STEP, TermKind, kind_of, name_number, rarity_of, without_rarity
from records.incident_model import Traits

# The victim of one who plays another part in the other article, a victim whose surname only stands in its text, and whoever else is in both.
_ANOTHER_PART, _IN_THE_TEXT, _BYSTANDER = 0.85, 0.7, 0.3
# An outlet of one whose name only stands in the other's text.
_OUTLET_IN_THE_TEXT = 0.8
# Days that are taken to lie between articles of which one is not dated.
_UNDATED = 90
# Above this an agreement of persons is no chance.
_AGREED = 0.5
# Rarity (in steps) of little more than one rare word, and days within which news of one place may be of one event without a word in common.
_LITTLE, _AT_ONCE = 16, 3
# Rarity in common beyond this says no more; days apart are counted on a logarithmic scale in which a year is about 1.
_ENOUGH, _YEAR = 60.0, 6.0


class Pair(NamedTuple):
    """Two articles in the order of time, and what they share. Likenesses run from 0 (nothing) to 1 (the same terms).

    `person`: how surely one person is in both, most for a victim of both. `named`: a victim's surname stands in the other's text, without that.
    `strangers`: both name victims and none is in the other. `names` leaves out victims and places. `common`: the rarity of all terms in both. `of_several`:
    the share of victims of the article with more of them who are not in the other one, if a victim is in both. `likeness`: the cosine of their vectors, None
    if one has none.
    """

    earlier: Traits
    later: Traits
    gap: int
    person: float
    named: bool
    strangers: bool
    outlet: float
    other_outlets: bool
    place: bool
    elsewhere: bool
    days: DayAgreement
    names: float
    concepts: float
    numbers: float
    common: float
    of_several: float = 0.0
    likeness: float | None = None

    @property
    def known(self) -> bool:
        """Whether a person of one article is known in the other."""
        return self.person >= _AGREED or self.named

    @property
    def clash(self) -> bool:
        """Whether both give a day for their acts, and the days differ."""
        return (
            self.days is DayAgreement.DIFFERENT
            and self.earlier.precision == self.later.precision == "day"
            and None not in (self.earlier.day, self.later.day)
        )

    @property
    def time(self) -> float:
        """Days between the publications, on a logarithmic scale in which a year is about 1."""
        return log1p(self.gap) / _YEAR


def is_unlike(one: Traits, other: Traits) -> bool:
    """Whether two articles share no person, at most one telling word, and no place within days. It is the quick answer for most pairs,
    whatever outlet they name."""
    if sum([rarity_of(number) for number in _read(one.words).terms & _read(other.words).terms]) >= _LITTLE:
        return False
    between = gap(one, other)
    if between is not None and between <= _AT_ONCE and same_place(one, other):
        return False
    everybody = (one.persons, one.others), (other.persons, other.others)
    return nobody_in_common(one, other) or not any(best_akin(some, others) for some in everybody[0] for others in everybody[1])


def pair_of(earlier: Traits, later: Traits) -> Pair:
    """The signs of two articles. `earlier` comes before `later` (`classify.clustering.separation.in_order`)."""
    victim, part = best_akin(earlier.persons, later.persons), 0.0
    if victim < 1 and not nobody_in_common(earlier, later):
        part = max(best_akin(earlier.persons, later.others), best_akin(earlier.others, later.persons))
    person = max(victim, _ANOTHER_PART * part, _BYSTANDER * best_akin(earlier.others, later.others))
    mine, yours = _read(earlier.words), _read(later.words)
    named = person < _AGREED and not (_family_terms(earlier.persons).isdisjoint(yours.names) and _family_terms(later.persons).isdisjoint(mine.names))
    outlet = outlet_in_common(earlier, later)
    if not outlet and not (_terms(earlier.outlets).isdisjoint(yours.names) and _terms(later.outlets).isdisjoint(mine.names)):
        outlet = _OUTLET_IN_THE_TEXT
    own = _family_terms(earlier.persons) | _family_terms(later.persons) | _place_terms(earlier.place) | _place_terms(later.place)
    shared = dict.fromkeys(TermKind, 0.0)
    for number in mine.terms & yours.terms:
        kind = kind_of(number)
        if kind is not TermKind.NAME or without_rarity(number) not in own:
            shared[kind] += STEP * rarity_of(number)
    return Pair(
        earlier,
        later,
        gap=_UNDATED if (days := gap(earlier, later)) is None else days,
        person=person,
        named=named,
        strangers=bool(earlier.persons and later.persons) and victim == part == 0 and not named,
        outlet=outlet,
        other_outlets=not outlet and other_outlets(earlier, later),
        place=same_place(earlier, later),
        elsewhere=elsewhere(earlier, later),
        days=day_agreement(earlier, later),
        names=_share(TermKind.NAME, shared, mine, yours),
        concepts=_share(TermKind.CONCEPT, shared, mine, yours),
        numbers=_share(TermKind.NUMBER, shared, mine, yours),
        common=min(shared[TermKind.NAME] + shared[TermKind.CONCEPT] + shared[TermKind.NUMBER], _ENOUGH) / _ENOUGH,
        of_several=_of_several(earlier, later) if victim >= _AGREED else 0.0,
        likeness=cosine(earlier.vector, later.vector),
    )


def _of_several(one: Traits, other: Traits) -> float:
    """The share of victims of the article with more of them whom the other one does not have: a survey of several cases tells of each, and of none in full."""
    most = max(len(one.persons), len(other.persons))
    pairs = ((one.persons, other.persons), (other.persons, one.persons))
    return max(sum(best_akin((person,), fewer) == 0 for person in more) / most for more, fewer in pairs if len(more) == most)


def cosine(one: tuple[int, ...], other: tuple[int, ...]) -> float | None:
    """How alike the directions of two vectors are, from -1 to 1. None if one is empty or nothing but zeros, or if they are not of one length (of two encoders)."""
    if not one or len(one) != len(other):
        return None
    lengths = _length(one) * _length(other)
    return sum(map(mul, one, other)) / lengths if lengths else None


@lru_cache(maxsize=50_000)
def _length(vector: tuple[int, ...]) -> float:
    return sqrt(sum(map(mul, vector, vector)))


class _PairTerms(NamedTuple):
    """The terms of a text, its names without their rarity, and the total rarity of each kind."""

    terms: frozenset[int]
    names: frozenset[int]
    weight: tuple[float, ...]


@lru_cache(maxsize=50_000)
def _read(words: tuple[int, ...]) -> _PairTerms:
    weight = [0.0] * len(TermKind)
    for number in words:
        weight[number & 3] += STEP * (number >> 2 & 0xF)
    return _PairTerms(frozenset(words), frozenset([without_rarity(number) for number in words if not number & 3]), tuple(weight))


def _share(kind: TermKind, shared: dict[TermKind, float], mine: _PairTerms, yours: _PairTerms) -> float:
    return shared[kind] / sqrt(mine.weight[kind] * yours.weight[kind]) if shared[kind] else 0.0


@lru_cache(maxsize=50_000)
def _family_terms(persons: tuple[str, ...]) -> frozenset[int]:
    return frozenset(number for person in persons if (number := name_number(bare(person.split("|")[0]))))


@lru_cache(maxsize=50_000)
def _terms(outlets: tuple[str, ...]) -> frozenset[int]:
    return frozenset(name_number(outlet, whole=True) for outlet in outlets)


@lru_cache(maxsize=20_000)
def _place_terms(place: str | None) -> frozenset[int]:
    return frozenset(number for word in (place or "").split() if (number := name_number(word)))
