"""Numbers of dates, in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.dates.date_numerals import NumeralReader, hyphens
from classify.text.alphabets import fold_cyrillic
from tests.classify.matching.dates.reading import marks_of


def reader(lang: str, text: str) -> tuple[NumeralReader, int]:
    words = marks_of(lang, text).words
    return NumeralReader([fold_cyrillic(form) for form in words.forms], hyphens(words.text, words.starts, words.ends), lang), len(words.forms)


@pytest.mark.parametrize(
    ("lang", "text", "value", "ordinal"),
    [
        ("ru", "24", 24, False), ("ru", "24-го", 24, True), ("ru", "двадцать четвертого", 24, True), ("ru", "тридцатого", 30, True),
        ("ru", "третьего", 3, True), ("ru", "двадцать три", 23, False), ("ru", "двух", 2, False), ("kk", "24-і", 24, True),
        ("kk", "24-інде", 24, True), ("kk", "24‑ші", 24, True), ("kk", "жиырма төртінші", 24, True), ("kk", "жиырма төрті", 24, True),
        ("kk", "он екі", 12, False), ("kk", "отыз", 30, False), ("en", "24th", 24, True), ("en", "twenty-fourth", 24, True), ("en", "a", 1, False),
        ("en", "twelve", 12, False),
    ],
)  # fmt: skip
def test_a_number_is_read_to_its_end(lang: str, text: str, value: int, ordinal: bool) -> None:
    numbers, count = reader(lang, text)
    assert numbers.at(0, count) == (value, count, ordinal, 0)
    assert numbers.before(count, 0) == (0, (value, count, ordinal, 0))


@pytest.mark.parametrize("text", ["24-25", "24–25"])
def test_a_range_is_one_number_with_a_second(text: str) -> None:
    numbers, count = reader("ru", text)
    assert numbers.at(0, count) == (24, count, False, 25)


@pytest.mark.parametrize("text", ["дом", "24-летний", "100500", "²"])
def test_what_is_no_number_of_a_date_is_none(text: str) -> None:
    numbers, count = reader("ru", text)
    assert numbers.at(0, count) is None


@given(st.text(alphabet="0123456789-–²٣ годші.,/ ", max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    numbers, count = reader("kk", text)
    assert all(number is None or at < number.end <= count for at in range(count) for number in [numbers.at(at, count)])
