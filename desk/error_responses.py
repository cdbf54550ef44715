"""Errors as answers: only here do our own errors get a status code. The answer is a page, a line in the page, or JSON for programs."""

from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.auth import dependencies
from desk.auth.password_check import TooManyTries
from desk.rendering import fitting_page, only_takes_forms, page
from desk.safe_addresses import safe_redirect
from desk.security_log import failure
from desk.state import desk_state
from pipelines.evidence.files import FileTooLarge
from records.errors import (
    AlreadyDecided,
    BadDecision,
    MessageSettled,
    NoSuchDraft,
    NoSuchIncident,
    NoSuchMessage,
    NoSuchPerson,
    NoSuchView,
    NothingToUndo,
    QorganError,
)
from records.i18n import tr
from records.users import UnknownUser

STATUS: dict[type[QorganError], int] = {
    NoSuchDraft: 404,
    NoSuchIncident: 404,
    NoSuchPerson: 404,
    NoSuchView: 404,
    NoSuchMessage: 404,
    UnknownUser: 404,
    AlreadyDecided: 409,
    NothingToUndo: 409,
    MessageSettled: 409,
    BadDecision: 422,
    FileTooLarge: 413,
    dependencies.NotSignedIn: 401,
    dependencies.MustChangePassword: 403,
    dependencies.MustAddFactor: 403,
    dependencies.Forbidden: 403,
    dependencies.NotOurForm: 403,
    TooManyTries: 429,
}
# Every other error of ours: the request cannot be carried out like this.
_OTHERWISE = 422
_TO_SIGN_IN = "/login"


def status_of(error: QorganError) -> int:
    """Return the status code of a domain error."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), _OTHERWISE)


def add_to(app: FastAPI) -> None:
    """Register the answers in the application."""
    app.add_exception_handler(QorganError, _domain)
    app.add_exception_handler(StaleDataError, _overtaken)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _http)


def problem(request: Request, status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    """Return an answer that says what is wrong and what to do.

    It is JSON under /api/, a line for htmx (inserted into the region `#said`), else a page.
    """
    headers = headers or {}
    if status in (404, 405) and not dependencies.for_programs(request.url.path) and only_takes_forms(request):
        return RedirectResponse(fitting_page(request), status_code=303)
    if dependencies.for_programs(request.url.path):
        return JSONResponse({"detail": words}, status_code=status, headers=headers)
    if request.headers.get("HX-Request"):
        headers = {**headers, "HX-Retarget": "#said", "HX-Reswap": "innerHTML"}
        return page(request, "_problem.html", status=status, headers=headers, words=words, status_code=status)
    return page(request, "error.html", status=status, headers=headers, words=words, status_code=status, back=_before(request), id="")


def _domain(request: Request, error: Exception) -> Response:
    if not isinstance(error, QorganError):
        raise error
    return answer(request, error)


def answer(request: Request, error: QorganError) -> Response:
    """Return one of our errors as an answer.

    People who are not signed in, or must choose a password first, are redirected to where they can do it.
    """
    status, program, fragment = status_of(error), dependencies.for_programs(request.url.path), bool(request.headers.get("HX-Request"))
    if isinstance(error, dependencies.NotSignedIn) and not program and not fragment:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return_to = here if request.method == "GET" and request.url.path != "/" else ""
        return RedirectResponse(_TO_SIGN_IN + (f"?next={quote(return_to, safe='')}" if return_to else ""), status_code=303)
    if isinstance(error, dependencies.MustChangePassword) and not program and not fragment:
        return RedirectResponse("/account", status_code=303)
    if isinstance(error, dependencies.MustAddFactor) and not program and not fragment:
        return RedirectResponse("/account/factors", status_code=303)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyTries) else {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return problem(request, status, str(error), headers)


def _overtaken(request: Request, error: Exception) -> Response:
    """Return the answer for a row that another process wrote first."""
    return problem(request, 409, tr("somebody else has changed this just now; look at what stands and decide again"))


def _not_understood(request: Request, error: Exception) -> Response:
    """Return the answer for a field that is missing or has no such value.

    The input is not repeated, because it may be a password.
    """
    if not isinstance(error, RequestValidationError):
        raise error
    if dependencies.for_programs(request.url.path):
        faults = [{"loc": list(item["loc"]), "msg": item["msg"], "type": item["type"]} for item in error.errors()]
        return JSONResponse({"detail": faults}, status_code=422)
    fields = sorted({str(item["loc"][-1]) for item in error.errors()})
    if error.errors() and all(item["loc"][0] == "path" for item in error.errors()):
        return problem(request, 404, tr("there is no page at this address"))
    return problem(request, 422, tr("this was not understood: {fields}").format(fields=", ".join(fields)))


def _http(request: Request, error: Exception) -> Response:
    """Return the answer for a missing page, a wrong method, and status codes that a route raises."""
    if not isinstance(error, HTTPException):
        raise error
    words = {
        403: tr("this is not for your role"),
        404: tr("there is no page at this address"),
        405: tr("this address does not do that"),
        413: tr("this is too large"),
    }.get(error.status_code, error.detail)
    return problem(request, error.status_code, words, dict(error.headers or {}))


def _before(request: Request) -> str:
    """Return the page from which somebody came, if it is a page of this desk."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.url.netloc:
        return "/"
    return safe_redirect(came.path + (f"?{came.query}" if came.query else ""))


class LastResort:
    """The handler of unexpected errors: the person gets a page with an id, and the log gets the traceback under the same id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def tell(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, tell)
        except ClientDisconnect:
            # The client has disconnected while sending; nobody can receive an answer.
            return
        except Exception as error:  # noqa: BLE001  (the boundary: one line for the person, the whole for whoever mends it)
            request = Request(scope)
            id = failure(desk_state(request).log, error)
            # An answer that has begun cannot be replaced. It ends early, and the browser shows that.
            if not begun:
                await _unforeseen(request, id)(scope, receive, send)


def _unforeseen(request: Request, id: str) -> Response:
    """Return the page for it, without using the database, because the database may be what failed."""
    request.state.person = getattr(request.state, "person", None)
    words = tr("something unforeseen went wrong; tell whoever runs the desk the number {id}, the log has it too").format(id=id)
    return problem(request, 500, words)
