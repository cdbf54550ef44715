"""The page of a draft: the article with what the screening found in it, the proposed facts as a form, decisions, and links to other drafts."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now, Reader, WriteSession
from desk.error_responses import status_of
from desk.form_dates import reference_days
from desk.highlighting import visible
from desk.pages.draft import form
from desk.pages.draft.view import draft_of, draft_page, draft_version, neighbour, queue_query_of, to_draft
from desk.pages.queue.cards import case_words, prepared_with, undo_to_form
from desk.pages.queue.decisions import QueueQuery
from desk.pages.queue.merge import similar_targets
from desk.rendering import page
from desk.state import desk_state
from records import review
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.incidents import is_number
from records.review import Decision, groups, opinions, queue
from records.review.decisions import FIELD_OF
from records.review.draft_fields import OPEN_STATES, lock_review
from records.review.same_event import followed_incident
from records.tables import DraftRow
from records.users import User
from records.vocabulary import DecisionAction

# Decisions from the page of a draft, with the corrections in its form. If one is refused, the form is shown again with everything typed.

_decide_router = APIRouter()
# Decisions that a form may make; undoing has its own form.
_ACTIONS = tuple(action for action in DecisionAction if action is not DecisionAction.UNDO)
_LONGEST_NOTE = 2000


class _DraftChanged(AlreadyDecided):
    """The draft has changed since the form was opened: articles were added or removed, or the proposal changed. Raised here; the form is shown again
    with the current state."""


class _NotSureYet(BadDecision):
    """The decision has to be confirmed once more. Raised here; `draft_version` is a hash of what would be recorded, for which the second confirmation is
    valid."""

    def __init__(self, words: str, stamp: str) -> None:
        super().__init__(words)
        self.stamp = stamp


@dataclass(frozen=True)
class _FormDecision:
    """What a form requests.

    `decision` None = its button names nothing that can be decided here; `stamp` empty = the state of the draft is not given; `sure` is the stamp that
    was confirmed once more; `named` is what was typed as the target of a merge.
    """

    decision: Decision | None
    note: str
    stamp: str = ""
    sure: str = ""
    named: str = ""


def wanted(form_data: FormData) -> _FormDecision:
    """Return the decision of the pressed button with its data. Buttons are `reject:not_work`, `merge:12`, `defer:week`, or only the action."""
    texts = {name: [str(value) for value in form_data.getlist(name)] for name in form_data}
    action, _, more = texts.get("do", [""])[-1].partition(":")
    filled = defaultdict(str, {name: next((value.strip() for value in values if value.strip()), "") for name, values in texts.items()})
    note = filled["note"].replace("\x00", "")[:_LONGEST_NOTE]
    if action not in _ACTIONS:
        return _FormDecision(None, note)
    if more:
        filled[FIELD_OF[DecisionAction(action)]] = more
    decision = Decision(
        DecisionAction(action),
        reason=filled["reason"],
        note=note,
        into=filled["into"],
        articles=tuple(texts.get("split", ())),
        until=filled["until"],
    )
    return _FormDecision(decision, note, filled["version"], filled["sure"], filled["named"])


@_decide_router.post("/drafts/{id}/decision")
async def decide(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Decide, with the corrections of the form, and go to the next draft of the queue."""
    form_data = await request.form()
    return await run_in_threadpool(_decide, request, person, now, id, form_data)


