"""What programs ask of the desk, in JSON under /api/v1/, and the feed of confirmed incidents (contract 7). docs/api.md shows how."""

from fastapi import APIRouter

from desk.api import changes, decisions, description, drafts, evidence, feed, incidents

router = APIRouter()
for _part in (drafts, decisions, incidents, changes, evidence, feed, description):
    router.include_router(_part.router)
