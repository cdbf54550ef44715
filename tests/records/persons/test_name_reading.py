"""A name taken apart: surname and given name in any order, the father's name, initials."""

import pytest

from records.persons.name_reading import kindred, letters_key, name_parts, normal_form, shows_surname


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Бауыржан Жүсіпов", "ЖҮСІПОВ  Бауыржан", True),
        ("Б.Жүсіпов", "Жүсіпов Б.", True),
        ("Пётр Своик", "Петр Своик", True),
        ("Бауыржан Жүсіпов", "Бауыржан Жусупов", False),
        ("Айгүл Сапарқызы", "Айгүл Сапарова", False),
    ],
)
def test_order_capitals_and_stops_are_no_other_spelling_and_letters_are(one: str, other: str, same: bool) -> None:
    assert (normal_form(one) == normal_form(other)) is same


@pytest.mark.parametrize("name", ["Айгүл Сапарқызы Ахметова", "Ахметова Айгуль Сапаровна", "Айгуль Сапар кызы Ахметова"])
def test_the_fathers_name_is_told_from_the_surname(name: str) -> None:
    parts = name_parts(name)
    assert parts.father == "sApAr"
    assert {word.base for word in parts.words} == {"AIgUl", "AhmEt"}
    assert parts.is_full


def test_a_child_of_somebody_is_the_surname_where_there_is_no_other() -> None:
    given, family = name_parts("Ерлан Серік ұлы").words
    assert (given.base, family.base, family.ending, family.gender) == ("ErlAn", "sErIk", "child", "m")


@pytest.mark.parametrize(
    ("name", "initials"), [("Ж. Ахметов", ("j",)), ("Zh. Akhmetov", ("j",)), ("А.С.Иванов", ("A", "s")), ("Ш Уәлиханов", ("c",))]
)
def test_initials_are_no_words(name: str, initials: tuple[str, ...]) -> None:
    parts = name_parts(name)
    assert parts.initials == initials
    assert len(parts.words) == 1
    assert not parts.is_full


@pytest.mark.parametrize(
    ("name", "gender"), [("Жүсіпова", "f"), ("Жүсіпов", "m"), ("Серікұлы", "m"), ("Сапаркызы", "f"), ("Волконская", "f"), ("Есіргеп", "")]
)
def test_the_ending_shows_the_gender(name: str, gender: str) -> None:
    assert name_parts(name).words[0].gender == gender


@pytest.mark.parametrize("name", ["", " ", "123", "-", "7, 8"])
def test_what_is_no_name_has_no_words(name: str) -> None:
    assert name_parts(name).words == ()
    assert normal_form(name) == name.strip()


def test_full_names_of_the_same_letters_have_one_key_and_initials_only_their_own() -> None:
    assert letters_key("Шоқан Уәлиханов") == letters_key("Valikhanov, Chokan") == letters_key("Валиханов Чокан Чингисович")
    assert letters_key("Бауыржан Жүсіпов") != letters_key("Бауыржан Жусупов")
    assert letters_key("Ш. Уәлиханов") != letters_key("Ш. Валиханов")


def test_what_is_too_long_for_a_name_is_read_no_further() -> None:
    assert len(name_parts("Жүсіпов " * 1000).words) <= 8
    assert name_parts("ы" * 100_000).words == ()


@pytest.mark.parametrize("word", ["Саятов", "Саятова", "Саятовым", "Саятовқа", "Саятұлы", "Саятұлының", "Sayatov", "Бендицкого"])
def test_a_word_shows_in_any_case_that_it_is_a_surname(word: str) -> None:
    assert shows_surname(word)


@pytest.mark.parametrize("word", ["Нурбек", "суд", "Жусуп", "Ким", "ы" * 100_000])
def test_a_word_that_shows_nothing_is_taken_for_none(word: str) -> None:
    assert not shows_surname(word)


def test_a_surname_may_lose_its_russian_ending_or_take_a_kazakh_one() -> None:
    (word,) = name_parts("Батырбеков").words
    assert kindred(word) == ("bAtIrbEk", "bAtIrbEkUlI", "bAtIrbEkIzI")
    assert [kindred(one) for name in ("Цой", "Бендицкий") for one in name_parts(name).words] == [(), ()]
