"""What the person who looks was told, and following a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Now, Reader, Writing
from desk.highlighting import visible
from desk.pages.proposals.view import proposal_words
from desk.pages.together.tabs import tabs
from desk.rendering import page
from records.i18n import kept, tr
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.review import second_opinions
from records.tables import CommentRow, PersonalNoticeRow, ProposalRow
from records.together.follows import follow, unfollow
from records.together.personal_notices import PersonalNoticeKind, mark_read, notices_of
from records.together.proposals import ProposalKind
from records.together.work_subject import WorkSubject
from records.vocabulary import STATUS_LABELS, StatusCode

router = APIRouter()
# Letters of a comment that its notice shows.
_SHOWN = 240
NOTICE_LABELS: dict[PersonalNoticeKind, str] = {
    PersonalNoticeKind.GIVEN: kept("given to you"),
    PersonalNoticeKind.TAKEN: kept("no longer yours"),
    PersonalNoticeKind.MENTIONED: kept("you are mentioned"),
    PersonalNoticeKind.COMMENTED: kept("a comment on what you work on"),
    PersonalNoticeKind.PROPOSED: kept("a correction is proposed"),
    PersonalNoticeKind.ACCEPTED: kept("your proposal was accepted"),
    PersonalNoticeKind.REFUSED: kept("your proposal was refused"),
    PersonalNoticeKind.STATUS: kept("what became of your case"),
}


@dataclass(frozen=True)
class NoticeShown:
    """A notice in words. `said` is what a comment or a refusal says, what was proposed, or the status."""

    id: int
    words: str
    by: str
    at: datetime
    name: str
    title: str
    lang: str
    said: str
    read: bool


@router.get("/notices")
def show(request: Request, person: Reader, session: Db) -> Response:
    """The newest notices of this person, the unread ones marked."""
    return page(request, "notices.html", notices=_shown(session, notices_of(session, person.name), person.name), tabs=tabs(session, person))


@router.post("/notices/read")
def read_all(person: Reader, session: Writing, now: Now) -> Response:
    """All of them are read."""
    mark_read(session, person.name, now)
    return RedirectResponse("/notices", status_code=303)


@router.post("/notices/{id}")
def open_one(person: Reader, session: Writing, now: Now, id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """Note that it is read, and go to what it tells of."""
    row = mark_read(session, person.name, now, id)
    return RedirectResponse(_place(row) if row else "/notices", status_code=303)


@router.post("/incidents/{number}/follow")
def follow_case(person: Reader, session: Writing, now: Now, number: str, act: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Be told when the status of the incident changes, or (`act=stop`) no longer. Raises NoSuchIncident."""
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


def _shown(session: Session, rows: Sequence[PersonalNoticeRow], who: str) -> list[NoticeShown]:
    drafts = titles_of_drafts(session, [row.draft_id for row in rows if row.draft_id])
    numbers = titles_of_numbers(session, [row.number for row in rows if row.number])
    wanted = [row.comment_id for row in rows if row.comment_id]
    said = {row.id: row for row in session.scalars(select(CommentRow).where(CommentRow.id.in_(wanted)))} if wanted else {}
    # What was said of a draft that this person is to judge blind might tell the decision.
    blind = {id for id in drafts if second_opinions.blind(session, id, who)}

    wanted = [row.proposal_id for row in rows if row.proposal_id]
    proposed = {row.id: row for row in session.scalars(select(ProposalRow).where(ProposalRow.id.in_(wanted)))} if wanted else {}

    def label(row: PersonalNoticeRow) -> str:
        proposal = proposed.get(row.proposal_id or 0)
        if row.kind == PersonalNoticeKind.PROPOSED and proposal is not None and proposal.kind == ProposalKind.STATUS:
            return tr("a status is proposed")
        return tr(NOTICE_LABELS[PersonalNoticeKind(row.kind)])

    def words(row: PersonalNoticeRow) -> str:
        if row.proposal_id in proposed:
            return " — ".join(filter(None, (proposal_words(proposed[row.proposal_id]), visible(row.told))))
        if row.kind == PersonalNoticeKind.STATUS:
            return tr(STATUS_LABELS[StatusCode(row.told)]) if row.told in list(StatusCode) else tr("a status was withdrawn")
        comment = said.get(row.comment_id or 0)
        if comment is None or comment.withdrawn_at or row.draft_id in blind:
            return visible(row.told)
        return visible(comment.text if len(comment.text) <= _SHOWN else comment.text[: _SHOWN - 1].rstrip() + "…")

    found = []
    for row in rows:
        title, lang = (numbers.get(row.number, ("", "")) if row.number else drafts.get(row.draft_id or 0, ("", ""))) or ("", "")
        name = row.number or tr("Draft {id}").format(id=row.draft_id)
        found.append(NoticeShown(row.id, label(row), row.by, row.at, name, title, lang, words(row), row.read_at is not None))
    return found
