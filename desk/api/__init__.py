"""What programs ask of the desk, in JSON under /api/v1/, and the feed of confirmed incidents (docs/contracts.md, section 7). docs/api.md shows how."""

from fastapi import APIRouter

from desk.api import atom_feed, decisions, drafts, incident_changes, incidents, openapi, stored_pages

router = APIRouter()
for _part in (drafts, decisions, incidents, incident_changes, stored_pages, atom_feed, openapi):
    router.include_router(_part.router)
