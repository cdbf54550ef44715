"""Kazakh words, numbers and days with the ending of a case, after vowel harmony: «қараша» and «дейін» make «қарашаға дейін», «төрт» makes «4-ке».

Everything that is put into a Kazakh sentence in a case is declined here. What stands in a message cannot be: its ending depends on what is put in.
"""

import re
from enum import StrEnum

# Russian words as they stand behind «в»: «Петропавловск» makes «в Петропавловске», «март» makes «в марте».
#
# Only what the endings decide is declined. A name of which they do not decide is given back as nothing, and whoever writes the sentence puts it in parentheses.

_KEPT = "оуыиеэю"
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
# Towns in -ь that are feminine. The others, most of them Kazakh names in -коль, -куль, -ель, are masculine.
_FEMININE = frozenset(["сарань", "арысь", "казань", "пермь", "тюмень", "астрахань", "нахичевань", "рязань", "тверь", "сызрань", "керчь"])
# What stands before a name and is declined in its place.
_UNITS = {"область": "области", "район": "районе", "город": "городе", "село": "селе", "посёлок": "посёлке", "поселок": "посёлке", "аул": "ауле"}
# What stands behind an adjective.
_HEADS = {"область": "области", "район": "районе", "округ": "округе", "край": "крае"}
# Nouns that end as adjectives do.
_NOUNS = {"ханой": "Ханое"}
_ADJECTIVES = ((re.compile("[сц]кий$|ый$|ой$"), 2, "ом"), (re.compile("ний$"), 2, "ем"), (re.compile("ая$"), 2, "ой"))
_NEUTERS = ((re.compile("ое$"), 2, "ом"), (re.compile("ее$"), 2, "ем"))


def in_place(place: str) -> str:
    """Where something was: «в Алматы», «в Астане», «во Владивостоке», «в Карасайском районе». Empty for a name of which the endings do not decide."""
    declined = _declined(place.strip())
    two = re.match("[вф][бвгджзклмнпрстфхцчшщ]", declined.lower()) and not declined.isupper()
    return f"{'во' if two else 'в'} {declined}" if declined else ""


def in_month(month: str) -> str:
    """A month behind «в»: «январь» → «январе»."""
    return month[:-1] + "е" if month[-1] in "ьй" else month + "е"


def _declined(place: str) -> str:
    first, _, rest = place.partition(" ")
    if not rest:
        return _one_word(place)
    if first.lower() in _UNITS:
        return f"{_UNITS[first.lower()]} {rest}"
    adjective = _ending(first, _ADJECTIVES)
    if not adjective or " " in rest:
        return ""
    noun = _HEADS.get(rest) or (_one_word(rest) if rest[0].isupper() else "")
    return f"{adjective} {noun}" if noun else ""


def _one_word(word: str) -> str:
    lower = word.lower()
    if not re.fullmatch("[а-яё-]{2,}", lower):
        return ""
    if word.isupper():
        return word
    if lower in _NOUNS:
        return _NOUNS[lower]
    if declined := _ending(word, (*_ADJECTIVES, *_NEUTERS)):
        return declined
    if lower.endswith("ия"):
        return word[:-1] + "и"
    if lower.endswith("ий"):
        return ""
    if lower[-1] in "ая":
        return word[:-1] + "е"
    if lower[-1] == "ь":
        return word[:-1] + ("и" if lower in _FEMININE else "е")
    if lower[-1] == "й":
        return word[:-1] + "е"
    return word + "е" if lower[-1] in _CONSONANTS else word if lower[-1] in _KEPT else ""


def _ending(word: str, endings: tuple[tuple[re.Pattern[str], int, str], ...]) -> str:
    """The word with the first of these endings that it has put into the case; empty if it has none."""
    return next((word[:-cut] + case for ending, cut, case in endings if ending.search(word.lower())), "")


class KazakhCase(StrEnum):
    """The cases that end a word. `ATTRIBUTE` is the locative made to stand before a noun: «қарашадағы жағдай»."""

    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    LOCATIVE = "locative"
    ABLATIVE = "ablative"
    ATTRIBUTE = "attribute"


