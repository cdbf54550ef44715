"""The texts of a draft: what its articles and its fields propose."""

from sqlalchemy import Engine

from records.database import write_transaction
from records.incident_texts.headlines import best_summary
from records.incident_texts.text_slots import TextKind, TextOrigin
from records.review import confirm
from records.review.draft_texts import articles_of_incident, as_incident, draft_proposals, draft_sources, incident_sources
from records.tables import DraftRow
from tests.conftest import NOW
from tests.records.review.arriving import arrive

SUMMARY = [{"start": 0, "end": 13, "text": "Избит у дома."}]


def test_each_language_has_its_article_else_the_fields(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит у своего дома", screened={"summary": SUMMARY})
        arrive(session, "b", "Сериков үйінің жанында соққыға жығылды", lang="kk")
        row = session.get_one(DraftRow, draft)
        found = draft_proposals(session, row, row.proposal)
        assert (found[TextKind.TITLE, "kk"].origin, found[TextKind.TITLE, "kk"].article) == (TextOrigin.ARTICLE, "b")
        assert (found[TextKind.SUMMARY, "ru"].text, found[TextKind.SUMMARY, "ru"].article) == ("Избит у дома.", "a")
        assert found[TextKind.TITLE, "en"].origin is TextOrigin.FIELDS
        sources = draft_sources(session, row, row.proposal)
        assert sources["Избит у дома."] == (TextOrigin.ARTICLE, "a")
        assert sources[found[TextKind.TITLE, "en"].text] == (TextOrigin.FIELDS, "")
        confirm(session, draft, who="Aigul", now=NOW)
        assert incident_sources(session, "KZ-2026-0001")["Сериков үйінің жанында соққыға жығылды"] == (TextOrigin.ARTICLE, "b")


def test_a_draft_of_which_nobody_has_said_what_it_is_is_told_from_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert as_incident(session, {"title": "x"}) is None


def test_the_summary_is_that_of_the_article_that_told_the_most_as_the_card_shows_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        later = [{"start": 0, "end": 20, "text": "Он снял побои вечером."}]
        draft = arrive(session, "a", "Сериков избит у своего дома", screened={"summary": later, "score": 0.6})
        arrive(session, "b", "Сериков избит, полиция отказала", screened={"summary": SUMMARY, "score": 0.9})
        row = session.get_one(DraftRow, draft)
        assert row.proposal["told_by"] == "b"
        assert draft_proposals(session, row, row.proposal)[TextKind.SUMMARY, "ru"].text == "Избит у дома."
        number = confirm(session, draft, who="Aigul", now=NOW).incident or ""
        assert best_summary(articles_of_incident(session, number), "ru") == ("Избит у дома.", "b")
