"""How alike two names are, with reasons that can be told to a person.

Nothing here decides that two names mean one person: even one spelling may belong to two. It tells what a person may want to look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from itertools import combinations, permutations
from pathlib import Path

from records.i18n import kept
from records.persons.given_names import is_given_name
from records.persons.name_reading import NameParts, NameWord, first_letter, name_parts, normal_form
from records.persons.rough_letters import nearly, rough

_VARIANTS = Path(__file__).with_name("given_name_variants.tsv")


class Likeness(IntEnum):
    """How alike two names are: nothing speaks for one person; it may be one; it probably is; the names are the same in other letters."""

    DIFFERENT = 0
    POSSIBLE = 1
    LIKELY = 2
    SAME = 3


LIKENESS_LABELS: dict[Likeness, str] = {
    Likeness.DIFFERENT: kept("different names"),
    Likeness.POSSIBLE: kept("possibly one person"),
    Likeness.LIKELY: kept("probably one person"),
    Likeness.SAME: kept("the same name"),
}


class LikenessReason(StrEnum):
    """Why two names are taken for alike, or for different."""

    SPELLING = "spelling"
    LETTERS = "letters"
    NEAR_GIVEN = "near_given"
    NEAR_SURNAME = "near_surname"
    ENDING = "ending"
    VARIANT = "variant"
    FATHER = "father"
    FATHERS_DIFFER = "fathers_differ"
    FATHER_AS_SURNAME = "father_as_surname"
    INITIAL = "initial"
    SURNAME_ONLY = "surname_only"
    MORE_WORDS = "more_words"
    SAME_OUTLET = "same_outlet"
    OTHER_OUTLET = "other_outlet"


LIKENESS_REASON_LABELS: dict[LikenessReason, str] = {
    LikenessReason.SPELLING: kept("the same spelling"),
    LikenessReason.LETTERS: kept("the same name in other letters"),
    LikenessReason.NEAR_GIVEN: kept("the given name is spelled a little differently"),
    LikenessReason.NEAR_SURNAME: kept("the surname is spelled a little differently"),
    LikenessReason.ENDING: kept("the surname with another ending, or without one"),
    LikenessReason.VARIANT: kept("another form of the given name"),
    LikenessReason.FATHER: kept("the same father's name"),
    LikenessReason.FATHERS_DIFFER: kept("different fathers' names"),
    LikenessReason.FATHER_AS_SURNAME: kept("the father's name stands where the other has a surname"),
    LikenessReason.INITIAL: kept("of one given name only the initial is known"),
    LikenessReason.SURNAME_ONLY: kept("of one only the surname is known"),
    LikenessReason.MORE_WORDS: kept("one name has a word more"),
    LikenessReason.SAME_OUTLET: kept("the same outlet"),
    LikenessReason.OTHER_OUTLET: kept("other outlets"),
}


@dataclass(frozen=True)
class Likened:
    """How alike, and why."""

    likeness: Likeness
    reasons: tuple[LikenessReason, ...] = ()


_DIFFERENT = Likened(Likeness.DIFFERENT)


@lru_cache(maxsize=100_000)
def liken(one: str, other: str) -> Likened:
    """Compare two names in whatever script, spelling and order."""
    mine, theirs = name_parts(one), name_parts(other)
    if not mine.words or not theirs.words:
        return _DIFFERENT
    if mine.father and theirs.father and not nearly(*_bases(mine.father, theirs.father)):
        return Likened(Likeness.DIFFERENT, (LikenessReason.FATHERS_DIFFER,))
    if not mine.is_full or not theirs.is_full:
        return _likened_in_part(mine, theirs)
    if normal_form(one) == normal_form(other):
        return Likened(Likeness.SAME, (LikenessReason.SPELLING,))
    found = max(_pairings(mine, theirs), key=lambda one: one.likeness, default=_DIFFERENT)
    if found.likeness < Likeness.LIKELY and (beside := _by_father(mine, theirs)):
        return beside
    if found.likeness and mine.father and theirs.father:
        return Likened(found.likeness, (*found.reasons, LikenessReason.FATHER))
    return found


def _bases(one: str, other: str) -> tuple[str, str]:
    # Ғалиевич, Ғалиұлы: the same Ғали.
    return one.rstrip("IE"), other.rstrip("IE")


def _pairings(mine: NameParts, theirs: NameParts) -> Iterator[Likened]:
    """Every way to lay two words of one name beside two of the other."""
    more = len(mine.words) != len(theirs.words) or len(mine.words) > 2
    for ours in combinations(mine.words, 2):
        for others in permutations(theirs.words, 2):
            found = _likened_pairs((ours[0], others[0]), (ours[1], others[1]))
            if not found.likeness or not more:
                yield found
            else:
                yield Likened(min(found.likeness, Likeness.LIKELY), (*found.reasons, LikenessReason.MORE_WORDS))


def _likened_pairs(first: tuple[NameWord, NameWord], second: tuple[NameWord, NameWord]) -> Likened:
    given, family = (first, second) if _is_family(second) >= _is_family(first) else (second, first)
    by_family, family_reason = _surnames(*family)
    if not by_family:
        return _DIFFERENT
    by_given, given_reason = _given_names(given[0], given[1], female=_female(family))
    if not by_given:
        return _DIFFERENT
    reasons = tuple(dict.fromkeys(filter(None, (given_reason, family_reason))))
    if by_given == by_family == Likeness.SAME:
        return Likened(Likeness.SAME, (LikenessReason.LETTERS,))
    return Likened(min(by_given, by_family), reasons)


def _is_family(pair: tuple[NameWord, NameWord]) -> int:
    """How much two words look like a surname."""
    return sum(2 * bool(word.ending in ("ov", "sky", "child")) + (not is_given_name(word.written)) for word in pair)


def _female(family: tuple[NameWord, NameWord]) -> bool:
    return any(word.gender == "f" for word in family)


def _given_names(one: NameWord, other: NameWord, *, female: bool) -> tuple[Likeness, LikenessReason | None]:
    if one.rough == other.rough:
        return Likeness.SAME, None
    if _variants(one.rough) & _variants(other.rough):
        return Likeness.LIKELY, LikenessReason.VARIANT
    # Гүлнар, Гульнара: a woman's name with and without -а.
    short, long = sorted((one.rough, other.rough), key=len)
    if long == short + "A" and len(short) >= 4:
        return (Likeness.LIKELY, LikenessReason.VARIANT) if female else (Likeness.POSSIBLE, LikenessReason.VARIANT)
    return (Likeness.LIKELY, LikenessReason.NEAR_GIVEN) if nearly(one.rough, other.rough) else (Likeness.DIFFERENT, None)


def _surnames(one: NameWord, other: NameWord) -> tuple[Likeness, LikenessReason | None]:
    if {one.gender, other.gender} == {"f", "m"}:
        return Likeness.DIFFERENT, None
    if one.rough == other.rough:
        return Likeness.SAME, None
    if one.ending == other.ending or {one.ending, other.ending} == {"", "in"}:
        # A soft sign before the ending is written i: Юрьев, Yuriev.
        alike = (
            nearly(one.base, other.base) or one.base.rstrip("I") == other.base.rstrip("I")
            if one.ending == other.ending
            else nearly(one.rough, other.rough)
        )
        return (Likeness.LIKELY, LikenessReason.NEAR_SURNAME) if alike else (Likeness.DIFFERENT, None)
    bases = one.base.rstrip("IE"), other.base.rstrip("IE")
    if min(map(len, bases)) < 3 or "in" in (one.ending, other.ending) or not nearly(*bases):
        return Likeness.DIFFERENT, None
    return Likeness.LIKELY if "" in (one.ending, other.ending) else Likeness.POSSIBLE, LikenessReason.ENDING


def _by_father(mine: NameParts, theirs: NameParts) -> Likened | None:
    """Айгүл Сапарқызы and Айгүл Сапарқызы Ахметова: one name has the father's in the place of the surname."""
    for short, full in ((mine, theirs), (theirs, mine)):
        if short.father or not full.father:
            continue
        for child in (word for word in short.words if word.ending == "child" and nearly(*_bases(word.base, full.father))):
            if any(
                _given_names(word, beside, female=False)[0] >= Likeness.LIKELY for word in short.words if word is not child for beside in full.words
            ):
                return Likened(Likeness.LIKELY, (LikenessReason.FATHER_AS_SURNAME,))
    return None


