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
