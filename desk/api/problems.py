"""Errors and input types of the API, its routes, and the limit on wrong tokens. An error is {"detail": words, "field": the field concerned}, in the
reader's language.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError
from sqlalchemy import delete
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from desk import error_responses
from desk.auth import dependencies
from desk.auth.client_address import address_of
from desk.auth.sign_in_limits import ADDRESS, NAME_AND_ADDRESS, limit_key, network_of, time_left
from desk.error_responses import status_of
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records.country import home
from records.database import read_session, write_transaction
from records.errors import BadDecision, QorganError
from records.i18n import LANGUAGES, ntr, tr
from records.tables import LARGEST_ID, SignInTryRow
from records.vocabulary import SCREENING_LANGUAGES

# The type of a fault with a message of our own.
_SAID = "said"
_LONGEST_SHOWN = 60


class Problem(BaseModel):
    """What is wrong, and with which field."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"detail": "limit: 0 does not fit; write ≥ 1", "field": "limit"}})

    detail: str
    field: str | None = Field(default=None, description="The field of the body, the filter or the part of the address that is meant, where it is one")


class FieldRefused(BadDecision):
    """Raised by the API for a field that does not fit; 422 that names the field."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


COMMON: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "No token, or one that is not good"},
    403: {"model": Problem, "description": "The role lacks the right, or the password is still a one-time one"},
    421: {"description": "Asked under a name that is not the desk's (`QORGAN_ORIGIN`)", "content": {"text/plain": {"schema": {"type": "string"}}}},
    422: {"model": Problem, "description": "Something of what was asked does not fit; `field` names it"},
    429: {"model": Problem, "description": "Too many wrong tokens from this address; `Retry-After` says when it may try again (seconds)"},
    503: {"model": Problem, "description": "The database does not answer; `Retry-After` says when to look what stands, and to try again (seconds)"},
}
"""Errors of every address."""
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is none of this id or number"}}
UNREADABLE: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is no JSON that can be read"},
    413: {"model": Problem, "description": "The body is too large"},
}
"""Further errors of an address that accepts a body."""


class ProblemRoute(APIRoute):
    """A route whose errors become answers in this form.

    A query parameter that is given twice is refused: only one of its values would count.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            if repeated := _given_twice(request):
                return problem(422, tr("{field} is given twice; give it once").format(field=_shown(repeated)), repeated)
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _not_understood(error.errors())
            except QorganError as error:
                return problem(status_of(error), str(error), getattr(error, "field", None))
            except HTTPException as error:
                if error.status_code != 400:
                    raise
                return problem(400, tr("the body is no JSON that can be read"))

        return answered


def _given_twice(request: Request) -> str | None:
    times = Counter(name for name, _ in request.query_params.multi_items())
    return next((name for name, count in times.items() if count > 1), None)


def problem(status: int, words: str, field: str | None = None, **more: Any) -> Response:
    """Return the answer that says what is wrong."""
    named = {"field": _printable(field)} if field else {}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"detail": _printable(words), **named, **more}, status_code=status, headers=headers)


def _printable(text: str) -> str:
    """Return the text without lone surrogates: JSON can contain them, but no encoding can."""
    return text.encode("utf-8", "replace").decode()


def fault(words: str, field: str | None = None) -> PydanticCustomError:
    """Return a fault in a body or a query, with a message of our own."""
    return PydanticCustomError(_SAID, "{words}", {"words": _printable(words), "field": field and _printable(field)})


def _not_understood(faults: Sequence[Any]) -> Response:
    """Return the answer for the first fault; a fault in the path means that there is no such resource."""
    first = next(iter(faults))
    place = [str(part) for part in first["loc"]]
    if place[0] == "path":
        return problem(404, tr("there is nothing with the number {number}").format(number=_shown(first.get("input"))), place[-1])
    if first["type"] == "json_invalid":
        return problem(400, tr("the body is no JSON that can be read"))
    field = (first.get("ctx") or {}).get("field") or (place[1] if len(place) > 1 else place[0])
    return problem(422, _words(field, first), field)


def _words(field: str, error: dict[str, Any]) -> str:
    kind, limits = error["type"], error.get("ctx") or {}
    if kind == _SAID:
        return str(error["msg"])
    if kind == "missing":
        return tr("{field} is missing").format(field=field)
    if kind == "extra_forbidden":
        return tr("{field} means nothing here").format(field=field)
    if kind == "model_attributes_type":
        return tr("the body must be a JSON object, with the header Content-Type: application/json")
    value = _shown(error.get("input"))
    if kind in ("enum", "literal_error"):
        codes = ", ".join(re.findall(r"'([^']*)'", str(limits.get("expected", ""))))
        return tr("{option} {value}: no such code; codes are {codes}").format(option=field, value=value, codes=codes)
    expected = _wanted(kind, limits)
    words = tr("{field}: {value} does not fit; write {wanted}") if expected else tr("{field}: {value} does not fit")
    return words.format(field=field, value=value, wanted=expected)


