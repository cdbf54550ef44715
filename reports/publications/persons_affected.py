"""Persons affected: how many there are, although one name may be written in several ways.

Names are compared by a key. Cyrillic letters become Latin ones, in a rough form in which Kazakh, Russian and English spellings are the same (ү, ұ, у,
ю and u are one letter; й, и, ы, і, y and i another; қ, к, q and k another; kh and х, gh and ғ are read as h and g). Signs, soft signs, doubled
letters and patronymics are left out, and the order of the words does not matter. An initial and a full name are not joined, because two persons may
share surname and initial.

So two persons with the same name in this rough form count as one: there are at least as many persons as the figure says. The report names the
spellings that were taken for one person.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from records.incident_model import Incident
from reports.publications.figures import Figure

# From Cyrillic, and from Latin with its digraphs, to one rough alphabet.
_ROUGH = {
    "а": "a", "ә": "a", "я": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "э": "e", "ж": "j", "з": "z", "и": "i", "й": "i",
    "ы": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ұ": "u", "ү": "u", "ю": "u", "ф": "f", "х": "h", "һ": "h", "ц": "s", "ч": "s", "ш": "s", "щ": "s", "ъ": "", "ь": "",
}  # fmt: skip
_DIGRAPHS = (
    ("shch", "s"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("ts", "s"), ("tz", "s"), ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"),
    ("gh", "g"), ("ph", "f"),
)  # fmt: skip
# Written with one letter in one spelling and two in another (Мария, Maria, Mariya; Шыңғыс, Чингиз).
_ALIKE = (("ng", "n"), ("ii", "i"), ("ia", "a"), ("iu", "u"), ("io", "e"), ("ie", "e"))
_LETTERS = str.maketrans({"y": "i", "w": "u", "q": "k", "c": "k", "x": "h"})
_PATRONYMIC = re.compile("(?:ovis|evis|ovna|evna|isna|uli|ulu|kizi)$")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Persons:
    """The different persons among the victims of some incidents.

    `unnamed` are the incidents that name nobody. `folded` are the names of which several spellings were taken for one person, each as a tuple of
    its spellings.
    """

    affected: Figure
    unnamed: tuple[str, ...]
    folded: tuple[tuple[str, ...], ...]


def affected_persons(incidents: Iterable[Incident]) -> Persons:
    """Who was affected. An incident with three victims counts three, one person in two incidents counts once."""
    spellings: dict[str, dict[str, None]] = {}
    named: list[str] = []
    unnamed: list[str] = []
    keys: dict[str, str] = {}
    for incident in incidents:
        names = [victim.name.strip() for victim in incident.victims if victim.name.strip()]
        (named if names else unnamed).append(incident.number)
        for name in names:
            if name not in keys:
                keys[name] = person_key(name)
            spellings.setdefault(keys[name], {})[name] = None
    folded = tuple(tuple(names) for names in spellings.values() if len({name.casefold() for name in names}) > 1)
    return Persons(Figure(len(spellings), tuple(named)), tuple(unnamed), folded)


def person_key(name: str) -> str:
    """What a person is recognised by within a report. A name without letters is its own key."""
    words = [_rough(word) for word in _WORD.findall(_apart(name))]
    if len(words) > 2:
        words = [word for word in words if not _PATRONYMIC.search(word)] or words
    return " ".join(sorted(word for word in words if word)) or name.casefold()


def _apart(name: str) -> str:
    """In small letters, without accents and apostrophes. й and ё stay whole letters, although their decomposed form has a mark."""
    composed = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(letter if letter in _ROUGH else unicodedata.normalize("NFD", letter) for letter in composed)
    return "".join(letter for letter in kept if not unicodedata.combining(letter) and letter not in "'’ʼ`´ʹ")


def _rough(word: str) -> str:
    if word.isascii():
        for written, meant in _DIGRAPHS:
            word = word.replace(written, meant)
    rough = "".join(_ROUGH.get(letter, letter) for letter in word).translate(_LETTERS)
    for written, meant in _ALIKE:
        rough = rough.replace(written, meant)
    return re.sub(r"(.)\1+", r"\1", rough)