def _decide(request: Request, person: User, now: datetime, id: int, form_data: FormData) -> Response:
    want, queue_query = wanted(form_data), queue_query_of(str(form_data.get("queue", "")))
    with read_session(desk_state(request).engine) as session:
        draft = draft_of(session, id)
        machine = form.proposed_values(draft)
        typed = form.typed_values({name: [str(value) for value in form_data.getlist(name)] for name in form_data}, form.current_values(draft))
        corrections = form.corrections_from(typed, machine, draft.proposal, reference_days(session, draft, now))
    again = _RefusedPage(request, person, id, typed, want, str(form_data.get("article", "")))
    decision = want.decision
    if decision is None:
        return again.refused(tr("this is nothing that can be decided here"))
    if decision.action is DecisionAction.MERGE and want.named and not decision.is_complete:
        return again.refused(tr("Nothing is merged yet: choose what is meant."), ask="merge", named=want.named)
    confirms = decision.action is DecisionAction.CONFIRM
    if confirms and corrections.wrong:
        return again.refused(tr("Not confirmed: correct what is said beside the fields."), wrong=corrections.wrong)
    final = replace(decision, fields=corrections.fields) if confirms else decision

    def act(session: Session) -> str:
        _require_unchanged(session, id, want.stamp)
        if confirms and want.stamp:
            _require_sure(session, draft_of(session, id), corrections.fields, want.sure, now)
        return _act(session, id, final, typed, person, now, queue_query)

    try:
        on = write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except StaleDataError:
        return again.refused(tr("somebody else has changed this just now; look at what stands and decide again"), status=409)
    except _DraftChanged as error:
        return again.refused(str(error), status=409)
    except AlreadyDecided as error:
        return again.refused(_save_overtaken(request, id, typed, person, now, error), status=409, overtaken=True)
    except _NotSureYet as error:
        return again.refused(str(error), sure=error.stamp)
    except (BadDecision, NoSuchIncident, NoSuchDraft) as error:
        place = form.beside_which(error, corrections, typed, machine) if confirms else ""
        if place:
            return again.refused(tr("Not confirmed: correct what is said beside the fields."), wrong={place: str(error)})
        return again.refused(str(error), status=max(422, status_of(error)), ask=decision.action)
    return RedirectResponse(on, status_code=303)


@dataclass(frozen=True)
class _RefusedPage:
    """The page after a refusal, with what was typed."""

    request: Request
    person: User
    id: int
    typed: form.Values
    want: _FormDecision
    article: str

    def refused(
        self,
        problem: str,
        *,
        status: int = 422,
        wrong: dict[str, str] | None = None,
        ask: str = "",
        sure: str = "",
        overtaken: bool = False,
        named: str = "",
    ) -> Response:
        """Show why it was refused, as a whole or next to fields.

        `sure`: it may be confirmed once more; `overtaken`: somebody else has decided; `named`: what that may mean is shown.
        """
        with read_session(desk_state(self.request).engine) as session:
            return draft_page(
                self.request,
                self.person,
                session,
                self.id,
                article=self.article,
                status=status,
                typed=self.typed,
                wrong=wrong,
                problem=problem,
                ask=ask,
                sure=sure,
                overtaken=overtaken,
                named=named,
                note=self.want.note,
                until=str(self.want.decision.until) if self.want.decision else "",
            )


def _require_unchanged(session: Session, id: int, version: str) -> None:
    """Raise _Overtaken if the draft is not as the form showed it. Nobody else can decide until the transaction ends."""
    lock_review(session)
    draft = draft_of(session, id)
    if draft.state in OPEN_STATES and version and version != draft_version(draft, groups.articles_of(session, id)):
        raise _DraftChanged(tr("the draft has changed since you opened it; what you typed is kept: look at what stands now and decide again"))


def _require_sure(session: Session, draft: DraftRow, fields: dict[str, Any], sure: str, now: datetime) -> None:
    """Raise _NotSureYet if the card of the draft would ask once more, and this was not confirmed.

    What cannot be confirmed at all is refused with its own message.
    """
    if draft.state not in OPEN_STATES:
        return
    ready = prepared_with(session, draft, fields, now)
    if ready.asks and not ready.would.fault and sure != ready.stamp:
        raise _NotSureYet(tr("{why}: confirm once more if it is meant so").format(why=", ".join(ready.asks)), ready.stamp)


