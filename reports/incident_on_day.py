"""What is worked out of one incident for one day: where each of its two stories stands, how long nothing was heard, how long somebody was in custody.

Each value is worked out when it is first asked for and kept, so that a list of twenty thousand works out what it is narrowed and sorted by, and no more.
"""

from datetime import date
from functools import cache, cached_property

from records.filters import UNANSWERED
from records.incident_model import Incident, Status
from records.incidents.tracks import HER_CASE
from records.persons.name_filter import RoughName, rough_name
from records.vocabulary import ACCOUNTABILITY, STATUSES, FunnelStage, Track
from reports.impunity import Clocks, clocks, stages_of
from reports.impunity.clocks import answered_on, began, counts, is_punishable, last_status, pursued, statuses_until
from reports.impunity.custody_times import days_in_custody
from reports.impunity.pursuit import OwnCase
from reports.impunity.silence import goes_on, last_heard
from reports.wrong_tracks import of_incident


class IncidentOnDay:
    """An incident as it stands on a day."""

    def __init__(self, incident: Incident, day: date) -> None:
        self.incident, self.day = incident, day

    @cached_property
    def clocks(self) -> Clocks:
        """Its four clocks."""
        return clocks(self.incident, self.day)

    @cached_property
    def own_case(self) -> OwnCase | None:
        """The journalist's own case; None where nobody is pursued. To follow its courses is what takes longest."""
        return pursued(self.incident, self.day) if Track.JOURNALIST in self.last else None

    @cached_property
    def held(self) -> bool:
        """Whether the journalist is in custody."""
        return self._was_taken and counts(self.incident, self.day) and self.own_case is not None and self.own_case.held is not None

    @cached_property
    def days_in_custody(self) -> int | None:
        """All days in custody together; None where no journalist is pursued."""
        if Track.JOURNALIST not in self.last or not counts(self.incident, self.day):
            return None
        return days_in_custody(self.own_case.custody, self.day) if self._was_taken and self.own_case else 0

    @cached_property
    def waited(self) -> int | None:
        """Days without accountability; None where nothing punishable was done."""
        if not self.punishable or not counts(self.incident, self.day):
            return None
        until = answered_on(statuses_until(self.incident, self.day)) or self.day
        return max(0, (until - began(self.incident, self.day)).days)

    @cached_property
    def punishable(self) -> bool:
        """Whether somebody did something punishable."""
        return is_punishable(self.incident)

    @property
    def answered(self) -> bool:
        """Whether it is punishable, and somebody was held to account in any way."""
        return self.punishable and any(status.code in ACCOUNTABILITY for status in statuses_until(self.incident, self.day))

    @cached_property
    def last(self) -> dict[Track, Status]:
        """The last status of each story; a story without one is left out."""
        by_track: dict[Track, list[Status]] = {}
        for status in statuses_until(self.incident, self.day):
            by_track.setdefault(status.track, []).append(status)
        return {track: last for track, statuses in by_track.items() if (last := last_status(statuses))}

    @property
    def since_last_status(self) -> int | None:
        """Days since the last status of either story; None where there is none."""
        last = last_status(statuses_until(self.incident, self.day))
        return (self.day - last.day).days if last else None

    @property
    def silent(self) -> int | None:
        """Days for which nothing was heard of a case that goes on; None for one that is over or does not count."""
        return self.silent_on(None)

    def silent_on(self, track: Track | None) -> int | None:
        """The same of one story alone."""
        if track not in self._silences:
            self._silences[track] = self._silence(track) if counts(self.incident, self.day) else None
        return self._silences[track]

    def _silence(self, track: Track | None) -> int | None:
        days = (self.day - last_heard(self.incident, self.day, track)[1]).days
        return days if goes_on(self.incident, self.day, track, lambda: self.own_case) else None

    @cached_property
    def _silences(self) -> dict[Track | None, int | None]:
        return {}

    def runs(self, track: Track) -> bool:
        """Whether it has this story: something of it is on record, or it is such a case."""
        if track in self.last:
            return True
        return self.punishable if track is Track.PERPETRATOR else not HER_CASE.isdisjoint(self.incident.categories)

    @cached_property
    def stages(self) -> frozenset[str]:
        """At which of `records.filters.STAGES` it is."""
        return _with_unanswered(stages_of(self.incident, self.day))

    @property
    def _was_taken(self) -> bool:
        """Whether a status on record takes somebody's liberty: without one nobody was in custody."""
        return any(STATUSES[status.code].takes_liberty for status in self.incident.statuses)

    @cached_property
    def tells_wrongly(self) -> bool:
        """Whether a status tells the wrong story, whatever the day."""
        return any(of_incident(self.incident))

    @cached_property
    def names(self) -> tuple[RoughName, ...]:
        """Every name of every victim, also that of her record in each language, made comparable."""
        return tuple(rough_name(name) for victim in self.incident.victims for name in dict.fromkeys((victim.name, *victim.names.values())))


@cache
def _with_unanswered(stages: frozenset[FunnelStage]) -> frozenset[str]:
    """One object for all incidents at the same stages."""
    answered = not stages.isdisjoint((FunnelStage.ACCOUNTABILITY, FunnelStage.WITHOUT_COURT))
    return stages | ({UNANSWERED} if stages and not answered else frozenset())
