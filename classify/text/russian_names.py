"""Russian personal names in the nominative, by the agreement of their words in gender and case.

Each word has readings: as a given name, a father's name or a surname, of one gender, in one case. They come from the list of given names, from the
endings that names have, and from pymorphy3's dictionary and guesses. Of all genders and cases, the one in which the words together are likeliest is
chosen; the words beside the name and other forms of it in the text add to what is likely.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

from records.language.names import given_name_gender, given_names

_MAN, _WOMAN = "m", "f"
_EITHER = _MAN + _WOMAN
_NOM, _GEN, _DAT, _ACC, _INS, _LOC = "nomn", "gent", "datv", "accs", "ablt", "loct"
# How likely each case is where nothing shows it; the nominative is usual, and a name that may be in it is left so.
_CASES = {_NOM: 0.5, _GEN: 0.2, _ACC: 0.1, _DAT: 0.0, _INS: 0.0, _LOC: -0.5}
# More names in the news are men's.
_GENDERS = {_MAN: 0.2, _WOMAN: 0.0}
_ALL = tuple(_CASES)
_GIVEN, _FATHER, _SURNAME = "given", "father", "surname"
_VOWELS = frozenset("аеёиоуыэюяәіөұү")
_HUSHING = frozenset("жшчщц")
_HUSHING_OR_BACK = _HUSHING | frozenset("гкхқғһ")
_ONLY_RUSSIAN = re.compile("[а-яё]+(?:-[а-яё]+)*$")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+$|[^\W\d_]$")
_GLUED_INITIALS = re.compile(r"((?:[^\W\d_]\.)+)([^\W\d_].*)$")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LONGEST_WORD, _MOST_WORDS = 40, 5


class _Reading(NamedTuple):
    nominative: str
    genders: str
    cases: Sequence[str]
    weight: float = 0.0


# Endings of fathers' names and of surnames that decline as adjectives or by the mixed declension: what remains, the ending, gender, cases, weight.
_Endings = tuple[tuple[re.Pattern[str], str, str, dict[str, Sequence[str]], float], ...]
_OBLIQUE_WOMAN = (_GEN, _DAT, _INS, _LOC)


def _adjective(stem: str, masculine: str, genitive: str, instrumental: str, weight: float) -> _Endings:
    soft = genitive == "его"
    return (
        (re.compile(stem), masculine, _MAN, {
            masculine: (_NOM,), genitive: (_GEN, _ACC), genitive[0] + "му": (_DAT,), instrumental: (_INS,), "ем" if soft else "ом": (_LOC,),
        }, weight),
        (re.compile(stem), "ая", _WOMAN, {"ая": (_NOM,), "ей" if soft else "ой": _OBLIQUE_WOMAN, "ую": (_ACC,)}, weight),
    )  # fmt: skip


_FATHERS: _Endings = (
    (re.compile(".+(?:[оеё]в|[ьмкн])ич$"), "", _MAN, {"": (_NOM,), "а": (_GEN, _ACC), "у": (_DAT,), "ем": (_INS,), "е": (_LOC,)}, 6.0),
    (re.compile(".+(?:[оеё]вн|ичн)$"), "а", _WOMAN, {"а": (_NOM,), "ы": (_GEN,), "е": (_DAT, _LOC), "у": (_ACC,), "ой": (_INS,)}, 6.0),
)
_SURNAMES: _Endings = (
    (re.compile(".+(?:[оеё]в|[иы]н)$"), "", _MAN, {"": (_NOM,), "а": (_GEN, _ACC), "у": (_DAT,), "ым": (_INS,), "е": (_LOC,)}, 3.0),
    (re.compile(".+(?:[оеё]в|[иы]н)$"), "а", _WOMAN, {"а": (_NOM,), "ой": _OBLIQUE_WOMAN, "ою": (_INS,), "у": (_ACC,)}, 3.0),
    *_adjective(".+[сц]к$", "ий", "ого", "им", 3.0),
    *_adjective(".{2,}(?<![сц]к)[гкх]$", "ий", "ого", "им", 0.8),
    *_adjective(".{2,}[жшчщ]$", "ий", "его", "им", 0.8),
    *_adjective(".{2,}[бвдзлмнпрст]$", "ый", "ого", "ым", 1.0),
    *_adjective(".{2,}(?:(?<![оеё])в|(?<![иы])н|[бдзлмпрст])$", "ой", "ого", "ым", 0.6)[:1],
)
_CHILD = re.compile("..(?:(?:улы|ұлы|оглы|угли)|(?:кызы|қызы|гызы))$")


def _with_endings(word: str, table: _Endings) -> Iterator[_Reading]:
    for stems, nominative, gender, endings, weight in table:
        for ending, cases in endings.items():
            stem = word.removesuffix(ending)
            if len(stem) + len(ending) == len(word) and stems.match(stem):
                yield _Reading(stem + nominative, gender, cases, weight)


# Weights of words that do not decline, by their last vowel: Шевченко is usual, a name in -ы is not.
_UNCHANGED = {
    "о": 0.0, "э": 0.0, "ә": 0.0, "ө": 0.0, "и": -0.5, "і": -0.5, "е": -0.8, "ё": -0.8, "ы": -1.0, "у": -1.5, "ю": -1.5, "ұ": -1.5, "ү": -1.5,
}  # fmt: skip
_KAZAKH_END = re.compile("(?:[гк]азы|али|алы|[бгк]ель?ды|[бгк]е[рл]ь?ди)$")


def _as_noun(word: str) -> Iterator[_Reading]:
    """Yield what a word may be if it declines as a noun, or not at all."""
    end, stem = word[-1], word[:-1]
    if end not in _VOWELS:
        yield _Reading(word, _MAN, (_NOM,))
        yield _Reading(word, _WOMAN, _ALL)
    elif end in "ая":
        yield _Reading(word, _EITHER, (_NOM,))
    else:
        yield _Reading(word, _EITHER, _ALL, 0.5 if _KAZAKH_END.search(word) else _UNCHANGED[end])
    for ending, consonant, soft, in_a in (
        ("а", (_GEN, _ACC), (), ()), ("у", (_DAT,), (), (_ACC,)), ("ом", (_INS,), (), ()), ("ем", (), (_INS,), ()), ("ём", (), (_INS,), ()),
        ("е", (_LOC,), (_LOC,), (_DAT, _LOC)), ("я", (), (_GEN, _ACC), ()), ("ю", (), (_DAT,), ()), ("ы", (), (), (_GEN,)), ("ой", (), (), (_INS,)),
        ("ою", (), (), (_INS,)),
    ):  # fmt: skip
        base = word.removesuffix(ending)
        if base == word or len(base) < 2:
            continue
        hard = base[-1] not in _VOWELS and base[-1] not in "йь"
        if consonant and hard:
            yield _Reading(base, _MAN, consonant)
        if soft and hard:
            yield _Reading(base + "ь", _MAN, soft, -1.5 if ending == "е" else -0.3)
        elif soft and base[-1] in _VOWELS:
            yield _Reading(base + "й", _MAN, soft)
        if ending == "ем" and base[-1] in _HUSHING:
            yield _Reading(base, _MAN, (_INS,))
        if in_a and hard:
            yield _Reading(base + "а", _EITHER, in_a, -0.3)
    if end in "еиюй" and len(stem) >= 2:
        yield from _as_soft_noun(word)


def _as_soft_noun(word: str) -> Iterator[_Reading]:
    """Yield the nominatives in -я, and those that the ending -и may have."""
    stem = word[:-1]
    if word.endswith("е"):
        yield _Reading(stem + "я", _EITHER, (_DAT, _LOC), 0.0 if stem[-1] in _VOWELS else -1.0)
    elif word.endswith("и"):
        if stem.endswith("и"):
            yield _Reading(stem + "я", _EITHER, (_GEN, _DAT, _LOC))
            yield _Reading(stem + "й", _MAN, (_LOC,))
        else:
            weight = -0.7 if stem[-1] in _HUSHING else -1.0 if stem[-1] not in _VOWELS else 0.0
            yield _Reading(stem + ("а" if stem[-1] in _HUSHING_OR_BACK else "я"), _EITHER, (_GEN,), weight)
    elif word.endswith("ю"):
        yield _Reading(stem + "я", _EITHER, (_ACC,))
        if stem.endswith("ь"):
            yield _Reading(stem, _WOMAN, (_INS,))
    elif word.endswith("ей"):
        yield _Reading(word[:-2] + ("а" if word[-3] in _HUSHING else "я"), _EITHER, (_INS,))


_UNEVEN = {
    form: (name, cases)
    for name, stem in (("павел", "павл"), ("лев", "льв"), ("петр", "петр"))
    for form, cases in ((stem + "а", (_GEN, _ACC)), (stem + "у", (_DAT,)), (stem + "ом", (_INS,)), (stem + "е", (_LOC,)))
}
# Weights of a given name on the list, of words that the dictionary knows as names, of those that it takes for names, and of other words.
_LISTED, _EXACTLY = 5.0, 2.0
_MAN_IN_A = re.compile("[оұу]лла$")
# From this weight on an ending shows a surname, and the word is hardly one that declines as a noun.
_SHAPED, _PLAIN = 3.0, 4.0
_KNOWN = {_GIVEN: 5.5, _SURNAME: 4.0, _FATHER: 6.0}
_GUESSED = 0.6
_KNOWN_NOUN, _KNOWN_ADJECTIVE = 1.5, 1.2
_GRAMMEMES = (("Name", _GIVEN), ("Surn", _SURNAME), ("Patr", _FATHER))
_SAME_CASES = {"gen1": _GEN, "gen2": _GEN, "acc2": _ACC, "loc1": _LOC, "loc2": _LOC}


def given_name_readings(word: str) -> list[tuple[str, str]]:
    """Return the listed given names of which a lower-case word may be a case form, with their gender; the word itself comes first."""
    if word in _UNEVEN:
        return [(_UNEVEN[word][0], _MAN)]
    found = (
        (reading.nominative, gender) for reading in _as_noun(word) for gender in reading.genders if gender in given_name_gender(reading.nominative)
    )
    return list(dict.fromkeys(found)) if len(word) > 1 else []


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


@lru_cache(maxsize=10_000)
def _parses(word: str) -> tuple[Parse, ...]:
    """Return what the dictionary knows or guesses of a lower-case word."""
    return tuple(_analyzer().parse(word)) if len(word) <= _LONGEST_WORD and _ONLY_RUSSIAN.match(word) else ()


_Likely = dict[tuple[str, str, str], dict[str, float]]


@lru_cache(maxsize=10_000)
def _readings(word: str) -> _Likely:
    """Return the nominatives of a lower-case word with their weights, by part of the name, gender and case."""
    likely: _Likely = {}

    def add(part: str, reading: _Reading, weight: float) -> None:
        for gender, case in product(reading.genders, reading.cases):
            found = likely.setdefault((part, gender, case), {})
            found[reading.nominative] = max(found.get(reading.nominative, weight), weight)

    if word in _UNEVEN:
        add(_GIVEN, _Reading(_UNEVEN[word][0], _MAN, _UNEVEN[word][1]), _LISTED + _EXACTLY)
    shaped = [(part, reading) for part, table in ((_FATHER, _FATHERS), (_SURNAME, _SURNAMES)) for reading in _with_endings(word, table)]
    plain = -_PLAIN if any(reading.weight >= _SHAPED for _, reading in shaped) else 0.0
    for reading in _as_noun(word):
        listed = given_name_gender(reading.nominative)
        for gender in reading.genders:
            # Unlisted: men's names end in a consonant, women's in -а; a woman's name in a consonant does not decline.
            unusual = 1.2 if (gender == _MAN) == reading.nominative.endswith(("а", "я")) else 0.0
            if gender == _WOMAN and listed:
                # Many names of men are given to girls too (Бахыт).
                unusual = 0.0
            elif _MAN_IN_A.search(reading.nominative):
                unusual = 0.0
            if gender in listed:
                weight = (
                    _LISTED
                    + (_EXACTLY if reading.nominative in given_names() else min(0.0, reading.weight))
                    - (0.3 if len(reading.cases) > 2 else 0.0)
                )
            else:
                weight = reading.weight + plain - unusual - (0.6 if listed else 0.0)
            add(_GIVEN, reading._replace(genders=gender), weight)
        add(_SURNAME, reading, reading.weight + plain)
    for part, reading in shaped:
        add(part, reading, reading.weight)
    if word.endswith(("ых", "их")):
        add(_SURNAME, _Reading(word, _EITHER, _ALL), 3.0)
    if child := _CHILD.match(word) or _CHILD.search(word):
        for part in (_SURNAME, _FATHER):
            add(part, _Reading(word, _WOMAN if child[0].endswith("зы") else _MAN, _ALL), 4.0)
    for parse in _parses(word):
        _add_parse(parse, add)
    return likely


def _add_parse(parse: Parse, add: Callable[[str, _Reading, float], None]) -> None:
    tag = parse.tag
    case = _SAME_CASES.get(str(tag.case), tag.case)
    if tag.POS not in ("NOUN", "ADJF") or case not in _CASES or "plur" in tag:
        return
    part = next((part for grammeme, part in _GRAMMEMES if grammeme in tag), "")
    nominative = parse.inflect({_NOM, "sing"} if "sing" in tag else {_NOM})
    if nominative is None or tag.gender == "neut":
        return
    # The dictionary's guesses drop vowels and put in others where no name does.
    if not parse.is_known and not parse.word.startswith(nominative.word[: -2 if nominative.word.endswith(("ий", "ый", "ой", "ая")) else -1]):
        return
    gender = {"masc": _MAN, "femn": _WOMAN}.get(str(tag.gender), _EITHER)
    if not part:
        # A noun of either gender may be a man's surname (Сорока); a noun of the masculine does not decline if it is a woman's.
        gender = _EITHER if tag.POS == "NOUN" and gender == _WOMAN and nominative.word.endswith(("а", "я")) else gender
        if not parse.is_known:
            return
        weight = _KNOWN_NOUN if tag.POS == "NOUN" else _KNOWN_ADJECTIVE
    else:
        weight = _KNOWN[part] if parse.is_known else _GUESSED
        if "Fixd" in tag and not parse.is_known:
            return
        # Анне and Заре are names in the dictionary too, but much rarer than Анна and Зара.
        weight -= 0.7 if "Fixd" in tag and nominative.word.endswith("е") else 0.0
    add(part or _SURNAME, _Reading(nominative.word.replace("ё", "е"), gender, (case,)), weight)


# What the words beside a name show of its case and gender.
_PREPOSITIONS = {
    **dict.fromkeys(["к", "ко", "благодаря", "навстречу", "согласно"], {_DAT: 3.0}),
    **dict.fromkeys(
        ["у", "от", "против", "для", "из", "без", "до", "около", "после", "возле", "кроме", "ради", "вместо", "помимо", "насчет"], {_GEN: 3.0}
    ),
    **dict.fromkeys(["с", "со"], {_INS: 3.0, _GEN: 0.5}),
    **dict.fromkeys(["над", "перед", "между"], {_INS: 3.0}),
    **dict.fromkeys(["за", "под"], {_INS: 2.0, _ACC: 2.0}),
    **dict.fromkeys(["о", "об", "обо", "при"], {_LOC: 3.5}),
    **dict.fromkeys(["в", "во", "на"], {_ACC: 2.0, _LOC: 2.5}),
    **dict.fromkeys(["про", "через"], {_ACC: 3.0}),
    "по": {_DAT: 2.0},
}
_WHICH = {
    **dict.fromkeys(["который", "которого", "которому", "котором"], {_MAN: 2.0}),
    **dict.fromkeys(["которая", "которую", "которой"], {_WOMAN: 2.0}),
}
_OTHER_FORM = 2.0


def _shown_before(word: str) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights of cases and genders that the word before a name shows: к, журналистку, задержанному, дело."""
    cases: dict[str, float] = {}
    genders: dict[str, float] = {}
    if word in _PREPOSITIONS:
        return _PREPOSITIONS[word], genders
    for parse in _parses(word):
        tag = parse.tag
        case = _SAME_CASES.get(str(tag.case), tag.case)
        if tag.POS == "NOUN" and "inan" in tag and "anim" not in tag:
            cases[_GEN] = max(cases.get(_GEN, 0.0), 1.5)
        elif tag.POS in ("NOUN", "ADJF", "PRTF") and case in _CASES and "plur" not in tag:
            cases[case] = max(cases.get(case, 0.0), 2.5)
            if tag.gender == "femn":
                genders[_WOMAN] = 2.0
            elif tag.gender == "masc":
                # A woman may be «журналист», and rarely «журналиста».
                genders[_MAN] = max(genders.get(_MAN, 0.0), 0.4 if tag.POS == "NOUN" and case == _NOM else 1.8)
        elif tag.POS in ("VERB", "INFN", "GRND") and "tran" in tag:
            cases[_ACC] = max(cases.get(_ACC, 0.0), 0.6)
    return cases, genders


