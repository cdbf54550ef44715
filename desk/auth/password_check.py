"""The check of a password, at signing in and wherever the desk asks for it again. Every failure counts towards one limit.

Otherwise an open session on a shared computer would allow unlimited guesses of its password.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from fastapi import Request
from sqlalchemy.orm import Session

from desk.auth import sign_in_limits
from desk.auth.client_address import address_of
from desk.auth.sessions import known_browser
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records import users
from records.database import write_transaction
from records.errors import QorganError
from records.i18n import ntr, tr
from records.tables import UserRow


class WrongPassword(QorganError):
    """Raised where name and password do not match; 401 at signing in, 422 elsewhere."""


class TooManyTries(QorganError):
    """Raised where a user has to wait before the next try; 429 with Retry-After."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = ceil(wait.total_seconds())
        minutes = ceil(self.seconds / 60)
        super().__init__(ntr("too many tries; try again in {n} minute", "too many tries; try again in {n} minutes", minutes).format(n=minutes))


@dataclass(frozen=True)
class VerifiedPassword:
    """The user whose password it was, the hash that it matched, and how often her credentials had changed by then."""

    name: str
    password_hash: str
    credential_changes: int

    def holds(self, session: Session) -> UserRow | None:
        """Return the user, if nothing has changed since: no other password, no reset, not disabled.

        Until the transaction ends nothing can change, so the next action is certainly by this user.
        """
        users.lock_users(session)
        row = users.find(session, self.name)
        unchanged = (row.password_hash, row.credential_changes) == (self.password_hash, self.credential_changes)
        return row if unchanged and not row.disabled_at else None


def verify_password(
    request: Request, name: str, password: str, now: datetime, failed: SecurityEvent = SecurityEvent.PASSWORD_WRONG
) -> VerifiedPassword:
    """Return whose password it is. Raises WrongPassword, TooManyTries.

    It takes as long for an unknown name; a failure is logged as `failed`.
    """
    desk = desk_state(request)
    with write_transaction(desk.engine) as session:
        user = users.find_user_or_none(session, name)
        admitted = sign_in_limits.admit(session, name, address_of(request), now, browser=known_browser(request, user, now))
    who = {"user": user.name} if user else {"typed": desk.security.hashed(users.fold_name(name))}
    if isinstance(admitted, timedelta):
        desk.security.note(request, SecurityEvent.LOCKED, **who)
        raise TooManyTries(admitted)
    hashed = user.password_hash if user and not user.disabled_at else None
    if not desk.passwords.matches(hashed, password) or user is None or hashed is None:
        desk.security.note(request, failed, **who)
        raise WrongPassword(tr("name or password is wrong"))
    renewed = desk.passwords.hash(password) if desk.passwords.outdated(hashed) else hashed
    with write_transaction(desk.engine) as session:
        row = VerifiedPassword(user.name, hashed, user.credential_changes).holds(session)
        if row is None:
            raise WrongPassword(tr("name or password is wrong"))
        sign_in_limits.succeeded(session, admitted)
        users.rehash(row, renewed)
    return VerifiedPassword(user.name, renewed, user.credential_changes)
