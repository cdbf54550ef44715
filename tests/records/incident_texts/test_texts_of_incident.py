"""The texts of an incident as a reader gets them, the headlines that are proposed as titles, and titles in lists."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from records import incidents, review
from records.i18n import LANGUAGES, use_language
from records.incident_model import Incident, Source
from records.incident_texts.list_titles import titles_for, titles_of_drafts, titles_of_numbers
from records.incident_texts.sentences import (
    TEXT_SOURCE_FIELDS,
    TextKind,
    TextNote,
    TextOrigin,
    TextState,
    parse_text_name,
    text_name,
    text_names,
)
from records.incident_texts.texts import (
    IncidentText,
    TextSourceArticle,
    best_headline,
    best_summary,
    clean_headline,
    is_mostly_capitals,
    needs_text_check,
    note_for_reader,
    notes_by_language,
    proposed_text,
    states_of_texts,
    stored_text,
    title_for,
)
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
BOTH_CHECKED = {"title_ru": CHECKED, "summary_ru": CHECKED}


def text_in(incident: Incident, kind: TextKind, lang: str) -> IncidentText:
    return stored_text(incident, kind, lang) or proposed_text(incident, kind, lang)


def test_a_headline_of_an_article_is_a_proposal_that_says_from_which() -> None:
    found, other = stored_text(ONE, TextKind.TITLE, "ru"), text_in(ONE, TextKind.TITLE, "kk")
    assert found
    assert (found.state, found.origin, found.article) == (TextState.PROPOSED, TextOrigin.ARTICLE, "r1")
    assert (other.text, other.state, other.origin, other.article) == (KAZAKH.title, TextState.PROPOSED, TextOrigin.ARTICLE, "k1")
    corrected = replace(ONE, titles={**ONE.titles, "kk": "Тілшіге шабуыл"})
    assert proposed_text(corrected, TextKind.TITLE, "kk").text == KAZAKH.title, "whatever stands"


def test_without_an_article_in_the_language_it_is_told_from_the_fields_and_changes_with_them() -> None:
    found = text_in(ONE, TextKind.TITLE, "en")
    assert (found.origin, found.checked) == (TextOrigin.FIELDS, False)
    assert "Aigul Saparkyzy" in found.text
    assert "Aigul" not in text_in(replace(ONE, victims=()), TextKind.TITLE, "en").text
    assert text_in(ONE, TextKind.SUMMARY, "kk").origin is TextOrigin.FIELDS
    assert title_for(BARE, "en").origin is TextOrigin.FIELDS
    assert title_for(BARE, "en").text


def test_what_a_person_checked_stands_and_needs_a_look_once_the_record_was_changed() -> None:
    one = replace(ONE, titles={**ONE.titles, "kk": "Тілшіге шабуыл"}, text_notes={"title_kk": CHECKED})
    for changed in (one, replace(one, victims=(), place="Орал"), replace(one, articles=())):
        found = text_in(changed, TextKind.TITLE, "kk")
        assert (found.text, found.checked, found.by, found.needs_a_look) == ("Тілшіге шабуыл", True, "Aigul", False)
    told = replace(ONE, summary={"ru": "Напали."}, text_notes={"title_ru": CHECKED, "summary_ru": {**CHECKED, "stale": ["place"]}})
    found = text_in(told, TextKind.SUMMARY, "ru")
    assert (found.checked, found.needs_a_look, found.stale) == (True, True, ("place",))
    assert needs_text_check(told, "ru")
    assert not needs_text_check(replace(told, text_notes=BOTH_CHECKED), "ru")


def test_a_reader_gets_her_own_language_where_it_is_else_the_original_with_its_language() -> None:
    titles = {lang: title_for(ONE, lang) for lang in ("ru", "kk", "en")}
    assert {lang: (one.text, one.lang) for lang, one in titles.items()} == {
        "ru": (RUSSIAN.title, "ru"), "kk": (KAZAKH.title, "kk"), "en": (RUSSIAN.title, "ru"),
    }  # fmt: skip


def test_states_and_counts_are_of_what_stands_in_the_record() -> None:
    one = replace(ONE, summary={"kk": "Шабуыл жасалды."}, text_notes={"title_ru": CHECKED})
    assert {name: state.value for name, state in states_of_texts(one).items()} == {
        "title_kk": "none", "summary_kk": "proposed", "title_ru": "checked", "summary_ru": "none", "title_en": "none", "summary_en": "none",
    }  # fmt: skip
    assert all(needs_text_check(each, lang) for each in (one, ONE) for lang in LANGUAGES)
    assert not needs_text_check(replace(one, summary={"ru": "Напали."}, text_notes=BOTH_CHECKED), "ru")


def test_every_language_has_a_title_and_a_summary_under_a_name_of_its_own() -> None:
    assert [name for name, _, _ in text_names()] == [text_name(kind, lang) for lang in LANGUAGES for kind in TextKind]
    assert [parse_text_name(name) for name in ("summary_ru", "title_de", "titles_kk", "", "kk")] == [(TextKind.SUMMARY, "ru"), None, None, None, None]
    assert {column for columns in TEXT_SOURCE_FIELDS.values() for column in columns} <= set(IncidentRow.__table__.columns.keys())


def test_a_note_comes_back_as_it_was_kept_and_says_nothing_of_what_is_not_known() -> None:
    whole = TextNote(TextState.CHECKED, "Aigul", "2026-11-28T10:00:00+05:00", TextOrigin.ARTICLE, "a1", ("place",))
    assert TextNote.from_json(whole.to_json()) == whole
    assert TextNote(TextState.PROPOSED).to_json() == {"state": "proposed", "origin": "person"}


# Headlines.


@pytest.mark.parametrize(
    ("title", "names", "code", "expected"),
    [
        ("На журналиста напали в Таразе", (), "", "На журналиста напали в Таразе"),
        ("СРОЧНО: на журналиста напали в Таразе", (), "", "На журналиста напали в Таразе"),
        ("Видео! На журналиста напали", (), "", "На журналиста напали"),
        ("Журналистке шабуыл жасалды | Дала TV", ("Дала TV",), "", "Журналистке шабуыл жасалды"),
        ("Журналистке шабуыл жасалды — «Дала TV»", ("Дала TV",), "", "Журналистке шабуыл жасалды"),
        ("На журналиста напали - zhaik.example.kz", (), "", "На журналиста напали"),
        ("A journalist was attacked | ozen", (), "kz_ozen", "A journalist was attacked"),
        ("Суд в Таразе — журналист оправдан", ("Дала TV",), "kz_dala", "Суд в Таразе — журналист оправдан"),
        ("На журналиста   напали (видео)", (), "", "На журналиста напали"),
        ("Шұғыл: тілші ұсталды.", (), "", "Тілші ұсталды"),
    ],
)
def test_what_an_outlet_puts_around_a_headline_is_left_out(title: str, names: tuple[str, ...], code: str, expected: str) -> None:
    assert clean_headline(title, names, code) == expected


def test_the_first_headline_of_the_language_that_tells_plainly_is_proposed_and_none_that_shouts() -> None:
    assert [is_mostly_capitals(title) for title in ("НА ЖУРНАЛИСТА НАПАЛИ в Таразе", "КНБ задержал журналиста МТРК в Астане", "")] == [
        True,
        False,
        False,
    ]
    articles = [
        TextSourceArticle("a", "kk", "Тараздағы журналистке шабуыл"),
        TextSourceArticle("b", "ru", "Кто напал на журналиста в Таразе?"),
        TextSourceArticle("c", "ru", "«Я не боюсь» — журналист о нападении"),
        TextSourceArticle("loud", "ru", "НА ЖУРНАЛИСТА НАПАЛИ"),
        TextSourceArticle("d", "ru", "На журналиста напали в Таразе"),
        TextSourceArticle("e", "ru", "В Таразе напали на журналиста"),
    ]
    assert best_headline(articles, "ru") == ("На журналиста напали в Таразе", "d")
    assert best_headline(articles, "kk")[1] == "a"
    assert best_headline(articles, "en") == best_headline(articles[3:4], "ru") == ("", "")


def test_a_summary_is_that_of_an_article_in_the_language() -> None:
    given = (("a", "kk", ""), ("b", "kk", "Тілшіге шабуыл жасалды."), ("c", "ru", "Напали."))
    articles = [TextSourceArticle(id, lang, id, summary=summary) for id, lang, summary in given]
    assert best_summary(articles, "kk") == ("Тілшіге шабуыл жасалды.", "b")
    assert best_summary(articles, "en") == ("", "")


# Lists, each for whoever reads.

BEATEN = {"kk": "Сериков үйінің жанында соққыға жығылды", "ru": "Сериков избит у своего дома"}


def two_articles(session: Session) -> int:
    draft = arrive(session, "a", BEATEN["ru"])
    arrive(session, "b", BEATEN["kk"], lang="kk")
    return draft


def test_a_list_shows_the_readers_own_language_where_an_article_or_a_person_has_it(session: Session) -> None:
    draft = two_articles(session)
    review.confirm(session, draft, who="Aigul", now=NOW, fields={"titles": {"en": "Serikov was beaten"}})
    admit_all(session, [incident(5, NOW.date()), incident(6, NOW.date(), title="", titles={})])
    listed = list(incidents.load(session, articles=False))
    for lang, title in {**BEATEN, "en": "Serikov was beaten"}.items():
        with use_language(lang):
            found = {number: (one.text, one.lang) for number, one in titles_for(session, listed).items()}
            # Without the records as a whole it is the same, also where the title was emptied.
            assert titles_of_numbers(session, found) == found
            assert (found["KZ-2026-0001"], found["KZ-2026-0005"][0]) == ((title, lang), listed[1].title)
            assert found["KZ-2026-0006"][0]


def test_a_draft_has_the_title_of_the_readers_own_language_as_a_person_corrected_it(session: Session) -> None:
    draft, elsewhere = two_articles(session), "Омарова задержана на площади"
    other = arrive(session, "c", elsewhere, lang="ru")
    for lang, title in BEATEN.items():
        with use_language(lang):
            assert titles_of_drafts(session, [draft, other]) == {draft: (title, lang), other: (elsewhere, "ru")}
    with use_language("kk"):
        assert titles_of_drafts(session, [draft], {draft: {"titles": {"kk": "Сериковті ұрды"}}}) == {draft: ("Сериковті ұрды", "kk")}
    assert (titles_of_drafts(session, []), titles_of_numbers(session, [])) == ({}, {})


# Notes in several languages.


def test_a_note_in_several_languages_gives_each_reader_her_own_and_nothing_in_another() -> None:
    both = "ru: не расслышал,\nчто перед ним журналист\nen: did not hear"
    assert notes_by_language(both) == {"ru": "не расслышал, что перед ним журналист", "en": "did not hear"}
    with use_language("kk"):
        assert note_for_reader(both) == note_for_reader("") == ""
    with use_language("en"):
        assert note_for_reader(both) == "did not hear"
    without_code = {"не расслышал": "ru", "естімеген": "kk", "did not hear": "en", "kk: сот барысы белгісіз": "kk", "zz: what is this": "en"}
    assert {note: list(notes_by_language(note)) for note in without_code} == {note: [lang] for note, lang in without_code.items()}
