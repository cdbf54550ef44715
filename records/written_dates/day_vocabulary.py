"""The words of dates in every language of the product: what CLDR names its months and days of the week, and what people write besides (`day_words.tsv`)."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.dates import get_day_names, get_month_names

from records.i18n import LANGUAGES

_MORE = Path(__file__).with_name("day_words.tsv")
# Kazakh letters as they are typed on a Russian keyboard, and the dotless letter of Latin Kazakh. Others lose their accents alone.
_PLAIN = str.maketrans("әғқңөұүһі" + "ı" + "‐‑‒–—―−", "агкноуухи" + "i" + "-" * 7)
# A month may be cut short to so many letters, if no other month begins with them.
_SHORTEST = 3


@dataclass
class DayVocabulary:
    """Words in small plain letters (`plain`), each with its value; `spelt` has them as they are written."""

    months: dict[str, int] = field(default_factory=dict)
    weekdays: dict[str, int] = field(default_factory=dict)
    """Monday is 1."""
    near: dict[str, int] = field(default_factory=dict)
    """Today, yesterday: days from the day of which somebody speaks."""
    fillers: set[str] = field(default_factory=set)
    ordinals: set[str] = field(default_factory=set)
    spelt: dict[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    """In small letters without accents, each space one, each dash a hyphen: what is compared."""
    small = unicodedata.normalize("NFKC", text).replace("İ", "I").lower().translate(_PLAIN)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    return " ".join(bare.split())


def vocabulary() -> DayVocabulary:
    """The words of all languages together. A language that is added later is in it."""
    return _vocabulary(tuple(language.formats for language in LANGUAGES.values()))


@cache
def _vocabulary(locales: tuple[str, ...]) -> DayVocabulary:
    found = DayVocabulary()
    endings: dict[str, list[str]] = {}
    for language, part, value, words in _rows():
        match part:
            case "ending":
                endings[language] = words
            case "filler":
                found.fillers.update(map(plain, words))
            case "ordinal":
                found.ordinals.update(map(plain, words))
            case _:
                known = {"month": found.months, "weekday": found.weekdays, "near": found.near}[part]
                _learn(found, known, words, int(value))
    for locale in locales:
        ends = ["", *endings.get(locale, [])]
        for name, month in _of_calendar(get_month_names, locale):
            _learn(found, found.months, [name + end for end in ends], month)
        for name, day in _of_calendar(get_day_names, locale):
            _learn(found, found.weekdays, [name + end for end in ends], day + 1)
    _shorten(found)
    return found


def _rows() -> Iterator[tuple[str, str, str, list[str]]]:
    for line in _MORE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, part, value, words = line.split("\t")
            yield language, part, value, words.split("; ")


def _of_calendar(names: object, locale: str) -> Iterator[tuple[str, int]]:
    assert callable(names)
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for value, name in names(width, context, locale).items():
                yield str(name).rstrip("."), int(value)


def _learn(found: DayVocabulary, known: dict[str, int], words: list[str], value: int) -> None:
    for word in words:
        known[plain(word)] = value
        found.spelt.setdefault(plain(word), word)


def _shorten(found: DayVocabulary) -> None:
    """Months by their first letters («нояб», «сен», «Sept»), where these are those of one month alone."""
    beginnings: dict[str, set[int]] = {}
    for word, month in found.months.items():
        for length in range(_SHORTEST, len(word)):
            beginnings.setdefault(word[:length], set()).add(month)
    taken = found.months.keys() | found.weekdays.keys() | found.fillers
    found.months |= {begun: next(iter(months)) for begun, months in beginnings.items() if len(months) == 1 and begun not in taken}
