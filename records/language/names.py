"""Personal names across spellings and scripts: the rough alphabet for comparing them, given names and their gender, and the parts of a name."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from pathlib import Path
from typing import Any

from records.language.letters import KAZAKH_AS_RUSSIAN

# The rough alphabet: one form of words in which Kazakh Cyrillic, Russian Cyrillic and Latin spellings can be compared letter by letter.
#
# Vowels become A, E, I, O or U; consonants lower-case Latin letters, `c` for ч, ш and щ, `j` for ж and дж, `h` for х and һ. Soft and hard signs,
# apostrophes, accents and doubled letters are dropped. у next to а is v, as in Уәлиханов and Валиханов, Дәулет and Давлет.

_CYRILLIC = {
    "а": "A", "ә": "A", "я": "A", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "E", "ё": "E", "э": "E", "ж": "j", "з": "z", "и": "I", "й": "I",
    "ы": "I", "і": "I", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "O", "ө": "O", "п": "p", "р": "r", "с": "s", "т": "t", "у": "U",
    "ұ": "U", "ү": "U", "ю": "U", "ф": "f", "х": "h", "һ": "h", "ц": "s", "ч": "c", "ш": "c", "щ": "c", "ъ": "", "ь": "",
    # Uzbek, Tatar and Uighur names.
    "ў": "U", "ҳ": "h", "җ": "j",
}  # fmt: skip
# Letters of the Kazakh Latin alphabets whose marks are more than accents.
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
def rough_form(word: str) -> str:
    """Return a word in the rough alphabet; empty if it has no letter. Жүсіпов → jUsIpOv, Zhussupov → jUsUpOv."""
    lower = _composed(word)
    if any("a" <= letter <= "z" for letter in lower):
        for digraph, letter_code in _DIGRAPHS:
            lower = lower.replace(digraph, letter_code)
        lower = lower.translate(_LATIN)
    letters = "".join(_CYRILLIC.get(letter, letter) for letter in lower)
    letters = _NO_LETTER.sub("", letters).replace("dj", "j").replace("ts", "s")
    return _DOUBLED.sub(r"\1", _BESIDE_A.sub("v", letters))


def spelling_tables() -> dict[str, Any]:
    """Return the tables of this module as plain JSON, for the same function in JavaScript (`reports/site/static/explorer.js`)."""
    return {"cyrillic": _CYRILLIC, "marked": _MARKED, "digraphs": _DIGRAPHS, "latin": {chr(letter): letters for letter, letters in _LATIN.items()}}


def _composed(word: str) -> str:
    """Return the text in lower case without accents; й, ё and the marked letters of Kazakh Latin remain distinct letters."""
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
def spelling_distance(word: str, other_word: str, most: float = inf) -> float:
    """Return the weighted edit distance of two rough words: letters that spellings exchange cost little. Infinite if above `most`."""
    previous = [0.0]
    for place, letter in enumerate(other_word):
        previous.append(previous[-1] + _dropped(other_word, place, letter))
    for row, left in enumerate(word):
        current = [previous[0] + _dropped(word, row, left)]
        for place, right in enumerate(other_word):
            exchanged = previous[place] + (0.0 if left == right else _EXCHANGED.get((left, right), 2.0))
            current.append(min(exchanged, previous[place + 1] + _dropped(word, row, left), current[place] + _dropped(other_word, place, right)))
        if min(current) > most:
            # Costs are never negative, so the distance cannot get below `most` again.
            return inf
        previous = current
    return previous[-1]


def _dropped(word: str, place: int, letter: str) -> float:
    # ң is written н or нг.
    if letter == "g" and place and word[place - 1] == "n":
        return 0.6
    return _LEFT_OUT.get(letter, 1.5)


def is_near_spelling(word: str, other_word: str) -> bool:
    """Return whether two rough words are as near as spellings of one name are."""
    shorter = min(len(word), len(other_word))
    allowed = 0.0 if shorter < 3 else 0.5 if shorter == 3 else 0.6 if shorter < 8 else 1.0 if shorter < 10 else 1.3
    return word == other_word or (
        allowed > 0 and abs(len(word) - len(other_word)) <= 3 and spelling_distance(word, other_word, allowed + 1e-9) <= allowed + 1e-9
    )


# Given names, recognised in any spelling: Kazakh, Russian and Latin letters are converted to one plain form.

_LIST = Path(__file__).with_name("given_names.tsv")
_SEVERAL = (
    ("shch", "щ"), ("kh", "х"), ("zh", "ж"), ("sh", "ш"), ("ch", "ч"), ("ts", "ц"), ("gh", "г"), ("th", "т"), ("ph", "ф"), ("ya", "а"), ("yu", "у"),
    ("yo", "е"), ("ye", "е"), ("ck", "к"), ("x", "кс"),
)  # fmt: skip
_FROM_LATIN = dict(zip("abcdefghijklmnopqrstuvwyzäá", "абкдефгхижклмнопкрстувуизаа", strict=True))
_FROM_LATIN |= {"ş": "ш", "ç": "ч", "ğ": "г", "ǵ": "г", "ñ": "н", "ń": "н", "ö": "о", "ó": "о", "ü": "у", "ú": "у", "ý": "у", "ı": "и"}
_PLAIN = KAZAKH_AS_RUSSIAN | {"й": "и", "ы": "и", "э": "е", "ё": "е", "ю": "у", "я": "а"}
_LETTERS = str.maketrans(_FROM_LATIN | _PLAIN | dict.fromkeys("ьъ'’ʼ-", ""))


@cache
def given_names() -> dict[str, str]:
    """Return given names in lower case, with е for ё, and their gender: m, f, or mf for both."""
    genders: dict[str, str] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            gender, name = line.split("\t")
            lower = name.lower().replace("ё", "е")
            genders[lower] = "mf" if genders.get(lower, gender) != gender else gender
    return genders


@lru_cache(maxsize=20_000)
def plain_form(name: str) -> str:
    """Return a name without the differences between spellings: Yerlan, Ерлан → ерлан; Гүлнәр, Гульнар, Gulnar → гулнар.

    Doubled letters count as one, except н: Жанна is a name, жаңа is not.
    """
    lower = name.lower()
    if lower.isascii() or any(letter in _FROM_LATIN for letter in lower):
        for latin, cyrillic in _SEVERAL:
            lower = lower.replace(latin, cyrillic)
    plain = lower.translate(_LETTERS)
    return "".join(letter for number, letter in enumerate(plain) if number == 0 or letter != plain[number - 1] or letter == "н")


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(plain_form(name) for name in given_names())


@cache
def _genders() -> dict[str, str]:
    return {plain_form(name): gender for name, gender in given_names().items()}


def given_name_gender(name: str) -> str:
    """Return the gender of a listed given name in any spelling: m, f, or mf; empty for other words."""
    return _genders().get(plain_form(name), "")


def is_given_name(name: str) -> bool:
    """Return whether the uninflected word is a listed given name in any spelling."""
    return plain_form(name) in _plain_names()


_WORD = re.compile(r"([^\W\d_]+(?:[-‑'’ʼ`ʹ][^\W\d_]+)*)(\.?)")
_NAME_LETTERS = re.compile(r"[^\W\d_]+")
# Largest number of words in a name, and largest length of one.
_MOST_WORDS, _LONGEST_WORD = 8, 60
# Shorter beginnings of surnames are not distinctive.
_SHORTEST_BASE = 3
# Words that are written separately from the father's name: Серік ұлы.
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
    """A word of a name: as written, in rough letters, and as the base without the ending of a surname.

    `ending` is "ov" (-ов, -ев), "in", "sky", "child" (-ұлы, -қызы) or empty. `gender` is what the ending shows: "f", "m" or empty.
    """

    written: str
    rough: str
    base: str
    ending: str = ""
    gender: str = ""


@dataclass(frozen=True)
class NameParts:
    """The words of a name in order, without the father's name and initials.

    `father` is the base of the father's name if it is next to a surname; `initials` are first rough letters.
    """

    words: tuple[NameWord, ...]
    father: str = ""
    initials: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether the name has more than a surname, or a given name with initials."""
        return len(self.words) > 1 or (bool(self.words) and bool(self.father))


