"""The texts of an incident as a reader gets them."""

from dataclasses import replace

import pytest

from records.incident_model import Source
from records.incident_texts.text_slots import TextKind, TextOrigin, TextState
from records.incident_texts.texts_of_incident import lacks_checked, proposed_text, states, stored_text, text_in, title_for
from records.vocabulary import Category
from tests.records.incident_texts.told_cases import AIGUL, case

RUSSIAN = Source("r1", "https://kz.example/r1", "kz_a", "ru", "На журналиста напали в Таразе")
KAZAKH = Source("k1", "https://kz.example/k1", "kz_b", "kk", "Тараздағы журналистке шабуыл жасалды")
BARE = case(Category.ATT, victims=(AIGUL,))
ONE = replace(BARE, title=RUSSIAN.title, title_lang="ru", titles={"ru": RUSSIAN.title}, articles=(RUSSIAN, KAZAKH))
CHECKED = {"state": "checked", "by": "Aigul", "at": "2026-11-28T10:00:00+05:00", "origin": "person"}


def test_a_headline_of_an_article_is_a_proposal_that_says_from_which() -> None:
    found = stored_text(ONE, TextKind.TITLE, "ru")
    assert found
    assert (found.state, found.origin, found.article) == (TextState.PROPOSED, TextOrigin.ARTICLE, "r1")
    other = text_in(ONE, TextKind.TITLE, "kk")
    assert (other.text, other.state, other.origin, other.article) == (KAZAKH.title, TextState.PROPOSED, TextOrigin.ARTICLE, "k1")


def test_without_an_article_in_the_language_it_is_told_from_the_fields_and_changes_with_them() -> None:
    found = text_in(ONE, TextKind.TITLE, "en")
    assert (found.origin, found.checked) == (TextOrigin.FIELDS, False)
    assert "Aigul Saparkyzy" in found.text
    assert "Aigul" not in text_in(replace(ONE, victims=()), TextKind.TITLE, "en").text
    assert text_in(ONE, TextKind.SUMMARY, "kk").origin is TextOrigin.FIELDS


def test_what_a_person_checked_stands_whatever_the_fields_say() -> None:
    one = replace(ONE, titles={**ONE.titles, "kk": "Тілшіге шабуыл"}, text_notes={"title_kk": CHECKED})
    for changed in (one, replace(one, victims=(), place="Орал"), replace(one, articles=())):
        found = text_in(changed, TextKind.TITLE, "kk")
        assert (found.text, found.checked, found.by, found.needs_a_look) == ("Тілшіге шабуыл", True, "Aigul", False)


def test_a_checked_text_of_a_record_that_was_changed_since_needs_a_look() -> None:
    one = replace(ONE, summary={"ru": "Напали."}, text_notes={"title_ru": CHECKED, "summary_ru": {**CHECKED, "stale": ["place"]}})
    found = text_in(one, TextKind.SUMMARY, "ru")
    assert found.checked
    assert found.needs_a_look
    assert found.stale == ("place",)
    assert lacks_checked(one, "ru")
    assert not lacks_checked(replace(one, text_notes={"title_ru": CHECKED, "summary_ru": CHECKED}), "ru")


@pytest.mark.parametrize(("lang", "shown", "written_in"), [("ru", RUSSIAN.title, "ru"), ("kk", KAZAKH.title, "kk"), ("en", RUSSIAN.title, "ru")])
def test_a_reader_gets_her_own_language_where_it_is_else_the_original_with_its_language(lang: str, shown: str, written_in: str) -> None:
    found = title_for(ONE, lang)
    assert (found.text, found.lang) == (shown, written_in)


def test_an_incident_without_any_title_is_told_from_its_fields() -> None:
    assert title_for(BARE, "en").origin is TextOrigin.FIELDS
    assert title_for(BARE, "en").text


def test_states_and_counts_tell_of_what_stands_in_the_record() -> None:
    one = replace(ONE, summary={"kk": "Шабуыл жасалды."}, text_notes={"title_ru": CHECKED})
    told = {name: state.value for name, state in states(one).items()}
    assert told == {
        "title_kk": "none", "summary_kk": "proposed", "title_ru": "checked", "summary_ru": "none", "title_en": "none", "summary_en": "none",
    }  # fmt: skip
    assert all(lacks_checked(each, lang) for each in (one, ONE) for lang in ("kk", "ru", "en"))
    assert not lacks_checked(replace(one, summary={"ru": "Напали."}, text_notes={"title_ru": CHECKED, "summary_ru": CHECKED}), "ru")


def test_a_proposal_says_nothing_of_what_stands() -> None:
    one = replace(ONE, titles={**ONE.titles, "kk": "Тілшіге шабуыл"})
    assert proposed_text(one, TextKind.TITLE, "kk").text == KAZAKH.title
