"""Users of the desk and the API, with their roles. Every change is a ledger row, which never contains a password, token or hash."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from records import ledger
from records.database import hold_database_lock
from records.errors import QorganError
from records.i18n import tr
from records.tables import PresenceRow, SessionRow, TokenRow, UserRow
from records.user_roles import ROLE_LABELS as ROLE_LABELS
from records.user_roles import Role as Role
from records.vocabulary import LedgerAction

_NAME = re.compile(r"[^\W_][\w .'’-]{0,38}[\w.’]|[^\W_]")
_USERS_LOCK = 7_160_005


class UnknownUser(QorganError):
    """No user has this name. Raised here; exit 1, and 404 on the desk."""


class BadUser(QorganError):
    """The user cannot be made or changed like this (the name is taken or unreadable, or it is the last operator).

    Raised here; exit 1, and 422 on the desk.
    """


@dataclass(frozen=True)
class User:
    """A user who is signed in or has sent a token."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Return whether the person has the rights of this role."""
        return self.role.includes(role)


def fold_name(name: str) -> str:
    """Return a name in normalised form without capitals, for comparison."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())


def find_user_or_none(session: Session, name: str) -> UserRow | None:
    """Return the user with this name, ignoring case; None if there is none."""
    return session.scalars(select(UserRow).where(UserRow.folded == fold_name(name)[:80])).one_or_none()


def find(session: Session, name: str) -> UserRow:
    """Return the user with this name. Raises UnknownUser."""
    row = find_user_or_none(session, name)
    if row is None:
        raise UnknownUser(tr("there is no user {name}").format(name=name)).with_command(tr("`qorgan user list` names them all"))
    return row


def all_users(session: Session) -> Sequence[UserRow]:
    """Return all users sorted by name, including disabled ones."""
    return session.scalars(select(UserRow).order_by(UserRow.folded)).all()


def add(session: Session, name: str, role: Role, password_hash: str, *, must_change: bool, who: str, now: datetime) -> UserRow:
    """Add a user. Raises BadUser if the name is taken or invalid."""
    name = unicodedata.normalize("NFC", name.strip())
    if not _NAME.fullmatch(name) or len(fold_name(name)) > 80:
        raise BadUser(tr("{name} is no name for a user: up to 40 letters and digits, with spaces, full stops or hyphens between").format(name=name))
    lock_users(session)
    if other := find_user_or_none(session, name):
        raise BadUser(tr("there is a user {name} already").format(name=other.name))
    row = UserRow(
        name=name,
        folded=fold_name(name),
        role=role.value,
        password_hash=password_hash,
        must_change=must_change,
        lang=None,
        created_at=now,
        disabled_at=None,
    )
    session.add(row)
    session.flush()
    note_change(session, row, {}, {**_content(row), "password": "set"}, who=who, now=now)
    return row


def add_first(session: Session, name: str, password_hash: str, *, who: str, now: datetime) -> bool:
    """Add an operator with a one-time password if there is no user yet.

    If two processes start at once, one of them does it.
    """
    lock_users(session)
    if session.scalar(select(UserRow.name).limit(1)) is not None:
        return False
    add(session, name, Role.OPERATOR, password_hash, must_change=True, who=who, now=now)
    return True


def set_password(session: Session, row: UserRow, password_hash: str, *, must_change: bool, who: str, now: datetime) -> None:
    """Set another password. Ends all sessions and revokes all tokens of the user."""
    before = _content(row)
    row.password_hash, row.must_change = password_hash, must_change
    credentials_changed(session, row, now)
    note_change(session, row, before, {**_content(row), "password": "changed"}, who=who, now=now)


def rehash(row: UserRow, password_hash: str) -> None:
    """Hash the same password with newer parameters. The ledger does not mention it."""
    row.password_hash = password_hash


def change_role(session: Session, row: UserRow, role: Role, *, who: str, now: datetime) -> None:
    """Set another role, from the next request on.

    Tokens are revoked: they were made under other rights, perhaps with a weaker proof. Raises BadUser if nobody could manage users any more.
    """
    if row.role == role:
        return
    if role is not Role.OPERATOR:
        _refuse_last_operator(session, row)
    before = _content(row)
    row.role = role.value
    revoke_tokens(session, row.name, now)
    note_change(session, row, before, _content(row), who=who, now=now)


def disable(session: Session, row: UserRow, *, who: str, now: datetime) -> None:
    """Disable the user, end all sessions and revoke all tokens. Raises BadUser for the last operator."""
    if row.disabled_at:
        return
    _refuse_last_operator(session, row)
    before = _content(row)
    row.disabled_at = now
    credentials_changed(session, row, now)
    session.execute(delete(PresenceRow).where(PresenceRow.user == row.name))
    note_change(session, row, before, _content(row), who=who, now=now)


def enable(session: Session, row: UserRow, *, who: str, now: datetime) -> None:
    """Enable a disabled user with the same password; revoked tokens stay revoked."""
    if not row.disabled_at:
        return
    before = _content(row)
    row.disabled_at = None
    note_change(session, row, before, _content(row), who=who, now=now)


def credentials_changed(session: Session, row: UserRow, now: datetime) -> None:
    """Invalidate everything that earlier credentials proved: sessions, tokens and remembered browsers.

    Every change of a password, a factor or the right to sign in calls this function, so that none leaves access open.
    """
    lock_users(session)
    # Counted by the database, because the row may have been read before somebody else changed it.
    row.credential_changes = UserRow.credential_changes + 1
    session.flush()
    session.refresh(row, ["credential_changes"])
    end_sessions(session, row.name)
    revoke_tokens(session, row.name, now)


def end_sessions(session: Session, name: str) -> None:
    """Sign the user out of every browser."""
    session.execute(delete(SessionRow).where(SessionRow.user == name))


def revoke_tokens(session: Session, name: str, now: datetime) -> None:
    """Revoke all of the user's tokens."""
    session.execute(update(TokenRow).where(TokenRow.user == name, TokenRow.revoked_at.is_(None)).values(revoked_at=now))


def digest(secret: str) -> str:
    """Return the stored form of a long random secret, which can be recognised but not read back.

    Passwords are short and need argon2 instead.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def lock_users(session: Session) -> None:
    """Lock users and what belongs to them until the transaction ends."""
    hold_database_lock(session, _USERS_LOCK)


def _refuse_last_operator(session: Session, row: UserRow) -> None:
    lock_users(session)
    other_operators = select(func.count()).where(UserRow.role == Role.OPERATOR, UserRow.disabled_at.is_(None), UserRow.name != row.name)
    if row.role == Role.OPERATOR and not row.disabled_at and not session.scalar(other_operators):
        raise BadUser(tr("{name} is the last operator; make another one first").format(name=row.name))


def _content(row: UserRow) -> dict[str, Any]:
    """Return the ledger's content for a user."""
    return {"role": row.role, "disabled": row.disabled_at is not None}


def note_change(session: Session, row: UserRow, before: dict[str, Any], after: dict[str, Any], *, who: str, now: datetime) -> None:
    """Write a change of a user into the ledger, without any secret or its hash."""
    ledger.append(session, at=now, who=who, action=LedgerAction.USER, subject=f"user {row.name}", before=before, after=after)
