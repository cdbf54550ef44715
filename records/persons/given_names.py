"""Given names, recognised in every spelling: Kazakh, Russian and Latin letters are brought to one plain form."""

from functools import cache, lru_cache
from pathlib import Path

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
