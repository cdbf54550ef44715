"""Takes in the files that a form brought. They came onto the disk piece by piece while the form was read, and are never whole in memory."""

from datetime import datetime

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from desk.desk_state import desk_state
from pipelines.evidence.shown_pictures import shown_picture
from pipelines.evidence.taken_files import NotTaken, take_in
from records.database import read_session
from records.hand.file_rows import Belonging
from records.i18n import tr
from records.tables import EvidenceFileRow
from records.users import User
from records.vocabulary import Door, FileKind

FIELD = "file"
MOST_AT_ONCE = 20


def take_uploads(request: Request, person: User, given: FormData, to: Belonging, now: datetime) -> list[int]:
    """The ids of the files that were in the form. Raises what `take_in` raises; what came before that stays."""
    # An empty field of a form sends a file without a name and without a byte.
    files = [one for one in given.getlist(FIELD) if isinstance(one, UploadFile) and (one.filename or one.size)]
    if len(files) > MOST_AT_ONCE:
        raise NotTaken(tr("send at most {n} files at once").format(n=MOST_AT_ONCE))
    return [_take(request, person, one, to, now) for one in files]


def _take(request: Request, person: User, file: UploadFile, to: Belonging, now: datetime) -> int:
    desk = desk_state(request)
    settings = desk.settings
    id = take_in(desk.engine, settings.evidence, file.file, file.filename or "", Door.DESK, to, who=person.name, now=now, limit=settings.file_bytes)
    with read_session(desk.engine) as session:
        row = session.get_one(EvidenceFileRow, id)
        kept = row.sha256, FileKind(row.kind)
    # Now, while somebody waits anyway, and not when the page is looked at.
    shown_picture(settings.data, settings.evidence, *kept)
    return id
