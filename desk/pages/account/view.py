"""What the page of the account shows."""

from datetime import datetime

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.auth import sessions
from desk.auth.password_check import Proven, TooManyTries, WrongPassword, prove
from desk.desk_state import desk_state
from desk.rendering import page
from desk.safe_redirect import safe_redirect
from records import factors, tokens, users
from records.database import read_session
from records.errors import QorganError
from records.i18n import tr
from records.tables import UserRow
from records.tokens import DAYS, MOST_DAYS, SCOPE_LABELS, TokenScope


class PasswordAgain(QorganError):
    """The password was asked for again and was not right. Raised here; 422."""


def prove_again(request: Request, password: str, now: datetime) -> Proven:
    """That it is still the same person. Raises PasswordAgain, TooManyTries."""
    try:
        return prove(request, request.state.person.name, password, now)
    except WrongPassword as error:
        raise PasswordAgain(tr("the present password is wrong")) from error


def own(session: Session, proven: Proven) -> UserRow:
    """The user's own row, while the password that was proven is still hers. Raises PasswordAgain."""
    row = proven.holds(session)
    if row is None:
        raise PasswordAgain(tr("the present password is wrong"))
    return row


def account_page(
    request: Request,
    *,
    said: str = "",
    error: QorganError | None = None,
    token: str = "",
    feed: str = "",
    wanted: str = "",
    status: int = 422,
    scope: TokenScope = TokenScope.READ,
) -> Response:
    """The account, with what a form has led to: `token` is a new one, `feed` the address of a calendar; `scope` is chosen in the form of a new one. An error has its status; 429 says how long to wait."""
    person, now = request.state.person, desk_state(request).clock()
    with read_session(desk_state(request).engine) as session:
        lang = users.find(session, person.name).lang
        kept = tokens.live(session, person.name, now)
        browsers = sessions.listed(session, person.name, now)
        factor = factors.has_any(session, person.name)
    too_many = isinstance(error, TooManyTries)
    return page(
        request,
        "account.html",
        status=(429 if too_many else status) if error else 200,
        headers={"Retry-After": str(error.seconds)} if isinstance(error, TooManyTries) else None,
        said=said,
        error=str(error or ""),
        token=token,
        feed=feed,
        wanted=safe_redirect(wanted, ""),
        tokens=kept,
        sessions=browsers,
        handle=sessions.HANDLE,
        here_id=request.state.session,
        factor=factor,
        scopes=SCOPE_LABELS,
        scope=scope.value,
        days=DAYS,
        most_days=MOST_DAYS,
        chosen=lang,
        must_change=request.state.must_change,
    )
