"""Finds names in free text, in whatever script, case and order, for names that must not leave the house.

A word of the text is taken for a surname that is searched when, without one of the endings of Russian, Kazakh or English cases, it has the same letters; so
given name and surname in both orders, initials and the surname alone are all found by the surname. A surname that is a given name as well, or that is short,
counts only beside the person's own given name or initial; any other does not count beside the given name of somebody else. `find_any` asks less. The text
is read once, however many names are searched.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from itertools import combinations, permutations
from pathlib import Path

from records.i18n import kept
from records.language.names import NameParts, NameWord, first_letter, is_given_name, kindred, name_parts, nearly, normal_form, rough, shows_surname

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
# Endings of cases: Russian ones of surnames and given names, Kazakh ones, and those of English and of Kazakh in Latin letters.
_RUSSIAN = "а я у ю е ы и ом ем ым им ой ей ою ею ого ому его ему ый ий ая яя ую юю ых их ым им ыми ими ью ами ями ах ях ам ям ов ев"
_KAZAKH = (
    "ға ге қа ке на не а е ды ді ты ті ны ні н да де та те нда нде дан ден тан тен нан нен ның нің дың дің тың тің мен пен бен ы і сы сі ын ін ына іне ының інің"
    " ында інде ынан інен ымен імен лар лер дар дер тар тер лардың лердің дардың дердің тардың тердің ларға лерге дарға дерге тарға терге"
)
_LATIN = (
    "'s ’s s 'a a u e om ym oi oy oj ga ge qa ke ka na ne dy di ty ti ny ni da de ta te dan den tan ten nan nen nyn nin dyn din tyn tin men pen ben"
)
_ENDINGS = tuple(sorted({"", *_RUSSIAN.split(), *_KAZAKH.split(), *_LATIN.split()}, key=len, reverse=True))
_ENDINGS_BY_LAST: dict[str, tuple[str, ...]] = {
    last: tuple(one for one in _ENDINGS if one.endswith(last)) for last in {one[-1] for one in _ENDINGS if one}
}
# -ский, -цкая and the like decline as adjectives do.
_ADJECTIVE = re.compile("(?<=[кk])(?:ий|ая|ой|iy|ij|y|i|aya|aia)$")
# A surname in -ов, -ев, -ин: what only a man's or only a woman's takes.
_MEN = frozenset({"", "ым", "ом", "е"})
_WOMEN = frozenset({"ой", "ою"})
# A surname that is shorter in rough letters is enough beside the given name alone.
SHORTEST_ALONE = 4
# Of several persons; behind a given name it is the ending of a surname.
_MANY = frozenset({"ов", "ев"})
# No word of a name is longer.
_LONGEST_WORD = 60
# Words between which a name may be parted: a dot, a comma, spaces.
_APART = re.compile(r"[\s.,·-]{0,4}")


@dataclass(frozen=True)
class FoundName:
    """A place in a text where the name of a person stands: characters from `start` up to `end`, as they are written."""

    key: int
    start: int
    end: int
    written: str


@dataclass(frozen=True)
class _Sought:
    """A surname of a person whose name is searched. `alone`: it is enough without the given name; `common`: it is not, since it is a given name too. `cut`: its
    last letter is left out, as before an ending of cases (Мамай, Мамая; мама is another word)."""

    key: int
    gender: str
    declined: bool
    alone: bool
    given: frozenset[str]
    initials: frozenset[str]
    common: bool = False
    cut: bool = False


class NameSearch:
    """Names that are searched, each under a key of the caller's. Made once, used for any number of texts."""

    def __init__(self, names: Mapping[int, Iterable[str]]) -> None:
        self._sought: dict[str, list[_Sought]] = {}
        for key, spellings in names.items():
            for stem, sought in _all_sought(key, tuple(spellings)):
                if sought not in (there := self._sought.setdefault(stem, [])):
                    there.append(sought)

    def __bool__(self) -> bool:
        return bool(self._sought)

    def find(self, text: str) -> list[FoundName]:
        """Every place where one of the names stands, in the order of the text."""
        return list(self._found(text, _is_hers)) if self._sought else []

    def find_any(self, text: str) -> list[FoundName]:
        """Every place that `find` finds, and every one where a surname stands that is enough alone, whoever's given name stands beside it. A surname that is a
        given name as well is enough with a capital, unless the surname of somebody stands beside it («Нурбек Саятов»)."""
        return list(self._found(text, _may_be_hers)) if self._sought else []

    def _found(self, text: str, is_hers: Callable[[_Sought, Sequence[str], bool], bool]) -> Iterator[FoundName]:
        tokens = list(_TOKEN.finditer(text))
        for place, token in enumerate(tokens):
            if token.end() - token.start() > _LONGEST_WORD:
                continue
            told: set[int] = set()
            for stem, ending in _stems(token[0].casefold()):
                for sought in self._sought.get(stem, ()):
                    if sought.key in told or not _may_end(sought, ending, token[0]):
                        continue
                    beside = [near[0] for near in _beside(text, tokens, place)]
                    if is_hers(sought, beside, sought.common and ending not in _MANY and _stands_as_surname(text, tokens, place)):
                        told.add(sought.key)
                        yield FoundName(sought.key, token.start(), token.end(), token[0])


