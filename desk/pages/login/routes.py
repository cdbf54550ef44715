"""Signing in."""

import secrets
from datetime import timedelta
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from desk.auth import csrf, dependencies, sessions, sign_in_limits
from desk.auth.dependencies import Now
from desk.desk_state import desk_state
from desk.middleware.reader_language import keep_language
from desk.rendering import page
from desk.safe_redirect import safe_redirect
from records import users
from records.database import read_session, write_transaction
from records.i18n import ntr, tr
from records.users import digest

router = APIRouter()

# Ties the form of signing in to the browser that asked for it, before there is a session.
_FORM_COOKIE = "qorgan-form"


@router.get("/login")
def form(request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
    """The form. Whoever is signed in already goes on."""
    if dependencies.known(request):
        return RedirectResponse(safe_redirect(wanted), status_code=303)
    return _form(request, wanted, "")


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
    cookie = request.cookies.get(_FORM_COOKIE, "")
    if not cookie or not csrf.holds(desk.secret, cookie, given):
        return _form(request, wanted, tr("the form was old; please sign in again"), 403)
    client = request.client.host if request.client else ""
    with write_transaction(desk.engine) as session:
        admitted = sign_in_limits.admit(session, username, client, now)
    if isinstance(admitted, timedelta):
        return _turned_away(request, wanted, admitted)
    with read_session(desk.engine) as session:
        user = users.seek(session, username)
        kept = user.password_hash if user and not user.disabled_at else None
    if not desk.passwords.matches(kept, password):
        return _form(request, wanted, tr("name or password is wrong"), 401)
    with write_transaction(desk.engine) as session:
        sign_in_limits.succeeded(session, admitted)
        user = users.find(session, username)
        if kept and desk.passwords.outdated(kept) and user.password_hash == kept:
            users.rehash(user, desk.passwords.hash(password))
        if before := request.cookies.get(dependencies.session_cookie(request)):
            sessions.end(session, digest(before))
        token = sessions.begin(session, user.name, now)
        lang = user.lang
    answer = RedirectResponse("/account" if user.must_change else safe_redirect(wanted), status_code=303)
    keep_session(answer, request, token)
    answer.delete_cookie(_FORM_COOKIE, path="/login")
    if lang:
        keep_language(answer, lang, request)
    return answer


def keep_session(answer: Response, request: Request, token: str) -> None:
    """The cookie with a session. Lax: a link in a mail can open a draft; a change is never made by a link."""
    secure = request.url.scheme == "https"
    life = int(sessions.LONGEST.total_seconds())
    answer.set_cookie(dependencies.session_cookie(request), token, max_age=life, path="/", httponly=True, samesite="lax", secure=secure)


def _turned_away(request: Request, wanted: str, wait: timedelta) -> Response:
    minutes = ceil(wait.total_seconds() / 60)
    words = ntr("too many tries; try again in {n} minute", "too many tries; try again in {n} minutes", minutes).format(n=minutes)
    answer = _form(request, wanted, words, 429)
    answer.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return answer


def _form(request: Request, wanted: str, said: str, status: int = 200) -> Response:
    cookie = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(24)
    dependencies.known(request)
    request.state.csrf = csrf.token(desk_state(request).secret, cookie)
    answer = page(request, "login.html", status=status, said=said, wanted=safe_redirect(wanted, ""))
    answer.set_cookie(_FORM_COOKIE, cookie, path="/login", httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer
