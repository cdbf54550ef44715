"""One key for all spellings of a word; what was typed into a search, and the part of a text in which its words stand."""

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine, String, literal, select

from records.database import read_session
from records.language import stems as stems_module
from records.language.names import rough_form
from records.language.stems import (
    LONGEST,
    MOST_WORDS,
    index_keys,
    kazakh_nominative,
    kazakh_stem,
    key_prefixes,
    keys_in,
    parse_search_terms,
    russian_stem,
    search_keys,
    searchable_keys_text,
    without_many,
    words_in,
)
from records.search import ColumnContains, highlight_terms, snippet

# One name each: as Kazakh and Russian papers, passports and Latin alphabets spell it.
NAMES = [
    "Сапарқызы Сапаркызы Saparkyzy Saparqyzy Saparqızı", "Бөкейко Бокейко Bokeiko Bökeiko", "Бөкейханов Букейханов Bukeikhanov Bökeıhanov",
    "Қожаев Кожаев Kozhayev Kozhaev Qojaev Qozhayev", "Ерғалиева Ергалиева Yergaliyeva Yergaliyeva Ergalieva Ergalıeva",
    "Жүсіпов Жусупов Zhussupov Jüsipov Жусипов Zhusipov", "Ғалымжан Галымжан Ghalymzhan Galymzhan Ğalymjan",
    "Мұқанов Муканов Mukanov Muqanov Mūqanov", "Нұрсұлтан Нурсултан Nursultan Nūrsūltan Nursūltan", "Өтеген Отеген Otegen Ötegen",
    "Өтеген Утеген Utegen Ótegen", "Әлібек Алибек Alibek Älibek", "Шыңғыс Шынгыс Shyngys Shynggys Şyñğys",
    "Қайрат Кайрат Kairat Kayrat Qairat Qayrat", "Уәлиханов Уалиханов Валиханов Ualikhanov Valikhanov", "Дәулет Даулет Давлет Daulet Däulet",
    "Шаһанов Шаханов Shakhanov Şahanov", "Айгүл Айгуль Aigul Aygul Aigül", "Ахметова Akhmetova Ahmetova Axmetova",
    "Тоқаев Токаев Tokayev Toqaev Tokaev", "Қазыбек Казыбек Kazybek Qazybek", "Юлия Yuliya Юлiя", "Дмитрий Dmitry Dmitriy Dmitri",
    "Жәнібек Жанибек Zhanibek Janibek Jänibek", "Хрущёв Хрущев Khrushchev",
]  # fmt: skip

# Common ones that no search may take for each other.
APART = [
    "Ахметов", "Омаров", "Умаров", "Касымов", "Сериков", "Сапаров", "Жумабаев", "Нурланов", "Оспанов", "Искаков", "Исаев", "Есенов", "Иванов",
    "Петров", "Сидоров", "Смагулов", "Смаилов", "Сулейменов", "Абдрахманов", "Абдуллаев", "Кожаев", "Қожахметов", "Мамаев", "Байжанов", "Бейсенов",
    "Бекенов", "Беков", "Бектуров", "Тастемиров", "Сейтқали", "Жұбанов", "Қасымова", "Бекова", "Ықыласова", "Тілеуов", "Құсайынов", "Мусин", "Мусаев",
    "Ким", "Цой", "Пак", "Ли", "Шевченко", "Ткаченко", "Бендицкий", "Волков", "Соколов", "Морозов", "Лебедев", "Козлов", "Новиков",
]  # fmt: skip


def finds(asked: str, written: str, lang: str) -> bool:
    return bool(set(search_keys(asked)) & set(index_keys(written, lang)))


def test_the_spellings_of_a_name_find_each_other_in_articles_of_every_language() -> None:
    pairs = [(one, other) for spellings in NAMES for one in spellings.split() for other in spellings.split()]
    assert [(one, other, lang) for one, other in pairs for lang in ("kk", "ru", "en", "") if not finds(one, other, lang)] == []
    assert len({one for names in NAMES for one in names.split()}) > 60


def test_common_surnames_stay_apart() -> None:
    alike = [{"Касымов", "Қасымова"}, {"Беков", "Бекова"}]
    pairs = [pair for pair in combinations(APART, 2) if set(pair) not in alike]
    assert [(one, other) for one, other in pairs if finds(one, other, "ru") or finds(other, one, "kk")] == []


FORMS = (
    ("kk", "журналист журналисі журналисінің журналистер журналистерге"), ("kk", "газет газеті газетке газеттер газетте"),
    ("kk", "қала қаланың қалада қаласы қаласында қалалар"), ("kk", "кітап кітабы кітапқа"), ("kk", "Сапарқызы Сапарқызының Сапарқызына"),
    ("ru", "журналист журналиста журналистам журналистов"), ("ru", "полиция полиции полицией"), ("ru", "Сериков Серикова Серикову Сериковым Сериковой"),
    ("en", "journalist journalists journalist's"),
)  # fmt: skip
RESEMBLING = (("мэр", "мир"), ("Сериков", "Серик"), ("сериков", "Серик"), ("журналистка", "журналист"), ("том", "тум"))


