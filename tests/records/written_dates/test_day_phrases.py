"""Days within a sentence: in Kazakh in the case that the word behind them asks for, elsewhere as they are; intervals say once what their ends share."""

from collections.abc import Callable
from datetime import date

import pytest

from records.i18n import speaking
from records.written_dates import day_phrases

DAY = date(2021, 11, 2)


@pytest.mark.parametrize(
    ("phrase", "kazakh"),
    [
        (day_phrases.day_in_words, "2021 жылғы 2 қараша"),
        (day_phrases.on_day, "2021 жылғы 2 қарашада"),
        (day_phrases.until_day, "2021 жылғы 2 қарашаға"),
        (day_phrases.since_day, "2021 жылғы 2 қарашадан"),
        (day_phrases.as_of_day, "2021 жылғы 2 қарашадағы"),
    ],
)
def test_a_day_stands_in_the_case_that_the_word_behind_it_asks_for(phrase: Callable[[date], str], kazakh: str) -> None:
    told = {}
    for lang in ("kk", "ru", "en"):
        with speaking(lang):
            told[lang] = phrase(DAY)
    assert told == {"kk": kazakh, "ru": "2 ноября 2021\u202fг.", "en": "November 2, 2021"}


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2021, 11, 2), date(2021, 11, 2), ("2021 жылғы 2 қараша", "2 ноября 2021\u202fг.", "November 2, 2021")),
        (date(2020, 10, 1), date(2020, 10, 31), ("2020 жылғы 1–31 қазан", "1–31 октября 2020\u202fг.", "October 1–31, 2020")),
        (date(2021, 1, 1), date(2021, 11, 2), ("2021 жылғы 1 қаңтар – 2 қараша", "1 января – 2 ноября 2021\u202fг.", "January 1 – November 2, 2021")),
        (
            date(2020, 11, 3),
            date(2021, 11, 2),
            ("2020 жылғы 3 қараша – 2021 жылғы 2 қараша", "3 ноября 2020\u202fг. – 2 ноября 2021\u202fг.", "November 3, 2020 – November 2, 2021"),
        ),
    ],
)
def test_an_interval_says_once_what_its_ends_share(first: date, last: date, told: tuple[str, str, str]) -> None:
    for lang, words in zip(("kk", "ru", "en"), told, strict=True):
        with speaking(lang):
            assert day_phrases.days_between(first, last) == words


def test_a_month_in_a_sentence_has_no_short_year_in_kazakh() -> None:
    told = []
    for lang in ("kk", "ru", "en"):
        with speaking(lang):
            told.append(day_phrases.month_in_words(DAY))
    assert told == ["2021 жылғы қараша", "ноябрь 2021\u202fг.", "November 2021"]
