"""The funnel of cases: recorded → complaint → investigation → court → accountability. Each stage has the incidents behind it.

A case that reached a stage counts in every stage before it, even if nobody recorded those. So no stage is larger than the one before it.
Accountability is the part of the cases in court in which somebody was held to account. Cases in which that happened without a court (a reprimand, a
penalty, an apology) are counted separately. Only cases in which somebody did something punishable are in a funnel, and only statuses of the
perpetrator's track move them. Adil Soz also counts disciplined officials apart from the stages from obstruction to ruling.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from records.i18n import gettext_noop, pgettext_noop
from records.incident_model import Incident, Status
from records.vocabulary import FunnelStage, StatusCode
from reports.impunity.clocks import accountability_day, is_counted, is_punishable, of_perpetrator, punishable_incidents, statuses_until

# The group of incidents whose region is not known.
NO_REGION = "none"


STAGE_LABELS: dict[FunnelStage, str] = {
    FunnelStage.RECORDED: pgettext_noop("stage", "recorded"),
    FunnelStage.COMPLAINT: gettext_noop("complaint filed"),
    FunnelStage.INVESTIGATION: gettext_noop("investigated"),
    FunnelStage.COURT: gettext_noop("came to court"),
    FunnelStage.ACCOUNTABILITY: gettext_noop("came to court, and somebody was held accountable"),
    FunnelStage.WITHOUT_COURT: gettext_noop("somebody was held accountable out of court"),
}

# The furthest stage that a status proves. A refusal to register needs a complaint. Victims are blamed by somebody who investigated. A reprimand, a
# penalty, an apology and silence prove nothing: they may come without any complaint.
REACHED: dict[StatusCode, FunnelStage] = {
    StatusCode.REP: FunnelStage.RECORDED,
    StatusCode.NOI: FunnelStage.RECORDED,
    StatusCode.APN: FunnelStage.RECORDED,
    StatusCode.DSP: FunnelStage.RECORDED,
    StatusCode.APO: FunnelStage.RECORDED,
    StatusCode.CMP: FunnelStage.COMPLAINT,
    StatusCode.RFS: FunnelStage.COMPLAINT,
    StatusCode.PTI: FunnelStage.INVESTIGATION,
    StatusCode.SUS: FunnelStage.INVESTIGATION,
    StatusCode.DRP: FunnelStage.INVESTIGATION,
    StatusCode.BLM: FunnelStage.INVESTIGATION,
    StatusCode.CRTP: FunnelStage.COURT,
    StatusCode.ACQ: FunnelStage.COURT,
    StatusCode.CVP: FunnelStage.COURT,
    StatusCode.CVF: FunnelStage.COURT,
    StatusCode.CVM: FunnelStage.COURT,
}
_ORDER = tuple(FunnelStage)[:4]
_DEPTH = {code: _ORDER.index(stage) for code, stage in REACHED.items()}


@dataclass(frozen=True)
class Funnel:
    """The numbers of the incidents at each stage, in the order in which they came. Every stage is part of the one before it. Only the last shares
    none with `court`."""

    recorded: tuple[str, ...] = ()
    complaint: tuple[str, ...] = ()
    investigation: tuple[str, ...] = ()
    court: tuple[str, ...] = ()
    accountability: tuple[str, ...] = ()
    without_court: tuple[str, ...] = ()

    def at(self, stage: FunnelStage) -> tuple[str, ...]:
        """Return the incidents at a stage."""
        numbers: tuple[str, ...] = getattr(self, stage.value)
        return numbers

    @property
    def accountable(self) -> tuple[str, ...]:
        """All incidents in which somebody was held to account, in court or without."""
        return self.accountability + self.without_court

    def to_json(self) -> dict[str, Any]:
        """Return each stage as {count, incidents}."""
        return {stage.value: {"count": len(self.at(stage)), "incidents": list(self.at(stage))} for stage in FunnelStage}


class By(StrEnum):
    """What a funnel is divided by: the primary category, the region, the actor, the year (`period`) or the month."""

    CATEGORY = "category"
    REGION = "region"
    ACTOR = "actor"
    PERIOD = "period"
    MONTH = "month"


_KEYS: dict[By, Callable[[Incident], str]] = {
    By.CATEGORY: lambda incident: incident.primary.value,
    By.REGION: lambda incident: incident.region or NO_REGION,
    By.ACTOR: lambda incident: incident.actor.value,
    By.PERIOD: lambda incident: (incident.day or incident.recorded).isoformat()[:4],
    By.MONTH: lambda incident: (incident.day or incident.recorded).isoformat()[:7],
}


def funnel(incidents: Iterable[Incident], as_of: date) -> Funnel:
    """Return the funnel of all punishable incidents that count on the day."""
    return _funnel([_place(incident, as_of) for incident in punishable_incidents(incidents, as_of)])


def funnels(incidents: Iterable[Incident], as_of: date, by: By | str) -> dict[str, Funnel]:
    """Return a funnel for each group, by its code. Groups without incidents are left out.

    Every punishable incident is in exactly one, so they add up to the whole. A date known to the month or year counts by its first day. An incident
    without a date counts by the day it was recorded, as its number does.
    """
    key = _KEYS[By(by)]
    groups: dict[str, list[_Place]] = {}
    for incident in punishable_incidents(incidents, as_of):
        groups.setdefault(key(incident), []).append(_place(incident, as_of))
    return {group: _funnel(groups[group]) for group in sorted(groups)}


def stages_of(incident: Incident, as_of: date) -> frozenset[FunnelStage]:
    """Return the stages of the funnel that an incident reached; none if it is in no funnel."""
    if not is_counted(incident, as_of) or not is_punishable(incident):
        return frozenset()
    place = _place(incident, as_of)
    return _stages(place.depth, place.answered)


@cache
def _stages(depth: int, answered: bool) -> frozenset[FunnelStage]:
    alone = _funnel([_Place("", depth, answered)])
    return frozenset(stage for stage in FunnelStage if alone.at(stage))


@dataclass(frozen=True, slots=True)
class _Place:
    """An incident's place: its number, how many stages beyond the first it reached, and whether somebody was held to account."""

    number: str
    depth: int
    answered: bool


def _place(incident: Incident, as_of: date) -> _Place:
    statuses: Sequence[Status] = list(of_perpetrator(statuses_until(incident, as_of)))
    return _Place(incident.number, max((_DEPTH[status.code] for status in statuses), default=0), accountability_day(statuses) is not None)


def _funnel(places: Sequence[_Place]) -> Funnel:
    def at_least(stage: FunnelStage) -> tuple[str, ...]:
        return tuple(place.number for place in places if place.depth >= _ORDER.index(stage))

    court, answered = at_least(FunnelStage.COURT), {place.number for place in places if place.answered}
    return Funnel(
        recorded=at_least(FunnelStage.RECORDED),
        complaint=at_least(FunnelStage.COMPLAINT),
        investigation=at_least(FunnelStage.INVESTIGATION),
        court=court,
        accountability=tuple(number for number in court if number in answered),
        without_court=tuple(place.number for place in places if place.answered and place.depth < _ORDER.index(FunnelStage.COURT)),
    )
