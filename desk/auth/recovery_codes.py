"""Recovery codes on paper, each for one sign-in without the device."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from desk.auth.passwords import one_time
from records.tables import RecoveryCodeRow
from records.users import digest

HOW_MANY = 10
# 119 bits. With 112 or more a plain hash is sufficient for storing them (ASVS 5.0, 6.5.2).
_GROUPS = 6


def make(session: Session, name: str) -> list[str]:
    """Return ten new codes, which can be read only now; earlier ones become invalid."""
    codes = [one_time(_GROUPS) for _ in range(HOW_MANY)]
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user == name))
    session.add_all(RecoveryCodeRow(user=name, hash=digest(code), used_at=None) for code in codes)
    session.flush()
    return codes


def use(session: Session, name: str, code: str, now: datetime) -> bool:
    """Return whether it is an unused code of this user, and mark it as used."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    written = "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
    unused = update(RecoveryCodeRow).where(RecoveryCodeRow.user == name, RecoveryCodeRow.hash == digest(written), RecoveryCodeRow.used_at.is_(None))
    done: CursorResult[tuple[()]] = session.execute(unused.values(used_at=now))  # type: ignore[assignment]
    return done.rowcount == 1
