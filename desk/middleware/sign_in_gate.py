"""The sign-in gate before all routes: without signing in only the sign-in page is available, even if a route has no check."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from desk import error_responses
from desk.auth import dependencies

# Sign-in, health, style and scripts, the choice of a language, metrics and open data (404 unless a setting enables them).
_OPEN = frozenset({"/login", "/health", "/metrics", "/open/incidents.csv", "/open/incidents.json", "/open/feed.atom"})
_OPEN_BELOW = ("/login/", "/static/", "/lang/")


class SignInGate:
    """Middleware that checks the sign-in before any byte of the body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in _OPEN and not scope["path"].startswith(_OPEN_BELOW):
            request = Request(scope)
            try:
                await run_in_threadpool(dependencies.admitted, request)
            except (dependencies.NotSignedIn, dependencies.MustChangePassword, dependencies.MustAddFactor) as error:
                await error_responses.answer(request, error)(scope, receive, send)
                return
        await self.app(scope, receive, send)
