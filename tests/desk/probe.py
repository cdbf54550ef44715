"""Routes that try what the desk does with each, and every route that it has."""

import re
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.routing import iter_route_contexts
from starlette.responses import HTMLResponse, Response, StreamingResponse

from desk.auth.dependencies import Editor, Monitor, Operator, Reader, WriteSession
from desk.state import desk_state
from records.database import read_session
from records.errors import AlreadyDecided
from records.tables import UserRow
from tests.desk.site import Site

# Where a path names something, something that may be there.
EXAMPLES = {"name": "Aigul", "outlet": "kz_test", "id": "1", "number": "KZ-2026-0001", "code": "kk"}
# What a database says of a row that it refuses.
BROKEN = "UNIQUE constraint failed\n[SQL: INSERT]\n[parameters: ('hash of a password')]"
probe = APIRouter()


@probe.api_route("/probe/reader", methods=["GET", "POST"])
def for_readers(person: Reader) -> str:
    return person.name


@probe.post("/probe/monitor")
def for_monitors(person: Monitor) -> str:
    return person.name


@probe.post("/probe/editor")
def for_editors(person: Editor) -> str:
    return person.name


@probe.post("/probe/operator")
def for_operators(person: Operator) -> str:
    return person.name


@probe.get("/probe/forgot")
def that_forgot_to_ask() -> str:
    return "secret"


@probe.api_route("/api/v1/probe", methods=["GET", "POST"])
def for_programs(person: Reader) -> str:
    return person.name


@probe.post("/probe/write")
def that_writes(person: Monitor, session: WriteSession, fail: Annotated[str, Form()] = "") -> str:
    session.get_one(UserRow, person.name).lang = "ru"
    session.flush()
    if fail:
        raise AlreadyDecided("decided by Berik")
    return "done"


@probe.post("/probe/stream")
def that_writes_and_answers_slowly(request: Request, person: Monitor, session: WriteSession) -> Response:
    session.get_one(UserRow, person.name).lang = "ru"

    def what_others_see() -> Iterator[str]:
        with read_session(desk_state(request).engine) as other:
            yield str(other.get_one(UserRow, person.name).lang)

    return StreamingResponse(what_others_see())


@probe.get("/probe/broken")
def that_breaks(person: Reader, request: Request) -> str:
    raise ValueError(BROKEN + request.cookies["qorgan"])


@probe.get("/probe/framed")
def with_a_policy_of_its_own(person: Reader) -> Response:
    return HTMLResponse("x", headers={"Content-Security-Policy": "sandbox", "X-Frame-Options": "SAMEORIGIN"})


def every_route(site: Site) -> Iterator[tuple[str, str]]:
    """Method and address of every route of the application, however deep it was included."""
    for found in iter_route_contexts(site.app.routes):
        for method in sorted(found.methods or ()):
            yield method, found.path or ""


def example(path: str) -> str:
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: EXAMPLES.get(found[1], "1"), path)
