"""Passwords: argon2id. An unknown name takes as long as a known one, and old hashes are renewed when the parameters change."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk.auth.password_strength import weakness, weakness_words
from records.errors import QorganError
from records.i18n import tr

SHORTEST, LONGEST = 10, 256
# One hash takes 64 MiB and a core. Many people who sign in at once must not take all the memory of the machine.
_AT_ONCE = 2
# No letter or digit that is mistaken for another one when read off a screen.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class BadPassword(QorganError):
    """The new password is not good enough. Raised here; exit 1, and 422 on the desk."""


class Passwords:
    """Makes and checks hashes. The hasher can be given, so that tests can use a cheap one. argon2-cffi's defaults follow RFC 9106 (second
    choice, 64 MiB)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        # A hash that no password matches, for unknown names. It is made before the first of them comes.
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is right. For an unknown name (`kept` is None) it never is, and the check takes as long."""
        with self._turn:
            try:
                return self._hasher.verify(self._nobodys if kept is None else kept, password[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def one_time(groups: int = 4) -> str:
    """A password to be changed at the first sign-in: groups of four letters and digits, each of about 20 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(groups))


def fit(password: str, name: str) -> str:
    """The password, if it is good enough. Raises BadPassword that says what is wrong with it."""
    if len(password) < SHORTEST:
        raise BadPassword(tr("the password is too short; at least {n} characters").format(n=SHORTEST))
    if len(password) > LONGEST:
        raise BadPassword(tr("the password is too long; at most {n} characters").format(n=LONGEST))
    if found := weakness(password, (name,)):
        raise BadPassword(weakness_words(found))
    return password
