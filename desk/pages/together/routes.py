"""Who works on what: the page, and giving a draft or an incident to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now, Reader
from desk.desk_state import desk_state
from desk.error_answers import problem, status_of
from desk.pages.together import comment_routes, notice_routes
from desk.pages.together.tabs import tabs
from desk.pages.together.view import people_for, together_shown
from desk.rendering import page
from desk.safe_redirect import safe_redirect
from records import users
from records.clock import day_of
from records.database import in_transaction
from records.errors import BadDecision, QorganError
from records.i18n import ntr, tr
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.patience import WITH_A_PERSON
from records.review import second_opinions
from records.review.draft_state import OPEN
from records.tables import DraftRow
from records.together.assignments import GivenWork, colleagues, give, given_work, take_away
from records.together.work_subject import WorkSubject, row_of, subject_named

router = APIRouter()
router.include_router(comment_routes.router)
router.include_router(notice_routes.router)
# Drafts that one form gives: as many as one form decides.
MOST = 200


@dataclass(frozen=True)
class WorkShown:
    """Something on somebody's list. `days` were passed since anybody touched it."""

    subject: WorkSubject
    name: str
    title: str
    lang: str
    since: date
    by: str
    days: int


@dataclass(frozen=True)
class PersonOnWork:
    """Somebody with what is theirs. `left`: they may no longer sign in."""

    name: str
    role: str
    left: bool
    me: bool
    work: tuple[WorkShown, ...]


@router.get("/together")
def show(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """Everybody with what was given to them, whoever looks first and then who may no longer sign in and still has something."""
    given = given_work(session)
    drafts = titles_of_drafts(session, [one.subject.draft for one in given if one.subject.draft])
    numbers = titles_of_numbers(session, [one.subject.number for one in given if one.subject.number])

    def shown(one: GivenWork) -> WorkShown:
        title, lang = numbers.get(one.subject.number, ("", "")) if one.subject.number else drafts.get(one.subject.draft or 0, ("", ""))
        name = one.subject.number or tr("Draft {id}").format(id=one.subject.draft)
        days = (day_of(now) - day_of(one.touched_at)).days
        return WorkShown(one.subject, name, title, lang, day_of(one.given_at), one.given_by, max(0, days))

    everybody = [
        PersonOnWork(
            row.name, row.role, row.disabled_at is not None, row.name == person.name, tuple(shown(one) for one in given if one.holder == row.name)
        )
        for row in users.listed(session)
    ]
    some = sorted((one for one in everybody if one.work or not one.left), key=lambda one: (not one.me, not one.left))
    return page(request, "together.html", people=some, tabs=tabs(session, person), names=people_for(colleagues(session), person.name))


@router.get("/drafts/{id}/together")
def of_draft(request: Request, person: Reader, session: Db, id: int) -> Response:
    """Whose a draft is and what was said about it, as a part of its page, which does not wait for it."""
    subject = subject_named(str(id))
    draft = row_of(session, subject)
    is_open = draft.state in OPEN if isinstance(draft, DraftRow) else False
    hidden = not is_open and second_opinions.blind(session, id, person.name)
    return page(request, "_together.html", together=together_shown(session, subject, person, open_=is_open, hidden=hidden))


@router.post("/together/give")
def hand_on(
    request: Request,
    person: Monitor,
    now: Now,
    id: Annotated[list[str] | None, Form(max_length=MOST)] = None,
    to: Annotated[str, Form(max_length=80)] = "",
    next: Annotated[str, Form()] = "/together",
) -> Response:
    """Give these drafts or incidents to somebody, or, where `to` names nobody, take them from whoever has them. Each by itself: that one cannot be given hinders no other."""
    subjects = [subject_named(one) for one in dict.fromkeys(id or ())]
    if not subjects:
        raise BadDecision(tr("nothing is selected; select drafts first"))
    failed: list[tuple[WorkSubject, QorganError]] = []
    for subject in subjects:

        def act(session: Session, subject: WorkSubject = subject) -> None:
            if to:
                give(session, subject, to, who=person.name, now=now)
            else:
                take_away(session, subject, who=person.name, now=now)

        try:
            in_transaction(desk_state(request).engine, act, WITH_A_PERSON)
        except QorganError as error:
            failed.append((subject, error))
    if "application/json" in request.headers.get("Accept", ""):
        return JSONResponse(_told(subjects, failed, to, person.name))
    if failed:
        return problem(request, status_of(failed[0][1]), str(failed[0][1]))
    return RedirectResponse(safe_redirect(next, "/together"), status_code=303)


def _told(subjects: Sequence[WorkSubject], failed: Sequence[tuple[WorkSubject, QorganError]], to: str, who: str) -> dict[str, object]:
    """What a script says of it."""
    number = len(subjects) - len(failed)
    if not to:
        said = ntr("{n} is nobody's now", "{n} are nobody's now", number).format(n=number)
    elif to == who:
        said = ntr("{n} is given to you now", "{n} are given to you now", number).format(n=number)
    else:
        said = ntr("{n} is given now to: {name}", "{n} are given now to: {name}", number).format(n=number, name=to)
    missed = {subject for subject, _ in failed}
    return {
        "said": said if number else "",
        "done": [subject.draft or subject.number for subject in subjects if subject not in missed],
        "failed": [{"id": subject.draft or subject.number, "status": status_of(error), "words": str(error)} for subject, error in failed],
    }
