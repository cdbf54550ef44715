"""What an editor does on a person's page: correct the record, withhold or publish the name, make two persons of one, and take the last act back."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Editor, Now
from desk.desk_state import desk_state
from desk.error_answers import status_of
from desk.pages.persons.person_form import changed_fields, typed
from desk.pages.persons.person_routes import PersonId, person_again
from records.clock import day_of
from records.database import in_transaction
from records.errors import AlreadyDecided, BadDecision, NothingToUndo
from records.i18n import tr
from records.patience import WITH_A_PERSON
from records.persons.person_decisions import edit_person, split_person, take_out, undo_person
from records.persons.person_rows import locked_person
from records.persons.person_rows import person as person_of
from records.tables import LARGEST_ID
from records.users import User

router = APIRouter(prefix="/persons")
_Note = Annotated[str, Form(max_length=2000)]


@router.post("/{id}/edit")
async def edit(request: Request, person: Editor, now: Now, id: PersonId) -> Response:
    """Correct the record. Only what was changed is written; if nothing was, nothing is noted."""
    form = await request.form()
    return await run_in_threadpool(_edit, request, person, now, id, form)


@router.post("/{id}/split")
def split(
    request: Request,
    person: Editor,
    now: Now,
    id: PersonId,
    number: Annotated[list[str] | None, Form()] = None,
    note: _Note = "",
) -> Response:
    """Whom these incidents name is somebody else, who gets a record."""

    def act(session: Session) -> int:
        if not number:
            raise BadDecision(tr("tick the incidents that name somebody else"))
        return split_person(session, id, number, who=person.name, now=now, note=note.strip()).id

    return _taken(request, person, id, act)


@router.post("/{id}/take-out")
def take_merged_out(
    request: Request,
    person: Editor,
    now: Now,
    id: PersonId,
    member: Annotated[int, Form(ge=1, le=LARGEST_ID)],
    note: _Note = "",
) -> Response:
    """A record that was merged into this one stands for itself again."""
    return _taken(request, person, id, lambda session: take_out(session, id, member, who=person.name, now=now, note=note.strip()).id)


@router.post("/{id}/undo")
def undo(request: Request, person: Editor, now: Now, id: PersonId) -> Response:
    """Take back the last act on the record."""
    return _taken(request, person, id, lambda session: undo_person(session, id, who=person.name, now=now).id and id)


def _taken(request: Request, person: User, id: int, act: Callable[[Session], int]) -> Response:
    try:
        shown = in_transaction(desk_state(request).engine, act, WITH_A_PERSON)
    except (BadDecision, AlreadyDecided, NothingToUndo) as error:
        return person_again(request, person, id, status_of(error), error=str(error))
    return RedirectResponse(f"/persons/{shown}", status_code=303)


def _edit(request: Request, person: User, now: datetime, id: int, form: FormData) -> Response:
    said = typed(form)

    def change(session: Session) -> None:
        row = locked_person(session, id)
        if str(form.get("version", "")) != str(row.version):
            raise AlreadyDecided(tr("somebody else changed this record while you wrote; what you typed is still below: look at it and save again"))
        fields = changed_fields(person_of(session, id), said, day_of(now))
        if fields:
            edit_person(session, id, fields, who=person.name, now=now, note=str(form.get("note", "")).strip())

    try:
        in_transaction(desk_state(request).engine, change, WITH_A_PERSON)
    except (BadDecision, AlreadyDecided) as error:
        again = {**said, "note": str(form.get("note", ""))}
        refused = error if isinstance(error, BadDecision) else None
        return person_again(request, person, id, status_of(error), editing=True, said=again, refused=refused, error="" if refused else str(error))
    return RedirectResponse(f"/persons/{id}", status_code=303)
