"""The desk's log: what was asked for, how it ended, and the traceback of every error. Never a query, a cookie, a token or a password.

Who asked, and what was tried against the door, stands in the security log under the same request id.
"""

import logging
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from records.json_log import TEXT, formatter

_LARGEST, _KEPT = 5_000_000, 5


def open_log(folder: Path, form: str = TEXT) -> logging.Logger:
    """A log in this folder. It has no global name, so that two desks in one process have two logs."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / "desk.log", maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(formatter(form))
    log = logging.Logger("desk", logging.INFO)
    log.addHandler(handler)
    return log


class AccessLog:
    """Writes one line for each request, without its query, and gives it an id that stands in both logs and in the answer."""

    def __init__(self, app: ASGIApp, log: logging.Logger, observe: Callable[[Scope, int, float], None] | None = None) -> None:
        """`observe` is called with each request that has ended, its status (0: none was sent) and its time in seconds."""
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
            # The path as it was sent: a line break written as %0A cannot begin a new line in the log.
            path = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "backslashreplace")
            seconds = time.perf_counter() - began
            if self.observe is not None:
                self.observe(scope, status, seconds)
            took = round(seconds * 1000)
            fields = {"method": scope["method"], "path": path, "status": status, "ms": took, "request": id}
            self.log.info("%s %s %s %d ms %s", *fields.values(), extra={"fields": fields})


def failure(log: logging.Logger, error: Exception) -> str:
    """Write down how an error came about. Gives an id by which the person who met it can be helped."""
    id = secrets.token_hex(4)
    log.error("%s\n%s", id, "".join(_told(error)), extra={"fields": {"fault": id}})
    return id


def _told(error: BaseException) -> Iterator[str]:
    """The traceback of the error and of those that led to it. Only the first line of its message is kept, because databases add the values
    they were given."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _told(cause)
        yield "which led to\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__qualname__}: {str(error).partition(chr(10))[0][:300]}\n"
