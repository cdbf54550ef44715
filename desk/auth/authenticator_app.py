"""Codes of six digits from an app (TOTP, RFC 6238). The secret is stored encrypted; a code that was used is not accepted again."""

from base64 import urlsafe_b64encode
from datetime import datetime

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from markupsafe import Markup
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from desk.auth.keys import Purpose, derive_key
from records.tables import CodeGeneratorRow

_ISSUER = "Qorgan"
# A clock may be wrong by half a minute either way.
_WINDOW = 1


def begin(session: Session, name: str, key: bytes, now: datetime) -> str:
    """Return a new secret for a user, in base32; it is required only after `confirm` has seen a code of it."""
    secret = pyotp.random_base32()
    session.execute(delete(CodeGeneratorRow).where(CodeGeneratorRow.user == name, CodeGeneratorRow.confirmed_at.is_(None)))
    session.add(CodeGeneratorRow(user=name, secret=_sealed(key, name, secret), made_at=now, confirmed_at=None, last_step=0))
    session.flush()
    return secret


def address(name: str, secret: str) -> str:
    """Return the `otpauth:` address that an app reads."""
    return pyotp.TOTP(secret, name=name, issuer=_ISSUER).provisioning_uri()


def picture(address: str) -> Markup:
    """Return the address as a QR code: an SVG with its own black on white, which a camera needs in a dark theme too."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff", dark="#000", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704  # segno writes numbers and colours only; nothing of the address stands in it as text


def confirm(session: Session, name: str, key: bytes, code: str, now: datetime) -> bool:
    """Return whether the code belongs to the secret that was begun; from then on it is required."""
    row = session.get(CodeGeneratorRow, name)
    if row is None or row.confirmed_at is not None or not _taken(session, row, key, code, now):
        return False
    row.confirmed_at = now
    return True


def accepts(session: Session, name: str, key: bytes, code: str, now: datetime) -> bool:
    """Return whether the code is right, and later than the last one that was."""
    row = session.get(CodeGeneratorRow, name)
    return row is not None and row.confirmed_at is not None and _taken(session, row, key, code, now)


def remove(session: Session, name: str) -> bool:
    """Remove the app of a user; False if none was required.

    One that was only begun is removed too.
    """
    gone = delete(CodeGeneratorRow).where(CodeGeneratorRow.user == name).returning(CodeGeneratorRow.confirmed_at)
    return session.execute(gone).scalar_one_or_none() is not None


def _taken(session: Session, row: CodeGeneratorRow, key: bytes, code: str, now: datetime) -> bool:
    """Mark the code as used; of two requests with one code only the first succeeds.

    The row is changed only if its step is still an earlier one.
    """
    secret = _opened(key, row.user, row.secret)
    if secret is None:
        return False
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=_WINDOW)
    except OTPVerificationError:
        return False
    later = update(CodeGeneratorRow).where(CodeGeneratorRow.user == row.user, CodeGeneratorRow.last_step < step).values(last_step=step)
    done: CursorResult[tuple[()]] = session.execute(later)  # type: ignore[assignment]
    return done.rowcount == 1


def _sealed(key: bytes, name: str, secret: str) -> str:
    """Return the secret encrypted with the name of its owner, so that nobody's row is valid for another."""
    return _box(key).encrypt(f"{name}\n{secret}".encode()).decode()


def _opened(key: bytes, name: str, sealed: str) -> str | None:
    """Return the secret; None if it was encrypted with another key (`QORGAN_SECRET` has changed) or for somebody else."""
    try:
        owner, _, secret = _box(key).decrypt(sealed.encode()).decode().partition("\n")
    except InvalidToken:
        return None
    return secret if owner == name else None


def _box(key: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(derive_key(key, Purpose.CODE_GENERATORS)))