def _save_overtaken(request: Request, id: int, typed: form.Values, person: User, now: datetime, error: AlreadyDecided) -> str:
    """Save what was typed into a draft on which somebody else has decided, and report that.

    The decision is hidden from a person who is to judge the draft blind.
    """

    def act(session: Session) -> str:
        draft = draft_of(session, id)
        if left := form.as_fields(typed, form.current_values(draft)):
            queue.save_edits(session, id, person.name, left, now)
        hidden = opinions.is_blind_reader(session, id, person.name)
        why = tr("{who} has decided on this draft meanwhile").format(who=draft.decided_by or "") if hidden else str(error)
        hint = tr("What you typed is kept with the draft: it stands in the form again when that decision is taken back.")
        return f"{why}. {hint}"

    return write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)


def _act(session: Session, id: int, decision: Decision, typed: form.Values, person: User, now: datetime, queue_query: QueueQuery) -> str:
    """Make the decision, and return the address of the next page. Raises what `records.review` raises, and _Overtaken."""
    if decision.action is DecisionAction.REJECT and not decision.reason:
        raise BadDecision(tr("choose one of the nine reasons to reject"))
    draft = draft_of(session, id)
    row = review.decide(session, id, decision, who=person.name, now=now)
    if decision.action is DecisionAction.SPLIT:
        if left := form.as_fields(typed, form.current_values(draft)):
            queue.save_edits(session, id, person.name, left, now)
        return to_draft(id, queue_query, split=row.id)
    queue.delete_saved_edits(session, id, person.name)
    next_one = neighbour(session, draft, queue_query, person.name, now)
    return to_draft(next_one, queue_query, told=id) if next_one else queue_query.way(told=str(id))


@_decide_router.post("/drafts/{id}/undo")
async def undo(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Undo the last decision, and show the draft in its earlier state. Raises NothingToUndo."""
    form_data = await request.form()
    return await run_in_threadpool(_undo, request, person, now, id, str(form_data.get("queue", "")))


def _undo(request: Request, person: User, now: datetime, id: int, query: str) -> Response:
    def act(session: Session) -> None:
        undo_to_form(session, draft_of(session, id), person.name, now, unless_built_upon=False)

    write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    return RedirectResponse(to_draft(id, queue_query_of(query), undone=1), status_code=303)


@_decide_router.post("/drafts/{id}/edits/forget")
def forget(person: Reader, session: WriteSession, id: int) -> Response:
    """Fill the form with the machine's proposal again."""
    queue.delete_saved_edits(session, draft_of(session, id).id, person.name)
    return RedirectResponse(f"/drafts/{id}", status_code=303)


router = APIRouter()
router.include_router(_decide_router)
# Drafts that the key m offers, each by a digit.
_OFFERED = 5


@router.get("/drafts/{id}")
def show(request: Request, person: Reader, session: Db, id: int, article: str = "") -> Response:
    """Show the draft. `article` is the one of its articles that is shown."""
    return draft_page(request, person, session, id, article=article)


@router.get("/drafts/{id}/beside")
def adjacent_draft(person: Reader, session: Db, now: Now, id: int, way: str = "next", queue: str = "") -> Response:
    """Go to the next or the previous draft of the queue, with the filters of the queue's address. After the last one, go to the queue."""
    queue_query = queue_query_of(queue)
    target = neighbour(session, draft_of(session, id), queue_query, person.name, now, forward=way != "previous")
    return RedirectResponse(to_draft(target, queue_query) if target else queue_query.way(), status_code=303)


@router.post("/drafts/{id}/followed")
def followed(request: Request, person: Reader, session: Db, id: int, follows: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Show the incident of the typed number as a part of the page.

    It changes nothing, but is a POST, so that nothing typed is in an address.
    """
    draft, number = draft_of(session, id) if id else None, follows.strip().upper()
    case = followed_incident(session, number, {**draft.proposal, **draft.fields} if draft else {}) if is_number(number) else None
    return page(request, "_followed_case.html", case=case, no_case=bool(number) and case is None, case_words=case_words, visible=visible)


@router.get("/drafts/{id}/like")
def like(request: Request, person: Reader, session: Db, now: Now, id: int) -> Response:
    """Show drafts and incidents into which it may be merged, as a part of the page."""
    draft = draft_of(session, id)
    return page(request, "_draft_like.html", draft=draft, offered=similar_targets(session, [id], person.name, now)[:_OFFERED])
