"""Signing in."""

import secrets
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth import csrf, dependencies, known_browsers, sessions
from desk.auth.cookie_names import cookie_name
from desk.auth.dependencies import Now
from desk.auth.keys import Purpose
from desk.auth.passkeys import relying_party
from desk.auth.password_check import TooManyTries, WrongPassword, prove
from desk.auth.whereabouts import address_of, device_of, partly_hidden
from desk.desk_state import desk_state
from desk.middleware.reader_language import keep_language
from desk.rendering import page
from desk.safe_redirect import safe_redirect
from desk.security_log import SecurityEvent
from records import factors
from records.database import write_transaction
from records.i18n import tr
from records.tables import UserRow
from records.users import digest

router = APIRouter()

# Ties the form of signing in to the browser that asked for it, before there is a session.
_FORM_COOKIE = "qorgan-form"


@router.get("/login")
def form(request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
    """The form. Whoever is signed in already goes on."""
    if dependencies.known(request):
        return RedirectResponse(safe_redirect(wanted), status_code=303)
    return door_form(request, wanted, "")


@router.post("/login")
def sign_in(
    request: Request,
    now: Now,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    given: Annotated[str, Form(alias=csrf.FIELD)] = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Begin a session. It never says whether the name or the password is wrong, and both take as long."""
    desk = desk_state(request)
    if not door_form_holds(request, given):
        desk.security.note(request, SecurityEvent.CSRF_REFUSED, method="POST", path="/login")
        return door_form(request, wanted, tr("the form was old; please sign in again"), 403)
    try:
        proven = prove(request, username, password, now, failed=SecurityEvent.SIGN_IN_FAILED)
    except TooManyTries as error:
        answer = door_form(request, wanted, str(error), 429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except WrongPassword as error:
        return door_form(request, wanted, str(error), 401)
    with write_transaction(desk.engine) as session:
        user = proven.holds(session)
        if user is None:
            return door_form(request, wanted, tr("name or password is wrong"), 401)
        awaits = factors.has_any(session, user.name)
        token = begin_session(request, session, user.name, now, awaits=awaits)
        if not awaits:
            desk.security.note(request, SecurityEvent.SIGN_IN_OK, user=user.name)
    if awaits:
        answer = RedirectResponse(f"/login/factor?{urlencode({'next': safe_redirect(wanted, '')})}", status_code=303)
        keep_session(answer, request, token)
        return answer
    return entered(request, token, user, wanted, now)


def door_form_holds(request: Request, given: str) -> bool:
    """Whether a form before the sign-in came from the browser that had asked for it."""
    cookie = _form_cookie(request)
    return bool(cookie) and csrf.holds(desk_state(request).secret, cookie, given, Purpose.DOOR_FORMS)


def door_key(request: Request) -> str:
    """What ties a passkey's challenge to the browser that asked for it, before there is a session."""
    return f"door {_form_cookie(request)}"


def begin_session(request: Request, session: Session, name: str, now: datetime, *, awaits: bool = False) -> str:
    """A session for this browser; what it had before ends."""
    if before := request.cookies.get(dependencies.session_cookie(request)):
        sessions.end(session, digest(before))
    return sessions.begin(session, name, now, device=device_of(request), address=partly_hidden(address_of(request)), awaits=awaits)


def entered(request: Request, token: str, user: UserRow, wanted: str, now: datetime) -> Response:
    """Send who has signed in on her way. The browser is known for her from now on."""
    on, way = safe_redirect(wanted, ""), "/account"
    if not user.must_change:
        way = on or "/"
    elif on:
        # Where she wanted to go is kept over the page on which she sets her own password.
        way += f"?{urlencode({'next': on})}"
    answer = RedirectResponse(way, status_code=303)
    keep_session(answer, request, token)
    known_browsers.remember(answer, request, user, now)
    secure = request.url.scheme == "https"
    answer.delete_cookie(cookie_name(request, _FORM_COOKIE), path="/", httponly=True, samesite="strict", secure=secure)
    if user.lang:
        keep_language(answer, user.lang, request)
    return answer


def keep_session(answer: Response, request: Request, token: str) -> None:
    """The cookie with a session. Lax: a link in a mail can open a draft; a change is never made by a link."""
    secure = request.url.scheme == "https"
    life = int(sessions.LONGEST.total_seconds())
    answer.set_cookie(dependencies.session_cookie(request), token, max_age=life, path="/", httponly=True, samesite="lax", secure=secure)


def door_form(request: Request, wanted: str, said: str, status: int = 200) -> Response:
    """The form of signing in, tied to this browser by a value of its own. One that the browser brought is never taken up: somebody may have planted it."""
    cookie = secrets.token_urlsafe(24)
    dependencies.known(request)
    request.state.csrf = csrf.token(desk_state(request).secret, cookie, Purpose.DOOR_FORMS)
    answer = page(request, "login.html", status=status, said=said, wanted=safe_redirect(wanted, ""), passkeys=relying_party(request) is not None)
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_name(request, _FORM_COOKIE), cookie, path="/", httponly=True, samesite="strict", secure=secure)
    return answer


def _form_cookie(request: Request) -> str:
    return request.cookies.get(cookie_name(request, _FORM_COOKIE), "")
