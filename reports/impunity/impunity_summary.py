"""The impunity figures over all incidents, each with the incidents behind it, and one row for each incident."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.incident_model import Incident
from records.vocabulary import CpjState, UnescoState
from reports.impunity.clocks import (
    IMPUNITY_DAYS,
    accountability_day,
    clocks,
    council_of_europe_impunity,
    counted_incidents,
    cpj,
    is_punishable,
    is_unanswered,
    last_status,
    statuses_until,
    unesco,
)
from reports.impunity.journalists_pursued import PursuitFigures, pursuit_figures
from reports.impunity.silence import SilentCase, silent
from reports.impunity.stages import By, Funnel, funnel, funnels

IMPUNITY_COLUMNS = (
    "number", "primary", "date", "region", "actor", "status", "days_without_accountability", "days_since_status",
    "unesco", "cpj", "council_of_europe", "accountable", "punishable", "days_under_pursuit", "days_in_custody", "in_custody",
)  # fmt: skip


@dataclass(frozen=True)
class ImpunitySummary:
    """All figures as of one day.

    Tuples contain numbers of incidents. `unanswered` and `council_of_europe` are over the punishable cases, those of `funnel.recorded`; `unesco` over
    the killings; `cpj` over those whose motive is confirmed.
    """

    as_of: date
    silent_days: int
    impunity_days: int
    unanswered: tuple[str, ...]
    """Punishable cases in which nobody was held to account in any way."""
    unesco: dict[UnescoState, tuple[str, ...]]
    cpj: dict[CpjState, tuple[str, ...]]
    council_of_europe: tuple[str, ...]
    funnel: Funnel
    groups: dict[By, dict[str, Funnel]]
    silent: tuple[SilentCase, ...]
    pursued: PursuitFigures

    @property
    def unanswered_share(self) -> float | None:
        """The share of the punishable cases in which nobody was held to account, 0 to 1; None if there are none."""
        return len(self.unanswered) / len(self.funnel.recorded) if self.funnel.recorded else None

    def to_json(self) -> dict[str, Any]:
        """Return plain values: each figure as {count, incidents}, days as ISO 8601. States without an incident are included."""
        return {
            "as_of": self.as_of.isoformat(),
            "silent_days": self.silent_days,
            "impunity_days": self.impunity_days,
            "punishable": _figure(self.funnel.recorded),
            "unanswered": {**_figure(self.unanswered), "share": self.unanswered_share},
            "unesco": {state.value: _figure(numbers) for state, numbers in self.unesco.items()},
            "cpj": {state.value: _figure(numbers) for state, numbers in self.cpj.items()},
            "council_of_europe": _figure(self.council_of_europe),
            "funnel": self.funnel.to_json(),
            "groups": {by.value: {key: group.to_json() for key, group in groups.items()} for by, groups in self.groups.items()},
            "silent": [case.to_json() for case in self.silent],
            "journalists": self.pursued.to_json(),
        }


def impunity_summary(incidents: Iterable[Incident], as_of: date, silent_days: int, impunity_days: int = IMPUNITY_DAYS) -> ImpunitySummary:
    """Return all figures as of a day.

    A case is listed as silent after `silent_days` days without news. After `impunity_days` days without accountability it is impunity by the Council
    of Europe's criterion.
    """
    counted = list(counted_incidents(incidents, as_of))
    states = [(incident.number, unesco(incident, as_of), cpj(incident, as_of)) for incident in counted]
    return ImpunitySummary(
        as_of=as_of,
        silent_days=silent_days,
        impunity_days=impunity_days,
        unanswered=tuple(incident.number for incident in counted if is_unanswered(incident, as_of)),
        unesco={state: tuple(number for number, current, _ in states if current is state) for state in UnescoState},
        cpj={state: tuple(number for number, _, current in states if current is state) for state in CpjState},
        council_of_europe=tuple(incident.number for incident in counted if council_of_europe_impunity(incident, as_of, impunity_days)),
        funnel=funnel(counted, as_of),
        groups={by: funnels(counted, as_of, by) for by in By},
        silent=tuple(silent(counted, as_of, silent_days)),
        pursued=pursuit_figures(counted, as_of),
    )


def impunity_rows(incidents: Iterable[Incident], as_of: date, impunity_days: int = IMPUNITY_DAYS) -> Iterator[dict[str, Any]]:
    """Yield a row for each incident that counts on the day, in the order given, with the columns of IMPUNITY_COLUMNS."""
    for incident in counted_incidents(incidents, as_of):
        statuses, clock = statuses_until(incident, as_of), clocks(incident, as_of)
        last = last_status(statuses)
        unesco_state, cpj_state = unesco(incident, as_of), cpj(incident, as_of)
        yield {
            "number": incident.number,
            "primary": incident.primary.value,
            "date": incident.day.isoformat() if incident.day else None,
            "region": incident.region,
            "actor": incident.actor.value,
            "status": last.code.value if last else None,
            "days_without_accountability": clock.without_accountability,
            "days_since_status": clock.since_last_status,
            "unesco": unesco_state.value if unesco_state else None,
            "cpj": cpj_state.value if cpj_state else None,
            "council_of_europe": council_of_europe_impunity(incident, as_of, impunity_days),
            # A status on the wrong track in an old record is no accountability.
            "accountable": is_punishable(incident) and accountability_day(statuses) is not None,
            "punishable": is_punishable(incident),
            "days_under_pursuit": clock.under_pursuit,
            "days_in_custody": clock.in_custody,
            "in_custody": clock.in_custody_now,
        }


def _figure(numbers: tuple[str, ...]) -> dict[str, Any]:
    return {"count": len(numbers), "incidents": list(numbers)}
