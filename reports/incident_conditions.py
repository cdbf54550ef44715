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
        yield lambda one: code in one.incident.categories
    if since:
        yield lambda one: one.incident.recorded >= since
    if until:
        yield lambda one: one.incident.recorded <= until
    if status:
        yield lambda one: any(last.code == status for last in one.last.values())
    if incident_filter.track:
        yield _runs(Track(incident_filter.track))
    if incident_filter.person:
        yield _named(NameFilter(incident_filter.person))
    if incident_filter.in_custody:
        yield lambda one: one.held
    if days is not None:
        yield lambda one: one.days_in_custody is not None and one.days_in_custody >= days
    if incident_filter.silent is not None:
        yield _silent(Track(incident_filter.track) if incident_filter.track else None, incident_filter.silent)


def _runs(track: Track) -> Condition:
    return lambda one: one.runs(track)


def _named(name: NameFilter) -> Condition:
    return lambda one: any(name.fits(each) for each in one.names)


def _silent(track: Track | None, days: int) -> Condition:
    def silent(one: IncidentOnDay) -> bool:
        found = one.silent_on(track)
        return found is not None and found >= days

    return silent
