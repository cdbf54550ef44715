"""Cases without news for a long time, and whether a case goes on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.incident_model import Incident, Status
from records.vocabulary import StatusCode, Track, codes_where
from reports.impunity.clocks import accountability_day, began, clocks, counted_incidents, is_punishable, journalist_case, resolved, statuses_until
from reports.impunity.pursuit import JournalistCase

# The categories with a court case or an arrest, whose end can be known.
_COMES_TO_AN_END = codes_where(lambda facts: facts.court_case or facts.punishable_if_unlawful)


@dataclass(frozen=True)
class SilentCase:
    """A case without news for `days` days.

    `status` is the last news, of the day `since` (None: none since it began).
    """

    number: str
    title: str
    status: StatusCode | None
    since: date
    days: int
    without_accountability: int | None

    def to_json(self) -> dict[str, Any]:
        """Return plain values, the day as ISO 8601."""
        return {
            "number": self.number,
            "title": self.title,
            "status": self.status.value if self.status else None,
            "since": self.since.isoformat(),
            "days": self.days,
            "days_without_accountability": self.without_accountability,
        }


def silent(incidents: Iterable[Incident], as_of: date, days: int) -> list[SilentCase]:
    """Return cases that are not over and had no news for `days` days or more, the longest silence first.

    A case against perpetrators that is resolved and in which somebody was held to account is finished, not silent. One that was dropped with nobody
    held to account is silent. A case against a journalist is silent while it goes on, and while its end is unknown. "No information" does not end a
    silence, because it says that there was no news. It does restart the clock since the last status.
    """
    cases = (case for case in _silences(incidents, as_of) if case.days >= days)
    return sorted(cases, key=lambda case: (-case.days, case.number))


def _silences(incidents: Iterable[Incident], as_of: date) -> Iterator[SilentCase]:
    for incident in counted_incidents(incidents, as_of):
        if not goes_on(incident, as_of):
            continue
        last, since = last_heard(incident, as_of)
        waited = clocks(incident, as_of).without_accountability
        yield SilentCase(incident.number, incident.title, last.code if last else None, since, (as_of - since).days, waited)


def last_heard(incident: Incident, as_of: date, track: Track | None = None) -> tuple[Status | None, date]:
    """Return the last news by the day, of one track or of both, and its day; without news, None and the day on which it began."""
    news = (
        status
        for status in reversed(statuses_until(incident, as_of))
        if status.code is not StatusCode.NOI and (track is None or status.track is track)
    )
    last = next(news, None)
    return last, last.day if last else began(incident, as_of)


def goes_on(incident: Incident, as_of: date, track: Track | None = None, case: Callable[[], JournalistCase | None] | None = None) -> bool:
    """Return whether this track, or either of the two, is not over on the day, so that news may still come.

    `case` returns the journalist's own case of that day if it is known already.
    """
    if track is not Track.JOURNALIST and _perpetrators_at_large(incident, as_of):
        return True
    return track is not Track.PERPETRATOR and _pursuit_goes_on(incident, case() if case else journalist_case(incident, as_of))


def _perpetrators_at_large(incident: Incident, as_of: date) -> bool:
    return is_punishable(incident) and (accountability_day(statuses_until(incident, as_of)) is None or not resolved(incident, as_of))


def _pursuit_goes_on(incident: Incident, chased: JournalistCase | None) -> bool:
    return chased.over is None if chased else not _COMES_TO_AN_END.isdisjoint(incident.categories)
