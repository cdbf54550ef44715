"""The user's second factors: an app with codes, passkeys, recovery codes. Each change needs the password again."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.auth import code_generators, passkeys, recovery_codes, sessions, sign_in_limits
from desk.auth.dependencies import NotSignedIn, Now, Reader
from desk.auth.known_browsers import known_browser
from desk.auth.passkeys import BadPasskey, relying_party
from desk.auth.password_check import TooManyTries
from desk.auth.whereabouts import address_of
from desk.desk_state import desk_state
from desk.pages.account.view import PasswordAgain, own, prove_again
from desk.rendering import page, sentence
from desk.security_log import SecurityEvent
from records import factors, users
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.factors import FactorKind
from records.i18n import tr
from records.tables import UserRow

router = APIRouter(prefix="/account/factors")


@router.get("")
def show(request: Request, person: Reader, done: str = "") -> Response:
    """What is set up, and what can be."""
    return _page(request, said=tr("Saved.") if done else "")


@router.post("/code")
def begin_code(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """Show a new secret for an app, this once."""

    def begin(session: Session, row: UserRow) -> str:
        if factors.state(session, row.name).code:
            raise BadPasskey(tr("there is an app already; remove it first"))
        return code_generators.begin(session, row.name, desk_state(request).secret, now)

    return _changed(request, now, confirmation, begin, lambda secret: _page(request, secret=secret))


@router.post("/code/confirm")
def confirm_code(request: Request, person: Reader, now: Now, code: Annotated[str, Form()] = "") -> Response:
    """The first code of the app: from now on it is asked for."""
    desk = desk_state(request)
    with write_transaction(desk.engine) as session:
        browser = known_browser(request, users.seek(session, person.name), now)
        admitted = sign_in_limits.admit(session, person.name, address_of(request), now, factor=True, browser=browser)
        if not isinstance(admitted, sign_in_limits.Admitted):
            desk.security.note(request, SecurityEvent.LOCKED, factor=True)
            return _page(request, error=TooManyTries(admitted), unconfirmed=True)
    with write_transaction(desk.engine) as session:
        _require_still_in(request, session)
        first = not factors.has_any(session, person.name)
        if not code_generators.confirm(session, person.name, desk.secret, "".join(code.split()), now):
            desk.security.note(request, SecurityEvent.FACTOR_WRONG)
            return _page(request, error=BadPasskey(tr("the code is wrong; look at the app and at the clock of the phone")), unconfirmed=True)
        sign_in_limits.succeeded(session, admitted)
        codes = _added(request, session, users.find(session, person.name), FactorKind.CODE, first, now)
    return _page(request, said=tr("Saved."), codes=codes)


@router.post("/code/remove")
def remove_code(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """The app is asked no more."""

    def remove(session: Session, row: UserRow) -> None:
        if code_generators.remove(session, row.name):
            _removed(request, session, row, FactorKind.CODE, now)

    return _changed(request, now, confirmation, remove, lambda _: _back())


@router.post("/recovery")
def renew_recovery(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """New recovery codes, shown this once; the ones from before are worth nothing."""

    def renew(session: Session, row: UserRow) -> list[str]:
        if not factors.has_any(session, row.name):
            raise BadPasskey(tr("set up an app or a passkey first"))
        factors.added(session, row, FactorKind.RECOVERY, who=row.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.FACTOR_ADDED, factor=FactorKind.RECOVERY.value)
        return recovery_codes.make(session, row.name)

    return _changed(request, now, confirmation, renew, lambda codes: _page(request, codes=codes))


@router.post("/passkey/options")
def passkey_options(request: Request, person: Reader, now: Now, confirmation: Annotated[str, Form()] = "") -> Response:
    """What the browser needs to make a passkey. Asked by the script of the form, which shows `detail`."""
    party = relying_party(request)
    if party is None:
        return JSONResponse({"detail": tr("at this address browsers allow no passkey")}, status_code=422)
    try:
        proven = prove_again(request, confirmation, now)
        with write_transaction(desk_state(request).engine) as session:
            told = passkeys.creation_options(request, session, party, own(session, proven).name, now)
    except (PasswordAgain, TooManyTries) as error:
        words, status, headers = str(error), 422, {}
        if isinstance(error, TooManyTries):
            status, headers = 429, {"Retry-After": str(error.seconds)}
        return JSONResponse({"detail": sentence(words)}, status_code=status, headers=headers)
    return Response(told, media_type="application/json")


@router.post("/passkey")
def add_passkey(request: Request, person: Reader, now: Now, credential: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "") -> Response:
    """Keep the passkey that the browser has made. The password was given with the question, five minutes ago at most."""
    party = relying_party(request)
    try:
        if party is None:
            raise BadPasskey(tr("at this address browsers allow no passkey"))
        with write_transaction(desk_state(request).engine) as session:
            challenge = passkeys.taken_for_making(request, session, now)
        with write_transaction(desk_state(request).engine) as session:
            _require_still_in(request, session)
            first = not factors.has_any(session, person.name)
            passkeys.add(session, party, challenge, person.name, name, credential, now)
            session.flush()
            codes = _added(request, session, users.find(session, person.name), FactorKind.PASSKEY, first, now)
    except BadPasskey as error:
        return _page(request, error=error)
    return _page(request, said=tr("Saved."), codes=codes)


@router.post("/passkey/{id}/remove")
def remove_passkey(request: Request, person: Reader, now: Now, id: int, confirmation: Annotated[str, Form()] = "") -> Response:
    """Forget one passkey."""

    def remove(session: Session, row: UserRow) -> None:
        if passkeys.remove(session, row.name, id):
            _removed(request, session, row, FactorKind.PASSKEY, now)

    return _changed(request, now, confirmation, remove, lambda _: _back())


def _changed(request: Request, now: Now, password: str, change: Callable[[Session, UserRow], Any], answer: Callable[[Any], Response]) -> Response:
    """Change something after the password was given again."""
    try:
        proven = prove_again(request, password, now)
        with write_transaction(desk_state(request).engine) as session:
            made = change(session, own(session, proven))
    except (PasswordAgain, TooManyTries, BadPasskey) as error:
        return _page(request, error=error)
    return answer(made)


def _require_still_in(request: Request, session: Session) -> None:
    """A reset since the request came has ended its session, and must leave no new factor. None can come until the transaction ends. Raises NotSignedIn."""
    users.hold(session)
    if not sessions.is_kept(session, request.state.session):
        raise NotSignedIn(tr("you are not signed in, or your session has ended; sign in again"))


def _added(request: Request, session: Session, row: UserRow, kind: FactorKind, first: bool, now: Now) -> list[str]:
    """Note it. With the first factor come recovery codes, and browsers that came in without one are signed out."""
    factors.added(session, row, kind, who=row.name, now=now)
    desk_state(request).security.note(request, SecurityEvent.FACTOR_ADDED, factor=kind.value)
    request.state.must_add_factor = False
    if not first:
        return []
    sessions.end_others(session, row.name, request.state.session)
    return recovery_codes.make(session, row.name)


def _removed(request: Request, session: Session, row: UserRow, kind: FactorKind, now: Now) -> None:
    factors.removed(session, row, kind, who=row.name, now=now)
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
        owned = factors.state(session, name)
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
        address=(address := code_generators.address(name, secret) if secret else ""),
        picture=code_generators.picture(address) if address else "",
        unconfirmed=unconfirmed or bool(secret),
        codes=codes or [],
        can_passkey=relying_party(request) is not None,
        must=request.state.must_add_factor,
    )
