"""Collaboration: notices, following a case, comments, and the assignment of drafts and incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now, Reader, WriteSession
from desk.error_responses import problem, status_of
from desk.highlighting import visible
from desk.pages.collaboration.view import collaboration_view, people_for, tabs
from desk.pages.proposals.view import proposal_words
from desk.rendering import page
from desk.safe_addresses import safe_redirect
from desk.state import desk_state
from records import collaboration, users
from records.clock import day_of
from records.collaboration import (
    AssignedWork,
    WorkSubject,
    assigned_work,
    colleagues,
    follow,
    give,
    parse_work_subject,
    row_of,
    unassign_work,
    unfollow,
)
from records.database import INTERACTIVE_RETRY_SECONDS, write_with_retry
from records.errors import BadDecision, QorganError
from records.i18n import gettext_noop, ntr, tr
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.personal_notices import PersonalNoticeKind, mark_read, notices_of
from records.proposals import ProposalKind
from records.review import opinions
from records.review.draft_fields import OPEN_STATES
from records.tables import CommentRow, DraftRow, PersonalNoticeRow, ProposalRow
from records.users import User
from records.vocabulary import STATUS_LABELS, StatusCode

# Notices of the current user, and following a case.

_notice_router = APIRouter()
# Characters of a comment that its notice shows.
_SHOWN = 240
_NOTICE_LABELS: dict[PersonalNoticeKind, str] = {
    PersonalNoticeKind.GIVEN: gettext_noop("given to you"),
    PersonalNoticeKind.TAKEN: gettext_noop("no longer yours"),
    PersonalNoticeKind.MENTIONED: gettext_noop("you are mentioned"),
    PersonalNoticeKind.COMMENTED: gettext_noop("a comment on what you work on"),
    PersonalNoticeKind.PROPOSED: gettext_noop("a correction is proposed"),
    PersonalNoticeKind.ACCEPTED: gettext_noop("your proposal was accepted"),
    PersonalNoticeKind.REFUSED: gettext_noop("your proposal was refused"),
    PersonalNoticeKind.STATUS: gettext_noop("what became of your case"),
}


@dataclass(frozen=True)
class _NoticeView:
    """A notice in words. `said` is the text of a comment or a refusal, what was proposed, or the status."""

    id: int
    words: str
    by: str
    at: datetime
    name: str
    title: str
    lang: str
    said: str
    read: bool


@_notice_router.get("/notices")
def show_notices(request: Request, person: Reader, session: Db) -> Response:
    """Show the newest notices of this person, the unread ones marked."""
    return page(request, "notices.html", notices=_shown(session, notices_of(session, person.name), person.name), tabs=tabs(session, person))


@_notice_router.post("/notices/read")
def read_all(person: Reader, session: WriteSession, now: Now) -> Response:
    """Mark all notices as read."""
    mark_read(session, person.name, now)
    return RedirectResponse("/notices", status_code=303)


@_notice_router.post("/notices/{id}")
def open_one(person: Reader, session: WriteSession, now: Now, id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """Mark a notice as read, and redirect to its subject."""
    row = mark_read(session, person.name, now, id)
    return RedirectResponse(_place(row) if row else "/notices", status_code=303)


@_notice_router.post("/incidents/{number}/follow")
def follow_case(person: Reader, session: WriteSession, now: Now, number: str, act: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Follow the statuses of the incident, or (`act=stop`) stop following. Raises NoSuchIncident."""
    if act == "stop":
        unfollow(session, number, who=person.name)
    else:
        follow(session, number, who=person.name, now=now)
    return RedirectResponse(f"{WorkSubject(number=number).address}#together", status_code=303)


def _place(row: PersonalNoticeRow) -> str:
    where = WorkSubject(row.draft_id, row.number).address
    if row.comment_id:
        return f"{where}#comment-{row.comment_id}"
    if row.proposal_id:
        return f"{where}#proposals"
    return f"{where}#timeline" if row.kind == PersonalNoticeKind.STATUS else where


