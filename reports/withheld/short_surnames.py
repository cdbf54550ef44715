"""Short surnames (Ким, Цой, Пак) in a text: letter by letter, in cases and in Latin letters, with a capital. In rough letters too many words are the same."""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from records.persons.given_names import is_given_name, plain_form
from records.persons.name_reading import name_parts
from records.persons.name_search import SHORTEST_ALONE, families

# How each letter of such a surname may be written in Latin letters; a letter that is not here stands for itself.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v w", "г": "g", "ғ": "g gh", "д": "d", "е": "e ye", "ё": "yo e", "ж": "zh j", "з": "z", "и": "i ee", "й": "y i j",
    "к": "k", "қ": "q k", "л": "l", "м": "m", "н": "n", "ң": "n ng", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u oo", "ұ": "u",
    "ү": "u", "ф": "f", "х": "kh h", "һ": "h", "ц": "ts tz c ch", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "y i", "і": "i", "э": "e", "ю": "yu iu u",
    "я": "ya ia a",
}  # fmt: skip
# English words that may open a sentence with a capital: such a surname is looked for within a sentence alone.
_ENGLISH = frozenset(["an", "do", "he", "in", "man", "me", "men", "no", "on", "so", "son", "sun", "ten", "to", "we", "you"])
_KAZAKH = "ға ге қа ке ды ді ты ті ны ні да де та те дан ден тан тен нан нен ның нің дың дің тың тің мен бен пен"
_CASES = rf"(?i:{'|'.join(sorted(_KAZAKH.split(), key=len, reverse=True))}|ом|ым|а|е|у|ы|['’]s)?+"
# -й and -ь give way to the ending of a case: Цоя, Цоем.
_SOFT_CASES = "(?i:я|ю|е|и|ем|ём|ей)"
_VOWELS = "аеиоу"


def short_surnames(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds the short surnames of a person; None where she has none."""
    words = {word.written.casefold() for name in names for word in families(name_parts(name)) if len(word.base) < SHORTEST_ALONE and not word.ending}
    ways = [way for word in sorted(words) if not is_given_name(word) for way in _ways(word)]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})(?![^\W_])") if ways else None


def _ways(word: str) -> Iterator[str]:
    cyrillic = _in_cyrillic(word) if word.isascii() else word
    yield _capital(cyrillic) + _CASES
    if cyrillic.endswith(("й", "ь")):
        yield _capital(cyrillic[:-1]) + _SOFT_CASES
    for latin in sorted({*_in_latin(cyrillic), *([word] if word.isascii() else [])}):
        yield ("(?<=[a-z,;:] )" if latin in _ENGLISH else "") + _capital(latin) + "(?:['’]s)?+"


def _in_cyrillic(latin: str) -> str:
    plain = plain_form(latin)
    return plain[:-1] + "й" if plain.endswith("и") and plain[-2:-1] and plain[-2] in _VOWELS else plain


def _in_latin(cyrillic: str) -> Iterator[str]:
    return ("".join(letters) for letters in product(*(_LATIN.get(letter, "" if letter in "ьъ" else letter).split() or [""] for letter in cyrillic)))


def _capital(word: str) -> str:
    return f"{re.escape(word[:1].upper())}(?i:{re.escape(word[1:])})"
