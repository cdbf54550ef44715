"""Says below a field what the date in it was taken for, as it is typed. The rules are those by which the form is read when it is sent: there is one parser."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from desk.auth.dependencies import Now, Reader
from desk.days import DayCount, count_of, days_read, is_date
from desk.pages.draft.view import draft_of
from desk.rendering import page
from desk.state import desk_state
from records.clock import day_of
from records.database import read_session

router = APIRouter()
# A field of hearings has several lines; more is no date.
_LONGEST, _MOST = 4000, 20


@router.post("/written-days/{field}")
async def taken(request: Request, person: Reader, now: Now, field: str, draft: int = 0, of: str = "") -> Response:
    """What was understood, as a part of the page. `draft` is that in whose form it stands, `of` the name of the input where it is another. It changes nothing; a POST, so that nothing typed stands in an address."""
    given = await request.form()
    return await run_in_threadpool(_taken, request, now, field, str(given.get(of or field, ""))[:_LONGEST], draft)


def _taken(request: Request, now: Now, field: str, written: str, draft: int) -> Response:
    count = DayCount(day_of(now))
    if draft:
        with read_session(desk_state(request).engine) as session:
            count = count_of(session, draft_of(session, draft), now)
    found = days_read(field, written, count) if is_date(field) else []
    return page(request, "_written_day.html", understood=found[:_MOST])
