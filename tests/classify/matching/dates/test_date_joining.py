"""Pieces side by side are one date."""

import pytest

from classify.matching.dates.date_atoms import AtomReader
from classify.matching.dates.date_joining import join
from classify.matching.dates.date_pieces import DateText
from tests.classify.matching.dates.reading import marks_of


@pytest.mark.parametrize(
    ("lang", "text", "dates"),
    [
        ("ru", "Во вторник, 13 мая, он ушел.", ["вторник, 13 мая"]),
        ("ru", "Осенью прошлого года он ушел.", ["Осенью прошлого года"]),
        ("ru", "31 янв. Утром четверга он ушел.", ["31 янв.", "четверга"]),
        ("ru", "Он ушел во вторник; 13 мая вернулся.", ["вторник", "13 мая"]),
        ("kk", "2019 жылғы 24 шілдеде ол кетті.", ["2019 жылғы 24 шілдеде"]),
        ("en", "Six years ago in spring he left.", ["Six years ago in spring"]),
    ],
)
def test_what_belongs_together_is_joined_and_nothing_else(lang: str, text: str, dates: list[str]) -> None:
    marks = marks_of(lang, text)
    date_text = DateText(marks)
    assert [marks.words.original(one.start, one.end) for one in join(date_text, AtomReader(date_text).atoms())] == dates


def test_a_number_that_no_word_calls_a_year_is_dropped() -> None:
    date_text = DateText(marks_of("ru", "Собрали 2015 подписей."))
    assert join(date_text, AtomReader(date_text).atoms()) == []
