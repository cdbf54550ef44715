"""One key for all spellings of a word."""

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from records.persons.rough_letters import rough
from records.words import word_keys
from records.words.word_keys import asked_keys, begun, kept_keys, keys_in, searched_in, words_in

# One name each: as Kazakh and Russian papers, passports and Latin alphabets spell it.
NAMES = [
    "Сапарқызы Сапаркызы Saparkyzy Saparqyzy Saparqızı",
    "Бөкейко Бокейко Bokeiko Bökeiko",
    "Бөкейханов Букейханов Bukeikhanov Bökeıhanov",
    "Қожаев Кожаев Kozhayev Kozhaev Qojaev Qozhayev",
    "Ерғалиева Ергалиева Yergaliyeva Yergaliyeva Ergalieva Ergalıeva",
    "Жүсіпов Жусупов Zhussupov Jüsipov Жусипов Zhusipov",
    "Ғалымжан Галымжан Ghalymzhan Galymzhan Ğalymjan",
    "Мұқанов Муканов Mukanov Muqanov Mūqanov",
    "Нұрсұлтан Нурсултан Nursultan Nūrsūltan Nursūltan",
    "Өтеген Отеген Otegen Ötegen",
    "Өтеген Утеген Utegen Ótegen",
    "Әлібек Алибек Alibek Älibek",
    "Шыңғыс Шынгыс Shyngys Shynggys Şyñğys",
    "Қайрат Кайрат Kairat Kayrat Qairat Qayrat",
    "Уәлиханов Уалиханов Валиханов Ualikhanov Valikhanov",
    "Дәулет Даулет Давлет Daulet Däulet",
    "Шаһанов Шаханов Shakhanov Şahanov",
    "Айгүл Айгуль Aigul Aygul Aigül",
    "Ахметова Akhmetova Ahmetova Axmetova",
    "Тоқаев Токаев Tokayev Toqaev Tokaev",
    "Қазыбек Казыбек Kazybek Qazybek",
    "Юлия Yuliya Юлiя",
    "Дмитрий Dmitry Dmitriy Dmitri",
    "Жәнібек Жанибек Zhanibek Janibek Jänibek",
    "Хрущёв Хрущев Khrushchev",
]
# Common ones that no search may take for each other.
APART = [
    "Ахметов",
    "Омаров",
    "Умаров",
    "Касымов",
    "Сериков",
    "Сапаров",
    "Жумабаев",
    "Нурланов",
    "Оспанов",
    "Искаков",
    "Исаев",
    "Есенов",
    "Иванов",
    "Петров",
    "Сидоров",
    "Смагулов",
    "Смаилов",
    "Сулейменов",
    "Абдрахманов",
    "Абдуллаев",
    "Кожаев",
    "Қожахметов",
    "Мамаев",
    "Байжанов",
    "Бейсенов",
    "Бекенов",
    "Беков",
    "Бектуров",
    "Тастемиров",
    "Сейтқали",
    "Жұбанов",
    "Қасымова",
    "Бекова",
    "Ықыласова",
    "Тілеуов",
    "Құсайынов",
    "Мусин",
    "Мусаев",
    "Ким",
    "Цой",
    "Пак",
    "Ли",
    "Шевченко",
    "Ткаченко",
    "Бендицкий",
    "Волков",
    "Соколов",
    "Морозов",
    "Лебедев",
    "Козлов",
    "Новиков",
]


@pytest.mark.parametrize("spellings", NAMES, ids=lambda names: names.split()[0])
def test_the_spellings_of_a_name_find_each_other_in_articles_of_every_language(spellings: str) -> None:
    for asked in spellings.split():
        for written in spellings.split():
            for lang in ("kk", "ru", "en", ""):
                assert set(asked_keys(asked)) & set(kept_keys(written, lang)), (asked, written, lang)


def test_there_are_sixty_spellings_and_more() -> None:
    assert len({one for names in NAMES for one in names.split()}) > 60


def test_common_surnames_stay_apart() -> None:
    for one, other in combinations(APART, 2):
        if {one, other} == {"Касымов", "Қасымова"} or {one, other} == {"Беков", "Бекова"}:
            continue
        assert not set(asked_keys(one)) & set(kept_keys(other, "ru")), (one, other)
        assert not set(asked_keys(other)) & set(kept_keys(one, "kk")), (other, one)


