"""Names in texts and their comparison: finds names that must not be published in text and handles, in any script, case and order, and rates how
similar two are.

A word of a text matches a surname if it has the same letters without a case ending of Russian, Kazakh or English. So given name and surname in
both orders, initials, and the surname alone are all found by the surname. A surname that is also a given name, or that is short, counts only next
to the person's own given name or initial; any other does not count next to another person's given name. `find_any` is less strict. The text is
read once for any number of names.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from itertools import combinations, permutations
from pathlib import Path

from records.i18n import gettext_noop
from records.language.names import (
    NameParts,
    NameWord,
    first_letter,
    is_given_name,
    is_near_spelling,
    name_parts,
    normal_form,
    rough_form,
    shows_surname,
    surname_variants,
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
# Case endings: Russian ones of surnames and given names, Kazakh ones, and those of English and of Kazakh in Latin letters.
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
    last: tuple(ending for ending in _ENDINGS if ending.endswith(last)) for last in {ending[-1] for ending in _ENDINGS if ending}
}
# -ский, -цкая and the like decline as adjectives.
_ADJECTIVE = re.compile("(?<=[кk])(?:ий|ая|ой|iy|ij|y|i|aya|aia)$")
# Endings that only a man's or only a woman's surname in -ов, -ев, -ин takes.
_MEN = frozenset({"", "ым", "ом", "е"})
_WOMEN = frozenset({"ой", "ою"})
# Shorter surnames, in rough letters, count only next to the given name.
SHORTEST_ALONE = 4
# An ending of several persons; after a given name it is that of a surname.
_MANY = frozenset({"ов", "ев"})
# Largest length of a word of a name.
_LONGEST_WORD = 60
# What may separate the words of a name: a dot, a comma, spaces.
_APART = re.compile(r"[\s.,·-]{0,4}")


@dataclass(frozen=True)
class FoundName:
    """A place in a text with the name of a person: characters from `start` up to `end`, as they are written."""

    key: int
    start: int
    end: int
    written: str


@dataclass(frozen=True)
class _SearchedSurname:
    """A surname to search for. `alone`: it counts without the given name; `common`: it does not, because it is a given name too.

    `cut`: its last letter is removed, as before a case ending (Мамай, Мамая; мама is another word).
    """

    key: int
    gender: str
    declined: bool
    alone: bool
    given: frozenset[str]
    initials: frozenset[str]
    common: bool = False
    cut: bool = False


class NameSearch:
    """A search for names, each under a key of the caller's. Created once, used for any number of texts."""

    def __init__(self, names: Mapping[int, Iterable[str]]) -> None:
        self._sought: dict[str, list[_SearchedSurname]] = {}
        for key, spellings in names.items():
            for stem, sought in _searched_surnames(key, tuple(spellings)):
                if sought not in (surnames := self._sought.setdefault(stem, [])):
                    surnames.append(sought)

    def __bool__(self) -> bool:
        return bool(self._sought)

    def find(self, text: str) -> list[FoundName]:
        """Return every place with one of the names, in the order of the text."""
        return list(self._found(text, _is_hers)) if self._sought else []

    def find_any(self, text: str) -> list[FoundName]:
        """Return every place that `find` returns, and every surname that counts alone, whichever given name is next to it.

        A surname that is also a given name counts if capitalised, unless another surname is next to it («Нурбек Саятов»).
        """
        return list(self._found(text, _may_be_hers)) if self._sought else []

    def _found(self, text: str, is_hers: Callable[[_SearchedSurname, Sequence[str], bool], bool]) -> Iterator[FoundName]:
        tokens = list(_TOKEN.finditer(text))
        for place, token in enumerate(tokens):
            if token.end() - token.start() > _LONGEST_WORD:
                continue
            reported: set[int] = set()
            for stem, ending in _stems(token[0].casefold()):
                for sought in self._sought.get(stem, ()):
                    if sought.key in reported or not _may_end(sought, ending, token[0]):
                        continue
                    neighbours = [near[0] for near in _neighbour_words(text, tokens, place)]
                    if is_hers(sought, neighbours, sought.common and ending not in _MANY and _stands_as_surname(text, tokens, place)):
                        reported.add(sought.key)
                        yield FoundName(sought.key, token.start(), token.end(), token[0])


