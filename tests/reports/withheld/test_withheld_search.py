"""Withheld names are looked for in texts, where a surname is enough, and in names, where another's given name makes them another's."""

from reports.withheld.names import WithheldSearch

SEARCH = WithheldSearch({1: ("Айгуль Жусупова",), 2: ("Ирина Ким", "qara_qus7")})


def test_whom_a_text_names_and_whose_name_a_name_is() -> None:
    wanted: list[tuple[str, set[int], set[int]]] = [
        ("Жусупова", {1}, {1}), ("А. Жусупова", {1}, {1}), ("Айман Жусупова", {1}, set()), ("Айман Жусупова, Айгуль Жусупова", {1}, {1}),
        ("Айман и Жусупова", {1}, {1}), ("Марат Ахметов рассказал, что Ким ушла", {2}, {2}), ("qara_qus7", {2}, {2}),
        ("https://a.kz/%D0%96%D1%83%D1%81%D1%83%D0%BF%D0%BE%D0%B2%D0%B0", {1}, {1}), ("Марат Ахметов", set(), set()), ("", set(), set()),
    ]  # fmt: skip
    assert [(text, set(SEARCH.named(text)), set(SEARCH.borne(text))) for text, *_ in wanted] == wanted


ALIKE = WithheldSearch({1: ("Данияр Молдабек",), 2: ("Мұрат Бекжан",), 3: ("Санат Нурбек",), 4: ("Андрей Цой",), 5: ("Амангелді Батырбеков",)})


def test_a_surname_that_is_a_given_name_or_has_another_ending_is_found_unless_another_surname_stands_with_it() -> None:
    wanted = [
        ("Молдабека оштрафовали", 1), ("Суд над Молдабеком", 1), ("Moldabek was fined", 1), ("@d_moldabek", 1), ("https://a.kz/news/moldabek-fined", 1),
        ("Бекжанды ұстады", 2), ("Bekzhan was jailed", 2), ("Нурбека судят", 3), ("Саятов, Нурбек", 3), ("Батырбекұлының үйі, Амангелді Батырбекұлы", 5),
        ("А. Батырбек", 5), ("Амангелді Батырбекке", 5), ("Amangeldi Batyrbekuly", 5),
    ]  # fmt: skip
    assert [(text, *set(ALIKE.named(text))) for text, _ in wanted] == wanted
    others = [
        "Нурбек Саятов", "Нурбеком Саятовым", "Нұрбек Саятұлының", "Саятов Нурбек", "Nurbek Sayatov", "a.kz/nurbek-sayatov", "Марат Нурбеков", "нурбек",
        "Марат Батырбек", "Батырбек Амангелдиев", "Батырбекұлы",
    ]  # fmt: skip
    assert [text for text in others if list(ALIKE.named(text))] == []


def test_whose_name_a_short_surname_is() -> None:
    wanted = [("Цой", 4), ("Tsoy", 4), ("Молдабек", 1), ("Бекжан", 2), ("Б. Цой", None), ("Ерлан Цой", None), ("Ерлан Молдабек", None)]
    assert [(name, next(iter(ALIKE.borne(name)), None)) for name, _ in wanted] == wanted
    assert set(SEARCH.borne("Жусупов")) == set()
