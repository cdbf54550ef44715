"""The comparison of two articles: everything that speaks for or against one event, as numbers."""

from enum import Enum
from functools import lru_cache
from math import log1p, sqrt
from operator import mul
from typing import NamedTuple

from classify.clustering.keys import (
    STEP,
    TermKind,
    bare_surname,
    is_widely_known,
    kind_of,
    kinds_of,
    name_number,
    person_lookup_keys,
    person_similarity,
    rarity_of,
    without_rarity,
)
from classify.matching.place_names import region_centre
from records.event_model import Traits
from records.event_thresholds import REPORTED_AS_NEWS, REPORTED_AT_ONCE, SAME_DAY, SAME_PERSON, UNCERTAIN_DAY, WORDS_IN_COMMON

# What two articles have in common: each sign by itself, without a decision.

# Length of the prefix that a district shares with the town that it is named after.
_NAMESAKE = 5


class DayAgreement(Enum):
    """How the incident dates of two articles agree."""

    SAME = "same"
    WITHIN = "within"  # the day of one is within the month of the other
    UNKNOWN = "unknown"
    DIFFERENT = "different"


def _day_agreement(one: Traits, other: Traits) -> DayAgreement:
    """Return how the two incident dates agree, as far as they are known.

    An article published before an act is about another act.
    """
    if _published_before_the_act(one, other):
        return DayAgreement.DIFFERENT
    if one.day is None or other.day is None:
        return DayAgreement.UNKNOWN
    if one.precision == other.precision == "day":
        apart = _days_apart(one, other)
        return DayAgreement.SAME if apart <= SAME_DAY else DayAgreement.UNKNOWN if apart <= UNCERTAIN_DAY else DayAgreement.DIFFERENT
    if one.day.year != other.day.year:
        return DayAgreement.DIFFERENT
    if "year" in (one.precision, other.precision):
        return DayAgreement.UNKNOWN
    return DayAgreement.WITHIN if one.day.month == other.day.month else DayAgreement.DIFFERENT


def _days_apart(one: Traits, other: Traits) -> int:
    """Return the days between two incident dates known to the day; 0 where one is not."""
    if one.day is None or other.day is None or not one.precision == other.precision == "day":
        return 0
    return abs((one.day - other.day).days)


def _published_before_the_act(one: Traits, other: Traits) -> bool:
    """Return whether one article was published before the day of the act that the other reports as news."""
    return _precedes(one, other) or _precedes(other, one)


def _precedes(earlier: Traits, later: Traits) -> bool:
    return earlier.published is not None and later.day is not None and is_fresh(later) and earlier.published < later.day


def is_fresh(traits: Traits) -> bool:
    """Return whether the incident is dated to the days before publication, so that the article is news and not a look back."""
    if traits.day is None or traits.precision != "day" or traits.published is None:
        return False
    return -1 <= (traits.published - traits.day).days <= REPORTED_AS_NEWS


def _publication_gap(one: Traits, other: Traits) -> int | None:
    """Return the days between the publications; None where one is not known."""
    return abs((one.published - other.published).days) if one.published and other.published else None


def _in_other_region(one: Traits, other: Traits) -> bool:
    """Return whether the articles name places in different regions."""
    return bool(one.region and other.region and one.region != other.region)


def _same_place(one: Traits, other: Traits) -> bool:
    """Return whether both name one town, or a town and the district named after it (Сарыагаш, Сарыагашский район)."""
    if not one.place or not other.place:
        return False
    return one.place == other.place or (one.region == other.region and one.place[:_NAMESAKE] == other.place[:_NAMESAKE])


def other_place(one: Traits, other: Traits, centre: bool) -> bool:
    """Return whether both name towns, and the towns differ.

    The `centre` of a region may be named in place of a village of the region.
    """
    if not one.place or not other.place or _same_place(one, other):
        return False
    if not centre or one.region is None or one.region != other.region:
        return True
    try:
        return region_centre(one.region).shown[1].lower() not in (one.place, other.place)
    except KeyError:
        return True


