"""The queue: the drafts that wait for a decision, as cards."""

import gzip
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.desk_state import desk_state
from desk.pages.inbox.view import number_waiting
from desk.pages.queue import article_routes, decide_routes, presence_routes
from desk.pages.queue.cards import laid, shown
from desk.pages.queue.decision_words import done
from desk.pages.queue.prepared_cards import outlet_names
from desk.pages.queue.queue_address import understood
from desk.pages.queue.queue_counts import counts, found_words, given_waiting
from desk.pages.together.view import people_for
from desk.rendering import page, percent
from records.articles import lately_read_alone
from records.clock import day_of
from records.country import region_choices
from records.filters import DraftKind
from records.i18n import tr
from records.review import drafts_queue, second_opinions
from records.review.draft_state import OPEN
from records.tables import LARGEST_ID, DraftRow
from records.together.assignments import colleagues
from records.vocabulary import CATEGORIES

router = APIRouter()
router.include_router(decide_routes.router)
router.include_router(presence_routes.router)
router.include_router(article_routes.router)

# The shares of certainty that the filter offers, in per cent.
SCORES = (50, 70, 90)
# Drafts that a message after a decision may name: more are never decided at once.
MOST_TOLD = 100


@router.get("/queue")
def show(
    request: Request, person: Reader, session: Db, now: Now, after: str = "", part: str = "", told: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """A page of cards. `part=cards` gives only the cards, for a page that continues. `told` names what was just decided."""
    today = day_of(now)
    asked = understood(request.query_params, today)
    wanted = asked.wanted(person.name)
    found = drafts_queue.page(session, wanted, asked.by, today, after=after or None)
    cards = laid(shown(session, found.cards, person.name, now, second=asked.filter.kind == DraftKind.SECOND))
    more = asked.way(after=found.next) if found.next else ""
    if part == "cards":
        return _squeezed(request, page(request, "_cards.html", cards=cards, more=more))
    figures = counts(request, session, wanted, today)
    return page(
        request,
        "queue.html",
        asked=asked,
        cards=cards,
        more=more,
        after=after,
        words_found=found_words(asked, figures["number_found"]),
        categories_offered=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        regions_offered=region_choices(),
        scores_offered=[(str(score), percent(score / 100)) for score in SCORES],
        seconds_waiting=second_opinions.waiting(session, person.name),
        mine_waiting=given_waiting(session, person.name, today),
        messages_waiting=number_waiting(session) if desk_state(request).settings.takes_messages else None,
        people=people_for(colleagues(session), person.name),
        given_offered=[(name, name) for name in dict.fromkeys([*colleagues(session), *([asked.filter.given] if asked.filter.given else [])])],
        told=_told(session, told, person.name),
        lately=lately_read_alone(session),
        **figures,
    )


@router.get("/queue/cards")
def afresh(request: Request, person: Reader, session: Db, now: Now, id: Annotated[list[int] | None, Query(max_length=200)] = None) -> Response:
    """These drafts as cards, as they are now: for a page whose cards are older than what happened since."""
    rows = session.scalars(select(DraftRow).where(DraftRow.id.in_([each for each in id or () if 0 < each <= LARGEST_ID]))).all()
    seen = [row for row in rows if row.state in OPEN or not second_opinions.blind(session, row.id, person.name)]
    return _squeezed(request, page(request, "_cards.html", cards=laid(shown(session, drafts_queue.cards(session, seen), person.name, now)), more=""))


def _squeezed(request: Request, answer: Response) -> Response:
    """The answer compressed, where the browser takes that. Only cards by themselves: unlike a page they carry no token of a form, which their size could tell."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return answer
    return Response(gzip.compress(bytes(answer.body), 5), media_type="text/html", headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})


@router.get("/queue/outlets")
def outlets(person: Reader, session: Db) -> Response:
    """The outlets by id and name, for the field that completes them."""
    return JSONResponse(outlet_names(session), headers={"Cache-Control": "private, max-age=600"})


def _told(session: Session, told: str, who: str) -> tuple[list[int], list[str]]:
    """What this person has just decided, by id and in words. It shows the state of now, whatever the address says."""
    ids = [int(part) for part in told.split(".") if part.isascii() and part.isdigit() and len(part) < 10][:MOST_TOLD]
    rows: Sequence[DraftRow] = session.scalars(select(DraftRow).where(DraftRow.id.in_(ids), DraftRow.decided_by == who)).all() if ids else ()
    by_id = {row.id: row for row in rows}
    mine = [by_id[id] for id in ids if id in by_id]
    return [row.id for row in mine], [done(row) for row in mine]
