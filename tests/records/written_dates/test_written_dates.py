"""A date is read as people write it in Kazakh, Russian and English, shown as much as it is known, or refused in words."""

from contextlib import suppress
from datetime import date

import pytest
from babel.dates import format_date, get_day_names, get_month_names
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from records.i18n import LANGUAGES, Language, use_language
from records.language import dates as dates_module
from records.language.dates import DateContext, InvalidDate, WrittenDate, date_in_words, interpretation_words, parse_written_date, plain, vocabulary
from records.vocabulary import DatePrecision

TODAY = date(2026, 11, 28)  # a Saturday
DAY, MONTH, YEAR = DatePrecision
DAYS = (
    "2026-11-21", "21.11.2026", "21/11/2026", "21-11-2026", "21 11 2026", "21.11.26", "21/11/26", " 21.11.2026. ", "21.11.2026 г.", "21.11.2026 ж.",
    "2026.11.21", "2026/11/21", "21 . 11 . 2026", "21\u00a0ноября\u00a02026\u00a0г.", "21 ноября 2026", "21 ноября 2026 года", "21-го ноября 2026",
    "21 Ноября, 2026", "21 нояб. 2026", "21 ноя 2026", "суббота, 21 ноября 2026 г.", "сб 21.11.2026", "в субботу, 21 ноября", "21 қараша 2026",
    "2026 жылғы 21 қараша", "2026 ж. 21 қар.", "2026 жылдың 21 қарашада", "2026 жылғы қарашаның 21-і", "21 караша 2026", "2026 ж. 21 қараша, сенбі",
    "21 qaraşa 2026", "21 qarasha 2026", "21 November 2026", "November 21, 2026", "Nov 21 2026", "21st of November 2026", "Saturday, 21 November 2026",
    "Sat, 21 Nov 2026", "21.11", "21/11", "21-11", "21 ноября", "21 қараша", "21 November", "２１.１１.２０２６", "21—11—2026",
)  # fmt: skip
MONTHS = (
    "2026-11", "11.2026", "11/2026", "2026/11", "11 2026", "ноябрь 2026", "ноябрь 2026 г.", "в ноябре 2026 года", "қараша 2026", "2026 жылғы қараша",
    "2026 ж. қараша", "2026 жылдың қараша айында", "November 2026", "Nov 2026", "in November 2026", "ноябрь", "қараша", "November", "нояб.",
)  # fmt: skip
NEAR = {
    "сегодня": "2026-11-28", "бүгін": "2026-11-28", "бугін": "2026-11-28", "today": "2026-11-28", "Вчера": "2026-11-27", "кеше": "2026-11-27",
    "yesterday.": "2026-11-27", "позавчера": "2026-11-26", "алдыңғы күні": "2026-11-26", "алдынгы куни": "2026-11-26",
    "the day before yesterday": "2026-11-26", "суббота": "2026-11-28", "в пятницу": "2026-11-27", "жұма": "2026-11-27", "жұмада": "2026-11-27",
    "дүйсенбі": "2026-11-23", "on Sunday": "2026-11-22", "пн": "2026-11-23",
}  # fmt: skip


def read(written: str, reading: DateContext = DateContext.PAST, counted_from: date | None = None) -> tuple[str, DatePrecision]:
    found = parse_written_date(written, TODAY, counted_from=counted_from, reading=reading)
    return found.first.isoformat(), found.precision


def refusal(written: str, reading: DateContext = DateContext.PAST) -> str:
    with use_language("en"), pytest.raises(InvalidDate) as refused:
        parse_written_date(written, TODAY, reading=reading)
    return str(refused.value)


def test_a_day_a_month_and_a_year_are_read_as_people_write_them() -> None:
    assert {written: read(written) for written in DAYS if read(written) != ("2026-11-21", DAY)} == {}
    assert {written: read(written) for written in MONTHS if read(written) != ("2026-11-01", MONTH)} == {}
    years = ("2026", "2026 г.", "2026 год", "2026 году", "2026 жыл", "2026 жылы", "the year 2026")
    assert {written: read(written) for written in years if read(written) != ("2026-01-01", YEAR)} == {}
    assert {written: read(written) for written in NEAR} == {written: (day, DAY) for written, day in NEAR.items()}