def _shown_after(word: str) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights that the word after a name shows: сообщила, которого."""
    if word in _WHICH:
        return {}, _WHICH[word]
    parses = _parses(word)
    tag = parses[0].tag if parses else None
    if tag is None or tag.POS != "VERB" or "plur" in tag:
        return {}, {}
    gender = {"masc": _MAN, "femn": _WOMAN}.get(str(tag.gender))
    return {_NOM: 1.0}, {gender: 1.2} if gender else {}


def nominative_of_russian_name(parts: Sequence[str], before: str = "", after: str = "", others: Collection[str] = ()) -> list[str]:
    """Return the words of a name, in any order and case, in the nominative.

    `before` and `after` are the lower-case words beside the name. `others` are lower-case words of the text that may be other forms of its words.
    """
    split = [_without_initials(part) for part in parts]
    numbers = [number for number, (_, word) in enumerate(split) if _declines(word)][:_MOST_WORDS]
    if not numbers:
        return list(parts)
    lower = [split[number][1].lower().replace("ё", "е") for number in numbers]
    nominatives = _agreed(lower, before, after, others)
    named = list(parts)
    for number, form, nominative in zip(numbers, lower, nominatives, strict=True):
        initials, word = split[number]
        named[number] = initials + _written_as(word, form, nominative)
    return named


def _without_initials(part: str) -> tuple[str, str]:
    match = _GLUED_INITIALS.match(part)
    return (match[1], match[2]) if match else ("", part)


def _declines(word: str) -> bool:
    return len(word) > 2 and word[-1] != "ё" and not _INITIAL.match(word) and bool(_CYRILLIC.match(word)) and len(word) <= _LONGEST_WORD


def _written_as(word: str, form: str, nominative: str) -> str:
    """Return the nominative with the letters of the word as written, as far as they are the same."""
    same = next((at for at, (one, other) in enumerate(zip(form, nominative, strict=False)) if one != other), min(len(form), len(nominative)))
    rest = nominative[same:]
    return word[:same] + (rest.upper() if word.isupper() and len(word) > 1 else rest)


def _agreed(words: list[str], before: str, after: str, others: Collection[str]) -> list[str]:
    sides = [_shown_before(before)] * bool(before) + [_shown_after(after)] * bool(after)
    readings = [_readings(word) for word in words]
    bonus = [_Forms(word, others) for word in words]
    best, chosen = float("-inf"), words
    for gender, case in product(_EITHER, _CASES):
        shown = _CASES[case] + _GENDERS[gender] + sum(cases.get(case, 0.0) + genders.get(gender, 0.0) for cases, genders in sides)
        for parts, order in _orders(len(words)):
            weight, nominatives = shown + order, []
            for part, likely, forms in zip(parts, readings, bonus, strict=True):
                found = likely.get((part, gender, case))
                if not found:
                    break
                top, nominative = max(((value + forms.weight(name, part, gender), name) for name, value in found.items()), key=lambda pair: pair[0])
                weight += top
                nominatives.append(nominative)
            else:
                if weight > best:
                    best, chosen = weight, nominatives
    return chosen


@cache
def _orders(length: int) -> tuple[tuple[tuple[str, ...], float], ...]:
    """Return what each word of a name may be, with the weight of that order."""
    if length == 1:
        return (((_GIVEN,), 0.0), ((_SURNAME,), 0.5))
    orders: list[tuple[tuple[str, ...], float]] = [((_SURNAME,) * length, -4.0)]
    for given in range(length):
        with_given = tuple(_GIVEN if number == given else _SURNAME for number in range(length))
        weight = 0.7 if given == 0 else 0.0
        orders.append((with_given, weight))
        if given + 1 < length:
            orders.append(((*with_given[: given + 1], _FATHER, *with_given[given + 2 :]), weight))
    return tuple(orders)


class _Forms:
    """Other forms of a word in the text."""

    def __init__(self, word: str, others: Collection[str]) -> None:
        shared = max(3, len(word) - 4)
        self._others = [other for other in others if other != word and other[:shared] == word[:shared] and abs(len(other) - len(word)) <= 4]
        self._known: dict[tuple[str, str, str], float] = {}

    def weight(self, nominative: str, part: str, gender: str) -> float:
        """Return how well this nominative explains the other forms."""
        if not self._others:
            return 0.0
        key = (nominative, part, gender)
        if key not in self._known:
            explained = sum(any(nominative in _readings(other).get((part, gender, case), ()) for case in _CASES) for other in self._others)
            self._known[key] = _OTHER_FORM * explained / len(self._others)
        return self._known[key]
