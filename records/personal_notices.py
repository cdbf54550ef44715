"""Notices for one person: something was assigned, a mention, a decided proposal, a change in a followed case.

Nobody is notified of their own acts, and nobody who may no longer sign in. Notices are never deleted; reading one only records the time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records.tables import AssignmentRow, FollowRow, LedgerRow, PersonalNoticeRow, UserRow
from records.vocabulary import LedgerAction

# The number of newest notices that the page shows.
_MOST_SHOWN = 200
# Acts that make a case the person's own. Importing a whole file is not among them.
_CREATING_ACTS = (LedgerAction.RECORD, LedgerAction.GIVE_BACK)


class PersonalNoticeKind(StrEnum):
    """What a notice is about."""

    GIVEN = "given"
    TAKEN = "taken"
    MENTIONED = "mentioned"
    COMMENTED = "commented"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    STATUS = "status"


def notify_people(
    session: Session,
    people: Iterable[str],
    kind: PersonalNoticeKind,
    *,
    by: str,
    now: datetime,
    draft: int | None = None,
    number: str | None = None,
    comment: int | None = None,
    proposal: int | None = None,
    detail: str = "",
) -> None:
    """Notify each of these people once, except the one who acted."""
    recipients = sorted(set(people) - {by})
    if not recipients:
        return
    here = session.scalars(select(UserRow.name).where(UserRow.name.in_(recipients), UserRow.disabled_at.is_(None)).order_by(UserRow.name))
    session.add_all(
        PersonalNoticeRow(
            user=name,
            kind=kind.value,
            by=by,
            at=now,
            draft_id=draft,
            number=number,
            comment_id=comment,
            proposal_id=proposal,
            told=detail,
            read_at=None,
        )
        for name in here.all()
    )
    session.flush()


def notify_status_change(session: Session, number: str, subject: str, code: str, *, by: str, now: datetime) -> None:
    """Notify everybody concerned with this case that its status has changed.

    These are its assignee, the person who confirmed it, and its followers. `subject` is its name in the ledger. Several changes by one act give one
    notice, about the last of them.
    """
    people = {
        *session.scalars(select(AssignmentRow.holder).where(AssignmentRow.number == number, AssignmentRow.ended_at.is_(None))),
        *session.scalars(select(FollowRow.user).where(FollowRow.number == number)),
        *session.scalars(select(LedgerRow.who).where(LedgerRow.subject == subject, LedgerRow.action.in_(_CREATING_ACTS)).distinct()),
    }
    same = select(PersonalNoticeRow).where(
        PersonalNoticeRow.number == number,
        PersonalNoticeRow.kind == PersonalNoticeKind.STATUS,
        PersonalNoticeRow.at == now,
        PersonalNoticeRow.by == by,
        PersonalNoticeRow.user.in_(people),
    )
    for row in session.scalars(same) if people - {by} else ():
        row.told = code
        people.discard(row.user)
    notify_people(session, people, PersonalNoticeKind.STATUS, by=by, now=now, number=number, detail=code)


def notices_of(session: Session, who: str) -> Sequence[PersonalNoticeRow]:
    """Return this person's notices, the latest first."""
    return session.scalars(
        select(PersonalNoticeRow).where(PersonalNoticeRow.user == who).order_by(PersonalNoticeRow.id.desc()).limit(_MOST_SHOWN)
    ).all()


def count_unread_notices(session: Session, who: str) -> int:
    """Return the number of this person's unread notices."""
    return session.scalar(select(func.count()).where(PersonalNoticeRow.user == who, PersonalNoticeRow.read_at.is_(None))) or 0


def mark_read(session: Session, who: str, now: datetime, id: int | None = None) -> PersonalNoticeRow | None:
    """Mark one of this person's notices as read and return it, or mark all of them if no id is given.

    Returns None for an unknown notice or somebody else's.
    """
    mine = update(PersonalNoticeRow).where(PersonalNoticeRow.user == who, PersonalNoticeRow.read_at.is_(None)).values(read_at=now)
    if id is None:
        session.execute(mine)
        return None
    session.execute(mine.where(PersonalNoticeRow.id == id))
    return session.scalars(select(PersonalNoticeRow).where(PersonalNoticeRow.id == id, PersonalNoticeRow.user == who)).one_or_none()


def resolve_notices(session: Session, now: datetime, *, proposal: int | None = None, comment: int | None = None) -> None:
    """Mark the notices about this as dealt with, so that nobody need read them."""
    of = PersonalNoticeRow.proposal_id == proposal if proposal is not None else PersonalNoticeRow.comment_id == comment
    session.execute(update(PersonalNoticeRow).where(of, PersonalNoticeRow.read_at.is_(None)).values(read_at=now))
