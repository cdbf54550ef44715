"""Journalists under pursuit as data: the cases of the period, and all on record, as of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from records.i18n import tr
from records.incident_model import Incident
from reports.impunity.clocks import pursued
from reports.impunity.custody_times import days_in_custody
from reports.impunity.journalists_pursued import InCustody, Pursued, journalists_pursued
from reports.publications.figures import Figure, ReportRefused
from reports.publications.period import ReportPeriod


@dataclass(frozen=True)
class Held:
    """Those of one incident who are in custody on the day: since when, and how many days in all. `also` are the numbers of further incidents of the same persons:
    one arrest may be recorded beside the case that came of it."""

    incident: Incident
    since: date
    days: Figure
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pursuits:
    """`of_period` is over the incidents of the period, `on_record` over these and all earlier ones; an incident without a date is among the latter alone.

    `held` are those in custody on the day, on record, each person once, the longest first. `earlier` are the incidents of `on_record` that the report does not count.
    """

    of_period: Pursued
    on_record: Pursued
    held: tuple[Held, ...]
    earlier: tuple[Incident, ...]


def pursuits(inside: Sequence[Incident], others: Sequence[Incident], period: ReportPeriod) -> Pursuits:
    """Over the incidents of the period and those beside it. Raises ReportRefused if a part of a table is no part of its whole."""
    counted = {incident.number for incident in inside}
    beside = {incident.number: incident for incident in others if incident.number not in counted}
    of_period, on_record = (journalists_pursued(some, period.as_of) for some in (inside, [*inside, *beside.values()]))
    for found in (of_period, on_record):
        require_parts(found)
    known = {incident.number: incident for incident in (*inside, *beside.values())}
    return Pursuits(
        of_period,
        on_record,
        _held(on_record.in_custody, known, period.as_of),
        tuple(beside[number] for number in on_record.pursued if number in beside),
    )


def _held(in_custody: Sequence[InCustody], known: Mapping[str, Incident], as_of: date) -> tuple[Held, ...]:
    """Each person once, though several incidents hold her. Who has no record, or a name that is withheld, is not put together: it would tell who she is."""
    together: dict[object, list[InCustody]] = {}
    for one in in_custody:
        victims = known[one.number].victims
        same = bool(victims) and all(victim.publish and victim.person is not None for victim in victims)
        together.setdefault(frozenset(victim.person for victim in victims) if same else one.number, []).append(one)
    return tuple(_once([known[one.number] for one in group], group[0].since, as_of) for group in together.values())


def _once(incidents: Sequence[Incident], since: date, as_of: date) -> Held:
    first, *others = incidents
    cases = [chased for incident in incidents if (chased := pursued(incident, as_of))]
    days = days_in_custody((time for chased in cases for time in chased.custody), as_of)
    return Held(first, since, Figure(days, tuple(incident.number for incident in incidents)), tuple(incident.number for incident in others))


def require_parts(found: Pursued) -> None:
    """Raises ReportRefused if a figure names an incident that is not among those pursued, or if one case both ended well and goes on, or
    ended well with her in custody."""
    sums = [*found.fined.values(), *found.damages.values()]
    in_custody = tuple(one.number for one in found.in_custody)
    parts = [found.going_on, found.on_trial, found.house_arrest, found.arrested, found.ended_well, in_custody]
    parts += [*found.sentenced.values(), *(one.incidents for one in sums)]
    stray = {number for part in parts for number in part} - set(found.pursued)
    stray |= (set(found.on_trial) - set(found.going_on)) | ({*found.going_on, *in_custody} & set(found.ended_well))
    stray |= {number for part in parts for number in part if part.count(number) > 1}
    if stray:
        words = tr("the report is refused: the figures of journalists under pursuit do not fit together; look at {incidents}")
        raise ReportRefused(words.format(incidents=", ".join(sorted(stray)[:10])))
