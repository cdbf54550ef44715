"""Feeds: confirmed incidents in Atom (RFC 4287), the newest hundred by recording, and the calendar of running cases in iCalendar (RFC 5545)."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from heapq import nlargest
from typing import Annotated

from fastapi import APIRouter, Query, Request
from icalendar import Calendar, Event
from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.api.problems import COMMON, ListQuery, ProblemRoute, ReaderLanguage
from desk.auth.dependencies import CALENDAR_FEED, Db, Now, Reader
from desk.middleware.hosts import public_origin
from desk.rendering import fragment
from desk.state import desk_state
from records.clock import day_of
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, reader_language, tr, use_language
from records.incident_model import Incident
from records.incident_texts.texts import published_title
from records.language.letters import capitalized
from records.state_requests import waiting_answers
from records.tables import DraftRow, IncidentRow, LedgerRow
from records.vocabulary import CATEGORIES, LETTER_KIND_LABELS, STATE_BODY_LABELS, STATUS_LABELS, DraftState, LedgerAction
from reports.case_calendar import CalendarKind, CaseDay, upcoming_days
from reports.incidents import CachedIncident as BookEntry
from reports.incidents import IncidentCollection
from reports.withheld.public_incidents import load

# Whether the reader's copy is current (RFC 9110, 13).


def is_not_modified(request: Request, tag: str, changed: datetime) -> bool:
    """Return whether the reader has the state with this tag, changed at that moment (13.2.2: the tag is checked before the time)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return any(part.strip().removeprefix("W/") in (tag, "*") for part in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except (ValueError, TypeError, OverflowError):
        return False
    return (since if since.tzinfo else since.replace(tzinfo=UTC)) >= changed.replace(microsecond=0)


# The calendar of running cases, to which a person's own calendar subscribes. It is read outside the desk, so it contains no withheld name, and of a
# deferred draft only the number.

calendar_router = APIRouter(route_class=ProblemRoute, tags=["feeds"], responses=COMMON)

# The period of the calendar; the past part lets people look up last week in their own calendar.
_BACK, _AHEAD = timedelta(days=31), timedelta(days=366)
_AGAIN = timedelta(hours=3)
# Characters that a calendar cannot contain, even escaped.
_UNSAID_EVENT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TEXT = {"schema": {"type": "string"}}


class CalendarQuery(ListQuery):
    """Whose days, and in which language."""

    lang: ReaderLanguage | None = Field(None, description="Of the words; else that of Accept-Language")
    mine: bool = Field(False, description="Only incidents that the owner of the token confirmed or changed")
    key: str = Field("", description="A token that shows the calendar only, for programs that can send no header")


@calendar_router.get(
    CALENDAR_FEED,
    responses={200: {"content": {"text/calendar": _TEXT}, "description": "The days, each an event of a whole day"}},
    response_class=Response,
)
def calendar_feed(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[CalendarQuery, Query()]) -> Response:
    """Hearings, deadlines, terms of appeal, answers of state bodies and deferred drafts, from a month ago to a year ahead."""
    with use_language(asked.lang or reader_language()):
        today, home = day_of(now), public_origin(request)
        book = desk_state(request).shelf.book(session)
        numbers = _numbers(book, today, person.name if asked.mine else "")
        mine = frozenset(entry.incident.number for entry in book.entries if person.name in entry.hands) if asked.mine else None
        incidents = load(session, IncidentFilter(numbers=numbers), articles=False) if numbers else iter(())
        days = upcoming_days(incidents, today - _BACK, today + _AHEAD)
        events = [
            *(_of_case(day, home, now) for day in days),
            *_of_answers(session, today, home, now, mine, person.name),
            *_of_drafts(session, today, home, now),
        ]
        return Response(_written(events), media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-cache"})


def _numbers(book: IncidentCollection, today: date, by: str) -> frozenset[str]:
    """Return the incidents with entries in the calendar."""
    mine = (entry.incident for entry in book.entries if not by or by in entry.hands)
    return frozenset(upcoming_day.incident.number for upcoming_day in upcoming_days(mine, today - _BACK, today + _AHEAD))


def _of_case(case_day: CaseDay, home: str, now: datetime) -> Event:
    incident = case_day.incident
    if case_day.kind is CalendarKind.APPEAL and case_day.ruling is not None:
        what = tr("last day for an appeal") + ": " + tr(STATUS_LABELS[case_day.ruling])
    else:
        what = case_day.what or tr("a hearing")
    title = published_title(incident)[0].strip() or tr(CATEGORIES[incident.primary].label)
    more = [title, *([tr(case_day.article)] if case_day.article else [])]
    address, same = f"{home}/incidents/{incident.number}", f"{case_day.kind} {case_day.ruling or case_day.what} {case_day.where}"
    return _event(case_day.day, f"{capitalized(what)} · {incident.number}", address, now, same=same, more=more, where=case_day.where)


def _of_answers(session: Session, today: date, home: str, now: datetime, mine: frozenset[str] | None, who: str) -> Iterator[Event]:
    """Yield the last days for answers of state bodies, by kinds and numbers alone, because the desk's name for the body is internal.

    `mine`: only those of these incidents, or recorded by the reader.
    """
    for waiting_answer in waiting_answers(session):
        if not today - _BACK <= waiting_answer.due <= today + _AHEAD or (
            mine is not None and waiting_answer.number not in mine and waiting_answer.recorded_by != who
        ):
            continue
        address = f"{home}/incidents/{waiting_answer.number}" if waiting_answer.number else f"{home}/drafts/{waiting_answer.draft}"
        place = waiting_answer.number or tr("Draft {id}").format(id=waiting_answer.draft)
        what = tr("last day for the answer") if waiting_answer.due >= today else tr("no answer")
        body, kind = tr(STATE_BODY_LABELS[waiting_answer.body]), tr(LETTER_KIND_LABELS[waiting_answer.kind])
        yield _event(waiting_answer.due, f"{capitalized(what)}: {body} · {place}", address, now, same=f"request {waiting_answer.id}", more=[kind])


def _of_drafts(session: Session, today: date, home: str, now: datetime) -> Iterator[Event]:
    query = select(DraftRow.id, DraftRow.deferred_until).where(
        DraftRow.state == DraftState.DEFERRED, DraftRow.deferred_until > today, DraftRow.deferred_until <= today + _AHEAD
    )
    for id, day in session.execute(query.order_by(DraftRow.id)):
        if day is not None:
            yield _event(day, tr("Draft {id} comes back").format(id=id), f"{home}/drafts/{id}", now)


def _event(day: date, head: str, address: str, now: datetime, *, same: str = "", more: Iterable[str] = (), where: str = "") -> Event:
    """Return an all-day event.

    `same` identifies the event at any time and in any language.
    """
    event = Event()
    event.add("uid", hashlib.sha256(f"{address} {day.isoformat()} {same}".encode()).hexdigest()[:32] + "@qorgan")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _sayable_event(head))
    event.add("description", _sayable_event("\n".join([*more, address])))
    event.add("url", address)
    if where:
        event.add("location", _sayable_event(where))
    # The event does not mark the day as busy.
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


def _sayable_event(text: str) -> str:
    return _UNSAID_EVENT.sub("�", text)


router = APIRouter(route_class=ProblemRoute, tags=["feeds"], responses=COMMON)

NEWEST = 100
_KIND = "application/atom+xml; charset=utf-8"
_SUBJECT = "incident "
# Characters that an XML document cannot contain, even escaped (XML 1.0, 2.2).
_UNSAID_ENTRY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class FeedQuery(ListQuery):
    """In which language."""

    lang: ReaderLanguage | None = Field(None, description="Of summaries and words; else that of Accept-Language")


@dataclass(frozen=True)
class Recorded:
    """An incident by its number, when it was recorded, and when it was last changed."""

    number: str
    at: datetime
    changed: datetime


@dataclass(frozen=True)
class FeedEntry:
    """An incident in the feed. `id` never changes, at any address of the desk."""

    id: str
    title: str
    address: str
    published: str
    updated: str
    summary: str
    summary_lang: str
    categories: tuple[tuple[str, str], ...]


@router.get(
    "/feeds/incidents.atom",
    responses={
        200: {"content": {"application/atom+xml": _TEXT}, "description": "The feed, with ETag and Last-Modified"},
        304: {"description": "Nothing has changed since (If-None-Match, If-Modified-Since)"},
    },
    response_class=Response,
)
def feed(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[FeedQuery, Query()]) -> Response:
    """The newest confirmed incidents. Withdrawn ones are left out."""
    with use_language(asked.lang or reader_language()):
        recorded, changed, home = _newest(session, desk_state(request).shelf.book(session)), _changed(session, now), public_origin(request)
        headers = {
            "ETag": _tag(reader_language(), home, changed, recorded),
            "Last-Modified": format_datetime(changed, usegmt=True),
            "Cache-Control": "private, no-cache",
            "Vary": "Accept-Language, Authorization, Cookie",
        }
        if is_not_modified(request, headers["ETag"], changed):
            return Response(status_code=304, headers=headers)
        of_feed = _id(session)
        words = fragment(
            request, "atom.xml", id=of_feed.urn, lang=reader_language(), home=home, updated=_iso(changed), itself=f"{home}/feeds/incidents.atom",
            entries=_entries(session, recorded, of_feed, home),
        )  # fmt: skip
        return Response(words, media_type=_KIND, headers=headers)


def _newest(session: Session, book: IncidentCollection) -> list[Recorded]:
    """Return the newest incidents; their days of recording are in memory, so the database is only asked about these."""
    valid = ((entry.incident.recorded, key[1:], entry.incident.number) for entry, key in zip(book.entries, book.keys, strict=True) if _stands(entry))
    numbers = [number for _, _, number in nlargest(NEWEST, valid)]
    query = select(IncidentRow.number, IncidentRow.created_at).where(IncidentRow.number.in_(numbers))
    rows = session.execute(query.order_by(IncidentRow.created_at.desc(), IncidentRow.year.desc(), IncidentRow.serial.desc())).all()
    subjects = [_SUBJECT + number for number in numbers]
    acts = select(LedgerRow.subject, func.max(LedgerRow.at)).where(LedgerRow.subject.in_(subjects)).group_by(LedgerRow.subject)
    last = dict(session.execute(acts).all())
    names_changed = _withheld_otherwise(session)
    changed = {number: last.get(_SUBJECT + number, at) for number, at in rows}
    return [Recorded(number, at, max(changed[number], names_changed or at)) for number, at in rows]


def _stands(entry: BookEntry) -> bool:
    return not entry.incident.withdrawn


def _changed(session: Session, now: datetime) -> datetime:
    """Return when an incident, or whose names are withheld, was last changed.

    A withdrawal counts too. With no incident, the time of the last act of all.
    """
    acts = select(LedgerRow.at).order_by(LedgerRow.id.desc()).limit(1)
    times = (session.scalar(acts.where(LedgerRow.subject.startswith(_SUBJECT))), _withheld_otherwise(session))
    return max(filter(None, times), default=None) or session.scalar(acts) or now


def _withheld_otherwise(session: Session) -> datetime | None:
    """Return when a record of a person was last changed, if a name has ever been withheld.

    Titles and summaries may read differently since, so readers must fetch them again.
    """
    persons = LedgerRow.subject.startswith("person ")
    if session.scalar(select(LedgerRow.id).where(persons, LedgerRow.after["publish"].as_boolean().is_(False)).limit(1)) is None:
        return None
    return session.scalar(select(func.max(LedgerRow.at)).where(persons, LedgerRow.action != LedgerAction.RECORD))


def _id(session: Session) -> uuid.UUID:
    """Return an id of this record: the hash of the first act in its ledger, which never changes."""
    first = session.scalar(select(LedgerRow.hash).order_by(LedgerRow.id).limit(1)) or ""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"incidents {first}")