def _shown(session: Session, rows: Sequence[PersonalNoticeRow], who: str) -> list[_NoticeView]:
    drafts = titles_of_drafts(session, [row.draft_id for row in rows if row.draft_id])
    numbers = titles_of_numbers(session, [row.number for row in rows if row.number])
    ids = [row.comment_id for row in rows if row.comment_id]
    comments = {row.id: row for row in session.scalars(select(CommentRow).where(CommentRow.id.in_(ids)))} if ids else {}
    # Comments on a draft that this person is to judge blind might reveal the decision.
    blind = {id for id in drafts if opinions.is_blind_reader(session, id, who)}

    ids = [row.proposal_id for row in rows if row.proposal_id]
    proposed = {row.id: row for row in session.scalars(select(ProposalRow).where(ProposalRow.id.in_(ids)))} if ids else {}

    def label(row: PersonalNoticeRow) -> str:
        proposal = proposed.get(row.proposal_id or 0)
        if row.kind == PersonalNoticeKind.PROPOSED and proposal is not None and proposal.kind == ProposalKind.STATUS:
            return tr("a status is proposed")
        return tr(_NOTICE_LABELS[PersonalNoticeKind(row.kind)])

    def words(row: PersonalNoticeRow) -> str:
        if row.proposal_id in proposed:
            return " — ".join(filter(None, (proposal_words(proposed[row.proposal_id]), visible(row.told))))
        if row.kind == PersonalNoticeKind.STATUS:
            return tr(STATUS_LABELS[StatusCode(row.told)]) if row.told in list(StatusCode) else tr("a status was withdrawn")
        comment = comments.get(row.comment_id or 0)
        if comment is None or comment.withdrawn_at or row.draft_id in blind:
            return visible(row.told)
        return visible(comment.text if len(comment.text) <= _SHOWN else comment.text[: _SHOWN - 1].rstrip() + "…")

    views = []
    for row in rows:
        title, lang = (numbers.get(row.number, ("", "")) if row.number else drafts.get(row.draft_id or 0, ("", ""))) or ("", "")
        name = row.number or tr("Draft {id}").format(id=row.draft_id)
        views.append(_NoticeView(row.id, label(row), row.by, row.at, name, title, lang, words(row), row.read_at is not None))
    return views


# Comments: written, changed and withdrawn. A refused one is shown again with what was typed.

_comment_router = APIRouter()
# The largest part of a refused text that is shown again.
_KEPT = 20_000


def _of(subject: WorkSubject) -> str:
    return f"{subject.address}#comments"


def _comment_refused(request: Request, action: str, back: str, text: str, error: BadDecision, heading: str) -> Response:
    return page(request, "comment_again.html", status=422, action=action, back=back, text=text[:_KEPT], wrong=str(error), heading=heading)


@_comment_router.post("/drafts/{id}/comments")
def write_on_draft(request: Request, person: Monitor, now: Now, id: str, text: Annotated[str, Form()] = "") -> Response:
    """Comment on a draft."""
    return _written(request, person, now, parse_work_subject(id), text)


@_comment_router.post("/incidents/{number}/comments")
def write_on_incident(request: Request, person: Monitor, now: Now, number: str, text: Annotated[str, Form()] = "") -> Response:
    """Comment on an incident."""
    return _written(request, person, now, parse_work_subject(number), text)


def _written(request: Request, person: User, now: datetime, subject: WorkSubject, text: str) -> Response:
    def act(session: Session) -> None:
        collaboration.write_comment(session, subject, text, who=person.name, now=now)

    try:
        write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        return _comment_refused(request, request.url.path, _of(subject), text, error, tr("Comment"))
    return RedirectResponse(_of(subject), status_code=303)


