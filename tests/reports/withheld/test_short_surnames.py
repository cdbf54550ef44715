"""Short surnames are found in every case of Russian and Kazakh and in Latin letters, with a capital; words that only begin alike are not."""

import pytest

from reports.withheld.short_surnames import short_surnames

FORMS = {
    "Андрей Цой": ["Цой", "Цоя задержали", "Цою", "о Цое", "с Цоем", "ЦОЯ", "Цойдың ісі", "Tsoy was fined", "Tsoi’s", "Choi", "TSOY"],
    "Виктор Пак": ["Пактың ісі", "Пакты ұстады", "Пакқа", "Пактан", "Пакпен", "Пакта", "Паком", "Pak was fined"],
    "Сергей Тен": ["Теннің", "Тенді", "Тенге", "Тенмен", "Теннен", "the trial of Ten"],
    "Мария Ким": ["Ким", "Киму", "Кимнің", "КИМГЕ", "Kim was jailed", "Kim's"],
    "Irina Kim": ["Ким", "Кимом", "Kim"],
    "Andrei Tsoy": ["Цоя", "Tsoy"],
}
OTHERS = {
    "Андрей Цой": ["Цойский", "цой", "Tsoyer"],
    "Виктор Пак": ["Пакет", "Пакистан", "пак", "Package"],
    "Сергей Тен": ["Тень", "Ten journalists were fined", "He left. Ten came", "тенге"],
    "Мария Ким": ["Кім келді", "кимоно", "Кимчи", "Kimchi", "Akim"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FORMS.items() for text in texts])
def test_every_form_of_a_short_surname_is_found(name: str, text: str) -> None:
    found = short_surnames([name])
    assert found is not None
    assert found.search(text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in OTHERS.items() for text in texts])
def test_other_words_are_not(name: str, text: str) -> None:
    found = short_surnames([name])
    assert found is not None
    assert not found.search(text)


def test_a_longer_surname_and_one_that_is_a_given_name_have_none() -> None:
    assert short_surnames(["Айгуль Жусупова", "Серік Әли"]) is None
