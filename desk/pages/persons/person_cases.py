"""What the record tells of one person: her incidents with how each of their two stories stands, her times in custody, and the sums of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk.rendering import day
from records.i18n import tr
from records.incident_model import Incident, Status
from records.persons.person_model import KnownPerson
from records.vocabulary import STATUS_LABELS, Track
from reports.cached_incident import CachedIncident
from reports.impunity.custody_times import Custody, days_in_custody
from reports.incident_on_day import IncidentOnDay


@dataclass(frozen=True)
class PersonCase:
    """An incident that names her. `role` is her work and outlet as the incident has them; of each story the last status, in words; `runs`: a case against
    her goes on; `held`: in it she is in custody."""

    incident: Incident
    role: str
    against_others: str
    against_her: str
    runs: bool
    held: bool


@dataclass(frozen=True)
class CustodyTime:
    """One time in custody, in whole days so far, and the incident that tells of it."""

    number: str
    time: Custody
    days: int


@dataclass(frozen=True)
class PersonCases:
    """Everything on record of one person on a day."""

    cases: tuple[PersonCase, ...]
    custody: tuple[CustodyTime, ...]
    days_in_custody: int
    """All of them together; days that two of them share count once."""
    unanswered: int
    """Incidents in which somebody did something punishable to her and nobody was held to account."""

    @property
    def running(self) -> int:
        """Cases against her that go on."""
        return sum(one.runs for one in self.cases)

    @property
    def held(self) -> bool:
        """Whether she is in custody."""
        return any(one.held for one in self.cases)


def person_cases(person: KnownPerson, entries: Sequence[CachedIncident], today: date) -> PersonCases:
    """`entries` are the incidents that name her, in the order in which they are to stand."""
    hers = [entry.on(today) for entry in entries]
    custody = [CustodyTime(one.incident.number, time, days_in_custody([time], today)) for one in hers for time in _custody(one)]
    return PersonCases(
        tuple(_case(person, one) for one in hers),
        tuple(sorted(custody, key=lambda one: one.time.since, reverse=True)),
        days_in_custody((one.time for one in custody), today),
        sum(one.punishable and not one.answered for one in hers),
    )


def _case(person: KnownPerson, one: IncidentOnDay) -> PersonCase:
    ids = {person.id, *person.merged}
    mine = next(victim for victim in one.incident.victims if victim.person in ids)
    case = one.own_case
    return PersonCase(
        one.incident,
        ", ".join(filter(None, (mine.profession, mine.outlet))),
        _said(one.last.get(Track.PERPETRATOR)),
        _said(one.last.get(Track.JOURNALIST)),
        case is not None and case.over is None,
        one.held,
    )


def _said(status: Status | None) -> str:
    return f"{tr(STATUS_LABELS[status.code])}, {day(status.day)}" if status is not None else ""


def _custody(one: IncidentOnDay) -> tuple[Custody, ...]:
    return one.own_case.custody if one.days_in_custody is not None and one.own_case is not None else ()
