"""Requests to state bodies: recorded, answered, prolonged, taken back, each act in the ledger; and which answers are owed by when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from records import review
from records.country.kz import PACK
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchDraft
from records.filters import IncidentFilter
from records.ledger.ledger_verify import standing_faults
from records.state_bodies import answer_terms, state_requests
from records.state_bodies.answer_terms import answer_due, answer_term
from records.state_bodies.state_requests import (
    SentLetter,
    answer_request,
    prolong_request,
    record_request,
    request_subject,
    requests_of,
    withdraw_answer,
    withdraw_request,
)
from records.state_bodies.waiting_answers import WaitingAnswer, overdue_numbers, waiting_answers, with_overdue
from records.tables import DraftRow, LedgerRow, StateRequestRow
from records.together.work_subject import WorkSubject
from records.vocabulary import LedgerAction, LetterKind, RejectReason, StateBody
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import chain_faults

SENT = SentLetter(
    StateBody.MINISTRY, "Ішкі істер министрлігі", LetterKind.INFORMATION, date(2026, 11, 20), "01-7/15", "Who detained her, and on what ground?"
)


def record(engine: Engine, subject: WorkSubject, sent: SentLetter = SENT) -> int:
    with write_transaction(engine) as session:
        return record_request(session, subject, sent, who="Aigul", now=NOW).id


def act(engine: Engine, done: Callable[[Session], StateRequestRow]) -> None:
    with write_transaction(engine) as session:
        done(session)


def standing(engine: Engine) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        standing_faults(session, found.append)
    return found


def listed(engine: Engine, subject: WorkSubject) -> list[int]:
    with read_session(engine) as session:
        return [row.id for row in requests_of(session, subject)]


def number_of(engine: Engine) -> str:
    with read_session(engine) as session:
        return str(session.scalars(select(DraftRow.incident)).one())


def test_every_act_is_a_row_of_the_ledger_and_the_record_stands_as_it_says(engine: Engine) -> None:
    decide(engine, "a1")
    id = record(engine, WorkSubject(draft=1))
    act(engine, lambda session: prolong_request(session, id, date(2026, 12, 10), who="Aigul", now=NOW))
    act(engine, lambda session: answer_request(session, id, date(2026, 11, 24), "Refused: a secret", who="Berik", now=NOW))
    act(engine, lambda session: withdraw_answer(session, id, because="another letter", who="Berik", now=NOW))
    act(engine, lambda session: withdraw_answer(session, id, because="not prolonged", who="Berik", now=NOW))
    act(engine, lambda session: withdraw_request(session, id, because="sent by somebody else", who="Berik", now=NOW))
    with read_session(engine) as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.subject == request_subject(id)).order_by(LedgerRow.id)).all()
        assert [row.action for row in rows] == [
            LedgerAction.REQUEST, LedgerAction.PROLONG, LedgerAction.ANSWER, LedgerAction.WITHDRAW_ANSWER, LedgerAction.WITHDRAW_ANSWER,
            LedgerAction.WITHDRAW_REQUEST,
        ]  # fmt: skip
        assert rows[3].before["answer"] == "Refused: a secret"
        assert (rows[3].after["answer"], rows[3].note) == ("", "another letter")
        assert rows[3].after["prolonged_until"] == "2026-12-10"
        assert rows[4].after["prolonged_until"] is None
    assert listed(engine, WorkSubject(draft=1)) == []
    assert chain_faults(engine) == standing(engine) == []


def test_a_request_on_a_draft_is_one_of_its_incident_until_the_confirmation_is_undone(engine: Engine) -> None:
    decide(engine, "a1")
    number = number_of(engine)
    one, two = record(engine, WorkSubject(draft=1)), record(engine, WorkSubject(number=number), replace(SENT, sent_on=date(2026, 11, 21)))
    assert listed(engine, WorkSubject(number=number)) == [two, one]
    act(engine, lambda session: review.undo(session, 1, who="Aigul", now=NOW))  # type: ignore[arg-type, return-value]
    assert listed(engine, WorkSubject(number=number)) == [two]
    assert listed(engine, WorkSubject(draft=1)) == [one]


@pytest.mark.parametrize(("sent", "field"), [(replace(SENT, named=" "), "named"), (replace(SENT, sent_on=date(2027, 1, 1)), "sent_on")])
def test_what_says_nothing_or_has_not_happened_is_refused(engine: Engine, sent: SentLetter, field: str) -> None:
    decide(engine, "a1")
    with pytest.raises(BadDecision) as refused:
        record(engine, WorkSubject(draft=1), sent)
    assert refused.value.field == field
    with pytest.raises(NoSuchDraft):
        record(engine, WorkSubject(draft=99))


REFUSED: dict[str, Callable[[Session, int], StateRequestRow]] = {
    "an answer before the request": lambda session, id: answer_request(session, id, date(2026, 11, 19), "No", who="Aigul", now=NOW),
    "an answer of tomorrow": lambda session, id: answer_request(session, id, date(2026, 12, 19), "No", who="Aigul", now=NOW),
    "an answer without words": lambda session, id: answer_request(session, id, date(2026, 11, 21), " ", who="Aigul", now=NOW),
    "a term that is no later": lambda session, id: prolong_request(session, id, date(2026, 11, 27), who="Aigul", now=NOW),
    "an answer that there is not": lambda session, id: withdraw_answer(session, id, because="x", who="Aigul", now=NOW),
    "withdrawn without a reason": lambda session, id: withdraw_request(session, id, because=" ", who="Aigul", now=NOW),
    "another request": lambda session, id: withdraw_request(session, id + 1, because="x", who="Aigul", now=NOW),
    "nobody": lambda session, id: withdraw_request(session, id, because="x", who=" ", now=NOW),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_and_leaves_nothing(engine: Engine, what: str) -> None:
    decide(engine, "a1")
    id = record(engine, WorkSubject(draft=1))
    with pytest.raises(BadDecision):
        act(engine, lambda session: REFUSED[what](session, id))
    with read_session(engine) as session:
        assert len(session.scalars(select(LedgerRow.id).where(LedgerRow.subject == request_subject(id))).all()) == 1


def test_an_answer_is_recorded_once_and_ends_the_term(engine: Engine) -> None:
    decide(engine, "a1")
    id = record(engine, WorkSubject(draft=1))
    act(engine, lambda session: answer_request(session, id, date(2026, 11, 21), "Yes", who="Aigul", now=NOW))
    for again in (
        lambda session: answer_request(session, id, date(2026, 11, 22), "No", who="Aigul", now=NOW),
        lambda session: prolong_request(session, id, date(2026, 12, 22), who="Aigul", now=NOW),
    ):
        with pytest.raises(BadDecision, match="recorded already"):
            act(engine, again)


def test_one_draft_takes_so_many_and_no_more(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(engine, "a1")
    monkeypatch.setattr(state_requests, "MOST_REQUESTS", 1)
    record(engine, WorkSubject(draft=1))
    with pytest.raises(BadDecision, match="at most 1"):
        record(engine, WorkSubject(draft=1))


def test_a_request_that_was_changed_past_the_ledger_is_found(engine: Engine) -> None:
    decide(engine, "a1")
    record(engine, WorkSubject(draft=1))
    with engine.begin() as connection:
        connection.execute(text("UPDATE state_requests SET answer = 'yes'"))
        connection.execute(
            text(
                "INSERT INTO state_requests (body, named, kind, sent_on, own_number, asked, answer, recorded_by, recorded_at, withdrawn, withdrawn_because)"
                " VALUES ('court', 'x', 'appeal', '2026-11-01', '', '', '', 'x', '2026-11-01 00:00:00', 0, '')"
            )
        )
    found = standing(engine)
    assert any("request 1 does not stand" in one and "answer" in one for one in found)
    assert any("request 2 is recorded, but the ledger has no row" in one for one in found)


TODAY = date(2026, 11, 24)


def waiting(engine: Engine) -> list[WaitingAnswer]:
    with read_session(engine) as session:
        return waiting_answers(session)


def test_what_waits_is_told_of_the_case_as_it_stands_the_nearest_term_first(engine: Engine) -> None:
    decide(engine, "a1")
    number = number_of(engine)
    late = record(engine, WorkSubject(draft=1))
    soon = record(engine, WorkSubject(number=number), SentLetter(StateBody.POLICE, "ДП", LetterKind.APPEAL, date(2026, 10, 20)))
    assert [(one.id, one.due, one.number, one.draft) for one in waiting(engine)] == [
        (soon, date(2026, 11, 11), number, None),
        (late, date(2026, 11, 27), number, None),
    ]
    with write_transaction(engine) as session:
        review.undo(session, 1, who="Aigul", now=NOW)
    # The incident is withdrawn; the draft waits again.
    assert [(one.id, one.draft) for one in waiting(engine)] == [(late, 1)]


def test_what_is_answered_or_of_a_rejected_draft_is_owed_no_more(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second = add_draft(session, "a", title="One"), add_draft(session, "b", title="Two")
        for draft in (first, second):
            record_request(session, WorkSubject(draft=draft), SENT, who="Aigul", now=NOW)
    assert len(waiting(engine)) == 2
    with write_transaction(engine) as session:
        review.reject(session, first, who="Aigul", reason=RejectReason.NOT_PRESS, now=NOW)
        answer_request(session, 2, TODAY, "No", who="Aigul", now=NOW)
    assert waiting(engine) == []


def test_the_filter_takes_cases_whose_term_has_passed_and_no_day_sooner(engine: Engine) -> None:
    decide(engine, "a1")
    number = number_of(engine)
    record(engine, WorkSubject(draft=1))
    due = date(2026, 11, 27)
    with read_session(engine) as session:
        assert overdue_numbers(session, due) == frozenset()
        assert overdue_numbers(session, due + timedelta(days=1)) == {number}
        wanted = with_overdue(session, IncidentFilter(overdue=True), due + timedelta(days=1))
        assert wanted.overdue_numbers == {number}
        assert with_overdue(session, IncidentFilter(), due) == IncidentFilter()


@pytest.mark.parametrize(("kind", "last"), [(LetterKind.INFORMATION, date(2026, 11, 30)), (LetterKind.APPEAL, date(2026, 12, 14))])
def test_a_journalist_waits_five_working_days_and_a_citizen_fifteen(kind: LetterKind, last: date) -> None:
    assert answer_due(kind, date(2026, 11, 23), None) == last


def test_a_term_that_was_prolonged_ends_when_the_body_said() -> None:
    assert answer_due(LetterKind.INFORMATION, date(2026, 11, 23), date(2026, 12, 15)) == date(2026, 12, 15)


def test_a_term_names_its_law() -> None:
    for kind in LetterKind:
        term = answer_term(kind)
        assert term is not None
        assert "article" in term.article


def test_a_country_whose_law_nobody_wrote_down_has_no_term(monkeypatch: pytest.MonkeyPatch) -> None:
    utopia = replace(PACK, answer_terms={})
    monkeypatch.setattr(answer_terms, "home", lambda: utopia)
    assert answer_due(LetterKind.APPEAL, date(2026, 11, 23), None) is None
