"""The user's own account: password, language, and signing out here or anywhere."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from desk.auth import dependencies, known_browsers, sessions
from desk.auth.dependencies import Now, Reader, Writing
from desk.auth.password_check import TooManyTries
from desk.auth.passwords import BadPassword, fit
from desk.desk_state import desk_state
from desk.middleware.reader_language import keep_language
from desk.pages.account.view import PasswordAgain, account_page, own, prove_again
from desk.pages.login.routes import begin_session, keep_session
from desk.safe_redirect import safe_redirect
from desk.security_log import SecurityEvent
from records import users
from records.database import write_transaction
from records.i18n import LANGUAGES, tr
from records.tokens import TokenScope

router = APIRouter()


@router.get("/")
def start(person: Reader) -> Response:
    """The first page is the queue."""
    return RedirectResponse("/queue", status_code=303)


@router.post("/logout")
def sign_out(request: Request, person: Reader, session: Writing) -> Response:
    """End this session, in the database too."""
    sessions.end(session, request.state.session)
    desk_state(request).security.note(request, SecurityEvent.SIGN_OUT)
    return _out(request)


@router.get("/account")
def account(request: Request, person: Reader, done: str = "", wanted: Annotated[str, Query(alias="next")] = "", scope: str = "") -> Response:
    """The page of the account. `next` is where somebody wanted to go who has to set a password first; `scope` is what a new token may do, for whoever comes to make one."""
    chosen = TokenScope(scope) if scope in list(TokenScope) else TokenScope.READ
    return account_page(request, said=tr("Saved.") if done else "", wanted=wanted, scope=chosen)


@router.post("/account/password")
def change_password(
    request: Request,
    person: Reader,
    now: Now,
    current: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    repeated: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Set another password. Every session and every token of the user ends; this browser gets a new session."""
    desk = desk_state(request)
    try:
        proven = prove_again(request, current, now)
        if password != repeated:
            raise BadPassword(tr("the two new passwords differ"))
        if password == current:
            raise BadPassword(tr("the new password is the present one"))
        fresh = desk.passwords.hash(fit(password, person.name))
        with write_transaction(desk.engine) as session:
            row = own(session, proven)
            users.set_password(session, row, fresh, must_change=False, who=person.name, now=now)
            token = begin_session(request, session, person.name, now)
            desk.security.note(request, SecurityEvent.PASSWORD_CHANGED)
    except (PasswordAgain, TooManyTries, BadPassword) as error:
        return account_page(request, error=error, wanted=wanted)
    answer = RedirectResponse(safe_redirect(wanted, "/queue") if request.state.must_change else "/account?done=1", status_code=303)
    keep_session(answer, request, token)
    known_browsers.remember(answer, request, row, now)
    return answer


@router.post("/account/language")
def choose_language(request: Request, person: Reader, session: Writing, lang: Annotated[str, Form()] = "") -> Response:
    """Set the language that the desk uses for this user in any browser."""
    answer = RedirectResponse("/account?done=1", status_code=303)
    if lang in LANGUAGES:
        users.find(session, person.name).lang = lang
        keep_language(answer, lang, request)
    return answer


@router.post("/account/sessions/end")
def end_session(request: Request, person: Reader, session: Writing, handle: Annotated[str, Form()] = "") -> Response:
    """Sign one browser of this user out."""
    if sessions.end_of(session, person.name, handle):
        desk_state(request).security.note(request, SecurityEvent.SESSION_ENDED, session=handle)
    return RedirectResponse("/account?done=1", status_code=303)


@router.post("/account/sessions/end-all")
def end_sessions(request: Request, person: Reader, session: Writing) -> Response:
    """Sign this user out everywhere, here too."""
    users.end_sessions(session, person.name)
    desk_state(request).security.note(request, SecurityEvent.SESSION_ENDED, session="all")
    return _out(request)


def _out(request: Request) -> Response:
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(dependencies.session_cookie(request), path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
