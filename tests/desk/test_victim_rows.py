"""A row of victims says one person, and each person once."""

from desk.victim_rows import doubled_rows, wrong_rows, wrong_with
from records.i18n import speaking


def rows(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "profession": "тілші", "outlet": ""} for name in names]


def test_a_person_who_is_named_again_in_other_letters_or_order_is_found() -> None:
    assert wrong_rows(rows("Гүлнар Сапарқызы", "Ерлан Тастемиров", "Сапаркызы Гулнар", "Gulnar Saparkyzy")) == [2, 3]
    assert wrong_rows(rows("Гүлнар Сапарқызы", "Гүлмира Сапарқызы")) == []
    with speaking("en"):
        assert (
            wrong_with(rows("Ерлан Тастемиров", "ТАСТЕМИРОВ  ерлан"))
            == "ТАСТЕМИРОВ  ерлан is named twice; one row is enough, unless these are two persons"
        )


def test_a_row_without_a_name_says_nothing() -> None:
    with speaking("en"):
        assert wrong_with(rows("Ерлан Тастемиров", "")) == "a row without a name says nothing; write the name, or empty the row"
    assert wrong_with(rows("Ерлан Тастемиров")) == wrong_with([]) == ""


def test_two_of_one_name_may_be_two_persons_but_a_row_without_a_name_is_still_none() -> None:
    two = rows("Ерлан Тастемиров", "Тастемиров Ерлан")
    assert doubled_rows(two) == [1]
    assert wrong_rows(two, apart=True) == []
    assert wrong_with(two, apart=True) == ""
    assert wrong_rows([*two, *rows("")], apart=True) == [2]
    assert doubled_rows(rows("", "")) == []
