"""Persons: names in any case and spelling, brought to the nominative and united, and the part each plays (`told_persons.tsv` beside this file)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching import places
from classify.matching.persons import MOST_PERSONS, find_persons
from classify.scoring.rules import RuleScorer
from classify.screen import Screener
from records.language.names import plain_form
from records.model import Article
from tests.classify.read_text import read


def persons(lang: str, text: str) -> dict[str, str]:
    """Name → role, in the order in which they are given."""
    marks, names = read(lang, text)
    skip = {at for name in names for at in range(name.start, name.end)}
    place_words = places.all_place_words(places.load_gazetteer().find(marks.words, skip))
    found = find_persons(marks, lang, dict(RuleScorer().weigh(marks).weights), place_words, names)
    return {person.name: str(person.role) for person in found}


def test_each_text_of_the_table_names_the_persons_of_its_row() -> None:
    rows = (Path(__file__).parent / "told_persons.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = []
    for how_many, lang, names, text in (row.split("\t") for row in rows):
        expected = {name: role for name, _, role in (one.partition("=") for one in names.split("; ") if one)}
        found = persons(lang, text.replace("\\n", "\n"))
        if (
            any(found.get(name, "-") != role and (role or name not in found) for name, role in expected.items())
            or how_many == "all"
            and found.keys() != expected.keys()
        ):
            wrong.append((text, expected, found))
    assert wrong == []
    assert len(rows) > 40


def test_victims_stand_before_everybody_else() -> None:
    found = persons("ru", "Судья Бахыт Шуленов вышел. Адвокат Нина Ким молчала. Журналиста Алима Байгазы арестовали.")
    assert list(found.values()) == ["victim", "official", "other"]


def test_the_name_alone_in_a_line_is_the_authors() -> None:
    text = "Редакцию обыскали\nПолиция изъяла технику у журналистки Инны Дробот.\nПотом её отпустили.\nДело не закрыто.\nКорреспондент Руслан Тажиев"
    assert persons("ru", text).get("Руслан Тажиев") != "victim"


def test_a_name_in_kazakh_latin_letters_is_given_in_cyrillic_so_that_one_person_has_one_name(screener: Screener) -> None:
    article = Article("1", "Jurnalist Samat Omarovty polısıa ustady. Keshe Samat Omarovtyń kamerasyn syndyrǵan.", lang="kk")
    assert [person.name for person in screener.screen(article).persons] == ["Самат Омаров"]


@pytest.mark.parametrize("footer", ["Просмотров: 120 журналист Иван Петров", "Фото: Иван Петров, Tengrinews.kz"])
def test_a_name_in_the_footer_of_a_page_does_no_harm(footer: str, screener: Screener) -> None:
    text = f"Журналиста Ивана Петрова избили у здания акимата Костаная. Полиция начала расследование.\n{footer}"
    assert [person.name for person in screener.screen(Article("1", text, "", "ru")).persons] == ["Иван Петров"]


def test_no_more_than_twelve_are_given_also_of_a_text_of_nothing_but_names() -> None:
    stems = ("Бак", "Вол", "Гор", "Дуб", "Жар", "Зуб", "Кот", "Лис", "Мур", "Нос", "Пан", "Рак", "Сом")
    found = persons("ru", f"Журналиста Марата Жунусова избили. {' '.join(f'Адвокат Нина {stem}ова сказала это.' for stem in stems)}")
    assert len(found) == MOST_PERSONS
    assert next(iter(found)) == "Марат Жунусов"
    crowd = " ".join(f"Иван{chr(1072 + number % 32)}{chr(1072 + number // 32 % 32)}ов Марат сказал." for number in range(2_000))
    assert len(persons("ru", f"Журналиста Марата Жунусова избили. {crowd}")) == MOST_PERSONS


_PIECES = [
    "Журналист", "Марат", "А.", "Н.", "Инна", "Дробот", "«", "»", "-", ",", "\n", "и", "улица", "суд", "избили", "Orda.kz", "Ш", "тілшісі", "‘", "İ", "ß", "É",
]  # fmt: skip


@given(pieces=st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=30), lang=st.sampled_from(["kk", "ru", "en"]))
def test_whatever_the_text_nothing_breaks_and_everybody_has_a_name(pieces: list[str], lang: str) -> None:
    found = list(persons(lang, " ".join(pieces)))
    assert len(found) <= MOST_PERSONS
    assert all(found)


@given(st.text(max_size=20))
def test_the_plain_form_does_not_change_when_taken_twice(name: str) -> None:
    assert plain_form(plain_form(name)) == plain_form(name)
