"""Giving a draft or an incident to somebody: one has it at a time, both are told, and what is decided meanwhile is on nobody's list."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import review, users
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.filters import IncidentFilter
from records.tables import AssignmentRow, LedgerRow, PersonalNoticeRow
from records.together.assignments import colleagues, give, given_work, holders_of_drafts, holding, numbers_given, resolved, take_away
from records.together.work_subject import WorkSubject
from records.users import UnknownUser
from tests.conftest import NOW
from tests.records.together.conftest import Desk

LATER = NOW + timedelta(days=3)


def told(session: Session) -> list[tuple[str, str, str]]:
    return [(row.user, row.kind, row.by) for row in session.scalars(select(PersonalNoticeRow).order_by(PersonalNoticeRow.id))]


def test_one_has_it_at_a_time_and_who_had_it_before_is_kept_and_told(desk: Desk) -> None:
    subject = WorkSubject(draft=desk.drafts[0])
    with write_transaction(desk.engine) as session:
        acts = session.query(LedgerRow).count()
        give(session, subject, "Айгүл", who="Berik", now=NOW)
        give(session, subject, "айгүл", who="Berik", now=NOW)
        give(session, subject, "Dana", who="Айгүл Серік", now=LATER)
        assert holders_of_drafts(session, desk.drafts) == {desk.drafts[0]: "Dana"}
        rows = session.scalars(select(AssignmentRow).order_by(AssignmentRow.id)).all()
        assert [(row.holder, row.ended, row.ended_by) for row in rows] == [("Айгүл", "given_on", "Айгүл Серік"), ("Dana", None, None)]
        assert told(session) == [("Айгүл", "given", "Berik"), ("Айгүл", "taken", "Айгүл Серік"), ("Dana", "given", "Айгүл Серік")]
        take_away(session, subject, who="Berik", now=LATER)
        take_away(session, subject, who="Berik", now=LATER)
        assert holding(session, subject) is None
        assert told(session)[3:] == [("Dana", "taken", "Berik")]
        assert session.query(LedgerRow).count() == acts


def test_nobody_is_told_of_what_they_take_for_themselves(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        give(session, WorkSubject(number=desk.number), "Dana", who="Dana", now=NOW)
        take_away(session, WorkSubject(number=desk.number), who="Dana", now=NOW)
        assert told(session) == []


def test_a_draft_that_was_decided_is_on_nobodys_list_until_that_is_undone(desk: Desk) -> None:
    first, second = desk.drafts
    with write_transaction(desk.engine) as session:
        give(session, WorkSubject(draft=first), "Айгүл", who="Berik", now=NOW)
        review.reject(session, first, who="Berik", now=NOW, reason="opinion")
        assert given_work(session) == []
        with pytest.raises(AlreadyDecided):
            give(session, WorkSubject(draft=first), "Dana", who="Berik", now=NOW)
        review.undo(session, first, who="Berik", now=LATER)
        assert [(one.holder, one.subject.draft, one.touched_at) for one in given_work(session)] == [("Айгүл", first, LATER)]
        give(session, WorkSubject(draft=second), "Айгүл", who="Berik", now=NOW)
        assert [one.subject.draft for one in given_work(session)] == [second, first]


def test_what_cannot_be_given_is_refused(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        users.disable(session, users.find(session, "Айгүл"), who="Dana", now=NOW)
        for refused, to, subject in (
            (BadDecision, "Айгүл", WorkSubject(draft=desk.drafts[0])),
            (UnknownUser, "nobody", WorkSubject(draft=desk.drafts[0])),
            (NoSuchDraft, "Berik", WorkSubject(draft=999)),
            (NoSuchIncident, "Berik", WorkSubject(number="KZ-2026-0999")),
        ):
            with pytest.raises(refused):
                give(session, subject, to, who="Berik", now=NOW)
        review.undo(session, desk.confirmed, who="Berik", now=NOW)
        with pytest.raises(BadDecision, match="withdrawn"):
            give(session, WorkSubject(number=desk.number), "Berik", who="Berik", now=NOW)


def test_what_somebody_holds_who_may_no_longer_sign_in_stays_on_their_list(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        give(session, WorkSubject(draft=desk.drafts[0]), "Айгүл", who="Berik", now=NOW)
        users.disable(session, users.find(session, "Айгүл"), who="Dana", now=NOW)
        assert [one.holder for one in given_work(session)] == ["Айгүл"]
        assert "Айгүл" not in colleagues(session)


def test_a_filter_knows_what_is_given_to_whom_and_to_whoever_asks(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        give(session, WorkSubject(number=desk.number), "Dana", who="Berik", now=NOW)
    with read_session(desk.engine) as session:
        assert numbers_given(session, "Dana") == {desk.number}
        assert resolved(session, IncidentFilter(given="Dana")).given_numbers == {desk.number}
        assert resolved(session, IncidentFilter(given_me=True, asked_by="Berik")).given_numbers == frozenset()
        assert resolved(session, IncidentFilter(given="Dana", given_me=True, asked_by="Berik")).given_numbers == frozenset()
        assert resolved(session, IncidentFilter()) == IncidentFilter()