def _all_sought(key: int, spellings: tuple[str, ...]) -> Iterator[tuple[str, _Sought]]:
    read = [name_parts(name) for name in spellings]
    names = [word.written.casefold() for parts in read for word in _given(parts)]
    given = _given_forms(read)
    initials = frozenset(first_letter(rough(name)) for name in names) | frozenset(letter for parts in read for letter in parts.initials[:1])
    for parts in read:
        for word in families(parts):
            declined = word.ending in ("ov", "in")
            sure = declined or word.ending in ("sky", "child")
            long = len(word.base) >= SHORTEST_ALONE
            alone = (long and (sure or not is_given_name(word.written))) or len(parts.words) == 1
            sought = _Sought(key, word.gender, declined, alone, given, initials, common=long and not alone)
            cut = frozenset() if not word.written.casefold().endswith(("й", "ь")) else spelled(word) - _forms(rough(word.written.casefold()))
            for stem in spelled(word):
                yield stem, replace(sought, cut=stem in cut)
            for stem in {form for kin in kindred(word) for form in _forms(kin)} - spelled(word):
                yield stem, replace(sought, declined=False, alone=False, common=False)


def _given_forms(read: Sequence[NameParts]) -> frozenset[str]:
    """The given names of a person in even rough letters, also without the last vowel, which cases take the place of."""
    names = [word.written.casefold() for parts in read for word in _given(parts)]
    return frozenset(form for name in names for stem in (name, re.sub("[аяйьеи]$", "", name)) for form in _forms(rough(stem)))


def families(parts: NameParts) -> list[NameWord]:
    """The words that may be the surname: those with such an ending; else those that are no given names; else all but the first."""
    shaped = [word for word in parts.words if word.ending in ("ov", "sky", "child")]
    unknown = [word for word in parts.words if not is_given_name(word.written)]
    return shaped or unknown or list(parts.words[-1:])


def _given(parts: NameParts) -> list[NameWord]:
    hers = families(parts)
    return [word for word in parts.words if word not in hers]


def spelled(word: NameWord) -> set[str]:
    """The stems under which a surname is looked up: without the vowel that a case takes the place of, and with every narrow vowel once left out."""
    lower = word.written.casefold()
    base = rough(lower)
    stems = {base, rough(_ADJECTIVE.sub("", lower))}
    if word.ending in ("ov", "in") and word.gender == "f":
        stems.add(rough(lower[:-1]))
    if lower.endswith(("а", "я", "ь", "й", "о")) and word.ending != "child":
        stems.add(rough(lower[:-1]))
    if word.ending == "child":
        # -ұлының, -қызына: the last vowel stays in every case.
        stems.add(rough(lower[:-1]))
    return {form for stem in stems if len(stem) > 1 for form in _forms(stem)}


@lru_cache(maxsize=200_000)
def _forms(stem: str) -> frozenset[str]:
    """A rough stem in the form in which texts and names are compared: і for е, ү for ө, у after у; each also with one narrow vowel left out."""
    even = re.sub("U([a-z]+)I", r"U\1U", stem.replace("E", "I").replace("O", "U"))
    even = re.sub("U([a-z]+)I", r"U\1U", even)
    plain = stem.replace("E", "I").replace("O", "U")
    return frozenset({even, *(plain[:at] + plain[at + 1 :] for at in range(1, len(plain) - 1) if plain[at] == "I")})


