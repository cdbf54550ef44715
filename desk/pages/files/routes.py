"""Files that are evidence: added to a draft or an incident, downloaded, shown as a re-encoded picture, removed.

A file is always downloaded as bytes to be saved, with a name and a type of ours, so that nothing that a stranger sent is ever a page of this desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Monitor, Now, Reader, WriteSession
from desk.rendering import number, page
from desk.state import desk_state
from pipelines.evidence.files import HEAD, FileRejected, file_path, preview_picture, sound_ending, store_evidence_file
from pipelines.evidence.writer import display_name, download_name
from records.byte_budgets import MiB
from records.collaboration import WorkSubject
from records.database import read_session
from records.errors import NoSuchDraft, NoSuchIncident
from records.evidence_files import FileTarget, files_of_draft, files_of_incident, waiting_files, withdraw_file
from records.i18n import tr
from records.incidents import is_number
from records.messages import came_with_message, messages_of
from records.tables import LARGEST_ID, LARGEST_LONG_ID, DraftRow, EvidenceFileRow, IncidentRow
from records.users import Role, User
from records.vocabulary import FILE_KIND_LABELS, PICTURES, FileKind, IntakeChannel

# Uploaded files of a form. They were written to disk in pieces while the form was read, and are never whole in memory.

_FIELD = "file"
MOST_AT_ONCE = 20


def take_uploads(request: Request, person: User, form_data: FormData, to: FileTarget, now: datetime) -> list[int]:
    """Store the files in the form, and return their ids. Raises what `store_evidence_file` raises; files stored before that remain."""
    # An empty field of a form sends a file without a name and without a byte.
    files = [upload for upload in form_data.getlist(_FIELD) if isinstance(upload, UploadFile) and (upload.filename or upload.size)]
    if len(files) > MOST_AT_ONCE:
        raise FileRejected(tr("send at most {n} files at once").format(n=MOST_AT_ONCE))
    return [_take(request, person, file, to, now) for file in files]


def _take(request: Request, person: User, file: UploadFile, to: FileTarget, now: datetime) -> int:
    desk = desk_state(request)
    settings = desk.settings
    id = store_evidence_file(
        desk.engine, settings.evidence, file.file, file.filename or "", IntakeChannel.DESK, to, who=person.name, now=now, limit=settings.file_bytes
    )
    with read_session(desk.engine) as session:
        row = session.get_one(EvidenceFileRow, id)
        stored = row.sha256, FileKind(row.kind)
    # Done now, while somebody waits anyway, and not when the page is viewed.
    preview_picture(settings.data, settings.evidence, *stored)
    return id


# Files that are evidence as the pages list them. Of a file only its displayed name is put into a page, as text.

# Types that a telephone offers to choose; the type of an upload is checked by its bytes.
ACCEPTED = "image/*,audio/*,video/*,application/pdf,text/plain,message/rfc822"


@dataclass(frozen=True)
class FileView:
    """One file. `picture`: a copy of it may be shown."""

    id: int
    name: str
    kind: str
    size: str
    sha256: str
    who: str
    at: datetime
    picture: bool


def file_views(rows: Iterable[EvidenceFileRow]) -> list[FileView]:
    """Return the files in the reader's words."""
    return [
        FileView(
            row.id, display_name(row.name), tr(FILE_KIND_LABELS[FileKind(row.kind)]), size_words(row.size), row.sha256, row.taken_by, row.taken_at,
            FileKind(row.kind) in PICTURES,
        )
        for row in rows
    ]  # fmt: skip


def size_words(size: int) -> str:
    """Return a number of bytes in megabytes or kilobytes."""
    if size >= MiB:
        return tr("{n} MB").format(n=number(round(size / MiB, 1)))
    return tr("{n} kB").format(n=number(max(1, round(size / 1024))))


router = APIRouter()
# Headers in addition to those of every answer: it runs nothing, loads nothing, and is in no frame.
_HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Frame-Options": "DENY", "Cache-Control": "private, no-store"}


