"""The user's own account: password, language, tokens for the API, and signing out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from desk.auth import dependencies, sessions
from desk.auth.dependencies import Now, Reader, Writing
from desk.auth.passwords import BadPassword, fit
from desk.desk_state import desk_state
from desk.middleware.reader_language import keep_language
from desk.pages.login.routes import keep_session
from desk.rendering import page
from records import users
from records.database import read_session, write_transaction
from records.i18n import LANGUAGES, tr

router = APIRouter()


@router.get("/")
def start(person: Reader) -> Response:
    """The first page is the queue."""
    return RedirectResponse("/queue", status_code=303)


@router.post("/logout")
def sign_out(request: Request, person: Reader, session: Writing) -> Response:
    """End this session, in the database too."""
    sessions.end(session, request.state.session)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(dependencies.session_cookie(request), path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@router.get("/account")
def account(request: Request, person: Reader, done: str = "") -> Response:
    """The page of the account."""
    return _page(request, said=tr("Saved.") if done else "")


@router.post("/account/password")
def change_password(
    request: Request,
    person: Reader,
    now: Now,
    current: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    repeated: Annotated[str, Form()] = "",
) -> Response:
    """Set another password. Every session of the user ends; this browser gets a new one."""
    desk = desk_state(request)
    with read_session(desk.engine) as session:
        kept = users.find(session, person.name).password_hash
    if not desk.passwords.matches(kept, current):
        return _page(request, error=tr("the present password is wrong"), status=422)
    if password != repeated:
        return _page(request, error=tr("the two new passwords differ"), status=422)
    if password == current:
        return _page(request, error=tr("the new password is the present one"), status=422)
    try:
        fresh = desk.passwords.hash(fit(password, person.name))
    except BadPassword as error:
        return _page(request, error=str(error), status=422)
    with write_transaction(desk.engine) as session:
        users.set_password(session, users.find(session, person.name), fresh, must_change=False, who=person.name, now=now)
        token = sessions.begin(session, person.name, now)
    answer = RedirectResponse("/queue" if request.state.must_change else "/account?done=1", status_code=303)
    keep_session(answer, request, token)
    return answer


@router.post("/account/language")
def choose_language(request: Request, person: Reader, session: Writing, lang: Annotated[str, Form()] = "") -> Response:
    """Set the language that the desk uses for this user in any browser."""
    answer = RedirectResponse("/account?done=1", status_code=303)
    if lang in LANGUAGES:
        users.find(session, person.name).lang = lang
        keep_language(answer, lang, request)
    return answer


@router.post("/account/tokens")
def make_token(request: Request, person: Reader, now: Now) -> Response:
    """Make a token for the API. It is shown only now."""
    with write_transaction(desk_state(request).engine) as session:
        token = users.give_token(session, users.find(session, person.name), who=person.name, now=now)
    return _page(request, token=token)


@router.post("/account/tokens/revoke")
def revoke_tokens(person: Reader, session: Writing, now: Now) -> Response:
    """Make all tokens of this user invalid."""
    users.take_back_tokens(session, users.find(session, person.name), who=person.name, now=now)
    return RedirectResponse("/account?done=1", status_code=303)


def _page(request: Request, *, said: str = "", error: str = "", token: str = "", status: int = 200) -> Response:
    person = request.state.person
    with read_session(desk_state(request).engine) as session:
        lang = users.find(session, person.name).lang
        kept = users.tokens(session, person.name)
    return page(
        request, "account.html", status=status, said=said, error=error, token=token, tokens=kept, chosen=lang, must_change=request.state.must_change
    )
