"""A gate before all routes. Whoever is not signed in gets only the page for signing in, even if a route forgot to ask."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from desk import error_answers
from desk.auth import dependencies

# Signing in, whether the desk is up, style and scripts, the choice of a language, the figures and the open data (they answer 404 unless a setting opens them).
_OPEN = frozenset({"/login", "/health", "/metrics", "/open/incidents.csv", "/open/incidents.json", "/open/feed.atom"})
_OPEN_BELOW = ("/login/", "/static/", "/lang/")


class SignInGate:
    """Asks before any byte of the body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in _OPEN and not scope["path"].startswith(_OPEN_BELOW):
            request = Request(scope)
            try:
                await run_in_threadpool(dependencies.admitted, request)
            except (dependencies.NotSignedIn, dependencies.MustChangePassword, dependencies.MustAddFactor) as error:
                await error_answers.answer(request, error)(scope, receive, send)
                return
        await self.app(scope, receive, send)