@lru_cache(maxsize=50_000)
def normal_form(name: str) -> str:
    """Return a form that is equal for writings of one spelling: case, order, spaces, punctuation and ё do not matter, other letters do."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(sorted(_NAME_LETTERS.findall(plain))) or plain.strip()


@lru_cache(maxsize=50_000)
def name_parts(name: str) -> NameParts:
    """Return the parts of a name in any script and order."""
    words: list[str] = []
    initials: list[str] = []
    for word, stop in _WORD.findall(unicodedata.normalize("NFC", name)):
        if words and word.casefold() in _CHILD_WORDS:
            words[-1] += word
        elif len(words) + len(initials) >= _MOST_WORDS or len(word) > _LONGEST_WORD:
            # Too long for a name; its beginning is sufficient.
            break
        elif len(word) == 1 or (stop and len(word) <= 2 and (word.isascii() or len(word) == 1)):
            initials.append(first_letter(rough_form(word)))
        else:
            words.append(word)
    read = [name_word for name_word in map(_word, words) if name_word.rough]
    father, own = _without_father(read, len(initials))
    return NameParts(tuple(own), father, tuple(filter(None, initials)))


def first_letter(word: str) -> str:
    """Return the class of a word's first letter for comparing initials. Ө and У, Е and И, У and В are used for each other."""
    return word[:1].translate(str.maketrans("OvI", "UUE"))


