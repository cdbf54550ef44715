"""The tour of the first day: offered to whoever is new, begun, left and taken up again at any time. What is done in it goes to the progress of the person and nowhere else."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now
from desk.desk_state import desk_state
from desk.field_inputs import draft_groups
from desk.highlighting import visible
from desk.pages.draft import form, form_words
from desk.pages.draft.choices import boxes, options
from desk.pages.tour.practice_drafts import TASKS, PracticeDraft, practice_draft
from desk.pages.tour.practice_results import result_of, what_was_done
from desk.rendering import page
from desk.written_days import DayCount, days_read, is_date
from records.clock import day_of
from records.database import in_transaction
from records.errors import BadDecision
from records.i18n import reader
from records.patience import WITH_A_PERSON
from records.tour_progress import begin_anew, is_offered, keep_step, progress_of
from records.users import User

router = APIRouter(prefix="/tour")
Step = Annotated[int, Path(ge=1, le=len(TASKS))]
# Of the form of a draft: what a beginner has to compare with the text.
_GROUPS = ("harmed", "what", "where", "cause")


@router.get("")
def show(request: Request, person: Monitor, session: Db) -> Response:
    """What the tour is and how far one is; when it is done, what one did and what others would have done."""
    progress = progress_of(session, person.name)
    practices = {step: practice_draft(step, reader()) for step in range(1, len(TASKS) + 1)}
    at = progress.next_step(len(TASKS))
    results = [] if at else [result_of(step, one, progress.steps[step]) for step, one in practices.items()]
    return page(request, "tour.html", practices=practices, done=progress.steps, at=at, results=results, right=sum(one.right for one in results))


@router.get("/offer")
def offer(request: Request, person: Monitor, session: Db, now: Now) -> Response:
    """A part of the queue: the offer, where somebody is new and has not answered it."""
    return page(request, "_tour_offer.html") if is_offered(session, person.name, now) else HTMLResponse("")


@router.post("/anew")
def anew(request: Request, person: Monitor, now: Now, next: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Begin from the beginning, or (`next=queue`) say no to the offer."""
    in_transaction(desk_state(request).engine, lambda session: begin_anew(session, person.name, now), WITH_A_PERSON)
    return RedirectResponse("/queue" if next == "queue" else "/tour/1", status_code=303)


@router.get("/{step}")
def practise(request: Request, person: Monitor, step: Step, now: Now) -> Response:
    """A practice draft: the article, the facts and the keys of a real one."""
    practice = practice_draft(step, reader())
    return _practice_page(request, step, practice, DayCount(day_of(now)))


@router.post("/{step}")
async def decide(request: Request, person: Monitor, step: Step, now: Now) -> Response:
    """Remember what was decided, and go on."""
    return await run_in_threadpool(_decided, request, person, step, await request.form(), now)


def _decided(request: Request, person: User, step: int, sent: FormData, now: Any) -> Response:
    practice = practice_draft(step, reader())
    given = {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}
    try:
        did = what_was_done(practice, str(sent.get("do", "")), given)
    except BadDecision as error:
        values = form.typed(given, form.proposed(practice.draft))
        return _practice_page(request, step, practice, DayCount(day_of(now)), status=422, values=values, error=error)

    def keep(session: Any) -> int | None:
        keep_step(session, person.name, step, did, now)
        return progress_of(session, person.name).next_step(len(TASKS))

    following = in_transaction(desk_state(request).engine, keep, WITH_A_PERSON)
    return RedirectResponse(f"/tour/{following}" if following else "/tour", status_code=303)


def _practice_page(
    request: Request,
    step: int,
    practice: PracticeDraft,
    count: DayCount,
    *,
    status: int = 200,
    values: form.Values | None = None,
    error: BadDecision | None = None,
) -> Response:
    machine = form.proposed(practice.draft)
    values = values or machine
    return page(
        request,
        "practice.html",
        status=status,
        practice=practice,
        draft=practice.draft,
        step=step,
        steps=len(TASKS),
        machine=machine,
        values=values,
        words=form_words.words_of(machine, practice.draft),
        now_words=form_words.words_of(values, practice.draft),
        changed={name for name in values if values[name] != machine[name]},
        unsure=frozenset(),
        wrong={error.field: str(error)} if error is not None and error.field else {},
        problem=str(error or ""),
        wrong_rows=(),
        doubled=False,
        apart=False,
        also_named=[],
        is_date=is_date,
        days_read=lambda name, written: days_read(name, written, count),
        told_words="",
        TOLD=form.TOLD,
        VICTIM=form.VICTIM,
        options=options,
        boxes=boxes,
        groups=[group for group in draft_groups() if group.name in _GROUPS],
        abroad=(),
        visible=visible,
    )
