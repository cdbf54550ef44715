"""The page of a draft: the article with what the screening found in it, beside it the proposed facts as a form, and the way to the next draft."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.pages.draft import decide_routes
from desk.pages.draft.page import asked_of, draft_of, draft_page, neighbour, to_draft
from desk.pages.queue.merge_offers import offers_beside
from desk.rendering import page

router = APIRouter()
router.include_router(decide_routes.router)
# Drafts that m offers, each by a digit.
OFFERED = 5


@router.get("/drafts/{id}")
def show(request: Request, person: Reader, session: Db, id: int, article: str = "") -> Response:
    """The draft. `article` is the one of its articles that is shown."""
    return draft_page(request, person, session, id, article=article)


@router.get("/drafts/{id}/beside")
def beside(person: Reader, session: Db, now: Now, id: int, way: str = "next", queue: str = "") -> Response:
    """Go to the next or the previous draft of the queue, with the filters of the queue's address. After the last one, go to the queue."""
    asked = asked_of(queue)
    found = neighbour(session, draft_of(session, id), asked, person.name, now, forward=way != "previous")
    return RedirectResponse(to_draft(found, asked) if found else asked.way(), status_code=303)


@router.get("/drafts/{id}/like")
def like(request: Request, person: Reader, session: Db, now: Now, id: int) -> Response:
    """Drafts and incidents into which it may be merged, as a part of the page."""
    draft = draft_of(session, id)
    return page(request, "_draft_like.html", draft=draft, offered=offers_beside(session, [id], person.name, now)[:OFFERED])
