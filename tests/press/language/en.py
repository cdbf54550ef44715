"""The English grammar of the press, and Latin spelling for addresses."""

from tests.press.language.grammar import Grammar, lexicon
from tests.press.language.kk import PEOPLE

_SOUNDS = {
    **dict(zip("абвгдезийкқлмноөпрстуұүфыіәэ", "abvgdeziikqlmnooprstuuufyiae", strict=True)),
    **{
        "ғ": "gh",
        "ж": "zh",
        "ң": "ng",
        "х": "kh",
        "һ": "h",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ь": "",
        "ъ": "",
        "ю": "yu",
        "я": "ya",
        "ё": "yo",
    },
}


def latin(text: str) -> str:
    """The text in plain Latin letters, as an address or an English page spells it."""
    return "".join(_spell(letter) for letter in text)


def _spell(letter: str) -> str:
    sound = _SOUNDS.get(letter.lower(), letter)
    return sound.capitalize() if letter.isupper() else sound


def _same(text: str, form: str) -> str:
    """English has no case forms in this grammar."""
    raise ValueError(f"no {form} of {text!r}")


_LEXICON = lexicon("en")
GRAMMAR = Grammar(_LEXICON.rules, _LEXICON.words | {"person": tuple((latin(name),) for name in PEOPLE)}, _same)
