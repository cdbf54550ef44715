"""What an editor does to a record: add a status with its source, withdraw or correct one, correct fields. If it is refused, the form comes back with what was typed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Editor, Now
from desk.desk_state import desk_state
from desk.pages.incident.edit_form import changed, current, refusals, typed, with_days
from desk.pages.incident.routes import shown_again
from desk.victim_rows import APART
from desk.written_days import DayCount, as_kept
from records import incidents
from records.clock import day_of
from records.database import in_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.i18n import tr
from records.incidents.penalties import PENALTY_NAMES
from records.patience import WITH_A_PERSON
from records.review.draft_texts import incident_sources
from records.review.incident_facts import corrections
from records.tables import LARGEST_ID, IncidentRow
from records.users import User
from records.vocabulary import StatusCode
from records.written_dates import WrongDate

router = APIRouter()


@dataclass
class StatusForm:
    """The form of a status as it was sent."""

    code: Annotated[str, Form()] = ""
    day: Annotated[str, Form()] = ""
    source: Annotated[str, Form()] = ""
    note: Annotated[str, Form()] = ""
    kind: Annotated[str, Form()] = ""
    term: Annotated[str, Form()] = ""
    unit: Annotated[str, Form()] = ""
    sum: Annotated[str, Form()] = ""
    currency: Annotated[str, Form()] = ""
    reason: Annotated[str, Form()] = ""
    act: Annotated[str, Form()] = ""

    def penalty(self) -> dict[str, str]:
        """What the ruling takes, as it was typed."""
        return {name: getattr(self, name) for name in PENALTY_NAMES}


@router.post("/incidents/{number}/statuses")
def add_status(request: Request, person: Editor, now: Now, number: str, form: Annotated[StatusForm, Depends()]) -> Response:
    """Add what became of the case on a day."""

    def add(session: Session) -> None:
        found, on = status_code(form.code), status_day(form.day, now)
        incidents.add_status(
            session, number, found, on, source=form.source.strip(), note=form.note.strip(), penalty=form.penalty(), who=person.name, now=now
        )  # fmt: skip

    try:
        in_transaction(desk_state(request).engine, add, WITH_A_PERSON)
    except BadDecision as error:
        return shown_again(request, person, number, 422, status_typed=asdict(form), status_error=error)
    return RedirectResponse(f"/incidents/{number}#timeline", status_code=303)


@router.post("/incidents/{number}/statuses/{status_id}")
def change_status(
    request: Request,
    person: Editor,
    now: Now,
    number: str,
    status_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    form: Annotated[StatusForm, Depends()],
) -> Response:
    """Withdraw a wrong status, or put the right one in its place."""

    def change(session: Session) -> None:
        if form.act == "withdraw":
            incidents.withdraw_status(session, number, status_id, reason=form.reason, who=person.name, now=now)
            return
        found, on = status_code(form.code), status_day(form.day, now)
        incidents.correct_status(
            session, number, status_id, found, on, source=form.source.strip(), reason=form.reason, note=form.note.strip(), penalty=form.penalty(),
            who=person.name, now=now,
        )  # fmt: skip

    try:
        in_transaction(desk_state(request).engine, change, WITH_A_PERSON)
    except BadDecision as error:
        return shown_again(request, person, number, 422, correct=status_id, status_typed=asdict(form), status_error=error)
    return RedirectResponse(f"/incidents/{number}#timeline", status_code=303)


@router.post("/incidents/{number}/edit")
async def edit_form(request: Request, person: Editor, now: Now, number: str) -> Response:
    """Correct the record. Only changed fields are written; if nothing changed, nothing is noted."""
    form = await request.form()
    return await run_in_threadpool(_edit, request, person, now, number, form)


def _edit(request: Request, person: User, now: datetime, number: str, form: FormData) -> Response:
    said, apart = typed(form), form.getlist(APART)[-1:] == ["yes"]
    wrong: dict[str, str] = {}

    def change(session: Session) -> bool:
        row = session.get(IncidentRow, number)
        if row is None:
            raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
        if str(form.get("version", "")) != str(row.version):
            words = tr("{number} was changed by somebody else while you wrote; what you typed is still below: look at the record and save again")
            raise AlreadyDecided(words.format(number=number))
        stands = current(row)
        read, no_dates = with_days(changed(stands, said), DayCount(day_of(now)))
        # The same day written otherwise changes nothing.
        given = changed(stands, {**said, **read})
        wrong.clear()
        wrong.update({**refusals(given, apart=apart), **no_dates})
        if wrong:
            raise BadDecision(next(iter(wrong.values())))
        if given:
            facts, private = corrections(given)
            note, sources = str(form.get("note", "")).strip(), incident_sources(session, number)
            incidents.edit(session, number, facts, private, who=person.name, now=now, note=note, sources=sources)
        return bool(given)

    try:
        written = in_transaction(desk_state(request).engine, change, WITH_A_PERSON)
    except (BadDecision, AlreadyDecided) as error:
        status = 409 if isinstance(error, AlreadyDecided) else 422
        words = tr("nothing was saved; what is wrong is said beside the field") if wrong else str(error)
        again = {**said, "note": str(form.get("note", "")), APART: apart}
        return shown_again(request, person, number, status, editing=True, typed=again, edit_error=words, wrong=wrong)
    return RedirectResponse(f"/incidents/{number}{'' if written else '?told=same'}", status_code=303)


def status_code(code: str) -> StatusCode:
    """The status that was chosen. Raises BadDecision where none was."""
    if code not in list(StatusCode):
        raise BadDecision(tr("choose what became of the case"), "code")
    return StatusCode(code)


def status_day(written: str, now: datetime) -> date:
    """The day that was written. Raises BadDecision."""
    if not written.strip():
        raise BadDecision(tr("give the day of the status"), "date")
    try:
        return date.fromisoformat(as_kept("day", written, DayCount(day_of(now))))
    except WrongDate as error:
        raise BadDecision(str(error), "date") from error
