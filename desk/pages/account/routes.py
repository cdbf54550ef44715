"""The user's own account: password, language, sessions, tokens for programs, second factors, and signing out."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.auth import authenticator_app, dependencies, passkeys, recovery_codes, sessions, sign_in_limits
from desk.auth.client_address import address_of
from desk.auth.dependencies import CALENDAR_FEED, KEY, NotSignedIn, Now, Reader, WriteSession
from desk.auth.passkeys import BadPasskey, relying_party
from desk.auth.password_check import TooManyTries, VerifiedPassword, WrongPassword, verify_password
from desk.auth.passwords import BadPassword, require_strong
from desk.auth.sessions import known_browser
from desk.middleware.hosts import public_origin
from desk.middleware.language import keep_language
from desk.pages.login.routes import begin_session, keep_session
from desk.rendering import page, sentence
from desk.safe_addresses import safe_redirect
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records import factors, tokens, users
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.factors import FactorKind
from records.i18n import LANGUAGES, reader_language, tr
from records.tables import UserRow
from records.tokens import DAYS, MOST_DAYS, SCOPE_LABELS, BadToken, TokenScope

# The data of the account page.


class _WrongConfirmation(QorganError):
    """The repeated password was wrong. Raised here; 422."""


def _confirm_password(request: Request, password: str, now: datetime) -> VerifiedPassword:
    """Check the password of the signed-in user again. Raises _WrongConfirmation, TooManyTries."""
    try:
        return verify_password(request, request.state.person.name, password, now)
    except WrongPassword as error:
        raise _WrongConfirmation(tr("the present password is wrong")) from error


def own(session: Session, proven: VerifiedPassword) -> UserRow:
    """Return the user's own row, if the password that was checked is still current. Raises _WrongConfirmation."""
    row = proven.holds(session)
    if row is None:
        raise _WrongConfirmation(tr("the present password is wrong"))
    return row


