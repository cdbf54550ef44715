"""Which passwords can be guessed, and what their owners are told."""

import pytest

from desk.auth.password_strength import Weakness, weakness, weakness_words
from desk.auth.passwords import BadPassword, fit
from records.i18n import speaking


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("password123", Weakness.COMMON),
        ("1234567890", Weakness.COMMON),
        ("qwertyuiop", Weakness.COMMON),
        ("Qwerty123456", Weakness.COMMON),
        ("gfhjkm12345", Weakness.COMMON),
        ("Mona123456", Weakness.COMMON),
        ("Құпиясөз2026", Weakness.OWNER),
        ("қазақстан123", Weakness.OWNER),
        ("йцукенгшщзхъ", Weakness.OWNER),
        ("Serikova1990", Weakness.OWNER),
        ("aigul serikova", Weakness.OWNER),
        ("abcdefghijklmn", Weakness.KEYS),
        ("kkkkkkkkkkkkkkkk", Weakness.REPEATED),
        ("12.03.1987 г", Weakness.DATE),
    ],
)
def test_what_others_would_try_first_is_refused_with_the_reason(password: str, why: Weakness) -> None:
    assert weakness(password, ("Aigul Serikova",)) is why
    with pytest.raises(BadPassword, match="too easy to guess") as caught:
        fit(password, "Aigul Serikova")
    assert password not in str(caught.value)


def test_a_russian_word_is_the_same_password_on_an_english_keyboard() -> None:
    assert weakness("пароль12345")
    assert weakness("привет1234")


@pytest.mark.parametrize(
    "password", ["quite another word", "бауырсақ пен түйе сүті", "зелёный трамвай молчит", "x7#Kq!9vTz2p", "correct horse battery staple"]
)
def test_a_few_words_of_ones_own_will_do(password: str) -> None:
    assert weakness(password, ("Aigul",)) is None


def test_a_very_long_password_is_looked_at_in_its_beginning_alone() -> None:
    assert weakness("a" * 256)
    assert weakness("зелёный трамвай молчит " * 11) is None


def test_the_reason_is_told_in_the_language_of_the_reader() -> None:
    for lang in ("kk", "ru"):
        with speaking(lang):
            assert all(ord(weakness_words(one)[0]) > 0x400 for one in Weakness)
