"""Journalists under pursuit on a day: in custody, on trial, sentenced, and what became of their cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.incident_model import Incident, Status
from records.vocabulary import STATUSES, SentenceKind, StatusCode
from reports.impunity.clocks import counted_incidents, statuses_until
from reports.impunity.pursuit import custodies, days_in_custody, house_arrests, of_journalist, pursuit

_ON_TRIAL_AFTER = frozenset({StatusCode.JIN, StatusCode.JCH, StatusCode.JCT, StatusCode.JAP, StatusCode.JOV})
_ENDED_WELL = frozenset({StatusCode.JDR, StatusCode.JAC, StatusCode.JLF})


@dataclass(frozen=True)
class InCustody:
    """Somebody who is in custody on the day: since when, and for how many days in all, earlier times of the case included."""

    number: str
    title: str
    since: date
    days: int

    def to_json(self) -> dict[str, Any]:
        """Plain values, the day as ISO 8601."""
        return {"number": self.number, "title": self.title, "since": self.since.isoformat(), "days": self.days}


@dataclass(frozen=True)
class Sums:
    """The fines and damages of some incidents in one currency."""

    total: int
    incidents: tuple[str, ...]


@dataclass(frozen=True)
class Pursued:
    """Tuples hold numbers of incidents, in the order given. `pursued` are all with a status of the journalist's track; every other one is part of it."""

    pursued: tuple[str, ...]
    going_on: tuple[str, ...]
    """The pursuit is not over on the day."""
    on_trial: tuple[str, ...]
    """The last step of a case that goes on is the trial."""
    in_custody: tuple[InCustody, ...]
    """The longest in custody first."""
    house_arrest: tuple[str, ...]
    release_unknown: tuple[str, ...]
    """The length of the arrest or sentence has passed, and nobody recorded a release: for the editor to look at."""
    sentenced: dict[SentenceKind | None, tuple[str, ...]]
    """By the kind of the last sentence that was not overturned; None: the kind is not known."""
    arrested: tuple[str, ...]
    """Under administrative arrest at some time."""
    fined: dict[str, Sums]
    damages: dict[str, Sums]
    """By currency. Rulings of which no sum is known are not in it."""
    ended_well: tuple[str, ...]
    """Dropped, acquitted, or lifted, and nothing followed."""

    def to_json(self) -> dict[str, Any]:
        """Plain values: each figure as {count, incidents}."""
        return {
            **{
                name: _figure(getattr(self, name))
                for name in ("pursued", "going_on", "on_trial", "house_arrest", "release_unknown", "arrested", "ended_well")
            },
            "in_custody": {"count": len(self.in_custody), "incidents": [one.to_json() for one in self.in_custody]},
            "sentenced": {kind.value if kind else "unknown": _figure(numbers) for kind, numbers in self.sentenced.items()},
            "fined": {currency: {"total": sums.total, **_figure(sums.incidents)} for currency, sums in self.fined.items()},
            "damages": {currency: {"total": sums.total, **_figure(sums.incidents)} for currency, sums in self.damages.items()},
        }


def journalists_pursued(incidents: Iterable[Incident], as_of: date) -> Pursued:
    """What became of those who are pursued, over all incidents that count on the day."""
    told = [(incident, of_journalist(statuses_until(incident, as_of))) for incident in counted_incidents(incidents, as_of)]
    told = [(incident, statuses) for incident, statuses in told if statuses]
    open_ones = {incident.number for incident, statuses in told if (chased := pursuit(statuses, as_of)) and chased[1] is None}
    times = {incident.number: custodies(statuses, as_of) for incident, statuses in told}

    def where(holds: Any) -> tuple[str, ...]:
        return tuple(incident.number for incident, statuses in told if holds(incident.number, statuses))

    held = [
        InCustody(incident.number, incident.title, times[incident.number][-1].since, days_in_custody(times[incident.number], as_of))
        for incident, _ in told
        if times[incident.number] and times[incident.number][-1].until is None
    ]
    return Pursued(
        pursued=where(lambda number, statuses: True),
        going_on=where(lambda number, statuses: number in open_ones),
        on_trial=where(lambda number, statuses: number in open_ones and _last_of(statuses, _ON_TRIAL_AFTER) is StatusCode.JCT),
        in_custody=tuple(sorted(held, key=lambda one: (one.since, one.number))),
        house_arrest=where(lambda number, statuses: any(time.until is None for time in house_arrests(statuses))),
        release_unknown=where(lambda number, statuses: bool(times[number]) and times[number][-1].term_over),
        sentenced=_sentenced(told),
        arrested=where(lambda number, statuses: any(status.code is StatusCode.JAA for status in _standing_rulings(statuses))),
        fined=_sums(told, StatusCode.JFN),
        damages=_sums(told, StatusCode.JDM),
        ended_well=where(lambda number, statuses: number not in open_ones and _ends(statuses) in _ENDED_WELL),
    )


def standing_ruling(statuses: Iterable[Status]) -> Status | None:
    """The last ruling against the journalist that was not undone; None if there is none."""
    return next(reversed(_standing_rulings(of_journalist(statuses))), None)


def _standing_rulings(statuses: Sequence[Status]) -> list[Status]:
    """The rulings that were not overturned, and that no acquittal or dropping followed."""
    standing: list[Status] = []
    for status in statuses:
        if status.code in (StatusCode.JOV, StatusCode.JAC, StatusCode.JDR):
            standing.clear()
        elif STATUSES[status.code].verdict:
            standing.append(status)
    return standing


def _sentenced(told: Sequence[tuple[Incident, Sequence[Status]]]) -> dict[SentenceKind | None, tuple[str, ...]]:
    found: dict[SentenceKind | None, list[str]] = {kind: [] for kind in (*SentenceKind, None)}
    for incident, statuses in told:
        sentences = [status for status in _standing_rulings(statuses) if status.code is StatusCode.JSN]
        if sentences:
            found[sentences[-1].penalty.kind].append(incident.number)
    return {kind: tuple(numbers) for kind, numbers in found.items()}


def _sums(told: Sequence[tuple[Incident, Sequence[Status]]], code: StatusCode) -> dict[str, Sums]:
    """Of each incident the last ruling counts: an appeal court that changes a sum rules anew."""
    totals: dict[str, int] = defaultdict(int)
    numbers: dict[str, list[str]] = defaultdict(list)
    for incident, statuses in told:
        rulings = [status.penalty for status in _standing_rulings(statuses) if status.code is code]
        if rulings and rulings[-1].sum is not None and rulings[-1].currency is not None:
            totals[rulings[-1].currency] += rulings[-1].sum
            numbers[rulings[-1].currency].append(incident.number)
    return {currency: Sums(totals[currency], tuple(numbers[currency])) for currency in sorted(totals)}


def _ends(statuses: Sequence[Status]) -> StatusCode | None:
    return next((status.code for status in reversed(statuses) if STATUSES[status.code].ends_pursuit or STATUSES[status.code].verdict), None)


def _last_of(statuses: Sequence[Status], codes: frozenset[StatusCode]) -> StatusCode | None:
    return next((status.code for status in reversed(statuses) if status.code in codes), None)


def _figure(numbers: Sequence[str]) -> dict[str, Any]:
    return {"count": len(numbers), "incidents": list(numbers)}
