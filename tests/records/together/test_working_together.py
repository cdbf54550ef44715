"""Working together: what is given to whom, comments, mentions, followed cases and personal notices."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import collaboration, incidents, review, users
from records.collaboration import (
    LONGEST,
    MOST_NAMED,
    WorkSubject,
    assigned_incidents,
    assigned_work,
    assignees_of_drafts,
    change_comment,
    colleagues,
    comments_of,
    current_assignment,
    follow,
    follows,
    give,
    mentions,
    parse_work_subject,
    resolve_assignments,
    unassign_work,
    unfollow,
    unknown_names,
    withdraw_comment,
    write_comment,
)
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.filters import IncidentFilter
from records.personal_notices import PersonalNoticeKind, count_unread_notices, mark_read, notices_of, notify_people, resolve_notices
from records.tables import AssignmentRow, LedgerRow, PersonalNoticeRow
from records.users import UnknownUser
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.records.review.refusals import refusal
from tests.records.together.conftest import Desk

LATER = NOW + timedelta(days=3)


def told(session: Session, names: str = "user kind by", kind: str = "") -> list[tuple[str, ...]]:
    """What the personal notices say, or those of one kind."""
    rows = session.scalars(select(PersonalNoticeRow).order_by(PersonalNoticeRow.id))
    return [tuple(getattr(row, name) for name in names.split()) for row in rows if kind in ("", row.kind)]


def test_one_has_it_at_a_time_and_who_had_it_before_is_kept_and_told(desk: Desk, session: Session) -> None:
    subject = WorkSubject(draft=desk.drafts[0])
    acts = session.query(LedgerRow).count()
    give(session, subject, "Айгүл", who="Berik", now=NOW)
    give(session, subject, "айгүл", who="Berik", now=NOW)
    give(session, subject, "Dana", who="Айгүл Серік", now=LATER)
    assert assignees_of_drafts(session, desk.drafts) == {desk.drafts[0]: "Dana"}
    rows = session.scalars(select(AssignmentRow).order_by(AssignmentRow.id)).all()
    assert [(row.holder, row.ended, row.ended_by) for row in rows] == [("Айгүл", "given_on", "Айгүл Серік"), ("Dana", None, None)]
    assert told(session) == [("Айгүл", "given", "Berik"), ("Айгүл", "taken", "Айгүл Серік"), ("Dana", "given", "Айгүл Серік")]
    unassign_work(session, subject, who="Berik", now=LATER)
    unassign_work(session, subject, who="Berik", now=LATER)
    assert current_assignment(session, subject) is None
    assert told(session)[3:] == [("Dana", "taken", "Berik")]
    assert session.query(LedgerRow).count() == acts


def test_nobody_is_told_of_what_they_take_for_themselves(desk: Desk, session: Session) -> None:
    give(session, WorkSubject(number=desk.number), "Dana", who="Dana", now=NOW)
    unassign_work(session, WorkSubject(number=desk.number), who="Dana", now=NOW)
    assert told(session) == []


def test_a_draft_that_was_decided_is_on_nobodys_list_until_that_is_undone(desk: Desk, session: Session) -> None:
    first, second = desk.drafts
    give(session, WorkSubject(draft=first), "Айгүл", who="Berik", now=NOW)
    review.reject(session, first, who="Berik", now=NOW, reason="opinion")
    assert assigned_work(session) == []
    with pytest.raises(AlreadyDecided):
        give(session, WorkSubject(draft=first), "Dana", who="Berik", now=NOW)
    review.undo(session, first, who="Berik", now=LATER)
    assert [(one.holder, one.subject.draft, one.touched_at) for one in assigned_work(session)] == [("Айгүл", first, LATER)]
    give(session, WorkSubject(draft=second), "Айгүл", who="Berik", now=NOW)
    assert [one.subject.draft for one in assigned_work(session)] == [second, first]


def test_what_cannot_be_given_is_refused(desk: Desk, session: Session) -> None:
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


def test_what_somebody_holds_who_may_no_longer_sign_in_stays_on_their_list(desk: Desk, session: Session) -> None:
    give(session, WorkSubject(draft=desk.drafts[0]), "Айгүл", who="Berik", now=NOW)
    users.disable(session, users.find(session, "Айгүл"), who="Dana", now=NOW)
    assert [one.holder for one in assigned_work(session)] == ["Айгүл"]
    assert "Айгүл" not in colleagues(session)


def test_a_filter_knows_what_is_given_to_whom_and_to_whoever_asks(desk: Desk, session: Session) -> None:
    give(session, WorkSubject(number=desk.number), "Dana", who="Berik", now=NOW)
    assert assigned_incidents(session, "Dana") == {desk.number}
    wanted = (
        IncidentFilter(given="Dana"), IncidentFilter(given_me=True, asked_by="Berik"), IncidentFilter(given="Dana", given_me=True, asked_by="Berik"),
    )  # fmt: skip
    assert [resolve_assignments(session, one).given_numbers for one in wanted] == [{desk.number}, frozenset(), frozenset()]
    assert resolve_assignments(session, IncidentFilter()) == IncidentFilter()


SOON = NOW + timedelta(minutes=5)


def test_who_is_named_is_told_and_who_works_on_it_and_nobody_twice(desk: Desk, session: Session) -> None:
    subject = WorkSubject(draft=desk.drafts[0])
    give(session, subject, "Dana", who="Dana", now=NOW)
    write_comment(session, subject, "@Айгүл Серік, @Berik: қараңыз. @nobody @Dana", who="Berik", now=NOW)
    assert sorted(told(session, "user kind")) == [("Dana", "mentioned"), ("Айгүл Серік", "mentioned")]
    write_comment(session, subject, "тағы", who="Berik", now=NOW)
    assert told(session, "user kind")[2:] == [("Dana", "commented")]


def test_a_comment_stands_in_no_ledger(desk: Desk, session: Session) -> None:
    acts = session.query(LedgerRow).count()
    row = write_comment(session, WorkSubject(number=desk.number), "жасырын", who="Berik", now=NOW)
    change_comment(session, row.id, "жасырын емес", who="Berik", now=SOON)
    withdraw_comment(session, row.id, who="Berik", now=SOON)
    assert session.query(LedgerRow).count() == acts


def test_what_a_comment_said_before_is_kept_and_only_the_new_name_is_told(desk: Desk, session: Session) -> None:
    subject = WorkSubject(number=desk.number)
    row = write_comment(session, subject, "@Dana бір", who="Berik", now=NOW)
    change_comment(session, row.id, "@Dana бір", who="Berik", now=SOON)
    change_comment(session, row.id, "@Dana @Айгүл екі", who="Berik", now=SOON)
    (said,) = comments_of(session, subject)
    assert said.row.text == "@Dana @Айгүл екі"
    assert [(one.text, one.until) for one in said.before] == [("@Dana бір", SOON)]
    assert told(session, "user kind") == [("Dana", "mentioned"), ("Айгүл", "mentioned")]


def test_a_withdrawn_comment_need_not_be_read_and_is_not_changed_again(desk: Desk, session: Session) -> None:
    row = write_comment(session, WorkSubject(number=desk.number), "@Dana", who="Berik", now=NOW)
    assert count_unread_notices(session, "Dana") == 1
    withdraw_comment(session, row.id, who="Berik", now=SOON)
    assert count_unread_notices(session, "Dana") == 0
    with pytest.raises(BadDecision):
        change_comment(session, row.id, "again", who="Berik", now=SOON)


def test_nobody_changes_what_somebody_else_said(desk: Desk, session: Session, snapshot: SnapshotAssertion) -> None:
    row = write_comment(session, WorkSubject(number=desk.number), "менікі", who="Айгүл", now=NOW)
    assert {refusal(collaboration.own_comment, session, id, "Dana") for id in (row.id, row.id + 50, 0, 2**70)} == snapshot
    with pytest.raises(BadDecision):
        withdraw_comment(session, row.id, who="Dana", now=NOW)


def test_nothing_too_much_and_nowhere_are_refused(desk: Desk, session: Session) -> None:
    for text in ("", " \n\t ", "\x00\x07", "ә" * (LONGEST + 1), "x" * 100_000):
        with pytest.raises(BadDecision):
            write_comment(session, WorkSubject(draft=desk.drafts[0]), text, who="Berik", now=NOW)
    with pytest.raises(NoSuchDraft):
        write_comment(session, WorkSubject(draft=9999), "x", who="Berik", now=NOW)
    kept = write_comment(session, WorkSubject(draft=desk.drafts[0]), "  бір\r\nекі\x00\x1b[31m\rүш ", who="Berik", now=NOW)
    assert kept.text == "бір\nекі[31m\nүш"


def test_an_incident_shows_what_was_said_about_the_drafts_that_became_it(desk: Desk, session: Session) -> None:
    write_comment(session, WorkSubject(draft=desk.confirmed), "қараламада", who="Berik", now=NOW)
    write_comment(session, WorkSubject(number=desk.number), "оқиғада", who="Dana", now=SOON)
    write_comment(session, WorkSubject(draft=desk.drafts[0]), "басқада", who="Dana", now=SOON)
    assert [one.row.text for one in comments_of(session, WorkSubject(number=desk.number))] == ["қараламада", "оқиғада"]
    assert [one.row.text for one in comments_of(session, WorkSubject(draft=desk.confirmed))] == ["қараламада"]


def test_a_case_is_followed_once_and_left_again(desk: Desk, session: Session) -> None:
    follow(session, desk.number, who="Dana", now=NOW)
    follow(session, desk.number, who="Dana", now=NOW)
    assert follows(session, desk.number, "Dana")
    assert not follows(session, desk.number, "Berik")
    unfollow(session, desk.number, who="Dana")
    assert not follows(session, desk.number, "Dana")
    with pytest.raises(NoSuchIncident):
        follow(session, "KZ-2026-0999", who="Dana", now=NOW)


NAMES = ("Айгүл", "Айгүл Серік", "Berik", "Ай")


def named(text: str) -> list[str]:
    return [one.name for one in mentions(text, NAMES)]


def test_the_longest_name_counts_in_any_capitals_and_an_address_or_a_longer_word_is_no_mention() -> None:
    assert named("@Айгүл Серік, қара; @berik пен @АЙГҮЛ, @ай!") == ["Айгүл Серік", "Berik", "Айгүл", "Ай"]
    others = ("aigul@Berik.kz", "@Berikov", "@Айгүлге", "@nobody", "@", "@@Berik", "user_@Berik", "@")
    assert [word for word in others if named(f"{word} x")] == named(" ".join(others)) == []
    assert named("(@Berik)\n@Berik") == ["Berik", "Berik"]
    text = "сәлем, @Айгүл Серік."
    assert [text[one.start : one.end] for one in mentions(text, NAMES)] == ["@Айгүл Серік"]
    assert (len(named("@Berik " * 500)), named("@" * 100_000)) == (MOST_NAMED, []), "a list of everybody ends"


def test_what_names_nobody_is_told_and_an_address_is_not() -> None:
    text = "@Nobody, @Айгүл және @Nobody, x@mail.kz"
    assert (unknown_names(text, ["Айгүл"]), unknown_names("ешкім", ["Айгүл"])) == (["@Nobody"], [])


def test_a_status_is_told_to_who_confirmed_holds_or_follows_the_case(desk: Desk, session: Session) -> None:
    give(session, WorkSubject(number=desk.number), "Айгүл", who="Dana", now=NOW)
    follow(session, desk.number, who="Айгүл Серік", now=NOW)
    incidents.add_status(session, desk.number, StatusCode.CMP, NOW.date(), source="арыз", who="Dana", now=SOON)
    assert sorted(told(session, "user by told", PersonalNoticeKind.STATUS)) == [
        ("Berik", "Dana", "CMP"), ("Айгүл", "Dana", "CMP"), ("Айгүл Серік", "Dana", "CMP"),
    ]  # fmt: skip


def test_several_changes_of_one_moment_are_one_notice(desk: Desk, session: Session) -> None:
    incidents.add_status(session, desk.number, StatusCode.CMP, NOW.date(), source="арыз", who="Dana", now=SOON)
    row = incidents.add_status(session, desk.number, StatusCode.PTI, NOW.date(), source="полиция", who="Dana", now=SOON)
    assert told(session, "user by told", PersonalNoticeKind.STATUS) == [("Berik", "Dana", "PTI")]
    incidents.withdraw_status(session, desk.number, row.id, reason="қате", who="Dana", now=SOON + timedelta(hours=1))
    assert told(session, "user by told", PersonalNoticeKind.STATUS) == [("Berik", "Dana", "PTI"), ("Berik", "Dana", "")]


def test_nobody_is_told_of_their_own_acts_or_when_they_may_no_longer_sign_in(desk: Desk, session: Session) -> None:
    users.disable(session, users.find(session, "Айгүл"), who="Dana", now=NOW)
    notify_people(session, ["Berik", "Айгүл", "nobody"], PersonalNoticeKind.GIVEN, by="Berik", now=NOW, draft=desk.drafts[0])
    incidents.add_status(session, desk.number, StatusCode.CMP, NOW.date(), source="арыз", who="Berik", now=SOON)
    assert session.query(PersonalNoticeRow).count() == 0


def test_only_whoever_was_told_reads_it(desk: Desk, session: Session) -> None:
    for name in ("Berik", "Dana"):
        notify_people(session, [name], PersonalNoticeKind.GIVEN, by="Айгүл", now=NOW, draft=desk.drafts[0])
    mine, other = (notices_of(session, name)[0] for name in ("Berik", "Dana"))
    assert mark_read(session, "Berik", SOON, other.id) is None
    assert (count_unread_notices(session, "Berik"), count_unread_notices(session, "Dana")) == (1, 1)
    found = mark_read(session, "Berik", SOON, mine.id)
    assert found is not None
    assert found.id == mine.id
    assert (count_unread_notices(session, "Berik"), count_unread_notices(session, "Dana")) == (0, 1)
    mark_read(session, "Dana", SOON)
    assert count_unread_notices(session, "Dana") == 0


def test_what_was_dealt_with_need_not_be_read(desk: Desk, session: Session) -> None:
    notify_people(session, ["Berik"], PersonalNoticeKind.GIVEN, by="Dana", now=NOW, draft=desk.drafts[0])
    resolve_notices(session, SOON, comment=77)
    assert count_unread_notices(session, "Berik") == 1


def test_a_draft_and_an_incident_are_named() -> None:
    assert parse_work_subject(" 12 ") == WorkSubject(draft=12)
    assert parse_work_subject("kz-2026-0001") == WorkSubject(number="KZ-2026-0001")
    assert (WorkSubject(draft=12).address, WorkSubject(number="KZ-2026-0001").address) == ("/drafts/12", "/incidents/KZ-2026-0001")

    for other in ("", "0", "-1", "99999999999", "9999999999", "KZ-2026", "../etc", "１２", "12 or 1=1"):
        with pytest.raises(NoSuchDraft):
            parse_work_subject(other)
