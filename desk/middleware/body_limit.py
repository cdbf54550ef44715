"""How much anybody may send. It is checked before anything is read into memory or onto the disk."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import error_answers
from records.byte_budgets import REQUEST
from records.i18n import tr

# Where files are sent. A form is read onto the disk piece by piece, so that a large one takes no memory.
_WITH_FILES = re.compile(r"/cases/(?:new|files)|/drafts/[0-9]{1,12}/files|/incidents/[A-Za-z0-9-]{1,20}/files")


def takes_files(scope: Scope) -> bool:
    """Whether a request is to a place where files are sent."""
    return scope["method"] == "POST" and _WITH_FILES.fullmatch(scope["path"]) is not None


class BodyLimit:
    """Refuses a body that is too large, whether or not its header says so. `files`: bytes of the largest file that is taken in."""

    def __init__(self, app: ASGIApp, files: int = 0) -> None:
        self.app = app
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        most = REQUEST + (self._files if takes_files(scope) else 0)
        if not announced.isdigit() or int(announced) > most:
            await error_answers.problem(Request(scope), 413, tr("this is too large"))(scope, receive, send)
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
