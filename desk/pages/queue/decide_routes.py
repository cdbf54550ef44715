"""Decides from the queue: one draft, or all that are selected; and undoes decisions. What is confirmed is what the card showed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now, Reader
from desk.desk_state import desk_state
from desk.error_answers import problem
from desk.pages.persons.view import names_in_doubt
from desk.pages.queue.card_decisions import QueueResult, Wanted, decide_each, decide_together, undo_each
from desk.pages.queue.merge_offers import offers_among, offers_beside
from desk.pages.queue.merge_targets import targets_meant
from desk.pages.queue.queue_address import understood_back
from desk.pages.queue.queue_counts import counts_told
from desk.rendering import page
from desk.safe_redirect import safe_redirect
from records.clock import day_of
from records.database import read_session
from records.errors import BadDecision
from records.i18n import ntr, tr
from records.review import Decision, day_undo
from records.tables import LARGEST_ID, DraftRow
from records.users import User
from records.vocabulary import DecisionAction

router = APIRouter()
# Drafts decided by one form: a page has 40 cards, and one that was continued some more.
MOST = 200
# Drafts whose likes are looked for when several are selected: they tell of one event, so few are enough.
MOST_COMPARED = 5
# What may be decided in the queue: a split needs the articles, which only the draft's page shows.
_ACTIONS = (DecisionAction.CONFIRM, DecisionAction.REJECT, DecisionAction.MERGE, DecisionAction.DEFER)


@router.post("/queue/decide")
def decide(
    request: Request,
    person: Monitor,
    now: Now,
    id: Annotated[list[int] | None, Form()] = None,
    one: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    into: Annotated[str, Form()] = "",
    typed: Annotated[str, Form(max_length=200)] = "",
    until: Annotated[str, Form()] = "",
    second: Annotated[str, Form()] = "",
    sure: Annotated[str, Form()] = "",
    seen: Annotated[list[str] | None, Form(max_length=MOST)] = None,
    next: Annotated[str, Form()] = "/queue",
) -> Response:
    """Decide. `one` is the button of a card, `reject:12` or `merge:12:KZ-2026-0003`; else `action` with the ids that are selected. Where a button lacks what its decision needs, a
    page asks for it. `typed` is what somebody wrote with what to merge: it merges nothing, what it may mean is shown first. `seen` says of each card what it showed, as `12:STAMP`; `sure` that the confirmation of one that asks once more was given twice. Scripts are
    answered in JSON, a browser without them goes back to the queue."""
    ids = list(dict.fromkeys(id or []))[:MOST]
    if one:
        action, _, number = one.partition(":")
        number, _, target = number.partition(":")
        into = target or into
        ids = [int(number)] if number.isascii() and number.isdigit() else []
    if action not in _ACTIONS or not all(0 < each <= LARGEST_ID for each in ids):
        raise BadDecision(tr("this is nothing that can be decided here"))
    if not ids:
        raise BadDecision(tr("nothing is selected; select drafts first"))
    stamps = dict(pair.split(":", 1) for pair in seen or () if ":" in pair)
    wanted = Wanted(
        Decision(DecisionAction(action), reason=reason, note=note, into=into.strip(), until=until.strip()), bool(second), bool(sure), stamps
    )
    together = wanted.decision.action is DecisionAction.MERGE and len(ids) > 1
    back, engine = safe_redirect(next, "/queue"), desk_state(request).engine
    if not wanted.decision.is_complete and not _wants_json(request):
        return _ask(request, ids, wanted, back, person.name, now, typed=typed)
    results = (decide_together if together else decide_each)(engine, ids, wanted, person.name, now)
    if len(results) == 1 and results[0].asks and not _wants_json(request):
        return _ask(request, ids, wanted, back, person.name, now, asks=results[0].words)
    lacking = len(results) == 1 and results[0].status == 422 and wanted.decision.action is not DecisionAction.CONFIRM
    if lacking and not _wants_json(request):
        return _ask(request, ids, wanted, back, person.name, now, wrong=results[0].words)
    if len(results) == 1 and results[0].is_done and wanted.decision.action is DecisionAction.CONFIRM and not second:
        results = [_with_doubts(request, results[0])]
    return _answer(request, person, now, results, _summary(wanted.decision, results), back)


@router.post("/queue/undo")
def undo(
    request: Request,
    person: Monitor,
    now: Now,
    id: Annotated[list[int] | None, Form()] = None,
    last: Annotated[str, Form()] = "",
    passed: Annotated[list[int] | None, Form(max_length=MOST)] = None,
    next: Annotated[str, Form()] = "/queue",
) -> Response:
    """Take back the last decision on each of these drafts, the last one first; with `last`, what this person decided last today. `passed` are drafts whose decision
    somebody has built upon, and which are passed over."""
    engine = desk_state(request).engine
    ids = _possible(id)[::-1]
    if last:
        with read_session(engine) as session:
            act = day_undo.last_act(session, person.name, now, passed or ())
            ids = act.drafts if act else []
    results = undo_each(engine, ids, person.name, now)
    number = sum(result.is_done for result in results)
    if not results:
        words = tr("You have decided nothing more today that could be taken back")
    else:
        words = results[0].words if len(results) == 1 else ntr("{n} draft waits again", "{n} drafts wait again", number).format(n=number)
    return _answer(request, person, now, results, words, safe_redirect(next, "/queue"), names=False)


@router.post("/queue/meant")
def meant(
    request: Request,
    person: Reader,
    session: Db,
    now: Now,
    typed: Annotated[str, Form(max_length=200)] = "",
    id: Annotated[list[int] | None, Form(max_length=MOST)] = None,
) -> Response:
    """With what drafts may be merged by what is typed, as a part of the page. It changes nothing; a POST, so that no name stands in an address."""
    found = targets_meant(session, desk_state(request).shelf.book(session), typed, _possible(id), person.name, now)
    return page(request, "_merge_meant.html", typed=" ".join(typed.split()), meant=found)


@router.get("/queue/offers")
def offers(request: Request, person: Reader, session: Db, now: Now, id: Annotated[list[int] | None, Query(max_length=MOST)] = None) -> Response:
    """With what these drafts may be merged: with one another, if they are several, and with drafts and incidents that share most with them."""
    return page(request, "_merge_offers.html", **_offered(session, _possible(id), person.name, now))


def _offered(session: Session, ids: Sequence[int], who: str, now: datetime) -> dict[str, Any]:
    return {"kept": offers_among(session, ids, who, now) if len(ids) > 1 else [], "beside": offers_beside(session, ids[:MOST_COMPARED], who, now)}


def _possible(ids: Sequence[int] | None) -> list[int]:
    return [each for each in dict.fromkeys(ids or ()) if 0 < each <= LARGEST_ID][:MOST]


def _with_doubts(request: Request, result: QueueResult) -> QueueResult:
    """With a word on it if somebody whom the incident names may be a person who is known already."""
    with read_session(desk_state(request).engine) as session:
        number = session.get_one(DraftRow, result.id).incident
        if not number or not names_in_doubt(session, desk_state(request).persons, number):
            return result
    more = tr("a name in it may be that of a known person: look at {number}").format(number=number)
    return replace(result, words=f"{result.words}; {more}")


def _summary(wanted: Decision, results: Sequence[QueueResult]) -> str:
    """What happened, in one line."""
    number = sum(result.is_done for result in results)
    if results[0].into:
        return ntr("{n} draft merged with {other}", "{n} drafts merged with {other}", number).format(n=number, other=results[0].into)
    if len(results) == 1:
        return results[0].words
    if wanted.action is DecisionAction.MERGE:
        return tr("nothing was merged")
    said = {
        DecisionAction.CONFIRM: ntr("{n} draft confirmed", "{n} drafts confirmed", number),
        DecisionAction.REJECT: ntr("{n} draft rejected", "{n} drafts rejected", number),
        DecisionAction.DEFER: ntr("{n} draft deferred", "{n} drafts deferred", number),
    }
    return said[wanted.action].format(n=number)


def _answer(request: Request, person: User, now: datetime, results: Sequence[QueueResult], said: str, back: str, *, names: bool = True) -> Response:
    """A script gets everything. A browser gets the queue, or a page that says what could not be done."""
    failed = [result for result in results if not result.is_done]
    if _wants_json(request):
        asked = understood_back(back)
        with read_session(desk_state(request).engine) as session:
            figures = counts_told(request, session, asked, person.name, day_of(now))
        body = {
            "said": said,
            "counts": figures,
            "touched": sorted({draft for result in results for draft in result.touched}),
            "done": [{"id": result.id, "words": result.words} for result in results if result.is_done],
            "failed": [
                {"id": result.id, "status": result.status, "words": result.words, "asks": result.asks, "stale": result.stale} for result in failed
            ],
        }
        return JSONResponse(body, status_code=failed[0].status if len(results) == 1 and failed else 200)
    if len(results) == 1 and failed:
        return problem(request, failed[0].status, failed[0].words)
    if failed:
        return page(request, "queue_result.html", said=said, results=results, failed=failed, back=back)
    told = ".".join(str(result.id) for result in results) if names else ""
    return RedirectResponse(_with(back, told), status_code=303)


def _with(back: str, told: str) -> str:
    """The address of the queue that also says what was decided."""
    parts = urlsplit(back)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "told"] + ([("told", told)] if told else [])
    return parts.path + (f"?{urlencode(query)}" if query else "")


def _ask(
    request: Request, ids: Sequence[int], wanted: Wanted, back: str, who: str, now: datetime, asks: str = "", wrong: str = "", typed: str = ""
) -> Response:
    """The page that asks for what is missing, or again for what was `wrong`, or, with `asks`, whether it is really meant, or what was `typed` may mean."""
    offered: dict[str, Any] = {"kept": [], "beside": [], "meant": []}
    if wanted.decision.action is DecisionAction.MERGE:
        with read_session(desk_state(request).engine) as session:
            meant = targets_meant(session, desk_state(request).shelf.book(session), typed, ids, who, now) if typed else []
            offered = {**_offered(session, ids, who, now), "meant": meant}
    return page(
        request,
        "queue_ask.html",
        ids=ids,
        wanted=wanted.decision,
        second=wanted.second,
        back=back,
        asks=asks,
        wrong=wrong,
        typed=typed,
        status=422 if wrong else 200,
        **offered,
    )


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
