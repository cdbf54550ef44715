"""A date is read as people write it in Kazakh, Russian and English, and refused in words where it is none."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.i18n import LANGUAGES, speaking
from records.vocabulary import DatePrecision
from records.written_dates import Reading, WrongDate, read_written, taken_for

TODAY = date(2026, 11, 28)  # a Saturday
DAY, MONTH, YEAR = DatePrecision


def read(written: str, reading: Reading = Reading.PAST, counted_from: date | None = None) -> tuple[str, DatePrecision]:
    found = read_written(written, TODAY, counted_from=counted_from, reading=reading)
    return found.first.isoformat(), found.precision


def refusal(written: str, reading: Reading = Reading.PAST) -> str:
    with speaking("en"), pytest.raises(WrongDate) as refused:
        read_written(written, TODAY, reading=reading)
    return str(refused.value)


@pytest.mark.parametrize("written", [
    "2026-11-21", "21.11.2026", "21/11/2026", "21-11-2026", "21 11 2026", "21.11.26", "21/11/26", " 21.11.2026. ", "21.11.2026 г.", "21.11.2026 ж.",
    "2026.11.21", "2026/11/21", "21 . 11 . 2026", "21\u00a0ноября\u00a02026\u00a0г.", "21 ноября 2026", "21 ноября 2026 года", "21-го ноября 2026", "21 Ноября, 2026",
    "21 нояб. 2026", "21 ноя 2026", "суббота, 21 ноября 2026 г.", "сб 21.11.2026", "в субботу, 21 ноября", "21 қараша 2026", "2026 жылғы 21 қараша",
    "2026 ж. 21 қар.", "2026 жылдың 21 қарашада", "2026 жылғы қарашаның 21-і", "21 караша 2026", "2026 ж. 21 қараша, сенбі",
    "21 qaraşa 2026", "21 qarasha 2026", "21 November 2026", "November 21, 2026", "Nov 21 2026", "21st of November 2026", "Saturday, 21 November 2026",
    "Sat, 21 Nov 2026", "21.11", "21/11", "21-11", "21 ноября", "21 қараша", "21 November", "２１.１１.２０２６", "21—11—2026",
])  # fmt: skip
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert read(written) == ("2026-11-21", DAY)


@pytest.mark.parametrize("written", [
    "2026-11", "11.2026", "11/2026", "2026/11", "11 2026", "ноябрь 2026", "ноябрь 2026 г.", "в ноябре 2026 года", "қараша 2026", "2026 жылғы қараша",
    "2026 ж. қараша", "2026 жылдың қараша айында", "November 2026", "Nov 2026", "in November 2026", "ноябрь", "қараша", "November", "нояб.",
])  # fmt: skip
def test_a_month_is_a_month_and_no_day(written: str) -> None:
    assert read(written) == ("2026-11-01", MONTH)


@pytest.mark.parametrize("written", ["2026", "2026 г.", "2026 год", "2026 году", "2026 жыл", "2026 жылы", "the year 2026"])
def test_a_year_is_a_year(written: str) -> None:
    assert read(written) == ("2026-01-01", YEAR)


@pytest.mark.parametrize(("written", "day"), [
    ("сегодня", "2026-11-28"), ("бүгін", "2026-11-28"), ("бугін", "2026-11-28"), ("today", "2026-11-28"), ("Вчера", "2026-11-27"), ("кеше", "2026-11-27"),
    ("yesterday.", "2026-11-27"), ("позавчера", "2026-11-26"), ("алдыңғы күні", "2026-11-26"), ("алдынгы куни", "2026-11-26"),
    ("the day before yesterday", "2026-11-26"), ("суббота", "2026-11-28"), ("в пятницу", "2026-11-27"), ("жұма", "2026-11-27"), ("жұмада", "2026-11-27"),
    ("дүйсенбі", "2026-11-23"), ("on Sunday", "2026-11-22"), ("пн", "2026-11-23"),
])  # fmt: skip
def test_near_days_are_counted_from_today(written: str, day: str) -> None:
    assert read(written) == (day, DAY)


def test_near_days_and_missing_years_are_counted_from_the_article_where_there_is_one() -> None:
    article = date(2026, 1, 10)
    assert read("вчера", counted_from=article) == ("2026-01-09", DAY)
    assert read("21/11", counted_from=article) == ("2025-11-21", DAY)
    assert read("10.01", counted_from=article) == ("2026-01-10", DAY)
    assert read("жексенбі", counted_from=article) == ("2026-01-04", DAY)
    with speaking("en"):
        said = taken_for(read_written("21/11", TODAY, counted_from=article), TODAY)
    assert said == "Friday, November 21, 2025; counted from the article, 10.01.2026"


def test_29_february_without_a_year_is_that_of_the_last_leap_year() -> None:
    assert read("29.02") == ("2024-02-29", DAY)
    assert read("29.02", Reading.AHEAD) == ("2028-02-29", DAY)


def test_of_something_to_come_the_next_such_day_is_meant() -> None:
    assert read("21.11", Reading.AHEAD) == ("2027-11-21", DAY)
    assert read("1 декабря", Reading.AHEAD) == ("2026-12-01", DAY)
    assert read("завтра", Reading.AHEAD) == read("ертең", Reading.AHEAD) == read("tomorrow", Reading.AHEAD) == ("2026-11-29", DAY)
    assert read("сенбі", Reading.AHEAD) == ("2026-12-05", DAY)
    assert read("01.12.2026", Reading.AHEAD) == ("2026-12-01", DAY)


def test_a_year_of_two_digits_is_the_one_within_the_time_of_the_record() -> None:
    assert read("5.3.99") == ("1999-03-05", DAY)
    assert read("5/3/09") == ("2009-03-05", DAY)


def test_of_a_period_any_whole_day_may_be_the_end() -> None:
    assert read("31.12.2026", Reading.PERIOD) == ("2026-12-31", DAY)
    assert read("1985", Reading.PERIOD) == ("1985-01-01", YEAR)
    found = [read_written(written, TODAY, reading=Reading.PERIOD).last.isoformat() for written in ("2024", "02.2024", "3.2.2024")]
    assert found == ["2024-12-31", "2024-02-29", "2024-02-03"]


def test_the_day_stands_before_the_month_and_this_is_said() -> None:
    assert read("03/04") == ("2026-04-03", DAY)
    with speaking("en"):
        assert taken_for(read_written("03/04/2026", TODAY), TODAY) == "Friday, April 3, 2026; the day first, then the month"
        assert taken_for(read_written("21/11/2026", TODAY), TODAY) == "Saturday, November 21, 2026"
    assert refusal("11/21/2026") == "11/21/2026: there is no month 21; the day stands first, then the month"


@pytest.mark.parametrize(("written", "words"), [
    ("21.11.2027", "Sunday, November 21, 2027 has not come yet"),
    ("завтра", "Sunday, November 29, 2026 has not come yet"),
    ("декабрь 2026", "December 2026 has not come yet"),
    ("2027", "2027 has not come yet"),
    ("21.11.1926", "Sunday, November 21, 1926 lies before 1990; look at the year"),
    ("31.11.2026", "31.11.2026: the calendar has no such day"),
    ("30 февраля", "30 февраля: the calendar has no such day"),
    ("0.11.2026", "0.11.2026: the calendar has no such day"),
    ("26-11-21", "26-11-21: the year may be at either end; write it with four digits"),
    ("21", "21: write the month too"),
    ("21 числа", "21 числа: write the month too"),
    ("21 нобяря 2026", "21 нобяря 2026 is no date; did you mean ноября?"),
    ("воскресенье, 21 ноября 2026", "воскресенье, 21 ноября 2026: that day of the week does not belong to it; it is Saturday, November 21, 2026"),
    ("скоро", "скоро is no date; write it as 28.11.2026, November 2026 or 2026"),
    ("20226", "20226 is no date; write it as 28.11.2026, November 2026 or 2026"),
    ("21112026", "21112026 is no date; write it as 28.11.2026, November 2026 or 2026"),
    ("21.11.2026 15.12.2026", "21.11.2026 15.12.2026 is no date; write it as 28.11.2026, November 2026 or 2026"),
    ("21 ноября декабря", "21 ноября декабря is no date; did you mean декабря?"),
    ("0000", "0000: the calendar has no such day"),
    ("…", "… is no date; write it as 28.11.2026, November 2026 or 2026"),
])  # fmt: skip
def test_what_is_no_date_or_none_that_fits_is_refused_in_words(written: str, words: str) -> None:
    assert refusal(written) == words


@given(st.dates(date(1990, 1, 1), TODAY), st.sampled_from(list(LANGUAGES)), st.sampled_from(list(DatePrecision)))
def test_what_is_shown_of_a_date_is_read_back_as_the_same(day: date, lang: str, precision: DatePrecision) -> None:
    first = {DAY: day, MONTH: day.replace(day=1), YEAR: day.replace(month=1, day=1)}[precision]
    with speaking(lang):
        found = read_written(taken_for(read_written(first.isoformat()[: {DAY: 10, MONTH: 7, YEAR: 4}[precision]], TODAY), TODAY), TODAY)
    assert (found.first, found.precision) == (first, precision)


@given(st.text(max_size=80), st.sampled_from(Reading))
def test_whatever_is_written_is_read_or_refused(written: str, reading: Reading) -> None:
    found = None
    with suppress(WrongDate):
        found = read_written(written, TODAY, reading=reading)
    assert found is None or found.first <= found.last


@pytest.mark.parametrize(("written", "counted_from", "day"), [
    ("24 ноября", None, "2026-11-24"), ("1 июня", None, "2026-06-01"), ("28.11", None, "2026-11-28"), ("вчера", None, "2026-11-27"), ("5 декабря 2025", None, "2025-12-05"),
    # The steps of a case come after the article that told of it.
    ("26 ноября", date(2026, 11, 23), "2026-11-26"), ("5 декабря", date(2021, 11, 25), "2021-12-05"), ("20 қараша", date(2021, 11, 25), "2021-11-20"),
])  # fmt: skip
def test_a_step_without_its_year_is_the_nearest_such_day(written: str, counted_from: date | None, day: str) -> None:
    assert read(written, Reading.STEP, counted_from) == (day, DAY)


@pytest.mark.parametrize(
    ("written", "to_come"),
    [("5 декабря", "Saturday, December 5, 2026"), ("29.11", "Sunday, November 29, 2026"), ("10 мамыр", "Monday, May 10, 2027")],
)
def test_a_step_without_its_year_that_is_to_come_is_not_taken_for_one_of_the_year_before(written: str, to_come: str) -> None:
    assert refusal(written, Reading.STEP) == (
        f"{to_come} has not come yet, and the one before it is long past: write the year; what is to come belongs to the hearings and deadlines"
    )
    assert read(written)[0] < "2026-11-28", "of every other field it is the latest such day"
    assert refusal("05.12.2026", Reading.STEP) == "Saturday, December 5, 2026 has not come yet"
