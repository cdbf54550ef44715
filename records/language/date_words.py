"""The words of dates in Kazakh, Russian and English: months, weekdays, numbers, and what stands between them (`date_words.tsv`).

Each reader of dates takes the parts that it needs and folds the words as it folds its text: what people type (`records.language.dates`), lines of
pages (`pipelines.extraction.date_grammar`) and articles (`classify.matching.date_atoms`).
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from records.language.cases import KAZAKH_ATTRIBUTE_ENDINGS, KAZAKH_CASE_ENDINGS

_TABLE = Path(__file__).with_name("date_words.tsv")
# Case endings of Kazakh months and weekdays, in Cyrillic and in plain Latin letters.
_CYRILLIC_ENDINGS = (*KAZAKH_CASE_ENDINGS, *KAZAKH_ATTRIBUTE_ENDINGS, "ы", "і")
_IN_LATIN = str.maketrans("адеғгқктнңыімпб", "adeggqktnnyimpb")
_LATIN_ENDINGS = tuple(ending.translate(_IN_LATIN) for ending in _CYRILLIC_ENDINGS)
_LATIN = re.compile("[a-z]")


class DateWord(NamedTuple):
    """A word or phrase, as it is written, with its value: the month, the weekday (1 is Monday), the number, or the days from today."""

    language: str
    value: float
    word: str


def date_words(part: str) -> Iterator[DateWord]:
    """Yield the words of one part of dates in the order of the table. Kazakh months have no case; `in_cases` adds the endings."""
    yield from _table().get(part, ())


def in_cases(word: str, language: str) -> tuple[str, ...]:
    """Return a Kazakh word with each case ending, itself first; a word of another language alone, because its forms are in the table."""
    if language != "kk":
        return (word,)
    return (word, *(word + ending for ending in (_LATIN_ENDINGS if _LATIN.search(word) else _CYRILLIC_ENDINGS)))


@cache
def _table() -> dict[str, tuple[DateWord, ...]]:
    by_part: dict[str, list[DateWord]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, part, value, words = line.split("\t")
            by_part.setdefault(part, []).extend(DateWord(language, float(value or 0), word) for word in words.split("; "))
    return {part: tuple(words) for part, words in by_part.items()}


# Ordinals, which name days of a month: двадцать четвертого, төртінші, twenty-fourth.

_RUSSIAN_STEMS = """перв:1 втор:2 четверт:4 пят:5 шест:6 седьм:7 восьм:8 девят:9 десят:10 одиннадцат:11 двенадцат:12 тринадцат:13 четырнадцат:14
    пятнадцат:15 шестнадцат:16 семнадцат:17 восемнадцат:18 девятнадцат:19 двадцат:20 тридцат:30"""
# Ordinals, and the possessives after a month: шілденің төртінде, жиырмасы күні.
_KAZAKH_ORDINALS = """бірінші:1 бірі:1 екінші:2 екісі:2 үшінші:3 үші:3 төртінші:4 төрті:4 бесінші:5 бесі:5 алтыншы:6 алтысы:6 жетінші:7 жетісі:7
    сегізінші:8 сегізі:8 тоғызыншы:9 тоғызы:9 оныншы:10 оны:10 жиырмасыншы:20 жиырмасы:20 отызыншы:30 отызы:30"""
_ENGLISH_ORDINALS = """first:1 second:2 third:3 fourth:4 fifth:5 sixth:6 seventh:7 eighth:8 ninth:9 tenth:10 eleventh:11 twelfth:12 thirteenth:13
    fourteenth:14 fifteenth:15 sixteenth:16 seventeenth:17 eighteenth:18 nineteenth:19 twentieth:20 thirtieth:30"""
# Case endings of Kazakh numbers, mostly after a possessive.
_NUMBER_CASES = "нде нда не на нен нан ден дан те та де да не ға ге қа ке нің ның тен тан н"
KAZAKH_NUMBER_CASES = tuple(_NUMBER_CASES.split())


def ordinal_words(language: str) -> Iterator[tuple[str, int]]:
    """Yield the ordinals of a language in their cases, each with its number; none of a language without a table."""
    stems, endings = {
        "ru": (_RUSSIAN_STEMS, ("ого", "ое", "ому", "ым", "ом", "ый", "ой")),
        "kk": (_KAZAKH_ORDINALS, ("", *KAZAKH_NUMBER_CASES)),
        "en": (_ENGLISH_ORDINALS, ("",)),
    }.get(language, ("", ()))
    for pair in stems.split():
        stem, value = pair.split(":")
        yield from ((stem + ending, int(value)) for ending in endings)
    if language == "ru":
        yield from (("трет" + ending, 3) for ending in ("ьего", "ье", "ьему", "ьим", "ьем", "ий"))
