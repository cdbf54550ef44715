"""The security log: who tried what against the door, one JSON object a line in `security.log` beside the desk's other log.

Never a password, a token, a code, or a name as it was typed, because people type passwords into the wrong field. An address stands as a keyed hash: the
same one can be followed through the file, and whoever takes the file learns none. What is refused again and again is counted (`desk.repeated_events`).
"""

import fcntl
import hashlib
import hmac
import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from starlette.requests import HTTPConnection

from desk.auth.keys import Purpose, derived
from desk.auth.whereabouts import address_of
from desk.repeated_events import Line, RepeatedEvents

NAME = "security.log"
_LARGEST, _KEPT = 5_000_000, 9
# Paths and methods come from outside, before anybody has signed in.
_LONGEST_VALUE = 200


class SecurityEvent(StrEnum):
    """What happened (docs/operating.md has the meaning of each)."""

    SIGN_IN_OK = "sign_in_ok"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    SESSION_ENDED = "session_ended"
    LOCKED = "locked"
    PASSWORD_WRONG = "password_wrong"  # noqa: S105
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    FACTOR_WRONG = "factor_wrong"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    RECOVERY_USED = "recovery_used"
    TOKEN_MADE = "token_made"  # noqa: S105
    TOKEN_USED_WRONG = "token_used_wrong"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    USER_ADDED = "user_added"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    ROLE_CHANGED = "role_changed"
    FORBIDDEN = "forbidden"
    CSRF_REFUSED = "csrf_refused"
    HOST_REFUSED = "host_refused"
    EXPORT_MADE = "export_made"


# What anybody can bring about as often as he likes.
REFUSED = frozenset({
    SecurityEvent.SIGN_IN_FAILED, SecurityEvent.LOCKED, SecurityEvent.PASSWORD_WRONG, SecurityEvent.FACTOR_WRONG, SecurityEvent.TOKEN_USED_WRONG,
    SecurityEvent.FORBIDDEN, SecurityEvent.CSRF_REFUSED, SecurityEvent.HOST_REFUSED,
})  # fmt: skip


class SecurityLog:
    """Appends to the file of one data folder. Desk and shell may write at once: each line is written under a lock, and none is half there."""

    def __init__(self, folder: Path, secret: bytes, clock: Callable[[], datetime]) -> None:
        self.path, self._key, self._clock = folder / NAME, derived(secret, Purpose.SECURITY_LOG), clock
        self._repeated, self._counting = RepeatedEvents(), threading.Lock()
        # Counts that could not be written when they were due.
        self._owed: list[Line] = []

    def note(self, request: HTTPConnection, event: SecurityEvent, user: str = "", **more: Any) -> None:
        """Write down what came with a request: with its address, its id, and the user if one is known. What was refused before is only counted.

        What was done is noted within its transaction: where the log cannot be written, nothing is done, and no password is set that nobody sees.
        """
        known = getattr(request.state, "person", None)
        line = self._line(event, user or (known.name if known else ""), address_of(request), getattr(request.state, "request_id", ""), **more)
        with self._counting:
            self._tell(self._repeated.refused(line, self._clock()) if event in REFUSED else [*self._repeated.other(), line], line)

    def write(self, event: SecurityEvent, user: str = "", address: str = "", request: str = "", **more: Any) -> None:
        """Write down what happened. `user` is the name of a user that exists; for what was typed as a name, `typed=log.hashed(name)`."""
        line = self._line(event, user, address, request, **more)
        with self._counting:
            self._tell([*self._repeated.other(), line], line)

    def tell_due(self) -> None:
        """Write how often an event was refused in the ten minutes that are over. Called now and then while the desk is open."""
        with self._counting:
            self._tell(self._repeated.due(self._clock()))

    def tell_all(self) -> None:
        """Write all that was only counted so far. Called at the end."""
        with self._counting:
            self._tell(self._repeated.other())

    def _line(self, event: SecurityEvent, user: str, address: str, request: str, **more: Any) -> Line:
        return {
            "at": self._clock().isoformat(timespec="milliseconds"),
            "event": event.value,
            "user": user or None,
            "address": self.hashed(address) if address else None,
            "request": request or None,
            **{name: _shortened(value) for name, value in more.items()},
        }

    def _tell(self, lines: list[Line], event: Line | None = None) -> None:
        """Write these lines. Where that fails, what was counted is kept for the next time; the event of now is not, since its act fails with it (see `note`)."""
        lines = self._owed + lines
        self._owed = [line for line in lines if line is not event]
        if lines:
            self._append(b"".join(json.dumps(line, ensure_ascii=True).encode() + b"\n" for line in lines))
        self._owed = []

    def require_writable(self) -> None:
        """Raises OSError where no line can be added: before the act of which the line is to tell."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))

    def hashed(self, value: str) -> str:
        """A keyed hash: the same value has the same one, and no list of values gives it away."""
        return hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                # Somebody else may have put a new file in its place while we waited.
                if not self._still_named(handle):
                    continue
                if os.fstat(handle).st_size >= _LARGEST:
                    self._rotate()
                    continue
                _write_whole(handle, line)
                return
            finally:
                os.close(handle)

    def _still_named(self, handle: int) -> bool:
        try:
            named = os.stat(self.path)
        except FileNotFoundError:
            return False
        ours = os.fstat(handle)
        return (named.st_dev, named.st_ino) == (ours.st_dev, ours.st_ino)

    def _rotate(self) -> None:
        for number in range(_KEPT - 1, 0, -1):
            older = self.path.with_name(f"{NAME}.{number}")
            if older.exists():
                os.replace(older, self.path.with_name(f"{NAME}.{number + 1}"))
        os.replace(self.path, self.path.with_name(f"{NAME}.1"))


def _write_whole(handle: int, lines: bytes) -> None:
    """Append all of it. Where the disk is full in the midst, what was begun is taken back: half a line would spoil the next one. Under the lock."""
    before, rest = os.fstat(handle).st_size, lines
    try:
        while rest:
            rest = rest[os.write(handle, rest) :]
    except OSError:
        # What is no file of a disk cannot be cut, and then nothing of the line is there.
        with suppress(OSError):
            os.ftruncate(handle, before)
        raise


def _shortened(value: Any) -> Any:
    return f"{value[:_LONGEST_VALUE]}…" if isinstance(value, str) and len(value) > _LONGEST_VALUE else value
