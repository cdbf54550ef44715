"""What two events have in common as far as their fields tell, over spellings and scripts: to tell news of an incident from a number that was mistyped.

It joins nothing and forbids nothing. Whoever names an incident is asked once more where nothing agrees, and what is offered says what agrees.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.persons.name_filter import NameFilter, rough_name
from records.vocabulary import LinkReason

# Days between two events that are "the same days", as of links between articles.
_DAYS = 10
_KAZAKH = frozenset("әғқңөұүһі")


@dataclass(frozen=True)
class Involved:
    """Who, where and when, of a draft or an incident. `day` is None where it is not known to the day."""

    persons: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    place: str = ""
    region: str = ""
    day: date | None = None

    @staticmethod
    def of(facts: Mapping[str, Any], also_named: Iterable[str] = ()) -> "Involved":
        """Of the columns of an incident (`records.review.incident_facts`); `also_named` are others whom the articles name."""
        victims = list(facts.get("victims") or ())
        persons = dict.fromkeys((*(str(one["name"]) for one in victims), *also_named))
        outlets = dict.fromkeys((*(facts.get("outlets") or ()), *filter(None, (one.get("outlet") for one in victims))))
        exact = facts.get("happened_on") if facts.get("date_precision") in (None, "day") else None
        return Involved(tuple(persons), tuple(map(str, outlets)), facts.get("place") or "", facts.get("region") or "", exact)


def in_common(one: Involved, other: Involved) -> tuple[LinkReason, ...]:
    """What agrees, the most telling first; empty if nothing does."""
    place = _same_place(one, other)
    near = one.day is not None and other.day is not None and abs((one.day - other.day).days) <= _DAYS
    told = {
        LinkReason.PERSON: _any_alike(one.persons, other.persons),
        LinkReason.OUTLET: _any_alike(one.outlets, other.outlets),
        LinkReason.PLACE_AND_DAYS: place and near,
        LinkReason.PLACE: place and not near,
    }
    return tuple(reason for reason, is_so in told.items() if is_so)


def _any_alike(some: Iterable[str], others: Iterable[str]) -> bool:
    known = [name for name in others if name.strip()]
    return any(_alike(name, one) for name in some if name.strip() for one in known)


def _alike(name: str, other: str) -> bool:
    """Whether all words of the shorter name stand in the other one."""
    return NameFilter(name).fits(rough_name(other)) or NameFilter(other).fits(rough_name(name))


def _same_place(one: Involved, other: Involved) -> bool:
    """Whether both are of one place. Where one names none, or writes it in another language, the region tells."""
    if one.place and other.place and _alike(one.place, other.place):
        return True
    by_region = not one.place or not other.place or _writing(one.place) != _writing(other.place)
    return by_region and bool(one.region) and one.region == other.region


def _writing(place: str) -> str:
    if place.isascii():
        return "latin"
    return "kazakh" if not _KAZAKH.isdisjoint(place.casefold()) else "cyrillic"
