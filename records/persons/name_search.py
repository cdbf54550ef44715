"""Finds names in free text, in whatever script, case and order, for names that must not leave the house.

A word of the text is taken for a surname that is searched when, without one of the endings of Russian, Kazakh or English cases, it has the same letters; so
given name and surname in both orders, initials and the surname alone are all found by the surname. A surname that is a given name as well, or that is short,
counts only beside the person's own given name or initial; any other does not count beside the given name of somebody else. `find_any` asks less. The text
is read once, however many names are searched.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from records.persons.given_names import is_given_name
from records.persons.name_reading import NameParts, NameWord, first_letter, kindred, name_parts, shows_surname
from records.persons.rough_letters import rough

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
    given = given_forms(read)
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


def given_forms(read: Sequence[NameParts]) -> frozenset[str]:
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
