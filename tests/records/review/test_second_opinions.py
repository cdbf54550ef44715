"""Which decisions are asked for a second opinion, by whom it is given, and how far people agree."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import review
from records.database import write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.review import second_opinions
from records.tables import DraftRow, LedgerRow, SecondOpinionRow
from tests.conftest import NOW
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.site import add_draft

# Those below 60 that chance chooses.
DRAWN = [6, 9, 17, 23, 25, 27, 56]


def test_chance_chooses_about_a_tenth_and_always_the_same() -> None:
    found = [number for number in range(1, 20_001) if second_opinions.chosen(number)]
    assert 0.09 < len(found) / 20_000 < 0.11
    assert found == [number for number in range(1, 20_001) if second_opinions.chosen(number)]


def test_a_second_opinion_is_given_once_by_somebody_else_on_what_stands(engine: Engine) -> None:
    with write_transaction(engine) as session:
        number = renumber(session, add_draft(session, "a", title="Первый"), "a", chosen_one(10))
        draft = session.get_one(DraftRow, number)
        with pytest.raises(NoSuchDraft):
            second_opinions.answer(session, number, who="Berik", now=NOW, action="confirm")
        review.confirm(session, number, who="Aigul", now=NOW)
        assert second_opinions.ask(session, draft, now=NOW)
        assert second_opinions.ask(session, draft, now=NOW)
        assert (second_opinions.waiting(session, "Aigul"), second_opinions.waiting(session, "Berik")) == (0, 1)
        with pytest.raises(BadDecision):
            second_opinions.answer(session, number, who="Aigul", now=NOW, action="confirm")
        with pytest.raises(BadDecision):
            second_opinions.answer(session, number, who="Berik", now=NOW, action="reject", reason="because")
        second_opinions.answer(session, number, who="Berik", now=NOW, action="confirm")
        with pytest.raises(AlreadyDecided):
            second_opinions.answer(session, number, who="Dana", now=NOW, action="confirm")
        assert session.get_one(SecondOpinionRow, number).agreed
        assert second_opinions.agreement(session).share == 1.0


@given(st.tuples(*[st.integers(0, 50)] * 4))
def test_kappa_is_between_its_bounds_and_one_where_all_agree(counts: tuple[int, int, int, int]) -> None:
    found = second_opinions.measured_agreement(*counts)
    assert found.opinions == sum(counts)
    if found.kappa is not None and found.share is not None:
        assert -1 <= found.kappa <= 1.0000001
        assert found.kappa <= found.share + 1e-9
        assert (found.kappa > 0.999999) == (found.agreed == found.opinions)


def test_kappa_is_cohens() -> None:
    # Of 50: 20 both confirm, 15 both reject, 5 and 10 differ: observed 0.7, by chance 0.5.
    found = second_opinions.measured_agreement(20, 15, 5, 10)
    assert (found.share, round(found.kappa or 0, 6)) == (0.7, 0.4)
    assert second_opinions.measured_agreement(0, 0, 0, 0).kappa is None


@pytest.fixture
def asked(engine: Engine) -> Iterator[tuple[Session, int, int]]:
    """Two drafts of which a second opinion is asked: Aigul confirmed the one and rejected the other."""
    with write_transaction(engine) as session:
        first = chosen_one(10)
        second = chosen_one(first + 1)
        for number, name in ((first, "Абаев"), (second, "Омаров")):
            renumber(session, add_draft(session, name, title=f"{name} задержан"), name, number)
        review.confirm(session, first, who="Aigul", now=NOW)
        review.reject(session, second, who="Aigul", now=NOW, reason="opinion")
        for number in (first, second):
            assert second_opinions.ask(session, session.get_one(DraftRow, number), now=NOW)
        yield session, first, second


def test_the_draw_of_a_draft_never_changes() -> None:
    assert [number for number in range(1, 60) if second_opinions.chosen(number)] == DRAWN


def test_only_what_was_decided_by_a_person_and_chosen_by_chance_is_asked_for(engine: Engine) -> None:
    with write_transaction(engine) as session:
        number = renumber(session, add_draft(session, "a", title="Первый"), "a", chosen_one(10))
        plain = renumber(session, add_draft(session, "b", title="Второй"), "b", next(n for n in range(500, 600) if not second_opinions.chosen(n)))
        draft = session.get_one(DraftRow, number)
        assert not second_opinions.ask(session, draft, now=NOW), "nobody has decided"
        for one in (number, plain):
            review.confirm(session, one, who="Aigul", now=NOW)
        assert not second_opinions.ask(session, session.get_one(DraftRow, plain), now=NOW), "chance did not choose it"
        draft.sample = True
        assert not second_opinions.ask(session, draft, now=NOW), "samples measure something else"
        draft.sample = False
        draft.decided_by = None
        assert not second_opinions.ask(session, draft, now=NOW)
        draft.decided_by = "Aigul"
        assert second_opinions.ask(session, draft, now=NOW)
        row = session.get_one(SecondOpinionRow, number)
        assert (row.asked_at, row.first_by, row.second_at) == (NOW, "Aigul", None)
        draft.decided_by = "Dana"
        second_opinions.ask(session, draft, now=NOW + timedelta(hours=1))
        assert (row.asked_at, row.first_by) == (NOW + timedelta(hours=1), "Dana"), "the decision was taken anew"
        second_opinions.answer(session, number, who="Berik", now=NOW, action="confirm")
        draft.decided_by = "Aigul"
        assert second_opinions.ask(session, draft, now=NOW)
        assert (row.first_by, row.second_by) == ("Dana", "Berik"), "what was answered stays with the decision that it answered"


def test_who_decided_first_is_not_asked_and_nothing_is_asked_of_what_was_undone(asked: tuple[Session, int, int]) -> None:
    session, first, second = asked
    assert [second_opinions.waiting(session, who) for who in ("Aigul", "Berik")] == [0, 2]
    assert [second_opinions.blind(session, number, who) for number in (first, second) for who in ("Aigul", "Berik")] == [False, True, False, True]
    assert not second_opinions.blind(session, 9999, "Berik")
    review.undo(session, first, who="Aigul", now=NOW)
    assert second_opinions.waiting(session, "Berik") == 1
    assert not second_opinions.blind(session, first, "Berik")
    with pytest.raises(AlreadyDecided) as refused:
        second_opinions.answer(session, first, who="Berik", now=NOW, action="confirm")
    assert str(refused.value) == f"the second opinion on draft {first} is there already, or no longer wanted"


@pytest.mark.parametrize(
    ("action", "reason", "note", "told"),
    [
        ("defer", None, "", "a second opinion confirms or rejects"),
        ("reject", None, "", "choose one of the nine reasons to reject"),
        ("reject", "because", "x", "choose one of the nine reasons to reject"),
        ("reject", "other", " ", "the reason “other” needs a note that says which"),
    ],
)
def test_an_opinion_that_says_nothing_is_refused(asked: tuple[Session, int, int], action: str, reason: str | None, note: str, told: str) -> None:
    session, first, _ = asked
    with pytest.raises(BadDecision) as refused:
        second_opinions.answer(session, first, who="Berik", now=NOW, action=action, reason=reason, note=note)
    assert str(refused.value) == told
    assert session.get_one(SecondOpinionRow, first).second_at is None


def test_an_opinion_is_told_in_the_ledger_and_the_decision_stays(asked: tuple[Session, int, int]) -> None:
    session, first, second = asked
    with pytest.raises(NoSuchDraft) as missing:
        second_opinions.answer(session, 9999, who="Berik", now=NOW, action="confirm")
    assert str(missing.value) == "no second opinion is asked for on draft 9999"
    with pytest.raises(BadDecision) as own:
        second_opinions.answer(session, first, who="Aigul", now=NOW, action="confirm")
    assert str(own.value) == f"the second opinion on draft {first} is for somebody else: the first decision is yours"
    later = NOW + timedelta(hours=2)
    second_opinions.answer(session, first, who="Berik", now=later, action="reject", reason="other", note="ескі оқиға")
    made = second_opinions.answer(session, second, who="Dana", now=later, action="confirm", reason="opinion")
    assert (made.second_by, made.second_action, made.second_at, made.second_reason, made.agreed) == ("Dana", "confirm", later, None, False)
    rows = list(session.scalars(select(LedgerRow).where(LedgerRow.action == "second").order_by(LedgerRow.id)))
    assert [(row.subject, row.who, row.at, row.before, row.reason, row.note) for row in rows] == [
        (f"second {first}", "Berik", later, {}, "other", "ескі оқиға"), (f"second {second}", "Dana", later, {}, None, ""),
    ]  # fmt: skip
    assert rows[0].after == {"action": "reject", "reason": "other", "first_by": "Aigul", "agreed": False}
    assert rows[1].after == {"action": "confirm", "reason": None, "first_by": "Aigul", "agreed": False}
    assert [session.get_one(DraftRow, number).state for number in (first, second)] == ["confirmed", "rejected"]


def test_disagreements_come_the_latest_first_with_what_each_person_said(asked: tuple[Session, int, int]) -> None:
    session, first, second = asked
    second_opinions.answer(session, first, who="Berik", now=NOW, action="reject", reason="old")
    assert [one.draft_id for one in second_opinions.disagreements(session)] == [first]
    second_opinions.answer(session, second, who="Dana", now=NOW + timedelta(hours=1), action="confirm")
    assert second_opinions.disagreements(session) == [
        second_opinions.Disagreement(second, "Омаров задержан", "Aigul", "reject", "Dana", "confirm", None, NOW + timedelta(hours=1)),
        second_opinions.Disagreement(first, "Абаев задержан", "Aigul", "confirm", "Berik", "reject", "old", NOW),
    ]
    assert [one.draft_id for one in second_opinions.disagreements(session, limit=1)] == [second]


def test_agreement_counts_the_opinions_of_a_period(asked: tuple[Session, int, int]) -> None:
    session, first, second = asked
    assert second_opinions.agreement(session) == second_opinions.Agreement(0, 0, None, None)
    second_opinions.answer(session, first, who="Berik", now=NOW, action="confirm")
    assert second_opinions.agreement(session) == second_opinions.Agreement(1, 1, 1.0, None)
    later = NOW + timedelta(hours=1)
    second_opinions.answer(session, second, who="Berik", now=later, action="reject", reason="old")
    assert second_opinions.agreement(session) == second_opinions.Agreement(2, 2, 1.0, 1.0)
    assert second_opinions.agreement(session, since=later).opinions == 1
    assert second_opinions.agreement(session, until=later).opinions == 1
    assert second_opinions.agreement(session, since=NOW, until=later + timedelta(seconds=1)).opinions == 2
    session.get_one(SecondOpinionRow, second).second_action, session.get_one(SecondOpinionRow, second).agreed = "confirm", False
    session.flush()
    assert second_opinions.agreement(session) == second_opinions.measured_agreement(1, 0, 0, 1)


def test_kappa_counts_who_confirmed_alone_on_the_right_side() -> None:
    never = second_opinions.measured_agreement(0, 0, 3, 1)
    assert (never.opinions, never.agreed, never.share) == (4, 0, 0.0)
    assert never.kappa == pytest.approx(-0.6)
    # First: 9 of 20 confirmed; second: 8 of 20; both 5: by chance 0.51.
    assert second_opinions.measured_agreement(5, 8, 4, 3).kappa == pytest.approx((0.65 - 0.51) / 0.49)
    assert second_opinions.measured_agreement(4, 0, 0, 0) == second_opinions.Agreement(4, 4, 1.0, None)