def _searched_surnames(key: int, spellings: tuple[str, ...]) -> Iterator[tuple[str, _SearchedSurname]]:
    read = [name_parts(name) for name in spellings]
    names = [word.written.casefold() for parts in read for word in _given(parts)]
    given_names = _given_name_forms(read)
    initials = frozenset(first_letter(rough_form(name)) for name in names) | frozenset(letter for parts in read for letter in parts.initials[:1])
    for parts in read:
        for word in surname_candidates(parts):
            declined = word.ending in ("ov", "in")
            sure = declined or word.ending in ("sky", "child")
            long = len(word.base) >= SHORTEST_ALONE
            alone = (long and (sure or not is_given_name(word.written))) or len(parts.words) == 1
            sought = _SearchedSurname(key, word.gender, declined, alone, given_names, initials, common=long and not alone)
            cut = (
                frozenset() if not word.written.casefold().endswith(("й", "ь")) else surname_stems(word) - _forms(rough_form(word.written.casefold()))
            )
            for stem in surname_stems(word):
                yield stem, replace(sought, cut=stem in cut)
            for stem in {form for kin in surname_variants(word) for form in _forms(kin)} - surname_stems(word):
                yield stem, replace(sought, declined=False, alone=False, common=False)


def _given_name_forms(read: Sequence[NameParts]) -> frozenset[str]:
    """Return the given names of a person in rough letters, also without the last vowel, which case endings replace."""
    names = [word.written.casefold() for parts in read for word in _given(parts)]
    return frozenset(form for name in names for stem in (name, re.sub("[аяйьеи]$", "", name)) for form in _forms(rough_form(stem)))


def surname_candidates(parts: NameParts) -> list[NameWord]:
    """Return the words that may be the surname: those with such an ending; else those that are no given names; else the last."""
    shaped = [word for word in parts.words if word.ending in ("ov", "sky", "child")]
    unknown = [word for word in parts.words if not is_given_name(word.written)]
    return shaped or unknown or list(parts.words[-1:])


def _given(parts: NameParts) -> list[NameWord]:
    surnames = surname_candidates(parts)
    return [word for word in parts.words if word not in surnames]


def surname_stems(word: NameWord) -> set[str]:
    """Return the stems of a surname to look up: without the vowel that case endings replace, and with each narrow vowel left out once."""
    lower = word.written.casefold()
    base = rough_form(lower)
    stems = {base, rough_form(_ADJECTIVE.sub("", lower))}
    if word.ending in ("ov", "in") and word.gender == "f":
        stems.add(rough_form(lower[:-1]))
    if lower.endswith(("а", "я", "ь", "й", "о")) and word.ending != "child":
        stems.add(rough_form(lower[:-1]))
    if word.ending == "child":
        # -ұлының, -қызына: the last vowel is the same in every case.
        stems.add(rough_form(lower[:-1]))
    return {form for stem in stems if len(stem) > 1 for form in _forms(stem)}


@lru_cache(maxsize=200_000)
def _forms(stem: str) -> frozenset[str]:
    """Return the forms of a rough stem for comparing: і for е, ү for ө, у after у; each also with one narrow vowel left out."""
    even = re.sub("U([a-z]+)I", r"U\1U", stem.replace("E", "I").replace("O", "U"))
    even = re.sub("U([a-z]+)I", r"U\1U", even)
    plain = stem.replace("E", "I").replace("O", "U")
    return frozenset({even, *(plain[:at] + plain[at + 1 :] for at in range(1, len(plain) - 1) if plain[at] == "I")})


@lru_cache(maxsize=100_000)
def _stems(lower: str) -> tuple[tuple[str, str], ...]:
    """Return the possible stems of a word of a text, each with the ending that was removed."""
    ending_of: dict[str, str] = {}
    for ending in ("", *_ENDINGS_BY_LAST.get(lower[-1], ())):
        if not lower.endswith(ending) or len(lower) - len(ending) < 2:
            continue
        for form in _forms(rough_form(lower.removesuffix(ending))):
            ending_of.setdefault(form, ending)
    return tuple(ending_of.items())


