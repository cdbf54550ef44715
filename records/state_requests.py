"""Requests and complaints to state bodies: recorded on a draft or an incident, answered, prolonged, withdrawn. Each act is a row of the ledger under `request ID`.

Nothing is overwritten past the ledger: a request or an answer that was recorded wrongly is withdrawn with a reason. A request on a draft is one of the incident that the draft became.
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
from records.incidents.numbers import require_name
from records.manual_tips import drafts_merged_into
from records.tables import LARGEST_LONG_ID, DraftRow, IncidentRow, StateRequestRow
from records.vocabulary import DraftState, LedgerAction, LetterKind, StateBody

# By which day a state body must answer, by the law of the home country.


def answer_term(kind: LetterKind) -> AnswerTerm | None:
    """The term that the law sets; None where the country's pack knows none."""
    return home().answer_terms.get(kind)


def answer_due(kind: LetterKind, sent_on: date, prolonged_until: date | None) -> date | None:
    """The last day for the answer: that to which the body prolonged it, else so many working days after the request was sent. The law counts from the day on which it came in, so that the
    true end may be later, and is never earlier. None where the law sets no term."""
    if prolonged_until is not None:
        return prolonged_until
    term = answer_term(kind)
    return after_working_days(sent_on, term.working_days, home().days_off) if term else None


# Requests to which no state body has answered yet: on which day each term ends, and of which drafts and incidents.


@dataclass(frozen=True)
class WaitingAnswer:
    """A request without an answer, and the last day for it. It belongs to an incident (`number`), or to a draft that is none yet."""

    id: int
    due: date
    kind: LetterKind
    body: StateBody
    named: str
    recorded_by: str
    number: str | None = None
    draft: int | None = None


def waiting_answers(session: Session) -> list[WaitingAnswer]:
    """All of them, the term that ends first in front. Those of withdrawn incidents and of rejected drafts are left out, and those for whose answer the law sets no term."""
    query = select(StateRequestRow).where(StateRequestRow.answered_on.is_(None), StateRequestRow.withdrawn.is_(False))
    rows = session.scalars(query.order_by(StateRequestRow.id)).all()
    found = []
    for row in rows:
        kind = LetterKind(row.kind)
        due, place = answer_due(kind, row.sent_on, row.prolonged_until), _place(session, row)
        if due is not None and place is not None:
            found.append(WaitingAnswer(row.id, due, kind, StateBody(row.body), row.named, row.recorded_by, *place))
    return sorted(found, key=lambda one: (one.due, one.id))


def overdue_numbers(session: Session, today: date) -> frozenset[str]:
    """The incidents of which a state body owes an answer whose term has passed."""
    return frozenset(one.number for one in waiting_answers(session) if one.number and one.due < today)


def with_overdue(session: Session, wanted: IncidentFilter, today: date) -> IncidentFilter:
    """The filter with the incidents that its `overdue` means today."""
    return replace(wanted, overdue_numbers=overdue_numbers(session, today)) if wanted.overdue else wanted


def _place(session: Session, row: StateRequestRow) -> tuple[str | None, int | None] | None:
    """The incident or the draft to which it belongs now; None where that is no longer followed."""
    if row.number is not None:
        return _incident(session, row.number)
    draft = session.get_one(DraftRow, row.draft_id)
    seen: set[int] = set()
    while draft.state == DraftState.MERGED and draft.incident is None and draft.merged_into is not None and draft.id not in seen:
        seen.add(draft.id)
        draft = session.get_one(DraftRow, draft.merged_into)
    if draft.state in (DraftState.CONFIRMED, DraftState.MERGED) and draft.incident is not None:
        return _incident(session, draft.incident)
    return None if draft.state == DraftState.REJECTED else (None, draft.id)


def _incident(session: Session, number: str) -> tuple[str, None] | None:
    return None if session.get_one(IncidentRow, number).withdrawn else (number, None)


# Of one draft or incident: its page shows them all.
MOST_REQUESTS = 100
_MOST_LETTERS = 400


@dataclass(frozen=True)
class SentLetter:
    """What was sent: to which body, how that is called, when, what was asked, and under which number the sender keeps it."""

    body: StateBody
    named: str
    kind: LetterKind
    sent_on: date
    own_number: str = ""
    asked: str = ""


def request_subject(id: int) -> str:
    """The name of a request in the ledger."""
    return f"request {id}"


def request_content(row: StateRequestRow) -> dict[str, Any]:
    """What the ledger keeps of a request: all of it, so that a row that was changed without the ledger is noticed."""
    return {
        "draft": row.draft_id, "number": row.number, "body": row.body, "named": row.named, "request": row.kind, "sent_on": _iso(row.sent_on),
        "own_number": row.own_number, "asked": row.asked, "prolonged_until": _iso(row.prolonged_until), "answered_on": _iso(row.answered_on),
        "answer": row.answer, "withdrawn": row.withdrawn, "withdrawn_because": row.withdrawn_because,
    }  # fmt: skip


def record_request(session: Session, subject: WorkSubject, sent: SentLetter, *, who: str, now: datetime) -> StateRequestRow:
    """Record what was sent. Raises NoSuchDraft, NoSuchIncident, and BadDecision for a body without a name, a day that has not come, or one request too many."""
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
    """Record the answer. Raises BadDecision for a request that is not there or answered, a day before it was sent or that has not come, or no words."""
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
    return _kept(session, row, LedgerAction.ANSWER, before, who=who, now=now)


def prolong_request(session: Session, id: int, until: date, *, who: str, now: datetime) -> StateRequestRow:
    """Record that the body prolonged the term. Raises BadDecision for a request that is not there or answered, and a day that is no later than the term."""
    row = _standing(session, id, who)
    if row.answered_on is not None:
        raise BadDecision(tr("the answer to this request is recorded already; withdraw it first"))
    due = answer_due(LetterKind(row.kind), row.sent_on, row.prolonged_until)
    if until <= (due or row.sent_on):
        raise BadDecision(tr("the new day must lie after the one that stands ({day})").format(day=due or row.sent_on), "until")
    before = request_content(row)
    row.prolonged_until = until
    return _kept(session, row, LedgerAction.PROLONG, before, who=who, now=now)


def withdraw_answer(session: Session, id: int, *, because: str, who: str, now: datetime) -> StateRequestRow:
    """Take back an answer, or else a prolonged term, that was recorded wrongly: the request waits as before. Raises BadDecision without a reason, or where there is neither."""
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
    return _kept(session, row, LedgerAction.WITHDRAW_ANSWER, before, who=who, now=now, note=because.strip())


def withdraw_request(session: Session, id: int, *, because: str, who: str, now: datetime) -> StateRequestRow:
    """Withdraw a request that was recorded wrongly. Raises BadDecision without a reason, and for one that is not there."""
    row = _standing(session, id, who)
    if not because.strip():
        raise BadDecision(tr("say what was wrong with it"), "because")
    before = request_content(row)
    row.withdrawn, row.withdrawn_because = True, because.strip()
    return _kept(session, row, LedgerAction.WITHDRAW_REQUEST, before, who=who, now=now, note=because.strip())


def requests_of(session: Session, subject: WorkSubject) -> list[StateRequestRow]:
    """What stands of a draft or an incident, the latest sent first; of an incident also what was sent on the drafts whose articles are its sources."""
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


def _kept(
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
