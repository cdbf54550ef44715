"""Which cases a report tells, and what is known of each: what became of whoever did it, or of the journalist who is pursued. The two are never mixed.

The rule of a statement, in this order:
1. Every incident of the period in which somebody was killed, abducted or tortured is told, whatever is known of it, and each that the editor asks for.
   Those without a date, or with a vague one, that may lie in the period are told too, not counted.
2. A case of impunity may be told when somebody did something punishable, nobody was held to account by the day, and the last step (reports repeated and "no
   information" are none) either let it be (dropped, victims blamed, registration refused, acquitted) or left it open (complaint, investigation, suspended, in
   court). Cases that were let be are told from the period alone. Open ones may be older: they are told, never counted.
   First comes one of each way of letting be, then open ones, then what else was let be; each time the gravest, and of equal ones the longest without
   accountability. They fill the places that killings, abductions and tortures leave; what the editor asks for takes none.
3. Half as many cases against journalists are told beside them: of those of the period, and of earlier ones with a step in it, one that ended well, then those
   in custody, then the gravest, and of equal ones the longest under pursuit. A journalist's own case is never one of impunity.
4. All stand by gravity, the gravest first, then by number.

The other reports tell what 1 names. docs/decisions/0024-publications-by-track.md gives the reasons.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from records.errors import BadDecision, NoSuchIncident
from records.i18n import tr
from records.incident_model import Incident, Status
from records.vocabulary import ACCOUNTABILITY, NO_STEP, StatusCode
from reports.impunity import clocks
from reports.impunity.clocks import answered_on, counts, is_punishable, of_perpetrator, pursued, statuses_until
from reports.impunity.rollups import OPEN
from reports.publications.figures import WORDS_ONLY, Figure
from reports.publications.period import ReportPeriod

CASES_TOLD = 4
"""As many as the statement of 2021 tells: a page holds them with everything else."""


class Escape(StrEnum):
    """How those responsible escaped, by the last step."""

    DROPPED = "dropped"
    BLAMED = "blamed"
    REFUSED = "refused"
    ACQUITTED = "acquitted"
    OPEN = "open"


class CaseStory(StrEnum):
    """What a told case shows. Documents tell each in a section of its own."""

    IMPUNITY = "impunity"
    """Somebody did something punishable, and nobody was held to account."""
    ACCOUNTABILITY = "accountability"
    """Somebody was held to account for it."""
    PURSUIT = "pursuit"
    """A case against the journalist, with its own end."""
    OTHER = "other"
    """Neither clock runs, as where information was refused."""


_ESCAPES = {
    StatusCode.DRP: Escape.DROPPED,
    StatusCode.BLM: Escape.BLAMED,
    StatusCode.RFS: Escape.REFUSED,
    StatusCode.ACQ: Escape.ACQUITTED,
    **dict.fromkeys(OPEN, Escape.OPEN),
}
OPENING = tuple(sorted(OPEN))
ANSWERS = tuple(sorted(ACCOUNTABILITY))


@dataclass(frozen=True)
class Case:
    """A case to be told.

    `steps` are what was done in it, of both tracks, each in its order; reports and "no information" are none. `escape` and `silent` (days since the last step
    against whoever did it) belong to impunity. `waited` are the days without accountability, up to the day on which somebody was held to account. `pursued` and
    `held` are days under pursuit and in custody; `held_now`: the custody goes on; `going_on`: the pursuit does; `ended_well`: the case against the journalist was
    dropped, she was acquitted, or a ban was lifted. A clock that does not run is None. All as of the day. `counted` says whether the incident is in the period. `outlet_titles` are
    what its outlets are called in the reader's language, by what the record calls them.
    """

    incident: Incident
    story: CaseStory
    steps: tuple[Status, ...]
    escape: Escape | None
    waited: Figure | None
    silent: Figure | None
    pursued: Figure | None
    held: Figure | None
    held_now: bool
    going_on: bool
    ended_well: bool
    counted: bool
    outlet_titles: Mapping[str, str] = field(default_factory=dict, metadata={WORDS_ONLY: True})

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes on its steps, as they were written."""
        return tuple(step.note for step in self.steps if step.note)


