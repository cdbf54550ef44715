"""The one small request that a page makes while it is open: who looks at which draft, and what was decided meanwhile. Also keeps what is typed."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from desk.auth.dependencies import Now, Reader, Writing
from desk.desk_state import desk_state
from desk.pages.queue.decision_words import stands
from desk.pages.queue.queue_address import understood_back
from desk.pages.queue.queue_counts import counts_told
from desk.rendering import clock_time
from desk.written_days import as_meant, count_of, is_date
from records.clock import day_of
from records.database import read_session, write_transaction
from records.i18n import ntr, tr
from records.review import edits, presence, second_opinions
from records.tables import DraftRow
from records.vocabulary import DraftState

router = APIRouter()
# Drafts that one page may ask after.
MOST = 200


class PresenceView(BaseModel):
    """What a page shows: the drafts of its cards with the states in which it shows them, the draft that its person has open, and the address of the queue whose
    figures stand on it."""

    here: int | None = Field(None, ge=1, lt=2**31)
    shown: dict[int, str] = Field(default_factory=dict, max_length=MOST)
    queue: str = Field("", max_length=4000)


class Typed(BaseModel):
    """What was typed, by field. A field with several values is a list."""

    fields: dict[str, str | list[str]]


@router.post("/presence")
def look(request: Request, person: Reader, now: Now, body: PresenceView) -> Response:
    """Note which draft this person has open. Answers with who else looks at these drafts, which of them have another state than shown, and the figures of the
    queue as they are now: others decide meanwhile, and so does the same person in another tab."""
    engine, ids = desk_state(request).engine, [id for id in body.shown if 0 < id < 2**31]
    if body.here is not None:
        with write_transaction(engine) as session:
            presence.seen(session, body.here, person.name, now)
    with read_session(engine) as session:
        others = presence.others(session, ids, person.name, now)
        rows = list(session.scalars(select(DraftRow).where(DraftRow.id.in_(ids)))) if ids else []
        changed = [row for row in rows if row.state != body.shown[row.id]]
        # Whoever is to judge a draft blind is told that it is decided, and not how.
        hidden = {row.id for row in changed if row.decided_by != person.name and second_opinions.blind(session, row.id, person.name)}
        decided = {row.id: tr("decided by {who}").format(who=row.decided_by) if row.id in hidden else stands(row) for row in changed}
        waits = {row.id for row in changed if row.state == DraftState.NEW}
        figures = counts_told(request, session, understood_back(body.queue), person.name, day_of(now)) if body.queue else None
    said = {id: _who(names) for id, names in others.items()}
    told = {id: words for id, words in decided.items() if id not in waits}
    return JSONResponse({"others": said, "decided": told, "waits": sorted(waits), "counts": figures})


def _who(names: list[str]) -> str:
    words = ntr("{who} is looking at it", "{who} are looking at it", len(names))
    return words.format(who=", ".join(names))


@router.post("/drafts/{id}/edits")
def keep(person: Reader, session: Writing, now: Now, id: int, body: Typed) -> Response:
    """Keep what was typed into the form of a draft."""
    draft = session.get(DraftRow, id) if any(map(is_date, body.fields)) else None
    fields = as_meant(body.fields, count_of(session, draft, now)) if draft else body.fields
    edits.save(session, id, person.name, fields, now)
    return JSONResponse({"at": now.isoformat(), "said": tr("saved {time}").format(time=clock_time(now, now))})
