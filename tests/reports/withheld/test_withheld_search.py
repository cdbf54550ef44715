"""Withheld names are looked for in texts, where a surname is enough, and in names, where another's given name makes them another's."""

import pytest

from reports.withheld.withheld_search import WithheldSearch

SEARCH = WithheldSearch({1: ("Айгуль Жусупова",), 2: ("Ирина Ким", "qara_qus7")})


@pytest.mark.parametrize(
    ("text", "in_text", "as_name"),
    [
        ("Жусупова", {1}, {1}),
        ("А. Жусупова", {1}, {1}),
        ("Айман Жусупова", {1}, set()),
        ("Айман Жусупова, Айгуль Жусупова", {1}, {1}),
        ("Айман и Жусупова", {1}, {1}),
        ("Марат Ахметов рассказал, что Ким ушла", {2}, {2}),
        ("qara_qus7", {2}, {2}),
        ("https://a.kz/%D0%96%D1%83%D1%81%D1%83%D0%BF%D0%BE%D0%B2%D0%B0", {1}, {1}),
        ("Марат Ахметов", set(), set()),
        ("", set(), set()),
    ],
)
def test_whom_a_text_names_and_whose_name_a_name_is(text: str, in_text: set[int], as_name: set[int]) -> None:
    assert set(SEARCH.named(text)) == in_text
    assert set(SEARCH.borne(text)) == as_name


ALIKE = WithheldSearch({1: ("Данияр Молдабек",), 2: ("Мұрат Бекжан",), 3: ("Санат Нурбек",), 4: ("Андрей Цой",), 5: ("Амангелді Батырбеков",)})


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Молдабека оштрафовали", 1), ("Суд над Молдабеком", 1), ("Moldabek was fined", 1), ("@d_moldabek", 1), ("https://a.kz/news/moldabek-fined", 1),
        ("Бекжанды ұстады", 2), ("Bekzhan was jailed", 2), ("Нурбека судят", 3), ("Саятов, Нурбек", 3), ("Батырбекұлының үйі, Амангелді Батырбекұлы", 5),
        ("А. Батырбек", 5), ("Амангелді Батырбекке", 5), ("Amangeldi Batyrbekuly", 5),
    ],
)  # fmt: skip
def test_a_surname_that_is_a_given_name_or_has_another_ending_is_found_in_a_text(text: str, whose: int) -> None:
    assert set(ALIKE.named(text)) == {whose}


@pytest.mark.parametrize(
    "text",
    [
        "Нурбек Саятов", "Нурбеком Саятовым", "Нұрбек Саятұлының", "Саятов Нурбек", "Nurbek Sayatov", "a.kz/nurbek-sayatov", "Марат Нурбеков", "нурбек",
        "Марат Батырбек", "Батырбек Амангелдиев", "Батырбекұлы",
    ],
)  # fmt: skip
def test_a_given_name_beside_the_surname_of_somebody_is_not(text: str) -> None:
    assert set(ALIKE.named(text)) == set()


@pytest.mark.parametrize(
    ("name", "whose"), [("Цой", 4), ("Tsoy", 4), ("Молдабек", 1), ("Бекжан", 2), ("Б. Цой", None), ("Ерлан Цой", None), ("Ерлан Молдабек", None)]
)
def test_a_short_surname_or_one_that_is_a_given_name_is_hers_where_it_is_the_whole_name(name: str, whose: int | None) -> None:
    assert set(ALIKE.borne(name)) == ({whose} if whose else set())


def test_the_surname_of_a_man_alone_is_not_that_of_a_woman() -> None:
    assert set(SEARCH.borne("Жусупов")) == set()
