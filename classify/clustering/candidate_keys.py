"""The keys for looking up candidates. Articles on one event very probably share at least one key; few other drafts share it."""

from datetime import date
from itertools import combinations

from classify.clustering.keys import TermKind, kind_of, name_number, rarity_of, without_rarity
from classify.clustering.pair import kinds_of
from classify.clustering.person_keys import is_common, person_lookup_keys
from records.incident_model import Traits

MOST = 24
_VICTIMS, _OTHERS, _OUTLETS, _KINDS = 3, 2, 2, 2
# Number of words used as keys.
_NAMES, _SUBJECTS, _PAIRED = 3, 5, 3
# The rarity, in steps, from which a subject, and a name, yields few enough drafts.
_RARE, _RARE_NAME = 8, 11
# Longest name in a key; with its context a key stays under 120 characters.
_LONGEST = 50
# Length of a time bucket in days, for news that shares no name and for common names. Buckets overlap by half, so that close days share one.
_WINDOW, _SEASON, _YEAR = 10, 180, 400


def keys_of(traits: Traits) -> tuple[str, ...]:
    """Return at most 24 keys, the most specific first.

    They are made of both names of a person, surname and initial, place with kind and days, an outlet, a surname alone, the rarest names in the text,
    and the rarest subjects with the place.
    """
    victims, others = traits.persons[:_VICTIMS], traits.others[:_OTHERS]
    by_outlet = [_of_outlet(outlet, traits) for outlet in traits.outlets[:_OUTLETS]]
    keys = [key for person in (*victims, *others) for key in _both_names(person)]
    keys += [key for person in victims[:1] for key in _with_initial(person)]
    keys += _where_and_when(traits)
    keys += by_outlet[0] if by_outlet else []
    for person in (*victims, *others):
        keys += [*_with_initial(person), *_surname(person, traits.published)]
    keys += _by_words(traits)
    for further in by_outlet[1:]:
        keys += further
    return tuple(dict.fromkeys(keys))[:MOST]


def wide_keys_of(traits: Traits) -> tuple[str, ...]:
    """Return at most 6 keys for finding drafts to which an article perhaps belongs.

    They are the place, and the region with the kind of act, within its year. They find late news that names nobody, and too many other drafts for
    automatic joining.
    """
    years, where = _buckets(traits.published, _YEAR), traits.region or traits.country
    by_place = [f"my:{traits.place[:_LONGEST]}:{year}" for year in years] if traits.place else []
    return tuple(by_place + [f"mk:{where}:{kind}:{year}" for kind in kinds_of(traits)[:_KINDS] for year in years if where])


def _both_names(person: str) -> list[str]:
    both = person_lookup_keys(person)[1]
    return [f"pp:{both[:_LONGEST]}"] if both else []


def _with_initial(person: str) -> list[str]:
    families, given = person_lookup_keys(person)[0], person.split("|")[1]
    initial = [f"pi:{families[0][:_LONGEST]}+{_initial(given)}"] if given else []
    # Where either word may be the surname, the initial of the other is looked up too.
    return initial + ([f"pi:{families[1][:_LONGEST]}+{families[0][:1]}"] if len(families) > 1 else [])


def _initial(given: str) -> str:
    return person_lookup_keys(f"{given}|")[0][0][:1]


def _surname(person: str, published: date | None) -> list[str]:
    families = [family[:_LONGEST] for family in person_lookup_keys(person)[0]]
    if is_common(person.split("|")[0]):
        return [f"p:{family}:{season}" for family in families for season in _buckets(published, _SEASON)]
    return [f"p:{family}" for family in families]


def _of_outlet(outlet: str, traits: Traits) -> list[str]:
    """Return the keys of an outlet in its time buckets, one for each act."""
    name, seasons = outlet[:_LONGEST], _buckets(traits.published, _SEASON)
    return [f"o:{name}:{kind}:{season}" for kind in kinds_of(traits)[:_KINDS] or ("?",) for season in seasons]


def _by_words(traits: Traits) -> list[str]:
    """Return keys for follow-ups that name neither victim nor outlet: the rarest names, and the subjects with the place."""
    rare = sorted((-rarity_of(number), number) for number in traits.words if rarity_of(number) >= _RARE)
    names = [without_rarity(number) for _, number in rare if kind_of(number) is TermKind.NAME and rarity_of(number) >= _RARE_NAME][:_NAMES]
    names += [name_number(person.split("|")[0]) for person in traits.persons[:_KINDS]]
    subjects = [number for _, number in rare if kind_of(number) is TermKind.CONCEPT][:_SUBJECTS]
    where = (traits.place or traits.region or "?")[:_LONGEST]
    return (
        [f"n:{number}" for number in names if number]
        + [f"c:{where}:{number}" for number in subjects]
        + [f"cc:{one}:{other}" for one, other in combinations(sorted(subjects[:_PAIRED]), 2)]
    )


def _where_and_when(traits: Traits) -> list[str]:
    where = traits.region or traits.country or "?"
    days = _buckets(traits.day if traits.day and traits.precision == "day" else traits.published, _WINDOW)
    return [f"w:{where}:{kind}:{bucket}" for kind in kinds_of(traits)[:_KINDS] for bucket in days]


def _buckets(day: date | None, size: int) -> list[str]:
    if day is None:
        return ["?"]
    number = day.toordinal()
    return [f"{number // size}a", f"{(number + size // 2) // size}b"]
