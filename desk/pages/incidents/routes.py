"""The table of incidents: filters, order, columns, pages. Every incident has a page of its own (`desk.pages.incident`)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.auth.dependencies import Db, Reader
from desk.pages.incident import edit_routes, routes
from desk.pages.incidents import bulk_routes, file_routes, view_routes
from desk.pages.incidents.table_address import understood
from desk.pages.incidents.table_page import table_page

router = APIRouter()
router.include_router(file_routes.router)
router.include_router(view_routes.router)
router.include_router(bulk_routes.router)
router.include_router(routes.router)
router.include_router(edit_routes.router)


@router.get("/incidents")
def show(request: Request, person: Reader, session: Db) -> Response:
    """A page of the table, the latest first unless another order is asked for."""
    return table_page(request, person, session, understood(request.query_params, person.name))
