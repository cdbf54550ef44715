"""The users of the desk, for operators: added, disabled, with roles, passwords and second factors."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Now, Operator, WriteSession
from desk.auth.passwords import one_time
from desk.rendering import page
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records import factors, users
from records.database import read_session, write_transaction
from records.i18n import tr
from records.users import BadUser, Role

router = APIRouter(prefix="/people")


@router.get("")
def everybody(request: Request, person: Operator) -> Response:
    """Show all users, and a form for another one."""
    return _page(request)


@router.post("")
def add(request: Request, person: Operator, now: Now, name: Annotated[str, Form()] = "", role: Annotated[Role, Form()] = Role.MONITOR) -> Response:
    """Add a user, whose one-time password is shown only once."""
    password = one_time()
    hashed = desk_state(request).passwords.hash(password)
    try:
        with write_transaction(desk_state(request).engine) as session:
            row = users.add(session, name, role, hashed, must_change=True, who=person.name, now=now)
            _note(request, SecurityEvent.USER_ADDED, row.name, role=role.value)
    except BadUser as error:
        return _page(request, error=str(error), status=422)
    return _page(request, told=row.name, password=password)


@router.post("/{name}/password")
def reset(request: Request, person: Operator, now: Now, name: str) -> Response:
    """Set another one-time password, shown only now. The user's sessions and tokens end."""
    password = one_time()
    hashed = desk_state(request).passwords.hash(password)
    with write_transaction(desk_state(request).engine) as session:
        row = users.find(session, name)
        users.set_password(session, row, hashed, must_change=True, who=person.name, now=now)
        _note(request, SecurityEvent.PASSWORD_CHANGED, row.name)
    return _page(request, told=row.name, password=password)


@router.post("/{name}/factor")
def reset_factor(request: Request, person: Operator, session: WriteSession, now: Now, name: str) -> Response:
    """Remove the second factors of somebody who has lost them; sessions and tokens end."""
    row = users.find(session, name)
    factors.remove_all_factors(session, row, who=person.name, now=now)
    _note(request, SecurityEvent.FACTOR_REMOVED, row.name, factor="all")
    return _back()


@router.post("/{name}/role")
def change_role(request: Request, person: Operator, session: WriteSession, now: Now, name: str, role: Annotated[Role, Form()]) -> Response:
    """Change the role of a user."""
    row = users.find(session, name)
    users.change_role(session, row, role, who=person.name, now=now)
    _note(request, SecurityEvent.ROLE_CHANGED, row.name, role=role.value)
    return _back()


@router.post("/{name}/disable")
def disable(request: Request, person: Operator, session: WriteSession, now: Now, name: str) -> Response:
    """Disable a user, who is signed out everywhere and may not sign in again."""
    row = users.find(session, name)
    users.disable(session, row, who=person.name, now=now)
    _note(request, SecurityEvent.USER_DISABLED, row.name)
    return _back()


@router.post("/{name}/enable")
def enable(request: Request, person: Operator, session: WriteSession, now: Now, name: str) -> Response:
    """Enable a user again."""
    row = users.find(session, name)
    users.enable(session, row, who=person.name, now=now)
    _note(request, SecurityEvent.USER_ENABLED, row.name)
    return _back()


def _note(request: Request, event: SecurityEvent, whom: str, **more: str) -> None:
    desk_state(request).security.note(request, event, whom=whom, **more)


def _back() -> Response:
    return RedirectResponse("/people", status_code=303)


def _page(request: Request, *, told: str = "", password: str = "", error: str = "", status: int = 200) -> Response:
    with read_session(desk_state(request).engine) as session:
        rows, with_factor = users.all_users(session), factors.users_with_factors(session)
    notice = tr("Give {name} this password; it is shown only now and works until a new one is chosen:").format(name=told) if password else ""
    return page(request, "people.html", status=status, rows=rows, with_factor=with_factor, said=notice, password=password, error=error)
