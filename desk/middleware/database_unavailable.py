"""Requests while the database is away: a page is retried for some seconds, then the answer says when to try again."""

import asyncio

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.error_responses import problem
from records.database import INTERACTIVE_RETRY_SECONDS, RetryBackoff, retry_scope
from records.error_translation import is_transient_error
from records.i18n import tr

# Seconds. A restarted server is back by then.
_RETRY_AFTER = 10
# Read-only requests may be repeated from the beginning. Writes are retried one whole transaction at a time (`write_with_retry`).
_READS = frozenset({"GET", "HEAD"})


class DatabaseUnavailable:
    """Middleware that answers 503 where the database stays away, unless the answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        failing, begun = RetryBackoff(INTERACTIVE_RETRY_SECONDS if scope["method"] in _READS else 0), False
        state = dict(scope.get("state", {}))

        async def tell(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        while True:
            try:
                if scope["method"] in _READS:
                    with retry_scope():
                        await self.app(scope, receive, tell)
                else:
                    await self.app(scope, receive, tell)
                return
            except Exception as error:
                if begun or not is_transient_error(error):
                    raise
                pause = failing.pause_after(error)
            # The state of the request may be incomplete.
            scope["state"] = dict(state)
            if pause is None:
                await _away(Request(scope))(scope, receive, send)
                return
            await asyncio.sleep(pause)


def _away(request: Request) -> Response:
    """Return the page for it, without using the database."""
    request.state.person = None
    words = tr("the database does not answer just now; wait a little, look at what stands, and only then repeat what you did")
    return problem(request, 503, words, {"Retry-After": str(_RETRY_AFTER)})
