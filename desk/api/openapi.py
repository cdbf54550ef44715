"""A description of the API for programs: OpenAPI at /api/v1/openapi.json, for the API and the feed only.

There is no page that shows it, because such pages load scripts from elsewhere.
"""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from desk.api.problems import COMMON, Answers
from desk.auth.dependencies import Reader
from records.i18n import LANGUAGES

_ABOUT = f"""Drafts, decisions, incidents and evidence of Qorgan. A token comes from `qorgan user token NAME` and has the rights of its owner: a monitor
decides on drafts, an editor also changes incidents. Errors are said in the language of Accept-Language: {", ".join(LANGUAGES)}."""
_OBJECT = {"schema": {"type": "object"}}


def description_router(described: Callable[[], dict[str, Any]]) -> APIRouter:
    """The router of the one address that gives the description."""
    router = APIRouter(prefix="/api/v1", route_class=Answers, tags=["description"], responses=COMMON)
    answers: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": _OBJECT}, "description": "This description"}}

    @router.get("/openapi.json", responses=answers, response_class=Response)
    def openapi(person: Reader) -> Response:
        """What every address takes and answers."""
        return JSONResponse(described())

    return router


def describe(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The description of these addresses."""
    made = get_openapi(title="Qorgan", version="1", summary="Incidents against journalists, for people to confirm", description=_ABOUT, routes=routes)
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer qg_…`"}}
    made["security"] = [{"token": []}]
    return made
