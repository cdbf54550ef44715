"""Transliteration of names into letters of the reader's language, if their spelling in it is not recorded. Editors of documents are warned of it."""

from functools import lru_cache

from records.i18n import reader_language
from records.incident_model import Victim
from records.language.letters import KAZAKH_AS_RUSSIAN
from records.persons.repository import language_of

# Cyrillic letters as English writes them in names from Kazakhstan.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k",
    "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh",
    "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def name_for_reader(victim: Victim) -> str:
    """Return the recorded name in the reader's language, else the name in letters of that language."""
    return (victim.names.get(reader_language()) or "").strip() or transliterate_name(victim.name.strip())


def lacks_recorded_spelling(victim: Victim) -> bool:
    """Return whether the name in the reader's language is not recorded and would be transliterated."""
    return not (victim.names.get(reader_language()) or "").strip() and is_transliterated(victim.name)


def is_transliterated(name: str) -> bool:
    """Return whether transliteration changes a name."""
    return transliterate_name(name) != name


def transliterate_name(name: str) -> str:
    """Return a name with Kazakh letters in Russian ones for a Russian reader, and in Latin ones for an English reader; other names unchanged."""
    return _transliterate_into(reader_language(), name)


# Cached, because a list of 20,000 incidents repeats names.
@lru_cache(maxsize=50_000)
def _transliterate_into(lang: str, name: str) -> str:
    written = language_of(name)
    if lang == "ru" and written == "kk":
        return _letter_by_letter(name, KAZAKH_AS_RUSSIAN)
    return _letter_by_letter(name, _LATIN) if lang == "en" and written != "en" else name


def _letter_by_letter(name: str, table: dict[str, str]) -> str:
    letters, before = [], ""
    for letter, after in zip(name, [*name[1:], ""], strict=True):
        small = letter.lower()
        replacement = _in_latin(small, before, after.lower()) if table is _LATIN else table.get(small, small)
        letters.append(replacement.capitalize() if letter != small else replacement)
        before = small
    return "".join(letters)


def _in_latin(letter: str, before: str, after: str) -> str:
    """Return a letter of a name in Latin letters, depending on the letters next to it: Yerzhan, Aizhan, Valery."""
    if letter == "е" and not before.isalpha():
        return "ye"
    if letter == "й" and before in ("и", "ы"):
        return ""
    if letter == "и" and after == "й":
        return "y"
    return "y" if letter == "й" and not before.isalpha() else _LATIN.get(letter, letter)
