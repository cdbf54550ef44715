"""Second factors: what proves who somebody is beside the password. No secret lies here in the clear."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base

_SERIAL = BigInteger().with_variant(Integer, "sqlite")


class CodeGeneratorRow(Base):
    """An app of a user that shows a code of six digits every half minute (TOTP, RFC 6238)."""

    __tablename__ = "code_generators"

    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(200))
    """Encrypted with a key that is derived from the desk's own, which does not lie in the database."""
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When the first code was right; before, it is asked for nowhere."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The half minute of the last code that was taken: neither it nor an earlier one is taken again."""


class PasskeyRow(Base):
    """A passkey of a user (WebAuthn): its public key. The private one never leaves the device."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(_SERIAL, primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential: Mapped[str] = mapped_column(Text, unique=True)
    """The id that the device gave it, in base64url."""
    public_key: Mapped[str] = mapped_column(Text)
    """COSE key, in base64url."""
    signatures: Mapped[int] = mapped_column(BigInteger, default=0)
    """The device's own count at the last use; a lower one later would be a copy."""
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCodeRow(Base):
    """A code for one sign-in without the device. Only its SHA-256 is kept, as `hash`: the code is too long to be guessed from it."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(_SERIAL, primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class ChallengeRow(Base):
    """What a passkey is asked to sign, for one try. `key` is the session that asked, or a hash of what ties the form of signing in to its browser."""

    __tablename__ = "passkey_challenges"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    challenge: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(index=True)
