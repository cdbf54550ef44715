"""Looks for the names that are withheld: in a text, where a surname is enough, and in a name, where another's given name makes it another's."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from records.persons.given_names import is_given_name
from records.persons.handle_search import HandleSearch
from records.persons.name_reading import name_parts, normal_form
from records.persons.name_search import NameSearch, families, spelled
from reports.withheld.short_surnames import short_surnames

# What may stand within a word unseen: marks of stress, soft hyphens, zero-width and direction marks.
_UNSEEN = re.compile("[\u00ad\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
# Where the words of a hashtag meet: #СвободуЖусупову.
_MEETING = re.compile("(?<=[a-zа-яёәғқңөұүһі])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
# A word that is parted at the end of a line, and letters that are spaced out.
_PARTED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[-‐‑]\s*+[^\W\d_]++)++")
_HYPHENS = re.compile(r"[-‐‑]\s*")
_SPACED = re.compile(r"(?<!\w)\w(?: \w){4,}(?!\w)")
# What stands between the names of several persons.
_SEVERAL = re.compile(r"[,;/&+()«»\"“”:]|\s(?:и|және|мен|and)\s", re.IGNORECASE)
_MOST_WORDS = 4
# A name is no longer. A longer text is searched, not compared.
_LONGEST_NAME = 200


class WithheldSearch:
    """Spellings of persons that are looked for, each under the person's id."""

    def __init__(self, spellings: Mapping[int, Iterable[str]]) -> None:
        self._names = NameSearch({id: [*names, *_surnames(names)] for id, names in spellings.items()})
        self._handles = HandleSearch(spellings)
        self._short = [(id, short) for id, names in spellings.items() if (short := short_surnames(names))]
        self._forms = [(id, normal_form(name)) for id, names in spellings.items() for name in names]
        self._families = _by_surname(spellings)
        # What has no surname to search for, a pseudonym of letters and digits for example, is looked for letter by letter.
        self._letters = [
            (id, _even(name).casefold()) for id, names in spellings.items() for name in names if name.strip() and not NameSearch({0: [name]})
        ]

    def named(self, text: str) -> Iterator[int]:
        """The persons whom a text names, by id. A surname is enough, whoever's given name stands beside it: «Марат Ахметов, Жусупова»."""
        if not text:
            return
        for reading in _readings(text):
            yield from (found.key for found in self._names.find_any(reading))
            yield from self._handles.find(reading)
            yield from (id for id, short in self._short if short.search(reading))
            yield from self._exactly(reading)

    def borne(self, name: str) -> Iterator[int]:
        """The persons whose name this is, where it is the name of one person: another's given name beside the surname makes it another's."""
        if _SEVERAL.search(name) or len(name.split()) > _MOST_WORDS:
            yield from self.named(name)
            return
        for reading in _readings(name):
            yield from (found.key for found in self._names.find(reading))
            yield from self._by_surname_alone(reading)
            yield from self._exactly(reading)

    def _by_surname_alone(self, reading: str) -> Iterator[int]:
        """Those whose surname a name is that says nothing else, also a short one or one that is a given name too."""
        parts = name_parts(reading)
        if len(parts.words) == 1 and not parts.initials:
            yield from (id for id, short in self._short if short.search(reading))
            yield from (id for form in spelled(parts.words[0]) for id in self._families.get(form, ()))

    def _exactly(self, reading: str) -> Iterator[int]:
        if self._letters:
            lower = reading.casefold()
            yield from (id for id, name in self._letters if name in lower)
        if len(reading) <= _LONGEST_NAME:
            form = normal_form(reading)
            yield from (id for id, name in self._forms if name == form)


def _by_surname(spellings: Mapping[int, Iterable[str]]) -> dict[str, set[int]]:
    """The persons by each form, in rough letters, of such surnames as show by no ending that they are some."""
    found: dict[str, set[int]] = {}
    for id, names in spellings.items():
        for form in {form for name in names for word in families(name_parts(name)) if not word.ending for form in spelled(word)}:
            found.setdefault(form, set()).add(id)
    return found


def _surnames(names: Iterable[str]) -> Iterator[str]:
    """Surnames that show that they are some by their endings: they are enough alone, also short ones (Бекова), which a search of names passes over."""
    words = (word for name in names for word in name_parts(name).words)
    return (word.written for word in words if word.ending and not is_given_name(word.written))


def _readings(text: str) -> Iterator[str]:
    """A text in each way in which somebody may read it."""
    plain = _even(text)
    yield plain
    if "%" in plain:
        yield _even(unquote(plain))
    if _MEETING.search(plain):
        yield _MEETING.sub(" ", plain)
    if whole := [_HYPHENS.sub("", found[0]) for found in _PARTED.finditer(plain)] + [found[0].replace(" ", "") for found in _SPACED.finditer(plain)]:
        yield " . . ".join(whole)


def _even(text: str) -> str:
    """Without what nobody sees, and with every letter in one form."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
