"""A name taken apart: its words in the rough alphabet, the father's name, initials. Nothing is guessed that the words themselves do not show."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from records.persons.rough_letters import rough

_WORD = re.compile(r"([^\W\d_]+(?:[-‑'’ʼ`ʹ][^\W\d_]+)*)(\.?)")
_LETTERS = re.compile(r"[^\W\d_]+")
# A name has no more words, and none is longer.
_MOST_WORDS, _LONGEST_WORD = 8, 60
# A shorter beginning of a surname tells nothing alone.
_SHORTEST_BASE = 3
# Written apart from the father's name: Серік ұлы.
_CHILD_WORDS = frozenset({"ұлы", "улы", "uly", "ulı", "қызы", "кызы", "kyzy", "qyzy", "қыз", "ұл", "оглы", "оглу", "угли"})
# Саятова, Саятовым, Саятовқа; Саятұлын.
_SHOWN = re.compile(
    "(?<=..)(?:[OE]v|sk|UlI|OglI|UglI|k[Ie]zI)(?:A|U|I|E|OI|OmU|OgO|Im|Om|Imi|IhA?|AIA|UIU|nIn|n|nA|kA|kE|tI|tIn|tA|tAn|pEn|gA|gE|dAn|nAn|mEn|s)?$"
)
_FATHERS = re.compile("(?:[OE]vIc|[OE]vnA|IcnA|[lm]Ic)$")
_CHILD = re.compile("(?<=..)(?:(UlI|OglI|UglI)|(k[Ie]zI))$")
_FAMILY = re.compile("(?<=..)(?:([OE]v|(?<=...)In)(A)?|(skI)|(skA))$")


@dataclass(frozen=True)
class NameWord:
    """A word of a name: as it is written, its rough letters, and the base without an ending of surnames.

    `ending` is "ov" (-ов, -ев), "in", "sky", "child" (-ұлы, -қызы) or empty. `gender` is what the ending shows: "f", "m" or empty.
    """

    written: str
    rough: str
    base: str
    ending: str = ""
    gender: str = ""


@dataclass(frozen=True)
class NameParts:
    """The words of a name without the father's and without initials, in their order; the father's name as a base, if it stands beside a surname; and
    initials, each as its first rough letter."""

    words: tuple[NameWord, ...]
    father: str = ""
    initials: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether there is more than a surname or a given name with initials."""
        return len(self.words) > 1 or (bool(self.words) and bool(self.father))


@lru_cache(maxsize=50_000)
def normal_form(name: str) -> str:
    """What two writings of one spelling have in common: capitals, order, spaces, stops and ё do not matter. Letters of another script do."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(sorted(_LETTERS.findall(plain))) or plain.strip()


@lru_cache(maxsize=50_000)
def name_parts(name: str) -> NameParts:
    """The parts of a name in any script and order."""
    words: list[str] = []
    initials: list[str] = []
    for word, stop in _WORD.findall(unicodedata.normalize("NFC", name)):
        if words and word.casefold() in _CHILD_WORDS:
            words[-1] += word
        elif len(words) + len(initials) >= _MOST_WORDS or len(word) > _LONGEST_WORD:
            # Whatever this is, it is no name; what can be said of its beginning is enough.
            break
        elif len(word) == 1 or (stop and len(word) <= 2 and (word.isascii() or len(word) == 1)):
            initials.append(first_letter(rough(word)))
        else:
            words.append(word)
    read = [one for one in map(_word, words) if one.rough]
    father, own = _without_father(read, len(initials))
    return NameParts(tuple(own), father, tuple(filter(None, initials)))


def first_letter(word: str) -> str:
    """The class of a word's first letter: what an initial shows of it. Ө and У, Е and И, У and В are written for each other."""
    return word[:1].translate(str.maketrans("OvI", "UUE"))


def _word(written: str) -> NameWord:
    said = rough(written)
    if found := _CHILD.search(said):
        return NameWord(written, said, said[: found.start()], "child", "m" if found[1] else "f")
    if found := _FAMILY.search(said):
        if found[1]:
            return NameWord(written, said, said[: found.start()], "ov" if found[1].endswith("v") else "in", "f" if found[2] else "m")
        return NameWord(written, said, said[: found.start()] + "sk", "sky", "m" if found[3] else "f")
    return NameWord(written, said, said)


def _without_father(read: list[NameWord], initials: int) -> tuple[str, list[NameWord]]:
    """The father's name as a base, and the other words. -ұлы and -қызы beside one word alone are taken as the surname."""
    for place, word in enumerate(read):
        if len(read) > 1 and (found := _FATHERS.search(word.rough)):
            return word.rough[: found.start()].rstrip("I"), [*read[:place], *read[place + 1 :]]
    if len(read) + min(initials, 1) > 2:
        for place, word in enumerate(read):
            if word.ending == "child":
                return word.base, [*read[:place], *read[place + 1 :]]
    return "", read


@lru_cache(maxsize=50_000)
def shows_surname(word: str) -> bool:
    """Whether a word of a text, in whatever case, shows by its ending that it is a surname or a father's name."""
    return len(word) <= _LONGEST_WORD and bool(_SHOWN.search(rough(word)))


def kindred(word: NameWord) -> tuple[str, ...]:
    """A surname in -ов or -ев as its bearer may write it too, in rough letters: without an ending, with -ұлы and with -қызы."""
    base = word.base
    if word.ending != "ov" or len(base) < _SHORTEST_BASE:
        return ()
    return (base, base + ("vlI" if base.endswith("A") else "UlI"), base.rstrip("k") + "kIzI")


@lru_cache(maxsize=50_000)
def letters_key(name: str) -> str:
    """What the spellings of one full name have in common that differ in nothing but letters of another script, the order and the father's name. Of a name
    that is not full it is the spelling itself: an initial makes nobody one."""
    parts = name_parts(name)
    return " ".join(sorted(word.rough for word in parts.words)) if len(parts.words) > 1 else normal_form(name)
