"""Kazakh in Latin and Arabic letters becomes Cyrillic."""

import pytest

from classify.text.alphabets import arabic_to_cyrillic, latin_to_cyrillic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jýrnalıstke qysym jasaldy", "Журналистке қысым жасалды"),
        ("jurnalist ustaldı, äkim şıqtı", "журналіст усталды, әкім шықты"),
        ("soqqyǧa jyǧyp", "соққыға жығып"),
        ("zhurnalist ustaldy", "жұрналіст ұсталды"),
        ("Orda.kz sayty", "Orda.kz сайты"),
    ],
)
def test_kazakh_latin_becomes_cyrillic_and_addresses_stay(text: str, expected: str) -> None:
    assert latin_to_cyrillic(text)[0] == expected


def test_kazakh_arabic_becomes_cyrillic() -> None:
    assert arabic_to_cyrillic("ٴتىلشى قامالدى، جۋرناليست")[0] == "тілші қамалды, журналист"
