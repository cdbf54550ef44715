"""The desk's two logs: the access log of requests and errors, and the security log of sign-ins and refusals, one JSON object a line in
`security.log`.

The security log never contains a password, a token, a code, or a name as it was typed, because people type passwords into the wrong field. An address
is a keyed hash: the same one can be followed through the file, but cannot be read from it. Repeated refusals are counted (`RepeatedEvents`).
"""

import fcntl
import hashlib
import hmac
import json
import logging
import os
import secrets
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.auth.client_address import address_of
from desk.auth.keys import Purpose, derive_key
from records.json_log import TEXT, formatter

# The access log: requests, their status, and the traceback of every error. Never a query, a cookie, a token or a password. The user, and failed
# sign-ins, are in the security log under the same request id.

_LARGEST, _KEPT = 5_000_000, 5


def open_log(folder: Path, form: str = TEXT) -> logging.Logger:
    """Return a log in this folder; it has no global name, so that two desks in one process have two logs."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / "desk.log", maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(formatter(form))
    log = logging.Logger("desk", logging.INFO)
    log.addHandler(handler)
    return log


class AccessLog:
    """Middleware that writes one line for each request, without its query, and gives it an id that is in both logs and in the answer."""

    def __init__(self, app: ASGIApp, log: logging.Logger, observe: Callable[[Scope, int, float], None] | None = None) -> None:
        """Set up the middleware.

        `observe` is called with each request that has ended, its status (0: none was sent) and its time in seconds.
        """
        self.app, self.log, self.observe = app, log, observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, id = time.perf_counter(), 0, secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = id

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = id
            await send(message)

        try:
            await self.app(scope, receive, tell)
        finally:
            # The encoded path: a line break written as %0A cannot begin a new line in the log.
            path = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "backslashreplace")
            seconds = time.perf_counter() - began
            if self.observe is not None:
                self.observe(scope, status, seconds)
            took = round(seconds * 1000)
            fields = {"method": scope["method"], "path": path, "status": status, "ms": took, "request": id}
            self.log.info("%s %s %s %d ms %s", *fields.values(), extra={"fields": fields})


def failure(log: logging.Logger, error: Exception) -> str:
    """Log an error with its traceback, and return an id for the person who met it."""
    id = secrets.token_hex(4)
    log.error("%s\n%s", id, "".join(_told(error)), extra={"fields": {"fault": id}})
    return id


def _told(error: BaseException) -> Iterator[str]:
    """Yield the traceback of the error and of those that led to it.

    Only the first line of its message is kept, because databases add the values they were given.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _told(cause)
        yield "which led to\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__qualname__}: {str(error).partition(chr(10))[0][:300]}\n"


# Repeated refusals, written together: the first at once, the others as a number. So a flood of them displaces nothing from the log.
#
# Of one kind of event at most five lines in ten minutes are written in full, an identical one once. Further ones are counted, and written before the
# next other line, or when the ten minutes are over.

LogEntry = dict[str, Any]

WINDOW = timedelta(minutes=10)
IN_FULL = 5
# Largest number of different addresses that is counted exactly, and of names.
_MOST_ADDRESSES, _MOST_NAMES = 1_000, 20
# Parts that differ in each line and do not make two lines different.
_OF_ONE_LINE = frozenset({"at", "request"})
# Parts of every line, empty if need be.
_ALWAYS = frozenset({"at", "event", "user", "address", "request"})


@dataclass
class _Repeats:
    """Lines of one kind that were not written."""

    first: LogEntry
    common: LogEntry
    times: int = 1
    addresses: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)

    def add(self, line: LogEntry) -> None:
        self.times += 1
        differing = [name for name, value in self.common.items() if line.get(name) != value]
        for name in differing:
            if name in _ALWAYS:
                self.common[name] = None
            else:
                del self.common[name]
        self.common["at"] = line["at"]
        self.note(line)

    def note(self, line: LogEntry) -> None:
        if line["address"] and len(self.addresses) < _MOST_ADDRESSES:
            self.addresses.add(line["address"])
        if line["user"] and len(self.users) < _MOST_NAMES:
            self.users.add(line["user"])

    def told(self) -> LogEntry:
        """Return a single line unchanged; several as their common parts, their number, and the time of the first."""
        if self.times == 1:
            return self.first
        users = {"users": sorted(self.users)} if len(self.users) > 1 else {}
        return {**self.common, "repeats": self.times, "since": self.first["at"], "addresses": len(self.addresses), **users}


@dataclass
class _Kind:
    """One kind of event within its ten minutes."""

    began: datetime
    in_full: int = 0
    seen: list[LogEntry] = field(default_factory=list)
    repeats: _Repeats | None = None


