"""Persons: names in any case and spelling, brought to the nominative and united, and the part each plays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching import places
from classify.matching.persons import MOST_PERSONS, find_persons
from classify.scoring.rules import RuleScorer
from classify.screen import load_screener
from classify.text.russian_names import russian_nominative
from records.model import Article
from records.persons.given_names import plain_form
from tests.classify.read_text import read


def _persons(lang: str, text: str) -> dict[str, str]:
    """Name → role, in the order in which they are given."""
    marks, names = read(lang, text)
    skip = {at for name in names for at in range(name.start, name.end)}
    place_words = places.all_place_words(places.load_gazetteer().find(marks.words, skip))
    found = find_persons(marks, lang, dict(RuleScorer().weigh(marks).weights), place_words, names)
    return {person.name: str(person.role) for person in found}


@pytest.mark.parametrize(
    ("lang", "text", "victim"),
    [
        ("ru", "Полицейские задержали журналистку Инну Дробот у здания акимата.", "Инна Дробот"),
        ("ru", "Корреспондента газеты «Степной луч» Романа Дзюбу избили у подъезда.", "Роман Дзюба"),
        ("ru", "Редактору К. Сейсенбину угрожали по телефону.", "К. Сейсенбин"),
        ("ru", "Блогера Токсана Абишевича Мендыбая вызвали на допрос.", "Токсан Абишевич Мендыбай"),
        ("ru", "Гражданина Б., ведущего канал «Вести аула», арестовали на десять суток.", "Б."),
        ("ru", "Оператору Борису Наму разбили камеру.", "Борис Нам"),
        ("kk", "Журналист Меруерт Қалқабекті полиция ұстады.", "Меруерт Қалқабек"),
        ("kk", "«Дала үні» газетінің тілшісі Ернар Бөкейханұлын ұрып кетті.", "Ернар Бөкейханұлы"),
        ("kk", "Блогер Т.Сәрсеновты сот қамауға алды.", "Т.Сәрсенов"),
        ("kk", "Тілші Гүлнәр Ахметқызының камерасын тартып алды.", "Гүлнәр Ахметқызы"),
        ("en", "Police detained reporter Yerlan Duisen outside the court.", "Yerlan Duisen"),
        ("en", "Kirill Ten, editor of the newspaper Granit, was beaten near his house.", "Kirill Ten"),
        ("en", "Masked men attacked the cameraman Oleg Tyo in Almaty.", "Oleg Tyo"),
    ],
)
def test_one_of_the_press_is_the_victim_and_stands_in_the_nominative(lang: str, text: str, victim: str) -> None:
    assert _persons(lang, text).get(victim) == "victim"


@pytest.mark.parametrize(
    ("lang", "text", "name", "role"),
    [
        ("ru", "Журналиста Марата Жунусова избили. Начальник отдела Серик Досжанов пообещал проверку.", "Серик Досжанов", "official"),
        ("ru", "Журналиста Марата Жунусова арестовали. Судья Айгерим Сатова отказала защите.", "Айгерим Сатова", "official"),
        ("ru", "Журналиста Марата Жунусова арестовали. Его адвокат Лариса Бобылева подаст жалобу.", "Лариса Бобылева", "other"),
        ("ru", "Журналиста Марата Жунусова избили. Его жена, Сауле Жунусова, вызвала врачей.", "Сауле Жунусова", "other"),
        ("ru", "Охранник Игорь Шмаков ударил журналиста Марата Жунусова.", "Игорь Шмаков", "perpetrator"),
        ("kk", "Тілші Асхат Омаровты ұстады. Прокурор Лаура Қуатова түсініктеме бермеді.", "Лаура Қуатова", "official"),
        ("kk", "Тілші Асхат Омаровты қамады. Адвокаты Марта Вагнер шағым берді.", "Марта Вагнер", "other"),
        ("en", "Reporter Marat Ospanov was detained. Colonel Serik Abenov denied it.", "Serik Abenov", "official"),
        ("en", "Reporter Marat Ospanov was detained. His lawyer, Aigul Kassenova, has appealed.", "Aigul Kassenova", "other"),
    ],
)
def test_a_title_beside_the_name_tells_the_part(lang: str, text: str, name: str, role: str) -> None:
    assert _persons(lang, text).get(name) == role


def test_several_victims_joined_by_and_are_all_found() -> None:
    found = _persons("ru", "Журналистов Лауру Абенову и Назара Тлешева не пустили в зал и отобрали у них телефоны.")
    assert found == {"Лаура Абенова": "victim", "Назар Тлешев": "victim"}


def test_victims_stand_before_everybody_else() -> None:
    found = _persons("ru", "Судья Бахыт Шуленов вышел. Адвокат Нина Ким молчала. Журналиста Алима Байгазы арестовали.")
    assert list(found.values()) == ["victim", "official", "other"]


def test_mentions_by_surname_and_in_other_cases_are_one_person() -> None:
    found = _persons(
        "ru", "Журналистку Валентину Зайковскую оскорбили. Зайковская подала жалобу. Зайковской угрожали. Суд вызвал Валентину Зайковскую."
    )
    assert list(found) == ["Валентина Зайковская"]


def test_the_surname_written_first_comes_after_the_given_name() -> None:
    assert "Жанна Искакова" in _persons("ru", "Журналиста Искакову Жанну задержали на площади.")


def test_two_persons_of_one_surname_stay_two() -> None:
    found = _persons("ru", "Журналиста Марата Оспанова арестовали. Его сестра Салтанат Оспанова ждёт у ворот.")
    assert found == {"Марат Оспанов": "victim", "Салтанат Оспанова": "other"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Журналистов не пустили на улицу Абая и в парк имени Жамбыла."),
        ("ru", "Журналиста не пустили в Верховный суд."),
        ("ru", "Журналиста выгнали из кафе «Мадина Ахметова»."),
        ("kk", "Тілшіні Абай Құнанбаев көшесіндегі кеңсеге кіргізбеді."),
        ("kk", "Алматыдағы тілшілерді Жоғарғы сотқа кіргізбеді."),
        ("en", "Reporters were threatened on Abai Street."),
    ],
)
def test_streets_and_bodies_are_no_persons(lang: str, text: str) -> None:
    assert _persons(lang, text) == {}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Журналиста Марата Оспанова не пустили в суд, а редакцию «Отырар ТВ» обыскали."),
        ("en", "Reporter Marat Ospanov and the weekly Copper Trail were threatened in court."),
    ],
)
def test_outlets_are_no_persons(lang: str, text: str) -> None:
    assert len(_persons(lang, text)) == 1


def test_the_name_alone_in_a_line_is_the_authors() -> None:
    text = "Редакцию обыскали\nПолиция изъяла технику у журналистки Инны Дробот.\nПотом её отпустили.\nДело не закрыто.\nКорреспондент Руслан Тажиев"
    assert _persons("ru", text).get("Инна Дробот") == "victim"
    assert _persons("ru", text).get("Руслан Тажиев") != "victim"


def test_a_name_in_kazakh_latin_letters_is_given_in_cyrillic_so_that_one_person_has_one_name() -> None:
    article = Article("1", "Jurnalist Samat Omarovty polısıa ustady. Keshe Samat Omarovtyń kamerasyn syndyrǵan.", lang="kk")
    found = load_screener().screen(article).persons
    assert [person.name for person in found] == ["Самат Омаров"]


def test_two_persons_side_by_side_are_two() -> None:
    text = "Министр Аида Сейітқали Ботагөз Тәжібаеваға қатысты пікір білдірді. Журналист Тәжібаеваны полиция ұстаған."
    assert set(_persons("kk", text)) == {"Аида Сейітқали", "Ботагөз Тәжібаева"}


@pytest.mark.parametrize("where", ["аудандық полиция бөлімінде үш сағат отырды", "Ақтаудағы базарда соққыға жығылды"])
def test_what_stands_behind_a_person_and_says_where_is_no_part_of_the_name(where: str) -> None:
    assert "Айжан Тілеубердиева" in _persons("kk", f"Газет журналисі Айжан Тілеубердиева {where}.")


def test_a_surname_alone_is_a_person_once_it_is_met_again() -> None:
    text = "Сагиндыков найден мёртвым\nРедактора искали два дня. Накануне Сагиндыков получил угрозы из-за статьи."
    assert _persons("ru", text) == {"Сагиндыков": "victim"}


def test_where_nobody_is_named_the_outlet_is_the_victim() -> None:
    assert _persons("ru", "Охрана избила корреспондента «Новой смены» и разбила ему камеру. Газета «Новая смена» подала жалобу.") == {
        "Новая смена": "victim"
    }


def test_an_outlet_that_only_passes_the_news_on_is_no_victim() -> None:
    assert _persons("ru", "Полиция задержала двоих рыбаков, сообщает портал «Новая смена».") == {}


@pytest.mark.parametrize(
    ("oblique", "nominative"),
    [
        ("Марата Кожахана", "Марат Кожахан"),
        ("Сергеем Шмыгалем", "Сергей Шмыгаль"),
        ("Льва Коваля", "Лев Коваль"),
        ("Павла Хохрякова", "Павел Хохряков"),
        ("Ильи Кожемякина", "Илья Кожемякин"),
        ("Нины Остапчук", "Нина Остапчук"),
        ("Сауле Тыныбаевой", "Сауле Тыныбаева"),
        ("Геннадию Цою", "Геннадий Цой"),
        ("Елены Николаевны Сидоренко", "Елена Николаевна Сидоренко"),
    ],
)
def test_the_surname_follows_the_given_name_to_the_nominative(oblique: str, nominative: str) -> None:
    assert " ".join(russian_nominative(oblique.split())) == nominative


def test_no_more_than_twelve_are_given() -> None:
    others = " ".join(
        f"Адвокат Нина {stem}ова сказала это." for stem in ("Бак", "Вол", "Гор", "Дуб", "Жар", "Зуб", "Кот", "Лис", "Мур", "Нос", "Пан", "Рак", "Сом")
    )
    found = _persons("ru", f"Журналиста Марата Жунусова избили. {others}")
    assert len(found) == MOST_PERSONS
    assert next(iter(found)) == "Марат Жунусов"


def test_a_text_of_nothing_but_names_is_read_to_its_end() -> None:
    crowd = " ".join(f"Иван{chr(1072 + number % 32)}{chr(1072 + number // 32 % 32)}ов Марат сказал." for number in range(8_000))
    assert len(_persons("ru", f"Журналиста Марата Жунусова избили. {crowd}")) == MOST_PERSONS


_PIECES = [
    "Журналист",
    "Марат",
    "А.",
    "Н.",
    "Инна",
    "Дробот",
    "«",
    "»",
    "-",
    ",",
    "\n",
    "и",
    "улица",
    "суд",
    "избили",
    "Orda.kz",
    "Ш",
    "тілшісі",
    "‘",
    "İ",
    "ß",
    "É",
]


@given(pieces=st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=30), lang=st.sampled_from(["kk", "ru", "en"]))
def test_whatever_the_text_nothing_breaks_and_no_person_is_named_twice(pieces: list[str], lang: str) -> None:
    text = " ".join(pieces)
    found = list(_persons(lang, text))
    assert len(found) <= MOST_PERSONS
    assert all(found)


@given(st.text(max_size=20))
def test_the_plain_form_does_not_change_when_taken_twice(name: str) -> None:
    assert plain_form(plain_form(name)) == plain_form(name)


@pytest.mark.parametrize("footer", ["Просмотров: 120 журналист Иван Петров", "Фото: Иван Петров, Tengrinews.kz"])
def test_a_name_in_the_footer_of_a_page_does_no_harm(footer: str) -> None:
    text = f"Журналиста Ивана Петрова избили у здания акимата Костаная. Полиция начала расследование.\n{footer}"
    found = load_screener().screen(Article("1", text, "", "ru"))
    assert [person.name for person in found.persons] == ["Иван Петров"]