def _may_end(sought: _SearchedSurname, ending: str, written: str) -> bool:
    """Return whether an ending fits the gender of the surname: Сапаровой is a woman, Сапаровым a man. Ambiguous endings fit both."""
    # In rough letters я and ю after a vowel merge with it: Мамая.
    if sought.cut and not ending and written[-1:].casefold() not in "яюе":
        return False
    if not sought.declined or not sought.gender or written.isascii():
        return True
    return ending not in (_WOMEN if sought.gender == "m" else _MEN)


def _neighbour_words(text: str, tokens: Sequence[re.Match[str]], place: int) -> Iterator[re.Match[str]]:
    """Yield the two words on each side with only spaces and dots between."""
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
    """Return whether a word that is also a given name may be a surname here: capitalised or in an address, and not next to a surname."""
    token = tokens[place]
    around = {text[max(token.start() - 1, 0) : token.start()], text[token.end() : token.end() + 1]}
    if not token[0][:1].isupper() and not around & ({*"/@#_"} | ({"-"} if token[0].isascii() else set())):
        return False
    near = (tokens[at] for at in (place - 1, place + 1) if 0 <= at < len(tokens))
    return not any(
        shows_surname(other[0]) and text[min(token.end(), other.end()) : max(token.start(), other.start())] in (" ", "-", "_", "\u00a0")
        for other in near
    )


def _is_hers(sought: _SearchedSurname, neighbours: Sequence[str], _: bool) -> bool:
    """Return whether the words next to a surname allow it to be this person's."""
    if any(_is_given(sought, word) for word in neighbours):
        return True
    if not sought.alone:
        return False
    foreign = [word for word in neighbours if (len(word) > 2 and word[:1].isupper() and _is_somebodys(word)) or _is_initial(word)]
    return not (foreign and sought.given)


def _may_be_hers(sought: _SearchedSurname, neighbours: Sequence[str], as_surname: bool) -> bool:
    """Return whether a surname may be this person's. In «Адвокат Жусуповой Бауыржан Азанов» the given name next to it is another's."""
    return sought.alone or as_surname or any(_is_given(sought, word) for word in neighbours)


def _is_given(sought: _SearchedSurname, word: str) -> bool:
    if _is_initial(word):
        return first_letter(rough_form(word)) in sought.initials
    return any(form in sought.given and ending not in _MANY for form, ending in _stems(word.casefold()))


def _is_initial(word: str) -> bool:
    return (len(word) == 1 or (len(word) == 2 and word.isascii())) and word[:1].isupper()


@lru_cache(maxsize=50_000)
def _is_somebodys(word: str) -> bool:
    lower = word.casefold()
    endings = ("", *_ENDINGS_BY_LAST.get(lower[-1], ()))
    return any(len(lower) - len(ending) > 2 and is_given_name(lower.removesuffix(ending)) for ending in endings if lower.endswith(ending))


# Names in handles, e-mail addresses, slugs and hashtags (aigulzhusupova, azhusupova@mail.kz, #свободужусуповой).
#
# In an address, a handle or a hashtag a surname of six letters or more is found anywhere within a word. A shorter one, and one in a Latin word of
# plain text, is found after an initial or the person's own given name; one that is a given name as well, only after that name.

# Characters that only an address, a handle or a hashtag has within a word.
_ADDRESSED = re.compile(r"[@/#_]|\w[.\d]\w|\d")
_HANDLE_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
# Two letters that may be one sound, or the end of one name and the beginning of the next: dias|hamitova, a|utepova.
_TWO = re.compile("[sctzkgpd]h|ts|tz|dj|ck|y[aeou]|[aаәя][uwуүұ]|[uwуүұ][aаәя]")
_SURE, _SHORTEST = 6, 4
# Longer chunks without spaces, and longer words, are not handles.
_LONGEST_CHUNK, _LONGEST_HANDLE_WORD = 2_000, 120


@dataclass(frozen=True)
class _HandleSurname:
    """A surname in rough letters. `sure`: it counts anywhere; `common`: it is a given name too. `given` are the given names of the person."""

    key: int
    letters: str
    sure: bool
    common: bool
    given: frozenset[str]


