"""Words of names in one rough alphabet: three scripts come together, different names stay apart."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.persons.rough_letters import distance, nearly, rough, spelling_tables


@pytest.mark.parametrize(
    "spellings",
    [
        ("Жүсіпов", "Жусипов", "Zhussipov", "Jüsıpov"),
        ("Уәлиханов", "Валиханов", "Ualikhanov", "Valikhanov"),
        ("Дәулет", "Давлет", "Daulet", "Dawlet"),
        ("Шоқан", "Чокан", "Shoqan", "Şoqan"),
        ("Ғабит", "Габит", "Ghabit", "Ǵabit"),
        ("Ляззат", "Ләззат", "Lyazzat"),
        ("Һарун", "Харун", "Kharun"),
        ("Бендицкий", "Benditsky", "Benditskiy"),
        ("Әуезов", "Ауэзов", "Auezov"),
        ("Ўткир", "Уткир", "Utkir"),
        ("Ҳамид", "Хамид", "Khamid"),
        ("Җәлил", "Жалил", "Zhalil"),
    ],
)
def test_spellings_of_one_word_are_one_rough_word(spellings: tuple[str, ...]) -> None:
    assert len(set(map(rough, spellings))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Дина", "Дана"), ("Серик", "Берик"), ("Марат", "Мурат"), ("Алия", "Алуа"), ("Инга", "Инна"), ("Ким", "Ли")]
)
def test_different_names_are_not_near(one: str, other: str) -> None:
    assert not nearly(rough(one), rough(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Жусупов", "Жүсіпов"), ("Қонаев", "Кунаев"), ("Тілеужан", "Тлеужан"), ("Мүсірепов", "Мусрепов"), ("Теңізбай", "Тенгизбай")]
)
def test_letters_that_spellings_exchange_cost_little(one: str, other: str) -> None:
    assert nearly(rough(one), rough(other))
    assert rough(one) != rough(other)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_read_and_the_distance_is_the_same_from_both_sides(one: str, other: str) -> None:
    mine, theirs = rough(one), rough(other)
    assert not mine or mine.isascii()
    assert distance(mine, theirs) == pytest.approx(distance(theirs, mine))
    assert distance(mine, mine) == 0


def test_the_tables_are_plain_json_and_hold_every_letter() -> None:
    tables = spelling_tables()
    assert json.loads(json.dumps(tables))["cyrillic"]["қ"] == "k"
    assert dict(tables["digraphs"])["zh"] == "j"
    assert tables["latin"]["q"] == "k"
