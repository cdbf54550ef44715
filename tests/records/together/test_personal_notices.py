"""What people are told: of cases that are theirs, never of their own acts, and read only by themselves."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import incidents, users
from records.database import write_transaction
from records.tables import PersonalNoticeRow
from records.together.assignments import give
from records.together.follows import follow
from records.together.personal_notices import PersonalNoticeKind, mark_read, notices_of, settle, tell, unread
from records.together.work_subject import WorkSubject
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.records.together.conftest import Desk

LATER = NOW + timedelta(minutes=5)


def told(session: Session) -> list[tuple[str, str, str]]:
    rows = session.scalars(select(PersonalNoticeRow).where(PersonalNoticeRow.kind == PersonalNoticeKind.STATUS).order_by(PersonalNoticeRow.user))
    return [(row.user, row.by, row.told) for row in rows]


def test_a_status_is_told_to_who_confirmed_holds_or_follows_the_case(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        give(session, WorkSubject(number=desk.number), "Айгүл", who="Dana", now=NOW)
        follow(session, desk.number, who="Айгүл Серік", now=NOW)
        incidents.add_status(session, desk.number, StatusCode.CMP, NOW.date(), source="арыз", who="Dana", now=LATER)
        assert told(session) == [("Berik", "Dana", "CMP"), ("Айгүл", "Dana", "CMP"), ("Айгүл Серік", "Dana", "CMP")]


def test_several_changes_of_one_moment_are_one_notice(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        incidents.add_status(session, desk.number, StatusCode.CMP, NOW.date(), source="арыз", who="Dana", now=LATER)
        row = incidents.add_status(session, desk.number, StatusCode.PTI, NOW.date(), source="полиция", who="Dana", now=LATER)
        assert told(session) == [("Berik", "Dana", "PTI")]
        incidents.withdraw_status(session, desk.number, row.id, reason="қате", who="Dana", now=LATER + timedelta(hours=1))
        assert told(session) == [("Berik", "Dana", "PTI"), ("Berik", "Dana", "")]


def test_nobody_is_told_of_their_own_acts_or_when_they_may_no_longer_sign_in(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        users.disable(session, users.find(session, "Айгүл"), who="Dana", now=NOW)
        tell(session, ["Berik", "Айгүл", "nobody"], PersonalNoticeKind.GIVEN, by="Berik", now=NOW, draft=desk.drafts[0])
        incidents.add_status(session, desk.number, StatusCode.CMP, NOW.date(), source="арыз", who="Berik", now=LATER)
        assert session.query(PersonalNoticeRow).count() == 0


def test_only_whoever_was_told_reads_it(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        for name in ("Berik", "Dana"):
            tell(session, [name], PersonalNoticeKind.GIVEN, by="Айгүл", now=NOW, draft=desk.drafts[0])
        mine, other = (notices_of(session, name)[0] for name in ("Berik", "Dana"))
        assert mark_read(session, "Berik", LATER, other.id) is None
        assert (unread(session, "Berik"), unread(session, "Dana")) == (1, 1)
        found = mark_read(session, "Berik", LATER, mine.id)
        assert found is not None
        assert found.id == mine.id
        assert (unread(session, "Berik"), unread(session, "Dana")) == (0, 1)
        mark_read(session, "Dana", LATER)
        assert unread(session, "Dana") == 0


def test_what_was_dealt_with_need_not_be_read(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        tell(session, ["Berik"], PersonalNoticeKind.GIVEN, by="Dana", now=NOW, draft=desk.drafts[0])
        settle(session, LATER, comment=77)
        assert unread(session, "Berik") == 1
