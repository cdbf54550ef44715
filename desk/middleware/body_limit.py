"""How much anybody may send. It is checked before anything is read into memory or onto the disk."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import error_answers
from records.byte_budgets import REQUEST
from records.i18n import tr


class BodyLimit:
    """Refuses a body that is too large, whether or not its header says so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > REQUEST:
            await error_answers.problem(Request(scope), 413, tr("this is too large"))(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > REQUEST:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