@_comment_router.post("/comments/{id}")
def change(
    request: Request,
    person: Monitor,
    now: Now,
    id: Annotated[int, Path(ge=1)],
    text: Annotated[str, Form()] = "",
    act: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Change a comment, or (`act=withdraw`) withdraw it."""

    def change_it(session: Session) -> str:
        # A comment of somebody else is refused here, without a form for correction.
        place = _of(collaboration.subject_of(collaboration.own_comment(session, id, person.name)))
        if act == "withdraw":
            collaboration.withdraw_comment(session, id, who=person.name, now=now)
        return place

    engine = desk_state(request).engine
    place = write_with_retry(engine, change_it, INTERACTIVE_RETRY_SECONDS)
    if act != "withdraw":
        try:
            write_with_retry(
                engine, lambda session: collaboration.change_comment(session, id, text, who=person.name, now=now) and None, INTERACTIVE_RETRY_SECONDS
            )
        except BadDecision as error:
            return _comment_refused(request, request.url.path, place, text, error, tr("Change the comment"))
    return RedirectResponse(place, status_code=303)


router = APIRouter()
router.include_router(_comment_router)
router.include_router(_notice_router)
# Drafts that one form assigns: as many as one form decides.
MOST = 200


@dataclass(frozen=True)
class _AssignedItem:
    """An assigned draft or incident. `days` have passed since its last change."""

    subject: WorkSubject
    name: str
    title: str
    lang: str
    since: date
    by: str
    days: int


@dataclass(frozen=True)
class _PersonWorkload:
    """A person with assigned work. `left`: they may no longer sign in."""

    name: str
    role: str
    left: bool
    me: bool
    work: tuple[_AssignedItem, ...]


@router.get("/together")
def show(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """Show everybody with their assignments: first the current user, then people who left and still have some."""
    assignments = assigned_work(session)
    drafts = titles_of_drafts(session, [item.subject.draft for item in assignments if item.subject.draft])
    numbers = titles_of_numbers(session, [item.subject.number for item in assignments if item.subject.number])

    def shown(item: AssignedWork) -> _AssignedItem:
        title, lang = numbers.get(item.subject.number, ("", "")) if item.subject.number else drafts.get(item.subject.draft or 0, ("", ""))
        name = item.subject.number or tr("Draft {id}").format(id=item.subject.draft)
        days = (day_of(now) - day_of(item.touched_at)).days
        return _AssignedItem(item.subject, name, title, lang, day_of(item.given_at), item.given_by, max(0, days))

    everybody = [
        _PersonWorkload(
            row.name,
            row.role,
            row.disabled_at is not None,
            row.name == person.name,
            tuple(shown(item) for item in assignments if item.holder == row.name),
        )
        for row in users.all_users(session)
    ]
    listed = sorted((item for item in everybody if item.work or not item.left), key=lambda item: (not item.me, not item.left))
    return page(request, "together.html", people=listed, tabs=tabs(session, person), names=people_for(colleagues(session), person.name))


@router.get("/drafts/{id}/together")
def of_draft(request: Request, person: Reader, session: Db, id: int) -> Response:
    """Show the assignment of a draft and its comments, as a part of its page that loads separately."""
    subject = parse_work_subject(str(id))
    draft = row_of(session, subject)
    is_open = draft.state in OPEN_STATES if isinstance(draft, DraftRow) else False
    hidden = not is_open and opinions.is_blind_reader(session, id, person.name)
    return page(request, "_together.html", together=collaboration_view(session, subject, person, open_=is_open, hidden=hidden))


@router.post("/together/give")
def hand_on(
    request: Request,
    person: Monitor,
    now: Now,
    id: Annotated[list[str] | None, Form(max_length=MOST)] = None,
    to: Annotated[str, Form(max_length=80)] = "",
    next: Annotated[str, Form()] = "/together",
) -> Response:
    """Assign these drafts or incidents to somebody, or unassign them if `to` is empty.

    Each is handled by itself, so that a refused one does not stop the others.
    """
    subjects = [parse_work_subject(name) for name in dict.fromkeys(id or ())]
    if not subjects:
        raise BadDecision(tr("nothing is selected; select drafts first"))
    failed: list[tuple[WorkSubject, QorganError]] = []
    for subject in subjects:

        def act(session: Session, subject: WorkSubject = subject) -> None:
            if to:
                give(session, subject, to, who=person.name, now=now)
            else:
                unassign_work(session, subject, who=person.name, now=now)

        try:
            write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
        except QorganError as error:
            failed.append((subject, error))
    if "application/json" in request.headers.get("Accept", ""):
        return JSONResponse(_script_answer(subjects, failed, to, person.name))
    if failed:
        return problem(request, status_of(failed[0][1]), str(failed[0][1]))
    return RedirectResponse(safe_redirect(next, "/together"), status_code=303)


def _script_answer(subjects: Sequence[WorkSubject], failed: Sequence[tuple[WorkSubject, QorganError]], to: str, who: str) -> dict[str, object]:
    """Return the answer for a script."""
    number = len(subjects) - len(failed)
    if not to:
        message = ntr("{n} is nobody's now", "{n} are nobody's now", number).format(n=number)
    elif to == who:
        message = ntr("{n} is given to you now", "{n} are given to you now", number).format(n=number)
    else:
        message = ntr("{n} is given now to: {name}", "{n} are given now to: {name}", number).format(n=number, name=to)
    missed = {subject for subject, _ in failed}
    return {
        "said": message if number else "",
        "done": [subject.draft or subject.number for subject in subjects if subject not in missed],
        "failed": [{"id": subject.draft or subject.number, "status": status_of(error), "words": str(error)} for subject, error in failed],
    }
