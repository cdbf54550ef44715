"""Decisions are taken back one by one, with their numbers and statuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import incidents, review, watched_pages
from records.database import write_transaction
from records.errors import BadDecision, NothingToUndo
from records.ledger import ledger_verify
from records.tables import DraftRow, LedgerRow, WatchRow
from tests.conftest import NOW
from tests.records.review.arriving import arrive, flagged_drafts, recorded

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_an_undone_confirmation_leaves_its_number_withdrawn_and_a_renewed_one_gives_it_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second = (arrive(session, name, f"Слово{name}") for name in ("a", "b"))
        review.confirm(session, first, **BY)
        review.undo(session, first, **BY)
        assert [one.number for one in incidents.load(session)] == []
        assert recorded(session, "KZ-2026-0001").withdrawn
        review.confirm(session, second, **BY)
        review.confirm(session, first, fields={"place": "Теміртау"}, **BY)
        assert [(one.number, one.place) for one in incidents.load(session)] == [("KZ-2026-0001", "Теміртау"), ("KZ-2026-0002", "Қарағанды")]
        assert len(recorded(session, "KZ-2026-0001").statuses) == 1
        assert ledger_holds(session)


def test_an_undone_confirmation_of_news_takes_its_status_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит"), **BY)
        news = arrive(session, "b", "Сериков — дело прекращено", screened={"outcome": "dropped"})
        review.confirm(session, news, **BY)
        review.undo(session, news, **BY)
        one = recorded(session, "KZ-2026-0001")
        assert ([status.code for status in one.statuses], [article.id for article in one.articles], one.withdrawn) == (["REP"], ["a"], False)
        assert session.get_one(DraftRow, news).follows == "KZ-2026-0001"


def test_decisions_are_taken_back_one_by_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.defer(session, draft, until=date(2026, 12, 1), **BY)
        review.defer(session, draft, until=date(2026, 12, 9), **BY)
        review.confirm(session, draft, **BY)
        states = []
        for _ in range(3):
            row = review.undo(session, draft, **BY)
            states.append((row.state, row.deferred_until and row.deferred_until.day))
        assert states == [("deferred", 9), ("deferred", 1), ("new", None)]
        with pytest.raises(NothingToUndo):
            review.undo(session, draft, **BY)
        assert ledger_holds(session)


def test_nothing_is_confirmed_onto_a_withdrawn_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.confirm(session, first, **BY)
        news = arrive(session, "b", "Сериков в суде")
        review.undo(session, first, **BY)
        with pytest.raises(BadDecision, match="withdrawn"):
            review.confirm(session, news, **BY)
        with pytest.raises(BadDecision, match="withdrawn"):
            review.merge(session, news, into="KZ-2026-0001", **BY)


@pytest.mark.parametrize("until", [NOW.date(), NOW.date() - timedelta(days=1)])
def test_a_draft_is_deferred_to_a_day_to_come(engine: Engine, until: date) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        with pytest.raises(BadDecision, match="not to come"):
            review.defer(session, draft, until=until, **BY)


def ledger_holds(session: Session) -> bool:

    return [*ledger_verify.faults(session)] == []


def test_undoing_brings_back_exactly_what_stood_before(engine: Engine) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"place": "Теміртау"})
        review.undo(session, draft, who="Aigul", now=NOW)
        row = session.get_one(DraftRow, draft)
        assert (row.state, row.fields, row.decided_by, row.decided_at, row.reason) == ("new", {}, None, None, None)
        with pytest.raises(NothingToUndo):
            review.undo(session, draft, who="Aigul", now=NOW)


def test_what_cannot_be_undone_is_told_in_one_line(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
        with pytest.raises(NothingToUndo) as nothing:
            review.undo(session, one, **BY)
        assert str(nothing.value) == f"draft {one} carries no decision"
        review.merge(session, one, into=two, **BY)
        review.merge(session, two, into=three, **BY)
        with pytest.raises(NothingToUndo) as moved_on:
            review.undo(session, one, **BY)
        assert str(moved_on.value) == f"the articles of draft {one} are no longer in draft {two}; undo what moved them on first"
        part = review.split(session, three, articles=["a"], **BY)
        review.reject(session, part.id, reason="old", **BY)
        with pytest.raises(NothingToUndo) as decided:
            review.undo(session, three, **BY)
        assert str(decided.value) == f"draft {part.id}, which was split off, has been decided on; undo that first"


def test_each_undoing_is_told_with_its_note_under_every_record_that_it_changed(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = arrive(session, "a", "Сериков"), arrive(session, "b", "Ахметова")
        review.confirm(session, one, **BY)
        review.merge(session, two, into=one, **BY)
        for draft in (two, one):
            review.undo(session, draft, note="қате", who="Berik", now=NOW + timedelta(hours=1))
        told = session.scalars(select(LedgerRow).where(LedgerRow.who == "Berik").order_by(LedgerRow.id)).all()
        assert [(row.action, row.subject, row.note, row.at) for row in told] == [
            (action, subject, "қате", NOW + timedelta(hours=1))
            for action, subject in (
                ("undo", f"draft {two}"), ("withdraw_status", "incident KZ-2026-0001"), ("withdraw", "incident KZ-2026-0001"), ("undo", f"draft {one}"),
            )
        ]  # fmt: skip
        review.undo(session, review.reject(session, one, reason="old", **BY).id, **BY)
        assert session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one().note == ""


def test_pages_of_a_rejected_draft_are_watched_again_once_it_is_undone(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        watched_pages.begin(session, ["a"], TODAY)
        review.reject(session, draft, reason="old", **BY)
        assert session.get_one(WatchRow, "a").due_on is None
        review.undo(session, draft, **BY)
        assert session.get_one(WatchRow, "a").due_on is not None


def test_an_undone_split_is_told_as_an_undoing_and_a_merge(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one = arrive(session, "a", "Сериков избит")
        arrive(session, "b", "Сериков подал")
        part = review.split(session, one, articles=["b"], **BY)
        assert review.undo(session, one, note="қате", **BY).id == one
        rows = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(2)).all()
        assert [(row.action, row.subject, row.note) for row in rows] == [("merge", f"draft {part.id}", "қате"), ("undo", f"draft {one}", "қате")]
