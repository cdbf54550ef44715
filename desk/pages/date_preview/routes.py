"""How the date in a field was understood, shown while it is typed. The form is read by the same parser when it is sent."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from desk.auth.dependencies import Now, Reader
from desk.form_dates import ReferenceDays, is_date, parse_days, reference_days
from desk.pages.draft.view import draft_of
from desk.rendering import page
from desk.state import desk_state
from records.clock import day_of
from records.database import read_session

router = APIRouter()
# A field of hearings has several lines; a longer text is no date.
_LONGEST, _MOST = 4000, 20


@router.post("/written-days/{field}")
async def taken(request: Request, person: Reader, now: Now, field: str, draft: int = 0, of: str = "") -> Response:
    """Show how the date was understood, as a part of the page.

    `draft` is the draft of the form, `of` the name of the input if it differs. It changes nothing, but is a POST, so that nothing typed is in an
    address.
    """
    form = await request.form()
    return await run_in_threadpool(_understood, request, now, field, str(form.get(of or field, ""))[:_LONGEST], draft)


def _understood(request: Request, now: Now, field: str, written: str, draft: int) -> Response:
    count = ReferenceDays(day_of(now))
    if draft:
        with read_session(desk_state(request).engine) as session:
            count = reference_days(session, draft_of(session, draft), now)
    parsed_days = parse_days(field, written, count) if is_date(field) else []
    return page(request, "_written_day.html", understood=parsed_days[:_MOST])
