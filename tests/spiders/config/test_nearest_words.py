"""What somebody may have meant who wrote a wrong word."""

import pytest

from spiders.config.nearest_words import CODED, nearest, words_for_codes


@pytest.mark.parametrize(
    ("word", "field", "asked"),
    [
        ("kz", "languages", "; did you mean kk?"),
        ("rus", "languages", "; did you mean ru?"),
        ("Almaty", "region", "; did you mean KZ-75?"),
        ("xyzzy", "languages", ""),
    ],
)
def test_the_nearest_right_word_is_asked_for_and_none_where_none_is_near(word: str, field: str, asked: str) -> None:
    assert field in CODED
    assert nearest(word, words_for_codes(field)) == asked


def test_of_several_words_that_are_as_near_all_are_named() -> None:
    assert nearest("feed", {"feeda": "feeda", "feedb": "feedb"}) == "; did you mean feeda or feedb?"
