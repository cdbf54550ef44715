"""The inbox: all messages, one message, and what a monitor makes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Forbidden, Monitor, Now
from desk.error_responses import status_of
from desk.highlighting import visible
from desk.pages.files.routes import file_views
from desk.pages.history.words import ledger_sentence
from desk.pages.inbox.view import PARTS, earlier_use_words, message_view, messages_shown, omitted_parts, parts, refused_today
from desk.rendering import page
from desk.state import desk_state
from pipelines.intake.messages import named_pages
from pipelines.tip_urls import InvalidTip, checked_tip_url
from records.collaboration import parse_work_subject
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import BadDecision, NoSuchDraft, NoSuchIncident, QorganError
from records.i18n import tr
from records.messages import (
    LONGEST_REASON,
    attach_message,
    dismiss_message,
    files_of_message,
    find_message,
    make_tip,
    message_subject,
    removes_evidence,
    reopen_message,
)
from records.tables import LARGEST_LONG_ID, LedgerRow
from records.users import Role, User
from records.vocabulary import MessageState

router = APIRouter(prefix="/inbox")


@router.get("")
def show(request: Request, person: Monitor, session: Db, now: Now, part: str = "waiting", before: int = 0) -> Response:
    """Show a part of the inbox, the newest message first."""
    part = part if part in PARTS else "waiting"
    messages, further = messages_shown(session, part, before if 0 < before <= LARGEST_LONG_ID else 0)
    return page(
        request,
        "inbox.html",
        parts=parts(session),
        part=part,
        messages=messages,
        further=further,
        before=before,
        too_many=refused_today(session, now),
        is_set_up=desk_state(request).settings.takes_messages,
    )


@router.get("/{id}")
def show_message(request: Request, person: Monitor, session: Db, id: int) -> Response:
    """Show one message."""
    return _page(request, session, id)


@router.post("/{id}/attach")
def put_with(request: Request, person: Monitor, now: Now, id: int, to: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Attach it to the draft or the incident of this number."""

    def act(session: Session) -> None:
        if not to.strip():
            raise BadDecision(tr("write the number of a draft or of an incident"), "to")
        attach_message(session, id, parse_work_subject(to), who=person.name, now=now)

    return _run_act(request, id, act, "to", to)


@router.post("/{id}/tip")
def take_page(request: Request, person: Monitor, now: Now, id: int, url: Annotated[str, Form(max_length=4000)] = "") -> Response:
    """Ask the next run for a page."""

    def act(session: Session) -> None:
        make_tip(session, id, checked_tip_url(url.strip()), who=person.name, now=now)

    return _run_act(request, id, act, "url", url)


@router.post("/{id}/aside")
def lay_aside(request: Request, person: Monitor, now: Now, id: int, because: Annotated[str, Form(max_length=LONGEST_REASON)] = "") -> Response:
    """Set it aside with a reason."""
    return _run_act(request, id, lambda session: dismiss_message(session, id, because, who=person.name, now=now), "because", because)


@router.post("/{id}/back")
def take_back(request: Request, person: Monitor, now: Now, id: int) -> Response:
    """Return it to the waiting messages. If that removes evidence from a decided case, it requires an editor."""
    return _run_act(request, id, lambda session: _put_back(session, person, id, now), "", "")


def _put_back(session: Session, person: User, id: int, now: datetime) -> None:
    if removes_evidence(session, find_message(session, id)) and not person.may(Role.EDITOR):
        raise Forbidden(tr("its files are evidence of a decided case; only an editor takes them off"))
    reopen_message(session, id, who=person.name, now=now)


def _run_act(request: Request, id: int, act: Callable[[Session], None], field: str, typed: str) -> Response:
    """Run the act, and show the message as it is then; an error is shown with what was typed."""
    engine = desk_state(request).engine
    try:
        write_with_retry(engine, act, INTERACTIVE_RETRY_SECONDS)
    except (BadDecision, InvalidTip, NoSuchDraft, NoSuchIncident) as error:
        with read_session(engine) as session:
            return _page(request, session, id, wrong=error, field=field, typed=typed)
    return RedirectResponse(f"/inbox/{id}", status_code=303)


def _page(request: Request, session: Session, id: int, *, wrong: QorganError | None = None, field: str = "", typed: str = "") -> Response:
    row = find_message(session, id)
    whole, files = files_of_message(session, id)
    acts = session.scalars(select(LedgerRow).where(LedgerRow.subject == message_subject(id)).order_by(LedgerRow.id.desc()).limit(50)).all()
    return page(
        request,
        "message.html",
        status=status_of(wrong) if wrong else 200,
        row=row,
        message=message_view(row, len(files)),
        text=visible(row.text),
        forwarded_from=visible(row.forwarded_from),
        known=earlier_use_words(session, row),
        left=omitted_parts(row),
        files=file_views(files),
        whole=file_views([whole])[0] if whole else None,
        pages=named_pages(f"{row.text}\n{row.forwarded_from}") if row.state == MessageState.WAITING else [],
        rows=[ledger_sentence(act) for act in acts],
        undoable=frozenset(),
        blind=frozenset(),
        back=f"/inbox/{id}",
        wrong={field: str(wrong)} if wrong else {},
        typed={field: typed},
        visible=visible,
    )
