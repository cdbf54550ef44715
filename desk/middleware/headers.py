"""The security headers of every answer: nothing is loaded from elsewhere, no script or style stands in the page, no other page frames it, no copy
is kept."""

from collections.abc import Iterator

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'"
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cache-Control": "no-store",
}
_A_YEAR = "max-age=31536000"


class SecurityHeaders:
    """Adds the headers. A header that a route sets itself is kept: a static file may be cached, and a stored page in its frame has a stricter
    policy."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in _wanted(scope):
                    given.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, tell)


def _wanted(scope: Scope) -> Iterator[tuple[str, str]]:
    yield from _ALWAYS.items()
    if scope["scheme"] == "https":
        yield "Strict-Transport-Security", _A_YEAR
