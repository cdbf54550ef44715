"""The calendar: what lies ahead of the running cases and of the deferred drafts, the hearings of which nothing was heard, and the state bodies that owe an answer."""

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
from desk.desk_state import desk_state
from desk.draft_titles import draft_title
from desk.rendering import page
from records.clock import day_of
from records.i18n import formats
from records.incident_texts.texts_of_incident import title_for
from records.state_bodies.waiting_answers import WaitingAnswer, waiting_answers
from records.tables import DraftRow
from records.vocabulary import DraftState
from reports.case_calendar import CalendarKind, CaseDay, ahead_of, unheard
from reports.incident_cache import IncidentBook

router = APIRouter()
# So far ahead it looks.
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class DraftDay:
    """A deferred draft, and the day on which it comes back."""

    day: date
    draft: int
    title: str
    lang: str
    kind: CalendarKind = CalendarKind.DEFERRED


@dataclass(frozen=True)
class AnswerDay:
    """The last day for the answer of a state body, and the title of the case or of the draft on which it was asked."""

    day: date
    asked: WaitingAnswer
    title: str
    lang: str
    kind: CalendarKind = CalendarKind.ANSWER


@dataclass(frozen=True)
class CalendarMonth:
    """A month by its name, with what stands on its days."""

    name: str
    days: tuple[CaseDay | DraftDay | AnswerDay, ...]


@router.get("/calendar")
def show(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """The year that begins today."""
    book, today = desk_state(request).shelf.book(session), day_of(now)
    kept: dict[date, tuple[list[CaseDay], list[CaseDay]]] = book.worked_out.setdefault("calendar", {})
    if today not in kept:
        kept.clear()
        kept[today] = ahead_of(book.incidents, today, today + _YEAR), unheard(book.incidents, today)
    ahead, passed = kept[today]
    drafts, answers = _deferred(session, today), _answers(session, book, today)
    due = [one for one in answers if one.day >= today]
    everything: list[CaseDay | DraftDay | AnswerDay] = sorted([*ahead, *due, *drafts], key=lambda one: one.day)
    owed = [one for one in answers if one.day < today]
    return page(request, "calendar.html", months=_months(everything), passed=passed, owed=owed, today=today)


def _months(days: Sequence[CaseDay | DraftDay | AnswerDay]) -> list[CalendarMonth]:
    named = groupby(days, key=lambda one: (one.day.year, one.day.month))
    return [
        CalendarMonth(str(format_skeleton("yMMMM", date(year, month, 1), locale=formats())), tuple(of_month)) for (year, month), of_month in named
    ]


def _answers(session: Session, book: IncidentBook, today: date) -> list[AnswerDay]:
    """Every answer that is still owed, however long, and those that are due within the year."""
    waiting = [one for one in waiting_answers(session) if one.due <= today + _YEAR]
    drafts = {row.id: row for row in session.scalars(select(DraftRow).where(DraftRow.id.in_([one.draft for one in waiting if one.draft])))}
    titled = {one.number: title_for(book.by_number[one.number].incident) for one in waiting if one.number and one.number in book.by_number}
    found = []
    for one in waiting:
        title, lang = ("", "")
        if one.number in titled:
            title, lang = titled[one.number].text, titled[one.number].lang
        elif one.draft in drafts:
            row = drafts[one.draft]
            title, lang = draft_title({**row.proposal, **row.fields}, ())
        found.append(AnswerDay(one.due, one, title, lang))
    return found


def _deferred(session: Session, today: date) -> list[DraftDay]:
    query = select(DraftRow).where(DraftRow.state == DraftState.DEFERRED, DraftRow.deferred_until > today, DraftRow.deferred_until <= today + _YEAR)
    rows = session.scalars(query.order_by(DraftRow.id))
    return [DraftDay(row.deferred_until, row.id, *draft_title({**row.proposal, **row.fields}, ())) for row in rows if row.deferred_until]
