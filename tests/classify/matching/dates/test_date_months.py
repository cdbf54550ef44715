"""Months with their days."""

import pytest

from classify.matching.dates.date_months import MonthReader
from classify.matching.dates.date_pieces import DateText
from tests.classify.matching.dates.reading import marks_of


def found(lang: str, text: str) -> list[tuple[int, int, int]]:
    return [(atom.month, atom.day, atom.second_day) for atom in MonthReader(DateText(marks_of(lang, text))).atoms()]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "С 22 по 25 июля шли обыски.", (7, 22, 25)),
        ("ru", "В ночь с 24 на 25 июля шли обыски.", (7, 25, 25)),
        ("ru", "В «24» июля шли обыски.", (7, 24, 0)),
        ("kk", "24 бен 25 шілдеде тінту болды.", (7, 24, 25)),
        ("kk", "Наурыздың 1-і күні тінту болды.", (3, 1, 0)),
        ("en", "On March 3 they came.", (3, 3, 0)),
    ],
)
def test_a_month_has_its_first_day(lang: str, text: str, expected: tuple[int, int, int]) -> None:
    assert found(lang, text) == [expected]


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "They may march."), ("ru", "Канал «Апрель» закрыт."), ("ru", "Ее зовут Марта."), ("kk", "Қазан асылды.")]
)
def test_a_word_that_only_looks_like_a_month_is_none(lang: str, text: str) -> None:
    assert found(lang, text) == []
