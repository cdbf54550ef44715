"""Comments: who is told, what only their author may do, what is kept, and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import write_transaction
from records.errors import BadDecision, NoSuchDraft
from records.tables import LedgerRow, PersonalNoticeRow
from records.together import comments
from records.together.assignments import give
from records.together.comments import LONGEST, change, comments_of, withdraw, write
from records.together.personal_notices import unread
from records.together.work_subject import WorkSubject
from tests.conftest import NOW
from tests.records.together.conftest import Desk

LATER = NOW + timedelta(minutes=5)


def told(session: Session) -> list[tuple[str, str]]:
    return [(row.user, row.kind) for row in session.scalars(select(PersonalNoticeRow).order_by(PersonalNoticeRow.id))]


def test_who_is_named_is_told_and_who_works_on_it_and_nobody_twice(desk: Desk) -> None:
    subject = WorkSubject(draft=desk.drafts[0])
    with write_transaction(desk.engine) as session:
        give(session, subject, "Dana", who="Dana", now=NOW)
        write(session, subject, "@Айгүл Серік, @Berik: қараңыз. @nobody @Dana", who="Berik", now=NOW)
        assert sorted(told(session)) == [("Dana", "mentioned"), ("Айгүл Серік", "mentioned")]
        write(session, subject, "тағы", who="Berik", now=NOW)
        assert told(session)[2:] == [("Dana", "commented")]


def test_a_comment_stands_in_no_ledger(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        acts = session.query(LedgerRow).count()
        row = write(session, WorkSubject(number=desk.number), "жасырын", who="Berik", now=NOW)
        change(session, row.id, "жасырын емес", who="Berik", now=LATER)
        withdraw(session, row.id, who="Berik", now=LATER)
        assert session.query(LedgerRow).count() == acts


def test_what_a_comment_said_before_is_kept_and_only_the_new_name_is_told(desk: Desk) -> None:
    subject = WorkSubject(number=desk.number)
    with write_transaction(desk.engine) as session:
        row = write(session, subject, "@Dana бір", who="Berik", now=NOW)
        change(session, row.id, "@Dana бір", who="Berik", now=LATER)
        change(session, row.id, "@Dana @Айгүл екі", who="Berik", now=LATER)
        (said,) = comments_of(session, subject)
        assert said.row.text == "@Dana @Айгүл екі"
        assert [(one.text, one.until) for one in said.before] == [("@Dana бір", LATER)]
        assert told(session) == [("Dana", "mentioned"), ("Айгүл", "mentioned")]


def test_a_withdrawn_comment_need_not_be_read_and_is_not_changed_again(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        row = write(session, WorkSubject(number=desk.number), "@Dana", who="Berik", now=NOW)
        assert unread(session, "Dana") == 1
        withdraw(session, row.id, who="Berik", now=LATER)
        assert unread(session, "Dana") == 0
        with pytest.raises(BadDecision):
            change(session, row.id, "again", who="Berik", now=LATER)


def test_nobody_changes_what_somebody_else_said(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        row = write(session, WorkSubject(number=desk.number), "менікі", who="Айгүл", now=NOW)
        for id in (row.id, row.id + 50, 0, 2**70):
            with pytest.raises(BadDecision) as refused:
                comments.own(session, id, "Dana")
            assert "no such comment" in str(refused.value)
        with pytest.raises(BadDecision):
            withdraw(session, row.id, who="Dana", now=NOW)


def test_nothing_too_much_and_nowhere_are_refused(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        for text in ("", " \n\t ", "\x00\x07", "ә" * (LONGEST + 1), "x" * 100_000):
            with pytest.raises(BadDecision):
                write(session, WorkSubject(draft=desk.drafts[0]), text, who="Berik", now=NOW)
        with pytest.raises(NoSuchDraft):
            write(session, WorkSubject(draft=9999), "x", who="Berik", now=NOW)
        kept = write(session, WorkSubject(draft=desk.drafts[0]), "  бір\r\nекі\x00\x1b[31m\rүш ", who="Berik", now=NOW)
        assert kept.text == "бір\nекі[31m\nүш"


def test_an_incident_shows_what_was_said_about_the_drafts_that_became_it(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        write(session, WorkSubject(draft=desk.confirmed), "қараламада", who="Berik", now=NOW)
        write(session, WorkSubject(number=desk.number), "оқиғада", who="Dana", now=LATER)
        write(session, WorkSubject(draft=desk.drafts[0]), "басқада", who="Dana", now=LATER)
        assert [one.row.text for one in comments_of(session, WorkSubject(number=desk.number))] == ["қараламада", "оқиғада"]
        assert [one.row.text for one in comments_of(session, WorkSubject(draft=desk.confirmed))] == ["қараламада"]
