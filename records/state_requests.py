"""Requests and complaints to state bodies on drafts and incidents, with answers and extensions. Each act is a ledger row (`request ID`).

Nothing is overwritten: a request or an answer that was recorded wrongly is withdrawn with a reason. A request on a draft is also one of the incident
that the draft became.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records import ledger
from records.clock import day_of
from records.collaboration import WorkSubject, row_of
from records.country import home
from records.country.pack import AnswerTerm, after_working_days
from records.errors import BadDecision
from records.filters import IncidentFilter
from records.i18n import tr
from records.ledger import require_name
from records.manual_tips import drafts_merged_into
from records.tables import LARGEST_LONG_ID, DraftRow, IncidentRow, StateRequestRow
from records.vocabulary import DraftState, LedgerAction, LetterKind, StateBody

# Deadlines for answers, by the law of the home country.


def answer_term(kind: LetterKind) -> AnswerTerm | None:
    """Return the term that the law sets; None if the country's pack has none."""
    return home().answer_terms.get(kind)


def answer_due(kind: LetterKind, sent_on: date, prolonged_until: date | None) -> date | None:
    """Return the last day for the answer: the extended day, else so many working days after the request was sent.

    The law counts from the day of receipt, so the true end may be later but never earlier. None if the law sets no term.
    """
    if prolonged_until is not None:
        return prolonged_until
    term = answer_term(kind)
    return after_working_days(sent_on, term.working_days, home().days_off) if term else None


# Requests without an answer.


@dataclass(frozen=True)
class WaitingAnswer:
    """A request without an answer, and the last day for it. It belongs to an incident (`number`) or to an unconfirmed draft."""

    id: int
    due: date
    kind: LetterKind
    body: StateBody
    named: str
    recorded_by: str
    number: str | None = None
    draft: int | None = None


def waiting_answers(session: Session) -> list[WaitingAnswer]:
    """Return all requests without an answer, the earliest deadline first.

    Those of withdrawn incidents and rejected drafts, and those without a legal term, are left out.
    """
    query = select(StateRequestRow).where(StateRequestRow.answered_on.is_(None), StateRequestRow.withdrawn.is_(False))
    rows = session.scalars(query.order_by(StateRequestRow.id)).all()
    answers = []
    for row in rows:
        kind = LetterKind(row.kind)
        due, place = answer_due(kind, row.sent_on, row.prolonged_until), _place(session, row)
        if due is not None and place is not None:
            answers.append(WaitingAnswer(row.id, due, kind, StateBody(row.body), row.named, row.recorded_by, *place))
    return sorted(answers, key=lambda answer: (answer.due, answer.id))


def overdue_numbers(session: Session, today: date) -> frozenset[str]:
    """Return the incidents for which a state body's answer is overdue."""
    return frozenset(waiting_answer.number for waiting_answer in waiting_answers(session) if waiting_answer.number and waiting_answer.due < today)


def with_overdue(session: Session, incident_filter: IncidentFilter, today: date) -> IncidentFilter:
    """Return the filter with the incidents that its `overdue` means today."""
    return replace(incident_filter, overdue_numbers=overdue_numbers(session, today)) if incident_filter.overdue else incident_filter


def _place(session: Session, row: StateRequestRow) -> tuple[str | None, int | None] | None:
    """Return the incident or the draft to which it belongs now; None if that is closed."""
    if row.number is not None:
        return _incident(session, row.number)
    draft = session.get_one(DraftRow, row.draft_id)
    visited: set[int] = set()
    while draft.state == DraftState.MERGED and draft.incident is None and draft.merged_into is not None and draft.id not in visited:
        visited.add(draft.id)
        draft = session.get_one(DraftRow, draft.merged_into)
    if draft.state in (DraftState.CONFIRMED, DraftState.MERGED) and draft.incident is not None:
        return _incident(session, draft.incident)
    return None if draft.state == DraftState.REJECTED else (None, draft.id)


def _incident(session: Session, number: str) -> tuple[str, None] | None:
    return None if session.get_one(IncidentRow, number).withdrawn else (number, None)


# Maximum per draft or incident: its page shows them all.
MOST_REQUESTS = 100
_MOST_LETTERS = 400


@dataclass(frozen=True)
class SentLetter:
    """A request that was sent: the body and its name, the day, the text, and the sender's own number for it."""

    body: StateBody
    named: str
    kind: LetterKind
    sent_on: date
    own_number: str = ""
    asked: str = ""


def request_subject(id: int) -> str:
    """Return the name of a request in the ledger."""
    return f"request {id}"


def request_content(row: StateRequestRow) -> dict[str, Any]:
    """Return the ledger's content for a request: all of it, so that changes outside the ledger are noticed."""
    return {
        "draft": row.draft_id, "number": row.number, "body": row.body, "named": row.named, "request": row.kind, "sent_on": _iso(row.sent_on),
        "own_number": row.own_number, "asked": row.asked, "prolonged_until": _iso(row.prolonged_until), "answered_on": _iso(row.answered_on),
        "answer": row.answer, "withdrawn": row.withdrawn, "withdrawn_because": row.withdrawn_because,
    }  # fmt: skip


