"""Cases by the endings of Russian and Kazakh words: what tells a subject from an object."""

import pytest

from classify.text.grammatical_case import ANY, kazakh_cases, russian_cases


@pytest.mark.parametrize(
    ("word", "cases"),
    [
        ("журналист", "nom"),
        ("журналиста", "gen acc"),
        ("журналисту", "dat"),
        ("журналистов", "gen acc"),
        ("журналистка", "nom"),
        ("журналистку", "acc"),
        ("журналисток", "gen acc"),
        ("редакции", "gen nom dat loc"),
        ("телеканал", "nom acc"),
        ("телеканала", "gen"),
        ("издание", "nom acc"),
        ("мужчина", "nom"),
        ("мужчину", "acc"),
        ("охранники", "nom"),
        ("охранниками", "ins"),
        ("полицейский", "nom"),
        ("полицейского", "gen acc"),
        ("напавшему", "dat"),
        ("избившего", "gen acc"),
    ],
)
def test_a_russian_word_shows_its_case(word: str, cases: str) -> None:
    assert russian_cases(word) == frozenset(cases.split())


def test_a_surname_may_be_a_mans_or_a_womans() -> None:
    assert russian_cases("ахметов", name=True) == {"nom"}
    assert russian_cases("ахметова", name=True) == {"gen", "acc", "nom"}
    assert russian_cases("савицкого", name=True) == {"gen", "acc"}


def test_a_word_that_does_not_decline_may_stand_in_any_case() -> None:
    assert russian_cases("сми") == ANY
    assert russian_cases("forbes.kz") == ANY


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("журналист", "nom"),
        ("журналисті", "acc"),
        ("журналиске", "dat"),
        ("журналистің", "gen"),
        ("тілшінің", "gen"),
        ("газеті", "nom"),
        ("газетіне", "dat"),
        ("газетінен", "abl"),
        ("операторын", "acc"),
        ("күзетшілерге", "dat"),
        ("блогермен", "ins"),
    ],
)
def test_a_kazakh_word_shows_its_case(word: str, case: str) -> None:
    assert kazakh_cases(word) == {case}


def test_a_kazakh_name_that_ends_like_a_case_is_in_none() -> None:
    assert kazakh_cases("айдана", name=True) == {"nom"}
    assert kazakh_cases("асхатты", name=True) == {"acc"}
    assert kazakh_cases("нұрбекұлына", name=True) == {"dat"}
