"""Kazakh words without their suffixes."""

import pytest

from records.words.kazakh_stem import nominative, stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("журналистерге", "журналис"),
        ("журналисінің", "журналис"),
        ("тілшілеріміз", "тілші"),
        ("қаласында", "қала"),
        ("облысының", "облыс"),
        ("от", "от"),
    ],
)
def test_kazakh_suffix_chains_come_off(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Асхатты", "Асхат"),
        ("Сапарқызына", "Сапарқызы"),
        ("Айдана", "Айдана"),
        ("Нұрсұлтан", "Нұрсұлтан"),
        ("Омарованың", "Омарова"),
        ("Ертайұлымен", "Ертайұлы"),
    ],
)
def test_kazakh_names_lose_their_case_and_nothing_else(name: str, expected: str) -> None:
    assert nominative(name) == expected
