"""Passwords: hashes with argon2id, and whether a password is easy to guess. An unknown name takes as long as a known one, and old hashes are renewed
when the parameters change.
"""

import secrets
import threading
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from records.errors import QorganError
from records.i18n import gettext_noop, tr

# The offline check of a password against lists of common ones, names, rows of keys, dates, and facts about its owner (zxcvbn).

# zxcvbn's own scale: 3 = 10^8 guesses and more. With argon2id that takes years offline, and online it is impossible.
_ENOUGH = 3
# Characters that it examines: further ones make no password weaker, and its work grows with the square of the length.
_LOOKED_AT = 72
# The same keys on a Russian keyboard and on an English one: “пароль” and “gfhjkm” are one password.
_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
# zxcvbn stores the facts about the owner in a table of its module.
_one_at_a_time = threading.Lock()


class Weakness(StrEnum):
    """Why a password is easy to guess."""

    COMMON = "common"
    OWNER = "owner"
    KEYS = "keys"
    DATE = "date"
    REPEATED = "repeated"
    SIMPLE = "simple"


_WORDS: dict[Weakness, str] = {
    Weakness.COMMON: gettext_noop("the password is too easy to guess: it is among the most used ones, or nearly"),
    Weakness.OWNER: gettext_noop("the password is too easy to guess: it is made of a name or a word that everybody connects with you"),
    Weakness.KEYS: gettext_noop("the password is too easy to guess: it is a row of keys or of numbers"),
    Weakness.DATE: gettext_noop("the password is too easy to guess: it is a date or a year with little around it"),
    Weakness.REPEATED: gettext_noop("the password is too easy to guess: the same letters again and again"),
    Weakness.SIMPLE: gettext_noop("the password is too easy to guess; a few words that belong together only for you are best"),
}


def weakness_words(reason: Weakness) -> str:
    """Return what is wrong, without any part of the password."""
    return tr(_WORDS[reason])


def weakness(password: str, about: tuple[str, ...] = ()) -> Weakness | None:
    """Return why a password is too easy to guess; None if it is good enough.

    `about`: facts about its owner.
    """
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    personal = [part for fact in about for part in (fact, *fact.split()) if len(part) > 2] + list(_common_words())
    start = password[:_LOOKED_AT].lower()
    with _one_at_a_time:
        weakest = min((zxcvbn(one, user_inputs=personal) for one in {start, start.translate(_KEYS)}), key=lambda one: int(one["score"]))
    return None if weakest["score"] >= _ENOUGH else _why(weakest["sequence"])


@cache
def _common_words() -> tuple[str, ...]:
    """Return words of the country and of the trade that are in no list of another language."""
    return tuple((Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8").split())


def _why(sequence: list[dict[str, Any]]) -> Weakness:
    """Return the reason, from the longest part that was recognised."""
    longest = max(sequence, key=lambda part: len(part["token"]))
    match longest["pattern"]:
        case "dictionary":
            return {"passwords": Weakness.COMMON, "user_inputs": Weakness.OWNER}.get(longest["dictionary_name"], Weakness.SIMPLE)
        case "spatial" | "sequence":
            return Weakness.KEYS
        case "date" | "regex":
            return Weakness.DATE
        case "repeat":
            return Weakness.REPEATED
        case _:
            return Weakness.SIMPLE


_SHORTEST, LONGEST = 10, 256
# One hash takes 64 MiB and a core. Many sign-ins at once must not take all the memory of the machine.
_AT_ONCE = 2
# No letter or digit that is easily confused with another one.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class BadPassword(QorganError):
    """Raised where the new password is not good enough; exit 1, and 422 on the desk."""


class Passwords:
    """Makes and checks hashes. Tests can pass a cheap hasher. argon2-cffi's defaults follow RFC 9106 (second choice, 64 MiB)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        # A hash that no password matches, for unknown names; made before the first of them comes.
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, stored_hash: str | None, password: str) -> bool:
        """Return whether the password is right.

        For an unknown name (`gettext_noop` is None) it never is, and the check takes as long.
        """
        with self._turn:
            try:
                return self._hasher.verify(self._nobodys if stored_hash is None else stored_hash, password[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, stored_hash: str) -> bool:
        """Return whether the hash was made with other parameters than the current ones."""
        return self._hasher.check_needs_rehash(stored_hash)


def one_time(groups: int = 4) -> str:
    """Return a password to be changed at the first sign-in: groups of four letters and digits, each of about 20 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(groups))


def require_strong(password: str, name: str) -> str:
    """Return the password, if it is good enough. Raises BadPassword with what is wrong."""
    if len(password) < _SHORTEST:
        raise BadPassword(tr("the password is too short; at least {n} characters").format(n=_SHORTEST))
    if len(password) > LONGEST:
        raise BadPassword(tr("the password is too long; at most {n} characters").format(n=LONGEST))
    if reason := weakness(password, (name,)):
        raise BadPassword(weakness_words(reason))
    return password