class HandleSearch:
    """A search for names in handles and addresses, each under a key of the caller's."""

    def __init__(self, names: Mapping[int, Iterable[str]]) -> None:
        self._by_start: dict[str, list[_HandleSurname]] = defaultdict(list)
        for key, spellings in names.items():
            for written in _handle_surnames(key, tuple(spellings)):
                if written not in (surnames := self._by_start[written.letters[:_SHORTEST]]):
                    surnames.append(written)

    def find(self, text: str) -> Iterator[int]:
        """Yield the keys of the names in a handle, an address or a hashtag of the text."""
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


def _may_stand(before: str, written: _HandleSurname) -> bool:
    """Return whether a surname after these letters is this person's: azhusupova, aigulzhusupova.

    At the beginning of a word it may be another surname.
    """
    return (len(before) == 1 and not written.common) or any(before.endswith(given_name) for given_name in written.given if len(given_name) > 2)


def _handle_surnames(key: int, spellings: tuple[str, ...]) -> Iterator[_HandleSurname]:
    read = [name_parts(name) for name in spellings]
    given_names = _given_name_forms(read)
    for parts in read:
        for word in surname_candidates(parts):
            common = not word.ending and is_given_name(word.written)
            yield from (
                _HandleSurname(key, form, len(form) >= _SURE and not common, common, given_names)
                for form in surname_stems(word)
                if len(form) >= _SHORTEST
            )


@lru_cache(maxsize=100_000)
def _readings(word: str) -> tuple[tuple[str, str], ...]:
    """Return the readings of a word in rough letters, each with the letters before it."""
    parts = [(word, "")]
    parts += [(word[match.start() + 1 :], word[: match.start() + 1]) for match in _TWO.finditer(word)]
    return tuple(dict.fromkeys((form, _plain(rough_form(before))) for part, before in parts for form in _handle_forms(rough_form(part))))


def _handle_forms(letters: str) -> Iterator[str]:
    plain = _plain(letters)
    yield plain
    yield re.sub("U([a-z]+)I", r"U\1U", plain)
    yield from (plain[:at] + plain[at + 1 :] for at in range(1, len(plain) - 1) if plain[at] == "I")


def _plain(text: str) -> str:
    return text.replace("E", "I").replace("O", "U")


# Similarity of two names, with reasons to show to a person.
#
# It never decides that two names mean one person, because even one spelling may belong to two.

_VARIANTS = Path(__file__).with_name("given_name_variants.tsv")


class NameSimilarity(IntEnum):
    """How similar two names are: different people, possibly one person, probably one person, or the same name in other letters."""

    DIFFERENT = 0
    POSSIBLE = 1
    LIKELY = 2
    SAME = 3


NAME_SIMILARITY_LABELS: dict[NameSimilarity, str] = {
    NameSimilarity.DIFFERENT: gettext_noop("different names"),
    NameSimilarity.POSSIBLE: gettext_noop("possibly one person"),
    NameSimilarity.LIKELY: gettext_noop("probably one person"),
    NameSimilarity.SAME: gettext_noop("the same name"),
}


class SimilarityReason(StrEnum):
    """A reason why two names count as similar, or as different."""

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


SIMILARITY_REASON_LABELS: dict[SimilarityReason, str] = {
    SimilarityReason.SPELLING: gettext_noop("the same spelling"),
    SimilarityReason.LETTERS: gettext_noop("the same name in other letters"),
    SimilarityReason.NEAR_GIVEN: gettext_noop("the given name is spelled a little differently"),
    SimilarityReason.NEAR_SURNAME: gettext_noop("the surname is spelled a little differently"),
    SimilarityReason.ENDING: gettext_noop("the surname with another ending, or without one"),
    SimilarityReason.VARIANT: gettext_noop("another form of the given name"),
    SimilarityReason.FATHER: gettext_noop("the same father's name"),
    SimilarityReason.FATHERS_DIFFER: gettext_noop("different fathers' names"),
    SimilarityReason.FATHER_AS_SURNAME: gettext_noop("the father's name stands where the other has a surname"),
    SimilarityReason.INITIAL: gettext_noop("of one given name only the initial is known"),
    SimilarityReason.SURNAME_ONLY: gettext_noop("of one only the surname is known"),
    SimilarityReason.MORE_WORDS: gettext_noop("one name has a word more"),
    SimilarityReason.SAME_OUTLET: gettext_noop("the same outlet"),
    SimilarityReason.OTHER_OUTLET: gettext_noop("other outlets"),
}