@lru_cache(maxsize=100_000)
def _stems(lower: str) -> tuple[tuple[str, str], ...]:
    """What a word of a text may be without each ending that it may have."""
    found: dict[str, str] = {}
    for ending in ("", *_ENDINGS_BY_LAST.get(lower[-1], ())):
        if not lower.endswith(ending) or len(lower) - len(ending) < 2:
            continue
        for form in _forms(rough(lower.removesuffix(ending))):
            found.setdefault(form, ending)
    return tuple(found.items())


def _may_end(sought: _Sought, ending: str, written: str) -> bool:
    """Сапаровой is a woman, Сапаровым a man; where an ending may be either's, it is taken for hers who is searched."""
    # я and ю behind a vowel are one letter with it in rough letters: Мамая.
    if sought.cut and not ending and written[-1:].casefold() not in "яюе":
        return False
    if not sought.declined or not sought.gender or written.isascii():
        return True
    return ending not in (_WOMEN if sought.gender == "m" else _MEN)


def _beside(text: str, tokens: Sequence[re.Match[str]], place: int) -> Iterator[re.Match[str]]:
    """The two words on each side with nothing but spaces and stops between."""
    for step in (-1, 1):
        at = place
        for _ in range(2):
            near = at + step
            if not 0 <= near < len(tokens):
                break
            first, second = (tokens[near], tokens[at]) if step < 0 else (tokens[at], tokens[near])
            if not _APART.fullmatch(text[first.end() : second.start()]):
                break
            yield tokens[near]
            at = near


