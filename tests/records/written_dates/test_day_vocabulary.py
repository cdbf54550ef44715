"""The words of dates: every month and day of the week by its names, and none that means two things."""

from babel.dates import get_day_names, get_month_names

from records.i18n import LANGUAGES, Language
from records.written_dates.day_vocabulary import plain, vocabulary


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
