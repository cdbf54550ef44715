"""The state of a draft: who may change it, and what the ledger tells of each change."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import review
from records.database import write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.review import draft_state
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DecisionAction, DraftState, LedgerAction
from records.words.asked_words import asked_words
from tests.conftest import NOW
from tests.records.review.arriving import arrive

BY: dict[str, Any] = {"who": "Aigul", "now": NOW}
EMPTY: dict[str, Any] = {
    "state": "new", "fields": {}, "decided_by": None, "decided_at": None, "reason": None, "follows": None, "incident": None, "merged_into": None,
    "deferred_until": None,
}  # fmt: skip


def test_a_snapshot_is_all_that_a_decision_can_change(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
        assert draft_state.snapshot(draft) == EMPTY
        review.defer(session, draft.id, until=date(2026, 12, 1), **BY)
        deferred = {**EMPTY, "state": "deferred", "decided_by": "Aigul", "decided_at": NOW.isoformat(), "deferred_until": "2026-12-01"}
        assert draft_state.snapshot(draft) == deferred
        values = draft_state.decision_values(draft, DraftState.REJECTED, who="Berik", now=NOW + timedelta(hours=1), reason="old")
        assert values == {
            **deferred,
            "state": "rejected",
            "decided_by": "Berik",
            "decided_at": (NOW + timedelta(hours=1)).isoformat(),
            "reason": "old",
        }


def test_a_change_sets_every_field_and_is_told_in_the_ledger_with_what_moved(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
        after = {
            "state": "confirmed", "fields": {"place": "Орал"}, "decided_by": "Berik", "decided_at": NOW.isoformat(), "reason": "r", "follows": "f",
            "incident": "i", "merged_into": draft.id, "deferred_until": "2026-12-01",
        }  # fmt: skip
        draft_state.change_state(session, draft, DecisionAction.CONFIRM, after, reason="r", note="сөз", articles=["a"], **BY)
        assert draft_state.snapshot(draft) == after
        assert (draft.decided_at, draft.deferred_until) == (NOW, date(2026, 12, 1))
        assert asked_words("Орал").are_said(draft.searched), "the queue searches what the draft says now"
        row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (row.action, row.subject, row.who, row.at, row.reason, row.note) == (
            LedgerAction.CONFIRM,
            f"draft {draft.id}",
            "Aigul",
            NOW,
            "r",
            "сөз",
        )
        assert (row.before, row.after) == (EMPTY, {**after, "articles": ["a"]})
        draft_state.change_state(session, draft, DecisionAction.UNDO, EMPTY, **BY)
        assert draft_state.snapshot(draft) == EMPTY
        row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (row.reason, row.note, row.after) == (None, "", EMPTY)


@pytest.mark.parametrize(("act", "state"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_a_decided_draft_is_refused_with_who_decided_it_and_when(engine: Engine, act: str, state: str) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        assert draft_state.get_open(session, draft).id == draft
        review.confirm(session, draft, **BY) if act == "confirm" else review.reject(session, draft, reason="old", **BY)
        with pytest.raises(AlreadyDecided) as refused:
            draft_state.get_open(session, draft)
        assert str(refused.value) == f"draft {draft} was {state} by Aigul on 2026-11-24 11:00; undo that first"
        assert draft_state.get(session, draft).id == draft
        with pytest.raises(NoSuchDraft) as missing:
            draft_state.get(session, draft + 100)
        assert str(missing.value) == f"there is no draft {draft + 100}"
        assert missing.value.in_shell == "`qorgan export drafts` lists them"


def test_a_change_needs_a_name_and_fails_when_somebody_else_was_first(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(*_given: Any) -> None:
        raise StaleDataError

    with write_transaction(engine) as session:
        draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
        with pytest.raises(BadDecision) as nameless:
            draft_state.change_state(session, draft, DecisionAction.UNDO, EMPTY, who=" ", now=NOW)
        assert str(nameless.value) == "a decision needs the name of the person who takes it"
        monkeypatch.setattr(Session, "flush", stale)
        with pytest.raises(AlreadyDecided) as late:
            draft_state.change_state(session, draft, DecisionAction.UNDO, EMPTY, **BY)
        assert str(late.value) == f"draft {draft.id} was decided by somebody else at the same moment; look at it again"
        monkeypatch.undo()
        session.expunge_all()


def test_the_decisions_that_count_are_those_that_were_not_undone(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft, other = arrive(session, "a", "Сериков"), arrive(session, "b", "Омаров")

        def standing() -> list[str]:
            return [row.action for row in draft_state.decisions_of(session, draft)]

        assert standing() == []
        review.reject(session, other, reason="old", **BY)
        review.defer(session, draft, until=date(2026, 12, 1), **BY)
        review.reject(session, draft, reason="old", **BY)
        assert standing() == ["defer", "reject"]
        review.undo(session, draft, **BY)
        assert standing() == ["defer"]
        review.undo(session, draft, **BY)
        assert standing() == []
        review.confirm(session, draft, **BY)
        assert standing() == ["confirm"]
