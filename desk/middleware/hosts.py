"""The host names of the desk, and the security headers of its answers. Other names get no answer, so that no answer repeats a name that a stranger
chose.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.security_log import SecurityEvent
from desk.state import desk_state
from records.i18n import tr
from records.setting_checks import is_this_machine

# The security headers of every answer: nothing is loaded from elsewhere, pages contain no script or style, no other page frames them, no copy is
# stored.

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
    """Middleware that adds the headers.

    A header that a route sets itself is kept: a static file may be cached, and a stored page in its frame has a stricter policy.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _wanted(scope):
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, tell)


def _wanted(scope: Scope) -> Iterator[tuple[str, str]]:
    yield from _ALWAYS.items()
    if scope["scheme"] == "https":
        yield "Strict-Transport-Security", _A_YEAR


_DEFAULT_PORTS = {"http": 80, "https": 443}
_MISDIRECTED = 421


class HostCheck:
    """Middleware that answers 421 to any other name than that of `QORGAN_ORIGIN`, loopback, or the very address of the connection.

    Behind a proxy with TLS it also marks the request as https: the public address of the desk is known, and no header has to be trusted.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app, self._origin = app, urlsplit(origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = _host_of([value for name, value in scope["headers"] if name == b"host"])
        if host and self._is_public(host):
            if self._origin.scheme == "https":
                scope["scheme"] = "https"
        elif not host or not (is_this_machine(host[0]) or _is_address(host[0], scope.get("server"))):
            request = Request(scope)
            desk_state(request).security.note(request, SecurityEvent.HOST_REFUSED, path=scope["path"])
            words = tr("this is not the address of the desk; whoever runs it sets its public address in QORGAN_ORIGIN")
            await PlainTextResponse(words, status_code=_MISDIRECTED)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_public(self, address: tuple[str, int | None]) -> bool:
        usual = _DEFAULT_PORTS.get(self._origin.scheme)
        return bool(self._origin.hostname) and (address[0], address[1] or usual) == (self._origin.hostname, self._origin.port or usual)


def public_origin(request: HTTPConnection) -> str:
    """Return the address of the desk without a path, as people outside write it: the configured one, else the requested (and accepted) one."""
    return desk_state(request).settings.origin or f"{request.url.scheme}://{request.url.netloc}"


def _host_of(headers: Iterable[bytes]) -> tuple[str, int | None] | None:
    """Return name and port of the one Host header; None if there is none, more than one, or an invalid one."""
    values = [value.decode("latin-1") for value in headers]
    if len(values) != 1 or not values[0].isascii() or any(sign in values[0] for sign in "/\\@?# \t"):
        return None
    try:
        parsed = urlsplit(f"//{values[0]}")
        return (parsed.hostname, parsed.port) if parsed.hostname else None
    except ValueError:
        return None


def _is_address(host: str, server: tuple[str, int | None] | None) -> bool:
    """Return whether it is the address of the connection, written as an address, which no page elsewhere can make a browser send."""
    try:
        return server is not None and ip_address(host) == ip_address(server[0])
    except ValueError:
        return False
