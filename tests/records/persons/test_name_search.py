"""Names that must not leave the house are found in free text: in three scripts, every case, both orders, with initials, by the surname alone, and where
they are written together."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.persons.name_search import FoundName, HandleSearch, NameSearch
from tests.linear.growth import Measure

NAMES = {
    1: ["Бауыржан Жүсіпов"], 2: ["Айгерім Сапарова"], 3: ["Рамазан Есіргеп"], 4: ["Айгүл Сапарқызы"], 5: ["Ольга Ким"], 6: ["Вадим Дзюба"],
    7: ["Геннадий Бендицкий"], 8: ["Қанат Тоқтар"], 9: ["Б. Мұқанова"], 10: ["Жанаева"], 11: ["Жанболат Мамай"],
}  # fmt: skip

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


PEOPLE = {
    1: ["Айгуль Жусупова"], 2: ["Сәуле Бекова", "А. Мұса"], 3: ["Серік Ерлан"], 4: ["Диас Хамитов"], 5: ["Рамазан Есіргеп"], 6: ["Айгуль Утепова"],
}  # fmt: skip
HANDLES = HandleSearch(PEOPLE)
WRITTEN_TOGETHER: dict[int, list[str]] = {
    1: [
        "aigulzhusupova@mail.kz", "пишет @aigulzhusupova", "azhusupova", "aigulzhusupova в телеграме", "https://t.me/zhusupovalive",
        "https://a.kz/news/sud-nadzhusupovoi", "https://a.kz/2026/AigulZhussipova", "#свободужусуповой", "jusupova_a@b.kz", "mailto:press.zhussupova2@a.kz",
    ],
    2: ["@saulebekova", "sbekova@a.kz", "instagram.com/saulebekova.kz"],
    3: ["@serikerlan"],
    4: ["@diashamitov", "dias.khamitov@a.kz", "@dkhamitov"],
    5: ["@ramazanyesirgep", "#есиргеп_азаттық"],
    6: ["autepova@mail.kz", "#свободаутеповой", "@aidanautepova"],
}  # fmt: skip
OTHER_NAMES = (
    "Нурлан Сапаров", "Сапаров сказал", "с Сапаровым", "Ким сказала", "Елена Ким", "Жұмабаев", "Бекболат Жүсіпов", "Айжан Сапарқызы", "Токтар пришел",
    "Н. Жусупов", "Жасыпов", "Жусан", "Бендер", "Марат Есіргеп", "Сапарбаева", "мама", "Мама мыла раму", "", "—", "12 345", "Марат Жүсіпұлы", "Жүсіпұлы",
    "Жусуп", "Жүсіп Бауыржанов",
)  # fmt: skip
OTHER_HANDLES = (
    "", "Nurzhusupova said", "zhusan@a.kz", "@erlan_ospanov", "https://a.kz/erlanov", "Суд над журналисткой", "@khamit", "https://a.kz/musabekov", "a" * 500,
    "Есіргеповтың", "/1234/5678",
)  # fmt: skip


def named(text: str) -> set[int]:
    return {one.key for one in SEARCH.find(text)}


def test_every_form_of_a_name_is_found_and_nobody_else() -> None:
    assert [(text, named(text)) for key, texts in FORMS.items() for text in texts if named(text) != {key}] == []
    assert [text for text in OTHER_NAMES if named(text)] == []


def test_a_name_that_is_written_together_is_found_and_other_words_are_left_alone() -> None:
    assert [text for key, texts in WRITTEN_TOGETHER.items() for text in texts if set(HANDLES.find(text)) != {key}] == []
    assert [text for text in OTHER_HANDLES if set(HANDLES.find(text))] == []


def test_a_surname_with_another_ending_is_found_behind_the_given_name_or_an_initial() -> None:
    assert named("А. Сапарқызы") == {2, 4}, "Сапарова may be written so too"
    assert [text for text in ("Бауыржан Жүсіпұлы", "Б. Жүсіп", "Бауыржана Жусупа", "Bauyrzhan Zhussip") if named(text) != {1}] == []


@pytest.mark.parametrize(
    ("text", "alone", "beside"),
    [("Адвокат Жусупова Марат Оспанов", set(), {1}), ("Марат Оспанов, Жусупов", set(), {1}), ("Елена Ким", set(), set()), ("Жусупов", {1}, {1})],
)
def test_a_surname_that_is_enough_is_found_beside_anybody_where_that_is_asked(text: str, alone: set[int], beside: set[int]) -> None:
    assert (named(text), {one.key for one in SEARCH.find_any(text)}) == (alone, beside)


def test_the_place_is_told_as_it_is_written() -> None:
    text = "Судья отказал Жусупову и Б. Мұқановаға."
    found = SEARCH.find(text)
    assert found == [FoundName(1, 14, 22, "Жусупову"), FoundName(9, 28, 38, "Мұқановаға")]
    assert [text[one.start : one.end] for one in found] == ["Жусупову", "Мұқановаға"]


def test_nobody_is_found_where_nobody_is_searched() -> None:
    assert (bool(NameSearch({})), bool(NameSearch({1: ["№ 7"]})), bool(SEARCH)) == (False, False, True)
    assert NameSearch({}).find("Жусупов") == []
    assert list(HandleSearch({}).find("@aigulzhusupova")) == []


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(text[one.start : one.end] == one.written for one in SEARCH.find(text))
    assert set(HANDLES.find(text)) <= PEOPLE.keys()


FINDERS: dict[str, tuple[Callable[[str], object], list[str]]] = {
    "names": (SEARCH.find, ["Б. Жусупов и Ким, А. Сапарова. ", "ы", "Жүсі", "а'", "Б. "]),
    "handles": (lambda text: list(HANDLES.find(text)), ["@azhusupova ", "shshsh", "a@", "жүсі#", "zhu.supo"]),
}


@pytest.mark.parametrize("finder", FINDERS)
def test_the_time_grows_with_the_text_alone(growth: Measure, finder: str) -> None:
    find, units = FINDERS[finder]

    def reading(unit: str, size: int) -> Callable[[], object]:
        return partial(find, unit * (size // len(unit)))

    found = {unit: growth(partial(reading, unit), (20_000, 80_000, 320_000)) for unit in units}
    assert {unit: str(grown) for unit, grown in found.items() if not grown.linear} == {}
