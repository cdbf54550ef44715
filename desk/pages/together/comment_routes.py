"""Comments: written, changed and withdrawn. What is refused comes back with what was typed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Monitor, Now
from desk.desk_state import desk_state
from desk.rendering import page
from records.database import in_transaction
from records.errors import BadDecision
from records.i18n import tr
from records.patience import WITH_A_PERSON
from records.together import comments
from records.together.work_subject import WorkSubject, subject_named
from records.users import User

router = APIRouter()
# Of what was refused so much comes back.
_KEPT = 20_000


def _of(subject: WorkSubject) -> str:
    return f"{subject.address}#comments"


def _again(request: Request, action: str, back: str, text: str, error: BadDecision, heading: str) -> Response:
    return page(request, "comment_again.html", status=422, action=action, back=back, text=text[:_KEPT], wrong=str(error), heading=heading)


@router.post("/drafts/{id}/comments")
def write_on_draft(request: Request, person: Monitor, now: Now, id: str, text: Annotated[str, Form()] = "") -> Response:
    """Say something about a draft."""
    return _written(request, person, now, subject_named(id), text)


@router.post("/incidents/{number}/comments")
def write_on_incident(request: Request, person: Monitor, now: Now, number: str, text: Annotated[str, Form()] = "") -> Response:
    """Say something about an incident."""
    return _written(request, person, now, subject_named(number), text)


def _written(request: Request, person: User, now: datetime, subject: WorkSubject, text: str) -> Response:
    def act(session: Session) -> None:
        comments.write(session, subject, text, who=person.name, now=now)

    try:
        in_transaction(desk_state(request).engine, act, WITH_A_PERSON)
    except BadDecision as error:
        return _again(request, request.url.path, _of(subject), text, error, tr("Comment"))
    return RedirectResponse(_of(subject), status_code=303)


@router.post("/comments/{id}")
def change(
    request: Request,
    person: Monitor,
    now: Now,
    id: Annotated[int, Path(ge=1)],
    text: Annotated[str, Form()] = "",
    act: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Say it otherwise, or (`act=withdraw`) take it back."""

    def change_it(session: Session) -> str:
        # Somebody else's is refused here, with nothing to type it into again.
        place = _of(comments.subject_of(comments.own(session, id, person.name)))
        if act == "withdraw":
            comments.withdraw(session, id, who=person.name, now=now)
        return place

    engine = desk_state(request).engine
    place = in_transaction(engine, change_it, WITH_A_PERSON)
    if act != "withdraw":
        try:
            in_transaction(engine, lambda session: comments.change(session, id, text, who=person.name, now=now) and None, WITH_A_PERSON)
        except BadDecision as error:
            return _again(request, request.url.path, place, text, error, tr("Change the comment"))
    return RedirectResponse(place, status_code=303)