@lru_cache(maxsize=200_000)
def _frames(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(family for key in keys for family in person_lookup_keys(key)[0])


def _nobody_in_common(one: Traits, other: Traits) -> bool:
    """Return whether no surname of one can be a surname of the other: a quick answer for most pairs."""
    mine, yours = (_frames(one.persons), _frames(one.others)), (_frames(other.persons), _frames(other.others))
    return all(names.isdisjoint(other_names) for names in mine for other_names in yours)


def _best_person_similarity(persons: tuple[str, ...], other_persons: tuple[str, ...]) -> float:
    """Return how surely one of these persons is one of the others, 0 to 1."""
    if not persons or not other_persons:
        return 0.0
    return max((person_similarity(person, other) for person in persons for other in other_persons), default=0.0)


def _outlet_in_common(one: Traits, other: Traits) -> float:
    """Return 1 for a shared outlet, less for one that everybody quotes, 0 for none."""
    return max((0.4 if is_widely_known(key) else 1.0 for key in one.outlets if key in other.outlets), default=0.0)


def _other_outlets(one: Traits, other: Traits) -> bool:
    """Return whether both name outlets that are not quoted every day, and all of them differ."""
    mine, yours = ({key for key in traits.outlets if not is_widely_known(key)} for traits in (one, other))
    return bool(mine and yours) and mine.isdisjoint(yours)


def codes_in_common(one: Traits, other: Traits) -> float:
    """Return 1 for the same surest category, 0.7 for any shared one, 0.2 for one of the same kind, 0 for none."""
    if one.codes and other.codes and one.codes[0] == other.codes[0]:
        return 1.0
    if set(one.codes) & set(other.codes):
        return 0.7
    return 0.2 if set(kinds_of(one)) & set(kinds_of(other)) else 0.0


# Confidence for a victim who has another role in the other article, a victim whose surname is only in its text, and anybody else in both.
_ANOTHER_PART, _IN_THE_TEXT, _BYSTANDER = 0.85, 0.7, 0.3
# Confidence for an outlet of one article whose name is only in the other's text.
_OUTLET_IN_THE_TEXT = 0.8
# Days assumed between articles of which one has no date.
_UNDATED = 90
# Common rarity beyond this adds nothing; days apart are on a logarithmic scale on which a year is about 1.
_ENOUGH, _LOG_YEAR = 60.0, 6.0


class ArticlePair(NamedTuple):
    """Two articles in the order of time, and what they share. Similarities run from 0 (nothing) to 1 (the same terms).

    `person`: how surely one person is in both, most for a victim of both. `named`: otherwise, a victim's surname is in the other's text. `strangers`:
    both name victims and none is in the other. `names` leaves out victims and places. `common`: the rarity of all common terms. `of_several`: if a
    victim is in both, the share of victims of the article with more of them who are not in the other one. `likeness`: the cosine of their vectors,
    None if one has none.
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
        return self.person >= SAME_PERSON or self.named

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
        """Days between the publications, on a logarithmic scale on which a year is about 1."""
        return log1p(self.gap) / _LOG_YEAR


def is_unlike(one: Traits, other: Traits) -> bool:
    """Return whether two articles share no person, at most one distinctive word, and no place within days.

    This is the quick answer for most pairs, whatever outlet they name.
    """
    if sum([rarity_of(number) for number in _read(one.words).terms & _read(other.words).terms]) >= WORDS_IN_COMMON:
        return False
    between = _publication_gap(one, other)
    if between is not None and between <= REPORTED_AT_ONCE and _same_place(one, other):
        return False
    everybody = (one.persons, one.others), (other.persons, other.others)
    return _nobody_in_common(one, other) or not any(
        _best_person_similarity(persons, other_persons) for persons in everybody[0] for other_persons in everybody[1]
    )


def make_pair(earlier: Traits, later: Traits) -> ArticlePair:
    """Return the signs of two articles; `earlier` comes before `later` (`classify.clustering.rules.in_order`)."""
    victim, part = _best_person_similarity(earlier.persons, later.persons), 0.0
    if victim < 1 and not _nobody_in_common(earlier, later):
        part = max(_best_person_similarity(earlier.persons, later.others), _best_person_similarity(earlier.others, later.persons))
    person = max(victim, _ANOTHER_PART * part, _BYSTANDER * _best_person_similarity(earlier.others, later.others))
    mine, yours = _read(earlier.words), _read(later.words)
    named = person < SAME_PERSON and not (
        _family_terms(earlier.persons).isdisjoint(yours.names) and _family_terms(later.persons).isdisjoint(mine.names)
    )
    outlet = _outlet_in_common(earlier, later)
    if not outlet and not (_terms(earlier.outlets).isdisjoint(yours.names) and _terms(later.outlets).isdisjoint(mine.names)):
        outlet = _OUTLET_IN_THE_TEXT
    own = _family_terms(earlier.persons) | _family_terms(later.persons) | _place_terms(earlier.place) | _place_terms(later.place)
    shared = dict.fromkeys(TermKind, 0.0)
    for number in mine.terms & yours.terms:
        kind = kind_of(number)
        if kind is not TermKind.NAME or without_rarity(number) not in own:
            shared[kind] += STEP * rarity_of(number)
    return ArticlePair(
        earlier,
        later,
        gap=_UNDATED if (days := _publication_gap(earlier, later)) is None else days,
        person=person,
        named=named,
        strangers=bool(earlier.persons and later.persons) and victim == part == 0 and not named,
        outlet=outlet,
        other_outlets=not outlet and _other_outlets(earlier, later),
        place=_same_place(earlier, later),
        elsewhere=_in_other_region(earlier, later),
        days=_day_agreement(earlier, later),
        names=_share(TermKind.NAME, shared, mine, yours),
        concepts=_share(TermKind.CONCEPT, shared, mine, yours),
        numbers=_share(TermKind.NUMBER, shared, mine, yours),
        common=min(shared[TermKind.NAME] + shared[TermKind.CONCEPT] + shared[TermKind.NUMBER], _ENOUGH) / _ENOUGH,
        of_several=_of_several(earlier, later) if victim >= SAME_PERSON else 0.0,
        likeness=_cosine(earlier.vector, later.vector),
    )


def _of_several(one: Traits, other: Traits) -> float:
    """Return the share of victims, of the article with more of them, whom the other one lacks.

    A survey of several cases reports each of them, and none in full.
    """
    most = max(len(one.persons), len(other.persons))
    pairs = ((one.persons, other.persons), (other.persons, one.persons))
    return max(sum(_best_person_similarity((person,), fewer) == 0 for person in more) / most for more, fewer in pairs if len(more) == most)


def _cosine(one: tuple[int, ...], other: tuple[int, ...]) -> float | None:
    """Return the cosine of two vectors, from -1 to 1.

    None if one is empty or all zeros, or if their lengths differ (two encoders).
    """
    if not one or len(one) != len(other):
        return None
    lengths = _length(one) * _length(other)
    return sum(map(mul, one, other)) / lengths if lengths else None


@lru_cache(maxsize=50_000)
def _length(vector: tuple[int, ...]) -> float:
    return sqrt(sum(map(mul, vector, vector)))


class _PairTerms(NamedTuple):
    """The terms of a text, its names without rarity, and the total rarity of each kind."""

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
    return frozenset(number for person in persons if (number := name_number(bare_surname(person.split("|")[0]))))


@lru_cache(maxsize=50_000)
def _terms(outlets: tuple[str, ...]) -> frozenset[int]:
    return frozenset(name_number(outlet, whole=True) for outlet in outlets)


@lru_cache(maxsize=20_000)
def _place_terms(place: str | None) -> frozenset[int]:
    return frozenset(number for word in (place or "").split() if (number := name_number(word)))
