"""The calendar of the running cases as a feed that a person's own calendar subscribes to (iCalendar, RFC 5545).

It leaves the house, so that it says no withheld name, and of a draft that comes back nothing but its number.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from icalendar import Calendar, Event
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.api.input_types import ListQuery, ReaderLanguage
from desk.api.problems import COMMON, Answers
from desk.auth.dependencies import CALENDAR_FEED, Db, Now, Reader
from desk.desk_state import desk_state
from desk.middleware.host_check import public_origin
from records.clock import day_of
from records.filters import IncidentFilter
from records.i18n import reader, speaking, tr
from records.incident_texts.texts_of_incident import published_title
from records.state_bodies.waiting_answers import waiting_answers
from records.tables import DraftRow
from records.vocabulary import CATEGORIES, LETTER_KIND_LABELS, STATE_BODY_LABELS, STATUS_LABELS, DraftState
from reports.case_calendar import CalendarKind, CaseDay, ahead_of
from reports.incident_cache import IncidentBook
from reports.withheld.public_incidents import load

router = APIRouter(route_class=Answers, tags=["feeds"], responses=COMMON)

# So far back and ahead it looks: whoever looks at last week in an own calendar finds what stood there.
_BACK, _AHEAD = timedelta(days=31), timedelta(days=366)
_AGAIN = timedelta(hours=3)
# What no calendar can hold, however it is escaped.
_UNSAID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TEXT = {"schema": {"type": "string"}}


class CalendarAsked(ListQuery):
    """Whose days, and in which language."""

    lang: ReaderLanguage | None = Field(None, description="Of the words; else that of Accept-Language")
    mine: bool = Field(False, description="Only incidents that the owner of the token confirmed or changed")
    key: str = Field("", description="A token that shows the calendar only, for programs that can send no header")


@router.get(
    CALENDAR_FEED,
    responses={200: {"content": {"text/calendar": _TEXT}, "description": "The days, each an event of a whole day"}},
    response_class=Response,
)
def calendar_feed(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[CalendarAsked, Query()]) -> Response:
    """Hearings, deadlines, terms of appeal, answers of state bodies and deferred drafts, from a month ago to a year ahead."""
    with speaking(asked.lang or reader()):
        today, home = day_of(now), public_origin(request)
        book = desk_state(request).shelf.book(session)
        numbers = _numbers(book, today, person.name if asked.mine else "")
        mine = frozenset(entry.incident.number for entry in book.entries if person.name in entry.hands) if asked.mine else None
        incidents = load(session, IncidentFilter(numbers=numbers), articles=False) if numbers else iter(())
        days = ahead_of(incidents, today - _BACK, today + _AHEAD)
        events = [
            *(_of_case(one, home, now) for one in days),
            *_of_answers(session, today, home, now, mine, person.name),
            *_of_drafts(session, today, home, now),
        ]
        return Response(_written(events), media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-cache"})


def _numbers(book: IncidentBook, today: date, by: str) -> frozenset[str]:
    """The incidents of which something stands in the calendar."""
    mine = (entry.incident for entry in book.entries if not by or by in entry.hands)
    return frozenset(one.incident.number for one in ahead_of(mine, today - _BACK, today + _AHEAD))


def _of_case(one: CaseDay, home: str, now: datetime) -> Event:
    incident = one.incident
    if one.kind is CalendarKind.APPEAL and one.ruling is not None:
        what = tr("last day for an appeal") + ": " + tr(STATUS_LABELS[one.ruling])
    else:
        what = one.what or tr("a hearing")
    title = published_title(incident)[0].strip() or tr(CATEGORIES[incident.primary].label)
    more = [title, *([tr(one.article)] if one.article else [])]
    address, same = f"{home}/incidents/{incident.number}", f"{one.kind} {one.ruling or one.what} {one.where}"
    return _event(one.day, f"{what[:1].upper()}{what[1:]} · {incident.number}", address, now, same=same, more=more, where=one.where)


def _of_answers(session: Session, today: date, home: str, now: datetime, mine: frozenset[str] | None, who: str) -> Iterator[Event]:
    """The last days for answers of state bodies, told by kinds and numbers alone: how somebody called the body stays in the house. `mine`: only of these incidents, or recorded by
    whoever asks."""
    for one in waiting_answers(session):
        if not today - _BACK <= one.due <= today + _AHEAD or (mine is not None and one.number not in mine and one.recorded_by != who):
            continue
        address = f"{home}/incidents/{one.number}" if one.number else f"{home}/drafts/{one.draft}"
        place = one.number or tr("Draft {id}").format(id=one.draft)
        what = tr("last day for the answer") if one.due >= today else tr("no answer")
        body, kind = tr(STATE_BODY_LABELS[one.body]), tr(LETTER_KIND_LABELS[one.kind])
        yield _event(one.due, f"{what[:1].upper()}{what[1:]}: {body} · {place}", address, now, same=f"request {one.id}", more=[kind])


def _of_drafts(session: Session, today: date, home: str, now: datetime) -> Iterator[Event]:
    query = select(DraftRow.id, DraftRow.deferred_until).where(
        DraftRow.state == DraftState.DEFERRED, DraftRow.deferred_until > today, DraftRow.deferred_until <= today + _AHEAD
    )
    for id, day in session.execute(query.order_by(DraftRow.id)):
        if day is not None:
            yield _event(day, tr("Draft {id} comes back").format(id=id), f"{home}/drafts/{id}", now)


def _event(day: date, head: str, address: str, now: datetime, *, same: str = "", more: Iterable[str] = (), where: str = "") -> Event:
    """An event of a whole day. `same` says what makes it the same event, whenever and in whatever language it is asked for."""
    event = Event()
    event.add("uid", hashlib.sha256(f"{address} {day.isoformat()} {same}".encode()).hexdigest()[:32] + "@qorgan")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _sayable(head))
    event.add("description", _sayable("\n".join([*more, address])))
    event.add("url", address)
    if where:
        event.add("location", _sayable(where))
    # Nobody is busy all day because of it.
    event.add("transp", "TRANSPARENT")
    return event


def _written(events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Qorgan//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", tr("Qorgan: cases"))
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT3H")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _sayable(text: str) -> str:
    return _UNSAID.sub("�", text)
