"""Which answers are owed, and of which drafts and incidents."""

from datetime import date, timedelta

from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.state_bodies.state_requests import SentLetter, answer_request, record_request
from records.state_bodies.waiting_answers import WaitingAnswer, overdue_numbers, waiting_answers, with_overdue
from records.together.work_subject import WorkSubject
from records.vocabulary import LetterKind, RejectReason, StateBody
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.records.ledger.anchored import decide
from tests.records.state_bodies.test_state_requests import SENT, number_of, record

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
