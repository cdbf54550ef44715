"""What two articles have in common: each sign of one event alone, without a decision."""

from enum import Enum
from functools import lru_cache

from classify.clustering.outlet_keys import is_widely_known
from classify.clustering.person_keys import akin, frames_of
from classify.matching.place_names import region_centre
from records.incident_model import Traits
from records.vocabulary import CATEGORIES, Category

# An article told this many days after its incident still brings it as news.
FRESH = 10
# The same day as outlets tell it: "at night" and "yesterday" are off by one. Further apart, it is still perhaps a slip.
_SAME_DAY, _DOUBTFUL = 1, 3
# Letters at the beginning in which a district agrees with the town that it is called by.
_NAMESAKE = 5


class DayAgreement(Enum):
    """How the incident dates of two articles agree."""

    SAME = "same"
    WITHIN = "within"  # the day of one lies in the month of the other
    UNKNOWN = "unknown"
    DIFFERENT = "different"


def kinds_of(traits: Traits) -> tuple[str, ...]:
    """The kinds of act that an article tells of, the surest first."""
    return tuple(dict.fromkeys(CATEGORIES[Category(code)].kind.value for code in traits.codes))


def day_agreement(one: Traits, other: Traits) -> DayAgreement:
    """How the two incident dates agree, as far as they are known. What was published before an act tells of another act."""
    if told_before_the_act(one, other):
        return DayAgreement.DIFFERENT
    if one.day is None or other.day is None:
        return DayAgreement.UNKNOWN
    if one.precision == other.precision == "day":
        apart = days_apart(one, other)
        return DayAgreement.SAME if apart <= _SAME_DAY else DayAgreement.UNKNOWN if apart <= _DOUBTFUL else DayAgreement.DIFFERENT
    if one.day.year != other.day.year:
        return DayAgreement.DIFFERENT
    if "year" in (one.precision, other.precision):
        return DayAgreement.UNKNOWN
    return DayAgreement.WITHIN if one.day.month == other.day.month else DayAgreement.DIFFERENT


def days_apart(one: Traits, other: Traits) -> int:
    """Days between two incident dates that are known to the day; 0 where one is not."""
    if one.day is None or other.day is None or not one.precision == other.precision == "day":
        return 0
    return abs((one.day - other.day).days)


def told_before_the_act(one: Traits, other: Traits) -> bool:
    """Whether one article was published before the day of the act that the other tells as news."""
    return _precedes(one, other) or _precedes(other, one)


def _precedes(earlier: Traits, later: Traits) -> bool:
    return earlier.published is not None and later.day is not None and is_fresh(later) and earlier.published < later.day


def is_fresh(traits: Traits) -> bool:
    """Whether the incident is dated to the days before publication, so that the article is news and not a look back."""
    if traits.day is None or traits.precision != "day" or traits.published is None:
        return False
    return -1 <= (traits.published - traits.day).days <= FRESH


def gap(one: Traits, other: Traits) -> int | None:
    """Days between the publications; None where one is not known."""
    return abs((one.published - other.published).days) if one.published and other.published else None


def elsewhere(one: Traits, other: Traits) -> bool:
    """Whether the articles name places in different regions."""
    return bool(one.region and other.region and one.region != other.region)


def same_place(one: Traits, other: Traits) -> bool:
    """Whether both name one town, or a town and the district with its name (Сарыагаш, Сарыагашский район)."""
    if not one.place or not other.place:
        return False
    return one.place == other.place or (one.region == other.region and one.place[:_NAMESAKE] == other.place[:_NAMESAKE])


def other_place(one: Traits, other: Traits, centre: bool) -> bool:
    """Whether both name towns, and the towns differ. The `centre` of a region may be named for a village of the region."""
    if not one.place or not other.place or same_place(one, other):
        return False
    if not centre or one.region is None or one.region != other.region:
        return True
    try:
        return region_centre(one.region).shown[1].lower() not in (one.place, other.place)
    except KeyError:
        return True


@lru_cache(maxsize=200_000)
def _frames(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(family for key in keys for family in frames_of(key)[0])


def nobody_in_common(one: Traits, other: Traits) -> bool:
    """Whether no surname of one can be a surname of the other. A quick answer for most pairs."""
    mine, yours = (_frames(one.persons), _frames(one.others)), (_frames(other.persons), _frames(other.others))
    return all(some.isdisjoint(others) for some in mine for others in yours)


def best_akin(some: tuple[str, ...], others: tuple[str, ...]) -> float:
    """How surely one of these persons is one of the others, 0 to 1."""
    if not some or not others:
        return 0.0
    return max((akin(one, other) for one in some for other in others), default=0.0)


def outlet_in_common(one: Traits, other: Traits) -> float:
    """1 for a shared outlet, less for one that everybody quotes, 0 for none."""
    return max((0.4 if is_widely_known(key) else 1.0 for key in one.outlets if key in other.outlets), default=0.0)


def other_outlets(one: Traits, other: Traits) -> bool:
    """Whether both name outlets that are not quoted every day, and all of them differ."""
    mine, yours = ({key for key in traits.outlets if not is_widely_known(key)} for traits in (one, other))
    return bool(mine and yours) and mine.isdisjoint(yours)


def codes_in_common(one: Traits, other: Traits) -> float:
    """1 for the same surest category, 0.7 for any shared, 0.2 for one of the same kind, 0 for none."""
    if one.codes and other.codes and one.codes[0] == other.codes[0]:
        return 1.0
    if set(one.codes) & set(other.codes):
        return 0.7
    return 0.2 if set(kinds_of(one)) & set(kinds_of(other)) else 0.0
