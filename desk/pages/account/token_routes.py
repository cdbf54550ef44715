"""Tokens for programs: made after the password is given, shown once, revoked one by one."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import CALENDAR_FEED, KEY, Now, Reader
from desk.auth.password_check import TooManyTries
from desk.desk_state import desk_state
from desk.middleware.host_check import public_origin
from desk.pages.account.view import PasswordAgain, account_page, own, prove_again
from desk.security_log import SecurityEvent
from records import tokens, users
from records.database import write_transaction
from records.i18n import reader
from records.tokens import DAYS, BadToken, TokenScope

router = APIRouter(prefix="/account/tokens")


@router.post("")
def make_token(
    request: Request,
    person: Reader,
    now: Now,
    confirmation: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    scope: Annotated[TokenScope, Form()] = TokenScope.READ,
    days: Annotated[int, Form()] = DAYS,
) -> Response:
    """Make a token for the API, or the address of a calendar. It is shown only now."""
    desk = desk_state(request)
    try:
        proven = prove_again(request, confirmation, now)
        with write_transaction(desk.engine) as session:
            token = tokens.give(session, own(session, proven), name=name, scope=scope, days=days, who=person.name, now=now)
            desk.security.note(request, SecurityEvent.TOKEN_MADE, scope=scope.value, days=days)
    except (PasswordAgain, TooManyTries, BadToken) as error:
        return account_page(request, error=error, scope=scope)
    if scope is TokenScope.CALENDAR:
        return account_page(request, feed=f"{public_origin(request)}{CALENDAR_FEED}?{urlencode({KEY: token, 'lang': reader()})}")
    return account_page(request, token=token)


@router.post("/{id}/revoke")
def revoke_token(request: Request, person: Reader, now: Now, id: int) -> Response:
    """Make one token of this user invalid."""
    with write_transaction(desk_state(request).engine) as session:
        tokens.revoke(session, users.find(session, person.name), id, who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.TOKEN_REVOKED, which=id)
    return RedirectResponse("/account?done=1", status_code=303)


@router.post("/revoke")
def revoke_tokens(request: Request, person: Reader, now: Now) -> Response:
    """Make all tokens of this user invalid."""
    with write_transaction(desk_state(request).engine) as session:
        tokens.revoke_all(session, users.find(session, person.name), who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.TOKEN_REVOKED, which="all")
    return RedirectResponse("/account?done=1", status_code=303)