def record_request(session: Session, subject: WorkSubject, sent: SentLetter, *, who: str, now: datetime) -> StateRequestRow:
    """Record a request that was sent.

    Raises NoSuchDraft, NoSuchIncident, and BadDecision for a body without a name, a day in the future, or too many requests.
    """
    require_name(who)
    row_of(session, subject)
    if not sent.named.strip():
        raise BadDecision(tr("say to whom it was sent"), "named")
    if sent.sent_on > day_of(now):
        raise BadDecision(tr("{day} has not come yet: record what was sent").format(day=sent.sent_on), "sent_on")
    mine = StateRequestRow.number == subject.number if subject.number else StateRequestRow.draft_id == subject.draft
    if len(session.scalars(select(StateRequestRow.id).where(mine, StateRequestRow.withdrawn.is_(False))).all()) >= MOST_REQUESTS:
        raise BadDecision(tr("a draft or an incident has at most {n} requests").format(n=MOST_REQUESTS))
    row = StateRequestRow(
        draft_id=None if subject.number else subject.draft, number=subject.number, body=sent.body, named=_short(sent.named), kind=sent.kind,
        sent_on=sent.sent_on, own_number=_short(sent.own_number), asked=sent.asked.strip(), answer="", recorded_by=who, recorded_at=now,
        withdrawn=False, withdrawn_because="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, row, LedgerAction.REQUEST, {}, who=who, now=now)
    return row


def answer_request(session: Session, id: int, day: date, answer: str, *, who: str, now: datetime) -> StateRequestRow:
    """Record the answer.

    Raises BadDecision for an unknown or answered request, a day before it was sent or in the future, or an empty text.
    """
    row = _standing(session, id, who)
    if row.answered_on is not None:
        raise BadDecision(tr("the answer to this request is recorded already; withdraw it first"))
    if day < row.sent_on:
        raise BadDecision(tr("the answer cannot come before the request was sent ({day})").format(day=row.sent_on), "day")
    if day > day_of(now):
        raise BadDecision(tr("{day} lies in the future; record the answer when it has come").format(day=day), "day")
    if not answer.strip():
        raise BadDecision(tr("say in few words what was answered"), "answer")
    before = request_content(row)
    row.answered_on, row.answer = day, answer.strip()
    return _save_request(session, row, LedgerAction.ANSWER, before, who=who, now=now)


def prolong_request(session: Session, id: int, until: date, *, who: str, now: datetime) -> StateRequestRow:
    """Record that the body extended the term.

    Raises BadDecision for an unknown or answered request, and for a day that is no later than the term.
    """
    row = _standing(session, id, who)
    if row.answered_on is not None:
        raise BadDecision(tr("the answer to this request is recorded already; withdraw it first"))
    due = answer_due(LetterKind(row.kind), row.sent_on, row.prolonged_until)
    if until <= (due or row.sent_on):
        raise BadDecision(tr("the new day must lie after the one that stands ({day})").format(day=due or row.sent_on), "until")
    before = request_content(row)
    row.prolonged_until = until
    return _save_request(session, row, LedgerAction.PROLONG, before, who=who, now=now)


def withdraw_answer(session: Session, id: int, *, because: str, who: str, now: datetime) -> StateRequestRow:
    """Withdraw a wrongly recorded answer, or else an extension, so that the request is open as before.

    Raises BadDecision without a reason, or if there is neither.
    """
    row = _standing(session, id, who)
    if row.answered_on is None and row.prolonged_until is None:
        raise BadDecision(tr("no answer to this request is recorded"))
    if not because.strip():
        raise BadDecision(tr("say what was wrong with it"), "because")
    before = request_content(row)
    if row.answered_on is not None:
        row.answered_on, row.answer = None, ""
    else:
        row.prolonged_until = None
    return _save_request(session, row, LedgerAction.WITHDRAW_ANSWER, before, who=who, now=now, note=because.strip())


def withdraw_request(session: Session, id: int, *, because: str, who: str, now: datetime) -> StateRequestRow:
    """Withdraw a wrongly recorded request. Raises BadDecision without a reason, or for an unknown request."""
    row = _standing(session, id, who)
    if not because.strip():
        raise BadDecision(tr("say what was wrong with it"), "because")
    before = request_content(row)
    row.withdrawn, row.withdrawn_because = True, because.strip()
    return _save_request(session, row, LedgerAction.WITHDRAW_REQUEST, before, who=who, now=now, note=because.strip())


def requests_of(session: Session, subject: WorkSubject) -> list[StateRequestRow]:
    """Return the requests of a draft or an incident that are not withdrawn, the latest first.

    Those of an incident include the requests of its source drafts.
    """
    if subject.number:
        own = session.scalars(select(DraftRow.id).where(DraftRow.incident == subject.number, DraftRow.has_sources())).all()
        mine = or_(StateRequestRow.number == subject.number, StateRequestRow.draft_id.in_(sorted(drafts_merged_into(session, own))))
    else:
        mine = StateRequestRow.draft_id == subject.draft
    query = select(StateRequestRow).where(mine, StateRequestRow.withdrawn.is_(False))
    return list(session.scalars(query.order_by(StateRequestRow.sent_on.desc(), StateRequestRow.id.desc())))


def _standing(session: Session, id: int, who: str) -> StateRequestRow:
    require_name(who)
    row = session.get(StateRequestRow, id, with_for_update=True) if 0 < id <= LARGEST_LONG_ID else None
    if row is None or row.withdrawn:
        raise BadDecision(tr("there is no such request, or it was withdrawn"))
    return row


def _save_request(
    session: Session, row: StateRequestRow, action: LedgerAction, before: dict[str, Any], *, who: str, now: datetime, note: str = ""
) -> StateRequestRow:
    session.flush()
    _note(session, row, action, before, who=who, now=now, note=note)
    return row


def _note(session: Session, row: StateRequestRow, action: LedgerAction, before: dict[str, Any], *, who: str, now: datetime, note: str = "") -> None:
    after = request_content(row)
    ledger.append(session, at=now, who=who, action=action, subject=request_subject(row.id), before=before, after=after, note=note)


def _short(text: str) -> str:
    return " ".join(text.split())[:_MOST_LETTERS]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
