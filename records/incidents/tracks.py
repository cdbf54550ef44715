"""Which statuses an incident may have. What became of a journalist is never told as what became of a perpetrator, nor the other way round.

Source of the rule: the field's two tracks (docs/decisions/0011-impunity.md). Pure; the desk, the API, the shell, the import and the review of old records
all ask here.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from records.i18n import kept, tr
from records.incident_model import Status
from records.vocabulary import STATUSES, Category, Lawful, StatusCode, Track, codes_where

_PUNISHABLE = codes_where(lambda facts: facts.punishable)
_IF_UNLAWFUL = codes_where(lambda facts: facts.punishable_if_unlawful)
_PURSUIT = codes_where(lambda facts: facts.pursuit)
# Why a status on the wrong track does not count: exports say it of one that stands, and of an imported file such a status is kept as withdrawn for it. Stored
# as it is here, and translated where it is shown.
NOT_PLACED = kept("it was recorded before there were two tracks, and stands on the wrong one")
# What the state does to a journalist in a case against her. Where an incident is one of them and nothing punishable, an investigation, a trial or a sentence is
# her own.
HER_CASE = codes_where(lambda facts: facts.pursuit and facts.by_state)


def lawful_of(facts: Mapping[str, Any]) -> Lawful:
    """Whether a detention or an arrest was lawful, from the facts of an incident."""
    return Lawful(facts.get("lawful") or Lawful.UNKNOWN)


def punishable(categories: Collection[Category], lawful: Lawful) -> bool:
    """Whether somebody did something punishable, so that the clock of accountability runs. A detention or an arrest is punishable if it was unlawful; where
    that is not known, it counts as lawful."""
    return not _PUNISHABLE.isdisjoint(categories) or (lawful is Lawful.NO and not _IF_UNLAWFUL.isdisjoint(categories))


def pursued(categories: Collection[Category]) -> bool:
    """Whether somebody is pursued or kept from working, so that the clocks of the journalist may run. An unlawful detention alone is a crime, and still keeps
    somebody in custody."""
    return not _PURSUIT.isdisjoint(categories)


def misplaced(code: StatusCode, categories: Collection[Category], lawful: Lawful) -> str | None:
    """What is wrong with a status on an incident with these categories, in a sentence that says what to do; None if it is in place."""
    facts = STATUSES[code]
    if facts.track is Track.JOURNALIST:
        if pursued(categories):
            return None
        words = tr(
            "{code} tells what became of a journalist who is pursued, and {categories} is no pursuit; first add the category of the case, as CRM, CIV or ADM"
        )
    elif facts.needs_punishable and not HER_CASE.isdisjoint(categories) and not punishable(categories, lawful):
        # Beside her case nothing punishable is on record, so whoever was tried or convicted can only be she: an insult or a blocking gives nobody to convict.
        categories = [category for category in categories if category in HER_CASE]
        words = tr(
            "{code} tells what became of a perpetrator, and {categories} is the journalist's own case; choose one of {others}, or first add what was done to her,"
            " as ATT or OBS, or say that the arrest was unlawful"
        )
    else:
        return None
    others = ", ".join(likely_meant(code)) or ", ".join(code for code in StatusCode if STATUSES[code].track is Track.JOURNALIST)
    return words.format(code=code, categories=", ".join(categories), others=others)


def set_apart(statuses: Iterable[Status], categories: Collection[Category], lawful: Lawful) -> tuple[tuple[Status, ...], tuple[Status, ...]]:
    """Statuses that stand, parted into those in their place and those on the wrong track, each in their order. Old records have such, and until a person has
    looked at one (`qorgan review`), no figure and no document may read it as what it says."""
    placed: list[Status] = []
    apart: list[Status] = []
    for status in statuses:
        (placed if misplaced(status.code, categories, lawful) is None else apart).append(status)
    return tuple(placed), tuple(apart)


# The step of the journalist's case that somebody meant who chose the perpetrator's.
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


def likely_meant(code: StatusCode) -> tuple[StatusCode, ...]:
    """The journalist's statuses that a perpetrator's status may have meant, the likeliest first; none where there is no such step."""
    return _MEANT.get(code, ())