# After back and after front vowels; behind a vowel, a nasal, another voiced consonant, and behind a voiceless one.
_ENDINGS: dict[KazakhCase, tuple[str, str, str, str]] = {
    KazakhCase.GENITIVE: ("ның нің", "ның нің", "дың дің", "тың тің"),
    KazakhCase.DATIVE: ("ға ге", "ға ге", "ға ге", "қа ке"),
    KazakhCase.ACCUSATIVE: ("ны ні", "ды ді", "ды ді", "ты ті"),
    KazakhCase.LOCATIVE: ("да де", "да де", "да де", "та те"),
    KazakhCase.ABLATIVE: ("дан ден", "нан нен", "дан ден", "тан тен"),
    KazakhCase.ATTRIBUTE: ("дағы дегі", "дағы дегі", "дағы дегі", "тағы тегі"),
}
# Behind a word that belongs to the one before it: «облысы» and «облысында».
_POSSESSED: dict[KazakhCase, str] = {
    KazakhCase.GENITIVE: "ның нің",
    KazakhCase.DATIVE: "на не",
    KazakhCase.ACCUSATIVE: "н н",
    KazakhCase.LOCATIVE: "нда нде",
    KazakhCase.ABLATIVE: "нан нен",
    KazakhCase.ATTRIBUTE: "ндағы ндегі",
}
_BELONGING = frozenset(["облысы", "қаласы", "ауданы", "ауылы", "кенті", "өңірі", "бекеті", "станциясы", "республикасы"])
_BACK, _FRONT = "аоұыяёю", "әөүіеэ"
# These say nothing of harmony: the vowel before them does. A word with no other vowel is back after у and front after и.
_EITHER = "иу"
_NASAL = "мнң"
# Loans in -б, -в, -г, -д are said with the voiceless consonant, and take its endings.
_VOICELESS = "бвгдкқпстфхһцчшщ"
_VOICED = {"к": "г", "қ": "ғ", "п": "б"}
# What a number at the end of words is written with: figures and the blanks that part thousands.
_FIGURES = "0123456789 \t\n\u00a0\u202f"
_SPOKEN = {
    "0": "нөл", "1": "бір", "2": "екі", "3": "үш", "4": "төрт", "5": "бес", "6": "алты", "7": "жеті", "8": "сегіз", "9": "тоғыз",
    "10": "он", "20": "жиырма", "30": "отыз", "40": "қырық", "50": "елу", "60": "алпыс", "70": "жетпіс", "80": "сексен", "90": "тоқсан",
    "100": "жүз", "1000": "мың", "1000000": "миллион",
}  # fmt: skip


def in_case(words: str, case: KazakhCase) -> str:
    """Words with the ending of a case at their last word: «2021 жылғы 2 қараша» → «2021 жылғы 2 қарашаға», «12» → «12-ге». Empty stays empty."""
    if not words:
        return words
    figures = "".join(words[len(words.rstrip(_FIGURES)) :].split())
    last = _last_spoken(figures) if figures else words
    return f"{words}{'-' if figures else ''}{_kazakh_ending(last, case)}"


def possessed(words: str) -> str:
    """Words that belong to the one before them: «тілші» → «тілшісі», «бас редактор» → «бас редакторы», «журналист» → «журналисі». What belongs already stays."""
    lower = words.lower()
    if not words or lower.endswith(("қызметкері", "сы", "сі")):
        return words
    # Loans in -ист are soft and lose their last letter.
    if lower.endswith("ист"):
        return f"{words[:-1]}і"
    ending = "ы" if _is_back(lower) else "і"
    if lower[-1] in _BACK + _FRONT + _EITHER:
        return f"{words}с{ending}"
    return words[:-1] + _VOICED.get(lower[-1], words[-1]) + ending


def _kazakh_ending(word: str, case: KazakhCase) -> str:
    last = word[-1].lower()
    if word.rpartition(" ")[2].lower() in _BELONGING:
        return _POSSESSED[case].split()[not _is_back(word)]
    kind = 0 if last in _BACK + _FRONT + _EITHER else 1 if last in _NASAL else 3 if last in _VOICELESS else 2
    after_back, after_front = _ENDINGS[case][kind].split()
    return after_back if _is_back(word) else after_front


def _is_back(word: str) -> bool:
    """Whether the last vowel that tells is a back one."""
    return next((letter in _BACK for letter in reversed(word.lower()) if letter in _BACK + _FRONT), "у" in word.lower())


def _last_spoken(number: str) -> str:
    """The last word of a number as it is spoken: 2021 ends with «бір», 40 with «қырық», 132 000 with «мың»."""
    value = number.lstrip("0") or "0"
    noughts = len(value) - len(value.rstrip("0"))
    if value == "0" or noughts == 0:
        return _SPOKEN[value[-1]]
    if noughts == 1:
        return _SPOKEN[value[-2:]]
    return _SPOKEN["100" if noughts == 2 else "1000" if noughts < 6 else "1000000"]
