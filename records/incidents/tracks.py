"""The statuses that an incident may have, so that the outcome for a journalist is never counted as that for a perpetrator, nor the reverse.

Source of the rule: the field's two tracks (docs/decisions/0023-two-tracks.md). Used by the desk, the API, the command line, the import and the
review of old records.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from records.i18n import gettext_noop, tr
from records.incident_model import Status
from records.vocabulary import STATUSES, Category, Lawful, StatusCode, Track, codes_where

_PUNISHABLE = codes_where(lambda facts: facts.punishable)
_IF_UNLAWFUL = codes_where(lambda facts: facts.punishable_if_unlawful)
_PURSUIT = codes_where(lambda facts: facts.pursuit)
# Reason of a status on the wrong track: exports give it, and imports store such a status as withdrawn with it. Stored in English and translated when
# shown.
NOT_PLACED = gettext_noop("it was recorded before there were two tracks, and stands on the wrong one")
# Categories of a case against a journalist by the state. If an incident is one of them and nothing punishable, an investigation, a trial or a
# sentence is the journalist's.
JOURNALIST_CASE_CATEGORIES = codes_where(lambda facts: facts.pursuit and facts.by_state)


def lawful_of(facts: Mapping[str, Any]) -> Lawful:
    """Return whether a detention or an arrest was lawful, from the facts of an incident."""
    return Lawful(facts.get("lawful") or Lawful.UNKNOWN)


def punishable(categories: Collection[Category], lawful: Lawful) -> bool:
    """Return whether the incident is punishable, so that the time to accountability counts.

    A detention or an arrest is punishable if it was unlawful; if that is unknown, it counts as lawful.
    """
    return not _PUNISHABLE.isdisjoint(categories) or (lawful is Lawful.NO and not _IF_UNLAWFUL.isdisjoint(categories))


def pursued(categories: Collection[Category]) -> bool:
    """Return whether a journalist is prosecuted or prevented from working, so that their deadlines count.

    An unlawful detention alone is a crime, and still holds somebody in custody.
    """
    return not _PURSUIT.isdisjoint(categories)


def track_fault(code: StatusCode, categories: Collection[Category], lawful: Lawful) -> str | None:
    """Return what is wrong with a status on an incident with these categories, and what to do; None if it is valid."""
    facts = STATUSES[code]
    if facts.track is Track.JOURNALIST:
        if pursued(categories):
            return None
        words = tr(
            "{code} tells what became of a journalist who is pursued, and {categories} is no pursuit; first add the category of the case, as CRM, CIV or ADM"
        )
    elif facts.needs_punishable and not JOURNALIST_CASE_CATEGORIES.isdisjoint(categories) and not punishable(categories, lawful):
        # Apart from the case nothing punishable is recorded, so only the journalist can have been tried or convicted: an insult or a blocking
        # convicts nobody.
        categories = [category for category in categories if category in JOURNALIST_CASE_CATEGORIES]
        words = tr(
            "{code} tells what became of a perpetrator, and {categories} is the journalist's own case; choose one of {others}, or first add what was done to her,"
            " as ATT or OBS, or say that the arrest was unlawful"
        )
    else:
        return None
    proposed = ", ".join(suggested_statuses(code)) or ", ".join(code for code in StatusCode if STATUSES[code].track is Track.JOURNALIST)
    return words.format(code=code, categories=", ".join(categories), others=proposed)


def split_by_track(statuses: Iterable[Status], categories: Collection[Category], lawful: Lawful) -> tuple[tuple[Status, ...], tuple[Status, ...]]:
    """Return the statuses on the right track and those on the wrong one, each in their order.

    Old records have the latter; no figure and no document may use them until a person has reviewed them (`qorgan review`).
    """
    placed: list[Status] = []
    apart: list[Status] = []
    for status in statuses:
        (placed if track_fault(status.code, categories, lawful) is None else apart).append(status)
    return tuple(placed), tuple(apart)


# The step of the journalist's case that was probably meant by a perpetrator's status.
_MEANT: dict[StatusCode, tuple[StatusCode, ...]] = {
    StatusCode.PTI: (StatusCode.JIN,),
    StatusCode.SUS: (StatusCode.JIN,),
    StatusCode.DRP: (StatusCode.JDR,),
    StatusCode.APN: (StatusCode.JAA, StatusCode.JFN),
    StatusCode.CRTP: (StatusCode.JCT,),
    StatusCode.ACQ: (StatusCode.JAC,),
    StatusCode.CVP: (StatusCode.JSN, StatusCode.JFN, StatusCode.JDM),
    StatusCode.CVF: (StatusCode.JSN, StatusCode.JFN, StatusCode.JDM),
    StatusCode.CVM: (StatusCode.JDR,),
}


def suggested_statuses(code: StatusCode) -> tuple[StatusCode, ...]:
    """Return the journalist's statuses that a perpetrator's status may have meant, the likeliest first; empty if there are none."""
    return _MEANT.get(code, ())