def _stands_as_surname(text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Whether a word that is a given name too may stand for a surname here: with a capital, or in an address, and not beside a surname."""
    token = tokens[place]
    around = {text[max(token.start() - 1, 0) : token.start()], text[token.end() : token.end() + 1]}
    if not token[0][:1].isupper() and not around & ({*"/@#_"} | ({"-"} if token[0].isascii() else set())):
        return False
    near = (tokens[at] for at in (place - 1, place + 1) if 0 <= at < len(tokens))
    return not any(
        shows_surname(other[0]) and text[min(token.end(), other.end()) : max(token.start(), other.start())] in (" ", "-", "_", "\u00a0")
        for other in near
    )


def _is_hers(sought: _Sought, beside: Sequence[str], _: bool) -> bool:
    """Whether the words beside a surname let it be this person's."""
    if any(_is_given(sought, word) for word in beside):
        return True
    if not sought.alone:
        return False
    others = [word for word in beside if (len(word) > 2 and word[:1].isupper() and _is_somebodys(word)) or _is_initial(word)]
    return not (others and sought.given)


def _may_be_hers(sought: _Sought, beside: Sequence[str], as_surname: bool) -> bool:
    """Whether a surname may be this person's. In «Адвокат Жусуповой Бауыржан Азанов» the given name beside it is another's."""
    return sought.alone or as_surname or any(_is_given(sought, word) for word in beside)


def _is_given(sought: _Sought, word: str) -> bool:
    if _is_initial(word):
        return first_letter(rough(word)) in sought.initials
    return any(form in sought.given and ending not in _MANY for form, ending in _stems(word.casefold()))


def _is_initial(word: str) -> bool:
    return (len(word) == 1 or (len(word) == 2 and word.isascii())) and word[:1].isupper()


@lru_cache(maxsize=50_000)
def _is_somebodys(word: str) -> bool:
    lower = word.casefold()
    endings = ("", *_ENDINGS_BY_LAST.get(lower[-1], ()))
    return any(len(lower) - len(ending) > 2 and is_given_name(lower.removesuffix(ending)) for ending in endings if lower.endswith(ending))


# Finds names in what is written together: handles, e-mail addresses, slugs and hashtags (aigulzhusupova, azhusupova@mail.kz, #свободужусуповой).
#
# In an address, a handle or a hashtag a surname of six letters or more is found wherever it stands within a word. A shorter one, and one in a Latin word of a
# plain text, is found behind an initial or the person's own given name; one that is a given name as well, behind that name alone. `name_search` finds names
# whose words stand apart.

# What only an address, a handle or a hashtag has within a word.
_ADDRESSED = re.compile(r"[@/#_]|\w[.\d]\w|\d")
_HANDLE_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
# Two letters that may be one sound, or the end of one name and the beginning of the next: dias|hamitova, a|utepova.
_TWO = re.compile("[sctzkgpd]h|ts|tz|dj|ck|y[aeou]|[aаәя][uwуүұ]|[uwуүұ][aаәя]")
_SURE, _SHORTEST = 6, 4
# A chunk without spaces, and a word, that is longer is no handle.
_LONGEST_CHUNK, _LONGEST_HANDLE_WORD = 2_000, 120


@dataclass(frozen=True)
class _Written:
    """A surname in rough letters. `sure`: it is enough wherever it stands; `common`: it is a given name too. `given` are those of the same person."""

    key: int
    letters: str
    sure: bool
    common: bool
    given: frozenset[str]


class HandleSearch:
    """Names that are searched in handles and addresses, each under a key of the caller's."""

    def __init__(self, names: Mapping[int, Iterable[str]]) -> None:
        self._by_start: dict[str, list[_Written]] = defaultdict(list)
        for key, spellings in names.items():
            for written in _all_written(key, tuple(spellings)):
                if written not in (there := self._by_start[written.letters[:_SHORTEST]]):
                    there.append(written)

    def find(self, text: str) -> Iterator[int]:
        """The keys of the names that stand in a handle, an address or a hashtag of the text."""
        if not self._by_start or not (_ADDRESSED.search(text) or _HANDLE_LATIN.search(text)):
            return
        for chunk in text.split():
            if len(chunk) > _LONGEST_CHUNK:
                continue
            addressed = bool(_ADDRESSED.search(chunk))
            if addressed or (_HANDLE_LATIN.search(chunk) and len(chunk) > _SURE):
                for word in _WORD.findall(chunk):
                    if _SHORTEST <= len(word) <= _LONGEST_HANDLE_WORD:
                        yield from self._within(word.casefold(), addressed=addressed)

    def _within(self, word: str, *, addressed: bool) -> Iterator[int]:
        for letters, before in _readings(word):
            for at in range(len(letters) - _SHORTEST + 1):
                for written in self._by_start.get(letters[at : at + _SHORTEST], ()):
                    if letters.startswith(written.letters, at) and ((addressed and written.sure) or _may_stand(before + letters[:at], written)):
                        yield written.key


def _may_stand(before: str, written: _Written) -> bool:
    """Whether a surname behind these letters is this person's: azhusupova, aigulzhusupova. A word that begins with it may be another surname."""
    return (len(before) == 1 and not written.common) or any(before.endswith(given) for given in written.given if len(given) > 2)


def _all_written(key: int, spellings: tuple[str, ...]) -> Iterator[_Written]:
    read = [name_parts(name) for name in spellings]
    given = _given_forms(read)
    for parts in read:
        for word in families(parts):
            common = not word.ending and is_given_name(word.written)
            yield from (_Written(key, form, len(form) >= _SURE and not common, common, given) for form in spelled(word) if len(form) >= _SHORTEST)


@lru_cache(maxsize=100_000)
def _readings(word: str) -> tuple[tuple[str, str], ...]:
    """A word in even rough letters, in each way in which it may be read, with what stands before it."""
    parts = [(word, "")]
    parts += [(word[found.start() + 1 :], word[: found.start() + 1]) for found in _TWO.finditer(word)]
    return tuple(dict.fromkeys((form, _plain(rough(before))) for part, before in parts for form in _handle_forms(rough(part))))


def _handle_forms(said: str) -> Iterator[str]:
    plain = _plain(said)
    yield plain
    yield re.sub("U([a-z]+)I", r"U\1U", plain)
    yield from (plain[:at] + plain[at + 1 :] for at in range(1, len(plain) - 1) if plain[at] == "I")


def _plain(said: str) -> str:
    return said.replace("E", "I").replace("O", "U")


# How alike two names are, with reasons that can be told to a person.
#
# Nothing here decides that two names mean one person: even one spelling may belong to two. It tells what a person may want to look at.

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
