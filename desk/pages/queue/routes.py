"""The queue: the drafts that wait for a decision, as cards, with decisions, presence of others, and the article of a card."""

import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now, Reader, WriteSession
from desk.error_responses import problem
from desk.form_dates import is_date, reference_days, stored_fields
from desk.highlighting import visible
from desk.pages.collaboration.view import people_for
from desk.pages.draft.view import articles_of
from desk.pages.inbox.view import number_waiting
from desk.pages.persons.view import names_in_doubt
from desk.pages.queue.cards import card_views, outlet_names, render_cards
from desk.pages.queue.decision_wording import decision_result_words, decision_status_words
from desk.pages.queue.decisions import (
    QueueResult,
    RequestedDecision,
    assigned_count,
    count_labels,
    counts,
    decide_each,
    found_words,
    merge_drafts,
    parse_queue_query,
    parse_return_query,
    undo_each,
)
from desk.pages.queue.merge import find_targets, offers_among, similar_targets
from desk.rendering import clock_time, page, percent
from desk.safe_addresses import safe_redirect
from desk.state import desk_state
from records.clock import day_of
from records.collaboration import colleagues
from records.country import region_choices
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchDraft
from records.filters import DraftKind
from records.i18n import ntr, tr
from records.review import Decision, decisions, opinions, queue
from records.review import queue as queue_module
from records.review.draft_fields import OPEN_STATES
from records.row_ids import parse_id
from records.screenings import recent_lexical_only_counts
from records.tables import LARGEST_ID, DraftRow
from records.users import User
from records.vocabulary import CATEGORIES, DecisionAction, DraftState

# The small request that an open page repeats: who has which draft open, and what was decided meanwhile. Typed values are saved too.

_presence_router = APIRouter()
# The largest number of drafts that one page may ask about.
_MOST_LOOKED_AT = 200


class _PresenceView(BaseModel):
    """What a page shows: the drafts of its cards with their states, the draft that its person has open, and the address of the queue of its figures."""

    here: int | None = Field(None, ge=1, lt=2**31)
    shown: dict[int, str] = Field(default_factory=dict, max_length=_MOST_LOOKED_AT)
    queue: str = Field("", max_length=4000)


class _TypedFields(BaseModel):
    """What was typed, by field. A field with several values is a list."""

    fields: dict[str, str | list[str]]


@_presence_router.post("/presence")
def look(request: Request, person: Reader, now: Now, body: _PresenceView) -> Response:
    """Note which draft this person has open, and return who else has these drafts open, changed states, and current figures.

    Others decide meanwhile, and so does the same person in another tab.
    """
    engine, ids = desk_state(request).engine, [id for id in body.shown if 0 < id < 2**31]
    if body.here is not None:
        with write_transaction(engine) as session:
            queue_module.note_presence(session, body.here, person.name, now)
    with read_session(engine) as session:
        viewers = queue_module.others_present(session, ids, person.name, now)
        rows = list(session.scalars(select(DraftRow).where(DraftRow.id.in_(ids)))) if ids else []
        changed = [row for row in rows if row.state != body.shown[row.id]]
        # A person who is to judge a draft blind learns that it is decided, but not how.
        hidden = {row.id for row in changed if row.decided_by != person.name and opinions.is_blind_reader(session, row.id, person.name)}
        decided = {row.id: tr("decided by {who}").format(who=row.decided_by) if row.id in hidden else decision_status_words(row) for row in changed}
        waits = {row.id for row in changed if row.state == DraftState.NEW}
        figures = count_labels(request, session, parse_return_query(body.queue), person.name, day_of(now)) if body.queue else None
    present = {id: _who(names) for id, names in viewers.items()}
    new_states = {id: words for id, words in decided.items() if id not in waits}
    return JSONResponse({"others": present, "decided": new_states, "waits": sorted(waits), "counts": figures})


def _who(names: list[str]) -> str:
    words = ntr("{who} is looking at it", "{who} are looking at it", len(names))
    return words.format(who=", ".join(names))


@_presence_router.post("/drafts/{id}/edits")
def keep(person: Reader, session: WriteSession, now: Now, id: int, body: _TypedFields) -> Response:
    """Save what was typed into the form of a draft."""
    draft = session.get(DraftRow, id) if any(map(is_date, body.fields)) else None
    fields = stored_fields(body.fields, reference_days(session, draft, now)) if draft else body.fields
    queue_module.save_edits(session, id, person.name, fields, now)
    return JSONResponse({"at": now.isoformat(), "said": tr("saved {time}").format(time=clock_time(now, now))})