@router.post("/drafts/{id}/files")
async def to_draft(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Add files to a draft, also to a decided one."""
    form = await request.form()
    return await run_in_threadpool(_added, request, person, form, now, FileTarget(draft=id if 0 < id <= LARGEST_ID else 0))


@router.get("/drafts/{id}/files")
def of_draft(request: Request, person: Reader, session: Db, id: int) -> Response:
    """Show the files of a draft, as a part of its page."""
    to = FileTarget(draft=id if 0 < id <= LARGEST_ID else 0)
    _require_there(request, to)
    return page(
        request,
        "_files_section.html",
        files=file_views(files_of_draft(session, id)),
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
    return await run_in_threadpool(_added, request, person, form, now, FileTarget(number=number.upper()[:20]))


def _added(request: Request, person: User, form: FormData, now: datetime, to: FileTarget) -> Response:
    _require_there(request, to)
    take_uploads(request, person, form, to, now)
    if request.headers.get("HX-Request"):
        with read_session(desk_state(request).engine) as session:
            rows = files_of_draft(session, to.draft) if to.draft else files_of_incident(session, str(to.number))
            return page(request, "_given_files.html", files=file_views(rows), waiting=False)
    return RedirectResponse(f"/drafts/{to.draft}#files" if to.draft else f"/incidents/{to.number}#files", status_code=303)


def _require_there(request: Request, to: FileTarget) -> None:
    """Raise NoSuchDraft or NoSuchIncident before anything is written."""
    with read_session(desk_state(request).engine) as session:
        if to.number is None and (not to.draft or session.get(DraftRow, to.draft) is None):
            raise NoSuchDraft(tr("there is no draft {draft}").format(draft=to.draft))
        if to.number is not None and (not is_number(to.number) or session.get(IncidentRow, to.number) is None):
            raise NoSuchIncident(tr("there is no incident {number}").format(number=to.number))


@router.get("/files/{id}")
def give_out(request: Request, person: Reader, session: Db, id: int) -> Response:
    """Return the original bytes as a download."""
    row = _file(session, person, id)
    path = file_path(desk_state(request).settings.evidence, row.sha256)
    if not path.is_file():
        raise HTTPException(404)
    with path.open("rb") as file:
        name = download_name(row.id, FileKind(row.kind), sound_ending(file.read(HEAD)))
    headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


@router.get("/files/{id}/shown")
def show_picture(request: Request, person: Reader, session: Db, id: int) -> Response:
    """Return a picture re-encoded. 404 for what is no picture, or cannot be re-encoded."""
    row, settings = _file(session, person, id), desk_state(request).settings
    preview = preview_picture(settings.data, settings.evidence, row.sha256, FileKind(row.kind))
    if preview is None:
        raise HTTPException(404)
    return FileResponse(preview, media_type="image/jpeg", headers={**_HEADERS, "Cache-Control": "private, max-age=600"})


@router.post("/files/{id}/withdraw")
def take_off(
    person: Editor,
    session: WriteSession,
    now: Now,
    id: int,
    because: Annotated[str, Form(max_length=400)] = "",
    back: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Withdraw a file with a reason; it is not shown any more, and its bytes stay."""
    row = withdraw_file(session, id if 0 < id <= LARGEST_LONG_ID else 0, who=person.name, now=now, because=because)
    place = f"/incidents/{row.number}" if row.number else f"/drafts/{row.draft_id}" if row.draft_id else "/queue"
    return RedirectResponse(f"/incidents/{back}#files" if is_number(back) else f"{place}#files", status_code=303)


def _file(session: Session, person: User, id: int) -> EvidenceFileRow:
    """Return the file, if it was not withdrawn.

    One that belongs to nothing yet is only visible to its sender; what came with a message, to all who see the inbox.
    """
    row = session.get(EvidenceFileRow, id) if 0 < id <= LARGEST_LONG_ID else None
    if row is None or row.withdrawn:
        raise HTTPException(404)
    placed = row.draft_id is not None or row.number is not None
    if not (placed or waiting_files(session, [row.id], person.name) or (person.may(Role.MONITOR) and came_with_message(session, row.id))):
        raise HTTPException(404)
    return row
