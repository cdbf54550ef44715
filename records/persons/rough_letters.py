"""Words of names in one rough alphabet, so that Kazakh Cyrillic, Russian Cyrillic and Latin spellings can be compared letter by letter.

Vowels become A, E, I, O or U; consonants small Latin letters, `c` for ч, ш and щ, `j` for ж and дж, `h` for х and һ. Soft and hard signs, apostrophes, accents
and doubled letters fall away. у beside а is v, as in Уәлиханов and Валиханов, Дәулет and Давлет.
"""

import re
import unicodedata
from functools import lru_cache
from math import inf
from typing import Any

_CYRILLIC = {
    "а": "A", "ә": "A", "я": "A", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "E", "ё": "E", "э": "E", "ж": "j", "з": "z", "и": "I", "й": "I",
    "ы": "I", "і": "I", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "O", "ө": "O", "п": "p", "р": "r", "с": "s", "т": "t", "у": "U",
    "ұ": "U", "ү": "U", "ю": "U", "ф": "f", "х": "h", "һ": "h", "ц": "s", "ч": "c", "ш": "c", "щ": "c", "ъ": "", "ь": "",
    # Uzbek, Tatar and Uighur names.
    "ў": "U", "ҳ": "h", "җ": "j",
}  # fmt: skip
# Marks of the Kazakh Latin alphabets that are more than accents.
_MARKED = {"ş": "sh", "ç": "ch", "ı": "y", "ğ": "g", "ǵ": "g"}
_DIGRAPHS = (
    ("shch", "C"), ("sch", "C"), ("tch", "C"), ("sh", "C"), ("ch", "C"), ("tz", "s"), ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("ya", "A"), ("yu", "U"), ("yo", "E"), ("ye", "E"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("x", "ks"),
)  # fmt: skip
_LATIN = str.maketrans({
    "a": "A", "e": "E", "i": "I", "o": "O", "u": "U", "y": "I", "w": "U", "q": "k", "c": "k", "C": "c",
})  # fmt: skip
_NO_LETTER = re.compile(r"[^A-Za-z]+")
_BESIDE_A = re.compile("U(?=A)|(?<=A)U")
_DOUBLED = re.compile(r"(.)\1+")
VOWELS = frozenset("AEIOU")


@lru_cache(maxsize=100_000)
def rough(word: str) -> str:
    """One word in the rough alphabet; empty if it has no letter. Жүсіпов → jUsIpOv, Zhussupov → jUsUpOv."""
    lower = _composed(word)
    if any("a" <= letter <= "z" for letter in lower):
        for written, meant in _DIGRAPHS:
            lower = lower.replace(written, meant)
        lower = lower.translate(_LATIN)
    said = "".join(_CYRILLIC.get(letter, letter) for letter in lower)
    said = _NO_LETTER.sub("", said).replace("dj", "j").replace("ts", "s")
    return _DOUBLED.sub(r"\1", _BESIDE_A.sub("v", said))


def spelling_tables() -> dict[str, Any]:
    """The tables of this module in plain JSON, for a program in another language that does the same (`reports/site/static/explorer.js`)."""
    return {"cyrillic": _CYRILLIC, "marked": _MARKED, "digraphs": _DIGRAPHS, "latin": {chr(letter): said for letter, said in _LATIN.items()}}


def _composed(word: str) -> str:
    """In small letters without accents. й, ё and the marked letters of Kazakh Latin stay letters of their own."""
    lower = "".join(_MARKED.get(letter, letter) for letter in unicodedata.normalize("NFKC", word).casefold())
    parted = "".join(letter if letter in _CYRILLIC else unicodedata.normalize("NFD", letter) for letter in lower)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _costs() -> dict[tuple[str, str], float]:
    near = {
        "IE": 0.5, "IU": 0.5, "OU": 0.5, "AE": 0.9, "EU": 0.9, "AO": 1.0, "AI": 1.3, "AU": 1.5, "EO": 1.0, "IO": 1.0,
        "sz": 0.6, "kg": 0.7, "kh": 0.6, "gh": 0.8, "dt": 0.8, "bp": 0.8, "vf": 0.8, "sc": 0.9,
    }  # fmt: skip
    return {**{(pair[0], pair[1]): cost for pair, cost in near.items()}, **{(pair[1], pair[0]): cost for pair, cost in near.items()}}


_EXCHANGED = _costs()
_LEFT_OUT = {"I": 0.4, "E": 0.7, "U": 0.8, "O": 0.9, "A": 1.0, "h": 0.7}


@lru_cache(maxsize=200_000)
def distance(one: str, other: str, most: float = inf) -> float:
    """How far two rough words are apart: what one has to change in one to get the other. Letters that spellings really exchange cost little. Words that are
    further apart than `most` are only said to be so: the answer is then infinite."""
    previous = [0.0]
    for place, letter in enumerate(other):
        previous.append(previous[-1] + _dropped(other, place, letter))
    for row, mine in enumerate(one):
        current = [previous[0] + _dropped(one, row, mine)]
        for place, theirs in enumerate(other):
            exchanged = previous[place] + (0.0 if mine == theirs else _EXCHANGED.get((mine, theirs), 2.0))
            current.append(min(exchanged, previous[place + 1] + _dropped(one, row, mine), current[place] + _dropped(other, place, theirs)))
        if min(current) > most:
            # Nothing costs less than nothing, so every way on from here is longer.
            return inf
        previous = current
    return previous[-1]


def _dropped(word: str, place: int, letter: str) -> float:
    # ң is written н or нг.
    if letter == "g" and place and word[place - 1] == "n":
        return 0.6
    return _LEFT_OUT.get(letter, 1.5)


def nearly(one: str, other: str) -> bool:
    """Whether two rough words are as near as spellings of one name are."""
    shorter = min(len(one), len(other))
    allowed = 0.0 if shorter < 3 else 0.5 if shorter == 3 else 0.6 if shorter < 8 else 1.0 if shorter < 10 else 1.3
    return one == other or (allowed > 0 and abs(len(one) - len(other)) <= 3 and distance(one, other, allowed + 1e-9) <= allowed + 1e-9)
