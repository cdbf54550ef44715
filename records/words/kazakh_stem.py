"""Kazakh stems: suffixes are taken off from the end, one after the other, as long as vowel harmony and the remaining length allow it.

Kazakh joins many suffixes: тіл-ші-лер-іміз-ге. Only inflection is removed here (plural, possession, case, predicate, and the commonest verb endings).
Derivation (-шы, -лық) stays, so тілші does not become тіл. A stemmer guesses: forms of one word mostly get the same stem, which may be no word of the
dictionary.
"""

from collections.abc import Sequence
from functools import lru_cache

_CASE = (
    "ның нің дың дің тың тің", "нан нен дан ден тан тен", "нда нде", "ға ге қа ке на не", "ны ні ды ді ты ті", "да де та те", "мен бен пен",
)  # fmt: skip
_POSSESSION = ("ымыз іміз мыз міз", "ыңыз іңіз ңыз ңіз", "сы сі", "ын ін сын сін", "ым ім", "ың ің", "ы і")
_PLURAL = ("лар лер дар дер тар тер",)
_PREDICATE = ("мын мін бын бін пын пін", "сың сің", "сыз сіз")
_VERB = (
    "ылмаған ілмеген ылмады ілмеді", "ылған ілген ынған інген лған лген нған нген", "ылды ілді ынды інді лды лді", "ған ген қан кен", "ып іп",
    "ыпты іпті", "атын етін йтын йтін", "майды мейді байды бейді пайды пейді", "айды ейді йды йді", "удан уден уға уге", "уда уде", "уы уі",
)  # fmt: skip
# -сы is a possessive after a vowel; in these the с belongs to the word.
_ENDS_IN_S = ("облыс", "жұмыс", "дауыс", "журналис", "қатынас", "құрылыс", "ұйғарыс", "кеңес", "туыс", "таныс", "келіс", "баспасөз")
_BACK, _FRONT = frozenset("аоұыя"), frozenset("әөүіе")
_VOWELS = _BACK | _FRONT | frozenset("иуэюё")
# Short words are stems themselves; three letters must remain (қала-да, газет-ке, сот-қа).
_SHORTEST = 3


def _endings(*groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({ending for group in groups for words in group for ending in words.split()}, key=len, reverse=True))


_NOMINAL = tuple(_endings(group) for group in (_PREDICATE, _CASE, _POSSESSION, _PLURAL))
_VERBAL = _endings(_VERB)
_CASE_ONLY = _endings(_CASE)


def _harmonious(stem: str, ending: str) -> bool:
    """Whether a suffix agrees with the last vowel of its stem: back after back, front after front. Loan words (и, у, э) allow both."""
    first = next((letter for letter in ending if letter in _BACK or letter in _FRONT), "")
    last = next((letter for letter in reversed(stem) if letter in _VOWELS), "")
    if not first or last not in _BACK | _FRONT or ending in ("мен", "бен", "пен"):
        return True
    return (first in _BACK) == (last in _BACK)


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        stem = word[: -len(ending)]
        if ending in ("сы", "сі") and word[:-1].endswith(_ENDS_IN_S):
            continue
        if word.endswith(ending) and len(stem) >= _SHORTEST and any(letter in _VOWELS for letter in stem) and _harmonious(stem, ending):
            return stem
    return word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case Kazakh word: журналистерге → журналист, тілшісінің → тілші, ұсталды → ұста."""
    result = word
    for endings in _NOMINAL:
        result = _without(result, endings)
    # After a vowel the possessive is -сы; what is left after it may carry a plural: тілші-лер-і.
    result = _without(result, _NOMINAL[3])
    return result if result != word else _without(word, _VERBAL)


# Endings of surnames after which even an ending that also closes given names (Айда-на, Нұрсұл-тан) is surely a case.
_SURNAME_ENDINGS = ("ов", "ев", "ин", "ын", "ова", "ева", "ина", "ына", "ская", "ский", "ұлы", "қызы", "бек", "бай", "хан")
_SURE_CASES = _endings(("ның нің дың дің тың тің", "ға ге қа", "ны ні ды ді ты ті"))
_CHILD = {"ұл": "ұлы", "қыз": "қызы"}
_AFTER_CHILD = frozenset({"ын", "ына", "ының", "ында", "ынан", "ымен"})


@lru_cache(maxsize=50_000)
def nominative(name: str) -> str:
    """A Kazakh personal name without its case ending, capitals kept: Асхатты → Асхат, Сапарқызына → Сапарқызы, Айдана → Айдана."""
    lower = name.lower()
    for possessed, child in _CHILD.items():
        at = lower.rfind(possessed)
        if at > 1 and lower[at + len(possessed) :] in _AFTER_CHILD:
            return name[:at] + child
    for ending in _CASE_ONLY:
        base = lower[: -len(ending)]
        if lower.endswith(ending) and len(base) >= _SHORTEST and (base.endswith(_SURNAME_ENDINGS) or ending in _SURE_CASES):
            return name[: len(base)]
    return name
