"""Numbers as dates are told with them: 24, 24-го, двадцать четвертого, жиырма төртінші, 24-інде, twenty-fourth, the 24th."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from classify.text.alphabets import fold_cyrillic


class Numeral(NamedTuple):
    """A number told by the words up to `end` (exclusive). `second`: the last of a range such as 24-25. `ordinal`: its form orders, as a day of a month is told."""

    value: int
    end: int
    ordinal: bool
    second: int = 0


# Numbers that count days, weeks, months, years or days of a month; no date needs more.
_LARGEST = 99
_ORDINAL_SUFFIXES = """го ого его е ое му ому м ым ший ші шы і ы сі сы нші ншы інші ыншы st nd rd th число числа"""
_KAZAKH_CASES = "нде нда не на нен нан ден дан те та де да не ға ге қа ке нің ның тен тан н"
_SUFFIXES = frozenset(
    fold_cyrillic(form)
    for one in _ORDINAL_SUFFIXES.split()
    for form in (one, *(one + case for case in _KAZAKH_CASES.split() if one in ("і", "ы", "сі", "сы", "ші", "шы")))
) | frozenset(fold_cyrillic(case) for case in _KAZAKH_CASES.split())
_DIGITS = re.compile(r"(\d{1,2})(?:[-‑–—]?([^\W\d_]{1,7}))?")
_RANGE = re.compile(r"(\d{1,2})[-‑–—](\d{1,2})")
_HYPHEN = re.compile(r"[-‑–—]")


def _folded(words: str, values: Iterable[int]) -> dict[str, int]:
    return {fold_cyrillic(word): value for word, value in zip(words.split(), values, strict=True)}


def _russian_ordinals() -> Iterator[tuple[str, int]]:
    hard = "перв:1 втор:2 четверт:4 пят:5 шест:6 седьм:7 восьм:8 девят:9 десят:10 одиннадцат:11 двенадцат:12 тринадцат:13 четырнадцат:14"
    hard += " пятнадцат:15 шестнадцат:16 семнадцат:17 восемнадцат:18 девятнадцат:19 двадцат:20 тридцат:30"
    for pair in hard.split():
        stem, value = pair.split(":")
        yield from ((stem + ending, int(value)) for ending in ("ого", "ое", "ому", "ым", "ом", "ый", "ой"))
    yield from (("трет" + ending, 3) for ending in ("ьего", "ье", "ьему", "ьим", "ьем", "ий"))


def _kazakh_ordinals() -> Iterator[tuple[str, int]]:
    """төртінші, and the possessives that stand behind a month: шілденің төртінде, жиырмасы күні."""
    own = "бірінші:бірі екінші:екісі үшінші:үші төртінші:төрті бесінші:бесі алтыншы:алтысы жетінші:жетісі сегізінші:сегізі тоғызыншы:тоғызы"
    tens = "оныншы:оны жиырмасыншы:жиырмасы отызыншы:отызы"
    for pairs, values in ((own, range(1, 10)), (tens, (10, 20, 30))):
        for pair, value in zip(pairs.split(), values, strict=True):
            for form in pair.split(":"):
                yield form, value
                yield from ((form + case, value) for case in _KAZAKH_CASES.split())


_ENGLISH_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
    seventeenth eighteenth nineteenth twentieth thirtieth"""
_ONE_TO_TWENTY = (*range(1, 21), 30)
# Of each language: what counts, and what orders.
_COUNTING = {
    "ru": _folded(
        """один одного одну одним два двух две двумя три трех тремя четыре четырех пять пяти шесть шести семь семи восемь восьми девять девяти
        десять десяти одиннадцать двенадцать тринадцать четырнадцать пятнадцать двадцать двадцати тридцать тридцати сорок пару""",
        (1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 12, 13, 14, 15, 20, 20, 30, 30, 40, 2),
    ),
    "kk": _folded(
        "бір екі үш төрт бес алты жеті сегіз тоғыз он жиырма отыз қырық екеу", (*range(1, 11), 20, 30, 40, 2)
    ),
    "en": _folded(
        """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
        thirty forty a an couple""",
        (*_ONE_TO_TWENTY, 40, 1, 1, 2),
    ),
}  # fmt: skip
_ORDERING = {
    "ru": {fold_cyrillic(form): value for form, value in _russian_ordinals()},
    "kk": {fold_cyrillic(form): value for form, value in _kazakh_ordinals()},
    "en": _folded(_ENGLISH_ORDINALS, _ONE_TO_TWENTY),
}
_TENS = frozenset({10, 20, 30, 40})


class NumeralReader:
    """Reads numbers among the words of one text. `forms` are its words, folded; `joined[i]`: only a hyphen stands before word i."""

    def __init__(self, forms: Sequence[str], hyphened: Sequence[bool], lang: str) -> None:
        self._forms, self._hyphened = forms, hyphened
        self._counting, self._ordering = _COUNTING[lang], _ORDERING[lang]

    def at(self, start: int, last: int) -> Numeral | None:
        """The number that begins at word `start` and ends before word `last`."""
        if start >= last:
            return None
        form = self._forms[start]
        if form[0].isdigit():
            return self._digits(form, start, last)
        value = self._counting.get(form, 0)
        if value in _TENS and start + 1 < last:
            further = self._forms[start + 1]
            if 0 < (ordered := self._ordering.get(further, 0)) < 10:
                return Numeral(value + ordered, start + 2, ordinal=True)
            if 0 < (counted := self._counting.get(further, 0)) < 10 and further not in ("a", "an"):
                return Numeral(value + counted, start + 2, ordinal=False)
        if form in self._ordering:
            return Numeral(self._ordering[form], start + 1, ordinal=True)
        return Numeral(value, start + 1, ordinal=False) if value else None

    def before(self, end: int, first: int) -> tuple[int, Numeral] | None:
        """The longest number that ends right before word `end`, and where it begins."""
        for start in range(max(first, end - 4), end):
            number = self.at(start, end)
            if number is not None and number.end == end:
                return start, number
        return None

    def _digits(self, form: str, start: int, last: int) -> Numeral | None:
        if match := _RANGE.fullmatch(form):
            return Numeral(int(match[1]), start + 1, ordinal=False, second=int(match[2]))
        match = _DIGITS.fullmatch(form)
        if match is None or (match[2] and match[2] not in _SUFFIXES):
            return None
        value, end, ordinal = int(match[1]), start + 1, bool(match[2])
        if not ordinal and end < last and self._hyphened[end]:
            further = self._forms[end]
            if further in _SUFFIXES:
                return Numeral(value, end + 1, ordinal=True)
            if further.isdecimal() and len(further) <= 2:
                return self._with_suffix(Numeral(value, end + 1, ordinal=False, second=int(further)), last)
        return Numeral(value, end, ordinal)

    def _with_suffix(self, number: Numeral, last: int) -> Numeral:
        if number.end < last and self._hyphened[number.end] and self._forms[number.end] in _SUFFIXES:
            return number._replace(end=number.end + 1, ordinal=True)
        return number


def hyphens(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[bool]:
    """For each word whether nothing but a hyphen, with or without a blank, stands between it and the word before it."""
    found = [False]
    for at in range(1, len(starts)):
        between = text[ends[at - 1] : starts[at]] if starts[at] - ends[at - 1] <= 3 else ""
        found.append(bool(_HYPHEN.fullmatch(between.strip())))
    return found if starts else []
