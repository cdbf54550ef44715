"""A name taken apart: its words in the rough alphabet, the father's name, initials. Nothing is guessed that the words themselves do not show."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from pathlib import Path
from typing import Any

# Words of names in one rough alphabet, so that Kazakh Cyrillic, Russian Cyrillic and Latin spellings can be compared letter by letter.
#
# Vowels become A, E, I, O or U; consonants small Latin letters, `c` for ч, ш and щ, `j` for ж and дж, `h` for х and һ. Soft and hard signs, apostrophes, accents
# and doubled letters fall away. у beside а is v, as in Уәлиханов and Валиханов, Дәулет and Давлет.

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


# Given names, recognised in every spelling: Kazakh, Russian and Latin letters are brought to one plain form.

_LIST = Path(__file__).with_name("given_names.tsv")
_SEVERAL = (
    ("shch", "щ"), ("kh", "х"), ("zh", "ж"), ("sh", "ш"), ("ch", "ч"), ("ts", "ц"), ("gh", "г"), ("th", "т"), ("ph", "ф"), ("ya", "а"), ("yu", "у"),
    ("yo", "е"), ("ye", "е"), ("ck", "к"), ("x", "кс"),
)  # fmt: skip
_FROM_LATIN = {
    "a": "а",
    "b": "б",
    "c": "к",
    "d": "д",
    "e": "е",
    "f": "ф",
    "g": "г",
    "h": "х",
    "i": "и",
    "j": "ж",
    "k": "к",
    "l": "л",
    "m": "м",
    "n": "н",
}
_FROM_LATIN |= {"o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "у", "y": "и", "z": "з", "ä": "а", "á": "а"}
_FROM_LATIN |= {"ş": "ш", "ç": "ч", "ğ": "г", "ǵ": "г", "ñ": "н", "ń": "н", "ö": "о", "ó": "о", "ü": "у", "ú": "у", "ý": "у", "ı": "и"}
_PLAIN = {
    "ә": "а",
    "ғ": "г",
    "қ": "к",
    "ң": "н",
    "ө": "о",
    "ұ": "у",
    "ү": "у",
    "һ": "х",
    "і": "и",
    "й": "и",
    "ы": "и",
    "э": "е",
    "ё": "е",
    "ю": "у",
    "я": "а",
}
_LETTERS = str.maketrans(_FROM_LATIN | _PLAIN | dict.fromkeys("ьъ'’ʼ-", ""))


@cache
def given_names() -> dict[str, str]:
    """Given names in lower case, with е for ё, and their gender: m, f, or mf if both bear it."""
    genders: dict[str, str] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            gender, name = line.split("\t")
            lower = name.lower().replace("ё", "е")
            genders[lower] = "mf" if genders.get(lower, gender) != gender else gender
    return genders


@lru_cache(maxsize=20_000)
def plain_form(name: str) -> str:
    """A name without the differences between spellings: Yerlan, Ерлан → ерлан; Гүлнәр, Гульнар, Gulnar → гулнар.

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
    """The gender of a listed given name in some spelling: m, f, or mf; empty for another word."""
    return _genders().get(plain_form(name), "")


def is_given_name(name: str) -> bool:
    """Whether the word, as it stands, is a listed given name in some spelling."""
    return plain_form(name) in _plain_names()


_WORD = re.compile(r"([^\W\d_]+(?:[-‑'’ʼ`ʹ][^\W\d_]+)*)(\.?)")
_NAME_LETTERS = re.compile(r"[^\W\d_]+")
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
    return " ".join(sorted(_NAME_LETTERS.findall(plain))) or plain.strip()


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