@dataclass(frozen=True)
class NameComparison:
    """A similarity with its reasons."""

    likeness: NameSimilarity
    reasons: tuple[SimilarityReason, ...] = ()


_DIFFERENT = NameComparison(NameSimilarity.DIFFERENT)


@lru_cache(maxsize=100_000)
def compare_names(name: str, other_name: str) -> NameComparison:
    """Return how similar two names are, in any script, spelling and order."""
    left, right = name_parts(name), name_parts(other_name)
    if not left.words or not right.words:
        return _DIFFERENT
    if left.father and right.father and not is_near_spelling(*_bases(left.father, right.father)):
        return NameComparison(NameSimilarity.DIFFERENT, (SimilarityReason.FATHERS_DIFFER,))
    if not left.is_full or not right.is_full:
        return _likened_in_part(left, right)
    if normal_form(name) == normal_form(other_name):
        return NameComparison(NameSimilarity.SAME, (SimilarityReason.SPELLING,))
    best = max(_pairings(left, right), key=lambda comparison: comparison.likeness, default=_DIFFERENT)
    if best.likeness < NameSimilarity.LIKELY and (by_father := _by_father(left, right)):
        return by_father
    if best.likeness and left.father and right.father:
        return NameComparison(best.likeness, (*best.reasons, SimilarityReason.FATHER))
    return best


def _bases(name: str, other_name: str) -> tuple[str, str]:
    # Ғалиевич, Ғалиұлы: the same Ғали.
    return name.rstrip("IE"), other_name.rstrip("IE")


def _pairings(left: NameParts, right: NameParts) -> Iterator[NameComparison]:
    """Yield the likeness for each pairing of two words of one name with two of the other."""
    more = len(left.words) != len(right.words) or len(left.words) > 2
    for ours in combinations(left.words, 2):
        for theirs in permutations(right.words, 2):
            comparison = _likened_pairs((ours[0], theirs[0]), (ours[1], theirs[1]))
            if not comparison.likeness or not more:
                yield comparison
            else:
                yield NameComparison(min(comparison.likeness, NameSimilarity.LIKELY), (*comparison.reasons, SimilarityReason.MORE_WORDS))


def _likened_pairs(first: tuple[NameWord, NameWord], second: tuple[NameWord, NameWord]) -> NameComparison:
    given_names, family = (first, second) if _is_family(second) >= _is_family(first) else (second, first)
    by_family, family_reason = _surnames(*family)
    if not by_family:
        return _DIFFERENT
    by_given, given_reason = _given_names(given_names[0], given_names[1], female=_female(family))
    if not by_given:
        return _DIFFERENT
    reasons = tuple(dict.fromkeys(filter(None, (given_reason, family_reason))))
    if by_given == by_family == NameSimilarity.SAME:
        return NameComparison(NameSimilarity.SAME, (SimilarityReason.LETTERS,))
    return NameComparison(min(by_given, by_family), reasons)


def _is_family(pair: tuple[NameWord, NameWord]) -> int:
    """Return how much two words look like a surname."""
    return sum(2 * bool(word.ending in ("ov", "sky", "child")) + (not is_given_name(word.written)) for word in pair)


def _female(family: tuple[NameWord, NameWord]) -> bool:
    return any(word.gender == "f" for word in family)


def _given_names(word: NameWord, other_word: NameWord, *, female: bool) -> tuple[NameSimilarity, SimilarityReason | None]:
    if word.rough == other_word.rough:
        return NameSimilarity.SAME, None
    if _variants(word.rough) & _variants(other_word.rough):
        return NameSimilarity.LIKELY, SimilarityReason.VARIANT
    # Гүлнар, Гульнара: a woman's name with and without -а.
    short, long = sorted((word.rough, other_word.rough), key=len)
    if long == short + "A" and len(short) >= 4:
        return (NameSimilarity.LIKELY, SimilarityReason.VARIANT) if female else (NameSimilarity.POSSIBLE, SimilarityReason.VARIANT)
    return (
        (NameSimilarity.LIKELY, SimilarityReason.NEAR_GIVEN) if is_near_spelling(word.rough, other_word.rough) else (NameSimilarity.DIFFERENT, None)
    )


