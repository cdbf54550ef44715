"""The texts of an incident as a reader gets them, the headlines that are proposed as titles, and titles in lists."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import write_transaction
from records.i18n import LANGUAGES, speaking
from records.incident_model import Source
from records.incident_texts.headlines import TellingArticle, best_headline, best_summary, headline, shouts
from records.incident_texts.list_titles import titles_for, titles_of_drafts, titles_of_numbers
from records.incident_texts.note_languages import note_for_reader, notes_by_language
from records.incident_texts.text_slots import TOLD_FIELDS, TextKind, TextNote, TextOrigin, TextState, slot, slot_parts, slots
from records.incident_texts.texts_of_incident import lacks_checked, proposed_text, states, stored_text, text_in, title_for
from records.tables import IncidentRow
from records.vocabulary import Category
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.records.incident_texts.told_cases import AIGUL, case
from tests.records.review.arriving import arrive

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


def test_every_language_has_a_title_and_a_summary_under_a_name_of_its_own() -> None:
    assert [name for name, _, _ in slots()] == [slot(kind, lang) for lang in LANGUAGES for kind in TextKind]
    assert slot_parts("summary_ru") == (TextKind.SUMMARY, "ru")
    assert [slot_parts(name) for name in ("title_de", "titles_kk", "", "kk")] == [None] * 4


def test_a_note_comes_back_as_it_was_kept_and_says_nothing_of_what_is_not_known() -> None:
    whole = TextNote(TextState.CHECKED, "Aigul", "2026-11-28T10:00:00+05:00", TextOrigin.ARTICLE, "a1", ("place",))
    assert TextNote.from_json(whole.to_json()) == whole
    assert TextNote(TextState.PROPOSED).to_json() == {"state": "proposed", "origin": "person"}


def test_the_fields_of_which_texts_tell_are_columns() -> None:
    assert {column for columns in TOLD_FIELDS.values() for column in columns} <= set(IncidentRow.__table__.columns.keys())


@pytest.mark.parametrize(
    ("title", "names", "code", "expected"),
    [
        ("На журналиста напали в Таразе", (), "", "На журналиста напали в Таразе"),
        ("СРОЧНО: на журналиста напали в Таразе", (), "", "на журналиста напали в Таразе"),
        ("Видео! На журналиста напали", (), "", "На журналиста напали"),
        ("Журналистке шабуыл жасалды | Дала TV", ("Дала TV",), "", "Журналистке шабуыл жасалды"),
        ("Журналистке шабуыл жасалды — «Дала TV»", ("Дала TV",), "", "Журналистке шабуыл жасалды"),
        ("На журналиста напали - zhaik.example.kz", (), "", "На журналиста напали"),
        ("A journalist was attacked | ozen", (), "kz_ozen", "A journalist was attacked"),
        ("Суд в Таразе — журналист оправдан", ("Дала TV",), "kz_dala", "Суд в Таразе — журналист оправдан"),
        ("На журналиста   напали (видео)", (), "", "На журналиста напали"),
        ("Шұғыл: тілші ұсталды.", (), "", "тілші ұсталды"),
    ],
)
def test_what_an_outlet_puts_around_a_headline_is_left_out(title: str, names: tuple[str, ...], code: str, expected: str) -> None:
    found = headline(title, names, code)
    assert found == expected[:1].upper() + expected[1:]


def test_a_headline_that_shouts_is_not_proposed() -> None:
    assert shouts("НА ЖУРНАЛИСТА НАПАЛИ в Таразе")
    assert not shouts("КНБ задержал журналиста МТРК в Астане")
    assert not shouts("")
    loud, calm = TellingArticle("a", "ru", "НА ЖУРНАЛИСТА НАПАЛИ"), TellingArticle("b", "ru", "На журналиста напали в Таразе")
    assert best_headline([loud], "ru") == ("", "")
    assert best_headline([loud, calm], "ru") == ("На журналиста напали в Таразе", "b")


def test_the_first_headline_of_the_language_that_tells_plainly_is_proposed() -> None:
    articles = [
        TellingArticle("a", "kk", "Тараздағы журналистке шабуыл"),
        TellingArticle("b", "ru", "Кто напал на журналиста в Таразе?"),
        TellingArticle("c", "ru", "«Я не боюсь» — журналист о нападении"),
        TellingArticle("d", "ru", "На журналиста напали в Таразе"),
        TellingArticle("e", "ru", "В Таразе напали на журналиста"),
    ]
    assert best_headline(articles, "ru") == ("На журналиста напали в Таразе", "d")
    assert best_headline(articles, "kk")[1] == "a"
    assert best_headline(articles, "en") == ("", "")


def test_a_summary_is_that_of_an_article_in_the_language() -> None:
    articles = [
        TellingArticle("a", "kk", "x"),
        TellingArticle("b", "kk", "y", summary="Тілшіге шабуыл жасалды."),
        TellingArticle("c", "ru", "z", summary="Напали."),
    ]
    assert best_summary(articles, "kk") == ("Тілшіге шабуыл жасалды.", "b")
    assert best_summary(articles, "en") == ("", "")


def test_a_list_shows_the_reader_s_own_language_where_an_article_or_a_person_has_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит у своего дома")
        arrive(session, "b", "Сериков үйінің жанында соққыға жығылды", lang="kk")
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"titles": {"en": "Serikov was beaten"}})
        admit_all(session, [incident(5, NOW.date())])
        listed = list(incidents.load(session, articles=False))
        shown = {}
        for lang in ("kk", "ru", "en"):
            with speaking(lang):
                found = titles_for(session, listed)
                shown[lang] = (found["KZ-2026-0001"].text, found["KZ-2026-0001"].lang)
                assert found["KZ-2026-0005"].text == listed[-1].title
                # Told without the records as a whole, it is the same.
                assert titles_of_numbers(session, found) == {number: (one.text, one.lang) for number, one in found.items()}
    assert shown == {
        "kk": ("Сериков үйінің жанында соққыға жығылды", "kk"), "ru": ("Сериков избит у своего дома", "ru"), "en": ("Serikov was beaten", "en"),
    }  # fmt: skip


def test_a_draft_is_told_in_the_reader_s_own_language_as_a_person_corrected_it(session: Session) -> None:
    draft = arrive(session, "a", "Сериков избит у своего дома")
    arrive(session, "b", "Сериков үйінің жанында соққыға жығылды", lang="kk")
    other = arrive(session, "c", "Омарова задержана на площади", lang="ru")
    with speaking("ru"):
        assert titles_of_drafts(session, [draft, other]) == {
            draft: ("Сериков избит у своего дома", "ru"), other: ("Омарова задержана на площади", "ru"),
        }  # fmt: skip
    with speaking("kk"):
        assert titles_of_drafts(session, [draft, other]) == {
            draft: ("Сериков үйінің жанында соққыға жығылды", "kk"), other: ("Омарова задержана на площади", "ru"),
        }  # fmt: skip
        assert titles_of_drafts(session, [draft], {draft: {"titles": {"kk": "Сериковті ұрды"}}}) == {draft: ("Сериковті ұрды", "kk")}
    assert (titles_of_drafts(session, []), titles_of_numbers(session, [])) == ({}, {})


def test_a_title_that_was_emptied_is_the_same_in_every_list(session: Session) -> None:
    admit_all(session, [incident(5, NOW.date(), title="", titles={})])
    one = next(iter(incidents.load(session, articles=False)))
    shown = titles_for(session, [one])[one.number]
    assert titles_of_numbers(session, [one.number]) == {one.number: (shown.text, shown.lang)}
    assert shown.text


BOTH = "ru: не расслышал,\nчто перед ним журналист\nen: did not hear"


def test_each_line_that_begins_with_a_code_begins_a_language() -> None:
    assert notes_by_language(BOTH) == {"ru": "не расслышал, что перед ним журналист", "en": "did not hear"}


@pytest.mark.parametrize(
    ("note", "lang"),
    [("не расслышал", "ru"), ("естімеген", "kk"), ("did not hear", "en"), ("kk: сот барысы белгісіз", "kk"), ("zz: what is this", "en")],
)
def test_a_note_without_a_code_is_in_the_language_of_its_letters(note: str, lang: str) -> None:
    assert list(notes_by_language(note)) == [lang]


def test_a_reader_is_told_nothing_in_another_language() -> None:
    with speaking("kk"):
        assert note_for_reader(BOTH) == note_for_reader("") == ""
    with speaking("en"):
        assert note_for_reader(BOTH) == "did not hear"
