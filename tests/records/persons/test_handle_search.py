"""A name is found in what is written together: handles, addresses of pages and mail, hashtags."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.persons.handle_search import HandleSearch
from tests.linear.growth import Measure

NAMES = {
    1: ["Айгуль Жусупова"],
    2: ["Сәуле Бекова", "А. Мұса"],
    3: ["Серік Ерлан"],
    4: ["Диас Хамитов"],
    5: ["Рамазан Есіргеп"],
    6: ["Айгуль Утепова"],
}
SEARCH = HandleSearch(NAMES)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (1, "aigulzhusupova@mail.kz"), (1, "пишет @aigulzhusupova"), (1, "azhusupova"), (1, "aigulzhusupova в телеграме"), (1, "https://t.me/zhusupovalive"),
        (1, "https://a.kz/news/sud-nadzhusupovoi"), (1, "https://a.kz/2026/AigulZhussipova"), (1, "#свободужусуповой"), (1, "jusupova_a@b.kz"),
        (1, "mailto:press.zhussupova2@a.kz"), (2, "@saulebekova"), (2, "sbekova@a.kz"), (2, "instagram.com/saulebekova.kz"), (3, "@serikerlan"),
        (4, "@diashamitov"), (4, "dias.khamitov@a.kz"), (4, "@dkhamitov"), (5, "@ramazanyesirgep"), (5, "#есиргеп_азаттық"), (6, "autepova@mail.kz"), (6, "#свободаутеповой"), (6, "@aidanautepova"),
    ],
)  # fmt: skip
def test_a_name_that_is_written_together_is_found(key: int, text: str) -> None:
    assert set(SEARCH.find(text)) == {key}


@pytest.mark.parametrize(
    "text",
    [
        "", "Nurzhusupova said", "zhusan@a.kz", "@erlan_ospanov", "https://a.kz/erlanov", "Суд над журналисткой", "@khamit", "https://a.kz/musabekov",
        "a" * 500, "Есіргеповтың", "/1234/5678",
    ],
)  # fmt: skip
def test_other_words_are_left_alone(text: str) -> None:
    assert set(SEARCH.find(text)) == set()


def test_with_nobody_searched_nobody_is_found() -> None:
    assert list(HandleSearch({}).find("@aigulzhusupova")) == []


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert set(SEARCH.find(text)) <= NAMES.keys()


def test_the_time_grows_with_the_text_alone(growth: Measure) -> None:
    def reading(unit: str, size: int) -> Callable[[], object]:
        text = unit * (size // len(unit))
        return lambda: list(SEARCH.find(text))

    units = ["@azhusupova ", "shshsh", "a@", "жүсі#", "zhu.supo"]
    found = {unit: growth(partial(reading, unit), (20_000, 80_000, 320_000)) for unit in units}
    assert {unit: str(grown) for unit, grown in found.items() if not grown.linear} == {}
