"""The Kazakh grammar of the press, with case endings by vowel harmony."""

from tests.press.language.grammar import Grammar, lexicon

_BACK, _FRONT = "аоұыяёю", "әеөүіэ"
_VOICELESS, _VOICED, _NASAL = "кқпстфхцчшщһбвгд", "жз", "мнң"
_POSSESSED = {"gen": ("ның", "нің"), "dat": ("на", "не"), "acc": ("н", "н"), "loc": ("нда", "нде"), "abl": ("нан", "нен"), "ins": ("мен", "мен")}

_LEXICON = lexicon("kk")
PEOPLE = tuple(f"{first} {family}" for first in _LEXICON.names["men"] + _LEXICON.names["women"] for family in _LEXICON.names["families"])


def _is_back(word: str) -> bool:
    """Whether the last clear vowel of the word is a back one."""
    for letter in reversed(word.lower()):
        if letter in _BACK:
            return True
        if letter in _FRONT:
            return False
    return True


def _ending(word: str, form: str) -> tuple[str, str]:
    """The back and the front ending of a plain stem."""
    last = word.lower()[-1]
    vowel = last in _BACK + _FRONT + "иу"
    hard = last in _VOICELESS
    if form == "gen":
        return ("ның", "нің") if vowel or last in _NASAL else ("тың", "тің") if hard else ("дың", "дің")
    if form == "acc":
        return ("ны", "ні") if vowel else ("ты", "ті") if hard else ("ды", "ді")
    if form == "dat":
        return ("қа", "ке") if hard else ("ға", "ге")
    if form == "loc":
        return ("та", "те") if hard else ("да", "де")
    if form == "ins":
        return ("пен", "пен") if hard else ("бен", "бен") if last in _VOICED else ("мен", "мен")
    return ("тан", "тен") if hard else ("нан", "нен") if last in _NASAL else ("дан", "ден")


def inflect(text: str, form: str) -> str:
    """The phrase in a case; a trailing `*` marks a stem that bears a possessive ending."""
    stem = text.removesuffix("*")
    back, front = _POSSESSED[form] if stem != text else _ending(stem, form)
    return stem + (back if _is_back(stem) else front)


GRAMMAR = Grammar(_LEXICON.rules, _LEXICON.words | {"person": tuple((name,) for name in PEOPLE)}, inflect)
