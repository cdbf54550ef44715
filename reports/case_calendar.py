"""The calendar of the running cases: hearings and deadlines on record, terms of appeal that the law sets, and hearings that passed without a word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from records.incident_model import Incident
from records.vocabulary import StatusCode
from reports.appeal_terms import appeal_ends
from reports.next_dates import appointments

# A hearing of which nothing was heard is asked about for so many days.
ASKED_FOR = timedelta(days=60)


class CalendarKind(StrEnum):
    """What stands on a day."""

    HEARING = "hearing"
    """A hearing or a deadline that somebody recorded."""
    APPEAL = "appeal"
    """The last day for appealing a ruling against a journalist."""
    ANSWER = "answer"
    """The last day on which a state body must answer."""
    DEFERRED = "deferred"
    """A draft comes back into the queue."""


@dataclass(frozen=True)
class CaseDay:
    """Something on a day of the calendar. `what` and `where` as somebody wrote them; `ruling` is the ruling whose term of appeal ends, with the `article` of law."""

    day: date
    kind: CalendarKind
    incident: Incident
    what: str = ""
    where: str = ""
    ruling: StatusCode | None = None
    article: str = ""


def ahead_of(incidents: Iterable[Incident], today: date, until: date) -> list[CaseDay]:
    """What lies ahead from today to a last day, the nearest first; within a day by number."""
    found = [one for incident in incidents if not incident.withdrawn for one in _of(incident, today) if today <= one.day <= until]
    return sorted(found, key=lambda one: (one.day, one.incident.number))


def unheard(incidents: Iterable[Incident], today: date) -> list[CaseDay]:
    """Hearings and deadlines of the last `ASKED_FOR` since which nothing was recorded, the latest first: somebody should ask what came of them."""
    found = []
    for incident in incidents:
        past = [one for one in appointments(incident) if today - ASKED_FOR <= one.day < today] if not incident.withdrawn else []
        last = max((status.day for status in incident.statuses), default=date.min) if past else date.min
        found += [CaseDay(one.day, CalendarKind.HEARING, incident, one.what, one.where) for one in past if one.day > last]
    return sorted(found, key=lambda one: (one.day, one.incident.number), reverse=True)


def _of(incident: Incident, today: date) -> Iterable[CaseDay]:
    for one in appointments(incident):
        yield CaseDay(one.day, CalendarKind.HEARING, incident, one.what, one.where)
    for end in appeal_ends(incident, today):
        yield CaseDay(end.day, CalendarKind.APPEAL, incident, ruling=end.ruling.code, article=end.article)
