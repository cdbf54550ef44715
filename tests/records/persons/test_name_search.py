"""Names that must not leave the house are found in free text: in three scripts, every case, both orders, with initials and by the surname alone."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.persons.name_search import FoundName, NameSearch
from tests.linear.growth import Measure

NAMES = {
    1: ["Бауыржан Жүсіпов"],
    2: ["Айгерім Сапарова"],
    3: ["Рамазан Есіргеп"],
    4: ["Айгүл Сапарқызы"],
    5: ["Ольга Ким"],
    6: ["Вадим Дзюба"],
    7: ["Геннадий Бендицкий"],
    8: ["Қанат Тоқтар"],
    9: ["Б. Мұқанова"],
    10: ["Жанаева"],
    11: ["Жанболат Мамай"],
}
SEARCH = NameSearch(NAMES)
FORMS: dict[int, list[str]] = {
    1: [
        "Жүсіповке", "Жүсіповтің", "Жүсіповпен", "Жүсіповтан", "Жусупов", "Жусупову", "Жусуповым", "«Жусупове»", "Жусуповых", "Жусипов", "ЖУСУПОВ",
        "Zhussupov's", "Zhussupov’s", "Zhusupov", "Zhussipov", "Jüsıpov", "#жусупов", "bauyrzhan-zhussupov-izbit", "Б.Жусупова избили", "Жусупов Б.",
        "журналист Бауыржан Жүсіповтің сөзі", "Бауыржана Жусупова", "с Б. Жусуповым", "Жусупов Бауыржан Серикович", "https://orda.kz/zhusupov_2026",
    ],
    2: ["Сапаровой", "Сапарову", "Айгерим Сапарова", "Сапароваға", "Saparova", "Aigerim Saparova", "А. Сапаровой", "Сапарова Айгерим", "вчера Сапарова"],
    3: ["Есіргептің", "Есергепу", "Рамазаном Есиргепом", "Yesergep", "Есіргепке"],
    4: ["Сапарқызына", "Сапаркызы", "Айгуль Сапаркызы", "Saparkyzy", "Сапарқызының"],
    5: ["Ольги Ким", "О. Ким", "Olga Kim", "Ким Ольга", "Ольге Ким"],
    6: ["Дзюбе", "Дзюбой", "Дзюбы", "Вадима Дзюбу"],
    7: ["Бендицкого", "Бендицким", "Benditsky", "Геннадия Бендицкого", "Benditskiy"],
    8: ["Қанат Тоқтардың", "Канат Токтар", "Канату Токтару", "Қ. Тоқтар", "Тоқтар Қанат"],
    9: ["Мукановой", "Б. Мұқанова", "Мұқановаға"],
    10: ["Жанаевой", "Zhanayeva", "Айгуль Жанаева"],
    11: ["Мамая", "Мамаю", "Мамайға", "Жанболат Мамай"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in FORMS.items() for text in texts])
def test_every_form_of_a_name_is_found_and_nobody_else(key: int, text: str) -> None:
    assert {one.key for one in SEARCH.find(text)} == {key}


def test_a_surname_with_another_ending_is_found_behind_the_given_name_or_an_initial() -> None:
    assert {one.key for one in SEARCH.find("А. Сапарқызы")} == {2, 4}, "Сапарова may be written so too"
    for text in ("Бауыржан Жүсіпұлы", "Б. Жүсіп", "Бауыржана Жусупа", "Bauyrzhan Zhussip"):
        assert {one.key for one in SEARCH.find(text)} == {1}
    for text in ("Марат Жүсіпұлы", "Жүсіпұлы", "Жусуп", "Жүсіп Бауыржанов"):
        assert SEARCH.find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Нурлан Сапаров", "Сапаров сказал", "с Сапаровым", "Ким сказала", "Елена Ким", "Жұмабаев", "Бекболат Жүсіпов", "Айжан Сапарқызы", "Токтар пришел",
        "Н. Жусупов", "Жасыпов", "Жусан", "Бендер", "Марат Есіргеп", "Сапарбаева", "мама", "Мама мыла раму", "", "—", "12 345",
    ],
)  # fmt: skip
def test_namesakes_with_another_given_name_and_other_words_are_left_alone(text: str) -> None:
    assert SEARCH.find(text) == []


@pytest.mark.parametrize(
    ("text", "alone", "beside"),
    [("Адвокат Жусупова Марат Оспанов", set(), {1}), ("Марат Оспанов, Жусупов", set(), {1}), ("Елена Ким", set(), set()), ("Жусупов", {1}, {1})],
)
def test_a_surname_that_is_enough_is_found_beside_anybody_where_that_is_asked(text: str, alone: set[int], beside: set[int]) -> None:
    assert {one.key for one in SEARCH.find(text)} == alone
    assert {one.key for one in SEARCH.find_any(text)} == beside


def test_the_place_is_told_as_it_is_written() -> None:
    text = "Судья отказал Жусупову и Б. Мұқановаға."
    found = SEARCH.find(text)
    assert found == [FoundName(1, 14, 22, "Жусупову"), FoundName(9, 28, 38, "Мұқановаға")]
    assert [text[one.start : one.end] for one in found] == ["Жусупову", "Мұқановаға"]


def test_nobody_is_found_where_nobody_is_searched() -> None:
    assert not NameSearch({})
    assert NameSearch({}).find("Жусупов") == []
    assert not NameSearch({1: ["№ 7"]})
    assert SEARCH


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(text[one.start : one.end] == one.written for one in SEARCH.find(text))


def test_the_time_grows_with_the_text_alone(growth: Measure) -> None:
    def reading(unit: str, size: int) -> Callable[[], object]:
        text = unit * (size // len(unit))
        return lambda: SEARCH.find(text)

    units = ["Б. Жусупов и Ким, А. Сапарова. ", "ы", "Жүсі", "а'", "Б. "]
    found = {unit: growth(partial(reading, unit), (20_000, 80_000, 320_000)) for unit in units}
    assert {unit: str(grown) for unit, grown in found.items() if not grown.linear} == {}
