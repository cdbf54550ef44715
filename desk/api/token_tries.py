"""How often an address may come with a wrong token: as often as with a wrong password.

A good token is always let in. It is too long to be guessed, and one old script must not shut out a newsroom that shares its address.
"""

import math
from datetime import timedelta

from sqlalchemy import delete
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from desk import error_answers
from desk.auth import dependencies
from desk.auth.sign_in_limits import ADDRESS, NAME_AND_ADDRESS, limit_key, network_of, time_left
from desk.auth.whereabouts import address_of
from desk.desk_state import desk_state
from desk.security_log import SecurityEvent
from records.database import read_session, write_transaction
from records.i18n import ntr
from records.tables import SignInTryRow


class TokenTries:
    """Stands before the gate and counts wrong tokens of an address. Beyond the limit the answer is 429 with Retry-After."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and dependencies.for_programs(scope["path"]):
            request = Request(scope)
            if dependencies.token_sent(request) and (wait := await run_in_threadpool(_wait, request)) > timedelta(0):
                seconds = math.ceil(wait.total_seconds())
                minutes = math.ceil(seconds / 60)
                words = ntr("too many wrong tokens; try again in {n} minute", "too many wrong tokens; try again in {n} minutes", minutes)
                answer = error_answers.problem(request, 429, words.format(n=minutes), {"Retry-After": str(seconds)})
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _wait(request: Request) -> timedelta:
    """How long to wait with a wrong token; nothing for a good one. A try that is turned away does not count."""
    if dependencies.known(request) is not None:
        return timedelta(0)
    desk = desk_state(request)
    now, key = desk.clock(), limit_key("token", network_of(address_of(request)))
    with read_session(desk.engine) as session:
        left = time_left(session, key, ADDRESS, now)
    desk.security.note(request, SecurityEvent.TOKEN_USED_WRONG if left <= timedelta(0) else SecurityEvent.LOCKED)
    if left <= timedelta(0):
        with write_transaction(desk.engine) as session:
            session.execute(delete(SignInTryRow).where(SignInTryRow.at < now - NAME_AND_ADDRESS.within))
            session.add(SignInTryRow(key=key, at=now))
    return left
