"""A date is shown as much as it is known, and every form in which the product shows days is read back."""

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from records.i18n import LANGUAGES, speaking
from records.vocabulary import DatePrecision
from records.written_dates import Reading, read_written
from records.written_dates.shown_dates import date_in_words


@pytest.mark.parametrize(("lang", "said"), [
    ("kk", ["2026 ж. 21 қараша, сенбі", "2026 ж. қараша", "2026"]),
    ("ru", ["суббота, 21 ноября 2026\u202fг.", "ноябрь 2026\u202fг.", "2026"]),
    ("en", ["Saturday, November 21, 2026", "November 2026", "2026"]),
])  # fmt: skip
def test_a_date_is_said_as_much_as_it_is_known(lang: str, said: list[str]) -> None:
    with speaking(lang):
        found = [" ".join(date_in_words(date(2026, 11, 21), precision).split()) for precision in DatePrecision]
    assert found == [" ".join(words.split()) for words in said]


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(list(LANGUAGES)), st.sampled_from(["medium", "long", "full"]))
def test_every_form_in_which_a_day_is_shown_is_read_back(day: date, lang: str, form: str) -> None:
    shown = format_date(day, form, locale=LANGUAGES[lang].formats)
    assert read_written(shown, date(2026, 11, 28), reading=Reading.PERIOD).first == day
