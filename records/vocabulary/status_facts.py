"""The facts of a status. `records.vocabulary.status_codes` gives them for each."""

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
