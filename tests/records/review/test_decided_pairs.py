"""Pairs of articles of which people decided whether they tell of one event."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import review
from records.database import read_session, write_transaction
from records.incident_model import Traits
from records.review import decided_pairs as decided_pairs_file
from records.review import groups
from records.review.decided_pairs import decided_pairs
from records.tables import DraftRow
from records.vocabulary import DraftState, ScreeningLabel
from tests.conftest import NOW
from tests.records import rows

CATEGORIES = [{"code": "ATT", "score": 0.9}]
Pairs = set[tuple[str, str, bool]]


def a_draft(
    session: Session, *articles: str, key: str | None = None, sample: bool = False, copies: str | None = None, follows: str | None = None
) -> int:
    """An open draft with these articles, all under one key."""
    proposal = {"categories": CATEGORIES, "persons": [], "outlets": []}
    draft = DraftRow(
        state=DraftState.NEW, score=0.5, label=ScreeningLabel.INCIDENT, proposal=proposal, fields={}, created_at=NOW, sample=sample, follows=follows
    )
    session.add(draft)
    session.flush()
    for number, article in enumerate(articles):
        rows.article(session, article, copy_of=copies)
        rows.screening(session, article)
        groups.put(session, draft.id, article, Traits(article, "ru", date(2026, 11, 1 + number)), [key or f"of {article}"])
    return draft.id


def confirm(session: Session, *drafts: int) -> None:
    for draft in drafts:
        review.confirm(session, draft, who="Aigul", now=NOW)


def found(engine: Engine) -> Pairs:
    with read_session(engine) as session:
        pairs = decided_pairs(session)
    assert len({(pair.one.article, pair.other.article) for pair in pairs}) == len(pairs), "each pair once"
    return {(*sorted((pair.one.article, pair.other.article)), pair.together) for pair in pairs}  # type: ignore[misc]


def test_the_articles_of_a_confirmed_draft_are_together_and_those_of_an_open_or_rejected_one_say_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        confirm(session, a_draft(session, "a", "b", "c"))
        a_draft(session, "d", "e")
        review.reject(session, a_draft(session, "f", "g"), who="Aigul", now=NOW, reason="not_press")
    assert found(engine) == {("a", "b", True), ("a", "c", True), ("b", "c", True)}


def test_what_a_person_merged_is_together_and_what_a_person_split_or_unmerged_is_apart(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, other = a_draft(session, "a"), a_draft(session, "b")
        review.merge(session, other, into=one, who="Aigul", now=NOW)
        whole = a_draft(session, "c", "d")
        part = review.split(session, whole, articles=["d"], who="Aigul", now=NOW)
        first, second = a_draft(session, "e"), a_draft(session, "f")
        review.merge(session, second, into=first, who="Aigul", now=NOW)
        review.undo(session, second, who="Aigul", now=NOW)
        confirm(session, one, whole, part.id)
    assert found(engine) == {("a", "b", True), ("c", "d", False), ("e", "f", False)}


def test_news_that_was_confirmed_as_a_status_of_an_incident_is_together_with_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        confirm(session, a_draft(session, "a"))
        confirm(session, a_draft(session, "b", "c", follows="KZ-2026-0001"))
    assert found(engine) == {("a", "b", True), ("a", "c", True), ("b", "c", True)}


def test_two_incidents_that_share_a_key_are_apart_and_those_that_share_none_were_never_compared(engine: Engine) -> None:
    with write_transaction(engine) as session:
        confirm(session, a_draft(session, "a", key="k"), a_draft(session, "b", key="k"), a_draft(session, "c"))
        a_draft(session, "open", key="k")
    assert found(engine) == {("a", "b", False)}


def test_a_key_that_many_share_brings_nothing_together_and_of_many_only_the_nearest_count(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with write_transaction(engine) as session:
        confirm(session, *(a_draft(session, f"a{number}", key="k") for number in range(5)))
    monkeypatch.setattr(decided_pairs_file, "_COMMON", 4)
    assert found(engine) == set()
    monkeypatch.setattr(decided_pairs_file, "_COMMON", 5)
    assert len(found(engine)) == 10
    monkeypatch.setattr(decided_pairs_file, "MOST_BESIDE", 1)
    assert len(found(engine)) < 10


def test_copies_and_what_was_undone_say_nothing_and_a_case_of_many_articles_is_told_by_a_few(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "original")
        confirm(session, a_draft(session, "a"), a_draft(session, "b", "c", copies="original"))
        undone = a_draft(session, "d", "e")
        confirm(session, undone)
        review.undo(session, undone, who="Aigul", now=NOW)
        confirm(session, a_draft(session, *(f"m{number:02}" for number in range(20))))
    assert len(found(engine)) == 12 * 11 // 2
    assert {article[0] for pair in found(engine) for article in pair[:2]} == {"m"}
