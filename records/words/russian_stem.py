"""Russian stems: the endings of nouns and adjectives are taken off, until none is left.

It is a light stemmer, as Dolamic and Savoy describe one ("Indexing and searching strategies for the Russian language", 2009): what follows a root by derivation stays,
so журналистка does not become журналист. Verbs keep their last consonants: избил, избила and избили are one, избить is another.
"""

from functools import lru_cache

_ENDINGS = (
    "иями", "ями", "ами", "ыми", "ими", "ого", "его", "ому", "ему", "иях", "иям", "ием", "ией", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ой", "ей", "ою", "ею", "ью",
    "ых", "их", "ым", "им", "ом", "ем", "ам", "ям", "ах", "ях", "а", "я", "у", "ю", "ы", "и", "е", "о", "й", "ь",
)  # fmt: skip
# In the plural of many nouns an ending, in most surnames a part of the name.
_OF_MANY = ("ов", "ев")
_VOWELS = frozenset("аәеёиоөуұүыіэюя")
# Letters that must remain: суд, бой. Of a surname more, since шов is no шо.
_SHORTEST, _SHORTEST_OF_MANY = 3, 3


@lru_cache(maxsize=50_000)
def russian_stem(word: str) -> str:
    """The stem of a lower-case Russian word: журналиста → журналист, полицией → полиц, Ахметовой → ахметов."""
    stem = word.replace("ё", "е")
    while (shorter := _without(stem)) != stem:
        stem = shorter
    return stem


def without_many(stem: str) -> str:
    """A stem without -ов or -ев, which may be an ending: журналистов → журналист. Also Сериков → серик, which is another name."""
    base = stem[:-2]
    return base if stem.endswith(_OF_MANY) and len(base) >= _SHORTEST_OF_MANY and any(letter in _VOWELS for letter in base) else stem


def _without(stem: str) -> str:
    for ending in _ENDINGS:
        base = stem[: -len(ending)]
        if stem.endswith(ending) and len(base) >= _SHORTEST and any(letter in _VOWELS for letter in base):
            return base
    return stem