def test_near_days_and_missing_years_are_counted_from_the_article_where_there_is_one(snapshot: SnapshotAssertion) -> None:
    article = date(2026, 1, 10)
    days = {"вчера": "2026-01-09", "21/11": "2025-11-21", "10.01": "2026-01-10", "жексенбі": "2026-01-04"}
    assert {written: read(written, counted_from=article) for written in days} == {written: (day, DAY) for written, day in days.items()}
    with use_language("en"):
        assert interpretation_words(parse_written_date("21/11", TODAY, counted_from=article), TODAY) == snapshot


def test_of_something_to_come_the_next_such_day_is_meant_and_29_february_is_that_of_a_leap_year() -> None:
    days = {
        "21.11": "2027-11-21", "1 декабря": "2026-12-01", "завтра": "2026-11-29", "ертең": "2026-11-29", "tomorrow": "2026-11-29", "сенбі": "2026-12-05",
        "01.12.2026": "2026-12-01", "29.02": "2028-02-29",
    }  # fmt: skip
    assert {written: read(written, DateContext.AHEAD) for written in days} == {written: (day, DAY) for written, day in days.items()}
    assert read("29.02") == ("2024-02-29", DAY)


def test_a_year_of_two_digits_is_the_one_within_the_time_of_the_record() -> None:
    assert (read("5.3.99"), read("5/3/09")) == (("1999-03-05", DAY), ("2009-03-05", DAY))


def test_of_a_period_any_whole_day_may_be_the_end() -> None:
    assert read("31.12.2026", DateContext.PERIOD) == ("2026-12-31", DAY)
    assert read("1985", DateContext.PERIOD) == ("1985-01-01", YEAR)
    found = [parse_written_date(written, TODAY, reading=DateContext.PERIOD).last.isoformat() for written in ("2024", "02.2024", "3.2.2024")]
    assert found == ["2024-12-31", "2024-02-29", "2024-02-03"]


def test_the_day_stands_before_the_month_and_this_is_said(snapshot: SnapshotAssertion) -> None:
    assert read("03/04") == ("2026-04-03", DAY)
    with use_language("en"):
        assert [interpretation_words(parse_written_date(written, TODAY), TODAY) for written in ("03/04/2026", "21/11/2026")] == snapshot


WRONG = (
    "21.11.2027", "завтра", "декабрь 2026", "2027", "21.11.1926", "31.11.2026", "30 февраля", "0.11.2026", "26-11-21", "21", "21 числа", "21 нобяря 2026",
    "воскресенье, 21 ноября 2026", "скоро", "20226", "21112026", "21.11.2026 15.12.2026", "21 ноября декабря", "0000", "…", "11/21/2026",
)  # fmt: skip


def test_what_is_no_date_or_none_that_fits_is_refused_in_words(snapshot: SnapshotAssertion) -> None:
    assert {written: refusal(written) for written in WRONG} == snapshot


@given(st.dates(date(1990, 1, 1), TODAY), st.sampled_from(list(LANGUAGES)), st.sampled_from(list(DatePrecision)))
def test_what_is_shown_of_a_date_is_read_back_as_the_same(day: date, lang: str, precision: DatePrecision) -> None:
    first = {DAY: day, MONTH: day.replace(day=1), YEAR: day.replace(month=1, day=1)}[precision]
    with use_language(lang):
        found = parse_written_date(
            interpretation_words(parse_written_date(first.isoformat()[: {DAY: 10, MONTH: 7, YEAR: 4}[precision]], TODAY), TODAY), TODAY
        )
    assert (found.first, found.precision) == (first, precision)


@given(st.text(max_size=80), st.sampled_from(DateContext))
def test_whatever_is_written_is_read_or_refused(written: str, reading: DateContext) -> None:
    found = None
    with suppress(InvalidDate):
        found = parse_written_date(written, TODAY, reading=reading)
    assert found is None or found.first <= found.last


@pytest.mark.parametrize(("written", "counted_from", "day"), [
    ("24 ноября", None, "2026-11-24"), ("1 июня", None, "2026-06-01"), ("28.11", None, "2026-11-28"), ("вчера", None, "2026-11-27"), ("5 декабря 2025", None, "2025-12-05"),
    # The steps of a case come after the article that told of it.
    ("26 ноября", date(2026, 11, 23), "2026-11-26"), ("5 декабря", date(2021, 11, 25), "2021-12-05"), ("20 қараша", date(2021, 11, 25), "2021-11-20"),
])  # fmt: skip
def test_a_step_without_its_year_is_the_nearest_such_day(written: str, counted_from: date | None, day: str) -> None:
    assert read(written, DateContext.STEP, counted_from) == (day, DAY)


