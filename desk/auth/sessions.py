"""Sessions of signed-in browsers, kept in the database. A session that is ended there has ended everywhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from records.tables import PersonalNoticeRow, SessionRow, UserRow
from records.users import Role, User, digest

# So much of a session's id names it on a page: enough to tell them apart, and nothing that opens one.
HANDLE = 16
# How long after the password the second factor may follow.
TO_FINISH = timedelta(minutes=10)
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# How exactly the last use of a session is kept, so that not every page that is read writes to the database.
_TO_THE_NEAREST = timedelta(minutes=5)
# Counted in the same look.
_UNREAD = (
    select(func.count())
    .where(PersonalNoticeRow.user == UserRow.name, PersonalNoticeRow.read_at.is_(None), SessionRow.awaits.is_(False))
    .correlate(UserRow, SessionRow)
    .scalar_subquery()
)
# Asked with every page, so it is put together once.
_ACTIVE = (
    select(SessionRow.id, SessionRow.seen_at, SessionRow.awaits, UserRow.name, UserRow.role, UserRow.must_change, _UNREAD.label("unread"))
    .join(UserRow, UserRow.name == SessionRow.user)
    .where(
        SessionRow.id == bindparam("id"),
        SessionRow.expires_at > bindparam("now"),
        SessionRow.seen_at > bindparam("idle_since"),
        UserRow.disabled_at.is_(None),
    )
)


@dataclass(frozen=True)
class ActiveSession:
    """A session that is valid. `stale`: the time of its last use should be written."""

    id: str
    person: User
    must_change: bool
    stale: bool
    awaits: bool = False
    """The second factor is still to come, and until then it opens nothing else."""
    unread: int = 0
    """How many notices this person has not read: every page tells it, so it comes with the session."""


def begin(session: Session, name: str, now: datetime, *, device: str = "", address: str = "", awaits: bool = False) -> str:
    """Sign a user in. Gives what the cookie is to carry.

    It is always new, whatever the browser carried before. Sessions that have run out are removed.
    """
    session.execute(delete(SessionRow).where(or_(SessionRow.expires_at <= now, SessionRow.seen_at <= now - IDLE)))
    token = secrets.token_urlsafe(32)
    life = TO_FINISH if awaits else LONGEST
    row = SessionRow(id=digest(token), user=name, created_at=now, seen_at=now, expires_at=now + life, device=device, address=address, awaits=awaits)
    session.add(row)
    session.flush()
    return token


def active_session(session: Session, token: str, now: datetime) -> ActiveSession | None:
    """The session of this token. None if it was ended, was idle for 12 hours, began 7 days ago, or its user was disabled."""
    found = session.execute(_ACTIVE, {"id": digest(token), "now": now, "idle_since": now - IDLE}).one_or_none()
    if found is None:
        return None
    stale = now - found.seen_at > _TO_THE_NEAREST
    return ActiveSession(found.id, User(found.name, Role(found.role)), found.must_change, stale, found.awaits, found.unread)


def is_kept(session: Session, id: str) -> bool:
    """Whether nobody has ended the session since it was read."""
    return session.scalar(select(SessionRow.id).where(SessionRow.id == id)) is not None


def seen(session: Session, id: str, now: datetime) -> None:
    """Note that the session was used now."""
    session.execute(update(SessionRow).where(SessionRow.id == id, SessionRow.seen_at < now).values(seen_at=now))


def end(session: Session, id: str) -> None:
    """Sign this browser out."""
    session.execute(delete(SessionRow).where(SessionRow.id == id))


def listed(session: Session, name: str, now: datetime) -> Sequence[SessionRow]:
    """The browsers in which a user is signed in, the last used first."""
    alive = select(SessionRow).where(
        SessionRow.user == name, SessionRow.expires_at > now, SessionRow.seen_at > now - IDLE, SessionRow.awaits.is_(False)
    )
    return session.scalars(alive.order_by(SessionRow.seen_at.desc(), SessionRow.created_at.desc())).all()


def end_of(session: Session, name: str, handle: str) -> bool:
    """Sign out one browser of a user, named by the beginning of its id. False if there is none."""
    if len(handle) != HANDLE:
        return False
    found = session.scalars(select(SessionRow.id).where(SessionRow.user == name, SessionRow.id.startswith(handle, autoescape=True))).all()
    session.execute(delete(SessionRow).where(SessionRow.id.in_(found)))
    return bool(found)


def end_others(session: Session, name: str, id: str) -> None:
    """Sign a user out everywhere but in this browser."""
    session.execute(delete(SessionRow).where(SessionRow.user == name, SessionRow.id != id))
