"""The facts of a status. `records.vocabulary.status_codes` gives them for each."""

from dataclasses import dataclass
from enum import StrEnum

from records.i18n import kept


class Track(StrEnum):
    """Whose story a status tells. The two are never mixed: a journalist's own sentence is the violation, and not its punishment."""

    PERPETRATOR = "perpetrator"
    """What became of whoever did it."""
    JOURNALIST = "journalist"
    """What became of the person or the outlet pursued."""


TRACK_LABELS: dict[Track, str] = {
    Track.PERPETRATOR: kept("what became of the perpetrator"),
    Track.JOURNALIST: kept("what became of the journalist"),
}


class PenaltyPart(StrEnum):
    """What may be said of a penalty beside its status."""

    KIND = "kind"
    TERM = "term"
    SUM = "sum"


@dataclass(frozen=True)
class StatusFacts:
    """Everything that is known of a status. What is not said of it is false."""

    track: Track
    label: str
    """A message. It is translated where it is shown. It says whose story it tells, because it is also shown alone."""
    accountability: bool = False
    """Somebody was held to account in some way."""
    no_step: bool = False
    """It says that a case is known or silent, but not what became of it: nobody took a step."""
    needs_punishable: bool = False
    """It says what was done with whoever did something punishable. Where the incident is a case against the journalist alone, it would turn her own case
    into justice."""
    penalty: frozenset[PenaltyPart] = frozenset()
    """The parts of a penalty that it may have."""
    takes_liberty: bool = False
    """From its day on she is in custody. Of a sentence that is so only where it is prison."""
    gives_liberty: bool = False
    """On its day custody ends."""
    verdict: bool = False
    """A ruling against her. The pursuit is over with it, unless an appeal follows, or it is a ban."""
    lasts: bool = False
    """A ban: it goes on until it is lifted, or until its length has passed."""
