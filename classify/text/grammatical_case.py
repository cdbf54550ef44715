"""Grammatical cases of Russian and Kazakh noun phrases by the ending of the last word, enough to find subject and object, and Russian names in the
nominative.

An ending that several cases share gives all of them.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from records.language.names import given_names
from records.language.stems import kazakh_nominative

# Russian personal names in the nominative, by simple rules and a list of given names.
#
# The given name shows gender and case, and the surname follows it: -ов, -ев, -ин, -ский decline in both genders, other surnames only for a man. If
# neither the list nor the word before shows the gender, the name stays as it is.

_SURNAME = re.compile("^(.{2,}(?:[оеё]в|[иы]н|[сц]к))(а|у|ым|ом|ой|ою|е|ая|ую|ого|ому|ий|им)?$")
_MASCULINE_CASES = re.compile("(?:ем|ом|[аеуюя])$")
_OBLIQUE_ROLE = re.compile("(?:[тнрквг](?:а|у|ом|е|ем)|ов|ам|ами|ах)$")
_FEMININE_ROLE = re.compile("(?:к[аиуе]|кой|ниц[аыуе]|ницей|ша|ши|шу|ше|шей|щая|щей|щую)$")
_PATRONYMIC = re.compile("(?:вич(?:ем|[ауе])?|вн(?:ой|[аыуе])|(?:улы|кызы|оглы|угли))$")
_UNLIKE = ((("а", "я"), "у"), (("у", "ю"), "е"), (("ом", "ем"), "ой"))
_VOWELS = "аеёиоуыэюя"


def russian_nominative(parts: list[str], role: str = "") -> list[str]:
    """Return given name and surname (in any order and case) in the nominative.

    `role` is the word before them; its ending (журналистку) shows the gender.
    """
    given_numbers = [number for number, part in enumerate(parts) if _readings(part)]
    surnames = [number for number, part in enumerate(parts) if number not in given_numbers and not _PATRONYMIC.search(part.lower())]
    if not given_numbers:
        return _with_unknown_given(parts, role)
    if len(parts) == 1:
        return [_with_case(parts[0], _readings(parts[0])[0][0])]
    at = given_numbers[0]
    surname = parts[surnames[-1]] if surnames else ""
    base, gender = _fitting(_readings(parts[at]), surname, role)
    oblique = base != parts[at].lower().replace("ё", "е")
    named = []
    for number, part in enumerate(parts):
        if number == at:
            named.append(_with_case(part, base) if oblique else part)
        elif number in surnames:
            named.append(_surname_of(part, gender, parts[at] if oblique else ""))
        else:
            named.append(_patronymic(part, gender))
    return named


def _with_unknown_given(parts: list[str], role: str) -> list[str]:
    numbers = [number for number, part in enumerate(parts) if _SURNAME.match(part)]
    if not numbers:
        return parts
    surname_at = numbers[-1]
    match = _SURNAME.match(parts[surname_at])
    if match is None:
        return parts
    base, case = match[1], match[2] or ""
    given_name = parts[0] if surname_at else (parts[1] if len(parts) > 1 else "")
    gender, given_base = _guessed_gender(given_name, case, role)
    if gender == "":
        return parts
    named = _declined(base, gender)
    return [named if number == surname_at else given_base if part == given_name else _patronymic(part, gender) for number, part in enumerate(parts)]


def _readings(part: str) -> list[tuple[str, str]]:
    """Return the listed given names of which the word may be a case form, with gender; the word itself comes first."""
    genders = given_names()
    return [(base, gender) for base, gender in _bases(part.lower().replace("ё", "е")) if gender in genders.get(base, "")]


def _fitting(readings: list[tuple[str, str]], surname: str, role: str) -> tuple[str, str]:
    """Return the given name whose gender agrees with the surname: Жанна in Жанны Искаковой, Жан in Жана Искакова."""
    match = _SURNAME.match(surname)
    case = (match[2] or "") if match else None
    only_feminine = case in ("ой", "ою", "ую", "ая")
    masculine = case in ("", "ым", "ом", "ого", "ому", "им", "ий", "е") or (_OBLIQUE_ROLE.search(role) and not _FEMININE_ROLE.search(role))
    gender = "f" if only_feminine else "m" if masculine else "f" if _FEMININE_ROLE.search(role) or (case == "а" and readings[0][1] == "f") else ""
    reading = next((reading for reading in readings if reading[1] == gender), readings[0])
    return (reading[0], "f") if only_feminine else reading


def _surname_of(part: str, gender: str, value: str) -> str:
    """Return the surname in the nominative; `value` is the given name as written if it is in another case, else empty."""
    match = _SURNAME.match(part)
    if match is not None:
        return _declined(match[1], gender)
    if not value:
        return part
    if gender == "f":
        return re.sub("(?:[еуы]|ой)$", "а", part) if re.search("[вн](?:ой|[уые])$", part) else part
    # Романа Дзюбу, Роману Дзюбе: where the two endings differ, the surname is one in -а.
    if any(value.endswith(value_ending) and part.endswith(part_ending) for value_ending, part_ending in _UNLIKE):
        return re.sub("(?:ой|[уе])$", "а", part)
    return _masculine(part)


def _masculine(part: str) -> str:
    """Return a man's surname in the nominative: Кожахана → Кожахан, Шмыгалем → Шмыгаль, Дзюбы → Дзюба.

    Surnames in -о, -и, -е, -ых stay.
    """
    if part.endswith(("их", "ых", "о")) or len(part) < 3:
        return part
    if part.endswith(("ого", "ому")):
        return part[:-3] + "ый"
    if part.endswith("ы"):
        return part[:-1] + "а"
    if part.endswith("ом"):
        return part[:-2]
    if part.endswith(("я", "ю", "ем")):
        base = part[: -2 if part.endswith("ем") else -1]
        return base + ("й" if base[-1] in _VOWELS else "" if base[-1] in "жшчщц" else "ь")
    return part[:-1] if part.endswith(("а", "у", "е")) and part[-2] not in _VOWELS else part


def _guessed_gender(value: str, case: str, role: str) -> tuple[str, str]:
    """Return gender and nominative of a given name that is not listed; the gender is empty if nothing shows it."""
    lower = value.lower().replace("ё", "е")
    if case in ("ой", "ою", "ую", "ая"):
        return "f", _feminine_given(value)
    if case in ("ым", "ом", "ого", "ому", "им", "ий", "") or (_OBLIQUE_ROLE.search(role) and not _FEMININE_ROLE.search(role)):
        return "m", _MASCULINE_CASES.sub("", value) if case and len(value) > 4 else value
    if _FEMININE_ROLE.search(role):
        return "f", _feminine_given(value)
    # Айгерим Досанову: a man's given name would have changed with the surname, a woman's that ends in a consonant does not.
    if value and lower[-1] not in "аеёиоуыэюяь.":
        return "f", value
    return ("f", value) if case == "а" and not value.endswith(".") else ("", value)


def _bases(lower: str) -> list[tuple[str, str]]:
    """Return the given names from which a case form may come."""
    bases = [(lower, "m"), (lower, "f")]
    if lower.endswith(("а", "у", "е")):
        bases += [(lower[:-1], "m"), (lower[:-1] + "а", "f"), (lower[:-1] + "а", "m")]
    if lower.endswith(("я", "ю", "е")):
        bases += [(lower[:-1] + "й", "m"), (lower[:-1] + "ь", "m"), (lower[:-1] + "я", "f"), (lower[:-1] + "я", "m")]
    if lower.endswith(("ом", "ем")):
        bases += [(lower[:-2], "m"), (lower[:-2] + "й", "m"), (lower[:-2] + "ь", "m")]
    if lower.endswith(("ой", "ей", "ы", "и")):
        cut = lower[: -2 if lower.endswith("й") else -1]
        bases += [(cut + "а", "f"), (cut + "я", "f"), (cut + "ия", "f"), (cut + "ь", "f"), (cut + "а", "m"), (cut + "я", "m")]
    if lower.endswith("ю"):
        bases.append((lower[:-1], "f"))
    if lower in _UNEVEN:
        bases.append((_UNEVEN[lower], "m"))
    return bases


_UNEVEN = {
    form: name for name, stem in (("павел", "павл"), ("петр", "петр"), ("лев", "льв")) for form in (stem + end for end in ("а", "у", "ом", "е"))
}


def _with_case(value: str, base: str) -> str:
    return base[:1].upper() + base[1:] if value[:1].isupper() else base


def _feminine_given(value: str) -> str:
    return re.sub("(?:ой|ою|[уеы])$", "а", re.sub("(?:ии|ию|ией)$", "ия", value))


def _declined(base: str, gender: str) -> str:
    if base.endswith(("ск", "цк")):
        return base + ("ая" if gender == "f" else "ий")
    return base + ("а" if gender == "f" else "")


def _patronymic(part: str, gender: str) -> str:
    if gender == "f":
        return re.sub("(вн)(?:ой|[уеы])$", r"\1а", part)
    return re.sub("(вич)(?:ем|[ауе])$", r"\1", part)


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
