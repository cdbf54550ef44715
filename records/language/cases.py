"""Kazakh and Russian words, numbers and days in the case that a sentence needs: «қарашаға дейін», «4-ке», «в Алматы».

Everything that is inserted into a Kazakh sentence in a case is declined here, because the ending depends on what is inserted and cannot be in the
message.
"""

import re
from enum import StrEnum

# Russian words after «в»: «Петропавловск» makes «в Петропавловске», «март» makes «в марте».
#
# Only words whose ending determines the declension are declined. For others the result is empty, and the caller puts the name in parentheses.

_KEPT = "оуыиеэю"
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
# Feminine towns in -ь. The others, most of them Kazakh names in -коль, -куль, -ель, are masculine.
_FEMININE = frozenset(["сарань", "арысь", "казань", "пермь", "тюмень", "астрахань", "нахичевань", "рязань", "тверь", "сызрань", "керчь"])
# Nouns before a name that are declined in place of it.
_UNITS = {"область": "области", "район": "районе", "город": "городе", "село": "селе", "посёлок": "посёлке", "поселок": "посёлке", "аул": "ауле"}
# Nouns after an adjective.
_HEADS = {"область": "области", "район": "районе", "округ": "округе", "край": "крае"}
# Nouns with the ending of an adjective.
_NOUNS = {"ханой": "Ханое"}
_ADJECTIVES = ((re.compile("[сц]кий$|ый$|ой$"), 2, "ом"), (re.compile("ний$"), 2, "ем"), (re.compile("ая$"), 2, "ой"))
_NEUTERS = ((re.compile("ое$"), 2, "ом"), (re.compile("ее$"), 2, "ем"))


def locative_phrase(place: str) -> str:
    """Return where something was: «в Алматы», «в Астане», «во Владивостоке», «в Карасайском районе»; empty if the name cannot be declined."""
    declined = _declined(place.strip())
    two = re.match("[вф][бвгджзклмнпрстфхцчшщ]", declined.lower()) and not declined.isupper()
    return f"{'во' if two else 'в'} {declined}" if declined else ""


def in_month(month: str) -> str:
    """Return a month as after «в»: «январь» → «январе»."""
    return month[:-1] + "е" if month[-1] in "ьй" else month + "е"


def _declined(place: str) -> str:
    first, _, remaining = place.partition(" ")
    if not remaining:
        return _one_word(place)
    if first.lower() in _UNITS:
        return f"{_UNITS[first.lower()]} {remaining}"
    adjective = _ending(first, _ADJECTIVES)
    if not adjective or " " in remaining:
        return ""
    noun = _HEADS.get(remaining) or (_one_word(remaining) if remaining[0].isupper() else "")
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
    """Return the word with the first matching ending declined; empty if none matches."""
    return next((word[:-cut] + case for ending, cut, case in endings if ending.search(word.lower())), "")


class KazakhCase(StrEnum):
    """The Kazakh cases. `ATTRIBUTE` is the locative before a noun: «қарашадағы жағдай»."""

    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    LOCATIVE = "locative"
    ABLATIVE = "ablative"
    ATTRIBUTE = "attribute"


# Endings after back and after front vowels, for words ending in a vowel, a nasal, another voiced consonant, and a voiceless one.
_ENDINGS: dict[KazakhCase, tuple[str, str, str, str]] = {
    KazakhCase.GENITIVE: ("ның нің", "ның нің", "дың дің", "тың тің"),
    KazakhCase.DATIVE: ("ға ге", "ға ге", "ға ге", "қа ке"),
    KazakhCase.ACCUSATIVE: ("ны ні", "ды ді", "ды ді", "ты ті"),
    KazakhCase.LOCATIVE: ("да де", "да де", "да де", "та те"),
    KazakhCase.ABLATIVE: ("дан ден", "нан нен", "дан ден", "тан тен"),
    KazakhCase.ATTRIBUTE: ("дағы дегі", "дағы дегі", "дағы дегі", "тағы тегі"),
}


def _forms(table: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table.split()))


KAZAKH_CASE_ENDINGS = _forms(
    " ".join(form for case, forms in _ENDINGS.items() if case is not KazakhCase.ATTRIBUTE for form in forms) + " мен бен пен"
)
"""Every ending of a case, except after a possessive, with those of the instrumental, which depend on the consonant only."""
KAZAKH_ATTRIBUTE_ENDINGS = _forms(" ".join(_ENDINGS[KazakhCase.ATTRIBUTE]))
"""The endings of the locative before a noun."""
# Endings after a possessive: «облысы» and «облысында».
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
# Vowels neutral to harmony; the vowel before them decides. A word with no other vowel is back after у and front after и.
_EITHER = "иу"
_NASAL = "мнң"
# Loans in -б, -в, -г, -д are pronounced voiceless and take voiceless endings.
_VOICELESS = "бвгдкқпстфхһцчшщ"
_VOICED = {"к": "г", "қ": "ғ", "п": "б"}
# Characters of numbers: digits and the spaces that separate thousands.
_FIGURES = "0123456789 \t\n\u00a0\u202f"
_SPOKEN = {
    "0": "нөл", "1": "бір", "2": "екі", "3": "үш", "4": "төрт", "5": "бес", "6": "алты", "7": "жеті", "8": "сегіз", "9": "тоғыз",
    "10": "он", "20": "жиырма", "30": "отыз", "40": "қырық", "50": "елу", "60": "алпыс", "70": "жетпіс", "80": "сексен", "90": "тоқсан",
    "100": "жүз", "1000": "мың", "1000000": "миллион",
}  # fmt: skip


def in_case(words: str, case: KazakhCase) -> str:
    """Return the words with a case ending on the last: «2021 жылғы 2 қараша» → «2021 жылғы 2 қарашаға», «12» → «12-ге». Empty remains empty."""
    if not words:
        return words
    figures = "".join(words[len(words.rstrip(_FIGURES)) :].split())
    last = _last_spoken(figures) if figures else words
    return f"{words}{'-' if figures else ''}{_kazakh_ending(last, case)}"


def possessive_form(words: str) -> str:
    """Return the words in the possessive: «тілші» → «тілшісі», «бас редактор» → «бас редакторы», «журналист» → «журналисі».

    Words that are possessive already are unchanged.
    """
    lower = words.lower()
    if not words or lower.endswith(("қызметкері", "сы", "сі")):
        return words
    # Loans in -ист take front vowels and lose their last letter.
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
    """Return whether the last vowel that is not neutral is a back one."""
    return next((letter in _BACK for letter in reversed(word.lower()) if letter in _BACK + _FRONT), "у" in word.lower())


def _last_spoken(number: str) -> str:
    """Return the last word of a number as spoken: 2021 ends with «бір», 40 with «қырық», 132 000 with «мың»."""
    value = number.lstrip("0") or "0"
    zeros = len(value) - len(value.rstrip("0"))
    if value == "0" or zeros == 0:
        return _SPOKEN[value[-1]]
    if zeros == 1:
        return _SPOKEN[value[-2:]]
    return _SPOKEN["100" if zeros == 2 else "1000" if zeros < 6 else "1000000"]