@pytest.mark.parametrize(
    ("lang", "forms"),
    [
        ("kk", "журналист журналисі журналисінің журналистер журналистерге"),
        ("kk", "газет газеті газетке газеттер газетте"),
        ("kk", "қала қаланың қалада қаласы қаласында қалалар"),
        ("kk", "кітап кітабы кітапқа"),
        ("kk", "Сапарқызы Сапарқызының Сапарқызына"),
        ("ru", "журналист журналиста журналистам журналистов"),
        ("ru", "полиция полиции полицией"),
        ("ru", "Сериков Серикова Серикову Сериковым Сериковой"),
        ("en", "journalist journalists journalist's"),
    ],
)
def test_the_forms_of_a_word_find_each_other(lang: str, forms: str) -> None:
    for asked in forms.split():
        for written in forms.split():
            assert set(asked_keys(asked)) & set(kept_keys(written, lang)), (asked, written)


@pytest.mark.parametrize(
    ("asked", "written"), [("мэр", "мир"), ("Сериков", "Серик"), ("сериков", "Серик"), ("журналистка", "журналист"), ("том", "тум")]
)
def test_words_that_only_resemble_each_other_stay_apart(asked: str, written: str) -> None:
    assert not set(asked_keys(asked)) & set(kept_keys(written, "ru"))


def test_a_surname_in_latin_letters_finds_the_cases_of_the_russian_one() -> None:
    for form in ("Серикова", "Серикову", "Сериковым"):
        assert set(asked_keys("Serikov")) & set(kept_keys(form, "ru"))


def test_figures_and_letters_of_other_alphabets_are_taken_as_they_stand() -> None:
    assert asked_keys("0042") == kept_keys("0042", "ru") == ("0042",)
    assert asked_keys("COVID19") == ("covid19",)
    assert asked_keys("تىلشى") == kept_keys("تىلشى", "kk") != kept_keys("تىلشىلەر", "kk")
    assert begun("2026") == ()


def test_the_beginning_of_a_name_is_the_beginning_of_its_keys() -> None:
    for name in ("Сапарқызы", "Saparkyzy", "Бөкейханов", "Жүсіпов"):
        for length in range(3, len(name)):
            assert any(key.startswith(begun(name[:length])) for lang in ("kk", "ru") for key in kept_keys(name, lang)), name[:length]


def test_stress_soft_hyphens_and_apostrophes_lie_inside_of_words() -> None:
    assert [word[0] for word in words_in("Сери\u0301ков — «На\u00adбат», Orda.kz-те; D'Artagnan'")] == [
        "Сери\u0301ков",
        "На\u00adбат",
        "Orda",
        "kz",
        "те",
        "D'Artagnan",
    ]
    assert keys_in("Сери\u0301ков", "ru") == keys_in("Сериков", "ru")


def test_short_texts_of_any_language_become_one_text_of_keys() -> None:
    found = searched_in(["Журналистерге", "Сериков"])
    assert found.startswith(" ")
    assert found.endswith(" ")
    assert {" jurnalis ", " sirikov "} <= {f" {key} " for key in found.split()}
    assert searched_in(["", "…"]) == ""


@given(st.text())
def test_any_text_has_keys_of_letters_and_figures_alone(text: str) -> None:
    for word in words_in(text):
        for key in (*kept_keys(word[0], "ru"), *asked_keys(word[0])):
            assert key
            assert key.isascii()
            assert key.isalnum()
            assert len(key) <= 40


@example("убибибибиб")
@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20))
def test_what_is_folded_is_folded_no_further_and_capitals_change_nothing(word: str) -> None:
    folded = word_keys._settled(rough(word))
    assert word_keys._settled(folded) == folded
    assert word_keys._even(word_keys._even(folded)) == word_keys._even(folded)
    assert begun(word.upper()) == begun(word.lower()) == begun(word)
    assert set(kept_keys(word.lower(), "ru")) <= set(kept_keys(word.lower().capitalize(), "ru"))


@given(st.text(alphabet="абвгдежзиклмнопрстуәғқңөұүһі", min_size=1, max_size=20), st.sampled_from(["kk", "ru", "en", ""]))
def test_every_word_finds_itself(word: str, lang: str) -> None:
    assert set(asked_keys(word)) & set(kept_keys(word, lang))
    assert set(asked_keys(word.capitalize())) & set(kept_keys(word.capitalize(), lang))
