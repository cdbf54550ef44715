"""Filters of incidents that depend on a day and cannot be applied by the database. Both cached lists and exports use them."""

from collections.abc import Callable, Iterator

from records.filters import IncidentFilter
from records.persons.victims import NameFilter
from records.vocabulary import Track
from reports.incidents import IncidentOnDay

Condition = Callable[[IncidentOnDay], bool]
# The filters that are applied here.
ON_DAY = ("any_category", "recorded_since", "recorded_until", "status", "track", "person", "in_custody", "days_in_custody", "silent")


def conditions(incident_filter: IncidentFilter) -> Iterator[Condition]:
    """Yield a test for each filter that is set, the cheapest first."""
    code, status, days = incident_filter.any_category, incident_filter.status, incident_filter.days_in_custody
    since, until = incident_filter.recorded_since, incident_filter.recorded_until
    if code:
        yield lambda entry: code in entry.incident.categories
    if since:
        yield lambda entry: entry.incident.recorded >= since
    if until:
        yield lambda entry: entry.incident.recorded <= until
    if status:
        yield lambda entry: any(last.code == status for last in entry.last.values())
    if incident_filter.track:
        yield _runs(Track(incident_filter.track))
    if incident_filter.person:
        yield _named(NameFilter(incident_filter.person))
    if incident_filter.in_custody:
        yield lambda entry: entry.held
    if days is not None:
        yield lambda entry: entry.days_in_custody is not None and entry.days_in_custody >= days
    if incident_filter.silent is not None:
        yield _silent(Track(incident_filter.track) if incident_filter.track else None, incident_filter.silent)


def _runs(track: Track) -> Condition:
    return lambda entry: entry.runs(track)


def _named(name: NameFilter) -> Condition:
    return lambda entry: any(name.fits(person_name) for person_name in entry.names)


def _silent(track: Track | None, days: int) -> Condition:
    def silent(entry: IncidentOnDay) -> bool:
        silence = entry.silent_on(track)
        return silence is not None and silence >= days

    return silent
