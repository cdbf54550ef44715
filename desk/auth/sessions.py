"""Sessions of signed-in browsers, stored in the database: a session deleted there has ended everywhere. Also the cookies of browsers known for a
user.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.auth.keys import Purpose, derive_key
from desk.state import desk_state
from records.tables import PersonalNoticeRow, SessionRow, UserRow
from records.users import Role, User, digest

# The names of the desk's own cookies.


def cookie_name(request: Request, plain: str) -> str:
    """Return the name of a cookie for every path.

    Behind TLS the prefix makes the browser refuse one that another host or a page without TLS has set.
    """
    return f"__Host-{plain}" if request.url.scheme == "https" else plain


# Browsers with an earlier sign-in of a user. Their tries are counted separately, so that strangers who guess without end lock nobody out.
#
# A cookie shows it, one for each person who signs in there. It opens nothing and names nobody: it is only valid with the name it was made for, and no
# longer after another password, a reset or a disabling.

LIFE = timedelta(days=180)


def remember(answer: Response, request: Request, user: UserRow, now: datetime) -> None:
    """Mark the browser as known for this user from now on.

    Each cookie is counted separately: a copy of an earlier one shares nothing with the later one.
    """
    browser, ends = secrets.token_urlsafe(16), int((now + LIFE).timestamp())
    value = f"{browser}.{ends}.{_signed(request, user, browser, ends)}"
    secure = request.url.scheme == "https"
    answer.set_cookie(_name(request, user), value, max_age=int(LIFE.total_seconds()), path="/", httponly=True, samesite="strict", secure=secure)


def known_browser(request: Request, user: UserRow | None, now: datetime) -> str:
    """Return an identifier of this browser that nobody can choose; empty without a sign-in since the user's credentials changed."""
    if user is None:
        return ""
    browser, _, proof = request.cookies.get(_name(request, user), "").partition(".")
    ends, _, signature = proof.partition(".")
    if not (ends.isascii() and ends.isdigit() and len(ends) < 12):
        return ""
    holds = hmac.compare_digest(_signed(request, user, browser, int(ends)).encode(), signature.encode())
    return browser if holds and now.timestamp() < int(ends) else ""


def _name(request: Request, user: UserRow) -> str:
    """Return the cookie's name, one for each person, so that people who share a browser do not replace each other's."""
    key = derive_key(desk_state(request).secret, Purpose.KNOWN_BROWSERS)
    return cookie_name(request, f"qorgan-known-{hmac.new(key, f'name {user.name}'.encode(), hashlib.sha256).hexdigest()[:16]}")


def _signed(request: Request, user: UserRow, browser: str, ends: int) -> str:
    key = derive_key(desk_state(request).secret, Purpose.KNOWN_BROWSERS)
    bound = "\0".join(("browser", user.name, str(user.credential_changes), browser, str(ends)))
    return hmac.new(key, bound.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


# Characters of a session's id that name it on a page: enough to distinguish sessions, and useless for opening one.
HANDLE = 16
# How long after the password the second factor may follow.
_TO_FINISH = timedelta(minutes=10)
_IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# Precision of the last use of a session, so that not every page view writes to the database.
_TO_THE_NEAREST = timedelta(minutes=5)
# Counted in the same query.
_UNREAD = (
    select(func.count())
    .where(PersonalNoticeRow.user == UserRow.name, PersonalNoticeRow.read_at.is_(None), SessionRow.awaits.is_(False))
    .correlate(UserRow, SessionRow)
    .scalar_subquery()
)
# Built once, since every page runs it.
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
    """A valid session. `stale`: the time of its last use should be written."""

    id: str
    person: User
    must_change: bool
    stale: bool
    awaits: bool = False
    """The second factor is missing; until then the session opens nothing else."""
    unread: int = 0
    """The number of unread notices, which every page shows, and so is read with the session."""


def begin(session: Session, name: str, now: datetime, *, device: str = "", address: str = "", awaits: bool = False) -> str:
    """Sign a user in, and return the value for the cookie.

    It is always new, regardless of earlier cookies of the browser. Expired sessions are removed.
    """
    session.execute(delete(SessionRow).where(or_(SessionRow.expires_at <= now, SessionRow.seen_at <= now - _IDLE)))
    token = secrets.token_urlsafe(32)
    life = _TO_FINISH if awaits else LONGEST
    row = SessionRow(id=digest(token), user=name, created_at=now, seen_at=now, expires_at=now + life, device=device, address=address, awaits=awaits)
    session.add(row)
    session.flush()
    return token


def active_session(session: Session, token: str, now: datetime) -> ActiveSession | None:
    """Return the session of this token.

    None if it was ended, was idle for 12 hours, began 7 days ago, or its user was disabled.
    """
    row = session.execute(_ACTIVE, {"id": digest(token), "now": now, "idle_since": now - _IDLE}).one_or_none()
    if row is None:
        return None
    stale = now - row.seen_at > _TO_THE_NEAREST
    return ActiveSession(row.id, User(row.name, Role(row.role)), row.must_change, stale, row.awaits, row.unread)


def is_kept(session: Session, id: str) -> bool:
    """Return whether nobody has ended the session since it was read."""
    return session.scalar(select(SessionRow.id).where(SessionRow.id == id)) is not None


def touch_session(session: Session, id: str, now: datetime) -> None:
    """Note that the session was used now."""
    session.execute(update(SessionRow).where(SessionRow.id == id, SessionRow.seen_at < now).values(seen_at=now))


def end(session: Session, id: str) -> None:
    """Sign this browser out."""
    session.execute(delete(SessionRow).where(SessionRow.id == id))


def listed(session: Session, name: str, now: datetime) -> Sequence[SessionRow]:
    """Return the browsers in which a user is signed in, the last used first."""
    alive = select(SessionRow).where(
        SessionRow.user == name, SessionRow.expires_at > now, SessionRow.seen_at > now - _IDLE, SessionRow.awaits.is_(False)
    )
    return session.scalars(alive.order_by(SessionRow.seen_at.desc(), SessionRow.created_at.desc())).all()


def end_of(session: Session, name: str, handle: str) -> bool:
    """Sign out one browser of a user, named by the beginning of its id; False if there is none."""
    if len(handle) != HANDLE:
        return False
    ids = session.scalars(select(SessionRow.id).where(SessionRow.user == name, SessionRow.id.startswith(handle, autoescape=True))).all()
    session.execute(delete(SessionRow).where(SessionRow.id.in_(ids)))
    return bool(ids)


def end_others(session: Session, name: str, id: str) -> None:
    """Sign a user out everywhere but in this browser."""
    session.execute(delete(SessionRow).where(SessionRow.user == name, SessionRow.id != id))
