"""The outlets that a text names: known ones, and names that may be an outlet's by where they stand."""

import pytest

from classify.articles import matches_of
from classify.field_mentions import field_mentions
from records.model import Article


def surmised(text: str, lang: str) -> set[str]:
    marks = matches_of(Article("1", text, "", lang))
    assert marks is not None
    named = field_mentions(marks, (), None)
    return {named.outlet_names[key] for key in named.surmised}


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("ru", "Главного редактора холдинга «Павлодар-Медиа» уволили за пост о закрытой школе.", "Павлодар-Медиа"),
        ("ru", "Полиция начала расследование в отношении корреспондента eKaraganda Инессы Ваулиной.", "eKaraganda"),
        ("kk", "Тараз қалалық соты «Taraz Inside» авторы Жандос Ергебековті айыпты деп таныды.", "Taraz Inside"),
        ("en", "Yergebekov runs the page Taraz Inside and was held by the police in the town for three days.", "Taraz Inside"),
    ],
)
def test_a_name_in_quotation_marks_or_beside_a_word_of_the_press_may_be_an_outlet(lang: str, text: str, name: str) -> None:
    assert name in surmised(text, lang)


@pytest.mark.parametrize(
    "text",
    [
        "«Уходите отсюда!» – крикнул журналисту охранник рынка в Актау, и вышел.",
        "Редактор газеты сказал: «Мы подадим в суд, и суд нас услышит», и ушёл.",
        "Журналист ответил, что это «просто смешно», и продолжил съёмку на площади.",
    ],
)
def test_a_quoted_sentence_and_quoted_common_words_are_no_name(text: str) -> None:
    assert surmised(text, "ru") == set()


def test_the_name_of_a_person_is_no_outlet() -> None:
    marks = matches_of(Article("1", "Блогера «Асхата Оспанова» вызвали в полицию, сообщил журналист.", "", "ru"))
    assert marks is not None
    quoted = next(at for at in range(len(marks.words.forms)) if marks.words.original(at, at + 1) == "Асхата")
    assert field_mentions(marks, (), None).surmised
    assert not field_mentions(marks, (), None, [(quoted, quoted + 2)]).surmised
