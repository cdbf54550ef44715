"""The page of a draft: the article with what the screening found in it, beside it the proposed facts as a form, and the way to the next draft."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.highlighting import visible
from desk.pages.draft import decide_routes
from desk.pages.draft.page import asked_of, draft_of, draft_page, neighbour, to_draft
from desk.pages.queue.card_facts import case_words
from desk.pages.queue.merge_offers import offers_beside
from desk.rendering import page
from records.incidents import is_number
from records.review.tellings import followed_case

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


@router.post("/drafts/{id}/followed")
def followed(request: Request, person: Reader, session: Db, id: int, follows: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Which incident the number names that is typed, as a part of the page. It changes nothing; a POST, so that nothing typed stands in an address."""
    draft, number = draft_of(session, id) if id else None, follows.strip().upper()
    case = followed_case(session, number, {**draft.proposal, **draft.fields} if draft else {}) if is_number(number) else None
    return page(request, "_followed_case.html", case=case, no_case=bool(number) and case is None, case_words=case_words, visible=visible)


@router.get("/drafts/{id}/like")
def like(request: Request, person: Reader, session: Db, now: Now, id: int) -> Response:
    """Drafts and incidents into which it may be merged, as a part of the page."""
    draft = draft_of(session, id)
    return page(request, "_draft_like.html", draft=draft, offered=offers_beside(session, [id], person.name, now)[:OFFERED])