def _account_page(
    request: Request,
    *,
    notice: str = "",
    error: QorganError | None = None,
    token: str = "",
    feed: str = "",
    next_page: str = "",
    status: int = 422,
    scope: TokenScope = TokenScope.READ,
) -> Response:
    """Return the account page after a form.

    `token` is a new one, `feed` the address of a calendar; `scope` is selected in the form of a new one. An error has its status; 429 says how long
    to wait.
    """
    person, now = request.state.person, desk_state(request).clock()
    with read_session(desk_state(request).engine) as session:
        lang = users.find(session, person.name).lang
        active = tokens.active_tokens(session, person.name, now)
        browsers = sessions.listed(session, person.name, now)
        factor = factors.has_second_factor(session, person.name)
    too_many = isinstance(error, TooManyTries)
    return page(
        request,
        "account.html",
        status=(429 if too_many else status) if error else 200,
        headers={"Retry-After": str(error.seconds)} if isinstance(error, TooManyTries) else None,
        said=notice,
        error=str(error or ""),
        token=token,
        feed=feed,
        wanted=safe_redirect(next_page, ""),
        tokens=active,
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


# Tokens for programs: made after the password is given, shown once, revoked one by one.

token_router = APIRouter(prefix="/account/tokens")


@token_router.post("")
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
        proven = _confirm_password(request, confirmation, now)
        with write_transaction(desk.engine) as session:
            token = tokens.create_token(session, own(session, proven), name=name, scope=scope, days=days, who=person.name, now=now)
            desk.security.note(request, SecurityEvent.TOKEN_MADE, scope=scope.value, days=days)
    except (_WrongConfirmation, TooManyTries, BadToken) as error:
        return _account_page(request, error=error, scope=scope)
    if scope is TokenScope.CALENDAR:
        return _account_page(request, feed=f"{public_origin(request)}{CALENDAR_FEED}?{urlencode({KEY: token, 'lang': reader_language()})}")
    return _account_page(request, token=token)


@token_router.post("/{id}/revoke")
def revoke_token(request: Request, person: Reader, now: Now, id: int) -> Response:
    """Make one token of this user invalid."""
    with write_transaction(desk_state(request).engine) as session:
        tokens.revoke(session, users.find(session, person.name), id, who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.TOKEN_REVOKED, which=id)
    return RedirectResponse("/account?done=1", status_code=303)


@token_router.post("/revoke")
def revoke_tokens(request: Request, person: Reader, now: Now) -> Response:
    """Make all tokens of this user invalid."""
    with write_transaction(desk_state(request).engine) as session:
        tokens.revoke_all(session, users.find(session, person.name), who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.TOKEN_REVOKED, which="all")
    return RedirectResponse("/account?done=1", status_code=303)


# The user's second factors: an app with codes, passkeys, recovery codes. Each change needs the password again.

factor_router = APIRouter(prefix="/account/factors")


@factor_router.get("")
def show(request: Request, person: Reader, done: str = "") -> Response:
    """Show which factors are set up, and which can be."""
    return _page(request, said=tr("Saved.") if done else "")


@factor_router.post("/code")
def begin_code(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """Show a new secret for an app, only once."""

    def begin(session: Session, row: UserRow) -> str:
        if factors.factor_state(session, row.name).code:
            raise BadPasskey(tr("there is an app already; remove it first"))
        return authenticator_app.begin(session, row.name, desk_state(request).secret, now)

    return _changed(request, now, confirmation, begin, lambda secret: _page(request, secret=secret))


@factor_router.post("/code/confirm")
def confirm_code(request: Request, person: Reader, now: Now, code: Annotated[str, Form()] = "") -> Response:
    """Check the first code of the app, which is required from now on."""
    desk = desk_state(request)
    with write_transaction(desk.engine) as session:
        browser = known_browser(request, users.find_user_or_none(session, person.name), now)
        admitted = sign_in_limits.admit(session, person.name, address_of(request), now, factor=True, browser=browser)
        if not isinstance(admitted, sign_in_limits.Admitted):
            desk.security.note(request, SecurityEvent.LOCKED, factor=True)
            return _page(request, error=TooManyTries(admitted), unconfirmed=True)
    with write_transaction(desk.engine) as session:
        _require_still_in(request, session)
        first = not factors.has_second_factor(session, person.name)
        if not authenticator_app.confirm(session, person.name, desk.secret, "".join(code.split()), now):
            desk.security.note(request, SecurityEvent.FACTOR_WRONG)
            return _page(request, error=BadPasskey(tr("the code is wrong; look at the app and at the clock of the phone")), unconfirmed=True)
        sign_in_limits.succeeded(session, admitted)
        codes = _added(request, session, users.find(session, person.name), FactorKind.CODE, first, now)
    return _page(request, said=tr("Saved."), codes=codes)


@factor_router.post("/code/remove")
def remove_code(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """Remove the app as a factor."""

    def remove(session: Session, row: UserRow) -> None:
        if authenticator_app.remove(session, row.name):
            _removed(request, session, row, FactorKind.CODE, now)

    return _changed(request, now, confirmation, remove, lambda _: _back())


@factor_router.post("/recovery")
def renew_recovery(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """Make new recovery codes, shown only once; the earlier ones become invalid."""

    def renew(session: Session, row: UserRow) -> list[str]:
        if not factors.has_second_factor(session, row.name):
            raise BadPasskey(tr("set up an app or a passkey first"))
        factors.log_factor_added(session, row, FactorKind.RECOVERY, who=row.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.FACTOR_ADDED, factor=FactorKind.RECOVERY.value)
        return recovery_codes.make(session, row.name)

    return _changed(request, now, confirmation, renew, lambda codes: _page(request, codes=codes))


@factor_router.post("/passkey/options")
def passkey_options(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """Return the options with which the browser makes a passkey. The script of the form requests them, and shows `detail`."""
    party = relying_party(request)
    if party is None:
        return JSONResponse({"detail": tr("at this address browsers allow no passkey")}, status_code=422)
    try:
        proven = _confirm_password(request, confirmation, now)
        with write_transaction(desk_state(request).engine) as session:
            options = passkeys.creation_options(request, session, party, own(session, proven).name, now)
    except (_WrongConfirmation, TooManyTries) as error:
        words, status, headers = str(error), 422, {}
        if isinstance(error, TooManyTries):
            status, headers = 429, {"Retry-After": str(error.seconds)}
        return JSONResponse({"detail": sentence(words)}, status_code=status, headers=headers)
    return Response(options, media_type="application/json")


@factor_router.post("/passkey")
def add_passkey(request: Request, person: Reader, now: Now, credential: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "") -> Response:
    """Save the passkey that the browser has made. The password was given with the request for options, at most five minutes ago."""
    party = relying_party(request)
    try:
        if party is None:
            raise BadPasskey(tr("at this address browsers allow no passkey"))
        with write_transaction(desk_state(request).engine) as session:
            challenge = passkeys.consume_creation_challenge(request, session, now)
        with write_transaction(desk_state(request).engine) as session:
            _require_still_in(request, session)
            first = not factors.has_second_factor(session, person.name)
            passkeys.add(session, party, challenge, person.name, name, credential, now)
            session.flush()
            codes = _added(request, session, users.find(session, person.name), FactorKind.PASSKEY, first, now)
    except BadPasskey as error:
        return _page(request, error=error)
    return _page(request, said=tr("Saved."), codes=codes)


@factor_router.post("/passkey/{id}/remove")
def remove_passkey(request: Request, person: Reader, now: Now, id: int, confirmation: Annotated[str, Form()] = "") -> Response:
    """Remove one passkey."""

    def remove(session: Session, row: UserRow) -> None:
        if passkeys.remove(session, row.name, id):
            _removed(request, session, row, FactorKind.PASSKEY, now)

    return _changed(request, now, confirmation, remove, lambda _: _back())


def _changed(request: Request, now: Now, password: str, change: Callable[[Session, UserRow], Any], answer: Callable[[Any], Response]) -> Response:
    """Change something after the password was given again."""
    try:
        proven = _confirm_password(request, password, now)
        with write_transaction(desk_state(request).engine) as session:
            result = change(session, own(session, proven))
    except (_WrongConfirmation, TooManyTries, BadPasskey) as error:
        return _page(request, error=error)
    return answer(result)


def _require_still_in(request: Request, session: Session) -> None:
    """Raise NotSignedIn if the session has ended since the request came, for example by a reset, so that no factor is added.

    No reset can happen until the transaction ends.
    """
    users.lock_users(session)
    if not sessions.is_kept(session, request.state.session):
        raise NotSignedIn(tr("you are not signed in, or your session has ended; sign in again"))


def _added(request: Request, session: Session, row: UserRow, kind: FactorKind, first: bool, now: Now) -> list[str]:
    """Note the new factor. With the first one, make recovery codes, and sign out browsers that signed in without one."""
    factors.log_factor_added(session, row, kind, who=row.name, now=now)
    desk_state(request).security.note(request, SecurityEvent.FACTOR_ADDED, factor=kind.value)
    request.state.must_add_factor = False
    if not first:
        return []
    sessions.end_others(session, row.name, request.state.session)
    return recovery_codes.make(session, row.name)


def _removed(request: Request, session: Session, row: UserRow, kind: FactorKind, now: Now) -> None:
    factors.log_factor_removed(session, row, kind, who=row.name, now=now)
    desk_state(request).security.note(request, SecurityEvent.FACTOR_REMOVED, factor=kind.value)


def _back() -> Response:
    return RedirectResponse("/account/factors?done=1", status_code=303)


def _page(
    request: Request,
    *,
    said: str = "",
    error: QorganError | None = None,
    secret: str = "",
    codes: list[str] | None = None,
    unconfirmed: bool = False,
) -> Response:
    name = request.state.person.name
    with read_session(desk_state(request).engine) as session:
        owned = factors.factor_state(session, name)
    seconds = error.seconds if isinstance(error, TooManyTries) else 0
    return page(
        request,
        "factors.html",
        status=429 if seconds else 422 if error else 200,
        headers={"Retry-After": str(seconds)} if seconds else None,
        said=said,
        error=str(error or ""),
        owned=owned,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        address=(address := authenticator_app.address(name, secret) if secret else ""),
        picture=authenticator_app.picture(address) if address else "",
        unconfirmed=unconfirmed or bool(secret),
        codes=codes or [],
        can_passkey=relying_party(request) is not None,
        must=request.state.must_add_factor,
    )


router = APIRouter()


@router.get("/")
def start(person: Reader) -> Response:
    """Redirect to the queue, which is the first page."""
    return RedirectResponse("/queue", status_code=303)


@router.post("/logout")
def sign_out(request: Request, person: Reader, session: WriteSession) -> Response:
    """End this session, in the database too."""
    sessions.end(session, request.state.session)
    desk_state(request).security.note(request, SecurityEvent.SIGN_OUT)
    return _out(request)


@router.get("/account")
def account(request: Request, person: Reader, done: str = "", wanted: Annotated[str, Query(alias="next")] = "", scope: str = "") -> Response:
    """Show the account.

    `next` is the page that somebody requested who has to set a password first; `scope` preselects the scope of a new token.
    """
    chosen = TokenScope(scope) if scope in list(TokenScope) else TokenScope.READ
    return _account_page(request, notice=tr("Saved.") if done else "", next_page=wanted, scope=chosen)


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
        proven = _confirm_password(request, current, now)
        if password != repeated:
            raise BadPassword(tr("the two new passwords differ"))
        if password == current:
            raise BadPassword(tr("the new password is the present one"))
        fresh = desk.passwords.hash(require_strong(password, person.name))
        with write_transaction(desk.engine) as session:
            row = own(session, proven)
            users.set_password(session, row, fresh, must_change=False, who=person.name, now=now)
            token = begin_session(request, session, person.name, now)
            desk.security.note(request, SecurityEvent.PASSWORD_CHANGED)
    except (_WrongConfirmation, TooManyTries, BadPassword) as error:
        return _account_page(request, error=error, next_page=wanted)
    answer = RedirectResponse(safe_redirect(wanted, "/queue") if request.state.must_change else "/account?done=1", status_code=303)
    keep_session(answer, request, token)
    sessions.remember(answer, request, row, now)
    return answer


@router.post("/account/language")
def choose_language(request: Request, person: Reader, session: WriteSession, lang: Annotated[str, Form()] = "") -> Response:
    """Set the language that the desk uses for this user in any browser."""
    answer = RedirectResponse("/account?done=1", status_code=303)
    if lang in LANGUAGES:
        users.find(session, person.name).lang = lang
        keep_language(answer, lang, request)
    return answer


@router.post("/account/sessions/end")
def end_session(request: Request, person: Reader, session: WriteSession, handle: Annotated[str, Form()] = "") -> Response:
    """Sign one browser of this user out."""
    if sessions.end_of(session, person.name, handle):
        desk_state(request).security.note(request, SecurityEvent.SESSION_ENDED, session=handle)
    return RedirectResponse("/account?done=1", status_code=303)


@router.post("/account/sessions/end-all")
def end_sessions(request: Request, person: Reader, session: WriteSession) -> Response:
    """Sign this user out everywhere, including this browser."""
    users.end_sessions(session, person.name)
    desk_state(request).security.note(request, SecurityEvent.SESSION_ENDED, session="all")
    return _out(request)


def _out(request: Request) -> Response:
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(dependencies.session_cookie(request), path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
