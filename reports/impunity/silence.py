"""Cases of which nothing was heard for a long time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.incident_model import Incident
from records.vocabulary import StatusCode, UnescoState
from reports.impunity.clocks import answered_on, began, clocks, counted_incidents, statuses_until
from reports.impunity.rollups import unesco


@dataclass(frozen=True)
class SilentCase:
    """A case of which nothing was heard for `days` days.

    `status` is the last thing heard, on the day `since` (None: nothing since it began).
    """

    number: str
    title: str
    status: StatusCode | None
    since: date
    days: int
    without_accountability: int

    def to_json(self) -> dict[str, Any]:
        """Plain values, the day as ISO 8601."""
        return {
            "number": self.number,
            "title": self.title,
            "status": self.status.value if self.status else None,
            "since": self.since.isoformat(),
            "days": self.days,
            "days_without_accountability": self.without_accountability,
        }


def silent(incidents: Iterable[Incident], as_of: date, days: int) -> list[SilentCase]:
    """Cases of which nothing was heard for `days` days or more, the longest silence first.

    A case that is resolved and in which somebody was held to account is finished, not silent. A case that was dropped with nobody held to account
    is silent. "No information" does not end a silence, because it says that there was nothing to hear. It does restart the clock since the last
    status.
    """
    found = (case for case in _silences(incidents, as_of) if case.days >= days)
    return sorted(found, key=lambda case: (-case.days, case.number))


def _silences(incidents: Iterable[Incident], as_of: date) -> Iterator[SilentCase]:
    for incident in counted_incidents(incidents, as_of):
        statuses = statuses_until(incident, as_of)
        if answered_on(statuses) is not None and unesco(incident, as_of) is UnescoState.RESOLVED:
            continue
        last = next((status for status in reversed(statuses) if status.code is not StatusCode.NOI), None)
        since = last.day if last else began(incident, as_of)
        unanswered = clocks(incident, as_of).without_accountability or 0
        yield SilentCase(incident.number, incident.title, last.code if last else None, since, (as_of - since).days, unanswered)
