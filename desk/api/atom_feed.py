"""Confirmed incidents as an Atom feed (RFC 4287), the newest hundred by recording."""

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from heapq import nlargest
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.api.conditional import is_known
from desk.api.input_types import ListQuery, ReaderLanguage
from desk.api.problems import COMMON, Answers
from desk.auth.dependencies import Db, Now, Reader
from desk.desk_state import desk_state
from desk.middleware.host_check import public_origin
from desk.rendering import fragment
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, reader, speaking, tr
from records.incident_model import Incident
from records.incident_texts.texts_of_incident import published_title
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import CATEGORIES, LedgerAction
from reports.cached_incident import CachedIncident as BookEntry
from reports.incident_cache import IncidentBook
from reports.withheld.public_incidents import load

router = APIRouter(route_class=Answers, tags=["feeds"], responses=COMMON)

NEWEST = 100
_KIND = "application/atom+xml; charset=utf-8"
_SUBJECT = "incident "
# What no XML document can hold, however it is escaped (XML 1.0, 2.2).
_UNSAID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT = {"schema": {"type": "string"}}


class FeedAsked(ListQuery):
    """In which language."""

    lang: ReaderLanguage | None = Field(None, description="Of summaries and words; else that of Accept-Language")


@dataclass(frozen=True)
class Recorded:
    """An incident by its number, when it was recorded, and when it was changed last."""

    number: str
    at: datetime
    changed: datetime


@dataclass(frozen=True)
class FeedEntry:
    """An incident in the feed. `id` never changes, wherever the desk is served."""

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
def feed(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[FeedAsked, Query()]) -> Response:
    """The newest confirmed incidents. Withdrawn ones are left out."""
    with speaking(asked.lang or reader()):
        recorded, changed, home = _newest(session, desk_state(request).shelf.book(session)), _changed(session, now), public_origin(request)
        headers = {
            "ETag": _tag(reader(), home, changed, recorded),
            "Last-Modified": format_datetime(changed, usegmt=True),
            "Cache-Control": "private, no-cache",
            "Vary": "Accept-Language, Authorization, Cookie",
        }
        if is_known(request, headers["ETag"], changed):
            return Response(status_code=304, headers=headers)
        of_feed = _id(session)
        words = fragment(
            request, "atom.xml", id=of_feed.urn, lang=reader(), home=home, updated=_iso(changed), itself=f"{home}/feeds/incidents.atom",
            entries=_entries(session, recorded, of_feed, home),
        )  # fmt: skip
        return Response(words, media_type=_KIND, headers=headers)


def _newest(session: Session, book: IncidentBook) -> list[Recorded]:
    """The newest incidents. Their days of recording are in memory, so the database is asked only about these few."""
    standing = (
        (entry.incident.recorded, key[1:], entry.incident.number) for entry, key in zip(book.entries, book.keys, strict=True) if _stands(entry)
    )
    numbers = [number for _, _, number in nlargest(NEWEST, standing)]
    made = select(IncidentRow.number, IncidentRow.created_at).where(IncidentRow.number.in_(numbers))
    rows = session.execute(made.order_by(IncidentRow.created_at.desc(), IncidentRow.year.desc(), IncidentRow.serial.desc())).all()
    subjects = [_SUBJECT + number for number in numbers]
    acts = select(LedgerRow.subject, func.max(LedgerRow.at)).where(LedgerRow.subject.in_(subjects)).group_by(LedgerRow.subject)
    last = dict(session.execute(acts).all())
    others = _withheld_otherwise(session)
    changed = {number: last.get(_SUBJECT + number, at) for number, at in rows}
    return [Recorded(number, at, max(changed[number], others or at)) for number, at in rows]


def _stands(entry: BookEntry) -> bool:
    return not entry.incident.withdrawn


def _changed(session: Session, now: datetime) -> datetime:
    """When an incident was changed last, or whose names are withheld; a withdrawal counts too. With no incident, the time of the last act of all."""
    acts = select(LedgerRow.at).order_by(LedgerRow.id.desc()).limit(1)
    known = (session.scalar(acts.where(LedgerRow.subject.startswith(_SUBJECT))), _withheld_otherwise(session))
    return max(filter(None, known), default=None) or session.scalar(acts) or now


def _withheld_otherwise(session: Session) -> datetime | None:
    """When a record of a person was changed last, if a name has ever been withheld: titles and summaries may read otherwise since, and readers must ask for
    them anew."""
    persons = LedgerRow.subject.startswith("person ")
    if session.scalar(select(LedgerRow.id).where(persons, LedgerRow.after["publish"].as_boolean().is_(False)).limit(1)) is None:
        return None
    return session.scalar(select(func.max(LedgerRow.at)).where(persons, LedgerRow.action != LedgerAction.RECORD))


def _id(session: Session) -> uuid.UUID:
    """An id of this record: the hash of the first act in its ledger, which never changes."""
    first = session.scalar(select(LedgerRow.hash).order_by(LedgerRow.id).limit(1)) or ""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"incidents {first}")


def _tag(lang: str, home: str, changed: datetime, recorded: Sequence[Recorded]) -> str:
    known = [lang, home, changed.isoformat(), *(f"{one.number} {one.changed.isoformat()}" for one in recorded)]
    return '"' + hashlib.sha256("\n".join(known).encode()).hexdigest()[:32] + '"'


def _entries(session: Session, recorded: Sequence[Recorded], of_feed: uuid.UUID, home: str) -> list[FeedEntry]:
    numbers = frozenset(one.number for one in recorded)
    found = {one.number: one for one in load(session, IncidentFilter(numbers=numbers), articles=False)}
    return [_entry(found[one.number], one, of_feed, home) for one in recorded if one.number in found]


def _entry(incident: Incident, recorded: Recorded, of_feed: uuid.UUID, home: str) -> FeedEntry:
    wanted = [reader(), *LANGUAGES]
    lang = next((one for one in wanted if incident.summary.get(one)), "")
    title = published_title(incident)[0].strip() or tr(CATEGORIES[incident.primary].label)
    return FeedEntry(
        id=uuid.uuid5(of_feed, incident.number).urn,
        title=_sayable(f"{incident.number}: {title}"),
        address=f"{home}/incidents/{incident.number}",
        published=_iso(recorded.at),
        updated=_iso(recorded.changed),
        summary=_sayable(incident.summary[lang]) if lang else "",
        summary_lang=lang,
        categories=tuple((code.value, tr(CATEGORIES[code].label)) for code in incident.categories),
    )


def _sayable(text: str) -> str:
    return _UNSAID.sub("�", text)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
