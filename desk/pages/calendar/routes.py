"""The calendar of running cases and deferred drafts, with hearings without a recorded outcome and answers that state bodies owe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from babel.dates import format_skeleton
from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.auth.dependencies import Db, Now, Reader
from desk.rendering import page
from desk.state import desk_state
from records.clock import day_of
from records.i18n import reader_locale
from records.incident_texts.list_titles import titles_for, titles_of_drafts, titles_of_numbers
from records.state_requests import WaitingAnswer, waiting_answers
from records.tables import DraftRow
from records.vocabulary import DraftState
from reports.case_calendar import CalendarKind, CaseDay, overdue_hearings, upcoming_days
from reports.incidents import IncidentCollection

router = APIRouter()
# The time that the calendar shows ahead.
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class _DraftDay:
    """A deferred draft, and the day on which it returns to the queue."""

    day: date
    draft: int
    title: str
    lang: str
    kind: CalendarKind = CalendarKind.DEFERRED


@dataclass(frozen=True)
class _AnswerDay:
    """The last day for the answer of a state body, and the title of the case or of the draft."""

    day: date
    asked: WaitingAnswer
    title: str
    lang: str
    kind: CalendarKind = CalendarKind.ANSWER


@dataclass(frozen=True)
class _CalendarMonth:
    """A month by its name, with the entries of its days."""

    name: str
    days: tuple[CaseDay | _DraftDay | _AnswerDay, ...]


@router.get("/calendar")
def show(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """Show the year that begins today."""
    book: IncidentCollection = desk_state(request).shelf.book(session)
    today = day_of(now)
    cached: dict[date, tuple[list[CaseDay], list[CaseDay]]] = book.worked_out.setdefault("calendar", {})
    if today not in cached:
        cached.clear()
        cached[today] = upcoming_days(book.incidents, today, today + _YEAR), overdue_hearings(book.incidents, today)
    ahead, passed = cached[today]
    drafts, answers = _deferred(session, today), _answers(session, today)
    due = [answer for answer in answers if answer.day >= today]
    everything: list[CaseDay | _DraftDay | _AnswerDay] = sorted([*ahead, *due, *drafts], key=lambda entry: entry.day)
    owed = [answer for answer in answers if answer.day < today]
    return page(
        request,
        "calendar.html",
        months=_months(everything),
        passed=passed,
        owed=owed,
        today=today,
        titles=titles_for(session, [case_day.incident for case_day in (*ahead, *passed)]),
    )


def _months(days: Sequence[CaseDay | _DraftDay | _AnswerDay]) -> list[_CalendarMonth]:
    named = groupby(days, key=lambda entry: (entry.day.year, entry.day.month))
    return [
        _CalendarMonth(str(format_skeleton("yMMMM", date(year, month, 1), locale=reader_locale())), tuple(of_month))
        for (year, month), of_month in named
    ]


def _answers(session: Session, today: date) -> list[_AnswerDay]:
    """Return every answer that is still owed, however long, and those that are due within the year."""
    waiting = [waiting_answer for waiting_answer in waiting_answers(session) if waiting_answer.due <= today + _YEAR]
    drafts = titles_of_drafts(session, [answer.draft for answer in waiting if answer.draft])
    numbers = titles_of_numbers(session, [answer.number for answer in waiting if answer.number])
    none = ("", "")
    return [
        _AnswerDay(answer.due, answer, *(numbers.get(answer.number, none) if answer.number else drafts.get(answer.draft or 0, none)))
        for answer in waiting
    ]


def _deferred(session: Session, today: date) -> list[_DraftDay]:
    query = select(DraftRow.id, DraftRow.deferred_until).where(
        DraftRow.state == DraftState.DEFERRED, DraftRow.deferred_until > today, DraftRow.deferred_until <= today + _YEAR
    )
    rows = [(id, until) for id, until in session.execute(query.order_by(DraftRow.id)) if until]
    titles = titles_of_drafts(session, [id for id, _ in rows])
    return [_DraftDay(until, id, *titles[id]) for id, until in rows]
