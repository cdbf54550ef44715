"""Kazakh personal names in the nominative: the ending of case, plural or predicate is removed where what remains is likelier a name than the whole.

Endings are only removed where they fit: their consonant follows the last letter of the stem, their vowel its last vowel, so that -тан is no ending in
Нұрсұлтан. Where an ending fits (Ерден, Әбілда), the list of given names, the endings of names and the other words of the text decide.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import product

from records.language.names import given_names, is_given_name

_BACK, _FRONT = frozenset("аоұыяюё"), frozenset("әөүіеэ")
_VOWELS = _BACK | _FRONT
# After these the press writes the endings that follow vowels and those that follow consonants.
_GLIDES = frozenset("иуй")
_NASALS, _LIQUIDS, _BUZZING = frozenset("мнң"), frozenset("лр"), frozenset("зж")
_SHORTEST, _LONGEST_WORD = 3, 40

# Endings by what they follow (v vowel, g glide, n nasal, l liquid, z buzzing, t voiceless), with the weight that a word which could have it does.
# -да and -та end many names, -ның ends none.
_ROWS = (
    ("ның нің", "vgn", 3.0), ("дың дің", "glz", 3.0), ("тың тің", "t", 3.0),
    ("ға ге", "vgnlz", 2.0), ("қа ке", "t", 1.6),
    ("ны ні", "vg", 1.2), ("ды ді", "gnlz", 1.2), ("ты ті", "t", 1.2),
    ("да де", "vgnlz", 0.9), ("та те", "t", 0.9),
    ("дан ден", "vglz", 1.1), ("нан нен", "n", 1.1), ("тан тен", "t", 1.1),
    ("мен мен", "vgnl", 1.1), ("бен бен", "z", 1.3), ("пен пен", "t", 1.3),
    ("дағы дегі", "vgnlz", 3.0), ("тағы тегі", "t", 2.0),
    ("нікі нікі", "vgn", 3.0), ("дікі дікі", "glz", 3.0), ("тікі тікі", "t", 3.0),
)  # fmt: skip
# Endings that are only removed from what is surely a name, since many names end so (Айдар, Бердімбет): plurals with cases, and the predicate.
_PLURALS = (("лар лер", "vg"), ("дар дер", "nlz"), ("тар тер", "t"))
_AFTER_PLURAL = ("", "дың дің", "ға ге", "ды ді", "да де", "дан ден", "мен мен", "дағы дегі")
_PREDICATES = (
    ("мын мін", "vgnl"), ("бын бін", "z"), ("пын пін", "t"), ("сың сің", "vgnlzt"), ("сыз сіз", "vgnlzt"),
)  # fmt: skip
# These do not follow the vowels of the stem.
_UNHARMONIOUS = frozenset({"мен", "бен", "пен", "нікі", "дікі", "тікі"})
_CHILD = re.compile("(..+(?:ұл|қыз))(?:ын|ына|ының|ында|ынан|ымен|ындағы|ынікі|ымын|ысың)$")
_POSSESSED = re.compile("(.{2,}[гғб])(?:[ыі])(?:н|на|не|ның|нің|нда|нде|нан|нен|мен)$")
_HARD = {"г": "к", "ғ": "қ", "б": "п"}

_SURNAME = re.compile("(?:..(?:[оеё]в|[иы]н)а?|[сц]к(?:ий|ая)|ұлы|қызы|енко|вич|тегі)$")
_SHORT_SURNAMES = frozenset(["ким", "цой", "пак", "тен", "нам", "сон", "хан", "шин", "кан", "лим", "хон", "эм", "нұр"])
# What ends many Kazakh names; a word that ends so is likely whole.
_NAME = re.compile(
    "(?:бек|бай|хан|жан|ғали|қали|ғазы|әлі|ғұл|құл|мұрат|болат|берген|берді|келді|гелді|тай|кәрім|керім|рахман|мұхаммед|мұхамбет|мұхан|бет|ахмет|молда"
    "|улла|олла|ұлла|зат|сұлу|гүл|нұр|дәулет|қожа|мырза|батыр|тас|темір|қазы|бала|сын|алы|бике|қан|хат|кен|леймен|зода|заде)$"
)


def _endings() -> dict[str, list[tuple[str, float, bool]]]:
    """Return the endings with the kinds of letters they follow, their weight, and whether they need a sure stem."""
    found: dict[str, list[tuple[str, float, bool]]] = {}

    def add(ending: str, after: str, weight: float, sure: bool) -> None:
        found.setdefault(ending, []).append((after, weight, sure))

    for pair, after, weight in _ROWS:
        for ending in dict.fromkeys(pair.split()):
            add(ending, after, weight, False)
    for pair, after in _PREDICATES:
        for ending in pair.split():
            add(ending, after, 1.0, True)
    for (plurals, after), cases in product(_PLURALS, _AFTER_PLURAL):
        for number, plural in enumerate(plurals.split()):
            add(plural + (cases.split()[number] if cases else ""), after, 1.5 if cases else 0.5, True)
    return found


_ENDINGS = _endings()
_LONGEST_ENDING = max(map(len, _ENDINGS))


def nominative_of_kazakh_name(parts: Sequence[str], others: Collection[str] = ()) -> list[str]:
    """Return the words of a name without the ending of the last, which bears the case of all.

    `others` are lower-case words of the text that may be other forms of that word.
    """
    named = list(parts)
    written = named[-1]
    initials, dot, word = written.rpartition(".")
    lower = word.lower()
    if not _SHORTEST < len(lower) <= _LONGEST_WORD or not any(letter in _VOWELS for letter in lower):
        return named
    named[-1] = initials + dot + _without_ending(word, lower, others)
    return named


def _without_ending(word: str, lower: str, others: Collection[str]) -> str:
    if child := _CHILD.match(lower):
        return word[: child.end(1)] + ("Ы" if word.isupper() else "ы")
    if (softened := _POSSESSED.match(lower)) and _is_known(stem := softened[1][:-1] + _HARD[softened[1][-1]], others):
        return word[: len(stem) - 1] + stem[-1]
    alike = {other for other in others if other != lower and other[:_SHORTEST] == lower[:_SHORTEST]}
    best, length = _whole_weight(lower) + _seen_with_endings(lower, alike), len(lower)
    for stem, weight, sure in _stems(lower):
        known = _stem_weight(stem)
        seen = (2.5 if stem in alike else 0.0) + _seen_with_endings(stem, alike)
        if sure and not (stem in alike or _SURNAME.search(stem)):
            continue
        total = weight + known + seen
        if total > best:
            best, length = total, len(stem)
    return word[:length]


def _is_known(stem: str, others: Collection[str]) -> bool:
    return stem in others or is_given_name(stem)


@lru_cache(maxsize=10_000)
def _stems(word: str) -> tuple[tuple[str, float, bool], ...]:
    """Return what may remain of a word, with the weight of the ending, and whether it has to be surely a name."""
    found = []
    for size in range(1, min(_LONGEST_ENDING, len(word) - _SHORTEST) + 1):
        ending, stem = word[-size:], word[:-size]
        for after, weight, sure in _ENDINGS.get(ending, ()):
            if _follows(after, stem) and _agrees(ending, stem):
                found.append((stem, weight, sure))
    return tuple(found)


def _follows(after: str, stem: str) -> bool:
    """Return whether an ending may follow the last letter of a stem."""
    last = stem[-1]
    kind = (
        "g"
        if last in _GLIDES
        else "v"
        if last in _VOWELS
        else "n"
        if last in _NASALS
        else "l"
        if last in _LIQUIDS
        else "z"
        if last in _BUZZING
        else "t"
    )
    # Loans in -в are written both ways: Дувановтың, Чеховдың.
    return kind in after or (last in "вгдб" and "l" in after) or (last == "ь" and ("t" in after or "l" in after))


def _agrees(ending: str, stem: str) -> bool:
    """Return whether the vowel of an ending agrees with that of a stem; in loans either is written."""
    if ending in _UNHARMONIOUS:
        return any(letter in _VOWELS or letter in _GLIDES for letter in stem)
    first = next((letter for letter in ending if letter in _VOWELS), "")
    last = next((letter for letter in reversed(stem) if letter in _VOWELS or letter in "иу"), "")
    if not last:
        return False
    return last not in _VOWELS or _SURNAME.search(stem) is not None or (first in _BACK) == (last in _BACK)


@lru_cache(maxsize=10_000)
def _stem_weight(stem: str) -> float:
    if _SURNAME.search(stem):
        return 2.5
    if stem in _SHORT_SURNAMES:
        return 1.5
    listed = 2.2 if stem in given_names() else 1.8 if is_given_name(stem) else 0.0
    return max(listed, 1.5 if len(stem) > _SHORTEST and _NAME.search(stem) else 0.0) or (-0.8 if len(stem) == _SHORTEST else 0.0)


@lru_cache(maxsize=10_000)
def _whole_weight(word: str) -> float:
    """Return how likely a word is a name as it is."""
    return 0.8 + max(2.6 if is_given_name(word) else 0.0, 1.5 if _NAME.search(word) else 0.0, 2.5 if _SURNAME.search(word) else 0.0)


def _seen_with_endings(stem: str, alike: Collection[str]) -> float:
    """Return the weight of the words of the text that are this stem with another ending."""
    return min(2.0, sum(1.0 for other in alike if any(stem == base for base, _, _ in _stems(other))))
