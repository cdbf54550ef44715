"""The gate before all routes: whoever is not signed in gets no further than the door, whether or not a route remembered to ask."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from desk import errors
from desk.security import asking

# Signing in, whether the desk is up, style and scripts, the choice of a language.
_OPEN = frozenset({"/login", "/health"})
_OPEN_BELOW = ("/static/", "/lang/")


class Gate:
    """Asks before a byte of what was sent is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in _OPEN and not scope["path"].startswith(_OPEN_BELOW):
            request = Request(scope)
            try:
                await run_in_threadpool(asking.admitted, request)
            except (asking.NotSignedIn, asking.MustChangePassword) as error:
                await errors.answer(request, error)(scope, receive, send)
                return
        await self.app(scope, receive, send)
