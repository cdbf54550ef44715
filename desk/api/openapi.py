"""The API described for programs: OpenAPI at /api/v1/openapi.json, of the API and the feed alone. There is no page that shows it: those load from elsewhere."""

from functools import cache
from importlib import import_module
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from desk.api.problems import COMMON, Answers
from desk.auth.dependencies import Reader

router = APIRouter(prefix="/api/v1", route_class=Answers, tags=["description"], responses=COMMON)

_ABOUT = """Drafts, decisions, incidents and evidence of Qorgan. A token comes from `qorgan user token NAME` and has the rights of its owner: a monitor
decides on drafts, an editor also changes incidents. Errors are said in the language of Accept-Language: kk, ru or en."""
_OBJECT = {"schema": {"type": "object"}}


@router.get("/openapi.json", responses={200: {"content": {"application/json": _OBJECT}, "description": "This description"}}, response_class=Response)
def openapi(person: Reader) -> Response:
    """What every address takes and answers."""
    return JSONResponse(described())


@cache
def described() -> dict[str, Any]:
    """The description. Made once: it says nothing of the data."""
    routes = import_module("desk.api").router.routes
    made = get_openapi(title="Qorgan", version="1", summary="Incidents against journalists, for people to confirm", description=_ABOUT, routes=routes)
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer qg_…`"}}
    made["security"] = [{"token": []}]
    return made
