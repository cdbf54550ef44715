"""Grammatical cases of Russian and Kazakh noun phrases by the ending of the last word, enough to find subject and object.

An ending that several cases share gives all of them.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from records.language.stems import kazakh_nominative

NOM, GEN, DAT, ACC, _INS, _LOC, ABL = "nom", "gen", "dat", "acc", "ins", "loc", "abl"
ANY = frozenset({NOM, GEN, DAT, ACC, _INS, _LOC, ABL})
_LATIN = re.compile("[a-z0-9]")
_Table = tuple[tuple[str, frozenset[str]], ...]


def _table(rows: str) -> _Table:
    """Return endings with their cases, written `ему dat`; longest first."""
    pairs = [row.split() for row in rows.split(";")]
    return tuple(sorted(((ending, frozenset(cases.split("+"))) for ending, cases in pairs), key=lambda pair: -len(pair[0])))


# Russian. The accusative of animate nouns is the genitive (masculine nouns, and all in the plural).
_ADJECTIVE = _table(
    "ему dat; ому dat; его gen+acc; ого gen+acc; ыми ins; ими ins; ий nom; ый nom; ая nom; яя nom; ую acc; юю acc; ие nom; ые nom; их gen+acc+loc; ых gen+acc+loc;"
    "им ins+dat; ым ins+dat; ей gen+dat+ins+loc; ой nom+gen+dat+ins+loc; ом loc; ем loc; ее nom+acc; ое nom+acc"
)
_FEMININE = _table(
    "ами ins; ями ins; ам dat; ям dat; ах loc; ях loc; ой ins; ей ins; ою ins; а nom; я nom; у acc; ю acc; ы gen+nom; и gen+nom; е dat+loc"
)
_MASCULINE = _table(
    "ами ins; ями ins; ам dat; ям dat; ах loc; ях loc; ов gen+acc; ев gen+acc; ей gen+acc; ом ins; ем ins; а gen+acc; я gen+acc; у dat; ю dat; ы nom; и nom; е loc"
)
# Nouns in -а and -я: women's trades, teams, newsrooms, papers; мужчина and судья decline with them.
_FEMININE_STEMS = frozenset(
    [
        "журналистк",
        "корреспондентк",
        "блогерк",
        "репортерш",
        "редакци",
        "газет",
        "групп",
        "бригад",
        "радиостанци",
        "телекомпани",
        "мужчин",
        "женщин",
        "девушк",
        "чиновниц",
        "убийц",
        "охран",
        "соседк",
        "банд",
        "группировк",
        "жительниц",
        "хозяйк",
        "юнош",
        "компани",
        "пар",
        "коллег",
        "судь",
        "пенсионерк",
        "сотрудниц",
        "активистк",
    ]
)
_LIFELESS_STEMS = frozenset(["телеканал", "канал", "портал", "сайт", "журнал", "еженедельник", "паблик", "ресурс"])
_NEUTER = _table("е nom+acc; я gen; ю dat; ем ins; и loc; о nom+acc; а gen; у dat; ом ins")
_NEUTER_STEMS = frozenset(["издани", "агентств"])
_UNCHANGED = frozenset({"сми", "медиа", "тв"})
_ADJECTIVAL = (
    "полицейск", "участков", "рабоч", "военнослужащ", "ведущ", "прохож", "постов", "дежурн", "управляющ", "служащ", "обвиняем", "подозреваем", "подсудим",
)  # fmt: skip
_PARTICIPLE = ("вш", "ющ", "ущ", "ящ", "ащ", "нн")
_PLURAL_GENITIVE = ("ов", "ев", "ей")
_ADJECTIVAL_NAME = re.compile("[сц]к(?:ий|ого|ому|им|ом|ая|ую|ой|ие|их)$")
# Genitives of the plural without an ending.
_SHORT_GENITIVE = frozenset({"мужчин", "женщин", "журналисток", "корреспонденток", "убийц", "групп", "газет", "девушек", "охранниц"})

# Kazakh. After a possessive the accusative is -н and the dative -на.
_KAZAKH = _table(
    "ның gen; нің gen; дың gen; дің gen; тың gen; тің gen; нан abl; нен abl; дан abl; ден abl; тан abl; тен abl; нда loc; нде loc; да loc; де loc; та loc; те loc;"
    "мен ins; бен ins; пен ins; ға dat; ге dat; қа dat; ке dat; на dat; не dat; ны acc; ні acc; ды acc; ді acc; ты acc; ті acc; ын acc; ін acc"
)
# Words whose own end looks like a case: газеті is a possessive.
_KAZAKH_WHOLE = frozenset(["газеті", "адам"])
_KAZAKH_ANEW = ("ұлын", "ұлына", "қызын", "қызына")
_SHORTEST = 3


@lru_cache(maxsize=20_000)
def russian_cases(word: str, *, name: bool = False) -> frozenset[str]:
    """Return the cases of a Russian noun or participle in lower case; `name`: a surname, whose gender is not known."""
    if _LATIN.match(word):
        return ANY
    if name:
        adjective = _ended(word, _ADJECTIVE) if _ADJECTIVAL_NAME.search(word) else None
        masculine = frozenset({NOM}) if word.endswith(_PLURAL_GENITIVE) else _ended(word, _MASCULINE) or frozenset({NOM})
        return adjective or masculine | (_ended(word, _FEMININE) or frozenset())
    if word in _UNCHANGED:
        return ANY
    if word in _SHORT_GENITIVE:
        return frozenset({GEN, ACC})
    adjective = _ended(word, _ADJECTIVE)
    if adjective and (word.startswith(_ADJECTIVAL) or any(word[:-cut].endswith(_PARTICIPLE) for cut in (2, 3))):
        return adjective
    feminine = _of_stems(word, _FEMININE, _FEMININE_STEMS)
    if feminine:
        return feminine | {DAT, _LOC} if word.endswith("ии") else feminine
    neuter = _of_stems(word, _NEUTER, _NEUTER_STEMS)
    if neuter:
        return neuter
    lifeless = word in _LIFELESS_STEMS or _of_stems(word, _MASCULINE, _LIFELESS_STEMS)
    cases = _ended(word, _MASCULINE)
    if lifeless:
        return frozenset({NOM, ACC}) if cases is None else frozenset({GEN}) if cases == {GEN, ACC} else cases
    return cases or frozenset({NOM})


@lru_cache(maxsize=20_000)
def kazakh_cases(word: str, *, name: bool = False) -> frozenset[str]:
    """Return the case of a Kazakh word in lower case.

    `name`: a personal name, whose own end may look like a case (Нұрсұлтан).
    """
    if word in _KAZAKH_WHOLE or (name and kazakh_nominative(word) == word and not word.endswith(_KAZAKH_ANEW)):
        return frozenset({NOM})
    return next((cases for ending, cases in _KAZAKH if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST), frozenset({NOM}))


def _ended(word: str, table: _Table) -> frozenset[str] | None:
    return next((cases for ending, cases in table if word.endswith(ending)), None)


def _of_stems(word: str, table: _Table, stems: Iterable[str]) -> frozenset[str] | None:
    return next((cases for ending, cases in table if word.endswith(ending) and word[: -len(ending)] in stems), None)