def _tag(lang: str, home: str, changed: datetime, recorded: Sequence[Recorded]) -> str:
    parts = [lang, home, changed.isoformat(), *(f"{incident.number} {incident.changed.isoformat()}" for incident in recorded)]
    return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'


def _entries(session: Session, recorded: Sequence[Recorded], of_feed: uuid.UUID, home: str) -> list[FeedEntry]:
    numbers = frozenset(entry.number for entry in recorded)
    incidents = {incident.number: incident for incident in load(session, IncidentFilter(numbers=numbers), articles=False)}
    return [_entry(incidents[entry.number], entry, of_feed, home) for entry in recorded if entry.number in incidents]


def _entry(incident: Incident, recorded: Recorded, of_feed: uuid.UUID, home: str) -> FeedEntry:
    languages = [reader_language(), *LANGUAGES]
    lang = next((one for one in languages if incident.summary.get(one)), "")
    title = published_title(incident)[0].strip() or tr(CATEGORIES[incident.primary].label)
    return FeedEntry(
        id=uuid.uuid5(of_feed, incident.number).urn,
        title=_sayable_entry(f"{incident.number}: {title}"),
        address=f"{home}/incidents/{incident.number}",
        published=_iso(recorded.at),
        updated=_iso(recorded.changed),
        summary=_sayable_entry(incident.summary[lang]) if lang else "",
        summary_lang=lang,
        categories=tuple((code.value, tr(CATEGORIES[code].label)) for code in incident.categories),
    )


def _sayable_entry(text: str) -> str:
    return _UNSAID_ENTRY.sub("�", text)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
