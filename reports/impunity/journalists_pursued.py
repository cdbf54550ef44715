"""Journalists under pursuit on a day: in custody, on trial, sentenced, and what became of their cases."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.country import CustodyKind
from records.incident_model import Incident
from records.vocabulary import SentenceKind, StatusCode
from reports.impunity.clocks import counted_incidents, journalist_case
from reports.impunity.legal_cases import days_in_custody
from reports.impunity.pursuit import JournalistCase

PursuedIncidents = Sequence[tuple[Incident, JournalistCase]]


@dataclass(frozen=True)
class InCustody:
    """A person in custody on the day: since when, and for how many days in all, earlier times of the case included."""

    number: str
    title: str
    since: date
    days: int

    def to_json(self) -> dict[str, Any]:
        """Return plain values, the day as ISO 8601."""
        return {"number": self.number, "title": self.title, "since": self.since.isoformat(), "days": self.days}


@dataclass(frozen=True)
class CurrencyTotals:
    """The fines and damages of some incidents in one currency."""

    total: int
    incidents: tuple[str, ...]


@dataclass(frozen=True)
class PursuitFigures:
    """Figures of cases against journalists. Tuples contain numbers of incidents, in the order given.

    `pursued` are all incidents with a status of the journalist's track; every other figure is part of it.
    """

    pursued: tuple[str, ...]
    going_on: tuple[str, ...]
    """The pursuit is not over on the day."""
    on_trial: tuple[str, ...]
    """The last step of a case that goes on is the trial."""
    in_custody: tuple[InCustody, ...]
    """The persons in custody, the longest first."""
    house_arrest: tuple[str, ...]
    release_unknown: tuple[str, ...]
    """The length of the arrest or sentence has passed, or the longest time that the law allows, without a recorded release: the editor should check.
    """
    limit_passed: dict[CustodyKind, tuple[str, ...]]
    """Those of unknown length among these, by the limit of the law that has passed."""
    released_late: tuple[str, ...]
    """A release is recorded later than the length or the limit allows: a step may be missing."""
    course_unclear: tuple[str, ...]
    """A case was dropped while several of the incident were not settled, which ends no remand."""
    order_unclear: tuple[str, ...]
    """Two steps of one day were entered against the order of a case."""
    sentence_unclear: tuple[str, ...]
    """In custody on record, and the kind of the sentence or the length of the prison term is unknown."""
    sentenced: dict[SentenceKind | None, tuple[str, ...]]
    """By the kind of the last sentence that was not overturned; None: the kind is not known."""
    arrested: tuple[str, ...]
    """Under administrative arrest at some time."""
    fined: dict[str, CurrencyTotals]
    damages: dict[str, CurrencyTotals]
    """Damages by currency, without rulings of unknown sums."""
    ended_well: tuple[str, ...]
    """Dropped, acquitted, or lifted, without further steps."""

    def to_json(self) -> dict[str, Any]:
        """Return plain values: each figure as {count, incidents}."""
        return {
            **{name: _figure(getattr(self, name)) for name in _PLAIN},
            "limit_passed": {hold.value: _figure(numbers) for hold, numbers in self.limit_passed.items()},
            "in_custody": {"count": len(self.in_custody), "incidents": [custody.to_json() for custody in self.in_custody]},
            "sentenced": {kind.value if kind else "unknown": _figure(numbers) for kind, numbers in self.sentenced.items()},
            "fined": {currency: {"total": sums.total, **_figure(sums.incidents)} for currency, sums in self.fined.items()},
            "damages": {currency: {"total": sums.total, **_figure(sums.incidents)} for currency, sums in self.damages.items()},
        }


_PLAIN = (
    "pursued", "going_on", "on_trial", "house_arrest", "release_unknown", "released_late", "course_unclear", "order_unclear", "sentence_unclear", "arrested",
    "ended_well",
)  # fmt: skip


def pursuit_figures(incidents: Iterable[Incident], as_of: date) -> PursuitFigures:
    """Return the figures of pursued journalists, over all incidents that count on the day."""
    cases = [(incident, own) for incident in counted_incidents(incidents, as_of) if (own := journalist_case(incident, as_of))]

    def where(holds: Callable[[JournalistCase], object]) -> tuple[str, ...]:
        return tuple(incident.number for incident, own in cases if holds(own))

    in_custody = [
        InCustody(incident.number, incident.title, own.held.since, days_in_custody(own.custody, as_of)) for incident, own in cases if own.held
    ]
    return PursuitFigures(
        pursued=where(lambda own: True),
        going_on=where(lambda own: own.over is None),
        on_trial=where(lambda own: own.on_trial),
        in_custody=tuple(sorted(in_custody, key=lambda case: (case.since, case.number))),
        house_arrest=where(lambda own: any(time.until is None for time in own.house_arrest)),
        release_unknown=where(lambda own: bool(own.custody) and own.custody[-1].term_over),
        limit_passed={hold: tuple(incident.number for incident, own in cases if own.custody and own.custody[-1].law is hold) for hold in CustodyKind},
        released_late=where(lambda own: any(time.late for time in own.custody)),
        course_unclear=where(lambda own: own.course_unclear),
        order_unclear=where(lambda own: own.order_matters),
        sentence_unclear=where(lambda own: own.sentence_unclear),
        sentenced=_sentenced(cases),
        arrested=where(lambda own: own.arrested),
        fined=_sums(cases, StatusCode.JFN),
        damages=_sums(cases, StatusCode.JDM),
        ended_well=where(lambda own: own.ended_well),
    )


def _sentenced(pursued_incidents: PursuedIncidents) -> dict[SentenceKind | None, tuple[str, ...]]:
    by_kind: dict[SentenceKind | None, list[str]] = {kind: [] for kind in (*SentenceKind, None)}
    for incident, case in pursued_incidents:
        sentences = [ruling for ruling in case.rulings if ruling.code is StatusCode.JSN]
        if sentences:
            by_kind[sentences[-1].penalty.kind].append(incident.number)
    return {kind: tuple(numbers) for kind, numbers in by_kind.items()}


def _sums(pursued_incidents: PursuedIncidents, code: StatusCode) -> dict[str, CurrencyTotals]:
    """Sum the last ruling of each incident by currency: an appeal court that changes a sum rules again."""
    totals: dict[str, int] = defaultdict(int)
    numbers: dict[str, list[str]] = defaultdict(list)
    for incident, case in pursued_incidents:
        penalties = [ruling.penalty for ruling in case.rulings if ruling.code is code]
        if penalties and penalties[-1].sum is not None and penalties[-1].currency is not None:
            totals[penalties[-1].currency] += penalties[-1].sum
            numbers[penalties[-1].currency].append(incident.number)
    return {currency: CurrencyTotals(totals[currency], tuple(numbers[currency])) for currency in sorted(totals)}


def _figure(numbers: Sequence[str]) -> dict[str, Any]:
    return {"count": len(numbers), "incidents": list(numbers)}
