"""The part of a text in which the words stand."""

from hypothesis import given
from hypothesis import strategies as st

from records.words.asked_words import asked_words
from records.words.snippets import marked, snippet

LONG = "Начало. " * 60 + "Журналиста\nСерикова избили у дома. " + "Конец. " * 60


def test_words_are_marked_in_every_spelling_and_case() -> None:
    assert marked("Серикова <b>избили</b>", asked_words("serikov избил")) == (("Серикова", True), (" <b>", False), ("избили", True), ("</b>", False))
    assert marked("", asked_words("а")) == ()


def test_the_part_with_most_of_the_words_is_shown_between_dots() -> None:
    pieces = snippet("Серикова нет. " + LONG, asked_words("Сериков журналист"), "ru")
    assert [text for text, is_asked in pieces if is_asked] == ["Журналиста", "Серикова"]
    assert (pieces[0], pieces[-1]) == (("…", False), ("…", False))
    assert 150 < len("".join(text for text, _ in pieces)) < 260


def test_where_no_word_stands_the_beginning_is_shown() -> None:
    assert snippet("Коротко.", asked_words("ничего")) == (("Коротко.", False),)
    assert snippet(LONG, asked_words("ничего"))[0][0].startswith("Начало.")


@given(st.text(max_size=2000), st.text(max_size=40))
def test_nothing_is_added_to_a_text_and_nothing_is_lost(text: str, typed: str) -> None:
    asked = asked_words(typed)
    assert "".join(piece for piece, _ in marked(text, asked)) == text
    shown = "".join(piece for piece, _ in snippet(text, asked)).strip("…")
    assert shown in " ".join(text.split())