def _likened_in_part(mine: NameParts, theirs: NameParts) -> Likened:
    """A surname with initials or alone, beside any other name."""
    for place, word in enumerate(mine.words):
        for number, other in enumerate(theirs.words):
            if not _surnames(word, other)[0] or not (_may_be_family(mine, word) and _may_be_family(theirs, other)):
                continue
            if not _initials_agree(_letters(mine, place), _letters(theirs, number)):
                continue
            alone = not (_letters(mine, place) and _letters(theirs, number))
            return Likened(Likeness.POSSIBLE, (LikenessReason.SURNAME_ONLY if alone else LikenessReason.INITIAL,))
    return _DIFFERENT


def _may_be_family(parts: NameParts, word: NameWord) -> bool:
    if len(parts.words) == 1:
        return word.ending in ("ov", "sky", "child") or bool(parts.initials) or not is_given_name(word.written)
    return word.ending in ("ov", "sky", "child") or not any(other.ending in ("ov", "sky", "child") for other in parts.words)


def _letters(parts: NameParts, family: int) -> tuple[str, ...]:
    """The initials of a name, as it gives them or as they follow from its words: given name, then father's name."""
    if parts.initials:
        return parts.initials
    given = [first_letter(word.rough) for place, word in enumerate(parts.words) if place != family]
    return (*given[:1], *([first_letter(parts.father)] if given and parts.father else []))


def _initials_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(mine == theirs for mine, theirs in zip(one, other, strict=False))


@cache
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_VARIANTS.read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            for name in line.split("\t"):
                found.setdefault(rough(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _variants(name: str) -> frozenset[int]:
    """The rows of the table in which a given name stands."""
    return _groups().get(name, frozenset())
