"""Cases that people follow: they are told when the status changes (`records.together.personal_notices.status_changed`)."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from records.tables import FollowRow
from records.together.work_subject import WorkSubject, row_of


def follow(session: Session, number: str, *, who: str, now: datetime) -> None:
    """Be told from now on. Raises NoSuchIncident."""
    row_of(session, WorkSubject(number=number))
    if not follows(session, number, who):
        session.add(FollowRow(number=number, user=who, since=now))
        session.flush()


def unfollow(session: Session, number: str, *, who: str) -> None:
    """Be told no longer, unless the case is one's own."""
    session.execute(delete(FollowRow).where(FollowRow.number == number, FollowRow.user == who))


def follows(session: Session, number: str, who: str) -> bool:
    """Whether this person follows the case."""
    return session.get(FollowRow, (number, who)) is not None
