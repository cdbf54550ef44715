"""What decisions teach: labels of articles, and pairs of articles that tell of one event or of two."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import review
from records.database import read_session, write_transaction
from records.event_model import Traits
from records.model import DecidedArticle
from records.review import groups
from records.review import training_labels as decided_pairs_file
from records.review.training_labels import decided_pairs
from records.tables import DraftArticleRow, DraftRow
from records.vocabulary import Actor, Category, DraftState, Outcome, RejectReason, ScreeningLabel, Track
from tests.conftest import NOW
from tests.records import rows
from tests.records.review.arriving import BY
from tests.records.review.teaching import decided, draft

INCIDENT, FOLLOWUP, REPORT, NONE = ScreeningLabel


def test_a_confirmed_draft_is_an_example_of_what_the_machine_proposed(engine: Engine) -> None:
    persons = [{"name": "Асель Тестова", "role": "victim"}, {"name": "Иван Пробный", "role": "official"}]
    with write_transaction(engine) as session:
        number = draft(session, "a", screened={"persons": persons, "actor": "law_enforcement", "outcome": "investigating", "label": "followup"})
        review.confirm(session, number, **BY)
    assert decided(engine) == [
        DecidedArticle(
            number, "a", "ru", "Title a", "Text of a", FOLLOWUP, (Category.ATT,), ("Асель Тестова",), Actor.LAW_ENFORCEMENT, Outcome.INVESTIGATING,
            Track.PERPETRATOR,
        )
    ]  # fmt: skip


def test_the_persons_value_stands_over_the_machines(engine: Engine) -> None:
    fields = {"categories": ["THR", "OBS"], "label": "incident", "actor": "court", "outcome": "convicted", "persons": []}
    with write_transaction(engine) as session:
        number = draft(session, "a", screened={"label": "followup", "persons": [{"name": "Асель Тестова", "role": "victim"}]})
        review.confirm(session, number, **BY, fields=fields)
    (one,) = decided(engine)
    assert (one.label, one.categories, one.victims, one.actor, one.outcome) == (
        INCIDENT, (Category.THR, Category.OBS), (), Actor.COURT, Outcome.CONVICTED,
    )  # fmt: skip


@pytest.mark.parametrize(("fields", "victims"), [
    ({}, ("Асель Тестова",)),
    ({"victims": [{"name": "Айгүл", "outlet": "Дала"}, {"name": "Сериков"}]}, ("Айгүл", "Сериков")),
    ({"victims": []}, ()),
    ({"persons": [{"name": "Айгүл", "role": "victim"}, {"name": "Аким", "role": "official"}]}, ("Айгүл",)),
    # As a draft of an older version may hold them.
    ({"victims": ["Айгүл", {"outlet": "Дала"}, {"name": ""}, {"name": "Сериков"}]}, ("Сериков",)),
    ({"victims": None, "persons": "Айгүл"}, ()), ({"persons": None}, ()),
    ({"persons": ["Айгүл", {"role": "victim"}, {"name": "Сериков"}]}, ()),
])  # fmt: skip
def test_victims_are_those_that_a_person_entered_else_those_among_the_persons(
    engine: Engine, fields: dict[str, Any], victims: tuple[str, ...]
) -> None:
    persons = [{"name": "Асель Тестова", "role": "victim"}, {"name": "Иван Пробный", "role": "official"}]
    with write_transaction(engine) as session:
        number = draft(session, "a", screened={"persons": persons})
        review.confirm(session, number, **BY)
        session.get_one(DraftRow, number).fields = fields
    assert [one.victims for one in decided(engine)] == [victims]


def test_the_primary_category_comes_first_and_what_is_no_code_is_passed_over(engine: Engine) -> None:
    machine = [{"code": "ATT", "score": 0.9}, {"code": "THR", "score": 0.5}]
    told: tuple[tuple[dict[str, Any], tuple[Category, ...], Actor], ...] = (
        ({"primary": "THR"}, (Category.THR, Category.ATT), Actor.COURT),
        ({"primary": "OBS"}, (Category.OBS, Category.ATT, Category.THR), Actor.COURT),
        ({"categories": ["OBS", "XXX", "OBS"], "actor": "nobody"}, (Category.OBS,), Actor.UNKNOWN),
        ({"primary": "XXX"}, (Category.ATT, Category.THR), Actor.COURT),
    )  # fmt: skip
    with write_transaction(engine) as session:
        for nth, (fields, _, _) in enumerate(told):
            number = draft(session, f"a{nth}", screened={"categories": machine, "actor": "court"})
            review.confirm(session, number, **BY)
            session.get_one(DraftRow, number).fields = fields
    assert [(one.categories, one.actor) for one in decided(engine)] == [(codes, actor) for _, codes, actor in told]


HIS, HERS = Track.PERPETRATOR, Track.JOURNALIST


LEFT: tuple[tuple[dict[str, str | None], Outcome, Track | None], ...] = (
    ({}, Outcome.CONVICTED, HIS), ({"outcome_of": "journalist"}, Outcome.CONVICTED, HERS), ({"outcome_of": None}, Outcome.CONVICTED, None),
    ({"outcome": "dropped"}, Outcome.DROPPED, None), ({"outcome": "dropped", "outcome_of": "journalist"}, Outcome.DROPPED, HERS),
    ({"outcome": "none"}, Outcome.NONE, None), ({"outcome": None, "outcome_of": "journalist"}, Outcome.NONE, None),
    ({"status": "JIN"}, Outcome.INVESTIGATING, HERS), ({"status": "JAA"}, Outcome.CONVICTED, HERS), ({"status": "DRP"}, Outcome.DROPPED, HIS),
    ({"status": "JAP"}, Outcome.CONVICTED, HERS), ({"status": "REP"}, Outcome.NONE, None), ({"status": None}, Outcome.NONE, None),
    ({"status": "DRP", "outcome": "investigating"}, Outcome.INVESTIGATING, None),
)  # fmt: skip


def test_an_outcome_and_whose_it_is_are_as_the_person_left_them_and_a_status_says_both(engine: Engine) -> None:
    screened = {"outcome": "convicted", "categories": [{"code": "ATT", "score": 0.9}, {"code": "CRM", "score": 0.8}]}
    with write_transaction(engine) as session:
        for nth, (fields, _, _) in enumerate(LEFT):
            review.confirm(session, draft(session, f"a{nth:02}", screened=screened), **BY, fields=fields)
    found = {one.article: (one.outcome, one.outcome_of) for one in decided(engine)}
    assert found == {f"a{nth:02}": (outcome, whose) for nth, (_, outcome, whose) in enumerate(LEFT)}


def test_what_follows_a_confirmed_incident_is_a_followup_unless_the_person_says_otherwise(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, draft(session, "first"), **BY)
        for name, fields in (("a", {}), ("b", {"label": "incident"})):
            number = draft(session, name)
            session.get_one(DraftRow, number).follows = "KZ-2026-0001"
            review.confirm(session, number, **BY, fields=fields)
        for name, label, fields in (
            ("c", "report", {}), ("d", "none", {}), ("e", "followup", {}), ("f", "followup", {"label": "report"}),
            ("g", "report", {"label": "followup"}),
        ):  # fmt: skip
            review.confirm(session, draft(session, name, screened={"label": label}), **BY, fields=fields)
    assert [one.label for one in decided(engine)] == [INCIDENT, FOLLOWUP, INCIDENT, INCIDENT, INCIDENT, FOLLOWUP, FOLLOWUP, FOLLOWUP]


def test_one_that_was_confirmed_without_a_category_teaches_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, draft(session, "first", screened={"lang": "de"}, lang="de"), **BY)
        review.confirm(session, draft(session, "a", screened={"categories": []}), **BY, fields={"follows": "KZ-2026-0001"})
    assert decided(engine) == []


def test_a_rejection_teaches_only_where_its_reason_says_that_there_was_no_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for reason in RejectReason:
            review.reject(session, draft(session, reason.value), reason=reason, note="a note", **BY)
        silent = session.get_one(DraftRow, draft(session, "without a reason"))
        silent.state = DraftState.REJECTED
    labels = {"not_press": NONE, "not_work": NONE, "opinion": NONE, "statistics": REPORT}
    found = {one.article: one for one in decided(engine)}
    assert {name: (one.label, one.categories) for name, one in found.items()} == {reason: (label, ()) for reason, label in labels.items()}
    assert {(one.lang, one.title, one.text) for one in found.values()} == {("ru", f"Title {name}", f"Text of {name}") for name in labels}


def test_what_is_undone_merged_deferred_or_new_is_left_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        undone = draft(session, "a")
        review.confirm(session, undone, **BY)
        review.undo(session, undone, **BY)
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
        for name in ("y", "x"):
            review.confirm(session, draft(session, name, copy_of="z"), **BY)
        review.confirm(session, number, **BY)
    assert [one.article for one in decided(engine)] == ["b", "c", "y"], "of copies that of the first draft"


def test_an_article_without_text_or_in_another_language_is_left_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name, values in (("a", {"text": " \n"}), ("b", {"lang": "uz"}), ("c", {"lang": ""}), ("d", {"lang": "en"})):
            screened = {"lang": "kk" if name in "cd" else "uz"}
            review.confirm(session, draft(session, name, screened=screened, **values), **BY)
    assert [(one.article, one.lang) for one in decided(engine)] == [("c", "kk"), ("d", "en")]


CATEGORIES = [{"code": "ATT", "score": 0.9}]

Pairs = set[tuple[str, str, bool]]


def a_draft(
    session: Session, *articles: str, key: str | None = None, sample: bool = False, copies: str | None = None, follows: str | None = None
) -> int:
    """An open draft with these articles, all under the same keys, with spaces between."""
    proposal = {"categories": CATEGORIES, "persons": [], "outlets": []}
    draft = DraftRow(
        state=DraftState.NEW, score=0.5, label=ScreeningLabel.INCIDENT, proposal=proposal, fields={}, created_at=NOW, sample=sample, follows=follows
    )
    session.add(draft)
    session.flush()
    for number, article in enumerate(articles):
        rows.article(session, article, copy_of=copies)
        rows.screening(session, article)
        groups.add_to_draft(session, draft.id, article, Traits(article, "ru", date(2026, 11, 1 + number)), key.split() if key else [f"of {article}"])
    return draft.id


def confirm(session: Session, *drafts: int) -> None:
    for one in drafts:
        review.confirm(session, one, **BY)


def found(engine: Engine) -> Pairs:
    with read_session(engine) as session:
        pairs = decided_pairs(session)
        at = dict(session.execute(select(DraftArticleRow.article_id, DraftArticleRow.draft_id)).tuples().all())
    assert len({(pair.one.article, pair.other.article) for pair in pairs}) == len(pairs), "each pair once"
    assert all(pair.drafts == tuple(sorted((at[pair.one.article], at[pair.other.article]))) for pair in pairs)
    return {(*sorted((pair.one.article, pair.other.article)), pair.together) for pair in pairs}  # type: ignore[misc]


def test_the_articles_of_a_confirmed_draft_are_together_and_those_of_an_open_or_rejected_one_say_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        confirm(session, a_draft(session, "a", "b", "c"))
        a_draft(session, "d", "e")
        review.reject(session, a_draft(session, "f", "g"), **BY, reason="not_press")
    assert found(engine) == {("a", "b", True), ("a", "c", True), ("b", "c", True)}


def test_what_a_person_merged_is_together_and_what_a_person_split_or_unmerged_is_apart(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, other = a_draft(session, "a"), a_draft(session, "b")
        review.merge(session, other, into=one, **BY)
        whole = a_draft(session, "c", "d")
        part = review.split(session, whole, articles=["d"], **BY)
        first, second = a_draft(session, "e"), a_draft(session, "f")
        review.merge(session, second, into=first, **BY)
        review.undo(session, second, **BY)
        confirm(session, one, whole, part.id)
    assert found(engine) == {("a", "b", True), ("c", "d", False), ("e", "f", False)}


def test_news_that_was_confirmed_as_a_status_of_an_incident_is_together_with_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        confirm(session, a_draft(session, "a"))
        confirm(session, a_draft(session, "b", "c", follows="KZ-2026-0001"))
    assert found(engine) == {("a", "b", True), ("a", "c", True), ("b", "c", True)}


def test_two_incidents_that_share_a_key_are_apart_and_those_that_share_none_were_never_compared(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second, alone = a_draft(session, "a", key="k"), a_draft(session, "b", key="k"), a_draft(session, "c")
        confirm(session, second, first, alone)
        a_draft(session, "open", key="k")
    assert found(engine) == {("a", "b", False)}


def test_a_key_that_many_share_brings_nothing_together_and_of_many_only_the_nearest_count(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with write_transaction(engine) as session:
        confirm(session, *(a_draft(session, f"a{number}", key="k") for number in range(5)))
    monkeypatch.setattr(decided_pairs_file, "_COMMON", 4)
    assert found(engine) == set()
    monkeypatch.setattr(decided_pairs_file, "_COMMON", 5)
    assert len(found(engine)) == 10
    monkeypatch.setattr(decided_pairs_file, "MAX_DIFFERENT_PAIRS", 1)
    assert len(found(engine)) < 10


def test_the_nearest_incidents_are_those_that_share_the_most_keys(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decided_pairs_file, "MAX_DIFFERENT_PAIRS", 1)
    keys = {"a": "ab ad1 ad2 ae", "b": "ab bc1 bc2", "c": "bc1 bc2 cd1 cd2 cd3 ce1 ce2", "d": "ad1 ad2 cd1 cd2 cd3", "e": "ae ce1 ce2"}
    with write_transaction(engine) as session:
        confirm(session, *(a_draft(session, article, key=some) for article, some in keys.items()))
    assert found(engine) == {("a", "d", False), ("b", "c", False), ("c", "d", False), ("c", "e", False)}


def test_copies_and_what_was_undone_say_nothing_and_a_case_of_many_articles_is_told_by_a_few(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "original")
        confirm(session, a_draft(session, "a"), a_draft(session, "b", "c", copies="original"))
        undone = a_draft(session, "d", "e")
        confirm(session, undone)
        review.undo(session, undone, **BY)
        confirm(session, a_draft(session, *(f"m{number:02}" for number in range(20))))
    assert len(found(engine)) == 12 * 11 // 2
    assert {article[0] for pair in found(engine) for article in pair[:2]} == {"m"}
