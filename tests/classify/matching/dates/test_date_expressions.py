"""Every date that a text tells, and the days it means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.dates.date_expressions import date_expressions
from classify.matching.dates.date_values import EARLIEST, DateForm
from tests.classify.matching.dates.reading import PUBLISHED, marks_of, table, told
from tests.linear.growth import growth

# Dates counted from the publication, in days.
RELATIVE = [
    ("ru", "Вчера его избили.", -1), ("ru", "Позавчера его избили.", -2), ("ru", "Три дня назад его избили.", -3), ("ru", "Сегодня его избили.", 0),
    ("kk", "Кеше оны ұрды.", -1), ("kk", "Бүгін оны ұрды.", 0), ("kk", "Төрт күн бұрын оны ұрды.", -4),
    ("en", "He was beaten yesterday.", -1), ("en", "He was beaten five days ago.", -5), ("en", "He was beaten last night.", -1),
]  # fmt: skip
WEEKDAYS = [("ru", "В среду его избили."), ("kk", "Сәрсенбіде оны ұрды."), ("en", "He was beaten on Wednesday.")]
DAYS = st.dates(date(1991, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(("lang", "text", "dates"), table(), ids=lambda cell: cell)
def test_the_dates_of_the_table(lang: str, text: str, dates: str) -> None:
    assert told(lang, text) == dates


def test_the_table_is_large_enough_in_each_language() -> None:
    rows = table()
    assert len(rows) >= 150
    assert min(sum(one == lang for one, _, _ in rows) for lang in ("kk", "ru", "en")) >= 40


@given(DAYS, st.integers(-400, 400))
def test_when_the_publication_moves_relative_dates_move_with_it(published: date, days: int) -> None:
    for lang, text, away in RELATIVE:
        marks = marks_of(lang, text)
        for day in (published, max(EARLIEST + timedelta(9), published + timedelta(days))):
            assert [one.span.first - day for one in date_expressions(marks, day)] == [timedelta(away)]


@given(DAYS)
def test_a_weekday_is_the_last_one_up_to_the_publication(published: date) -> None:
    for lang, text in WEEKDAYS:
        (one,) = date_expressions(marks_of(lang, text), published)
        assert one.span.first.isoweekday() == 3
        assert 0 <= (published - one.span.first).days < 7


@given(DAYS, st.sampled_from(table()))
def test_no_date_lies_after_the_publication_or_before_1990(published: date, row: tuple[str, str, str]) -> None:
    for one in date_expressions(marks_of(*row[:2]), published):
        assert EARLIEST <= one.span.first <= published


def test_each_date_has_its_place_in_the_text() -> None:
    marks = marks_of("ru", "Редактора избили во вторник, 23 июля, у дома, а вчера уволили.")
    assert [marks.words.original(one.start, one.end) for one in date_expressions(marks, PUBLISHED)] == ["вторник, 23 июля", "вчера"]


def test_yesterday_counts_from_a_dateline_if_there_is_one() -> None:
    marks = marks_of("kk", "Тілші ұсталды\nАлматы. 24 шілде. Кеше полиция тілшіні ұстады.")
    dateline, yesterday = date_expressions(marks, PUBLISHED)
    assert (dateline.form, str(dateline.span.first)) == (DateForm.DATELINE, "2019-07-24")
    assert str(yesterday.span.first) == "2019-07-23"


def test_without_a_publication_only_dates_with_their_year_are_told() -> None:
    assert told("ru", "Вчера, в марте и 24 июля 2018 года его избили.", None) == "2018-07-24"


def test_a_weekday_says_of_which_year_a_day_is() -> None:
    assert told("ru", "В вторник, 24 июля, его избили.") == "2018-07-24"


@given(
    st.sampled_from(["kk", "ru", "en"]),
    st.lists(st.sampled_from([word for _, text, _ in table() for word in text.split()] + ["31.02.0000", "9999", "0", "²"]), max_size=60),
)
def test_no_text_is_too_odd(lang: str, words: list[str]) -> None:
    for published in (PUBLISHED, date.min, date.max, None):
        for one in date_expressions(marks_of(lang, " ".join(words)), published):
            assert 0 <= one.start < one.end


@pytest.mark.parametrize("piece", ["24 июля 2019 года, ", "2019 ", "вчера. ", "24-", "в тот же день, "])
def test_a_text_that_is_longer_takes_no_more_than_its_share(piece: str) -> None:
    def reading(size: int):  # type: ignore[no-untyped-def]
        marks = marks_of("ru", piece * size)
        return lambda: date_expressions(marks, PUBLISHED)

    assert growth(reading, (200, 800, 3200)).linear
