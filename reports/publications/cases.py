"""Which cases a statement tells, and what is known of each: those that best show how the people responsible escape.

The rule, in this order:
1. A case may be told when nobody answered for it in any way as of the day, and the last step (reports repeated and "no information" are none) either let it be
   (dropped, victims blamed, registration refused, acquitted) or left it open (complaint, investigation, suspended, in court). Of a case without any step the
   record cannot show how anybody escaped.
2. Cases that were let be are told from the period alone. Open ones may be older: they are told, never counted.
3. First one case of each way of letting be (dropped, blamed, refused, acquitted), the one with the most days without accountability.
4. The places left go to open cases, the longest without accountability first, and then to what else was let be, in the same order.
5. They are told as in 3, then open ones, the shortest wait first, so that the longest closes the list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from records.incident_model import Incident, Status
from records.vocabulary import ACCOUNTABILITY, NO_STEP, StatusCode
from reports.impunity import clocks
from reports.impunity.clocks import answered_on, of_perpetrator, statuses_until
from reports.impunity.rollups import OPEN
from reports.publications.figures import Figure
from reports.publications.period import ReportPeriod

CASES_TOLD = 4
"""As many as the statement of 2021 tells: a page holds them with everything else."""


class Escape(StrEnum):
    """How those responsible escaped, in the order in which cases are told."""

    DROPPED = "dropped"
    BLAMED = "blamed"
    REFUSED = "refused"
    ACQUITTED = "acquitted"
    OPEN = "open"


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

    `last` is the last step. `waited` are the days without accountability, `silent` those since the last step, both as of the day. `counted` says
    whether it is in the period.
    """

    incident: Incident
    escape: Escape
    last: Status
    waited: Figure
    silent: Figure
    counted: bool


def told_cases(inside: Iterable[Incident], earlier: Iterable[Incident], period: ReportPeriod, most: int = CASES_TOLD) -> tuple[Case, ...]:
    """At most `most` cases, by the rule above."""
    found = [case for incident in inside if (case := _case(incident, period.as_of, True))]
    found += [case for incident in earlier if (case := _case(incident, period.as_of, False)) and case.escape is Escape.OPEN]
    found.sort(key=lambda case: (-case.waited.value, case.incident.number))
    firsts = [case for escape in Escape if escape is not Escape.OPEN for case in [case for case in found if case.escape is escape][:1]]
    rest = [case for case in found if case.escape is Escape.OPEN] + [case for case in found if case.escape is not Escape.OPEN and case not in firsts]
    return tuple(_in_order((firsts + rest)[:most]))


def _in_order(cases: Sequence[Case]) -> list[Case]:
    ways = list(Escape)

    def place(case: Case) -> tuple[int, int, str]:
        wait = case.waited.value if case.escape is Escape.OPEN else -case.waited.value
        return ways.index(case.escape), wait, case.incident.number

    return sorted(cases, key=place)


def _case(incident: Incident, as_of: date, counted: bool) -> Case | None:
    statuses = list(of_perpetrator(statuses_until(incident, as_of)))
    if not statuses or answered_on(statuses) is not None:
        return None
    last = next((status for status in reversed(statuses) if status.code not in NO_STEP), None)
    waited = clocks(incident, as_of).without_accountability
    if last is None or last.code not in _ESCAPES or waited is None:
        return None
    number = (incident.number,)
    return Case(incident, _ESCAPES[last.code], last, Figure(waited, number), Figure((as_of - last.day).days, number), counted)
