"""The legal case that articles report as fields and statuses of a draft, and what a confirmation without a change records of it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import review
from records.incidents.repository import penalty_to_json
from records.review.incident_facts import outcome_statuses, reported_penalty
from records.review.proposal import combine_screenings
from records.tables import DraftRow, IncidentRow, StatusRow
from records.vocabulary import Category, StatusCode
from tests.records.review.arriving import BY, arrive, recorded
from tests.records.review.test_propose import body

WORDS = {"start": 0, "end": 4, "text": "слова"}
ARTICLE = {"code": "KZ-CC", "article": "274", "part": "4", "unsure": False, **WORDS}
CLAIMED = {"amount": 2_000_000, "currency": "KZT", "role": "claimed", "track": "journalist", "day": None, **WORDS}
HEARING = {"day": "2026-12-15", "time": "10:00", "what": "заседание", "where": "Медеуский районный суд", **WORDS}


def term(kind: str, length: int | None = None, unit: str | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "term": length, "unit": unit, "until": None, "track": "journalist", "day": None, **WORDS, **more}


def legal(**facts: Any) -> dict[str, Any]:
    return {"legal": {"articles": [], "sums": [], "terms": [], "hearings": [], **facts}}


def steps(*terms: dict[str, Any], **more: Any) -> list[tuple[str, str, dict[str, Any]]]:
    found = combine_screenings({"a": body(0.9, label="incident", **legal(terms=list(terms)), **more)})
    return [(one["code"], one["date"], one["penalty"]) for one in found["statuses"] if "code" in one]


def test_what_the_articles_state_fills_the_legal_fields_with_the_words_that_state_it() -> None:
    found = combine_screenings({"a": body(0.9, **legal(articles=[ARTICLE], sums=[CLAIMED], hearings=[HEARING])), "b": body(0.5)})
    assert found["law_articles"] == [{"code": "KZ-CC", "article": "274", "part": "4", "stage": None}]
    assert (found["amount_claimed"], found["currency"]) == (2_000_000, "KZT")
    assert found["next_dates"] == [{"date": "2026-12-15", "what": "заседание, 10:00", "where": "Медеуский районный суд"}]
    assert {name: quotes[0]["text"] for name, quotes in found["quotes"].items()} == dict.fromkeys(
        ("law_articles", "next_dates", "amount_claimed"), "слова"
    )
    assert "legal" not in found


def test_a_screening_from_before_the_legal_case_was_read_proposes_nothing_of_it() -> None:
    found = combine_screenings({"a": body(0.9)})
    assert not {"law_articles", "amount_claimed", "amount_awarded", "currency", "next_dates", "quotes"} & set(found)
    assert found["statuses"] == []


def test_an_article_of_law_of_two_texts_stands_once_with_its_part_and_one_without_a_code_is_unsure() -> None:
    bare = {**ARTICLE, "part": "", "unsure": True}
    found = combine_screenings({"a": body(0.9, **legal(articles=[bare])), "b": body(0.5, **legal(articles=[ARTICLE]))})
    assert [one["part"] for one in found["law_articles"]] == ["4"]
    assert found["unsure"] == ["law_articles"]


@pytest.mark.parametrize(
    ("told", "step"),
    [
        (term("administrative_arrest", 20, "days"), ("JAA", "2026-11-20", {"term": 20, "unit": "days"})),
        (term("prison", 3, "years", day="2026-11-18"), ("JSN", "2026-11-18", {"kind": "prison", "term": 3, "unit": "years"})),
        (term("sentence", 3, "years"), ("JSN", "2026-11-20", {"term": 3, "unit": "years"})),
        (term("suspended", 18, "months"), ("JSN", "2026-11-20", {"kind": "suspended", "term": 18, "unit": "months"})),
        (term("remand"), ("JDT", "2026-11-20", {})),
        (term("remand", 2, "months"), ("JDT", "2026-11-20", {"term": 2, "unit": "months"})),
        (term("remand", until="2026-12-30"), ("JDT", "2026-11-20", {"term": 40, "unit": "days"})),
        (term("house_arrest", until="2026-12-30"), ("JHA", "2026-11-20", {})),
        (term("travel_ban"), ("JHA", "2026-11-20", {})),
    ],
)
def test_a_stated_ruling_or_measure_is_a_status_of_the_journalist_with_its_penalty(
    told: dict[str, Any], step: tuple[str, str, dict[str, Any]]
) -> None:
    assert steps(told) == [step]


def test_what_is_the_perpetrators_or_was_overturned_or_is_recalled_without_its_day_is_no_status() -> None:
    assert steps(term("prison", 3, "years", track="perpetrator")) == []
    assert steps(term("prison", 3, "years"), outcome="acquitted", outcome_of="journalist") == []
    recalled = combine_screenings({"a": body(0.9, **legal(terms=[term("prison", 3, "years")]))})
    assert recalled["statuses"] == [], "news that only recalls the sentence"


def test_a_ruling_with_its_penalty_replaces_the_one_that_the_outcome_alone_proposes() -> None:
    found = combine_screenings(
        {"a": body(0.9, label="incident", outcome="convicted", outcome_of="journalist", **legal(terms=[term("administrative_arrest", 20, "days")]))}
    )
    assert [(code, day) for day, code, _ in outcome_statuses(found, [Category.ADM])] == [(StatusCode.JAA, date(2026, 11, 20))]
    assert reported_penalty(found, StatusCode.JAA, "https://x.example/0.9") == {"term": 20, "unit": "days"}
    assert reported_penalty({**found, "status": "JAA"}, StatusCode.JAA, "https://x.example/0.9") == {}, "a person chose"


def test_a_confirmation_without_a_change_records_the_proposed_case(session: Session) -> None:
    fine = {**CLAIMED, "role": "fined", "amount": 50_500}
    screened = {
        "label": "incident", "categories": [{"code": "ARR", "score": 0.9}, {"code": "ADM", "score": 0.8}],
        **legal(articles=[ARTICLE], sums=[CLAIMED, fine], terms=[term("administrative_arrest", 20, "days"), term("remand")], hearings=[HEARING]),
    }  # fmt: skip
    draft = arrive(session, "a", "Серикова арестовали", screened=screened)
    review.confirm(session, draft, **BY)
    incident = recorded(session, "KZ-2026-0001")
    row = session.get_one(IncidentRow, incident.number)
    assert (row.law_articles, row.amount_claimed, row.currency) == (
        [{"code": "KZ-CC", "article": "274", "part": "4", "stage": None}], 2_000_000, "KZT",
    )  # fmt: skip
    assert row.next_dates == [{"date": "2026-12-15", "what": "заседание, 10:00", "where": "Медеуский районный суд"}]
    told = {status.code: penalty_to_json(status.penalty) for status in incident.statuses}
    assert told[StatusCode.JAA] == {"term": 20, "unit": "days"}
    assert told[StatusCode.JFN] == {"sum": 50_500, "currency": "KZT"}
    assert told[StatusCode.JDT] == {}, "no term is stated, and none is recorded"
    assert session.get_one(DraftRow, draft).fields == {}
    assert all(status.draft_id == draft for status in session.scalars(select(StatusRow)))
