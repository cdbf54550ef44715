"""Journalists under pursuit on a day: in custody, on trial, sentenced, and what became of their cases."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.country import Hold
from records.incident_model import Incident
from records.vocabulary import SentenceKind, StatusCode
from reports.impunity.clocks import counted_incidents, pursued
from reports.impunity.court_courses import days_in_custody
from reports.impunity.pursuit import OwnCase

Told = Sequence[tuple[Incident, OwnCase]]


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
    """The length of the arrest or sentence has passed, or the longest time that the law allows, and nobody recorded a release: for the editor to look at."""
    limit_passed: dict[Hold, tuple[str, ...]]
    """Of these the ones of unknown length, by the limit of the law that has passed."""
    released_late: tuple[str, ...]
    """A release is recorded later than the length or the limit allows: a step may be missing."""
    course_unclear: tuple[str, ...]
    """A case was dropped while several of the incident were not settled: it lets nobody go from remand."""
    order_unclear: tuple[str, ...]
    """Two steps of one day stand as they were entered, against the order of a case."""
    sentence_unclear: tuple[str, ...]
    """In custody on record, and sentenced to what is not known, or to a prison of unknown length."""
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
            **{name: _figure(getattr(self, name)) for name in _PLAIN},
            "limit_passed": {hold.value: _figure(numbers) for hold, numbers in self.limit_passed.items()},
            "in_custody": {"count": len(self.in_custody), "incidents": [one.to_json() for one in self.in_custody]},
            "sentenced": {kind.value if kind else "unknown": _figure(numbers) for kind, numbers in self.sentenced.items()},
            "fined": {currency: {"total": sums.total, **_figure(sums.incidents)} for currency, sums in self.fined.items()},
            "damages": {currency: {"total": sums.total, **_figure(sums.incidents)} for currency, sums in self.damages.items()},
        }


_PLAIN = (
    "pursued", "going_on", "on_trial", "house_arrest", "release_unknown", "released_late", "course_unclear", "order_unclear", "sentence_unclear", "arrested",
    "ended_well",
)  # fmt: skip


def journalists_pursued(incidents: Iterable[Incident], as_of: date) -> Pursued:
    """What became of those who are pursued, over all incidents that count on the day."""
    told = [(incident, chased) for incident in counted_incidents(incidents, as_of) if (chased := pursued(incident, as_of))]

    def where(holds: Callable[[OwnCase], object]) -> tuple[str, ...]:
        return tuple(incident.number for incident, chased in told if holds(chased))

    held = [
        InCustody(incident.number, incident.title, chased.held.since, days_in_custody(chased.custody, as_of))
        for incident, chased in told
        if chased.held
    ]
    return Pursued(
        pursued=where(lambda chased: True),
        going_on=where(lambda chased: chased.over is None),
        on_trial=where(lambda chased: chased.on_trial),
        in_custody=tuple(sorted(held, key=lambda one: (one.since, one.number))),
        house_arrest=where(lambda chased: any(time.until is None for time in chased.house_arrest)),
        release_unknown=where(lambda chased: bool(chased.custody) and chased.custody[-1].term_over),
        limit_passed={
            hold: tuple(incident.number for incident, chased in told if chased.custody and chased.custody[-1].law is hold) for hold in Hold
        },
        released_late=where(lambda chased: any(time.late for time in chased.custody)),
        course_unclear=where(lambda chased: chased.course_unclear),
        order_unclear=where(lambda chased: chased.order_matters),
        sentence_unclear=where(lambda chased: chased.sentence_unclear),
        sentenced=_sentenced(told),
        arrested=where(lambda chased: chased.arrested),
        fined=_sums(told, StatusCode.JFN),
        damages=_sums(told, StatusCode.JDM),
        ended_well=where(lambda chased: chased.ended_well),
    )


def _sentenced(told: Told) -> dict[SentenceKind | None, tuple[str, ...]]:
    found: dict[SentenceKind | None, list[str]] = {kind: [] for kind in (*SentenceKind, None)}
    for incident, chased in told:
        sentences = [ruling for ruling in chased.rulings if ruling.code is StatusCode.JSN]
        if sentences:
            found[sentences[-1].penalty.kind].append(incident.number)
    return {kind: tuple(numbers) for kind, numbers in found.items()}


def _sums(told: Told, code: StatusCode) -> dict[str, Sums]:
    """Of each incident the last ruling counts: an appeal court that changes a sum rules anew."""
    totals: dict[str, int] = defaultdict(int)
    numbers: dict[str, list[str]] = defaultdict(list)
    for incident, chased in told:
        penalties = [ruling.penalty for ruling in chased.rulings if ruling.code is code]
        if penalties and penalties[-1].sum is not None and penalties[-1].currency is not None:
            totals[penalties[-1].currency] += penalties[-1].sum
            numbers[penalties[-1].currency].append(incident.number)
    return {currency: Sums(totals[currency], tuple(numbers[currency])) for currency in sorted(totals)}


def _figure(numbers: Sequence[str]) -> dict[str, Any]:
    return {"count": len(numbers), "incidents": list(numbers)}