def test_a_step_without_its_year_that_is_to_come_is_not_taken_for_one_of_the_year_before(snapshot: SnapshotAssertion) -> None:
    to_come = ("5 декабря", "29.11", "10 мамыр")
    assert {written: refusal(written, DateContext.STEP) for written in (*to_come, "05.12.2026")} == snapshot
    assert [written for written in to_come if read(written)[0] >= "2026-11-28"] == [], "of every other field it is the latest such day"


@pytest.mark.parametrize(("first", "precision", "iso", "last"), [
    (date(2026, 11, 21), DatePrecision.DAY, "2026-11-21", date(2026, 11, 21)),
    (date(2024, 2, 1), DatePrecision.MONTH, "2024-02", date(2024, 2, 29)),
    (date(2026, 1, 1), DatePrecision.YEAR, "2026", date(2026, 12, 31)),
])  # fmt: skip
def test_a_date_is_kept_as_much_as_is_known(first: date, precision: DatePrecision, iso: str, last: date) -> None:
    found = WrittenDate(first, precision)
    assert (found.iso, found.last) == (iso, last)


NOV_2 = date(2021, 11, 2)


PHRASES = (
    dates_module.day_in_words, dates_module.on_day, dates_module.until_day, dates_module.since_day, dates_module.as_of_day, dates_module.month_in_words,
)  # fmt: skip
INTERVALS = (
    (NOV_2, NOV_2), (date(2020, 10, 1), date(2020, 10, 31)), (date(2021, 1, 1), NOV_2), (date(2020, 11, 3), NOV_2),
)  # fmt: skip


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_days_stand_in_the_case_that_the_word_behind_asks_for_and_intervals_say_once_what_their_ends_share(
    lang: str, snapshot: SnapshotAssertion
) -> None:
    with use_language(lang):
        told = {phrase.__name__: phrase(NOV_2) for phrase in PHRASES}
        intervals = [dates_module.days_between(first, last) for first, last in INTERVALS]
        dates = [" ".join(date_in_words(date(2026, 11, 21), precision).split()) for precision in DatePrecision]
    assert {**told, "intervals": intervals, "dates": dates} == snapshot


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(list(LANGUAGES)), st.sampled_from(["medium", "long", "full"]))
def test_every_form_in_which_a_day_is_shown_is_read_back(day: date, lang: str, form: str) -> None:
    shown = format_date(day, form, locale=LANGUAGES[lang].formats)
    assert parse_written_date(shown, date(2026, 11, 28), reading=DateContext.PERIOD).first == day


def test_every_month_and_day_of_the_week_is_known_by_its_names_in_every_language() -> None:
    words = vocabulary()
    for language in LANGUAGES.values():
        assert all(words.months[plain(name)] == month for month, name in get_month_names("wide", "format", language.formats).items())
        assert all(words.weekdays[plain(name)] == day + 1 for day, name in get_day_names("wide", "format", language.formats).items())


def test_no_word_is_both_a_month_and_something_else() -> None:
    words = vocabulary()
    assert not words.months.keys() & (words.weekdays.keys() | words.near.keys() | words.fillers)
    assert not words.weekdays.keys() & (words.near.keys() | words.fillers)


def test_accents_and_kazakh_letters_are_compared_as_they_are_typed_on_other_keyboards() -> None:
    assert plain("ҚЫРКҮЙЕК  2026") == plain("кыркуиек\u00a02026") == "кыркуиек 2026"


def test_a_month_may_be_cut_short_where_no_other_begins_so() -> None:
    words = vocabulary()
    assert [words.months[word] for word in ("нояб", "сен", "sept", "кара")] == [11, 9, 9, 11]
    assert "ма" not in words.months


def test_a_language_that_is_added_is_read_too() -> None:
    LANGUAGES["de"] = Language("Deutsch", "Deu", "de-DE", "de")
    try:
        assert vocabulary().months["november"] == 11
        assert vocabulary().weekdays["mittwoch"] == 3
    finally:
        del LANGUAGES["de"]
