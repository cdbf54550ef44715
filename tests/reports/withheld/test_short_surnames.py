"""Short surnames are found in every case of Russian and Kazakh and in Latin letters, with a capital; words that only begin alike are not."""

from reports.withheld.names import short_surnames

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


def found(name: str, text: str) -> bool:
    short = short_surnames([name])
    assert short is not None
    return bool(short.search(text))


def test_every_form_of_a_short_surname_is_found_and_other_words_are_not() -> None:
    assert [(name, text) for name, texts in FORMS.items() for text in texts if not found(name, text)] == []
    assert [(name, text) for name, texts in OTHERS.items() for text in texts if found(name, text)] == []


def test_a_longer_surname_and_one_that_is_a_given_name_have_none() -> None:
    assert short_surnames(["Айгуль Жусупова", "Серік Әли"]) is None
