"""What the machine proposes in a draft."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from records import review
from records.database import write_transaction
from records.review.incident_facts import told_statuses
from records.review.proposal import propose_anew, together, told
from records.tables import DraftRow, ScreeningRow
from records.vocabulary import Category, Target
from records.words.asked_words import asked_words
from tests.conftest import NOW
from tests.records import rows
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


def body(score: float, **values: Any) -> dict[str, Any]:
    """What a screening says, as `told` gives it."""
    return {
        "id": "x", "flagged": True, "url": f"https://x.example/{score}", "day": "2026-11-20", "score": score, "label": "followup", "title": f"T{score}",
        "categories": [], "persons": [], "outlets": [], "country": None, "place": None, "region": None, "incident_date": None, "date_precision": None,
        "actor": "unknown", "outcome": "none", "outcome_of": "perpetrator" if "outcome" in values else None, "reasons": [score], **values,
    }  # fmt: skip


def test_the_likeliest_article_speaks_and_the_first_by_id_where_two_are_alike() -> None:
    found = together({"a": body(0.5), "c": body(0.9, title="C"), "b": body(0.9, title="B")})
    assert (found["told_by"], found["title"], found["score"], found["reasons"], found["label"]) == ("b", "B", 0.9, [0.9], "followup")
    assert not {"id", "flagged", "url", "day"} & set(found)
    assert together({"a": body(0.9), "b": body(0.1, label="incident")})["label"] == "incident"


def categories(**scores: float) -> list[dict[str, Any]]:
    return [{"code": code, "score": score} for code, score in scores.items()]


def test_a_category_is_proposed_if_the_likeliest_article_or_half_of_all_have_it() -> None:
    articles = {
        "a": body(0.9, categories=categories(ATT=0.6, DET=0.7)),
        "b": body(0.8, categories=categories(THR=0.5, ATT=0.9)),
        "c": body(0.7, categories=categories(THR=0.8, OBS=0.99)),
        "d": body(0.6),
    }
    assert together(articles)["categories"] == categories(ATT=0.9, DET=0.7, THR=0.8)
    alike = {"a": body(0.9), "b": body(0.8, categories=categories(THR=0.5, ATT=0.5))}
    assert together(alike)["categories"] == categories(ATT=0.5, THR=0.5)


def test_what_the_likeliest_leaves_open_the_next_one_fills_in_pieces_that_belong_together() -> None:
    victim, official = {"name": "Сериков", "role": "victim"}, {"name": "Аким", "role": "official"}
    articles = {
        "a": body(0.9, place="Орал", persons=[official], date_precision="year", incident_date="2026-01-01"),
        "b": body(0.8, country="KZ", place="Ақтау", region="KZ-47", persons=[victim], outlets=["Дала"], actor="court", date_precision="month", incident_date="2026-11-01"),
        "c": body(0.7, country="KZ", place="Семей", region="KZ-10", persons=[official, victim], outlets=["Теңіз"], actor="business", outcome="dropped",
                  date_precision="month", incident_date="2026-10-01"),
    }  # fmt: skip
    found = together(articles)
    assert (found["country"], found["place"], found["region"]) == ("KZ", "Ақтау", "KZ-47")
    assert (found["incident_date"], found["date_precision"]) == ("2026-11-01", "month")
    assert (found["persons"], found["outlets"], found["actor"], found["outcome"]) == ([victim], ["Дала"], "court", "dropped")
    alone = together({"a": articles["a"]})
    assert (alone["place"], alone["region"], alone["persons"], alone["outlets"], alone["actor"], alone["outcome"]) == (
        "Орал", None, [official], [], "unknown", "none",
    )  # fmt: skip


def test_each_outcome_is_a_status_with_the_day_and_the_address_where_it_was_told_first() -> None:
    found = together(
        {
            "a": body(0.9, outcome="convicted", day="2026-11-23"),
            "b": body(0.8, outcome="investigating", day="2026-11-22", url="https://b.example/"),
            "c": body(0.7, outcome="investigating", day="2026-11-22", url="https://a.example/"),
            "d": body(0.6, outcome="investigating", day="2026-11-24"),
            "e": body(0.5),
        }
    )
    assert found["statuses"] == [
        {"date": "2026-11-22", "outcome_of": "perpetrator", "outcome": "investigating", "source": "https://a.example/"},
        {"date": "2026-11-23", "outcome_of": "perpetrator", "outcome": "convicted", "source": "https://x.example/0.9"},
    ]


@pytest.mark.parametrize(
    ("outcome", "categories", "code"),
    [
        ("investigating", ["CRM"], "JIN"), ("dropped", ["CIV"], "JDR"), ("acquitted", ["CRM"], "JAC"), ("convicted", ["CRM", "ADM"], "JSN"),
        ("convicted", ["ADM"], "JFN"), ("convicted", ["DET", "ARR"], "JAA"), ("convicted", ["CIV"], "JDM"), ("convicted", ["ATT"], "JSN"),
    ],
)  # fmt: skip
def test_an_outcome_of_the_journalists_case_proposes_a_status_of_her_track(outcome: str, categories: list[str], code: str) -> None:
    given = [{"code": one, "score": 0.9} for one in categories]
    found = together({"a": body(0.9, outcome=outcome, outcome_of="journalist", categories=given)})
    assert [status for _, status, _ in told_statuses(found, [Category(one) for one in categories])] == [code]
    assert (found["outcome"], found["outcome_of"]) == (outcome, "journalist")


@pytest.mark.parametrize(
    ("outcome", "whose"),
    [("convicted", None), ("acquitted", None), ("refused", "journalist"), ("victim_blamed", "journalist"), ("none", "perpetrator")],
)
def test_where_nobody_says_whose_outcome_it_is_or_it_is_no_step_of_that_case_no_status_is_proposed(outcome: str, whose: str | None) -> None:
    assert together({"a": body(0.9, outcome=outcome, outcome_of=whose)})["statuses"] == []


def test_a_screening_from_before_the_two_tracks_proposes_no_status() -> None:
    old = body(0.9, outcome="convicted")
    del old["outcome_of"]
    found = together({"a": old})
    assert (found["statuses"], found["outcome"], found["outcome_of"]) == ([], "convicted", None)


def test_an_outcome_and_whose_it_is_come_from_one_article() -> None:
    found = together(
        {
            "a": body(0.9),
            "b": body(0.8, outcome="acquitted", outcome_of="journalist", categories=[{"code": "CRM", "score": 0.5}]),
            "c": body(0.7, outcome="convicted", outcome_of="perpetrator"),
        }
    )
    assert (found["outcome"], found["outcome_of"]) == ("acquitted", "journalist")


def passage(text: str) -> list[dict[str, Any]]:
    return [{"start": 0, "end": len(text), "text": text}]


def test_the_summary_is_proposed_by_the_article_that_tells_it_and_is_no_field_of_the_draft() -> None:
    found = together(
        {"a": body(0.9, summary=passage("Избили."), readers="both"), "b": body(0.8, summary=passage("Журналиста избили."), readers="lexical")}
    )
    assert (found["proposed_summary"], found["readers"]) == (passage("Избили."), "both")
    assert "summary" not in found
    assert together({"a": body(0.9), "b": body(0.8, summary=passage("Избили."))})["proposed_summary"] == []


def test_the_proposed_summary_is_not_recorded_by_itself(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит", screened={"summary": passage("Серикова избили."), "unsure": ["place"], "readers": "both"})
        proposal = session.get_one(DraftRow, draft).proposal
        assert (proposal["proposed_summary"], proposal["unsure"], proposal["readers"]) == (passage("Серикова избили."), ["place"], "both")
        review.confirm(session, draft, **BY)
        assert recorded(session, "KZ-2026-0001").summary == {}


UNSURE_OF_ALL = ["label", "categories", "victims", "place", "incident_date", "actor", "outcome", "outcome_of"]


def test_a_field_is_unsure_where_the_article_from_which_it_comes_is_unsure_of_it() -> None:
    assert together({"a": body(0.9, unsure=UNSURE_OF_ALL), "b": body(0.8)})["unsure"] == UNSURE_OF_ALL
    assert together({"a": body(0.9), "b": body(0.8, unsure=UNSURE_OF_ALL)})["unsure"] == []
    fuller = {
        "label": "incident", "categories": categories(ATT=0.5), "persons": [{"name": "Сериков", "role": "victim"}], "region": "KZ-47", "actor": "court",
        "incident_date": "2026-11-22", "date_precision": "day", "outcome": "dropped",
    }  # fmt: skip
    assert together({"a": body(0.9), "b": body(0.8, unsure=UNSURE_OF_ALL, **fuller)})["unsure"] == UNSURE_OF_ALL
    assert together({"a": body(0.9, unsure=UNSURE_OF_ALL), "b": body(0.8, **fuller)})["unsure"] == ["categories"], (
        "the likeliest has its say in those"
    )


def test_the_categories_are_unsure_by_the_article_that_is_surest_of_each() -> None:
    articles = {
        "a": body(0.9, categories=categories(ATT=0.9)),
        "b": body(0.8, categories=categories(THR=0.5), unsure=["categories"]),
        "c": body(0.7, categories=categories(THR=0.8)),
    }
    assert (together(articles)["categories"], together(articles)["unsure"]) == (categories(ATT=0.9, THR=0.8), [])
    articles["c"]["unsure"] = ["categories"]
    assert together(articles)["unsure"] == ["categories"]


def test_a_screening_is_told_with_the_day_of_its_article(engine: Engine) -> None:
    with write_transaction(engine) as session:
        dated = rows.article(session, "a", title="Т", published_on=TODAY - timedelta(days=3))
        undated = rows.article(session, "b", published_on=None, now=NOW.replace(hour=20))
        for identifier in ("a", "b"):
            rows.screening(session, identifier)
        first, second = session.query(ScreeningRow).order_by(ScreeningRow.article_id)
        assert told(first, dated) == {**first.body, "title": "Т", "url": dated.url, "day": "2026-11-21"}
        assert told(second, undated)["day"] == "2026-11-25", "it was fetched after midnight in Kazakhstan"


def test_the_last_model_that_read_an_article_proposes_and_what_it_resembles_stays(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
        draft.proposal = {**draft.proposal, "resembles": 7}
        rows.screening(session, "a", model="test 2", score=0.4, place="Орал", label="report")
        propose_anew(session, draft)
        assert (draft.proposal["place"], draft.score, draft.label, draft.proposal["resembles"]) == ("Орал", 0.4, "report", 7)
        assert asked_words("Орал").are_said(draft.searched)
        draft.follows = "KZ-2020-0001"
        propose_anew(session, draft)
        assert draft.label == "followup"
        rows.screening(session, "a", model="test 3", place="Ақтау")
        review.reject(session, draft.id, reason="old", **BY)
        propose_anew(session, draft)
        assert draft.proposal["place"] == "Орал", "what was proposed to the person who decided stays"