def test_the_forms_of_a_word_find_each_other_and_words_that_only_resemble_each_other_stay_apart() -> None:
    assert [(one, other) for lang, forms in FORMS for one in forms.split() for other in forms.split() if not finds(one, other, lang)] == []
    assert [form for form in ("Серикова", "Серикову", "Сериковым") if not finds("Serikov", form, "ru")] == []
    assert [pair for pair in RESEMBLING if finds(*pair, "ru")] == []


def test_figures_and_letters_of_other_alphabets_are_taken_as_they_stand() -> None:
    assert search_keys("0042") == index_keys("0042", "ru") == ("0042",)
    assert search_keys("COVID19") == ("covid19",)
    assert search_keys("تىلشى") == index_keys("تىلشى", "kk") != index_keys("تىلشىلەر", "kk")
    assert key_prefixes("2026") == ()


def test_the_beginning_of_a_name_is_the_beginning_of_its_keys() -> None:
    for name in ("Сапарқызы", "Saparkyzy", "Бөкейханов", "Жүсіпов"):
        for length in range(3, len(name)):
            assert any(key.startswith(key_prefixes(name[:length])) for lang in ("kk", "ru") for key in index_keys(name, lang)), name[:length]


def test_stress_soft_hyphens_and_apostrophes_lie_inside_of_words() -> None:
    written = "Сери\u0301ков — «На\u00adбат», Orda.kz-те; D'Artagnan'"
    assert [word[0] for word in words_in(written)] == ["Сери\u0301ков", "На\u00adбат", "Orda", "kz", "те", "D'Artagnan"]
    assert keys_in("Сери\u0301ков", "ru") == keys_in("Сериков", "ru")


def test_short_texts_of_any_language_become_one_text_of_keys() -> None:
    found = searchable_keys_text(["Журналистерге", "Сериков"])
    assert (found[0], found[-1], {"jurnalis", "sirikov"} <= set(found.split())) == (" ", " ", True)
    assert searchable_keys_text(["", "…"]) == ""


@given(st.text())
def test_any_text_has_keys_of_letters_and_figures_alone(text: str) -> None:
    keys = [key for word in words_in(text) for key in (*index_keys(word[0], "ru"), *search_keys(word[0]))]
    assert [key for key in keys if not (key.isascii() and key.isalnum() and 1 <= len(key) <= 40)] == []


@example("убибибибиб")
@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20))
def test_what_is_folded_is_folded_no_further_and_capitals_change_nothing(word: str) -> None:
    folded = stems_module._settled(rough_form(word))
    assert stems_module._settled(folded) == folded
    assert stems_module._even(stems_module._even(folded)) == stems_module._even(folded)
    assert key_prefixes(word.upper()) == key_prefixes(word.lower()) == key_prefixes(word)
    assert set(index_keys(word.lower(), "ru")) <= set(index_keys(word.lower().capitalize(), "ru"))


@given(st.text(alphabet="абвгдежзиклмнопрстуәғқңөұүһі", min_size=1, max_size=20), st.sampled_from(["kk", "ru", "en", ""]))
def test_every_word_finds_itself(word: str, lang: str) -> None:
    assert set(search_keys(word)) & set(index_keys(word, lang))
    assert set(search_keys(word.capitalize())) & set(index_keys(word.capitalize(), lang))


def as_written(typed: str) -> tuple[list[str], list[str]]:
    asked = parse_search_terms(typed)
    return [one.written for one in asked.wanted], [one.written for one in asked.unwanted]


def test_signs_say_nothing_and_a_minus_before_a_word_leaves_it_out() -> None:
    assert as_written("Сериков, NEAR(суд*) %_") == (["Сериков", "NEAR", "суд"], [])
    assert as_written("Сериков -суд — Ақтау KZ-2026-0042") == (["Сериков", "Ақтау", "KZ", "2026", "0042"], ["суд"])
    assert as_written("\x00 * \" ' ( ) : ^ 🙂 %") == ([], [])
    assert not parse_search_terms("")


def test_a_word_is_sought_by_its_beginning_unless_it_is_short_or_in_quotation_marks() -> None:
    assert [bool(parse_search_terms(typed).wanted[0].beginnings) for typed in ("Сапар", '"Сапар"', "ақ")] == [True, False, False]
    said = [
        parse_search_terms(typed).are_said(searchable_keys_text(["Вера Сапаркызы"]))
        for typed in ("Сапар", "vera saparq", '"Сапар"', "Вера -Сапарқызы", "Вера Ахметова")
    ]
    assert said == [True, True, False, False, False]
    assert [parse_search_terms("Сериков").wanted[0].is_key([key]) for key in ("sirikov", "sirik")] == [True, False]


