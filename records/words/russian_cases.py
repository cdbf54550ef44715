"""Russian words as they stand behind «в»: «Петропавловск» makes «в Петропавловске», «март» makes «в марте».

Only what the endings decide is declined. A name of which they do not decide is given back as nothing, and whoever writes the sentence puts it in parentheses.
"""

import re

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
