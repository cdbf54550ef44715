"""Limits on the size and pace of request bodies, checked before anything is read into memory or onto the disk."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from time import monotonic

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import error_responses
from records.byte_budgets import REQUEST, MiB
from records.i18n import tr

# Routes that accept files. A form is read onto the disk piece by piece, so that a large one takes no memory.
_WITH_FILES = re.compile(r"/cases/(?:new|files)|/drafts/[0-9]{1,12}/files|/incidents/[A-Za-z0-9-]{1,20}/files")


def _takes_files(scope: Scope) -> bool:
    """Return whether a request is to a route that accepts files."""
    return scope["method"] == "POST" and _WITH_FILES.fullmatch(scope["path"]) is not None


class BodyLimit:
    """Middleware that refuses a body that is too large, whether or not its header says so. `files`: the largest size of a file in bytes."""

    def __init__(self, app: ASGIApp, files: int = 0) -> None:
        self.app = app
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        most = REQUEST + (self._files if _takes_files(scope) else 0)
        if not announced.isdigit() or int(announced) > most:
            await error_responses.problem(Request(scope), 413, tr("this is too large"))(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


# The pace at which uploaded files are read. Python uses one core: a recording at the full speed of a local network would delay everybody's pages.

# Bytes a second of all files together: 128 Mbit/s, more than an office's line to the internet. At this pace they take about a tenth of a core.
PACE = 16 * MiB
# The first bytes of each body, read without a pause: most forms have no more, and do not wait for uploads.
_AT_ONCE = MiB // 4
# Seconds by which reading may be ahead before it pauses, so that it does not wake for each piece.
_AHEAD = 0.02


class UploadRateLimit:
    """Middleware that pauses between the pieces of files, so that all together come at no more than `pace` (bytes a second).

    The sender is slowed down as by a slower line.
    """

    def __init__(
        self, app: ASGIApp, pace: int = PACE, clock: Callable[[], float] = monotonic, pause: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self.app = app
        self._pace = pace
        self._clock = clock
        self._pause = pause
        self._read_until = 0.0  # the moment by which the bytes read so far should have come at this pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _takes_files(scope):
            await self.app(scope, receive, send)
            return
        came = 0

        async def paced() -> Message:
            nonlocal came
            message = await receive()
            size = len(message.get("body", b""))
            came += size
            if came > _AT_ONCE:
                await self._let_pass(size)
            return message

        await self.app(scope, paced, send)

    async def _let_pass(self, size: int) -> None:
        now = self._clock()
        self._read_until = max(self._read_until, now) + size / self._pace
        if (ahead := self._read_until - now) > _AHEAD:
            await self._pause(ahead)
