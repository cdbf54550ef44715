"""A name in the letters of the reader's language, where nobody recorded how it is spelled in it. Whoever edits a document is told where that was done."""

from functools import lru_cache

from records.i18n import reader
from records.incident_model import Victim
from records.persons.repository import language_of

# As Kazakh names are written in Russian.
_RUSSIAN = {"ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и"}
# As names from Kazakhstan are written in English.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k",
    "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh",
    "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def name_told(victim: Victim) -> str:
    """The name as it is recorded for readers of this language, else as it was written, in letters that they have."""
    return (victim.names.get(reader()) or "").strip() or in_reader_letters(victim.name.strip())


def spelling_unknown(victim: Victim) -> bool:
    """Whether the name is told in letters of this language by rule alone."""
    return not (victim.names.get(reader()) or "").strip() and by_rule(victim.name)


def by_rule(name: str) -> bool:
    """Whether a name is told in other letters than it was written in."""
    return in_reader_letters(name) != name


def in_reader_letters(name: str) -> str:
    """A name in Kazakh letters for a Russian reader, one in any Cyrillic letters for an English one. Others stay as they are."""
    return _put_into(reader(), name)


# A list of 20,000 incidents names the same people again and again.
@lru_cache(maxsize=50_000)
def _put_into(lang: str, name: str) -> str:
    written = language_of(name)
    if lang == "ru" and written == "kk":
        return _letter_by_letter(name, _RUSSIAN)
    return _letter_by_letter(name, _LATIN) if lang == "en" and written != "en" else name


def _letter_by_letter(name: str, table: dict[str, str]) -> str:
    made, before = [], ""
    for letter, after in zip(name, [*name[1:], ""], strict=True):
        small = letter.lower()
        said = _in_latin(small, before, after.lower()) if table is _LATIN else table.get(small, small)
        made.append(said.capitalize() if letter != small else said)
        before = small
    return "".join(made)


def _in_latin(letter: str, before: str, after: str) -> str:
    """A letter of a name in Latin letters, with what stands beside it: Yerzhan, Aizhan, Valery."""
    if letter == "е" and not before.isalpha():
        return "ye"
    if letter == "й" and before in ("и", "ы"):
        return ""
    if letter == "и" and after == "й":
        return "y"
    return "y" if letter == "й" and not before.isalpha() else _LATIN.get(letter, letter)
