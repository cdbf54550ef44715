"""The language of the reader."""

import pytest

from desk.middleware.reader_language import chosen


@pytest.mark.parametrize(
    ("cookie", "accepted", "lang"),
    [
        ("kk", "ru", "kk"),
        ("", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("", "de, en;q=0.3, kk;q=0.7", "kk"),
        ("xx", "de", "en"),
        ("", "", "en"),
        ("", "ru;q=0, kk;q=broken", "en"),
    ],
)
def test_the_language_is_the_one_chosen_else_the_browsers_else_the_desks(cookie: str, accepted: str, lang: str) -> None:
    assert chosen(cookie, accepted, "en") == lang
