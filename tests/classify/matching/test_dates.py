"""Dates in a text: every one that it tells (`told_dates.tsv` beside this file), the days that it means, and which of them is the day of the event."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.date_atoms import DateForm, NumeralReader, hyphens, publication_day
from classify.matching.dates import SignReader, Signs, date_expressions, find_event_date
from classify.matching.lexicon import load_lexicon
from classify.matching.matches import Matches
from records.language.date_words import date_words
from records.language.days import EARLIEST, EventDate, last_weekday, month_span, moved, one_day, real_day, season_span, week_span, year_span
from records.language.letters import fold_cyrillic
from records.vocabulary import DatePrecision
from tests.classify.read_text import read
from tests.linear.growth import Measure

PUBLISHED = date(2019, 7, 26)
LENGTHS = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}
# Dates counted from the publication, in days.
RELATIVE = [
    ("ru", "Вчера его избили.", -1), ("ru", "Позавчера его избили.", -2), ("ru", "Три дня назад его избили.", -3), ("ru", "Сегодня его избили.", 0),
    ("kk", "Кеше оны ұрды.", -1), ("kk", "Бүгін оны ұрды.", 0), ("kk", "Төрт күн бұрын оны ұрды.", -4),
    ("en", "He was beaten yesterday.", -1), ("en", "He was beaten five days ago.", -5), ("en", "He was beaten last night.", -1),
]  # fmt: skip
WEEKDAYS = [("ru", "В среду его избили."), ("kk", "Сәрсенбіде оны ұрды."), ("en", "He was beaten on Wednesday.")]
DAYS = st.dates(date(1991, 1, 1), date(2090, 1, 1))


@cache
def marks_of(lang: str, text: str) -> Matches:
    return read(lang, text)[0]


def short(when: EventDate | None) -> str:
    """A date no longer than it is known: 2019, 2019-07, 2019-07-24; - for none."""
    return when.date[: LENGTHS[when.precision]] if when else "-"


def told(lang: str, text: str, published: date | None = PUBLISHED) -> str:
    """The dates that a text tells, in reading order."""
    return " ".join(short(one.span.as_when()) for one in date_expressions(marks_of(lang, text), published)) or "-"


@cache
def table() -> list[tuple[str, str, str]]:
    """Language, text and dates of each row."""
    lines = (Path(__file__).parent / "told_dates.tsv").read_text(encoding="utf-8").splitlines()
    return [(lang, text, dates) for lang, text, dates in (line.split("\t") for line in lines if not line.startswith("#"))]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_dates_of_the_table(lang: str) -> None:
    rows = [(text, dates) for one, text, dates in table() if one == lang]
    assert len(rows) >= 40
    assert [(text, dates, told(lang, text)) for text, dates in rows if told(lang, text) != dates] == []


@given(DAYS, st.integers(-400, 400))
def test_when_the_publication_moves_relative_dates_move_with_it(published: date, days: int) -> None:
    for lang, text, away in RELATIVE:
        for day in (published, max(EARLIEST + timedelta(9), published + timedelta(days))):
            assert [one.span.first - day for one in date_expressions(marks_of(lang, text), day)] == [timedelta(away)]


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


@given(
    st.sampled_from(["kk", "ru", "en"]),
    st.lists(st.sampled_from([word for _, text, _ in table() for word in text.split()] + ["31.02.0000", "9999", "0", "²"]), max_size=60),
)
def test_no_text_is_too_odd(lang: str, words: list[str]) -> None:
    marks = read(lang, " ".join(words))[0]
    for published in (PUBLISHED, date.min, date.max, None):
        assert all(0 <= one.start < one.end for one in date_expressions(marks, published))


def test_each_date_has_its_place_in_the_text() -> None:
    marks = marks_of("ru", "Редактора избили во вторник, 23 июля, у дома, а вчера уволили.")
    assert [marks.words.original(one.start, one.end) for one in date_expressions(marks, PUBLISHED)] == ["вторник, 23 июля", "вчера"]


def test_yesterday_counts_from_a_dateline_if_there_is_one() -> None:
    marks = marks_of("kk", "Тілші ұсталды\nАлматы. 24 шілде. Кеше полиция тілшіні ұстады.")
    dateline, yesterday = date_expressions(marks, PUBLISHED)
    assert (dateline.form, str(dateline.span.first), str(yesterday.span.first)) == (DateForm.DATELINE, "2019-07-24", "2019-07-23")


def test_without_a_publication_only_dates_with_their_year_are_found_and_a_weekday_says_of_which_year_a_day_is() -> None:
    assert told("ru", "Вчера, в марте и 24 июля 2018 года его избили.", None) == "2018-07-24"
    assert told("ru", "В вторник, 24 июля, его избили.") == "2018-07-24"


def test_numbers_of_laws_versions_hours_and_things_are_no_dates() -> None:
    assert told("ru", "Собрали 2015 подписей, как в 2016 году.") == "2016"
    assert told("ru", "В 10.04 он читал статью 158 и версию 1.2.3.4, дело 2019-07-24-5.") == "-"


def test_a_text_that_is_longer_takes_no_more_than_its_share(growth: Measure) -> None:
    def reading(piece: str, size: int) -> Callable[[], object]:
        marks = read("ru", piece * size)[0]
        return lambda: date_expressions(marks, PUBLISHED)

    pieces = ["24 июля 2019 года, ", "2019 ", "вчера. ", "24-", "в тот же день, "]
    found = {piece: growth(partial(reading, piece), (200, 800, 3200)) for piece in pieces}
    assert {piece: str(grown) for piece, grown in found.items() if not grown.linear} == {}


def reader(lang: str, text: str) -> tuple[NumeralReader, int]:
    words = marks_of(lang, text).words
    return NumeralReader([fold_cyrillic(form) for form in words.forms], hyphens(words.text, words.starts, words.ends), lang), len(words.forms)


NUMERALS = [
    ("ru", "24", 24, False), ("ru", "24-го", 24, True), ("ru", "двадцать четвертого", 24, True), ("ru", "тридцатого", 30, True),
    ("ru", "третьего", 3, True), ("ru", "двадцать три", 23, False), ("ru", "двух", 2, False), ("kk", "24-і", 24, True),
    ("kk", "24-інде", 24, True), ("kk", "24‑ші", 24, True), ("kk", "жиырма төртінші", 24, True), ("kk", "жиырма төрті", 24, True),
    ("kk", "он екі", 12, False), ("kk", "отыз", 30, False), ("en", "24th", 24, True), ("en", "twenty-fourth", 24, True), ("en", "a", 1, False),
    ("en", "twelve", 12, False),
]  # fmt: skip


def test_a_number_is_read_to_its_end_and_a_range_is_one_with_a_second() -> None:
    for lang, text, value, ordinal in NUMERALS:
        numbers, count = reader(lang, text)
        assert numbers.at(0, count) == (value, count, ordinal, 0), text
        assert numbers.before(count, 0) == (0, (value, count, ordinal, 0)), text
    for text in ("24-25", "24–25"):
        numbers, count = reader("ru", text)
        assert numbers.at(0, count) == (24, count, False, 25)
    for text in ("дом", "24-летний", "100500", "²"):
        numbers, count = reader("ru", text)
        assert numbers.at(0, count) is None, text


@given(st.text(alphabet="0123456789-–²٣ годші.,/ ", max_size=40))
def test_no_number_is_too_odd(text: str) -> None:
    numbers, count = reader("kk", text)
    assert all(number is None or at < number.end <= count for at in range(count) for number in [numbers.at(at, count)])


def signs(text: str, *, followup: bool = False) -> list[Signs]:
    marks = marks_of("ru", text)
    found = date_expressions(marks, PUBLISHED)
    one = SignReader(marks, found, {0: 1.2}, PUBLISHED, followup)
    return [one.signs(each) for each in found]


def test_what_speaks_for_a_date_being_the_day_of_the_event() -> None:
    published, beaten = signs("Статья опубликована 5 июля. А 24 июля его избили у дома.")
    assert published["beside publication"] == 1
    assert "beside publication" not in beaten
    first, last = signs("В пятницу, 5 июля, его предупредили. Вчера избили.")
    assert (first["earliest"], first["latest"], first["fresh"]) == (1, 0, 0)
    assert (last["earliest"], last["latest"], last["fresh"]) == (0, 1, 1)
    (plain,), (later,) = signs("Вчера суд отложили."), signs("Вчера суд отложили.", followup=True)
    assert "later fresh" not in plain
    assert later["later fresh"] == plain["fresh"] == 1


def test_the_day_of_publication_and_a_day_that_no_calendar_has() -> None:
    days = {"2021-06-14T09:30:00+06:00": date(2021, 6, 14), "2021-06-14": date(2021, 6, 14), "": None, "2021-13-45": None}
    assert {said: publication_day(said) for said in days} == days
    assert real_day(2019, 2, 29) is None
    assert real_day(2020, 2, 29) == date(2020, 2, 29)
    assert moved(date.max, 1) is None
    assert month_span(10_000, 1) is year_span(0) is week_span(date.max) is None


def test_months_weeks_and_seasons_over_the_end_of_a_year() -> None:
    months = [month_span(2019, month) for month in (0, -6, 13, 2)]
    assert [str(span.first) for span in months if span] == ["2018-12-01", "2018-06-01", "2020-01-01", "2019-02-01"]
    winter, summer, week = season_span(2019, 12), season_span(2019, 6), week_span(date(2019, 8, 1))
    assert [(str(span.first), str(span.last)) for span in (months[-1], winter, summer, week) if span] == [
        ("2019-02-01", "2019-02-28"),
        ("2018-12-01", "2019-02-28"),
        ("2019-06-01", "2019-08-31"),
        ("2019-07-29", "2019-08-04"),
    ]
    assert winter
    assert week
    assert winter.as_when() == EventDate("2019-01-01", DatePrecision.YEAR)
    assert week.as_when() == EventDate("2019-08-01", DatePrecision.MONTH)
    assert one_day(date(2019, 8, 1)).as_when() == EventDate("2019-08-01", DatePrecision.DAY)


def test_the_last_weekday_is_the_very_day_unless_an_earlier_one_is_meant() -> None:
    friday = date(2019, 7, 26)
    assert last_weekday(friday, 5) == friday
    assert last_weekday(friday, 5, strictly=True) == date(2019, 7, 19)
    assert last_weekday(friday, 6, strictly=True) == last_weekday(friday, 6) == date(2019, 7, 20)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "24 июля у дома избили редактора газеты. Статья о базаре опубликована 5 июня.", "2019-07-24"),
        ("ru", "Редактора избили во вторник. Суд назначен на 12 августа.", "2019-07-23"),
        ("kk", "Кеше тілшіні соққыға жықты. Газет 2005 жылы құрылған.", "2019-07-25"),
        ("kk", "Алматы. 26 шілде. Тілшіні 22 шілдеде полиция бөліміне алып кетті.", "2019-07-22"),
        ("en", "A reporter was beaten on July 23. The law was adopted in 2016.", "2019-07-23"),
        ("ru", "Журналиста не пустили в зал. " + "Он писал о базаре. " * 30, "2019-07"),
        ("ru", "Утром у дома избили журналиста. Сейчас он в больнице.", "2019-07-26"),
    ],
)
def test_the_day_of_an_incident_stands_next_to_the_act_and_without_a_date_it_is_the_month_or_by_the_hour_the_day_of_the_news(
    lang: str, text: str, expected: str
) -> None:
    assert short(find_event_date(marks_of(lang, text), {0: 1.0}, PUBLISHED)) == expected


def test_news_of_an_earlier_event_gives_the_day_of_what_was_done_before_or_none() -> None:
    text = "Вчера суд отложил дело о нападении на журналиста. Напомним, 14 марта 2018 года его избили у дома."
    assert short(find_event_date(marks_of("ru", text), {0: 0.6, 1: 1.2}, PUBLISHED, followup=True)) == "2018-03-14"
    assert find_event_date(marks_of("ru", "Журналиста вновь не пустили в зал."), {0: 1.0}, PUBLISHED, followup=True) is None


@pytest.mark.parametrize(("chosen", "expected"), [("22 июля", "2019-07-22"), ("24 июля", "2019-07-24")])
def test_a_trained_reader_is_listened_to(chosen: str, expected: str) -> None:
    marks = marks_of("ru", "Журналиста вызвали 22 июля. Журналиста вызвали 24 июля.")
    assert short(find_event_date(marks, {}, PUBLISHED, lambda start, end: float(marks.words.original(start, end) == chosen))) == expected


def test_without_publication_and_date_there_is_no_day() -> None:
    assert find_event_date(marks_of("ru", "Журналиста вчера избили."), {0: 1.0}, None) is None
    assert find_event_date(marks_of("ru", ""), {}, PUBLISHED) is not None


@pytest.mark.parametrize(("part", "kind"), [("month", "month"), ("weekday", "weekday"), ("near", "day")])
def test_the_lexica_give_words_of_dates_the_value_that_the_table_of_all_readers_gives(part: str, kind: str) -> None:
    for one in date_words(part):
        found = {
            phrase.code for phrase in load_lexicon(one.language).starting_with(one.word.lower()) if phrase.kind == kind and len(phrase.elements) == 1
        }
        assert found <= {str(int(one.value))}, one
