"""What a report must admit: records that it could not count or place, days on which the press was not fully heard, spellings that it took for one
person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from records.i18n import LANGUAGES
from records.incident_model import Incident
from reports.coverage import IncompleteDay
from reports.publications.period import ReportPeriod
from reports.publications.persons_affected import Persons, doubtful_persons


@dataclass(frozen=True)
class Panel:
    """How well the press was heard in the period. `since` is the first day with a panel of outlets; None if there was no such day."""

    since: date | None
    incomplete: tuple[IncompleteDay, ...]


@dataclass(frozen=True)
class Stretch:
    """Days in a row on which the same outlets were not heard."""

    first: date
    last: date
    expected: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Remarks:
    """Numbers of incidents, by what is missing in them.

    `undated` count nowhere; the others are counted. `to_come`: the period continues after the day as of which the report speaks. `folded`:
    spellings of one person. `doubtful`: spellings of two who are counted as two, and who are probably one. `misplaced`: how many statuses on the wrong track
    there are by the last day, by the number of the incident, in the whole record: a case that should be told may be missing for it. `outlets` is what those that were not heard are called, by
    their names in the panel and by language.
    """

    undated: tuple[str, ...]
    imprecise: tuple[str, ...]
    without_place: tuple[str, ...]
    nameless: tuple[str, ...]
    folded: tuple[tuple[str, ...], ...]
    doubtful: tuple[tuple[str, str], ...]
    to_come: bool
    panel_since: date | None
    without_panel: bool
    stretches: tuple[Stretch, ...]
    misplaced: dict[str, int] = field(default_factory=dict)
    outlets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def remarks(inside: Sequence[Incident], undated: Sequence[Incident], persons: Persons | None, period: ReportPeriod, panel: Panel) -> Remarks:
    """The remarks on a report over these incidents. Without persons the report counts none, and says nothing of them."""
    late = panel.since if panel.since and panel.since > period.since else None
    return Remarks(
        undated=tuple(incident.number for incident in undated),
        imprecise=tuple(incident.number for incident in inside if incident.precision in ("month", "year")),
        without_place=tuple(incident.number for incident in inside if not incident.place and not incident.region),
        nameless=persons.unnamed if persons else (),
        folded=persons.folded if persons else (),
        doubtful=doubtful_persons(inside) if persons else (),
        to_come=period.until > period.as_of,
        panel_since=late,
        without_panel=panel.since is None,
        stretches=stretches(panel.incomplete),
        outlets={outlet.outlet: outlet.title for day in panel.incomplete for outlet in day.missing},
    )


def stretches(days: Iterable[IncompleteDay]) -> tuple[Stretch, ...]:
    """Days in order. Days in a row with the same outlets missing are put together."""
    found: list[Stretch] = []
    for one in days:
        missing = tuple(outlet.outlet for outlet in one.missing)
        last = found[-1] if found else None
        if last and last.missing == missing and last.expected == one.expected and one.day - last.last == timedelta(days=1):
            found[-1] = Stretch(last.first, one.day, last.expected, missing)
        else:
            found.append(Stretch(one.day, one.day, one.expected, missing))
    return tuple(found)


def summary_languages(incident: Incident) -> tuple[str, ...]:
    """The languages in which the incident has a summary."""
    return tuple(lang for lang in LANGUAGES if (incident.summary.get(lang) or "").strip())
