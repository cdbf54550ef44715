"""Signing in: the form with name and password, the session cookie, and the second step with a code or a passkey."""

import secrets
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth import authenticator_app, csrf, dependencies, passkeys, recovery_codes, sessions, sign_in_limits
from desk.auth.client_address import address_of, device_of, partly_hidden
from desk.auth.dependencies import Now
from desk.auth.keys import Purpose
from desk.auth.passkeys import BadPasskey, relying_party
from desk.auth.password_check import TooManyTries, WrongPassword, verify_password
from desk.auth.sessions import ActiveSession, cookie_name, known_browser
from desk.middleware.language import keep_language
from desk.rendering import page
from desk.safe_addresses import safe_redirect
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records import factors, users
from records.database import read_session, write_transaction
from records.factors import FactorKind
from records.i18n import tr
from records.tables import UserRow
from records.users import digest

router = APIRouter()

# Binds the sign-in form to the browser that requested it, before there is a session.
_FORM_COOKIE = "qorgan-form"


@router.get("/login")
def form(request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
    """Show the form. A signed-in user is redirected."""
    if dependencies.current_user(request):
        return RedirectResponse(safe_redirect(wanted), status_code=303)
    return _sign_in_form(request, wanted, "")


@router.post("/login")
def sign_in(
    request: Request,
    now: Now,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    given: Annotated[str, Form(alias=csrf.FIELD)] = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Begin a session. It never says whether the name or the password is wrong, and both take the same time."""
    desk = desk_state(request)
    if not _sign_in_form_is_valid(request, given):
        desk.security.note(request, SecurityEvent.CSRF_REFUSED, method="POST", path="/login")
        return _sign_in_form(request, wanted, tr("the form was old; please sign in again"), 403)
    try:
        proven = verify_password(request, username, password, now, failed=SecurityEvent.SIGN_IN_FAILED)
    except TooManyTries as error:
        answer = _sign_in_form(request, wanted, str(error), 429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except WrongPassword as error:
        return _sign_in_form(request, wanted, str(error), 401)
    with write_transaction(desk.engine) as session:
        user = proven.holds(session)
        if user is None:
            return _sign_in_form(request, wanted, tr("name or password is wrong"), 401)
        awaits = factors.has_second_factor(session, user.name)
        token = begin_session(request, session, user.name, now, awaits=awaits)
        if not awaits:
            desk.security.note(request, SecurityEvent.SIGN_IN_OK, user=user.name)
    if awaits:
        answer = RedirectResponse(f"/login/factor?{urlencode({'next': safe_redirect(wanted, '')})}", status_code=303)
        keep_session(answer, request, token)
        return answer
    return entered(request, token, user, wanted, now)


def _sign_in_form_is_valid(request: Request, value: str) -> bool:
    """Return whether a form before the sign-in came from the browser that had requested it."""
    cookie = _form_cookie(request)
    return bool(cookie) and csrf.holds(desk_state(request).secret, cookie, value, Purpose.DOOR_FORMS)


def _challenge_key(request: Request) -> str:
    """Return the key that binds a passkey's challenge to the browser, before there is a session."""
    return f"door {_form_cookie(request)}"


def begin_session(request: Request, session: Session, name: str, now: datetime, *, awaits: bool = False) -> str:
    """Begin a session for this browser; its earlier session ends."""
    if before := request.cookies.get(dependencies.session_cookie(request)):
        sessions.end(session, digest(before))
    return sessions.begin(session, name, now, device=device_of(request), address=partly_hidden(address_of(request)), awaits=awaits)


def entered(request: Request, token: str, user: UserRow, next_page: str, now: datetime) -> Response:
    """Redirect a user who has signed in. From now on the browser is known for this user."""
    requested, target = safe_redirect(next_page, ""), "/account"
    if not user.must_change:
        target = requested or "/"
    elif requested:
        # The requested page is passed on through the page on which she sets her own password.
        target += f"?{urlencode({'next': requested})}"
    answer = RedirectResponse(target, status_code=303)
    keep_session(answer, request, token)
    sessions.remember(answer, request, user, now)
    secure = request.url.scheme == "https"
    answer.delete_cookie(cookie_name(request, _FORM_COOKIE), path="/", httponly=True, samesite="strict", secure=secure)
    if user.lang:
        keep_language(answer, user.lang, request)
    return answer


def keep_session(answer: Response, request: Request, token: str) -> None:
    """Set the session cookie. Lax: a link in a mail can open a draft; a change is never made by a link."""
    secure = request.url.scheme == "https"
    life = int(sessions.LONGEST.total_seconds())
    answer.set_cookie(dependencies.session_cookie(request), token, max_age=life, path="/", httponly=True, samesite="lax", secure=secure)


def _sign_in_form(request: Request, next_page: str, text: str, status: int = 200) -> Response:
    """Return the sign-in form, bound to this browser by a new value.

    A value that the browser sent is never used: somebody may have planted it.
    """
    cookie = secrets.token_urlsafe(24)
    dependencies.current_user(request)
    request.state.csrf = csrf.token(desk_state(request).secret, cookie, Purpose.DOOR_FORMS)
    answer = page(request, "login.html", status=status, said=text, wanted=safe_redirect(next_page, ""), passkeys=relying_party(request) is not None)
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_name(request, _FORM_COOKIE), cookie, path="/", httponly=True, samesite="strict", secure=secure)
    return answer


def _form_cookie(request: Request) -> str:
    return request.cookies.get(cookie_name(request, _FORM_COOKIE), "")


# The second step of signing in: a code from an app, a recovery code, or a passkey; and a passkey alone instead of both steps.

factor_router = APIRouter(prefix="/login")

_CODE_LENGTH = 6


@factor_router.get("/factor")
def ask(request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
    """Show the form for the second step. Without the first one, redirect to it."""
    waiting = _waiting(request)
    return _form(request, waiting, wanted) if waiting else RedirectResponse("/login", status_code=303)


@factor_router.post("/factor")
def by_code(
    request: Request,
    now: Now,
    code: Annotated[str, Form()] = "",
    given: Annotated[str, Form(alias=csrf.FIELD)] = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Finish with a code of the app, or with a recovery code."""
    waiting = _waiting(request)
    if waiting is None:
        return RedirectResponse("/login", status_code=303)
    desk, name = desk_state(request), waiting.person.name
    if not csrf.holds(desk.secret, waiting.id, given):
        return _form(request, waiting, wanted, tr("the form was old; please sign in again"), 403)
    try:
        admitted = _admitted(request, name, now)
    except TooManyTries as error:
        return _form(request, waiting, wanted, str(error), 429, error.seconds)
    plain = "".join(code.split())
    with write_transaction(desk.engine) as session:
        kind = _kind_of(session, name, desk.secret, plain, now) if _still_waits(request, session, waiting, now) else None
        user = users.find(session, name)
        token = _in(request, session, waiting, admitted, now, name, kind) if kind else ""
    if kind is None:
        desk.security.note(request, SecurityEvent.FACTOR_WRONG, user=name)
        return _form(request, waiting, wanted, tr("the code is wrong, or it was used already"), 401)
    return entered(request, token, user, wanted, now)


@factor_router.post("/passkey/options")
def passkey_options(request: Request, now: Now, given: Annotated[str, Form(alias=csrf.FIELD)] = "") -> Response:
    """Return the challenge that a passkey has to sign. The script of the form requests it."""
    desk, waiting, party = desk_state(request), _waiting(request), relying_party(request)
    if party is None or not _form_holds(request, waiting, given):
        return Response(status_code=403)
    with write_transaction(desk.engine) as session:
        key, name = (waiting.id, waiting.person.name) if waiting else (_challenge_key(request), None)
        return Response(passkeys.request_options(session, party, key, name, now), media_type="application/json")


@factor_router.post("/passkey")
def by_passkey(
    request: Request,
    now: Now,
    credential: Annotated[str, Form()] = "",
    given: Annotated[str, Form(alias=csrf.FIELD)] = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Finish with a passkey, or sign in with one that has asked for a PIN or a finger."""
    desk, waiting, party = desk_state(request), _waiting(request), relying_party(request)
    if party is None or not _form_holds(request, waiting, given):
        return _refused(request, waiting, wanted, tr("the form was old; please sign in again"), 403)
    with read_session(desk.engine) as session:
        claimed = passkeys.owner_of(session, credential)
    name = claimed.user if claimed else ""
    try:
        # A try with an unknown passkey counts for its address.
        admitted = _admitted(request, name or f"passkey {address_of(request)}", now)
        with write_transaction(desk.engine) as session:
            challenge = passkeys.consume_sign_in_challenge(session, waiting.id if waiting else _challenge_key(request), now)
        with write_transaction(desk.engine) as session:
            if not _still_waits(request, session, waiting, now):
                raise BadPasskey(tr("this took too long; try again"))
            row = passkeys.owner_of(session, credential)
            whose = row if row and (waiting is None or row.user == waiting.person.name) else None
            proven = passkeys.prove(party, challenge, whose, credential, now, alone=waiting is None)
            user = users.find(session, proven)
            if user.disabled_at or (user.must_change and waiting is None):
                raise BadPasskey(tr("this passkey is not known here"))
            token = _in(request, session, waiting, admitted, now, user.name, FactorKind.PASSKEY)
    except TooManyTries as error:
        answer = _refused(request, waiting, wanted, str(error), 429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except BadPasskey as error:
        desk.security.note(request, SecurityEvent.FACTOR_WRONG, user=name)
        return _refused(request, waiting, wanted, str(error), 401)
    return entered(request, token, user, wanted, now)


def _waiting(request: Request) -> ActiveSession | None:
    """Return the session whose second step is still to come."""
    dependencies.current_user(request)
    session: ActiveSession | None = request.state.awaiting
    return session


def _still_waits(request: Request, session: Session, waiting: ActiveSession | None, now: datetime) -> bool:
    """Return whether the first step is still valid, read again: another password or a reset may have ended it meanwhile.

    None can come until the transaction ends, in which the next session is begun.
    """
    users.lock_users(session)
    if waiting is None:
        return True
    active = sessions.active_session(session, request.cookies.get(dependencies.session_cookie(request), ""), now)
    return active is not None and active.awaits and active.id == waiting.id


def _form_holds(request: Request, waiting: ActiveSession | None, value: str) -> bool:
    return csrf.holds(desk_state(request).secret, waiting.id, value) if waiting else _sign_in_form_is_valid(request, value)


def _admitted(request: Request, name: str, now: datetime) -> sign_in_limits.Admitted:
    with write_transaction(desk_state(request).engine) as session:
        browser = known_browser(request, users.find_user_or_none(session, name), now)
        admitted = sign_in_limits.admit(session, name, address_of(request), now, factor=True, browser=browser)
    if isinstance(admitted, timedelta):
        desk_state(request).security.note(request, SecurityEvent.LOCKED, factor=True)
        raise TooManyTries(admitted)
    return admitted


def _kind_of(session: Session, name: str, secret: bytes, code: str, now: datetime) -> FactorKind | None:
    """Use up the code and return its kind; None if it is invalid."""
    if len(code) == _CODE_LENGTH:
        return FactorKind.CODE if authenticator_app.accepts(session, name, secret, code, now) else None
    return FactorKind.RECOVERY if recovery_codes.use(session, name, code, now) else None


def _in(
    request: Request,
    session: Session,
    waiting: ActiveSession | None,
    admitted: sign_in_limits.Admitted,
    now: datetime,
    name: str,
    kind: FactorKind,
) -> str:
    """Replace the waiting session by a complete one with a new token."""
    log = desk_state(request).security
    sign_in_limits.succeeded(session, admitted)
    if waiting:
        sessions.end(session, waiting.id)
    token = begin_session(request, session, name, now)
    if kind is FactorKind.RECOVERY:
        log.note(request, SecurityEvent.RECOVERY_USED, user=name)
    log.note(request, SecurityEvent.SIGN_IN_OK, user=name, factor=kind.value)
    return token


def _refused(request: Request, waiting: ActiveSession | None, next_page: str, words: str, status: int) -> Response:
    return _form(request, waiting, next_page, words, status) if waiting else _sign_in_form(request, next_page, words, status)


def _form(request: Request, waiting: ActiveSession, next_page: str, text: str = "", status: int = 200, seconds: int = 0) -> Response:
    desk = desk_state(request)
    request.state.csrf = csrf.token(desk.secret, waiting.id)
    with read_session(desk.engine) as session:
        owned = factors.factor_state(session, waiting.person.name)
    return page(
        request,
        "second_step.html",
        status=status,
        headers={"Retry-After": str(seconds)} if seconds else None,
        said=text,
        wanted=safe_redirect(next_page, ""),
        by_code=owned.code is not None,
        by_passkey=bool(owned.passkeys) and relying_party(request) is not None,
    )
