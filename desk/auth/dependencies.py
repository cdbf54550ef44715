"""Who is asking: the dependencies of every route. A route that names `Monitor` is closed to everybody who may not decide.

A route that names none is still closed to whoever is not signed in: see `desk.middleware.sign_in_gate`.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from desk.auth import csrf, sessions
from desk.auth.sessions import cookie_name
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records import factors, tokens
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.i18n import tr
from records.tokens import TokenScope
from records.users import ROLE_LABELS, Role, User

# Until a one-time password is changed, only these may be opened.
_TO_CHANGE_A_PASSWORD = frozenset({"/account", "/account/password", "/logout"})
# Until a second factor that the role needs is set up, only these.
_TO_ADD_A_FACTOR = ("/account/factors", "/logout")
# Where programs ask, with a token in place of a cookie.
_FOR_PROGRAMS = ("/api/", "/feeds/", "/open/")
# Where a program that can send no header has its token in the address: a calendar.
CALENDAR_FEED, KEY = "/feeds/calendar.ics", "key"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(QorganError):
    """No session and no token, or one that has ended. Raised here; people are sent to /login, programs get 401."""


class MustChangePassword(QorganError):
    """The password is a one-time one. Raised here; people are sent to /account, programs get 403."""


class MustAddFactor(QorganError):
    """The role needs a second factor and there is none. Raised here; people are sent to /account/factors, programs get 403."""


class Forbidden(QorganError):
    """The role lacks the right. Raised here; 403."""


class NotOurForm(QorganError):
    """The CSRF token is missing or of another session. Raised here; 403, and nothing was done."""


def for_programs(path: str) -> bool:
    """Whether answers at this path are read by programs."""
    return path.startswith(_FOR_PROGRAMS)


def token_sent(request: Request) -> str:
    """The token that a program has sent, rightly or not; empty where there is none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind:
        return (token.strip() if kind.lower() == "bearer" else "") or kind
    return request.query_params.get(KEY, "") if request.url.path == CALENDAR_FEED else ""


def session_cookie(request: Request) -> str:
    """The name of the cookie that carries the session."""
    return cookie_name(request, "qorgan")


def known(request: Request) -> User | None:
    """The user who is asking, if known. Kept for the rest of the request, with the token that forms must carry."""
    if not hasattr(request.state, "person"):
        request.state.person, request.state.csrf, request.state.must_change, request.state.session = None, "", False, ""
        request.state.reads_only, request.state.awaiting, request.state.must_add_factor = False, None, False
        request.state.unread = 0
        if sent := token_sent(request):
            _by_token(request, sent)
        else:
            _by_session(request)
    found: User | None = request.state.person
    return found


def _by_token(request: Request, token: str) -> None:
    if not for_programs(request.url.path):
        return
    desk = desk_state(request)
    now = desk.clock()
    with read_session(desk.engine) as session:
        found = tokens.holder(session, token, now)
        lacks = found is not None and _lacks_factor(request, session, found.person)
    # What stands in an address is seen by others than its owner: that token opens nothing else, and no other one opens this.
    in_address = "Authorization" not in request.headers
    if found is None or (found.scope is TokenScope.CALENDAR) is not in_address:
        return
    if found.stale:
        with write_transaction(desk.engine) as session:
            tokens.used(session, found.id, now)
    request.state.person, request.state.reads_only, request.state.must_add_factor = found.person, found.scope is not TokenScope.DECIDE, lacks


def _by_session(request: Request) -> None:
    token, desk = request.cookies.get(session_cookie(request), ""), desk_state(request)
    if not token:
        return
    now = desk.clock()
    with read_session(desk.engine) as session:
        found = sessions.active_session(session, token, now)
        lacks = found is not None and _lacks_factor(request, session, found.person)
    if found is None:
        return
    if found.awaits:
        # Known to nobody but the page that asks for the second factor.
        request.state.awaiting = found
        return
    if found.stale:
        with write_transaction(desk.engine) as session:
            sessions.seen(session, found.id, now)
    request.state.person, request.state.must_change, request.state.session = found.person, found.must_change, found.id
    request.state.csrf, request.state.must_add_factor = csrf.token(desk.secret, found.id), lacks
    request.state.unread = found.unread


