"""Files that are evidence: added to a draft or an incident, given out, shown as a picture made anew, taken off.

A file is given out as bytes to be saved, whatever it is, under a name and a type of ours, so that nothing that a stranger sent is ever a page of this desk.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Monitor, Now, Reader, Writing
from desk.desk_state import desk_state
from desk.pages.files.given_files_view import ACCEPTED, given
from desk.pages.files.taken_uploads import take_uploads
from desk.rendering import page
from pipelines.evidence.file_names import given_name
from pipelines.evidence.shown_pictures import shown_picture
from pipelines.evidence.sniffed_kind import HEAD, sound_ending
from pipelines.evidence.taken_files import file_path
from records.byte_budgets import MiB
from records.database import read_session
from records.errors import NoSuchDraft, NoSuchIncident
from records.hand.file_rows import Belonging, files_of_draft, files_of_incident, waiting_files, withdraw_file
from records.i18n import tr
from records.incidents import is_number
from records.intake.message_acts import messages_of
from records.intake.received_messages import came_with_message
from records.tables import LARGEST_ID, LARGEST_LONG_ID, DraftRow, EvidenceFileRow, IncidentRow
from records.together.work_subject import WorkSubject
from records.users import Role, User
from records.vocabulary import FileKind

router = APIRouter()
# Beside the headers of every answer: it runs nothing, loads nothing, and is nobody's page.
HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Frame-Options": "DENY", "Cache-Control": "private, no-store"}


@router.post("/drafts/{id}/files")
async def to_draft(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Add files to a draft, also to one on which somebody has decided."""
    form = await request.form()
    return await run_in_threadpool(_added, request, person, form, now, Belonging(draft=id if 0 < id <= LARGEST_ID else 0))


@router.get("/drafts/{id}/files")
def of_draft(request: Request, person: Reader, session: Db, id: int) -> Response:
    """The files of a draft, as a part of its page."""
    to = Belonging(draft=id if 0 < id <= LARGEST_ID else 0)
    _require_there(request, to)
    return page(
        request,
        "_files_section.html",
        files=given(files_of_draft(session, id)),
        messages=messages_of(session, WorkSubject(draft=id)),
        files_to=f"/drafts/{id}/files",
        file_limit=desk_state(request).settings.file_bytes // MiB,
        accepted=ACCEPTED,
        back="",
    )


@router.post("/incidents/{number}/files")
async def to_incident(request: Request, person: Monitor, now: Now, number: str) -> Response:
    """Add files to an incident."""
    form = await request.form()
    return await run_in_threadpool(_added, request, person, form, now, Belonging(number=number.upper()[:20]))


def _added(request: Request, person: User, form: FormData, now: datetime, to: Belonging) -> Response:
    _require_there(request, to)
    take_uploads(request, person, form, to, now)
    if request.headers.get("HX-Request"):
        with read_session(desk_state(request).engine) as session:
            rows = files_of_draft(session, to.draft) if to.draft else files_of_incident(session, str(to.number))
            return page(request, "_given_files.html", files=given(rows), waiting=False)
    return RedirectResponse(f"/drafts/{to.draft}#files" if to.draft else f"/incidents/{to.number}#files", status_code=303)


def _require_there(request: Request, to: Belonging) -> None:
    """Before anything is written: raises NoSuchDraft, NoSuchIncident."""
    with read_session(desk_state(request).engine) as session:
        if to.number is None and (not to.draft or session.get(DraftRow, to.draft) is None):
            raise NoSuchDraft(tr("there is no draft {draft}").format(draft=to.draft))
        if to.number is not None and (not is_number(to.number) or session.get(IncidentRow, to.number) is None):
            raise NoSuchIncident(tr("there is no incident {number}").format(number=to.number))


@router.get("/files/{id}")
def give_out(request: Request, person: Reader, session: Db, id: int) -> Response:
    """The bytes as they were sent, to be saved."""
    row = _file(session, person, id)
    path = file_path(desk_state(request).settings.evidence, row.sha256)
    if not path.is_file():
        raise HTTPException(404)
    with path.open("rb") as file:
        name = given_name(row.id, FileKind(row.kind), sound_ending(file.read(HEAD)))
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


@router.get("/files/{id}/shown")
def show_picture(request: Request, person: Reader, session: Db, id: int) -> Response:
    """What a picture shows, made anew. 404 for what is no picture, or cannot be made anew."""
    row, settings = _file(session, person, id), desk_state(request).settings
    shown = shown_picture(settings.data, settings.evidence, row.sha256, FileKind(row.kind))
    if shown is None:
        raise HTTPException(404)
    return FileResponse(shown, media_type="image/jpeg", headers={**HEADERS, "Cache-Control": "private, max-age=600"})


@router.post("/files/{id}/withdraw")
def take_off(
    person: Editor,
    session: Writing,
    now: Now,
    id: int,
    because: Annotated[str, Form(max_length=400)] = "",
    back: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Take a file off, with a reason; it is shown no more, and its bytes stay."""
    row = withdraw_file(session, id if 0 < id <= LARGEST_LONG_ID else 0, who=person.name, now=now, because=because)
    place = f"/incidents/{row.number}" if row.number else f"/drafts/{row.draft_id}" if row.draft_id else "/queue"
    return RedirectResponse(f"/incidents/{back}#files" if is_number(back) else f"{place}#files", status_code=303)


def _file(session: Session, person: User, id: int) -> EvidenceFileRow:
    """The file, if it stands. One that belongs to nothing yet is seen by nobody but who sent it; what came with a message, by all who see the inbox."""
    row = session.get(EvidenceFileRow, id) if 0 < id <= LARGEST_LONG_ID else None
    if row is None or row.withdrawn:
        raise HTTPException(404)
    placed = row.draft_id is not None or row.number is not None
    if not (placed or waiting_files(session, [row.id], person.name) or (person.may(Role.MONITOR) and came_with_message(session, row.id))):
        raise HTTPException(404)
    return row
