"""API tokens for programs: each has a name, a scope and an expiry. It is readable only when created, because only its hash is stored."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from records import users
from records.errors import QorganError
from records.i18n import tr
from records.tables import LARGEST_LONG_ID, TokenRow, UserRow
from records.user_roles import DAYS as DAYS
from records.user_roles import MOST_DAYS as MOST_DAYS
from records.user_roles import SCOPE_LABELS as SCOPE_LABELS
from records.user_roles import Role
from records.user_roles import TokenScope as TokenScope
from records.users import BadUser, User, digest

_PREFIX = "qg_"
"""The prefix of every token, so that a search finds leaked ones."""
MOST_LIVE = 20
_LONGEST_NAME = 60
# The precision of the stored last use, so that not every request writes to the database.
_USE_PRECISION = timedelta(minutes=1)


class BadToken(QorganError):
    """The token cannot be made like this, or there is none of this number. Raised here; exit 1, and 422 on the desk."""


@dataclass(frozen=True)
class TokenHolder:
    """The owner and scope of a token. `stale`: the time of its last use should be written."""

    id: int
    person: User
    scope: TokenScope
    stale: bool


def create_token(
    session: Session, row: UserRow, *, name: str = "", scope: TokenScope = TokenScope.DECIDE, days: int = DAYS, who: str, now: datetime
) -> str:
    """Return a new token.

    Raises BadUser for a disabled user or one who must choose a password first, BadToken for too many tokens or too long a lifetime.
    """
    if row.disabled_at:
        raise BadUser(tr("{name} is disabled").format(name=row.name))
    if row.must_change:
        raise BadUser(tr("{name} has yet to choose a password; make the token after that, because the choice ends every token").format(name=row.name))
    if not 1 <= days <= MOST_DAYS:
        raise BadToken(tr("a token lives for 1 to {most} days").format(most=MOST_DAYS))
    users.lock_users(session)
    if session.scalar(select(func.count()).select_from(_live(row.name, now).subquery())) >= MOST_LIVE:  # type: ignore[operator]
        raise BadToken(tr("{name} has {n} tokens already; revoke one first").format(name=row.name, n=MOST_LIVE))
    token = _PREFIX + secrets.token_urlsafe(32)
    token_row = TokenRow(
        user=row.name,
        hash=digest(token),
        created_at=now,
        revoked_at=None,
        name=" ".join(name.split())[:_LONGEST_NAME],
        scope=scope.value,
        expires_at=now + timedelta(days=days),
        used_at=None,
    )
    session.add(token_row)
    session.flush()
    users.note_change(
        session,
        row,
        {},
        {"token": "given", "id": token_row.id, "scope": token_row.scope, "until": token_row.expires_at.isoformat()},
        who=who,
        now=now,
    )
    return token


def active_tokens(session: Session, name: str, now: datetime) -> Sequence[TokenRow]:
    """Return a user's tokens that are neither revoked nor expired, the newest first."""
    return session.scalars(_live(name, now).order_by(TokenRow.id.desc())).all()


def revoke(session: Session, row: UserRow, id: int, *, who: str, now: datetime) -> None:
    """Revoke one token. Raises BadToken if the user has no such token."""
    # Databases cannot compare a number beyond 64 bits.
    token = session.scalars(_live(row.name, now).where(TokenRow.id == id)).one_or_none() if 0 < id <= LARGEST_LONG_ID else None
    if token is None:
        raise BadToken(tr("{name} has no token {id}").format(name=row.name, id=id))
    token.revoked_at = now
    users.note_change(session, row, {}, {"token": "revoked", "id": id}, who=who, now=now)


def revoke_all(session: Session, row: UserRow, *, who: str, now: datetime) -> None:
    """Revoke every token of a user."""
    users.revoke_tokens(session, row.name, now)
    users.note_change(session, row, {}, {"token": "revoked"}, who=who, now=now)


def token_holder(session: Session, token: str, now: datetime) -> TokenHolder | None:
    """Return the owner of a token.

    None if it is unknown, revoked or expired, or if its user is disabled or must choose a password first.
    """
    query = (
        select(TokenRow.id, TokenRow.scope, TokenRow.used_at, UserRow.name, UserRow.role)
        .join(UserRow, TokenRow.user == UserRow.name)
        .where(TokenRow.hash == digest(token), TokenRow.revoked_at.is_(None), TokenRow.expires_at > now)
        .where(UserRow.disabled_at.is_(None), UserRow.must_change.is_(False))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    stale = row.used_at is None or now - row.used_at > _USE_PRECISION
    return TokenHolder(row.id, User(row.name, Role(row.role)), TokenScope(row.scope), stale)


def note_token_use(session: Session, id: int, now: datetime) -> None:
    """Record that the token was used now."""
    session.execute(update(TokenRow).where(TokenRow.id == id).values(used_at=now))


def _live(name: str, now: datetime) -> Select[TokenRow]:
    return select(TokenRow).where(TokenRow.user == name, TokenRow.revoked_at.is_(None), TokenRow.expires_at > now)