def _word(written: str) -> NameWord:
    letters = rough_form(written)
    if match := _CHILD.search(letters):
        return NameWord(written, letters, letters[: match.start()], "child", "m" if match[1] else "f")
    if match := _FAMILY.search(letters):
        if match[1]:
            return NameWord(written, letters, letters[: match.start()], "ov" if match[1].endswith("v") else "in", "f" if match[2] else "m")
        return NameWord(written, letters, letters[: match.start()] + "sk", "sky", "m" if match[3] else "f")
    return NameWord(written, letters, letters)


def _without_father(read: list[NameWord], initials: int) -> tuple[str, list[NameWord]]:
    """Return the father's name as a base, and the other words. -ұлы and -қызы next to only one word are taken as the surname."""
    for place, word in enumerate(read):
        if len(read) > 1 and (match := _FATHERS.search(word.rough)):
            return word.rough[: match.start()].rstrip("I"), [*read[:place], *read[place + 1 :]]
    if len(read) + min(initials, 1) > 2:
        for place, word in enumerate(read):
            if word.ending == "child":
                return word.base, [*read[:place], *read[place + 1 :]]
    return "", read


@lru_cache(maxsize=50_000)
def shows_surname(word: str) -> bool:
    """Return whether a word of a text, in any case, has an ending of surnames or fathers' names."""
    return len(word) <= _LONGEST_WORD and bool(_SHOWN.search(rough_form(word)))


def surname_variants(word: NameWord) -> tuple[str, ...]:
    """Return the variants of a surname in -ов or -ев in rough letters: without an ending, with -ұлы and with -қызы."""
    base = word.base
    if word.ending != "ov" or len(base) < _SHORTEST_BASE:
        return ()
    return (base, base + ("vlI" if base.endswith("A") else "UlI"), base.rstrip("k") + "kIzI")


@lru_cache(maxsize=50_000)
def letters_key(name: str) -> str:
    """Return a key that is equal for spellings of one full name that differ only in script, order and the father's name.

    For a name that is not full it is the spelling itself, because initials do not identify a person.
    """
    parts = name_parts(name)
    return " ".join(sorted(word.rough for word in parts.words)) if len(parts.words) > 1 else normal_form(name)