class RepeatedEvents:
    """The counted events that are not written yet. Every method returns the lines to write now, in order."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._latest = ""

    def refused(self, line: LogEntry, now: datetime) -> list[LogEntry]:
        """Add a refused event; return nothing where it is only counted."""
        lines = self.due(now)
        kind = self._kinds.setdefault(line["event"], _Kind(now))
        same = {name: value for name, value in line.items() if name not in _OF_ONE_LINE}
        if same in kind.seen or kind.in_full >= IN_FULL:
            self._count(kind, line)
            return lines
        kind.in_full += 1
        kind.seen.append(same)
        return [*lines, *self._told(self._latest), line]

    def other(self) -> list[LogEntry]:
        """Return all that was counted, before an event that is never counted or before the end.

        What is repeated after it is written at once again.
        """
        lines = [line for event in self._kinds for line in self._told(event)]
        for kind in self._kinds.values():
            kind.seen.clear()
        return lines

    def due(self, now: datetime) -> list[LogEntry]:
        """Return what was counted in ten minutes that are over, including those of a clock that was set back."""
        over = [event for event, kind in self._kinds.items() if not timedelta(0) <= now - kind.began < WINDOW]
        lines = [line for event in over for line in self._told(event)]
        for event in over:
            del self._kinds[event]
        return lines

    def _count(self, kind: _Kind, line: LogEntry) -> None:
        self._latest = line["event"]
        if kind.repeats is None:
            kind.repeats = _Repeats(line, dict(line))
            kind.repeats.note(line)
        else:
            kind.repeats.add(line)

    def _told(self, event: str) -> list[LogEntry]:
        kind = self._kinds.get(event)
        if kind is None or kind.repeats is None:
            return []
        line, kind.repeats = kind.repeats.told(), None
        return [line]


NAME = "security.log"
_LARGEST_LOG, _KEPT_LOGS = 5_000_000, 9
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


# Events that anybody can cause in any number.
REFUSED = frozenset({
    SecurityEvent.SIGN_IN_FAILED, SecurityEvent.LOCKED, SecurityEvent.PASSWORD_WRONG, SecurityEvent.FACTOR_WRONG, SecurityEvent.TOKEN_USED_WRONG,
    SecurityEvent.FORBIDDEN, SecurityEvent.CSRF_REFUSED, SecurityEvent.HOST_REFUSED,
})  # fmt: skip


class SecurityLog:
    """A writer to the security log of one data folder.

    Desk and shell may write at once: each line is written under a lock, and none is partial.
    """

    def __init__(self, folder: Path, secret: bytes, clock: Callable[[], datetime]) -> None:
        self.path, self._key, self._clock = folder / NAME, derive_key(secret, Purpose.SECURITY_LOG), clock
        self._repeated, self._counting = RepeatedEvents(), threading.Lock()
        # Counts that could not be written when they were due.
        self._owed: list[LogEntry] = []

    def note(self, request: HTTPConnection, event: SecurityEvent, user: str = "", **more: Any) -> None:
        """Write an event of a request with its address, its id, and the user if one is known; repeated refusals are only counted.

        An action is logged within its transaction: where the log cannot be written, nothing is done, and no password is set that nobody sees.
        """
        current_user = getattr(request.state, "person", None)
        line = self._line(
            event, user or (current_user.name if current_user else ""), address_of(request), getattr(request.state, "request_id", ""), **more
        )
        with self._counting:
            self._tell(self._repeated.refused(line, self._clock()) if event in REFUSED else [*self._repeated.other(), line], line)

    def write(self, event: SecurityEvent, user: str = "", address: str = "", request: str = "", **more: Any) -> None:
        """Write an event.

        `user` is the name of a user that exists; for what was typed as a name, `typed=log.hashed(name)`.
        """
        line = self._line(event, user, address, request, **more)
        with self._counting:
            self._tell([*self._repeated.other(), line], line)

    def tell_due(self) -> None:
        """Write how often an event was refused in the ten minutes that are over; called at intervals while the desk is open."""
        with self._counting:
            self._tell(self._repeated.due(self._clock()))

    def tell_all(self) -> None:
        """Write all that was only counted so far; called at the end."""
        with self._counting:
            self._tell(self._repeated.other())

    def _line(self, event: SecurityEvent, user: str, address: str, request: str, **more: Any) -> LogEntry:
        return {
            "at": self._clock().isoformat(timespec="milliseconds"),
            "event": event.value,
            "user": user or None,
            "address": self.hashed(address) if address else None,
            "request": request or None,
            **{name: _shortened(value) for name, value in more.items()},
        }

    def _tell(self, lines: list[LogEntry], event: LogEntry | None = None) -> None:
        """Write these lines.

        Where that fails, the counts are kept for the next time; the current event is not, since its act fails with it (see `note`).
        """
        lines = self._owed + lines
        self._owed = [line for line in lines if line is not event]
        if lines:
            self._append(b"".join(json.dumps(line, ensure_ascii=True).encode() + b"\n" for line in lines))
        self._owed = []

    def require_writable(self) -> None:
        """Raise OSError where no line can be added, before the act that the line reports."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))

    def hashed(self, value: str) -> str:
        """Return a keyed hash: the same value has the same one, and no list of values reveals it."""
        return hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                # Somebody else may have replaced the file while we waited.
                if not self._still_named(handle):
                    continue
                if os.fstat(handle).st_size >= _LARGEST_LOG:
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
        for number in range(_KEPT_LOGS - 1, 0, -1):
            older = self.path.with_name(f"{NAME}.{number}")
            if older.exists():
                os.replace(older, self.path.with_name(f"{NAME}.{number + 1}"))
        os.replace(self.path, self.path.with_name(f"{NAME}.1"))


def _write_whole(handle: int, lines: bytes) -> None:
    """Append all of it, under the lock.

    Where the disk becomes full, a partial line is removed again, because it would spoil the next one.
    """
    before, remaining = os.fstat(handle).st_size, lines
    try:
        while remaining:
            remaining = remaining[os.write(handle, remaining) :]
    except OSError:
        # A special file cannot be truncated, and then no part of the line was written.
        with suppress(OSError):
            os.ftruncate(handle, before)
        raise


def _shortened(value: Any) -> Any:
    return f"{value[:_LONGEST_VALUE]}…" if isinstance(value, str) and len(value) > _LONGEST_VALUE else value
