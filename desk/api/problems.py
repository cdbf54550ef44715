"""How the API says that something cannot be done: {"detail": words, "field": the field that is meant}, in the language that was asked for."""

import re
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from desk.error_answers import status_of
from records.errors import BadDecision, QorganError
from records.i18n import tr

# The type of a fault whose words are ours.
_SAID = "said"
_LONGEST_SHOWN = 60


class Problem(BaseModel):
    """What is wrong, and with which field."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"detail": "limit: 0 does not fit; write ≥ 1", "field": "limit"}})

    detail: str
    field: str | None = Field(default=None, description="The field of the body, the filter or the part of the address that is meant, where it is one")


class FieldRefused(BadDecision):
    """A field that was sent does not fit. Raised by the API; 422 that names the field."""

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
"""Errors that every address may answer."""
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is none of this id or number"}}
UNREADABLE: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is no JSON that can be read"},
    413: {"model": Problem, "description": "The body is too large"},
}
"""Further errors of an address that takes a body."""


class Answers(APIRoute):
    """A route whose errors become answers in this form. A parameter of the query that is given twice is refused: only one of its values would count."""

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
    """The answer that says what is wrong."""
    named = {"field": sayable(field)} if field else {}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"detail": sayable(words), **named, **more}, status_code=status, headers=headers)


def sayable(text: str) -> str:
    """The text without half characters. JSON can contain them, but no encoding can carry them."""
    return text.encode("utf-8", "replace").decode()


def fault(words: str, field: str | None = None) -> PydanticCustomError:
    """A fault found while a body or a query is read, in our own words."""
    return PydanticCustomError(_SAID, "{words}", {"words": sayable(words), "field": field and sayable(field)})


def _not_understood(faults: Sequence[Any]) -> Response:
    """The first fault. A fault in the path means that there is no such thing."""
    first = next(iter(faults))
    place = [str(part) for part in first["loc"]]
    if place[0] == "path":
        return problem(404, tr("there is nothing with the number {number}").format(number=_shown(first.get("input"))), place[-1])
    if first["type"] == "json_invalid":
        return problem(400, tr("the body is no JSON that can be read"))
    field = (first.get("ctx") or {}).get("field") or (place[1] if len(place) > 1 else place[0])
    return problem(422, _words(field, first), field)


def _words(field: str, found: dict[str, Any]) -> str:
    kind, limits = found["type"], found.get("ctx") or {}
    if kind == _SAID:
        return str(found["msg"])
    if kind == "missing":
        return tr("{field} is missing").format(field=field)
    if kind == "extra_forbidden":
        return tr("{field} means nothing here").format(field=field)
    if kind == "model_attributes_type":
        return tr("the body must be a JSON object, with the header Content-Type: application/json")
    value = _shown(found.get("input"))
    if kind in ("enum", "literal_error"):
        codes = ", ".join(re.findall(r"'([^']*)'", str(limits.get("expected", ""))))
        return tr("{option} {value}: no such code; codes are {codes}").format(option=field, value=value, codes=codes)
    wanted = _wanted(kind, limits)
    words = tr("{field}: {value} does not fit; write {wanted}") if wanted else tr("{field}: {value} does not fit")
    return words.format(field=field, value=value, wanted=wanted)


def _wanted(kind: str, limits: dict[str, Any]) -> str:
    signs = {"greater_than_equal": "≥ {ge}", "less_than_equal": "≤ {le}"}
    if kind in signs:
        return signs[kind].format(**limits)
    if kind.startswith(("int_", "float_")):
        return tr("a number")
    names = {"bool_parsing": tr("true or false"), "string_type": tr("a text"), "list_type": tr("a list of texts")}
    return names.get(kind, "")


def _shown(value: Any) -> str:
    # A list or an object is not written out, because it may be very deep.
    shown = str(value) if isinstance(value, str | int | float) else type(value).__name__
    return shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 1] + "…"
