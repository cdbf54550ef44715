"""The reader's language: the one chosen by a link, else the one that the browser asks for, else that of the desk."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.safe_addresses import safe_redirect
from records.i18n import LANGUAGES, language_of, reader_language, use_language

COOKIE = "lang"
_A_YEAR = 31_536_000

router = APIRouter()


class LanguageMiddleware:
    """Middleware that sets the reader's language for the whole request."""

    def __init__(self, app: ASGIApp, default: str = "") -> None:
        self.app, self.default = app, default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        with use_language(chosen(request.cookies.get(COOKIE, ""), request.headers.get("Accept-Language", ""), self.default or reader_language())):
            await self.app(scope, receive, send)


def chosen(cookie: str, accepted: str, default: str) -> str:
    """Return the reader's language, one of those that Qorgan has."""
    if cookie in LANGUAGES:
        return cookie
    candidates: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0 and (lang := language_of(tag)):
            candidates.append((weight, lang))
    return max(candidates, key=lambda pair: pair[0])[1] if candidates else default


def keep_language(response: Response, lang: str, request: Request) -> None:
    """Store this language in a cookie of the browser."""
    response.set_cookie(COOKIE, lang, max_age=_A_YEAR, path="/", samesite="lax", secure=request.url.scheme == "https", httponly=True)


@router.get("/lang/{code}")
def switch(request: Request, code: str, back: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Change the language and send the reader back to the page."""
    response = RedirectResponse(safe_redirect(back), status_code=303)
    if code in LANGUAGES:
        keep_language(response, code, request)
    return response
