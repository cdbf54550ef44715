"""Titles for lists, each for whoever reads."""

from sqlalchemy import Engine

from records import incidents, review
from records.database import write_transaction
from records.i18n import speaking
from records.incident_texts.list_titles import titles_for, titles_of_drafts, titles_of_numbers
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.records.review.arriving import arrive


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


def test_a_draft_is_told_in_the_reader_s_own_language_as_a_person_corrected_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
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


def test_a_title_that_was_emptied_is_the_same_in_every_list(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(5, NOW.date(), title="", titles={})])
        one = next(iter(incidents.load(session, articles=False)))
        shown = titles_for(session, [one])[one.number]
        assert titles_of_numbers(session, [one.number]) == {one.number: (shown.text, shown.lang)}
        assert shown.text
