"""What speaks for a date being the day of the event."""

from classify.matching.dates.date_expressions import date_expressions
from classify.matching.dates.date_signs import SignReader, Signs
from tests.classify.matching.dates.reading import PUBLISHED, marks_of


def signs(text: str, *, followup: bool = False) -> list[Signs]:
    marks = marks_of("ru", text)
    found = date_expressions(marks, PUBLISHED)
    reader = SignReader(marks, found, {0: 1.2}, PUBLISHED, followup)
    return [reader.signs(one) for one in found]


def test_the_words_beside_a_date_say_of_what_it_is() -> None:
    (published, beaten) = signs("Статья опубликована 5 июля. А 24 июля его избили у дома.")
    assert published["beside publication"] == 1
    assert "beside publication" not in beaten


def test_age_and_order_are_told() -> None:
    first, last = signs("В пятницу, 5 июля, его предупредили. Вчера избили.")
    assert (first["earliest"], first["latest"], first["fresh"]) == (1, 0, 0)
    assert (last["earliest"], last["latest"], last["fresh"]) == (0, 1, 1)


def test_news_of_an_earlier_event_weighs_some_signs_otherwise() -> None:
    (plain,), (later,) = signs("Вчера суд отложили."), signs("Вчера суд отложили.", followup=True)
    assert "later fresh" not in plain
    assert later["later fresh"] == plain["fresh"] == 1
