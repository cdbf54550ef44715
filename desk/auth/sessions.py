"""Sessions of signed-in browsers, kept in the database. A session that is ended there has ended everywhere."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from records.tables import SessionRow, UserRow
from records.users import Role, User, digest

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# How exactly the last use of a session is kept, so that not every page that is read writes to the database.
_TO_THE_NEAREST = timedelta(minutes=5)


@dataclass(frozen=True)
class ActiveSession:
    """A session that is valid. `stale`: the time of its last use should be written."""

    id: str
    person: User
    must_change: bool
    stale: bool


def begin(session: Session, name: str, now: datetime) -> str:
    """Sign a user in. Gives what the cookie is to carry.

    It is always new, whatever the browser carried before. Sessions that have run out are removed.
    """
    session.execute(delete(SessionRow).where(or_(SessionRow.expires_at <= now, SessionRow.seen_at <= now - IDLE)))
    token = secrets.token_urlsafe(32)
    session.add(SessionRow(id=digest(token), user=name, created_at=now, seen_at=now, expires_at=now + LONGEST))
    session.flush()
    return token


def active_session(session: Session, token: str, now: datetime) -> ActiveSession | None:
    """The session of this token. None if it was ended, was idle for 12 hours, began 7 days ago, or its user was disabled."""
    query = (
        select(SessionRow.id, SessionRow.seen_at, UserRow.name, UserRow.role, UserRow.must_change)
        .join(UserRow, UserRow.name == SessionRow.user)
        .where(SessionRow.id == digest(token), SessionRow.expires_at > now, SessionRow.seen_at > now - IDLE, UserRow.disabled_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    return ActiveSession(found.id, User(found.name, Role(found.role)), found.must_change, now - found.seen_at > _TO_THE_NEAREST)


def seen(session: Session, id: str, now: datetime) -> None:
    """Note that the session was used now."""
    session.execute(update(SessionRow).where(SessionRow.id == id, SessionRow.seen_at < now).values(seen_at=now))


def end(session: Session, id: str) -> None:
    """Sign this browser out."""
    session.execute(delete(SessionRow).where(SessionRow.id == id))
