"""The calendar of running cases: penalties in words, hearings and deadlines on record, terms of appeal, and hearings without a recorded outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from babel.numbers import format_decimal

from records.country import home
from records.i18n import ntr, reader_locale, tr
from records.incident_fields import BY_NAME
from records.incident_model import Incident, Penalty, Status
from records.legal_case import Appointment
from records.vocabulary import SENTENCE_KIND_LABELS, STATUSES, TERM_COUNTED, StatusCode, Track
from records.vocabulary.categories import CourtCase
from reports.impunity.legal_cases import LegalCase, LegalCaseKind, LegalCases, of_journalist
from reports.impunity.term_lengths import end_of_limit


def penalty_words(penalty: Penalty) -> str:
    """Return the penalty of a ruling in words, as «prison, 7 years» or «200 000 KZT»; empty if nothing is known."""
    parts = []
    if penalty.kind:
        parts.append(tr(SENTENCE_KIND_LABELS[penalty.kind]))
    if penalty.term is not None and penalty.unit:
        parts.append(ntr(*TERM_COUNTED[penalty.unit], penalty.term).format(n=format_decimal(penalty.term, locale=reader_locale())))
    if penalty.sum is not None:
        parts.append(f"{format_decimal(penalty.sum, locale=reader_locale())} {penalty.currency}")
    return ", ".join(parts)


# Hearings and deadlines of running cases.


@dataclass(frozen=True)
class NextDate:
    """A hearing or a deadline with the incident to which it belongs."""

    incident: Incident
    appointment: Appointment


def appointments(incident: Incident) -> tuple[Appointment, ...]:
    """Return the hearings and deadlines of an incident, past ones too, in order of their days."""
    found: tuple[Appointment, ...] = BY_NAME["next_dates"].of(incident)
    return found


def ahead(incident: Incident, as_of: date) -> tuple[Appointment, ...]:
    """Return the appointments of an incident that have not passed by a day; those on the day itself are included."""
    return tuple(appointment for appointment in appointments(incident) if appointment.day >= as_of)


def next_dates(incidents: Iterable[Incident], as_of: date) -> list[NextDate]:
    """Return the coming appointments of all incidents, the nearest first. Withdrawn incidents are left out."""
    dates = [NextDate(incident, appointment) for incident in incidents if not incident.withdrawn for appointment in ahead(incident, as_of)]
    return sorted(dates, key=lambda next_date: (next_date.appointment.day, next_date.incident.number))


# Terms of appeal against rulings on a journalist. The term is counted from the recorded day of the ruling. The law counts from the day on which a
# copy was delivered or the full text was made, so the true end may be later but is never earlier.

_RULINGS = frozenset(code for code, facts in STATUSES.items() if facts.verdict and facts.track is Track.JOURNALIST)
# Codes that show that an appeal was filed or decided.
_APPEALED = frozenset({StatusCode.JAP, StatusCode.JUP, StatusCode.JOV})


@dataclass(frozen=True)
class AppealEnd:
    """The last day for appealing a ruling, and the article of law that sets it as a message to be translated."""

    day: date
    ruling: Status
    article: str


def appeal_ends(incident: Incident, as_of: date) -> list[AppealEnd]:
    """Return the terms of appeal that have not passed on a day, the nearest first.

    Only rulings that are in force and were not appealed are considered. A withdrawn incident has no terms.
    """
    # Few cases have such a ruling; following the courses of all others would be slow.
    if incident.withdrawn or not any(_may_be_appealed(status, as_of) for status in incident.statuses):
        return []
    statuses = [status for status in incident.statuses if status.day <= as_of and status.track is Track.JOURNALIST]
    ends = [end for kind, course in LegalCases(of_journalist(statuses), incident.categories).by_kind.items() for end in _ends(kind, course)]
    return sorted((appeal_end for appeal_end in ends if appeal_end.day >= as_of), key=lambda appeal_end: appeal_end.day)


def _may_be_appealed(status: Status, as_of: date) -> bool:
    return (
        status.code in _RULINGS
        and status.day <= as_of
        and any((end_of_limit(status.day, term) or date.min) >= as_of for term in home().appeal_terms.values())
    )


def _ends(kind: LegalCaseKind, course: LegalCase) -> list[AppealEnd]:
    term = home().appeal_terms.get(CourtCase(kind.value)) if kind is not LegalCaseKind.BAN else None
    if term is None:
        return []
    ends = []
    for ruling in course.standing:
        later = course.steps[course.steps.index(ruling) + 1 :]
        end = end_of_limit(ruling.day, term)
        if end is not None and not any(step.code in _APPEALED for step in later):
            ends.append(AppealEnd(end, ruling, term.article))
    return ends


# Past hearings without an outcome are listed for this long.
ASKED_FOR = timedelta(days=60)


class CalendarKind(StrEnum):
    """The kind of an entry of the calendar."""

    HEARING = "hearing"
    """A hearing or a deadline that somebody recorded."""
    APPEAL = "appeal"
    """The last day for appealing a ruling against a journalist."""
    ANSWER = "answer"
    """The last day on which a state body must answer."""
    DEFERRED = "deferred"
    """A deferred draft returns to the queue."""


@dataclass(frozen=True)
class CaseDay:
    """An entry of the calendar. `what` and `where` are as a person wrote them; `ruling` is the ruling that may be appealed until this day, with the
    `article` of law."""

    day: date
    kind: CalendarKind
    incident: Incident
    what: str = ""
    where: str = ""
    ruling: StatusCode | None = None
    article: str = ""


def upcoming_days(incidents: Iterable[Incident], today: date, until: date) -> list[CaseDay]:
    """Return the entries from today to a last day, the nearest first; within a day by number."""
    days = [entry for incident in incidents if not incident.withdrawn for entry in _of(incident, today) if today <= entry.day <= until]
    return sorted(days, key=lambda entry: (entry.day, entry.incident.number))


def overdue_hearings(incidents: Iterable[Incident], today: date) -> list[CaseDay]:
    """Return hearings and deadlines of the last `ASKED_FOR` after which nothing was recorded, the latest first."""
    hearings = []
    for incident in incidents:
        past = (
            [appointment for appointment in appointments(incident) if today - ASKED_FOR <= appointment.day < today] if not incident.withdrawn else []
        )
        last = max((status.day for status in incident.statuses), default=date.min) if past else date.min
        hearings += [
            CaseDay(appointment.day, CalendarKind.HEARING, incident, appointment.what, appointment.where)
            for appointment in past
            if appointment.day > last
        ]
    return sorted(hearings, key=lambda hearing: (hearing.day, hearing.incident.number), reverse=True)


def _of(incident: Incident, today: date) -> Iterable[CaseDay]:
    for appointment in appointments(incident):
        yield CaseDay(appointment.day, CalendarKind.HEARING, incident, appointment.what, appointment.where)
    for end in appeal_ends(incident, today):
        yield CaseDay(end.day, CalendarKind.APPEAL, incident, ruling=end.ruling.code, article=end.article)
