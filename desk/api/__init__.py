"""What programs ask of the desk, in JSON under /api/v1/, and the feed of confirmed incidents (docs/contracts.md, section 7). docs/api.md shows how."""

from functools import cache
from typing import Any

from fastapi import APIRouter

from desk.api import atom_feed, calendar_feed, decisions, drafts, incident_changes, incidents, stored_pages
from desk.api.openapi import describe, description_router

router = APIRouter()


@cache
def described() -> dict[str, Any]:
    """The description of the API, itself included. Made once: it says nothing of the data."""
    return describe(router.routes)


for _part in (drafts, decisions, incidents, incident_changes, stored_pages, atom_feed, calendar_feed):
    router.include_router(_part.router)
router.include_router(description_router(described))
