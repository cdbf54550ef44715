"""What the machine proposes in a draft."""

from typing import Any

from sqlalchemy import Engine

from records import review
from records.database import write_transaction
from records.tables import DraftRow
from records.vocabulary import Target
from tests.conftest import NOW
from tests.records.review.arriving import arrive, recorded

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_the_likeliest_article_proposes_and_the_others_fill_what_it_leaves_open(engine: Engine) -> None:
    with write_transaction(engine) as session:
        bare = {"place": None, "region": None, "country": None, "incident_date": None, "date_precision": None, "score": 0.95}
        draft = arrive(session, "a", "Сериков избит", screened={**bare, "outcome": "none"})
        arrive(session, "b", "Сериков избит охраной", screened={"actor": "security_guard", "outcome": "investigating", "score": 0.5})
        proposal = session.get_one(DraftRow, draft).proposal
        assert (proposal["told_by"], proposal["score"]) == ("a", 0.95)
        assert (proposal["region"], proposal["incident_date"], proposal["actor"], proposal["outcome"]) == (
            "KZ-35",
            "2026-11-22",
            "security_guard",
            "investigating",
        )


def test_what_was_proposed_to_a_person_stays_when_news_is_merged_into_their_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит", screened={"score": 0.4})
        review.confirm(session, first, **BY)
        other = arrive(session, "b", "Другой рассказ", screened={"score": 0.99, "place": "Орал"})
        review.merge(session, other, into="KZ-2026-0001", **BY)
        assert session.get_one(DraftRow, first).proposal["place"] == "Қарағанды"
        assert [article.id for article in recorded(session, "KZ-2026-0001").articles] == ["a", "b"]


def test_a_newsroom_that_stands_for_its_unnamed_people_is_no_person_affected(engine: Engine) -> None:
    screened = {"persons": [{"name": "Орал дауысы", "role": "victim"}], "outlets": ["Орал дауысы"]}
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Редакцияны", screened=screened), **BY)
        one = recorded(session, "KZ-2026-0001")
        assert (one.victims, one.outlets, one.facts["target"]) == ((), ("Орал дауысы",), Target.OUTLET)
