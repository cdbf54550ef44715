"""What was typed into a search, as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.words.asked_words import LONGEST, MOST_WORDS, asked_words
from records.words.word_keys import searched_in


def written(typed: str) -> tuple[list[str], list[str]]:
    asked = asked_words(typed)
    return [one.written for one in asked.wanted], [one.written for one in asked.unwanted]


def test_signs_say_nothing_and_a_minus_before_a_word_leaves_it_out() -> None:
    assert written("Сериков, NEAR(суд*) %_") == (["Сериков", "NEAR", "суд"], [])
    assert written("Сериков -суд — Ақтау KZ-2026-0042") == (["Сериков", "Ақтау", "KZ", "2026", "0042"], ["суд"])
    assert written("\x00 * \" ' ( ) : ^ 🙂 %") == ([], [])
    assert not asked_words("")


def test_a_word_is_sought_by_its_beginning_unless_it_is_short_or_in_quotation_marks() -> None:
    whole, quoted, short = (asked_words(typed).wanted[0] for typed in ("Сапар", '"Сапар"', "ақ"))
    assert whole.beginnings
    assert not quoted.beginnings
    assert not short.beginnings
    searched = searched_in(["Вера Сапаркызы"])
    assert asked_words("Сапар").are_said(searched)
    assert asked_words("vera saparq").are_said(searched)
    assert not asked_words('"Сапар"').are_said(searched)
    assert not asked_words("Вера -Сапарқызы").are_said(searched)
    assert not asked_words("Вера Ахметова").are_said(searched)


def test_of_very_many_words_some_are_left_out_and_that_is_told() -> None:
    asked = asked_words(" ".join(f"word{nth}" for nth in range(100)))
    assert len(asked.wanted) == MOST_WORDS
    assert asked.left_out
    assert asked_words("а" * 10_000).left_out
    assert not asked_words("а" * LONGEST).left_out
    assert not asked_words("Сериков Сериков Сериков").left_out
    assert len(asked_words("Сериков Сериков").wanted) == 1


@pytest.mark.parametrize(("key", "yes"), [("sirikov", True), ("sirik", False)])
def test_a_key_of_a_text_is_meant_or_not(key: str, yes: bool) -> None:
    assert asked_words("Сериков").wanted[0].is_key([key]) is yes


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read(typed: str) -> None:
    asked = asked_words(typed)
    assert len(asked.wanted) + len(asked.unwanted) <= MOST_WORDS
    assert all(one.keys for one in (*asked.wanted, *asked.unwanted))
    asked.are_said(searched_in([typed]))


@pytest.mark.parametrize("typed", ["DDoS", "ddos", "DDOS"])
def test_a_latin_word_with_a_doubled_first_letter_is_no_beginning_of_others(typed: str) -> None:
    asked = asked_words(typed)
    assert asked.are_said(searched_in(["Сайт редакции под DDoS-атакой"]))
    for other in ("Досанова", "закрыли досками", "Dosov"):
        assert not asked.are_said(searched_in([other])), other
    assert asked_words("Досан").are_said(searched_in(["Dosanova"]))