# Decisions from the queue on one draft or all selected ones, and undoing them. What is confirmed is what the card showed.

_decide_router = APIRouter()
# Drafts decided by one form: a page has 40 cards, and a continued one has some more.
_MOST_DECIDED = 200
# Selected drafts for which similar ones are searched: they are about one event, so few are enough.
_MOST_COMPARED = 5
# Decisions in the queue; a split needs the articles, which only the draft's page shows.
_ACTIONS = (DecisionAction.CONFIRM, DecisionAction.REJECT, DecisionAction.MERGE, DecisionAction.DEFER)


@_decide_router.post("/queue/decide")
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
    seen: Annotated[list[str] | None, Form(max_length=_MOST_DECIDED)] = None,
    next: Annotated[str, Form()] = "/queue",
) -> Response:
    """Decide on one draft or on all selected ones.

    `one` is the button of a card, `reject:12` or `merge:12:KZ-2026-0003`; else `action` with the ids that are selected. If a button lacks what its
    decision needs, a page asks for it. `typed` is a typed target of a merge: nothing is merged, its possible meanings are shown first. `seen` is the
    stamp of each card, as `12:STAMP`; `sure`: the second confirmation was given. Scripts get JSON, a browser without them is redirected to the queue.
    """
    ids = list(dict.fromkeys(id or []))[:_MOST_DECIDED]
    if one:
        action, _, number = one.partition(":")
        number, _, target = number.partition(":")
        into = target or into
        draft_id = parse_id(number)
        ids = [draft_id] if draft_id else []
    if action not in _ACTIONS or not all(0 < number_id <= LARGEST_ID for number_id in ids):
        raise BadDecision(tr("this is nothing that can be decided here"))
    if not ids:
        raise BadDecision(tr("nothing is selected; select drafts first"))
    stamps = dict(pair.split(":", 1) for pair in seen or () if ":" in pair)
    requested_decision = RequestedDecision(
        Decision(DecisionAction(action), reason=reason, note=note, into=into.strip(), until=until.strip()), bool(second), bool(sure), stamps
    )
    together = requested_decision.decision.action is DecisionAction.MERGE and len(ids) > 1
    back, engine = safe_redirect(next, "/queue"), desk_state(request).engine
    if not requested_decision.decision.is_complete and not _wants_json(request):
        return _ask(request, ids, requested_decision, back, person.name, now, typed=typed)
    results = (merge_drafts if together else decide_each)(engine, ids, requested_decision, person.name, now)
    if len(results) == 1 and results[0].asks and not _wants_json(request):
        return _ask(request, ids, requested_decision, back, person.name, now, asks=results[0].words)
    lacking = len(results) == 1 and results[0].status == 422 and requested_decision.decision.action is not DecisionAction.CONFIRM
    if lacking and not _wants_json(request):
        return _ask(request, ids, requested_decision, back, person.name, now, wrong=results[0].words)
    if len(results) == 1 and results[0].is_done and requested_decision.decision.action is DecisionAction.CONFIRM and not second:
        results = [_with_doubts(request, results[0])]
    return _answer(request, person, now, results, _summary(requested_decision.decision, results), back)


@_decide_router.post("/queue/undo")
def undo(
    request: Request,
    person: Monitor,
    now: Now,
    id: Annotated[list[int] | None, Form()] = None,
    last: Annotated[str, Form()] = "",
    passed: Annotated[list[int] | None, Form(max_length=_MOST_DECIDED)] = None,
    next: Annotated[str, Form()] = "/queue",
) -> Response:
    """Undo the last decision on each of these drafts, the last one first; with `last`, this person's last decision of today.

    `passed` are drafts to skip, because later decisions depend on theirs.
    """
    engine = desk_state(request).engine
    ids = _possible(id)[::-1]
    if last:
        with read_session(engine) as session:
            act = decisions.last_decision_batch(session, person.name, now, passed or ())
            ids = act.drafts if act else []
    results = undo_each(engine, ids, person.name, now)
    number = sum(result.is_done for result in results)
    if not results:
        words = tr("You have decided nothing more today that could be taken back")
    else:
        words = results[0].words if len(results) == 1 else ntr("{n} draft waits again", "{n} drafts wait again", number).format(n=number)
    return _answer(request, person, now, results, words, safe_redirect(next, "/queue"), names=False)


