"""The forms of a place name in a text: its cases, and the adjectives made from it, in Russian and Kazakh."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import product
from typing import NamedTuple

from classify.text.alphabets import fold_cyrillic


class PlaceForm(IntEnum):
    """How a word stands for a name: the noun in some case, the Russian adjective (карагандинский), the Kazakh one (семейлік), or its
    inhabitants (аксайцы)."""

    NOUN = 0
    ADJECTIVE = 1
    KAZAKH_ADJECTIVE = 2
    PEOPLE = 3


class Use(NamedTuple):
    """A word of the text, understood as a form of a word in names."""

    word: str
    form: PlaceForm


class _Ending(NamedTuple):
    stem: str
    endings: frozenset[str]
    word: str
    form: PlaceForm


# A cache of looked-up words is emptied at this size, so that a process that reads for months does not grow.
_REMEMBERED = 100_000
# Two letters are enough for Шу and Ош; no stem is shorter.
_SHORTEST = 2
# What posts of channels put before a word without a space.
_SIGNS = "❗‼⚡🔥📍✅➡👉🔴#\ufe0f"


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold_cyrillic(word) for word in words.split())


_KAZAKH_CASES = _folded(
    "ның нің дың дің тың тің ға ге қа ке ны ні ды ді ты ті да де та те нан нен дан ден тан тен мен бен пен дағы дегі тағы тегі ша ше дікі тікі нікі"
)
_KAZAKH_NOUN = frozenset({"", *_KAZAKH_CASES})
# семейлік, семейліктер, семейліктерге; in cases the last қ of the ending softens no further than this.
_KAZAKH_ADJECTIVE = frozenset(
    "".join(parts) for parts in product(_folded("лық лік дық дік тық тік"), ("", *_folded("тар тер")), ("", *_KAZAKH_CASES))
)
# After a possessive, which few names end in: Хан Ордасында.
_KAZAKH_AFTER_POSSESSIVE = frozenset({"", *_folded("ның нің на не ны ні нда нде нан нен мен ндағы ндегі")})
# Before a case ending Kazakh puts a vowel after Russian names in -ск: Щучинскіде.
_KAZAKH_AFTER_SK = frozenset(fold_cyrillic("і") + ending for ending in _KAZAKH_NOUN)
_ADJECTIVAL = _folded("ий ый ой ого ому им ым ом ая ую ое ие ые их ых ими ыми")
_RUSSIAN_ADJECTIVE = frozenset(
    fold_cyrillic(middle) + "ск" + ending for middle in ("", "н", "ин", "ын", "ов", "ев", "ен", "и", "йн") for ending in _ADJECTIVAL
)
_PEOPLE = frozenset(
    fold_cyrillic(middle) + ending
    for middle in ("", "ин", "ов", "ев")
    for ending in _folded("ец ца цу цем це цы цев цам цами цах чанин чанина чане чан чанам чанами")
)
# A shorter stem with an ending of adjectives or of people is mostly another word (шұлық is a stocking).
_SHORTEST_OF_ADJECTIVE, _SHORTEST_OF_PEOPLE = 3, 5
_CONSONANTS = "бвгғджзкқлмнңпрстфхцчшщһ"
# What follows the stem in the cases of a Russian name, by the letters it ends in (longest first).
_CASES: tuple[tuple[str, frozenset[str]], ...] = (
    ("ое", _folded("ое ого ому ым ом")),
    ("ее", _folded("ее его ему им ем")),
    ("ая", _folded("ая ой ую")),
    ("ый", _folded("ый ого ому ым ом")),
    ("ий", _folded("ий ого ему ому им ом")),
    ("ия", _folded("ия ии ию ией")),
    ("а", _folded("а ы и е у ой ою")),
    ("я", _folded("я и е ю ей")),
    ("ь", _folded("ь я и ю е ем ью")),
    ("й", _folded("й я ю е ем")),
    ("о", _folded("о а у ом е")),
)  # fmt: skip
_AFTER_CONSONANT = _folded("а у ом ем е ым")


def _stems_of(word: str) -> Iterator[tuple[str, frozenset[str], PlaceForm]]:
    """Stem, endings and meaning of every form of a word in a name. The stems are not folded yet."""
    yield word, _KAZAKH_AFTER_POSSESSIVE if word.endswith(("сы", "сі")) else _KAZAKH_NOUN, PlaceForm.NOUN
    if len(word) >= _SHORTEST_OF_ADJECTIVE:
        yield word, _KAZAKH_ADJECTIVE, PlaceForm.KAZAKH_ADJECTIVE
    if word.endswith(("ский", "цкий", "ская", "цкая")):
        yield word[:-2], _ADJECTIVAL, PlaceForm.ADJECTIVE
        return
    for stem in (word, word.removesuffix("ск") if word.endswith("ск") else word[:-1] if word[-1] in "аеоуыиь" else word):
        if len(stem) >= _SHORTEST_OF_PEOPLE:
            yield stem, _PEOPLE, PlaceForm.PEOPLE
    yield word, _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE
    for tail, cases in _CASES:
        if word.endswith(tail) and len(word) - len(tail) >= _SHORTEST:
            yield word[: -len(tail)], cases, PlaceForm.NOUN
            yield word[: -len(tail)], _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE
            break
    else:
        if word[-1] in _CONSONANTS:
            yield word, _AFTER_CONSONANT, PlaceForm.NOUN
        elif len(word) > 3:
            yield word[:-1], _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE
    if word.endswith("ск"):
        yield word, _ADJECTIVAL, PlaceForm.ADJECTIVE
        yield word, _KAZAKH_AFTER_SK, PlaceForm.NOUN
    if word.endswith(("вка", "нка")):
        yield word[:-2], _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE


class Forms:
    """Which words of names a word of a text may be.

    Words are compared without the differences that Latin spellings and plain keyboards lose (Казакша for Қазақша). Words in `unchanging` (ВКО)
    have no cases.
    """

    def __init__(self, words: Iterable[str], unchanging: Iterable[str] = ()) -> None:
        self._stems: dict[str, list[_Ending]] = defaultdict(list)
        self._known: dict[str, tuple[Use, ...]] = {}
        fixed = frozenset(unchanging)
        for word in words:
            if word in fixed or not "\u0400" <= word[0] <= "\u04ff":
                self._stems[fold_cyrillic(word)].append(_Ending(word, frozenset({""}), word, PlaceForm.NOUN))
                continue
            for stem, endings, form in _stems_of(word):
                self._stems[fold_cyrillic(stem)].append(_Ending(stem, endings, word, form))

    def read(self, form: str) -> tuple[Use, ...]:
        """All readings of a lower-case word."""
        known = self._known.get(form)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[form] = tuple(self._read(form.lstrip(_SIGNS)))
        return known

    def _read(self, form: str) -> Iterable[Use]:
        """Names spelled with exactly these letters are preferred: есік is Есік, or a door, and not Есик."""
        folded = fold_cyrillic(form)
        found: dict[Use, bool] = {}
        for length in range(_SHORTEST, len(form) + 1):
            for ending in self._stems.get(folded[:length], ()):
                if folded[length:] in ending.endings:
                    use = Use(ending.word, ending.form)
                    found[use] = found.get(use, False) or form.startswith(ending.stem)
        exact = [use for use, is_exact in found.items() if is_exact]
        return exact or found
