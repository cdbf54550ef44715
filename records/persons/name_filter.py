"""Whether a name is the one that somebody looks for, over spellings, scripts and order: a list is narrowed by it. A beginning of a word is enough.

Nothing is decided by it: who may be one person says `records.persons.likeness`.
"""

import re

from records.persons.rough_letters import VOWELS, nearly, rough

RoughName = tuple[str, ...]
"""The words of a name in rough letters."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`ʹ][^\W\d_]+)*")
# A shorter word is no beginning of another, but an initial.
_SHORTEST = 3
_LONGEST_WORD, _MOST_WORDS = 60, 12
# Consonants that spellings exchange, as one.
_CLASSES = str.maketrans("zcgtpf", "sskdbv")


def rough_name(name: str) -> RoughName:
    """The words of a name, made comparable."""
    words = (rough(word[:_LONGEST_WORD]) for word in _WORD.findall(name)[:_MOST_WORDS])
    return tuple(word for word in words if word)


class NameFilter:
    """A name that is looked for. Made once for a list."""

    def __init__(self, name: str) -> None:
        self._wanted = rough_name(name)
        self._keys = [_key(word) for word in self._wanted]
        self._told: list[dict[str, bool]] = [{} for _ in self._wanted]

    def fits(self, name: RoughName) -> bool:
        """Whether every word that is looked for stands in this name. A name without a letter fits none."""
        return bool(self._wanted) and all(any(self._alike(place, word) for word in name) for place in range(len(self._wanted)))

    def _alike(self, place: int, word: str) -> bool:
        told = self._told[place]
        if word not in told:
            told[word] = self._compared(place, word)
        return told[word]

    def _compared(self, place: int, word: str) -> bool:
        wanted = self._wanted[place]
        if len(wanted) < _SHORTEST:
            return word.startswith(wanted)
        return word.startswith(wanted) or (self._keys[place] == _key(word) and nearly(wanted, word))


def _key(word: str) -> str:
    """The first consonant, roughly: names that are nearly one begin with one sound, and comparing letter by letter takes long."""
    return next((letter for letter in word if letter not in VOWELS and letter != "h"), "").translate(_CLASSES)
