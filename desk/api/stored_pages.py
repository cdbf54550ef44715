"""The stored pages of an article and their bytes, and the OpenAPI description at /api/v1/openapi.json."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.openapi.utils import get_openapi
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from desk.api.problems import COMMON, MISSING, ArticleId, ListQuery, Problem, ProblemRoute, problem
from desk.api.response_models import EvidenceShape
from desk.auth.dependencies import Db, Forbidden, Reader
from desk.state import desk_state
from pipelines.evidence.writer import read_page
from records.i18n import LANGUAGES, tr
from records.model import EvidenceRef
from records.tables import LARGEST_LONG_ID, ArticleRow, SnapshotRow
from records.vocabulary import PageChange
from reports.exports.query_filters import iso
from reports.withheld import WithheldNames, withheld_names

# The description covers the API and the feed only. No page shows it, because such pages load scripts from elsewhere.

_ABOUT = f"""Drafts, decisions, incidents and evidence of Qorgan. A token comes from `qorgan user token NAME` and has the rights of its owner: a monitor
decides on drafts, an editor also changes incidents. Errors are said in the language of Accept-Language: {", ".join(LANGUAGES)}."""
_OBJECT = {"schema": {"type": "object"}}


def description_router(described: Callable[[], dict[str, Any]]) -> APIRouter:
    """Return the router of the description's address."""
    router = APIRouter(prefix="/api/v1", route_class=ProblemRoute, tags=["description"], responses=COMMON)
    answers: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": _OBJECT}, "description": "This description"}}

    @router.get("/openapi.json", responses=answers, response_class=Response)
    def openapi(person: Reader) -> Response:
        """What every address takes and answers."""
        return JSONResponse(described())

    return router


def describe(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Return the description of these addresses."""
    openapi = get_openapi(
        title="Qorgan", version="1", summary="Incidents against journalists, for people to confirm", description=_ABOUT, routes=routes
    )
    openapi["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer qg_…`"}}
    openapi["security"] = [{"token": []}]
    return openapi


router = APIRouter(prefix="/api/v1", route_class=ProblemRoute, tags=["evidence"], responses=COMMON)

_ID = re.compile(r"[!-~]{1,40}")
_GONE: dict[int | str, dict[str, Any]] = {410: {"model": Problem, "description": "The stored page was cleared away, or is no longer what it was"}}


class EvidenceQuery(ListQuery):
    """Whether the bytes are wanted, and of which state of the page."""

    raw: bool = Field(False, description="The stored bytes themselves, as an attachment")
    snapshot: Annotated[int, Field(ge=1, le=LARGEST_LONG_ID)] | None = Field(
        None, description="With `raw`: of this state; the newest one if not given"
    )


@router.get(
    "/articles/{id}/evidence",
    responses={
        200: {"model": EvidenceShape, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
        **MISSING,
        **_GONE,
    },
)
def evidence(request: Request, person: Reader, session: Db, id: ArticleId, asked: Annotated[EvidenceQuery, Query()]) -> Response:
    """Where every stored state of the article's page lies, with its hash; with `raw=1`, the bytes as they came from the outlet."""
    article = session.get(ArticleRow, id) if _ID.fullmatch(id) else None
    snapshots = _snapshots(session, id) if article is not None else []
    if article is None or not snapshots:
        return problem(404, tr("there is no article {id}").format(id=id[:40]), "id")
    newest = next((snapshot for snapshot in reversed(snapshots) if snapshot.change != PageChange.GONE), snapshots[-1])
    names = withheld_names(session)
    if not asked.raw:
        return JSONResponse(names.row(_row(article, newest, snapshots)))
    chosen = newest if asked.snapshot is None else next((snapshot for snapshot in snapshots if snapshot.id == asked.snapshot), None)
    if chosen is None:
        return problem(404, tr("the article {id} has no snapshot {snapshot}").format(id=id, snapshot=asked.snapshot), "snapshot")
    return _raw(request, article, chosen, names)


def _snapshots(session: Session, article_id: str) -> list[SnapshotRow]:
    return list(session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == article_id).order_by(SnapshotRow.id)))


def _row(article: ArticleRow, newest: SnapshotRow, snapshots: list[SnapshotRow]) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet,
        **_place(newest),
        "snapshots": [
            {
                "id": snapshot.id,
                "url": snapshot.url,
                "status": snapshot.status,
                **_place(snapshot),
                "change": snapshot.change,
                "cleared_at": iso(snapshot.dropped_at) if snapshot.dropped_at else None,
            }
            for snapshot in snapshots
        ],
    }


def _place(snapshot: SnapshotRow) -> dict[str, Any]:
    return {"fetched_at": iso(snapshot.fetched_at), "sha256": snapshot.sha256, "file": snapshot.file, "offset": snapshot.offset}


def _raw(request: Request, article: ArticleRow, snapshot: SnapshotRow, names: WithheldNames) -> Response:
    """Return the bytes as a download, never as a page, because they are another site's and contain scripts.

    Raises Forbidden for a program where the page contains a withheld name: the bytes cannot be given without it, and the hash would not match.
    """
    ref = EvidenceRef(snapshot.file, snapshot.offset, snapshot.sha256)
    try:
        page = read_page(desk_state(request).settings.evidence, ref)
    except (OSError, ValueError):
        return problem(410, tr("the stored page {sha256} was cleared away, or is no longer what it was").format(sha256=ref.sha256))
    if not request.state.session and any(map(names.names_somebody, (article.url, article.title, article.text, _words(page.body)))):
        raise Forbidden(tr("this page names a person whose name is withheld; it is shown at the desk alone"))
    headers = {"Content-Disposition": f'attachment; filename="{ref.sha256}.page"', "X-Content-Type-Options": "nosniff"}
    return Response(page.body, media_type="application/octet-stream", headers=headers)


def _words(body: bytes) -> str:
    """Return a page as text for searching: in UTF-8, or in the old encoding of Russian pages."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1251", "replace")
