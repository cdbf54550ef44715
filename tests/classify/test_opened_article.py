"""An article is opened before it is read: its language found, its letters brought to one form, with the way back to what was printed."""

import pytest

from classify.articles import PreparedArticle, first_section, matches_of, prepare_article
from classify.screen import Screener
from classify.text.words import SECTION, full_text
from records.model import Article

LATIN = {
    "acutes": "Jýrnalıst Asqar Omarov Aqtaýda soqqyǵa jyǵyldy dep habarlady redaksııa.",
    "cedillas": "Jurnalist Asqar Omarov Aqtauda soqqığa jığıldı dep xabarladı redakciya.",
    "plain letters": "Zhurnalist Asqar Omarov Aqtauda soqqygha zhyghyldy, tynysh dep habarlady redaksiya.",
}
ARABIC = "جۋرناليست اسقار وماروۆ اقتاۋدا سوققىعا جىعىلدى، تەلەفونىن تارتىپ الدى دەپ حابارلادى."


def opened(text: str, title: str = "", lang: str = "") -> PreparedArticle:
    found = prepare_article(Article("1", text, title=title, lang=lang))
    assert found is not None
    return found


def printed(one: PreparedArticle, words: str) -> str:
    """What stands in the article where these words were read."""
    at = one.clean.clean.index(words)
    start, end = one.clean.original_span(at, at + len(words))
    return full_text(one.article)[start:end]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Журналиста избили у подъезда, полиция начала расследование.", ("ru", False)),
        ("Тілші соққыға жығылды, полиция іс қозғады.", ("kk", False)),
        ("A reporter of the weekly was beaten near his house.", ("en", False)),
        *((text, ("kk", True)) for text in (*LATIN.values(), ARABIC)),
    ],
)
def test_a_text_is_opened_in_the_language_in_which_it_is_read(text: str, kind: tuple[str, bool]) -> None:
    assert opened(text).kind == kind


@pytest.mark.parametrize("text", ["Der Journalist wurde gestern von der Polizei festgenommen", "记者昨天被警察拘留", "12345", "😀🔥"])
def test_a_text_in_another_language_is_not_opened_and_nothing_of_it_is_read(text: str) -> None:
    article = Article("1", text)
    assert prepare_article(article) is None
    assert matches_of(article) is None
    assert first_section(article) == ""


@pytest.mark.parametrize("text", LATIN.values(), ids=LATIN)
def test_kazakh_in_latin_letters_is_read_in_cyrillic_and_each_word_leads_back_to_the_whole_word_that_was_printed(text: str) -> None:
    one = opened(text)
    assert not any(letter.isascii() and letter.isalpha() for letter in one.clean.clean)
    words = one.clean.clean.split()
    assert len(set(words)) == len(words)
    assert [printed(one, word) for word in words] == text.split()


def test_kazakh_in_arabic_letters_leads_back_to_what_was_printed() -> None:
    one = opened(ARABIC)
    assert one.clean.clean.startswith("журналист")
    assert printed(one, one.clean.clean.split()[0]) == ARABIC.split()[0]


def test_hidden_characters_before_letters_of_another_alphabet_do_not_move_the_way_back() -> None:
    text = "\ufeffZhur\u00adnalist Asqar Omarov Aq\u200btauda soqqygha zhyghyldy, tynysh\u00ad. Polisiya keldi."
    one = opened(text)
    words = one.clean.clean.split()
    assert (printed(one, words[0]), printed(one, words[3]), printed(one, words[-3])) == ("Zhur\u00adnalist", "Aq\u200btauda", "tynysh\u00ad.")
    assert one.clean.original_span(0, len(one.clean.clean)) == (1, len(text))


def test_a_letter_with_its_mark_apart_leads_back_to_both() -> None:
    text = "Журналистский случаи\u0306 в редакции: избили корреспондента."
    assert printed(opened(text), "случай") == "случаи\u0306"


def test_the_title_is_read_before_the_text() -> None:
    assert opened("Полиция начала расследование.", title="Журналиста избили").clean.clean == "Журналиста избили\nПолиция начала расследование."


def test_of_a_long_page_the_first_section_alone_is_looked_at_whatever_it_is_about() -> None:
    weather = "Погода в области ясная, урожай убран. " * (SECTION // 38 + 20)
    early, late = Article("1", f"Тренер газету читает. {weather}"), Article("2", f"{weather}\nЖурналиста избили у редакции.")
    assert len(first_section(early)) <= SECTION
    assert early.text.startswith(first_section(early)[:100])
    marks, later = matches_of(early), matches_of(late)
    assert marks is not None
    assert later is not None
    assert "газету" in marks.words.forms
    assert "журналиста" not in later.words.forms


def test_kazakh_typed_on_a_russian_keyboard_is_read_as_kazakh_with_its_letters_folded_and_stays_as_it_was_printed() -> None:
    text = "Достар кеше кешке белгисиз адамдар тилшинин уйине келип, терезесин сындырды деп жазып жатыр."
    opened = prepare_article(Article("1", text, lang="ru"))
    assert opened is not None
    assert (opened.kind, opened.clean.clean) == (("kk", True), text)


def test_a_day_is_found_in_kazakh_typed_on_a_russian_keyboard(everywhere: Screener) -> None:
    text = "Достар назар аударыныздар. Кеше 7 карашада тилшини базар кузетшилери сабап кетти деп жазып жатыр, камерасын сындырды."
    screening = everywhere.screen(Article("1", text, published_at="2023-11-08"))
    assert (screening.lang, screening.incident_date) == ("kk", "2023-11-07")
