"""Requests to state bodies: recorded, answered, prolonged, taken back, each act in the ledger; and which answers are owed by when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from records import review, state_requests
from records.collaboration import WorkSubject
from records.country.kz import PACK
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchDraft
from records.filters import IncidentFilter
from records.state_requests import (
    SentLetter,
    answer_due,
    answer_request,
    answer_term,
    overdue_numbers,
    prolong_request,
    record_request,
    request_subject,
    requests_of,
    waiting_answers,
    with_overdue,
    withdraw_answer,
    withdraw_request,
)  # fmt: skip
from records.tables import LedgerRow
from records.vocabulary import LedgerAction, LetterKind, RejectReason, StateBody
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.records import rows
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import chain_faults

BY: dict[str, Any] = {"who": "Aigul", "now": NOW}
SENT = SentLetter(StateBody.MINISTRY, "Ішкі істер министрлігі", LetterKind.INFORMATION, date(2026, 11, 20), "01-7/15", "Who detained her, and why?")
DRAFT, INCIDENT = WorkSubject(draft=1), WorkSubject(number="KZ-2026-0001")


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


@pytest.fixture
def decided(engine: Engine) -> Engine:
    """With draft 1, which became an incident."""
    decide(engine, "a1")
    return engine


def act(engine: Engine, done: Callable[[Session], object]) -> None:
    with write_transaction(engine) as session:
        done(session)


def record(engine: Engine, subject: WorkSubject = DRAFT, sent: SentLetter = SENT) -> int:
    with write_transaction(engine) as session:
        return record_request(session, subject, sent, **BY).id


def listed(engine: Engine, subject: WorkSubject) -> list[int]:
    with read_session(engine) as session:
        return [row.id for row in requests_of(session, subject)]


def acts(engine: Engine, id: int) -> list[LedgerRow]:
    with read_session(engine) as session:
        return list(session.scalars(select(LedgerRow).where(LedgerRow.subject == request_subject(id)).order_by(LedgerRow.id)))


def test_every_act_is_a_row_of_the_ledger_and_the_record_stands_as_it_says(decided: Engine) -> None:
    id = record(decided)
    by: dict[str, Any] = {"who": "Berik", "now": NOW}
    act(decided, lambda session: prolong_request(session, id, day(10, 12), **BY))
    act(decided, lambda session: answer_request(session, id, day(24), "Refused: a secret", **by))
    act(decided, lambda session: withdraw_answer(session, id, because="another letter", **by))
    act(decided, lambda session: withdraw_answer(session, id, because="not prolonged", **by))
    act(decided, lambda session: withdraw_request(session, id, because="sent by somebody else", **by))
    found = acts(decided, id)
    assert [row.action for row in found] == [
        LedgerAction.REQUEST, LedgerAction.PROLONG, LedgerAction.ANSWER, LedgerAction.WITHDRAW_ANSWER, LedgerAction.WITHDRAW_ANSWER,
        LedgerAction.WITHDRAW_REQUEST,
    ]  # fmt: skip
    assert (found[3].before["answer"], found[3].after["answer"], found[3].note) == ("Refused: a secret", "", "another letter")
    assert [row.after["prolonged_until"] for row in found[3:5]] == ["2026-12-10", None]
    assert listed(decided, DRAFT) == []
    assert chain_faults(decided) == rows.standing(decided) == []


def test_a_request_on_a_draft_is_one_of_its_incident_until_the_confirmation_is_undone(decided: Engine) -> None:
    one, two = record(decided), record(decided, INCIDENT, replace(SENT, sent_on=day(21)))
    assert listed(decided, INCIDENT) == [two, one]
    act(decided, lambda session: review.undo(session, 1, **BY))
    assert (listed(decided, INCIDENT), listed(decided, DRAFT)) == ([two], [one])


def test_what_says_nothing_or_has_not_happened_is_refused(decided: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for sent, field in ((replace(SENT, named=" "), "named"), (replace(SENT, sent_on=date(2027, 1, 1)), "sent_on")):
        with pytest.raises(BadDecision) as refused:
            record(decided, DRAFT, sent)
        assert refused.value.field == field
    with pytest.raises(NoSuchDraft):
        record(decided, WorkSubject(draft=99))
    monkeypatch.setattr(state_requests, "MOST_REQUESTS", 1)
    record(decided)
    with pytest.raises(BadDecision, match=r"\b1\b"):
        record(decided)
    assert len(listed(decided, DRAFT)) == 1


REFUSED: dict[str, Callable[[Session, int], object]] = {
    "an answer before the request": lambda session, id: answer_request(session, id, day(19), "No", **BY),
    "an answer of tomorrow": lambda session, id: answer_request(session, id, day(19, 12), "No", **BY),
    "an answer without words": lambda session, id: answer_request(session, id, day(21), " ", **BY),
    "a term that is no later": lambda session, id: prolong_request(session, id, day(27), **BY),
    "an answer that there is not": lambda session, id: withdraw_answer(session, id, because="x", **BY),
    "withdrawn without a reason": lambda session, id: withdraw_request(session, id, because=" ", **BY),
    "another request": lambda session, id: withdraw_request(session, id + 1, because="x", **BY),
    "nobody": lambda session, id: withdraw_request(session, id, because="x", who=" ", now=NOW),
}
ANSWERED: dict[str, Callable[[Session, int], object]] = {
    "a second answer": lambda session, id: answer_request(session, id, day(22), "No", **BY),
    "a term of what is answered": lambda session, id: prolong_request(session, id, day(22, 12), **BY),
}


def test_what_cannot_be_is_refused_and_leaves_nothing(decided: Engine) -> None:
    id = record(decided)
    for name, refused in REFUSED.items():
        with pytest.raises(BadDecision):
            act(decided, lambda session, refused=refused: refused(session, id))  # type: ignore[misc]
        assert len(acts(decided, id)) == 1, name
    act(decided, lambda session: answer_request(session, id, day(21), "Yes", **BY))
    for name, refused in ANSWERED.items():
        with pytest.raises(BadDecision):
            act(decided, lambda session, refused=refused: refused(session, id))  # type: ignore[misc]
        assert len(acts(decided, id)) == 2, name


def test_a_request_that_was_changed_past_the_ledger_is_found(decided: Engine) -> None:
    record(decided)
    names = "body, named, kind, sent_on, own_number, asked, answer, recorded_by, recorded_at, withdrawn, withdrawn_because"
    values = "'court', 'x', 'appeal', '2026-11-01', '', '', '', 'x', '2026-11-01 00:00:00', 0, ''"
    with decided.begin() as connection:
        connection.execute(text("UPDATE state_requests SET answer = 'yes'"))
        connection.execute(text(f"INSERT INTO state_requests ({names}) VALUES ({values})"))
    changed, unknown = sorted(rows.standing(decided))
    assert changed.startswith("request 1 ")
    assert "(answer)" in changed
    assert unknown.startswith("request 2 ")


# Which answers are owed.


def test_what_waits_is_of_the_case_as_it_stands_the_nearest_term_first(decided: Engine) -> None:
    late = record(decided)
    soon = record(decided, INCIDENT, SentLetter(StateBody.POLICE, "ДП", LetterKind.APPEAL, day(20, 10)))
    with write_transaction(decided) as session:
        waiting = [(one.id, one.due, one.number, one.draft) for one in waiting_answers(session)]
        assert waiting == [(soon, day(11), INCIDENT.number, None), (late, day(27), INCIDENT.number, None)]
        review.undo(session, 1, **BY)
        # The incident is withdrawn; the draft waits again.
        assert [(one.id, one.draft) for one in waiting_answers(session)] == [(late, 1)]


def test_what_is_answered_or_of_a_rejected_draft_is_owed_no_more(session: Session) -> None:
    first, second = add_draft(session, "a", title="One"), add_draft(session, "b", title="Two")
    for draft in (first, second):
        record_request(session, WorkSubject(draft=draft), SENT, **BY)
    assert len(waiting_answers(session)) == 2
    review.reject(session, first, reason=RejectReason.NOT_PRESS, **BY)
    answer_request(session, 2, day(24), "No", **BY)
    assert waiting_answers(session) == []


def test_the_filter_takes_cases_whose_term_has_passed_and_no_day_sooner(decided: Engine) -> None:
    record(decided)
    due = day(27)
    with read_session(decided) as session:
        assert overdue_numbers(session, due) == frozenset()
        assert overdue_numbers(session, due + timedelta(days=1)) == {INCIDENT.number}
        assert with_overdue(session, IncidentFilter(overdue=True), due + timedelta(days=1)).overdue_numbers == {INCIDENT.number}
        assert with_overdue(session, IncidentFilter(), due) == IncidentFilter()


def test_a_journalist_waits_five_working_days_and_a_citizen_fifteen_unless_the_body_prolonged_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer_due(LetterKind.INFORMATION, day(23), None) == day(30)
    assert answer_due(LetterKind.APPEAL, day(23), None) == day(14, 12)
    assert answer_due(LetterKind.INFORMATION, day(23), day(15, 12)) == day(15, 12)
    for kind in LetterKind:
        term = answer_term(kind)
        assert term is not None
        assert "article" in term.article
    monkeypatch.setattr(state_requests, "home", lambda: replace(PACK, answer_terms={}))
    assert answer_due(LetterKind.APPEAL, day(23), None) is None, "a country whose law nobody wrote down"
