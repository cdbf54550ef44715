"""Proposals: made with the forms of an incident, listed, accepted, refused, withdrawn."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Monitor, Now, Reader
from desk.fields import DIFFERENT_PERSONS
from desk.form_dates import ReferenceDays
from desk.pages.collaboration.view import tabs
from desk.pages.incident.edit_form import changed, current, refusals, submitted_values, with_days
from desk.pages.incident.routes import StatusForm, refused_page, status_code, status_day
from desk.pages.proposals.view import proposal_view
from desk.rendering import page
from desk.safe_addresses import safe_redirect
from desk.state import desk_state
from records import proposals
from records.clock import day_of
from records.database import INTERACTIVE_RETRY_SECONDS, write_with_retry
from records.errors import BadDecision, NoSuchIncident
from records.i18n import tr
from records.incident_fields import PRIVATE_FIELDS
from records.incident_texts.list_titles import titles_of_numbers
from records.tables import IncidentRow
from records.users import Role, User

router = APIRouter()


@router.get("/proposals")
def show(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """Show waiting proposals, the oldest first, and the last decided ones.

    Editors see all, others what they proposed themselves.
    """
    mine = "" if person.may(Role.EDITOR) else person.name
    rows = [*proposals.waiting_proposals(session, who=mine), *proposals.decided_proposals(session, who=mine)]
    views = [proposal_view(session, row, person, now) for row in rows]
    titles = titles_of_numbers(session, {row.number for row in rows})
    return page(request, "proposals.html", proposals=views, titles=titles, tabs=tabs(session, person), back="/proposals")


@router.post("/incidents/{number}/proposals")
async def propose(request: Request, person: Monitor, now: Now, number: str) -> Response:
    """Propose the changes in the form of an incident."""
    form = await request.form()
    return await run_in_threadpool(_propose, request, person, now, number, form)


def _propose(request: Request, person: User, now: datetime, number: str, form: FormData) -> Response:
    values, apart = submitted_values(form), form.getlist(DIFFERENT_PERSONS)[-1:] == ["yes"]
    note, wrong = str(form.get("note", "")).strip(), dict[str, str]()
    # These fields are not in this form, so their absence removes nothing.
    hidden = {field.name for field in PRIVATE_FIELDS}

    def act(session: Session) -> None:
        row = session.get(IncidentRow, number)
        if row is None:
            raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
        recorded = current(row)
        read, no_dates = with_days(changed(recorded, values), ReferenceDays(day_of(now)))
        differing = {name: value for name, value in changed(recorded, {**values, **read}).items() if name not in hidden}
        wrong.clear()
        wrong.update({**refusals(differing, apart=apart), **no_dates})
        if wrong:
            raise BadDecision(next(iter(wrong.values())))
        proposals.propose_fields(session, number, differing, who=person.name, now=now, note=note)

    try:
        write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        words = tr("nothing was saved; what is wrong is said beside the field") if wrong else str(error)
        return refused_page(
            request, person, number, 422, editing=True, typed={**values, "note": note, DIFFERENT_PERSONS: apart}, edit_error=words, wrong=wrong
        )
    return RedirectResponse(f"/incidents/{number}#proposals", status_code=303)


@router.post("/incidents/{number}/proposals/status")
def propose_status(request: Request, person: Monitor, now: Now, number: str, form: Annotated[StatusForm, Depends()]) -> Response:
    """Propose a status of the case on a day."""

    def act(session: Session) -> None:
        code, on = status_code(form.code), status_day(form.day, now)
        proposals.propose_status(
            session, number, code, on, source=form.source.strip(), note=form.note.strip(), penalty=form.penalty(), who=person.name, now=now
        )

    try:
        write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        return refused_page(request, person, number, 422, status_typed=asdict(form), status_error=error)
    return RedirectResponse(f"/incidents/{number}#proposals", status_code=303)


@router.post("/proposals/{id}")
def decide(
    request: Request,
    person: Editor,
    now: Now,
    id: Annotated[int, Path(ge=1, lt=2**63)],
    act: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form()] = "",
    sure: Annotated[str, Form(max_length=10)] = "",
    next: Annotated[str, Form()] = "/proposals",
) -> Response:
    """Decide on a proposal.

    `act`: accept (`sure`: also where somebody has changed the field since), or refuse with a reason.
    """

    def decided(session: Session) -> None:
        if act == "accept":
            proposals.accept(session, id, who=person.name, now=now, sure=bool(sure))
        elif act == "refuse":
            proposals.refuse(session, id, reason, who=person.name, now=now)
        else:
            raise BadDecision(tr("this is nothing that can be decided here"))

    write_with_retry(desk_state(request).engine, decided, INTERACTIVE_RETRY_SECONDS)
    return RedirectResponse(safe_redirect(next, "/proposals"), status_code=303)


@router.post("/proposals/{id}/back")
def take_back(
    request: Request, person: Monitor, now: Now, id: Annotated[int, Path(ge=1, lt=2**63)], next: Annotated[str, Form()] = "/proposals"
) -> Response:
    """Withdraw a proposal."""

    def back(session: Session) -> None:
        proposals.withdraw_proposal(session, id, who=person.name, now=now)

    write_with_retry(desk_state(request).engine, back, INTERACTIVE_RETRY_SECONDS)
    return RedirectResponse(safe_redirect(next, "/proposals"), status_code=303)
