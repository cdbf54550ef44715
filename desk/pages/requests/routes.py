"""Requests to state bodies: shown as a part of the page of a draft or an incident, recorded, answered, prolonged, withdrawn.

On a draft a monitor records them; on an incident an editor does, as with statuses.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now, Reader, role_needed
from desk.form_dates import ReferenceDays, stored_value
from desk.rendering import page
from desk.state import desk_state
from records import state_requests
from records.clock import day_of
from records.collaboration import WorkSubject, parse_work_subject, row_of
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import BadDecision
from records.i18n import ntr, tr
from records.language.dates import InvalidDate
from records.state_requests import SentLetter, answer_due, answer_term, requests_of
from records.tables import LARGEST_LONG_ID, DraftRow, IncidentRow, StateRequestRow
from records.users import Role, User
from records.vocabulary import LETTER_KIND_LABELS, LetterKind, StateBody

# The view of requests: what was sent, when an answer is due, and what was answered.


@dataclass(frozen=True)
class RequestView:
    """A request. `state` is `answered`, `overdue` or `waiting`; `stands` is that in words. `article` is the law that sets the term, `prolonging` how
    it may be extended."""

    row: StateRequestRow
    kind: str
    due: date | None
    state: str
    stands: str
    article: str
    prolonging: str


def request_views(rows: Iterable[StateRequestRow], today: date) -> list[RequestView]:
    """Return the requests on a day, in the reader's language."""
    return [_shown(row, today) for row in rows]


def _shown(row: StateRequestRow, today: date) -> RequestView:
    kind = LetterKind(row.kind)
    due, term = answer_due(kind, row.sent_on, row.prolonged_until), answer_term(kind)
    state = "answered" if row.answered_on else "overdue" if due and due < today else "waiting"
    article, prolonging = (tr(term.article), tr(term.prolonging)) if term else ("", "")
    return RequestView(row, tr(LETTER_KIND_LABELS[kind]), due, state, _state_words(row, due, today), article, prolonging)


def _state_words(row: StateRequestRow, due: date | None, today: date) -> str:
    if row.answered_on:
        late = (row.answered_on - due).days if due else 0
        return ntr("answered {n} day late", "answered {n} days late", late).format(n=late) if late > 0 else tr("answered")
    if due is None:
        return tr("no answer yet")
    left = (due - today).days
    if left < 0:
        return ntr("no answer: the term ended {n} day ago", "no answer: the term ended {n} days ago", -left).format(n=-left)
    return tr("the last day for the answer is today") if left == 0 else ntr("{n} day left", "{n} days left", left).format(n=left)


router = APIRouter()


@dataclass
class _RequestForm:
    """The form of a new request as it was sent."""

    body: Annotated[str, Form(max_length=20)] = ""
    named: Annotated[str, Form(max_length=400)] = ""
    kind: Annotated[str, Form(max_length=20)] = ""
    sent_on: Annotated[str, Form(max_length=100)] = ""
    own_number: Annotated[str, Form(max_length=400)] = ""
    asked: Annotated[str, Form(max_length=4000)] = ""

    def sent(self, now: datetime) -> SentLetter:
        """Return the letter of the form. Raises BadDecision for missing or invalid values."""
        if self.kind not in list(LetterKind):
            raise BadDecision(tr("choose what was sent"), "kind")
        if self.body not in list(StateBody):
            raise BadDecision(tr("choose to which body it was sent"), "body")
        day = _day("sent_on", self.sent_on, now)
        return SentLetter(StateBody(self.body), self.named, LetterKind(self.kind), day, self.own_number, self.asked)


@router.get("/drafts/{id}/requests")
def of_draft(request: Request, person: Reader, session: Db, id: str) -> Response:
    """Show the requests on a draft: a page, or for a script a part of the draft's page."""
    return _request_shown(request, person, session, parse_work_subject(id))


@router.get("/incidents/{number}/requests")
def of_incident(request: Request, person: Reader, session: Db, number: str) -> Response:
    """Show the requests on an incident, and on the drafts that became it."""
    return _request_shown(request, person, session, parse_work_subject(number))


@router.post("/drafts/{id}/requests")
def to_draft(request: Request, person: Monitor, now: Now, id: str, form: Annotated[_RequestForm, Depends()]) -> Response:
    """Record a request on a draft."""
    return _recorded(request, person, now, parse_work_subject(id), form)


