"""The current user: dependencies for routes. A route with `Monitor` is closed to everybody who may not decide.

A route without any is still closed without signing in: see `desk.middleware.sign_in_gate`.
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
# Where programs send a token instead of a cookie.
_FOR_PROGRAMS = ("/api/", "/feeds/", "/open/")
# Where a program that cannot send a header has its token in the address: a calendar.
CALENDAR_FEED, KEY = "/feeds/calendar.ics", "key"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(QorganError):
    """Raised where there is no session and no token, or an expired one; people are sent to /login, programs get 401."""


class MustChangePassword(QorganError):
    """Raised where the password is a one-time one; people are sent to /account, programs get 403."""


class MustAddFactor(QorganError):
    """Raised where the role needs a second factor and there is none; people are sent to /account/factors, programs get 403."""


class Forbidden(QorganError):
    """Raised where the role lacks the right; 403."""


class NotOurForm(QorganError):
    """Raised where the CSRF token is missing or of another session; 403, and nothing was done."""


def for_programs(path: str) -> bool:
    """Return whether answers at this path are read by programs."""
    return path.startswith(_FOR_PROGRAMS)


def token_sent(request: Request) -> str:
    """Return the token that a program has sent, valid or not; empty where there is none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind:
        return (token.strip() if kind.lower() == "bearer" else "") or kind
    return request.query_params.get(KEY, "") if request.url.path == CALENDAR_FEED else ""


def session_cookie(request: Request) -> str:
    """Return the name of the session cookie."""
    return cookie_name(request, "qorgan")


def current_user(request: Request) -> User | None:
    """Return the current user, if known, cached for the rest of the request with the token that forms must carry."""
    if not hasattr(request.state, "person"):
        request.state.person, request.state.csrf, request.state.must_change, request.state.session = None, "", False, ""
        request.state.reads_only, request.state.awaiting, request.state.must_add_factor = False, None, False
        request.state.unread = 0
        if sent := token_sent(request):
            _by_token(request, sent)
        else:
            _by_session(request)
    user: User | None = request.state.person
    return user


def _by_token(request: Request, token: str) -> None:
    if not for_programs(request.url.path):
        return
    desk = desk_state(request)
    now = desk.clock()
    with read_session(desk.engine) as session:
        holder = tokens.token_holder(session, token, now)
        lacks = holder is not None and _lacks_factor(request, session, holder.person)
    # An address is visible to others than its owner: that token opens nothing else, and no other one opens this.
    in_address = "Authorization" not in request.headers
    if holder is None or (holder.scope is TokenScope.CALENDAR) is not in_address:
        return
    if holder.stale:
        with write_transaction(desk.engine) as session:
            tokens.note_token_use(session, holder.id, now)
    request.state.person, request.state.reads_only, request.state.must_add_factor = holder.person, holder.scope is not TokenScope.DECIDE, lacks


def _by_session(request: Request) -> None:
    token, desk = request.cookies.get(session_cookie(request), ""), desk_state(request)
    if not token:
        return
    now = desk.clock()
    with read_session(desk.engine) as session:
        active = sessions.active_session(session, token, now)
        lacks = active is not None and _lacks_factor(request, session, active.person)
    if active is None:
        return
    if active.awaits:
        # Such a session is visible only to the page that asks for the second factor.
        request.state.awaiting = active
        return
    if active.stale:
        with write_transaction(desk.engine) as session:
            sessions.touch_session(session, active.id, now)
    request.state.person, request.state.must_change, request.state.session = active.person, active.must_change, active.id
    request.state.csrf, request.state.must_add_factor = csrf.token(desk.secret, active.id), lacks
    request.state.unread = active.unread


def _lacks_factor(request: Request, session: Session, person: User) -> bool:
    """Return whether the role needs a second factor and the person has none; then a token opens no more than a browser."""
    return person.role in desk_state(request).settings.factor_roles and not factors.has_second_factor(session, person.name)


def admitted(request: Request) -> User:
    """Return the current user. Raises NotSignedIn, MustChangePassword, MustAddFactor."""
    person = current_user(request)
    if person is None:
        raise NotSignedIn(tr("you are not signed in, or your session has ended; sign in again"))
    if request.state.must_change and request.url.path not in _TO_CHANGE_A_PASSWORD:
        raise MustChangePassword(tr("choose a password of your own first"))
    if request.state.must_add_factor and not request.state.must_change and not request.url.path.startswith(_TO_ADD_A_FACTOR):
        raise MustAddFactor(tr("your role needs a second factor; set one up first"))
    return person


async def _signed_in(request: Request) -> User:
    """Return the same as `admitted`, without another query where the sign-in gate has already asked."""
    return admitted(request) if hasattr(request.state, "person") else await run_in_threadpool(admitted, request)


async def guarded(request: Request, person: Annotated[User, Depends(_signed_in)]) -> User:
    """Return the same as `_signed_in`; a request that changes something must also come from a form of this desk.

    Raises NotOurForm, and Forbidden where the token may only read. A request with a token needs no form, because no other site can send the token.
    """
    if request.method not in _SAFE and request.state.reads_only:
        _note(request, SecurityEvent.FORBIDDEN)
        raise Forbidden(tr("this token only reads; make one that decides"))
    if request.method not in _SAFE and request.state.session:
        token = request.headers.get(csrf.HEADER) or (await request.form()).get(csrf.FIELD)
        if not isinstance(token, str) or not csrf.holds(desk_state(request).secret, request.state.session, token):
            _note(request, SecurityEvent.CSRF_REFUSED)
            raise NotOurForm(tr("the form was not from this desk, or your session has changed; open the page again and repeat what you did"))
    return person


def _note(request: Request, event: SecurityEvent) -> None:
    desk_state(request).security.note(request, event, method=request.method, path=request.url.path)


def role_needed(role: Role) -> Forbidden:
    """Return the error for a person without this role."""
    return Forbidden(tr("this needs the role “{role}”; ask an operator for it").format(role=tr(ROLE_LABELS[role])))


def _with_right(role: Role) -> Callable[[Request, User], Awaitable[User]]:
    async def allowed(request: Request, person: "Reader") -> User:
        if not person.may(role):
            _note(request, SecurityEvent.FORBIDDEN)
            raise role_needed(role)
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
"""A user who is signed in."""
Monitor = Annotated[User, Depends(_with_right(Role.MONITOR))]
"""A user who decides on drafts."""
Editor = Annotated[User, Depends(_with_right(Role.EDITOR))]
"""A user who also edits incidents, statuses, imports, releases."""
Operator = Annotated[User, Depends(_with_right(Role.OPERATOR))]
"""A user who also runs and repairs outlets, and manages users."""
Now = Annotated[datetime, Depends(_now)]
Db = Annotated[Session, Depends(_reading)]
"""A read-only session, until the answer is sent (an export may stream from it)."""
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
"""One transaction around the handler: committed before the answer is sent, rolled back on any error. Declare it after the user, so that nobody
without the right to write holds the lock.
"""
