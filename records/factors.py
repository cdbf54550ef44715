"""Second factors of a user: state and removal.

`desk.auth` verifies them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from records import users
from records.tables import CodeGeneratorRow, PasskeyRow, RecoveryCodeRow, UserRow


class FactorKind(StrEnum):
    """Kinds of second factors."""

    CODE = "code"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class FactorState:
    """The second factors that a user has set up."""

    code: CodeGeneratorRow | None
    passkeys: Sequence[PasskeyRow]
    recovery: int
    """Recovery codes that are not used yet."""

    @property
    def any(self) -> bool:
        return self.code is not None or bool(self.passkeys)


def factor_state(session: Session, name: str) -> FactorState:
    """Return the working second factors of a user."""
    code = session.scalars(select(CodeGeneratorRow).where(CodeGeneratorRow.user == name, CodeGeneratorRow.confirmed_at.is_not(None))).one_or_none()
    passkeys = session.scalars(select(PasskeyRow).where(PasskeyRow.user == name).order_by(PasskeyRow.id)).all()
    unused = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.user == name, RecoveryCodeRow.used_at.is_(None))
    return FactorState(code, passkeys, session.scalar(unused) or 0)


def has_second_factor(session: Session, name: str) -> bool:
    """Return whether a password alone is not enough for this user."""
    code = exists().where(CodeGeneratorRow.user == name, CodeGeneratorRow.confirmed_at.is_not(None))
    return bool(session.scalar(select(or_(code, exists().where(PasskeyRow.user == name)))))


def users_with_factors(session: Session) -> frozenset[str]:
    """Return the users who have any second factor."""
    coded = select(CodeGeneratorRow.user).where(CodeGeneratorRow.confirmed_at.is_not(None))
    return frozenset(session.scalars(coded.union(select(PasskeyRow.user))))


def log_factor_added(session: Session, row: UserRow, kind: FactorKind, *, who: str, now: datetime) -> None:
    """Record in the ledger that a factor was set up."""
    users.note_change(session, row, {}, {"factor": "added", "kind": kind.value}, who=who, now=now)


def log_factor_removed(session: Session, row: UserRow, kind: FactorKind, *, who: str, now: datetime) -> None:
    """Record in the ledger that a factor was removed.

    Recovery codes are deleted with the last one.
    """
    session.flush()
    if not has_second_factor(session, row.name):
        session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user == row.name))
    users.note_change(session, row, {}, {"factor": "removed", "kind": kind.value}, who=who, now=now)


def remove_all_factors(session: Session, row: UserRow, *, who: str, now: datetime) -> None:
    """Remove all factors of somebody who has lost them.

    Ends the user's sessions and revokes the user's tokens.
    """
    users.lock_users(session)
    for table in (CodeGeneratorRow, PasskeyRow, RecoveryCodeRow):
        session.execute(delete(table).where(table.user == row.name))
    users.credentials_changed(session, row, now)
    users.note_change(session, row, {}, {"factor": "removed", "kind": "all"}, who=who, now=now)
