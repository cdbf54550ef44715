"""Deciding from the page of a draft, with what was corrected in its form. What is refused comes back with everything that was typed."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Monitor, Now, Reader, Writing
from desk.desk_state import desk_state
from desk.error_answers import status_of
from desk.pages.draft import form
from desk.pages.draft.page import LARGEST_ID, asked_of, draft_of, draft_page, neighbour, to_draft
from desk.pages.draft.view import stamp
from desk.pages.queue.decide_routes import day_meant
from desk.pages.queue.routes import QueueQuery
from records import review
from records.clock import day_of
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.review import edits, groups
from records.review.draft_state import OPEN, alone_in_review
from records.tables import DraftRow
from records.users import User
from records.vocabulary import DraftState

router = APIRouter()
_ACTIONS = ("confirm", "reject", "merge", "defer", "split")
_LONGEST_NOTE = 2000


class Overtaken(AlreadyDecided):
    """The draft is not as it was when the form was opened: an article has come or gone, or the proposal changed. Raised here; the form comes back with
    what stands now."""


@dataclass(frozen=True)
class FormDecision:
    """What a form wants. `stamp` empty = it does not say how the draft stood."""

    action: str
    reason: str
    into: str
    until: str
    split: tuple[str, ...]
    note: str
    stamp: str


def wanted(given: FormData) -> FormDecision:
    """The button that was pressed and what belongs to it. A button says `reject:not_work`, `merge:12`, `defer:week`, or the action alone."""
    texts = {name: [str(value) for value in given.getlist(name)] for name in given}
    action, _, more = texts.get("do", texts.get("action", [""]))[-1].partition(":")
    filled = {name: next((value.strip() for value in values if value.strip()), "") for name, values in texts.items()}
    return FormDecision(
        action=action,
        reason=more if action == "reject" and more else filled.get("reason", ""),
        into=(more if action == "merge" and more else filled.get("into", "")).removeprefix("#").upper(),
        until=more if action == "defer" and more else filled.get("until", ""),
        split=tuple(texts.get("split", ())),
        note=filled.get("note", "").replace("\x00", "")[:_LONGEST_NOTE],
        stamp=filled.get("version", ""),
    )


@router.post("/drafts/{id}/decision")
async def decide(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Decide, with the corrections of the form; then on to the next draft of the queue."""
    given = await request.form()
    return await run_in_threadpool(_decide, request, person, now, id, given)


def _decide(request: Request, person: User, now: datetime, id: int, given: FormData) -> Response:
    want, asked = wanted(given), asked_of(str(given.get("queue", "")))
    with read_session(desk_state(request).engine) as session:
        draft = draft_of(session, id)
        machine = form.proposed(draft)
        typed = form.typed({name: [str(value) for value in given.getlist(name)] for name in given}, form.standing(draft))
        corrections = form.asked(typed, machine, draft.proposal)
    again = _Again(request, person, id, typed, want, str(given.get("article", "")))
    if want.action not in _ACTIONS:
        return again.refused(tr("this is nothing that can be decided here"))
    if want.action == "confirm" and corrections.wrong:
        return again.refused(tr("Not confirmed: correct what is said beside the fields."), wrong=corrections.wrong)
    try:
        with write_transaction(desk_state(request).engine) as session:
            on = _act(session, id, want, corrections, typed, person, now, asked)
    except StaleDataError:
        return again.refused(tr("somebody else has changed this just now; look at what stands and decide again"), status=409)
    except AlreadyDecided as error:
        return again.refused(str(error), status=409, ask="" if isinstance(error, Overtaken) else want.action)
    except (BadDecision, NoSuchIncident, NoSuchDraft) as error:
        place = form.beside_which(error, corrections, typed, machine) if want.action == "confirm" else ""
        if place:
            return again.refused(tr("Not confirmed: correct what is said beside the fields."), wrong={place: str(error)})
        return again.refused(str(error), status=max(422, status_of(error)), ask=want.action)
    return RedirectResponse(on, status_code=303)


@dataclass(frozen=True)
class _Again:
    """The page once more, with what was typed."""

    request: Request
    person: User
    id: int
    typed: form.Values
    want: FormDecision
    article: str

    def refused(self, problem: str, *, status: int = 422, wrong: dict[str, str] | None = None, ask: str = "") -> Response:
        """Why it was refused, as a whole or beside fields."""
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
                note=self.want.note,
            )


def _act(
    session: Session, id: int, want: FormDecision, corrections: form.FormValues, typed: form.Values, person: User, now: datetime, asked: QueueQuery
) -> str:
    """Do it; the address to which it leads. Raises what `records.review` raises, and Overtaken."""
    alone_in_review(session)
    draft = draft_of(session, id)
    if draft.state in OPEN and want.stamp and want.stamp != stamp(draft, groups.articles_of(session, id)):
        raise Overtaken(tr("the draft has changed since you opened it; what you typed is kept: look at what stands now and decide again"))
    if want.action == "split":
        made = review.split(session, id, articles=want.split, who=person.name, now=now, note=want.note)
        if left := form.as_fields(typed, form.standing(draft)):
            edits.save(session, id, person.name, left, now)
        return to_draft(id, asked, split=made.id)
    _one(session, id, want, corrections, person, now)
    edits.forget(session, id, person.name)
    next_one = neighbour(session, draft, asked, person.name, now)
    return to_draft(next_one, asked, told=id) if next_one else _with_told(asked.way(), id)


def _one(session: Session, id: int, want: FormDecision, corrections: form.FormValues, person: User, now: datetime) -> DraftRow:
    if want.action == "confirm":
        return review.confirm(session, id, who=person.name, now=now, fields=corrections.fields, note=want.note)
    if want.action == "reject":
        if not want.reason:
            raise BadDecision(tr("choose one of the nine reasons to reject"))
        return review.reject(session, id, who=person.name, now=now, reason=want.reason, note=want.note)
    if want.action == "defer":
        return review.defer(session, id, who=person.name, now=now, until=day_meant(want.until, day_of(now)), note=want.note)
    if not want.into:
        raise BadDecision(tr("name the draft or the incident with which to merge"))
    if want.into.isdigit() and not (want.into.isascii() and 0 < int(want.into[:12]) < LARGEST_ID):
        raise NoSuchDraft(tr("there is no draft and no incident {number}").format(number=want.into[:20]))
    return review.merge(session, id, into=want.into, who=person.name, now=now, note=want.note)


def _with_told(way: str, id: int) -> str:
    return f"{way}{'&' if '?' in way else '?'}told={id}"


@router.post("/drafts/{id}/undo")
async def undo(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Take the last decision back, and show the draft as it stands then. Raises NothingToUndo."""
    given = await request.form()
    return await run_in_threadpool(_undo, request, person, now, id, str(given.get("queue", "")))


def _undo(request: Request, person: User, now: datetime, id: int, query: str) -> Response:
    with write_transaction(desk_state(request).engine) as session:
        draft = draft_of(session, id)
        was = form.standing(draft) if draft.state == DraftState.CONFIRMED else None
        review.undo(session, id, who=person.name, now=now)
        # What was corrected is in the form again, for whoever confirms it anew.
        if was is not None and (left := form.as_fields(was, form.standing(draft))):
            edits.save(session, id, person.name, left, now)
    return RedirectResponse(to_draft(id, asked_of(query), undone=1), status_code=303)


@router.post("/drafts/{id}/edits/forget")
def forget(person: Reader, session: Writing, id: int) -> Response:
    """Start the form anew from the machine's proposal."""
    edits.forget(session, draft_of(session, id).id, person.name)
    return RedirectResponse(f"/drafts/{id}", status_code=303)
