"""Who may use the desk: users, their sessions and tokens, and tries to sign in. Passwords and tokens are kept only as hashes.

Second factors stand in `records.tables.factor_tables`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class UserRow(Base):
    """One person who may sign in. Never deleted, since the ledger names them; disabled instead."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """As it stands in the ledger."""
    folded: Mapped[str] = mapped_column(String(80), unique=True)
    """The name as it is compared: without capitals, so that two people cannot be told apart by them alone."""
    role: Mapped[str] = mapped_column(String(12))
    password_hash: Mapped[str] = mapped_column(String(160))
    must_change: Mapped[bool] = mapped_column(default=False)
    """The password is a one-time one: nothing else works until it is changed."""
    lang: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    credential_changes: Mapped[int] = mapped_column(Integer, default=0)
    """How often what proves who it is was changed. What is signed with this number ends with the next change."""


class SessionRow(Base):
    """One signed-in browser. `id` is the SHA-256 of what its cookie carries."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """To the nearest few minutes: not every request writes."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    """Browser and system as the browser names them, for a person to recognise."""
    address: Mapped[str] = mapped_column(String(45), default="")
    """Where it was begun. The last part is left out, so that a copy of the database tells nobody's home."""
    awaits: Mapped[bool] = mapped_column(default=False)
    """The password was right and the second factor is not given yet: nothing but giving it works."""


class TokenRow(Base):
    """A token of the API, shown once when it was made. `hash` is its SHA-256."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(60), default="")
    """For which program it was made, in its owner's words."""
    scope: Mapped[str] = mapped_column(String(8))
    """`read` or `decide`."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """To the nearest minute or so: not every request writes."""


class SignInTryRow(Base):
    """One try to sign in that has not succeeded. `key` is a SHA-256 of the name, the address, or both: people type passwords into the wrong field."""

    __tablename__ = "sign_in_tries"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index("sign_in_tries_of", "key", "at"),)


class TourRow(Base):
    """How far somebody is with the tour of the first day. What is done in it is nobody's work, so that no ledger has it."""

    __tablename__ = "tours"

    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    steps: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was done at each step, by its number; empty = begun anew, or refused when it was offered."""
    at: Mapped[datetime]
