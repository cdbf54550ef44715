"""What a person is to be told: something was given to them, somebody mentioned them, what they proposed was decided, a case of theirs went on.

Nobody is told of what they did themselves, nor somebody who may no longer sign in. A notice stays; reading it only notes when.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records.tables import AssignmentRow, FollowRow, LedgerRow, PersonalNoticeRow, UserRow
from records.vocabulary import LedgerAction

# The newest that the page shows.
_MOST_SHOWN = 200
# Acts by which somebody makes a case theirs. A whole file that somebody took in is not.
_MADE_IT = (LedgerAction.RECORD, LedgerAction.GIVE_BACK)


class PersonalNoticeKind(StrEnum):
    """What happened."""

    GIVEN = "given"
    TAKEN = "taken"
    MENTIONED = "mentioned"
    COMMENTED = "commented"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    STATUS = "status"


def tell(
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
    told: str = "",
) -> None:
    """Tell each of these people, once, but not the one whose act it was."""
    wanted = sorted(set(people) - {by})
    if not wanted:
        return
    here = session.scalars(select(UserRow.name).where(UserRow.name.in_(wanted), UserRow.disabled_at.is_(None)).order_by(UserRow.name))
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
            told=told,
            read_at=None,
        )
        for name in here.all()
    )
    session.flush()


def status_changed(session: Session, number: str, subject: str, code: str, *, by: str, now: datetime) -> None:
    """Tell everybody whose case this is, and everybody who follows it, that its status is another: who holds it, who confirmed it, who asked to be told. `subject` is
    its name in the ledger. Several changes by one act are told once, by the last of them."""
    people = {
        *session.scalars(select(AssignmentRow.holder).where(AssignmentRow.number == number, AssignmentRow.ended_at.is_(None))),
        *session.scalars(select(FollowRow.user).where(FollowRow.number == number)),
        *session.scalars(select(LedgerRow.who).where(LedgerRow.subject == subject, LedgerRow.action.in_(_MADE_IT)).distinct()),
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
    tell(session, people, PersonalNoticeKind.STATUS, by=by, now=now, number=number, told=code)


def notices_of(session: Session, who: str) -> Sequence[PersonalNoticeRow]:
    """What this person was told, the latest first."""
    return session.scalars(
        select(PersonalNoticeRow).where(PersonalNoticeRow.user == who).order_by(PersonalNoticeRow.id.desc()).limit(_MOST_SHOWN)
    ).all()


def unread(session: Session, who: str) -> int:
    """How many of them this person has not read."""
    return session.scalar(select(func.count()).where(PersonalNoticeRow.user == who, PersonalNoticeRow.read_at.is_(None))) or 0


def mark_read(session: Session, who: str, now: datetime, id: int | None = None) -> PersonalNoticeRow | None:
    """Note that this person has read one of theirs (it is given back; None if it is somebody else's, or there is none), or, without an id, all."""
    mine = update(PersonalNoticeRow).where(PersonalNoticeRow.user == who, PersonalNoticeRow.read_at.is_(None)).values(read_at=now)
    if id is None:
        session.execute(mine)
        return None
    session.execute(mine.where(PersonalNoticeRow.id == id))
    return session.scalars(select(PersonalNoticeRow).where(PersonalNoticeRow.id == id, PersonalNoticeRow.user == who)).one_or_none()


def settle(session: Session, now: datetime, *, proposal: int | None = None, comment: int | None = None) -> None:
    """What was told of this has been dealt with: nobody need read it any more."""
    of = PersonalNoticeRow.proposal_id == proposal if proposal is not None else PersonalNoticeRow.comment_id == comment
    session.execute(update(PersonalNoticeRow).where(of, PersonalNoticeRow.read_at.is_(None)).values(read_at=now))
