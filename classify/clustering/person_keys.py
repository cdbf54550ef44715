"""Comparable names of persons. A key is "surname|given name" in plain spelling; the second part is one letter for an initial, or empty."""

import re
from functools import lru_cache

from classify.clustering.spelling import consonant_key, distance, family_root, family_stem, plain_spelling, same_spelling
from records.language.names import is_given_name
from records.language.stems import kazakh_nominative

_WORD = re.compile(r"[^\W\d_]+(?:[-’'ʼ][^\W\d_]+)*")
_FATHERS = re.compile("(?:[ое]вич|[ое]вна|ичн[аи]|ули|кизи|огли|угли)(?:[аеиу]|ем|ом|ои)?$")
FAMILY = re.compile("(?:[ое]в|ин)(?:а|у|им|ом|ои|е)?$|енко$|швили$|дзе$|[сц]к(?:и|а|ого|ому|им|ои)$|(?:ули|кизи)$")
_KAZAKH = re.compile("[әғқңөұүһі]")
_TAKEN_FOR_CASE = re.compile("(?<=..[лрн])[дт]$")
# Surnames of very many people that contain no given name.
_FREQUENT_NAMES = (
    "иванов смирнов кузнецов попов петров сидоров соколов морозов волков федоров лебедев козлов новиков ким ли пак цой тен хан ан мамедов"
)
_FREQUENT = frozenset(map(family_stem, map(plain_spelling, _FREQUENT_NAMES.split())))
# How surely two names mean one person: both in full; surname and initial; surname alone; the last two for a very common surname.
FULL, _INITIAL, _FAMILY_ONLY, _COMMON_INITIAL, _COMMON_FAMILY = 1.0, 0.75, 0.6, 0.5, 0.3


def person_key(name: str) -> str:
    """Return the key of a name in any script, order and case; empty if there is no name in it."""
    words = _WORD.findall(name)
    initials = [plain_spelling(word) for word in words if len(word) == 1]
    whole = [word for word in words if len(word) > 1]
    # Only the last word of a Kazakh name takes the case ending.
    forms = [
        plain_spelling(kazakh_nominative(word) if number == len(whole) and _KAZAKH.search(word.lower()) else word)
        for number, word in enumerate(whole, start=1)
    ]
    own = [form for form in forms if not _FATHERS.search(form)]
    # A patronymic next to a surname is left out; where there is no surname, it takes the place of the surname.
    forms = own if len(own) >= 2 or (own and initials) else forms
    if not forms:
        return ""
    if len(forms) == 1:
        return f"{family_stem(forms[0])}|{initials[0] if initials else ''}"
    family = _family_of(forms)
    given = next(form for number, form in enumerate(forms) if number != family)
    return f"{family_stem(forms[family])}|{given}"


def _family_of(forms: list[str]) -> int:
    """Return the index of the surname: the word with such an ending, or the one next to a given name, else the last."""
    given = [is_given_name(form) for form in forms]
    shaped = [number for number, form in enumerate(forms) if FAMILY.search(form) and not given[number]]
    if shaped:
        return shaped[-1]
    unknown = [number for number in range(len(forms)) if not given[number]]
    return unknown[0] if len(unknown) == 1 else len(forms) - 1


@lru_cache(maxsize=50_000)
def is_common(family: str) -> bool:
    """Return whether a surname is very common: made from a given name (Сериков from Серик), or in the list of frequent ones."""
    root = family_root(family)
    return family in _FREQUENT or is_given_name(root) or is_given_name(family)


@lru_cache(maxsize=200_000)
def person_similarity(one: str, other: str) -> float:
    """Return how surely two keys mean one person, from 0 (they do not) to 1."""
    if frozenset(person_lookup_keys(one)[0]).isdisjoint(person_lookup_keys(other)[0]):
        return 0.0
    family, given = one.split("|")
    other_family, other_given = other.split("|")
    if _same_family(family, other_family):
        return _by_given(family, given, other_given)
    # Two words that may both be given names are in either order (Досжан Мухтархан).
    crossed = bool(other_given) and _same_family(family, family_stem(other_given)), bool(given) and _same_family(family_stem(given), other_family)
    if all(crossed):
        return FULL
    if crossed[0] and len(given) == 1 and _is_either(other):
        return _INITIAL if consonant_key(given)[0] == consonant_key(other_family)[0] else 0.0
    if crossed[1] and len(other_given) == 1 and _is_either(one):
        return _INITIAL if consonant_key(other_given)[0] == consonant_key(family)[0] else 0.0
    alone = (crossed[0] and not given and _is_either(other)) or (crossed[1] and not other_given and _is_either(one))
    return _COMMON_FAMILY if alone else 0.0


@lru_cache(maxsize=50_000)
def _is_either(key: str) -> bool:
    """Return whether the surname of a full key may as well be the given name, because it has no surname ending."""
    family, given = key.split("|")
    return len(given) > 1 and not FAMILY.search(family)


def _same_family(one: str, other: str) -> bool:
    if same_spelling(one, other):
        return True
    return min(len(one), len(other)) >= 5 and same_spelling(bare_surname(one), bare_surname(other))


@lru_cache(maxsize=50_000)
def bare_surname(family: str) -> str:
    """Return a surname's stem without -ов and the vowel before it (Жиенгалиев, Жиенғали), and without an apparent case (Есенкелді, Есенкел)."""
    return _TAKEN_FOR_CASE.sub("", family_root(family).rstrip("аеи"))


def _by_given(family: str, given: str, other: str) -> float:
    common = is_common(family)
    if not given or not other:
        return _COMMON_FAMILY if common else _FAMILY_ONLY
    if len(given) == 1 or len(other) == 1:
        return (_COMMON_INITIAL if common else _INITIAL) if consonant_key(given)[0] == consonant_key(other)[0] else 0.0
    return FULL if _same_given(given, other) else 0.0


@lru_cache(maxsize=100_000)
def _same_given(one: str, other: str) -> bool:
    """Return whether two given names in plain form are one name: Наталья, Наталия; Гульнар, Гульнара; but not Дина, Дана."""
    one, other = _even(one), _even(other)
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(short) >= 3:
        return len(long) - len(short) <= 2
    return len(short) >= 5 and consonant_key(one) == consonant_key(other) and distance(one, other) <= 1


def _even(given: str) -> str:
    return given.replace("иа", "а").replace("ие", "е").rstrip("и")


@lru_cache(maxsize=200_000)
def person_lookup_keys(key: str) -> tuple[tuple[str, ...], str]:
    """Return the keys for looking up a person.

    They are the consonants of the surname (of each name, if either may be it), and those of both names in alphabetical order (empty without a given
    name).
    """
    family, given = key.split("|")
    by_family = consonant_key(bare_surname(family))
    if len(given) < 2:
        return (by_family,), ""
    by_given = consonant_key(bare_surname(family_stem(given)))
    return (by_family, by_given) if _is_either(key) else (by_family,), "+".join(sorted((by_family, by_given)))