def _wanted(kind: str, limits: dict[str, Any]) -> str:
    signs = {"greater_than_equal": "≥ {ge}", "less_than_equal": "≤ {le}"}
    if kind in signs:
        return signs[kind].format(**limits)
    if kind.startswith(("int_", "float_")):
        return tr("a number")
    names = {"bool_parsing": tr("true or false"), "string_type": tr("a text"), "list_type": tr("a list of texts")}
    return names.get(kind, "")


def _shown(value: Any) -> str:
    # A list or an object is not repeated, because it may be very deep.
    text = str(value) if isinstance(value, str | int | float) else type(value).__name__
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


# The types of the API's input, in queries and in bodies. What a database cannot store is refused here.

# Days outside these years have no meaning here, and calculating with them would leave the calendar.
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Most levels of a body. A person in a list in the fields is at level four.
_DEEPEST = 8
MOST = 200


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value) and _FIRST <= (day := date.fromisoformat(value)) <= _LAST:
            return day
    except ValueError:
        # Such as 2026-02-30: it has the form of a day but is none.
        pass
    raise fault(tr("{value} is no day; write YYYY-MM-DD").format(value=str(value)[:20] if isinstance(value, str | int | float) else "…"))


def _plain(value: str) -> str:
    if "\x00" in value:
        raise fault(tr("a text cannot hold the character NUL"))
    return value


def one_of(codes: Collection[str]) -> tuple[AfterValidator, WithJsonSchema]:
    """Return the validator and schema that restrict a text to these codes."""

    def known(value: str) -> str:
        if value not in codes:
            raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, codes))})
        return value

    return AfterValidator(known), WithJsonSchema({"type": "string", "enum": list(codes)})


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-24"]})]
Words = Annotated[str, Field(max_length=200, json_schema_extra={"pattern": "^[^\\u0000]*$"}), AfterValidator(_plain)]
Region = Annotated[
    str, Field(max_length=6, json_schema_extra={"pattern": f"^({'|'.join(home().regions)}|(?!{home().code}-)[A-Z]{{2}}(-[A-Z0-9]{{1,3}})?)$"})
]
ReaderLanguage = Annotated[str, *one_of(LANGUAGES)]
ArticleLanguage = Annotated[str, *one_of(SCREENING_LANGUAGES)]
DraftId = Annotated[int, Path(ge=1, le=LARGEST_ID, examples=[1])]
Number = Annotated[str, Path(examples=[home().number(2026, 1)])]
ArticleId = Annotated[str, Path(examples=["d41d8cd98f00b204e9800998ecf8427e"])]


class ListQuery(BaseModel):
    """The query of an address. An unknown filter is refused: without this, a misspelt filter would give everything."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """A body. Unknown fields are refused, and so is what no database can store."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _keepable(cls, given: Any) -> Any:
        for field, depth, value in _parts(given):
            if depth > _DEEPEST:
                raise fault(tr("{field} is too deep").format(field=field), field)
            if isinstance(value, str) and ("\x00" in value or not _whole(value)):
                raise fault(tr("{field}: a text cannot hold the character NUL or half a character").format(field=field), field)
            if isinstance(value, float) and not -1e300 < value < 1e300:
                raise fault(tr("{field}: a number must be finite").format(field=field), field)
        return given


def _parts(body: Any) -> Iterator[tuple[str, int, Any]]:
    """Yield every part of a body with its field and level; not recursive, because a deep body is one of the things to refuse."""
    waiting: list[tuple[str, int, Any]] = [("body", 0, body)]
    while waiting:
        field, depth, value = waiting.pop()
        yield field, depth, value
        if depth > _DEEPEST:
            continue
        if isinstance(value, dict):
            for name, part in value.items():
                inner = name if depth == 0 or field == "fields" else field
                waiting += [(inner, depth + 1, name), (inner, depth + 1, part)]
        elif isinstance(value, list):
            waiting += [(field, depth + 1, part) for part in value]


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# How often an address may send a wrong token: as often as a wrong password.
#
# A good token is always accepted: it is too long to be guessed, and one old script must not lock out a newsroom that shares its address.


class TokenTries:
    """Middleware before the sign-in check that counts wrong tokens of an address; above the limit the answer is 429 with Retry-After."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and dependencies.for_programs(scope["path"]):
            request = Request(scope)
            if dependencies.token_sent(request) and (wait := await run_in_threadpool(_wait, request)) > timedelta(0):
                seconds = math.ceil(wait.total_seconds())
                minutes = math.ceil(seconds / 60)
                words = ntr("too many wrong tokens; try again in {n} minute", "too many wrong tokens; try again in {n} minutes", minutes)
                answer = error_responses.problem(request, 429, words.format(n=minutes), {"Retry-After": str(seconds)})
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _wait(request: Request) -> timedelta:
    """Return how long to wait with a wrong token, zero for a good one; a rejected try does not count."""
    if dependencies.current_user(request) is not None:
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
