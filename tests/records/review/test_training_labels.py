"""What a decision says of the articles of its draft."""

import pytest
from sqlalchemy import Engine

from records import review
from records.database import write_transaction
from records.model import DecidedArticle
from records.tables import DraftArticleRow, DraftRow
from records.vocabulary import Actor, Category, DraftState, Outcome, RejectReason, ScreeningLabel, Track
from tests.conftest import NOW
from tests.records import rows
from tests.records.review.teaching import decided, draft

INCIDENT, FOLLOWUP, REPORT, NONE = ScreeningLabel


def test_a_confirmed_draft_is_an_example_of_what_the_machine_proposed(engine: Engine) -> None:
    persons = [{"name": "Асель Тестова", "role": "victim"}, {"name": "Иван Пробный", "role": "official"}]
    with write_transaction(engine) as session:
        number = draft(session, "a", screened={"persons": persons, "actor": "law_enforcement", "outcome": "investigating", "label": "followup"})
        review.confirm(session, number, who="Aigul", now=NOW)
    assert decided(engine) == [
        DecidedArticle(
            number,
            "a",
            "ru",
            "Title a",
            "Text of a",
            FOLLOWUP,
            (Category.ATT,),
            ("Асель Тестова",),
            Actor.LAW_ENFORCEMENT,
            Outcome.INVESTIGATING,
            Track.PERPETRATOR,
        )
    ]


def test_the_persons_value_stands_over_the_machines(engine: Engine) -> None:
    fields = {"categories": ["THR", "OBS"], "label": "incident", "actor": "court", "outcome": "convicted", "persons": []}
    with write_transaction(engine) as session:
        number = draft(session, "a", screened={"label": "followup", "persons": [{"name": "Асель Тестова", "role": "victim"}]})
        review.confirm(session, number, who="Aigul", now=NOW, fields=fields)
    (one,) = decided(engine)
    assert (one.label, one.categories, one.victims, one.actor, one.outcome) == (
        INCIDENT,
        (Category.THR, Category.OBS),
        (),
        Actor.COURT,
        Outcome.CONVICTED,
    )


BY, OF = Track.PERPETRATOR, Track.JOURNALIST


@pytest.mark.parametrize(
    ("fields", "outcome", "whose"),
    [
        ({}, Outcome.CONVICTED, BY),
        ({"outcome_of": "journalist"}, Outcome.CONVICTED, OF),
        ({"outcome_of": None}, Outcome.CONVICTED, None),
        ({"outcome": "dropped"}, Outcome.DROPPED, None),
        ({"outcome": "dropped", "outcome_of": "journalist"}, Outcome.DROPPED, OF),
        ({"outcome": "none"}, Outcome.NONE, None),
        ({"outcome": None, "outcome_of": "journalist"}, Outcome.NONE, None),
        ({"status": "JIN"}, Outcome.INVESTIGATING, OF),
        ({"status": "JAA"}, Outcome.CONVICTED, OF),
        ({"status": "DRP"}, Outcome.DROPPED, BY),
        ({"status": "JAP"}, Outcome.CONVICTED, OF),
        ({"status": "REP"}, Outcome.NONE, None),
        ({"status": None}, Outcome.NONE, None),
        ({"status": "DRP", "outcome": "investigating"}, Outcome.INVESTIGATING, None),
    ],
    ids=str,
)
def test_an_outcome_and_whose_it_is_are_as_the_person_left_them_and_a_status_says_both(
    engine: Engine, fields: dict[str, str | None], outcome: Outcome, whose: Track | None
) -> None:
    with write_transaction(engine) as session:
        number = draft(session, "a", screened={"outcome": "convicted", "categories": [{"code": "ATT", "score": 0.9}, {"code": "CRM", "score": 0.8}]})
        review.confirm(session, number, who="Aigul", now=NOW, fields=fields)
    assert [(one.outcome, one.outcome_of) for one in decided(engine)] == [(outcome, whose)]


def test_what_follows_a_confirmed_incident_is_a_followup_unless_the_person_says_otherwise(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, draft(session, "first"), who="Aigul", now=NOW)
        for name, fields in (("a", {}), ("b", {"label": "incident"})):
            number = draft(session, name)
            session.get_one(DraftRow, number).follows = "KZ-2026-0001"
            review.confirm(session, number, who="Aigul", now=NOW, fields=fields)
    assert [one.label for one in decided(engine)] == [INCIDENT, FOLLOWUP, INCIDENT]


def test_one_that_was_confirmed_without_a_category_teaches_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, draft(session, "first", screened={"lang": "de"}, lang="de"), who="Aigul", now=NOW)
        review.confirm(session, draft(session, "a", screened={"categories": []}), who="Aigul", now=NOW, fields={"follows": "KZ-2026-0001"})
    assert decided(engine) == []


@pytest.mark.parametrize(
    ("reason", "label"),
    [("not_press", NONE), ("not_work", NONE), ("opinion", NONE), ("statistics", REPORT)]
    + [(reason, None) for reason in ("duplicate", "outside", "old", "extraction", "other")],
)
def test_a_rejection_teaches_only_where_its_reason_says_that_there_was_no_incident(engine: Engine, reason: str, label: str | None) -> None:
    with write_transaction(engine) as session:
        review.reject(session, draft(session, "a"), who="Aigul", now=NOW, reason=reason, note="a note")
    assert [(one.label, one.categories) for one in decided(engine)] == ([(label, ())] if label else [])


def test_every_reason_to_reject_was_thought_of() -> None:
    assert {"not_press", "not_work", "opinion", "statistics", "duplicate", "outside", "old", "extraction", "other"} == set(RejectReason)


def test_what_is_undone_merged_deferred_or_new_is_left_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        undone = draft(session, "a")
        review.confirm(session, undone, who="Aigul", now=NOW)
        review.undo(session, undone, who="Aigul", now=NOW)
        for name, state in (("b", DraftState.MERGED), ("c", DraftState.DEFERRED), ("d", DraftState.NEW)):
            session.get_one(DraftRow, draft(session, name)).state = state
    assert decided(engine) == []


def test_all_articles_of_a_draft_count_and_copies_once(engine: Engine) -> None:
    with write_transaction(engine) as session:
        number = draft(session, "b")
        for name, copied in (("a", "b"), ("c", None)):
            rows.article(session, name, copy_of=copied)
            session.add(DraftArticleRow(article_id=name, draft_id=number))
        rows.article(session, "z")
        for name in ("x", "y"):
            review.confirm(session, draft(session, name, copy_of="z"), who="Aigul", now=NOW)
        review.confirm(session, number, who="Aigul", now=NOW)
    assert [one.article for one in decided(engine)] == ["b", "c", "x"]


def test_an_article_without_text_or_in_another_language_is_left_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name, values in (("a", {"text": " \n"}), ("b", {"lang": "uz"}), ("c", {"lang": ""})):
            screened = {"lang": "kk" if name == "c" else "uz"}
            review.confirm(session, draft(session, name, screened=screened, **values), who="Aigul", now=NOW)
    assert [(one.article, one.lang) for one in decided(engine)] == [("c", "kk")]
