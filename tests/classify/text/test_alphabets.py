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
        ("Qyzylordada jy'rnali'st sot zalynan s'yg'aryldy", "Қызылордада журналист сот залынан шығарылды"),
        ("tils'inin’ kamerasy, u’jym", "тілшінің камерасы, үжым"),
        ("jwrnalïst şığarıldı, tilşiniñ isi", "жұрналист шығарылды, тілшінің ісі"),
        ("jurnalist şyǧaryldy, tılşınıñ ısı", "журналист шығарылды, тілшінің ісі"),
    ],
)
def test_kazakh_latin_becomes_cyrillic_and_addresses_stay(text: str, expected: str) -> None:
    assert latin_to_cyrillic(text)[0] == expected


def test_each_letter_knows_the_apostrophe_that_belongs_to_it() -> None:
    text, origin = latin_to_cyrillic("S'yg's'a a'kim, a'kim")
    assert text == "Шығша әкім, әкім"
    assert [origin[at] for at in (0, 1, 2, 3)] == [0, 2, 3, 5]


def test_kazakh_arabic_becomes_cyrillic() -> None:
    assert arabic_to_cyrillic("ٴتىلشى قامالدى، جۋرناليست")[0] == "тілші қамалды, журналист"