def _lacks_factor(request: Request, session: Session, person: User) -> bool:
    """Whether the role needs a second factor and the person has none: then a token opens no more than a browser."""
    return person.role in desk_state(request).settings.factor_roles and not factors.has_any(session, person.name)


def admitted(request: Request) -> User:
    """The user who is asking. Raises NotSignedIn, MustChangePassword, MustAddFactor."""
    person = known(request)
    if person is None:
        raise NotSignedIn(tr("you are not signed in, or your session has ended; sign in again"))
    if request.state.must_change and request.url.path not in _TO_CHANGE_A_PASSWORD:
        raise MustChangePassword(tr("choose a password of your own first"))
    if request.state.must_add_factor and not request.state.must_change and not request.url.path.startswith(_TO_ADD_A_FACTOR):
        raise MustAddFactor(tr("your role needs a second factor; set one up first"))
    return person


async def _signed_in(request: Request) -> User:
    """As `admitted`. Mostly the gate has asked already; then the database is not asked again."""
    return admitted(request) if hasattr(request.state, "person") else await run_in_threadpool(admitted, request)


async def guarded(request: Request, person: Annotated[User, Depends(_signed_in)]) -> User:
    """As `_signed_in`; a request that changes something must also come from a form of this desk. Raises NotOurForm.

    A request with a token needs no form, because no other site can send the token; one that only reads changes nothing. Raises Forbidden.
    """
    if request.method not in _SAFE and request.state.reads_only:
        _note(request, SecurityEvent.FORBIDDEN)
        raise Forbidden(tr("this token only reads; make one that decides"))
    if request.method not in _SAFE and request.state.session:
        given = request.headers.get(csrf.HEADER) or (await request.form()).get(csrf.FIELD)
        if not isinstance(given, str) or not csrf.holds(desk_state(request).secret, request.state.session, given):
            _note(request, SecurityEvent.CSRF_REFUSED)
            raise NotOurForm(tr("the form was not from this desk, or your session has changed; open the page again and repeat what you did"))
    return person


def _note(request: Request, event: SecurityEvent) -> None:
    desk_state(request).security.note(request, event, method=request.method, path=request.url.path)


def _with_right(role: Role) -> Callable[[Request, User], Awaitable[User]]:
    async def allowed(request: Request, person: "Reader") -> User:
        if not person.may(role):
            _note(request, SecurityEvent.FORBIDDEN)
            needed = tr(ROLE_LABELS[role])
            raise Forbidden(tr("this needs the role “{role}”; ask an operator for it").format(role=needed))
        return person

    return allowed


async def _now(request: Request) -> datetime:
    return desk_state(request).clock()


def _reading(request: Request) -> Iterator[Session]:
    with read_session(desk_state(request).engine) as session:
        yield session


def _writing(request: Request) -> Iterator[Session]:
    with write_transaction(desk_state(request).engine) as session:
        yield session


Reader = Annotated[User, Depends(guarded)]
"""Anybody who is signed in."""
Monitor = Annotated[User, Depends(_with_right(Role.MONITOR))]
"""Somebody who decides."""
Editor = Annotated[User, Depends(_with_right(Role.EDITOR))]
"""Somebody who also edits incidents, statuses, imports, releases."""
Operator = Annotated[User, Depends(_with_right(Role.OPERATOR))]
"""Somebody who also runs and mends outlets, and manages users."""
Now = Annotated[datetime, Depends(_now)]
Db = Annotated[Session, Depends(_reading)]
"""A session that reads, until the answer is sent (an export may stream from it)."""
Writing = Annotated[Session, Depends(_writing, scope="function")]
"""One transaction around the handler: committed before the answer is sent, rolled back on any error. Name it after the person, so that nobody who may not
write holds the lock."""
