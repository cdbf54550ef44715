"""Which date is the day of the event."""

import pytest

from classify.matching.dates.day_of_event import find_when
from tests.classify.matching.dates.reading import PUBLISHED, marks_of, short


def day(lang: str, text: str, weights: dict[int, float] | None = None, *, followup: bool = False) -> str:
    return short(find_when(marks_of(lang, text), weights or {0: 1.0}, PUBLISHED, followup=followup))


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "24 июля у дома избили редактора газеты. Статья о базаре опубликована 5 июня.", "2019-07-24"),
        ("ru", "Редактора избили во вторник. Суд назначен на 12 августа.", "2019-07-23"),
        ("kk", "Кеше тілшіні соққыға жықты. Газет 2005 жылы құрылған.", "2019-07-25"),
        ("kk", "Алматы. 26 шілде. Тілшіні 22 шілдеде полиция бөліміне алып кетті.", "2019-07-22"),
        ("en", "A reporter was beaten on July 23. The law was adopted in 2016.", "2019-07-23"),
    ],
)  # fmt: skip
def test_the_day_of_an_incident_is_told_beside_the_act(lang: str, text: str, expected: str) -> None:
    assert day(lang, text) == expected


def test_news_of_a_trial_gives_the_day_of_what_was_done_before() -> None:
    text = "Вчера суд отложил дело о нападении на журналиста. Напомним, 14 марта 2018 года его избили у дома."
    assert day("ru", text, {0: 0.6, 1: 1.2}, followup=True) == "2018-03-14"


def test_an_incident_without_a_date_is_of_the_month_in_which_it_is_told() -> None:
    assert day("ru", "Журналиста не пустили в зал. " + "Он писал о базаре. " * 30) == "2019-07"


def test_an_incident_that_tells_only_the_hour_is_of_the_day_on_which_it_is_told() -> None:
    assert day("ru", "Утром у дома избили журналиста. Сейчас он в больнице.") == "2019-07-26"


def test_news_of_an_earlier_event_without_a_date_gives_none() -> None:
    assert day("ru", "Журналиста вновь не пустили в зал.", followup=True) == "-"


@pytest.mark.parametrize(("chosen", "expected"), [("22 июля", "2019-07-22"), ("24 июля", "2019-07-24")])
def test_a_trained_reader_is_listened_to(chosen: str, expected: str) -> None:
    marks = marks_of("ru", "Журналиста вызвали 22 июля. Журналиста вызвали 24 июля.")

    def told(start: int, end: int) -> float:
        return float(marks.words.original(start, end) == chosen)

    assert short(find_when(marks, {}, PUBLISHED, told)) == expected


def test_without_publication_and_date_there_is_no_day() -> None:
    assert find_when(marks_of("ru", "Журналиста вчера избили."), {0: 1.0}, None) is None
    assert find_when(marks_of("ru", ""), {}, PUBLISHED) is not None