def test_of_very_many_words_some_are_left_out_and_that_is_told() -> None:
    many = parse_search_terms(" ".join(f"word{nth}" for nth in range(100)))
    assert (len(many.wanted), many.left_out) == (MOST_WORDS, True)
    assert [parse_search_terms(typed).left_out for typed in ("а" * 10_000, "а" * LONGEST, "Сериков Сериков Сериков")] == [True, False, False]
    assert len(parse_search_terms("Сериков Сериков").wanted) == 1


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read(typed: str) -> None:
    asked = parse_search_terms(typed)
    assert len(asked.wanted) + len(asked.unwanted) <= MOST_WORDS
    assert all(one.keys for one in (*asked.wanted, *asked.unwanted))
    asked.are_said(searchable_keys_text([typed]))


@pytest.mark.parametrize("typed", ["DDoS", "ddos", "DDOS"])
def test_a_latin_word_with_a_doubled_first_letter_is_no_beginning_of_others(typed: str) -> None:
    texts = ("Сайт редакции под DDoS-атакой", "Досанова", "закрыли досками", "Dosov")
    assert [parse_search_terms(typed).are_said(searchable_keys_text([text])) for text in texts] == [True, False, False, False]
    assert parse_search_terms("Досан").are_said(searchable_keys_text(["Dosanova"]))


LONG = "Начало. " * 60 + "Журналиста\nСерикова избили у дома. " + "Конец. " * 60


def test_words_are_marked_in_every_spelling_and_case() -> None:
    assert highlight_terms("Серикова <b>избили</b>", parse_search_terms("serikov избил")) == (
        ("Серикова", True),
        (" <b>", False),
        ("избили", True),
        ("</b>", False),
    )
    assert highlight_terms("", parse_search_terms("а")) == ()


def test_the_part_with_most_of_the_words_is_shown_between_dots() -> None:
    pieces = snippet("Серикова нет. " + LONG, parse_search_terms("Сериков журналист"), "ru")
    assert [text for text, is_asked in pieces if is_asked] == ["Журналиста", "Серикова"]
    assert (pieces[0], pieces[-1]) == (("…", False), ("…", False))
    assert 150 < len("".join(text for text, _ in pieces)) < 260


def test_where_no_word_stands_the_beginning_is_shown() -> None:
    assert snippet("Коротко.", parse_search_terms("ничего")) == (("Коротко.", False),)
    assert snippet(LONG, parse_search_terms("ничего"))[0][0].startswith("Начало.")


@given(st.text(max_size=2000), st.text(max_size=40))
def test_nothing_is_added_to_a_text_and_nothing_is_lost(text: str, typed: str) -> None:
    asked = parse_search_terms(typed)
    assert "".join(piece for piece, _ in highlight_terms(text, asked)) == text
    shown = "".join(piece for piece, _ in snippet(text, asked)).strip("…")
    assert shown in " ".join(text.split())


@pytest.mark.parametrize(("held", "sought", "expected"), [(" a b ", " b ", True), (" a b ", " c", False), (" 100% ", "0%", True), (" 100 ", "%", False), (" a_b ", "_", True), (" ab ", "_", False), (" Сот ", " сот", False), ("", "a", False)])  # fmt: skip
def test_it_is_there_letter_by_letter(engine: Engine, held: str, sought: str, expected: bool) -> None:
    with read_session(engine) as session:
        found = session.scalar(select(ColumnContains(literal(held, String), literal(sought, String))))
        assert bool(found) is expected


def test_kazakh_suffix_chains_come_off_and_names_lose_their_case_and_nothing_else() -> None:
    stems = "журналистерге журналис, журналисінің журналис, тілшілеріміз тілші, қаласында қала, облысының облыс, от от"
    names = "Асхатты Асхат, Сапарқызына Сапарқызы, Айдана Айдана, Нұрсұлтан Нұрсұлтан, Омарованың Омарова, Ертайұлымен Ертайұлы"
    assert [pair for pair in stems.split(", ") if kazakh_stem(pair.split()[0]) != pair.split()[1]] == []
    assert [pair for pair in names.split(", ") if kazakh_nominative(pair.split()[0]) != pair.split()[1]] == []


def test_the_forms_of_a_russian_word_have_one_stem() -> None:
    words = (
        "журналист журналиста журналисту журналистом журналисте журналисты журналистам журналистами журналистах", "полиция полиции полицию полицией",
        "суд суда суду судом суде суды судами", "новый новая новое новые нового новому новым новыми новую новой",
        "газета газеты газету газетой газет газетам", "Ахметов Ахметова Ахметову Ахметовым Ахметовой Ахметовых",
        "Бендицкий Бендицкая Бендицкого Бендицкому Бендицкую Бендицким", "избил избила избили", "ребёнок ребенок",
    )  # fmt: skip
    assert [forms for forms in words if len({russian_stem(form) for form in forms.casefold().split()}) != 1] == []
    short = ("суд", "шея", "мэр", "кг", "", "я", "стр")
    assert [russian_stem(word) for word in short] == list(short), "three letters with a vowel remain"


def test_the_ending_of_many_is_taken_off_apart_since_most_surnames_have_it_too() -> None:
    assert without_many(russian_stem("журналистов")) == russian_stem("журналист")
    assert without_many("сериков") == "серик"
    assert without_many("шов") == "шов"