def _surnames(word: NameWord, other_word: NameWord) -> tuple[NameSimilarity, SimilarityReason | None]:
    if {word.gender, other_word.gender} == {"f", "m"}:
        return NameSimilarity.DIFFERENT, None
    if word.rough == other_word.rough:
        return NameSimilarity.SAME, None
    if word.ending == other_word.ending or {word.ending, other_word.ending} == {"", "in"}:
        # A soft sign before the ending is written i: Юрьев, Yuriev.
        alike = (
            is_near_spelling(word.base, other_word.base) or word.base.rstrip("I") == other_word.base.rstrip("I")
            if word.ending == other_word.ending
            else is_near_spelling(word.rough, other_word.rough)
        )
        return (NameSimilarity.LIKELY, SimilarityReason.NEAR_SURNAME) if alike else (NameSimilarity.DIFFERENT, None)
    bases = word.base.rstrip("IE"), other_word.base.rstrip("IE")
    if min(map(len, bases)) < 3 or "in" in (word.ending, other_word.ending) or not is_near_spelling(*bases):
        return NameSimilarity.DIFFERENT, None
    return NameSimilarity.LIKELY if "" in (word.ending, other_word.ending) else NameSimilarity.POSSIBLE, SimilarityReason.ENDING


def _by_father(left: NameParts, right: NameParts) -> NameComparison | None:
    """Return the likeness if one name has the father's name in place of the surname: Айгүл Сапарқызы and Айгүл Сапарқызы Ахметова."""
    for short, full in ((left, right), (right, left)):
        if short.father or not full.father:
            continue
        for child in (word for word in short.words if word.ending == "child" and is_near_spelling(*_bases(word.base, full.father))):
            if any(
                _given_names(word, second_word, female=False)[0] >= NameSimilarity.LIKELY
                for word in short.words
                if word is not child
                for second_word in full.words
            ):
                return NameComparison(NameSimilarity.LIKELY, (SimilarityReason.FATHER_AS_SURNAME,))
    return None


def _likened_in_part(left: NameParts, right: NameParts) -> NameComparison:
    """Return the likeness of a surname, alone or with initials, to another name."""
    for place, word in enumerate(left.words):
        for number, other in enumerate(right.words):
            if not _surnames(word, other)[0] or not (_may_be_family(left, word) and _may_be_family(right, other)):
                continue
            if not _initials_agree(_letters(left, place), _letters(right, number)):
                continue
            alone = not (_letters(left, place) and _letters(right, number))
            return NameComparison(NameSimilarity.POSSIBLE, (SimilarityReason.SURNAME_ONLY if alone else SimilarityReason.INITIAL,))
    return _DIFFERENT


def _may_be_family(parts: NameParts, word: NameWord) -> bool:
    if len(parts.words) == 1:
        return word.ending in ("ov", "sky", "child") or bool(parts.initials) or not is_given_name(word.written)
    return word.ending in ("ov", "sky", "child") or not any(other.ending in ("ov", "sky", "child") for other in parts.words)


def _letters(parts: NameParts, family: int) -> tuple[str, ...]:
    """Return the initials of a name, written or derived from its words: given name, then father's name."""
    if parts.initials:
        return parts.initials
    given_letters = [first_letter(word.rough) for place, word in enumerate(parts.words) if place != family]
    return (*given_letters[:1], *([first_letter(parts.father)] if given_letters and parts.father else []))


def _initials_agree(initials: tuple[str, ...], other_initials: tuple[str, ...]) -> bool:
    return all(mine == theirs for mine, theirs in zip(initials, other_initials, strict=False))


@cache
def _groups() -> dict[str, frozenset[int]]:
    numbers_of: dict[str, set[int]] = {}
    for number, line in enumerate(_VARIANTS.read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            for name in line.split("\t"):
                numbers_of.setdefault(rough_form(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in numbers_of.items()}


def _variants(name: str) -> frozenset[int]:
    """Return the rows of the table that have a given name."""
    return _groups().get(name, frozenset())
