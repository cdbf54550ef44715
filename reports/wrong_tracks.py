"""Statuses on the wrong track, as imports of earlier records bring them: the journalist's own case as the perpetrator's.

They are listed for a person, with the step that was probably meant. Nothing is changed automatically.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from records.i18n import tr
from records.incident_model import Incident, Status
from records.incidents import load
from records.incidents.tracks import NOT_PLACED, lawful_of, suggested_statuses, track_fault
from records.vocabulary import Category, StatusCode


@dataclass(frozen=True)
class WrongTrack:
    """A status on the wrong track: why it is, and the statuses that may have been meant, the likeliest first."""

    number: str
    title: str
    status: Status
    why: str
    proposal: tuple[StatusCode, ...]

    def command(self) -> str:
        """Return the command that replaces the status by the likeliest one."""
        words = ["qorgan", "status", self.number, self.proposal[0], "--date", f"{self.status.day}", "--source", self.status.source or "…"]
        words += [
            "--correct" if not self.status.withdrawn else "--note",
            str(self.status.id) if not self.status.withdrawn else self.status.note or "…",
        ]
        reason = [] if self.status.withdrawn else ["--reason", tr("it is the journalist's own case")]
        return shlex.join([*words, *reason])


def wrong_tracks(session: Session) -> Iterator[WrongTrack]:
    """Yield all such statuses, by number and day."""
    for incident in load(session, articles=False):
        yield from wrong_tracks_of(incident)


def wrong_tracks_of(incident: Incident) -> Iterator[WrongTrack]:
    """Yield those of one incident: misplaced statuses, and those that an import did not place and nobody has corrected since."""
    lawful = lawful_of(incident.facts)
    placed = {(status.day, status.code) for status in incident.statuses}
    for status in (*incident.misplaced_statuses, *incident.withdrawn_statuses):
        why = track_fault(status.code, incident.categories, lawful)
        if why is None or status.withdrawn not in ("", NOT_PLACED):
            continue
        proposal = tuple(sorted(suggested_statuses(status.code), key=lambda code: _fit(code, incident.categories)))
        if status.withdrawn and any((status.day, code) in placed for code in proposal):
            continue
        yield WrongTrack(incident.number, incident.title, status, why, proposal)


_OF_CASE = {StatusCode.JAA: Category.ARR, StatusCode.JFN: Category.ADM, StatusCode.JSN: Category.CRM, StatusCode.JDM: Category.CIV}


def _fit(code: StatusCode, categories: tuple[Category, ...]) -> bool:
    """Return False, which sorts first, if the step belongs to the incident's kind of case."""
    return code in _OF_CASE and _OF_CASE[code] not in categories