@_decide_router.post("/queue/meant")
def meant(
    request: Request,
    person: Reader,
    session: Db,
    now: Now,
    typed: Annotated[str, Form(max_length=200)] = "",
    id: Annotated[list[int] | None, Form(max_length=_MOST_DECIDED)] = None,
) -> Response:
    """Show the possible targets of a merge for what is typed, as a part of the page.

    It changes nothing, but is a POST, so that no name is in an address.
    """
    targets = find_targets(session, desk_state(request).shelf.book(session), typed, _possible(id), person.name, now)
    return page(request, "_merge_meant.html", typed=" ".join(typed.split()), meant=targets)


@_decide_router.get("/queue/offers")
def offers(
    request: Request, person: Reader, session: Db, now: Now, id: Annotated[list[int] | None, Query(max_length=_MOST_DECIDED)] = None
) -> Response:
    """Show the possible targets of a merge: one another, if several are selected, and drafts and incidents that share most with them."""
    return page(request, "_merge_offers.html", **_offered(session, _possible(id), person.name, now))


def _offered(session: Session, ids: Sequence[int], who: str, now: datetime) -> dict[str, Any]:
    return {"kept": offers_among(session, ids, who, now) if len(ids) > 1 else [], "beside": similar_targets(session, ids[:_MOST_COMPARED], who, now)}


def _possible(ids: Sequence[int] | None) -> list[int]:
    return [draft_id for draft_id in dict.fromkeys(ids or ()) if 0 < draft_id <= LARGEST_ID][:_MOST_DECIDED]


def _with_doubts(request: Request, result: QueueResult) -> QueueResult:
    """Add a note to the result if somebody whom the incident names may be a known person."""
    with read_session(desk_state(request).engine) as session:
        number = session.get_one(DraftRow, result.id).incident
        if not number or not names_in_doubt(session, desk_state(request).persons, number):
            return result
    more = tr("a name in it may be that of a known person: look at {number}").format(number=number)
    return replace(result, words=f"{result.words}; {more}")


def _summary(decision: Decision, results: Sequence[QueueResult]) -> str:
    """Return the results in one line."""
    number = sum(result.is_done for result in results)
    if results[0].into:
        return ntr("{n} draft merged with {other}", "{n} drafts merged with {other}", number).format(n=number, other=results[0].into)
    if len(results) == 1:
        return results[0].words
    if decision.action is DecisionAction.MERGE:
        return tr("nothing was merged")
    templates = {
        DecisionAction.CONFIRM: ntr("{n} draft confirmed", "{n} drafts confirmed", number),
        DecisionAction.REJECT: ntr("{n} draft rejected", "{n} drafts rejected", number),
        DecisionAction.DEFER: ntr("{n} draft deferred", "{n} drafts deferred", number),
    }
    return templates[decision.action].format(n=number)


def _answer(request: Request, person: User, now: datetime, results: Sequence[QueueResult], text: str, back: str, *, names: bool = True) -> Response:
    """Return everything for a script; for a browser the queue, or a page with what could not be done."""
    failed = [result for result in results if not result.is_done]
    if _wants_json(request):
        return_query = parse_return_query(back)
        with read_session(desk_state(request).engine) as session:
            figures = count_labels(request, session, return_query, person.name, day_of(now))
        body = {
            "said": text,
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
        return page(request, "queue_result.html", said=text, results=results, failed=failed, back=back)
    decided = ".".join(str(result.id) for result in results) if names else ""
    return RedirectResponse(_with(back, decided), status_code=303)


def _with(back: str, text: str) -> str:
    """Return the address of the queue that also names what was decided."""
    parts = urlsplit(back)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "told"] + ([("told", text)] if text else [])
    return parts.path + (f"?{urlencode(query)}" if query else "")


def _ask(
    request: Request,
    ids: Sequence[int],
    requested_decision: RequestedDecision,
    back: str,
    who: str,
    now: datetime,
    asks: str = "",
    wrong: str = "",
    typed: str = "",
) -> Response:
    """Return the page that asks for what is missing or `wrong`, for a second confirmation (`asks`), or what was `typed` may mean."""
    offered: dict[str, Any] = {"kept": [], "beside": [], "meant": []}
    if requested_decision.decision.action is DecisionAction.MERGE:
        with read_session(desk_state(request).engine) as session:
            meant = find_targets(session, desk_state(request).shelf.book(session), typed, ids, who, now) if typed else []
            offered = {**_offered(session, ids, who, now), "meant": meant}
    return page(
        request,
        "queue_ask.html",
        ids=ids,
        wanted=requested_decision.decision,
        second=requested_decision.second,
        back=back,
        asks=asks,
        wrong=wrong,
        typed=typed,
        status=422 if wrong else 200,
        **offered,
    )


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