def told_cases(
    inside: Sequence[Incident], earlier: Sequence[Incident], period: ReportPeriod, most: int = CASES_TOLD, asked: Iterable[Incident] = ()
) -> tuple[Case, ...]:
    """The cases of a statement, by the rule above. `earlier` are those that are not counted, `asked` those that the editor chose."""
    first = set_cases(inside, earlier, period, asked)
    taken = {case.incident.number for case in first}
    free = [_case(incident, period, True) for incident in inside if incident.number not in taken]
    free += [_case(incident, period, False) for incident in earlier if incident.day is not None and incident.number not in taken]
    chosen = _impunity(free, most - len(set_cases(inside, earlier, period))) + _pursuits(free, period, most // 2)
    return _in_order([*first, *chosen])


def set_cases(inside: Sequence[Incident], others: Sequence[Incident], period: ReportPeriod, asked: Iterable[Incident] = ()) -> tuple[Case, ...]:
    """What every report tells: who was killed, abducted or tortured, and what the editor asks for. Of `others` those that may lie in the period."""
    wanted = {incident.number: incident for incident in [*inside, *(one for one in others if period.may_hold(one))] if _always(incident)}
    wanted.update((incident.number, incident) for incident in asked)
    counted = {incident.number for incident in inside}
    return _in_order([_case(incident, period, number in counted) for number, incident in wanted.items()])


def require_tellable(numbers: Iterable[str], found: Collection[Incident], as_of: date) -> None:
    """Raises NoSuchIncident for a number that the record does not have, and BadDecision for an incident that counts nowhere on the day."""
    known = {incident.number: incident for incident in found}
    for number in numbers:
        if number not in known:
            raise NoSuchIncident(tr("{number} cannot be told: there is no such incident").format(number=number))
        if known[number].withdrawn:
            raise BadDecision(tr("{number} cannot be told: it was withdrawn and counts nowhere").format(number=number), "tell")
        if not counts(known[number], as_of):
            raise BadDecision(tr("{number} cannot be told: it did not happen by {day}, as far as is known").format(number=number, day=as_of), "tell")


def gravity(incident: Incident) -> int:
    """How grave an incident is: as its gravest category."""
    return max(category.facts.gravity for category in {incident.primary, *incident.categories})


def _always(incident: Incident) -> bool:
    return any(category.facts.always_told for category in {incident.primary, *incident.categories})


def _in_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: (-gravity(case.incident), case.incident.number)))


def _impunity(cases: Sequence[Case], most: int) -> list[Case]:
    """The cases that best show how those responsible escape."""
    found = [case for case in cases if case.story is CaseStory.IMPUNITY and case.escape and (case.counted or case.escape is Escape.OPEN)]
    found.sort(key=lambda case: (-gravity(case.incident), -_days(case.waited), case.incident.number))
    firsts = [case for escape in Escape if escape is not Escape.OPEN for case in [case for case in found if case.escape is escape][:1]]
    rest = [case for case in found if case.escape is Escape.OPEN] + [case for case in found if case.escape is not Escape.OPEN and case not in firsts]
    return (firsts + rest)[: max(0, most)]


def _pursuits(cases: Sequence[Case], period: ReportPeriod, most: int) -> list[Case]:
    """Cases against journalists in which something happened in the period."""
    found = [case for case in cases if case.story is CaseStory.PURSUIT and (case.counted or any(step.day >= period.since for step in case.steps))]
    found = [case for case in found if case.steps]
    found.sort(key=lambda case: (not case.held_now, -gravity(case.incident), -_days(case.pursued), case.incident.number))
    well = [case for case in found if case.ended_well][:1]
    return (well + [case for case in found if case not in well])[: max(0, most)]


def _days(figure: Figure | None) -> int:
    return figure.value if figure else 0


def _case(incident: Incident, period: ReportPeriod, counted: bool) -> Case:
    as_of = period.as_of
    statuses = statuses_until(incident, as_of)
    against, chased = list(of_perpetrator(statuses)), pursued(incident, as_of)
    hers = chased.steps if chased else ()
    number, clock = (incident.number,), clocks(incident, as_of)
    last = next((status for status in reversed(against) if status.code not in NO_STEP), None)
    answered = answered_on(against) is not None
    story, runs = _story(incident, answered, bool(hers)), clock.under_pursuit is not None

    def figure(days: int | None) -> Figure | None:
        return None if days is None else Figure(days, number)

    return Case(
        incident=incident,
        story=story,
        steps=tuple(one for one in [*against, *hers] if one.code not in NO_STEP),
        escape=_ESCAPES.get(last.code) if last and story is CaseStory.IMPUNITY else None,
        waited=figure(clock.without_accountability),
        silent=figure((as_of - last.day).days) if last and story is CaseStory.IMPUNITY else None,
        pursued=figure(clock.under_pursuit),
        held=figure(clock.in_custody),
        held_now=clock.in_custody_now,
        going_on=runs and chased is not None and chased.over is None,
        ended_well=runs and chased is not None and chased.ended_well,
        counted=counted,
    )


def _story(incident: Incident, answered: bool, has_own_case: bool) -> CaseStory:
    if is_punishable(incident):
        return CaseStory.ACCOUNTABILITY if answered else CaseStory.IMPUNITY
    return CaseStory.PURSUIT if has_own_case else CaseStory.OTHER