@router.post("/incidents/{number}/requests")
def to_incident(request: Request, person: Monitor, now: Now, number: str, form: Annotated[_RequestForm, Depends()]) -> Response:
    """Record a request on an incident (editors)."""
    return _recorded(request, person, now, parse_work_subject(number), form)


@router.post("/requests/{id}")
def change(
    request: Request,
    person: Monitor,
    now: Now,
    id: int,
    act: Annotated[str, Form(max_length=20)] = "",
    day: Annotated[str, Form(max_length=100)] = "",
    answer: Annotated[str, Form(max_length=4000)] = "",
    because: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Record the answer (`act=answer`) or a later term (`prolong`), undo either (`reopen`), or withdraw the request (`withdraw`)."""
    with read_session(desk_state(request).engine) as session:
        row = session.get(StateRequestRow, id) if 0 < id <= LARGEST_LONG_ID else None
        if row is None:
            raise HTTPException(404)
        subject = _subject(session, row)

    def answered(session: Session) -> StateRequestRow:
        return state_requests.answer_request(session, id, _day("day", day, now), answer, who=person.name, now=now)

    def prolonged(session: Session) -> StateRequestRow:
        return state_requests.prolong_request(session, id, _day("until", day, now), who=person.name, now=now)

    acts: dict[str, Callable[[Session], StateRequestRow]] = {
        "answer": answered,
        "prolong": prolonged,
        "reopen": lambda session: state_requests.withdraw_answer(session, id, because=because, who=person.name, now=now),
        "withdraw": lambda session: state_requests.withdraw_request(session, id, because=because, who=person.name, now=now),
    }
    if act not in acts:
        raise HTTPException(422)
    typed = {"of": id, "act": act, "day": day, "answer": answer, "because": because}
    return _run_act(request, person, subject, acts[act], typed)


def _recorded(request: Request, person: User, now: datetime, subject: WorkSubject, form: _RequestForm) -> Response:
    with read_session(desk_state(request).engine) as session:
        row = row_of(session, subject)
        recorded_subject = WorkSubject(number=row.incident) if isinstance(row, DraftRow) and row.incident else subject

    def act(session: Session) -> StateRequestRow:
        return state_requests.record_request(session, recorded_subject, form.sent(now), who=person.name, now=now)

    return _run_act(request, person, recorded_subject, act, {"of": 0, **asdict(form)})


def _run_act(request: Request, person: User, subject: WorkSubject, act: Callable[[Session], StateRequestRow], typed: Mapping[str, Any]) -> Response:
    if not person.may(_needed(subject)):
        raise role_needed(_needed(subject))
    try:
        write_with_retry(desk_state(request).engine, lambda session: act(session).id, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        with read_session(desk_state(request).engine) as session:
            return _request_shown(request, person, session, subject, status=422, typed=typed, error=error)
    return RedirectResponse(f"{subject.address}#requests", status_code=303)


def _request_shown(
    request: Request,
    person: User,
    session: Session,
    subject: WorkSubject,
    *,
    status: int = 200,
    typed: Mapping[str, Any] | None = None,
    error: BadDecision | None = None,
) -> Response:
    row = row_of(session, subject)
    today = day_of(desk_state(request).clock())
    withdrawn = isinstance(row, IncidentRow) and row.withdrawn
    return page(
        request,
        "_requests_section.html" if request.headers.get("HX-Request") else "requests.html",
        status=status,
        subject=subject,
        requests=request_views(requests_of(session, subject), today),
        may=person.may(_needed(subject)) and not withdrawn,
        needed=_needed(subject),
        today=today,
        typed=typed or {},
        request_error=str(error or ""),
        request_wrong={error.field: str(error)} if error is not None and error.field else {},
    )


def _needed(subject: WorkSubject) -> Role:
    return Role.EDITOR if subject.number else Role.MONITOR


def _subject(session: Session, row: StateRequestRow) -> WorkSubject:
    """Return the current subject: for a draft that became an incident, the incident."""
    if row.number is not None:
        return WorkSubject(number=row.number)
    draft = session.get_one(DraftRow, row.draft_id)
    return WorkSubject(number=draft.incident) if draft.incident else WorkSubject(draft=draft.id)


def _day(name: str, written: str, now: datetime) -> date:
    """Return the day that was written. Raises BadDecision."""
    field = "sent_on" if name == "sent_on" else "day"
    if not written.strip():
        raise BadDecision(tr("give the day"), field)
    try:
        return date.fromisoformat(stored_value(name, written, ReferenceDays(day_of(now))))
    except InvalidDate as error:
        raise BadDecision(str(error), field) from error
