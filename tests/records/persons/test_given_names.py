"""Given names in every spelling."""

import pytest

from records.persons.given_names import given_name_gender, is_given_name


@pytest.mark.parametrize("name", ["Ерлан", "Yerlan", "Гүлнәр", "Gulnar", "Нұрсұлтан", "Nursultan", "Жанна", "Zhanna", "Юрий", "Yuri"])
def test_a_given_name_is_known_in_every_spelling(name: str) -> None:
    assert is_given_name(name)


@pytest.mark.parametrize("word", ["жаңа", "Zhana", "Газет", "Вчера", "Police"])
def test_a_plain_word_is_no_given_name(word: str) -> None:
    assert not is_given_name(word)


def test_a_given_name_shows_the_gender_in_every_spelling() -> None:
    assert [given_name_gender(name) for name in ("Инна", "Inna", "Ерлан", "Газет")] == ["f", "f", "m", ""]
