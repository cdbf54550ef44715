"""Decides from the page of a draft, with the corrections in its form. If it is refused, the form comes back with everything that was typed."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

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
from desk.pages.draft.page import asked_of, draft_of, draft_page, neighbour, to_draft
from desk.pages.draft.view import stamp
from desk.pages.queue.own_edits import undo_keeping
from desk.pages.queue.prepared_cards import prepared_with
from desk.pages.queue.queue_address import QueueQuery
from desk.written_days import count_of
from records import review
from records.database import in_transaction, read_session
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.patience import WITH_A_PERSON
from records.review import Decision, edits, groups, second_opinions
from records.review.decide import FIELD_OF
from records.review.draft_state import OPEN, alone_in_review
from records.tables import DraftRow
from records.users import User
from records.vocabulary import DecisionAction

router = APIRouter()
# What a form may decide; undoing has a form of its own.
_ACTIONS = tuple(action for action in DecisionAction if action is not DecisionAction.UNDO)
_LONGEST_NOTE = 2000


class Overtaken(AlreadyDecided):
    """The draft has changed since the form was opened: an article came or went, or the proposal changed. Raised here; the form comes back with
    what is there now."""


class NotSureYet(BadDecision):
    """What the form would record is asked for once more. Raised here; `stamp` is that in one word, by which a second press knows that it is still the same."""

    def __init__(self, words: str, stamp: str) -> None:
        super().__init__(words)
        self.stamp = stamp


@dataclass(frozen=True)
class FormDecision:
    """What a form wants. `decision` None = its button names nothing that can be decided here; `stamp` empty = it does not say how the draft stood; `sure` is what
    was asked for once more; `named` is what was typed with what to merge."""

    decision: Decision | None
    note: str
    stamp: str = ""
    sure: str = ""
    named: str = ""


def wanted(given: FormData) -> FormDecision:
    """The button that was pressed, and what belongs to it. A button says `reject:not_work`, `merge:12`, `defer:week`, or only the action."""
    texts = {name: [str(value) for value in given.getlist(name)] for name in given}
    action, _, more = texts.get("do", [""])[-1].partition(":")
    filled = defaultdict(str, {name: next((value.strip() for value in values if value.strip()), "") for name, values in texts.items()})
    note = filled["note"].replace("\x00", "")[:_LONGEST_NOTE]
    if action not in _ACTIONS:
        return FormDecision(None, note)
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
    return FormDecision(decision, note, filled["version"], filled["sure"], filled["named"])


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
        corrections = form.asked(typed, machine, draft.proposal, count_of(session, draft, now))
    again = _Again(request, person, id, typed, want, str(given.get("article", "")))
    decision = want.decision
    if decision is None:
        return again.refused(tr("this is nothing that can be decided here"))
    if decision.action is DecisionAction.MERGE and want.named and not decision.is_complete:
        return again.refused(tr("Nothing is merged yet: choose what is meant."), ask="merge", named=want.named)
    confirms = decision.action is DecisionAction.CONFIRM
    if confirms and corrections.wrong:
        return again.refused(tr("Not confirmed: correct what is said beside the fields."), wrong=corrections.wrong)
    taken = replace(decision, fields=corrections.fields) if confirms else decision

    def act(session: Session) -> str:
        _require_unchanged(session, id, want.stamp)
        if confirms and want.stamp:
            _require_sure(session, draft_of(session, id), corrections.fields, want.sure, now)
        return _act(session, id, taken, typed, person, now, asked)

    try:
        on = in_transaction(desk_state(request).engine, act, WITH_A_PERSON)
    except StaleDataError:
        return again.refused(tr("somebody else has changed this just now; look at what stands and decide again"), status=409)
    except Overtaken as error:
        return again.refused(str(error), status=409)
    except AlreadyDecided as error:
        return again.refused(_kept_after(request, id, typed, person, now, error), status=409, overtaken=True)
    except NotSureYet as error:
        return again.refused(str(error), sure=error.stamp)
    except (BadDecision, NoSuchIncident, NoSuchDraft) as error:
        place = form.beside_which(error, corrections, typed, machine) if confirms else ""
        if place:
            return again.refused(tr("Not confirmed: correct what is said beside the fields."), wrong={place: str(error)})
        return again.refused(str(error), status=max(422, status_of(error)), ask=decision.action)
    return RedirectResponse(on, status_code=303)


@dataclass(frozen=True)
class _Again:
    """The page again, with what was typed."""

    request: Request
    person: User
    id: int
    typed: form.Values
    want: FormDecision
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
        """Show why it was refused, as a whole or beside fields. `sure`: it may be asked for once more; `overtaken`: somebody else has decided; `named`: what that
        may mean is shown."""
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


def _require_unchanged(session: Session, id: int, seen: str) -> None:
    """Raises Overtaken where the draft is not as the form showed it. Nobody else decides from here on."""
    alone_in_review(session)
    draft = draft_of(session, id)
    if draft.state in OPEN and seen and seen != stamp(draft, groups.articles_of(session, id)):
        raise Overtaken(tr("the draft has changed since you opened it; what you typed is kept: look at what stands now and decide again"))


def _require_sure(session: Session, draft: DraftRow, fields: dict[str, Any], sure: str, now: datetime) -> None:
    """Raises NotSureYet where the card of the draft would ask once more as well, and this has not been done. What cannot be confirmed at all is refused in its own
    words."""
    if draft.state not in OPEN:
        return
    ready = prepared_with(session, draft, fields, now)
    if ready.asks and not ready.would.fault and sure != ready.stamp:
        raise NotSureYet(tr("{why}: confirm once more if it is meant so").format(why=", ".join(ready.asks)), ready.stamp)


def _kept_after(request: Request, id: int, typed: form.Values, person: User, now: datetime, error: AlreadyDecided) -> str:
    """Keep what was typed into a draft on which somebody else has decided, and say so. Whoever is to judge it blind is not told the decision."""

    def act(session: Session) -> str:
        draft = draft_of(session, id)
        if left := form.as_fields(typed, form.standing(draft)):
            edits.save(session, id, person.name, left, now)
        hidden = second_opinions.blind(session, id, person.name)
        why = tr("{who} has decided on this draft meanwhile").format(who=draft.decided_by or "") if hidden else str(error)
        kept = tr("What you typed is kept with the draft: it stands in the form again when that decision is taken back.")
        return f"{why}. {kept}"

    return in_transaction(desk_state(request).engine, act, WITH_A_PERSON)


def _act(session: Session, id: int, decision: Decision, typed: form.Values, person: User, now: datetime, asked: QueueQuery) -> str:
    """Take the decision. Gives the address of the next page. Raises what `records.review` raises, and Overtaken."""
    if decision.action is DecisionAction.REJECT and not decision.reason:
        raise BadDecision(tr("choose one of the nine reasons to reject"))
    draft = draft_of(session, id)
    row = review.decide(session, id, decision, who=person.name, now=now)
    if decision.action is DecisionAction.SPLIT:
        if left := form.as_fields(typed, form.standing(draft)):
            edits.save(session, id, person.name, left, now)
        return to_draft(id, asked, split=row.id)
    edits.forget(session, id, person.name)
    next_one = neighbour(session, draft, asked, person.name, now)
    return to_draft(next_one, asked, told=id) if next_one else asked.way(told=str(id))


@router.post("/drafts/{id}/undo")
async def undo(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Undo the last decision, and show the draft as it is then. Raises NothingToUndo."""
    given = await request.form()
    return await run_in_threadpool(_undo, request, person, now, id, str(given.get("queue", "")))


def _undo(request: Request, person: User, now: datetime, id: int, query: str) -> Response:
    def act(session: Session) -> None:
        undo_keeping(session, draft_of(session, id), person.name, now, unless_built_upon=False)

    in_transaction(desk_state(request).engine, act, WITH_A_PERSON)
    return RedirectResponse(to_draft(id, asked_of(query), undone=1), status_code=303)


@router.post("/drafts/{id}/edits/forget")
def forget(person: Reader, session: Writing, id: int) -> Response:
    """Fill the form again with the machine's proposal."""
    edits.forget(session, draft_of(session, id).id, person.name)
    return RedirectResponse(f"/drafts/{id}", status_code=303)
