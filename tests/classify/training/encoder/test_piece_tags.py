"""Tags on pieces: names in all cases, spans exactly, and nothing beside them."""

import re
from typing import Any

import pytest

from classify.encoder.questions import TAGS
from classify.training.encoder.labelled_texts import NamedPerson, TextSpan
from classify.training.encoder.piece_tags import name_places, piece_tags
from tests.classify.training.encoder.some_texts import text


def words(whole: str) -> list[tuple[int, int]]:
    return [(one.start(), one.end()) for one in re.finditer(r"\w+", whole)]


def tagged(tag: str, whole: str, **fields: Any) -> str:
    """The words of a text that bear a tag."""
    marks = piece_tags(text(1, text=whole, **fields), words(whole))[:, TAGS.index(tag)]
    return " ".join(whole[first:last] for (first, last), mark in zip(words(whole), marks, strict=True) if mark)


@pytest.mark.parametrize(
    ("name", "whole", "found"),
    [
        ("Айжан Сериккызы", "Вчера Айжан Сериккызы пришла", "Айжан Сериккызы"),
        ("Данияр Ахметов", "Избили Данияра Ахметова, сказал суд", "Данияра Ахметова"),
        ("Марал Омарова", "Марал Омарованың үйіне келді", "Марал Омарованың"),
        ("Данияр Ахметов", "Г-н Ахметов и Данияр Сапаров", "Ахметов"),
        ("Данияр Ахметов", "АХМЕТОВУ угрожали", "АХМЕТОВУ"),
        ("Ким", "Ким ушёл", "Ким"),
    ],
)
def test_a_name_is_found_in_every_case(name: str, whole: str, found: str) -> None:
    assert tagged("victim", whole, persons=(NamedPerson(name, "victim"),)) == found
    assert tagged("perpetrator", whole, persons=(NamedPerson(name, "victim"),)) == ""


def test_two_persons_of_one_surname_are_both_marked_with_their_roles() -> None:
    both = (NamedPerson("Айжан Ахметова", "victim"), NamedPerson("Данияр Ахметов", "official"))
    assert "Данияр" not in tagged("victim", "Айжан Ахметова и Данияр Ахметов", persons=both)
    assert "Данияр Ахметов" in tagged("official", "Айжан Ахметова и Данияр Ахметов", persons=both)


def test_a_span_is_marked_exactly_and_a_role_without_a_tag_not_at_all() -> None:
    whole = "Его избили вчера вечером"
    assert tagged("act", whole, spans=(TextSpan("act", "избили"),)) == "избили"
    assert tagged("when", whole, spans=(TextSpan("when", "вчера вечером"),)) == "вчера вечером"
    assert not piece_tags(text(1, text=whole, spans=(TextSpan("mood", "избили"),)), words(whole)).any()


def test_places_count_from_the_title() -> None:
    told = text(1, title="Суд", text="избили", spans=(TextSpan("act", "избили"),))
    assert piece_tags(told, words(told.whole))[:, TAGS.index("act")].tolist() == [False, True]


def test_a_piece_without_letters_bears_no_tag() -> None:
    assert not piece_tags(text(1, text="избили", spans=(TextSpan("act", "избили"),)), [(2, 2)]).any()


def test_a_name_without_letters_is_nowhere() -> None:
    assert list(name_places("текст", " ")) == []
