"""Saved views: opened by their number, saved from what the table shows, renamed, shared, deleted."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.desk_state import desk_state
from desk.pages.incidents.table_address import TableAddress, kept_query, understood
from desk.pages.incidents.table_page import table_page
from records import saved_views
from records.database import in_transaction, read_session
from records.errors import BadDecision
from records.i18n import tr
from records.patience import WITH_A_PERSON
from records.tables import LARGEST_ID
from records.users import User

router = APIRouter()
ViewId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("/incidents/views/{id}")
def open_view(request: Request, person: Reader, session: Db, id: str) -> Response:
    """The table as the view keeps it. A filter that makes no sense any more is told above the list; the others hold."""
    view = saved_views.seen(session, int(id) if id.isascii() and id.isdecimal() and len(id) < 10 else 0, person)
    given = dict(parse_qsl(view.query)) | {"view": str(view.id)}
    return table_page(request, person, session, understood(given, person.name))


@router.post("/incidents/views")
def save(request: Request, person: Reader, now: Now, name: Annotated[str, Form()] = "", shared: Annotated[str, Form()] = "") -> Response:
    """Keep filters, order and columns of this address under a name."""
    asked = understood(request.query_params, person.name)

    def keep(session: Session) -> int:
        return saved_views.save(session, person, name, kept_query(asked), shared=bool(shared), now=now).id

    try:
        id = in_transaction(desk_state(request).engine, keep, WITH_A_PERSON)
    except BadDecision as error:
        return _again(request, person, asked, error, name)
    return _to(id)


@router.post("/incidents/views/{id}")
def change(request: Request, person: Reader, now: Now, id: ViewId, act: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "") -> Response:
    """`act`: rename, share, keep (for oneself), update (to what the table shows), delete."""
    asked = understood(request.query_params, person.name)

    def do(session: Session) -> None:
        match act:
            case "rename":
                saved_views.change(session, person, id, now=now, name=name)
            case "share" | "keep":
                saved_views.change(session, person, id, now=now, shared=act == "share")
            case "update":
                saved_views.change(session, person, id, now=now, query=kept_query(asked))
            case "delete":
                saved_views.remove(session, person, id)
            case _:
                raise BadDecision(tr("choose what to do with the view"))

    try:
        in_transaction(desk_state(request).engine, do, WITH_A_PERSON)
    except BadDecision as error:
        return _again(request, person, asked, error, name)
    return RedirectResponse("/incidents", status_code=303) if act == "delete" else _to(id)


def _to(id: int) -> Response:
    return RedirectResponse(f"/incidents/views/{id}", status_code=303)


def _again(request: Request, person: User, asked: TableAddress, error: BadDecision, name: str) -> Response:
    """The table again, with what was typed and why it was not kept."""
    with read_session(desk_state(request).engine) as session:
        return table_page(request, person, session, asked, status=422, view_error=str(error), view_typed=name)
