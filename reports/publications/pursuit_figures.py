"""Journalists under pursuit as data: the cases of the period, and all on record, as of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from records.i18n import tr
from records.incident_model import Incident
from reports.impunity.journalists_pursued import Pursued, journalists_pursued
from reports.publications.figures import Figure, ReportRefused
from reports.publications.period import ReportPeriod


@dataclass(frozen=True)
class Held:
    """Somebody in custody on the day: since when, and how many days in all."""

    incident: Incident
    since: date
    days: Figure


@dataclass(frozen=True)
class Pursuits:
    """`of_period` is over the incidents of the period, `on_record` over these and all earlier ones; an incident without a date is among the latter alone.

    `held` are those in custody on the day, on record, the longest first. `earlier` are the incidents of `on_record` that the report does not count.
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
    held = tuple(Held(known[one.number], one.since, Figure(one.days, (one.number,))) for one in on_record.in_custody)
    return Pursuits(of_period, on_record, held, tuple(beside[number] for number in on_record.pursued if number in beside))


def require_parts(found: Pursued) -> None:
    """Raises ReportRefused if a figure names an incident that is not among those pursued, or if one case is both going on and ended well."""
    sums = [*found.fined.values(), *found.damages.values()]
    parts = [found.going_on, found.on_trial, found.house_arrest, found.arrested, found.ended_well, tuple(one.number for one in found.in_custody)]
    parts += [*found.sentenced.values(), *(one.incidents for one in sums)]
    stray = {number for part in parts for number in part} - set(found.pursued)
    stray |= (set(found.on_trial) - set(found.going_on)) | (set(found.going_on) & set(found.ended_well))
    stray |= {number for part in parts for number in part if part.count(number) > 1}
    if stray:
        words = tr("the report is refused: the figures of journalists under pursuit do not fit together; look at {incidents}")
        raise ReportRefused(words.format(incidents=", ".join(sorted(stray)[:10])))
