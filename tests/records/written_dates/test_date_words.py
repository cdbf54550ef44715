"""The table of the words of dates, which three readers share."""

from collections import defaultdict

import pytest

from records.language.date_words import date_words, in_cases, ordinal_words

COUNTED = {"month": range(1, 13), "weekday": range(1, 8)}


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_month_and_day_of_the_week_has_its_words_and_no_word_means_two(lang: str) -> None:
    for part, values in COUNTED.items():
        meanings: dict[str, set[float]] = defaultdict(set)
        for one in date_words(part):
            if one.language == lang:
                meanings[one.word].add(one.value)
        assert {value for found in meanings.values() for value in found} == set(values)
        assert {word: found for word, found in meanings.items() if len(found) > 1} == {}


def test_a_kazakh_month_takes_the_endings_of_its_script_and_others_take_none() -> None:
    cyrillic, latin = in_cases("қараша", "kk"), in_cases("qarasha", "kk")
    assert {"қараша", "қарашада", "қарашаның", "қарашадағы"} <= set(cyrillic)
    assert {"qarasha", "qarashada", "qarashanyn", "qarashadagy"} <= set(latin)
    assert all(word.isascii() for word in latin)
    assert in_cases("ноябрь", "ru") == ("ноябрь",)


def test_an_ordinal_has_the_number_that_it_names() -> None:
    written = {"ru": ("четвертого", 4), "kk": ("төртінде", 4), "en": ("fourth", 4)}
    assert {lang: dict(ordinal_words(lang))[word] == value for lang, (word, value) in written.items()} == dict.fromkeys(written, True)
    assert list(ordinal_words("xx")) == []
