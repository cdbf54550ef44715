"""The JSON API of the desk under /api/v1/, and the feed of confirmed incidents (docs/contracts.md, section 7). docs/api.md has examples."""

from functools import cache
from typing import Any

from fastapi import APIRouter

from desk.api import drafts, feeds, incidents, stored_pages
from desk.api.stored_pages import describe, description_router

router = APIRouter()


@cache
def described() -> dict[str, Any]:
    """Return the cached description of the API, itself included; it does not depend on the data."""
    return describe(router.routes)


for _router in (
    drafts.router,
    drafts.decision_router,
    incidents.router,
    incidents.change_router,
    stored_pages.router,
    feeds.router,
    feeds.calendar_router,
):
    router.include_router(_router)
router.include_router(description_router(described))