# The pane next to the cards: the article of a draft with its marks, loaded when somebody opens the card.

_article_router = APIRouter(prefix="/queue")


@_article_router.get("/{id}/article")
def article(request: Request, person: Reader, session: Db, id: int, article: str = "") -> Response:
    """Show the article with the most facts, or the named one of the draft's articles. Raises NoSuchDraft."""
    draft = session.get(DraftRow, id) if 0 < id <= LARGEST_ID else None
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=id))
    return page(request, "_queue_article.html", id=id, articles=articles_of(session, draft, article), visible=visible)


router = APIRouter()
router.include_router(_decide_router)
router.include_router(_presence_router)
router.include_router(_article_router)

# The levels of certainty that the filter offers, in per cent.
_SCORES = (50, 70, 90)
# Drafts that a message after a decision may name: more are never decided at once.
MOST_TOLD = 100


@router.get("/queue")
def show(
    request: Request, person: Reader, session: Db, now: Now, after: str = "", part: str = "", told: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """Show a page of cards.

    `part=cards` returns only the cards, for continuing a page. `told` names what was just decided.
    """
    today = day_of(now)
    queue_query = parse_queue_query(request.query_params, today)
    draft_filter = queue_query.wanted(person.name)
    queue_page = queue.queue_page(session, draft_filter, queue_query.by, today, after=after or None)
    cards = render_cards(card_views(session, queue_page.cards, person.name, now, second=queue_query.filter.kind == DraftKind.SECOND))
    more = queue_query.way(after=queue_page.next) if queue_page.next else ""
    if part == "cards":
        return _squeezed(request, page(request, "_cards.html", cards=cards, more=more))
    figures = counts(request, session, draft_filter, today)
    return page(
        request,
        "queue.html",
        asked=queue_query,
        cards=cards,
        more=more,
        after=after,
        words_found=found_words(queue_query, figures["number_found"]),
        categories_offered=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        regions_offered=region_choices(),
        scores_offered=[(str(score), percent(score / 100)) for score in _SCORES],
        seconds_waiting=opinions.count_waiting_opinions(session, person.name),
        mine_waiting=assigned_count(session, person.name, today),
        messages_waiting=number_waiting(session) if desk_state(request).settings.takes_messages else None,
        people=people_for(colleagues(session), person.name),
        given_offered=[
            (name, name) for name in dict.fromkeys([*colleagues(session), *([queue_query.filter.given] if queue_query.filter.given else [])])
        ],
        told=_just_decided(session, told, person.name),
        lately=recent_lexical_only_counts(session),
        **figures,
    )


@router.get("/queue/cards")
def refresh_cards(request: Request, person: Reader, session: Db, now: Now, id: Annotated[list[int] | None, Query(max_length=200)] = None) -> Response:
    """Return these drafts as current cards, for a page whose cards are outdated."""
    rows = session.scalars(select(DraftRow).where(DraftRow.id.in_([draft_id for draft_id in id or () if 0 < draft_id <= LARGEST_ID]))).all()
    visible_rows = [row for row in rows if row.state in OPEN_STATES or not opinions.is_blind_reader(session, row.id, person.name)]
    return _squeezed(
        request,
        page(request, "_cards.html", cards=render_cards(card_views(session, queue.queue_cards(session, visible_rows), person.name, now)), more=""),
    )


def _squeezed(request: Request, answer: Response) -> Response:
    """Compress the answer, if the browser accepts that.

    Only for cards alone: unlike a page they have no form token, which their size could reveal.
    """
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return answer
    return Response(gzip.compress(bytes(answer.body), 5), media_type="text/html", headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})


@router.get("/queue/outlets")
def outlets(person: Reader, session: Db) -> Response:
    """Return the outlets by id and name, for the field that completes them."""
    return JSONResponse(outlet_names(session), headers={"Cache-Control": "private, max-age=600"})


def _just_decided(session: Session, text: str, who: str) -> tuple[list[int], list[str]]:
    """Return what this person has just decided, by id and in words, with the current state, whatever the address says."""
    ids = [draft_id for part in text.split(".") if (draft_id := parse_id(part))][:MOST_TOLD]
    rows: Sequence[DraftRow] = session.scalars(select(DraftRow).where(DraftRow.id.in_(ids), DraftRow.decided_by == who)).all() if ids else ()
    by_id = {row.id: row for row in rows}
    mine = [by_id[id] for id in ids if id in by_id]
    return [row.id for row in mine], [decision_result_words(row) for row in mine]
