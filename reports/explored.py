"""What the charts that filter together show: the incidents of one choice, counted by month, category, region, actor, outlet and stage.

Every count is of incidents that the list shows under the same filter. One without a date is in no month and is counted apart. The counts of a choice are kept from one state of the
record to the next (`reports.kept_results`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.country import home
from records.filters import NONE, STAGES, IncidentFilter
from records.vocabulary import Actor, Category
from reports.cached_incident import IN_ALL, CachedIncident
from reports.charts import Month
from reports.incident_cache import BookChange, IncidentBook
from reports.incident_choice import chosen, holding
from reports.kept_results import kept_result

# What is counted, each under its name: (name, value).
_TOTAL, _UNDATED, _MONTH, _CATEGORY, _REGION, _ACTOR, _OUTLET, _STAGE = "total", "undated", "month", "category", "region", "actor", "outlet", "stage"
_Counts = Counter[tuple[str, Any]]


@dataclass(frozen=True)
class Explored:
    """The counts of one choice. `in_all` are the incidents on record that are not withdrawn. An incident against several outlets is under each of them."""

    total: int
    in_all: int
    undated: int
    by_month: Mapping[Month, int]
    by_category: Mapping[Category, int]
    by_region: Mapping[str, int]
    by_actor: Mapping[Actor, int]
    by_outlet: Mapping[str, int]
    by_stage: Mapping[str, int]


def explored(book: IncidentBook, wanted: IncidentFilter, today: date) -> Explored:
    """The counts of the incidents that are wanted, as of a day."""
    counts = _kept(book, wanted, today)
    by: dict[str, dict[Any, int]] = {name: {} for name in (_TOTAL, _UNDATED, _MONTH, _CATEGORY, _REGION, _ACTOR, _OUTLET, _STAGE)}
    for (name, value), number in counts.items():
        if number:
            by[name][value] = number
    return Explored(
        total=counts[_TOTAL, None],
        in_all=book.tally[IN_ALL],
        undated=counts[_UNDATED, None],
        by_month=by[_MONTH],
        by_category=by[_CATEGORY],
        by_region=by[_REGION],
        by_actor=by[_ACTOR],
        by_outlet=by[_OUTLET],
        by_stage={stage: counts[_STAGE, stage] for stage in STAGES},
    )


def _kept(book: IncidentBook, wanted: IncidentFilter, today: date) -> _Counts:
    def made() -> _Counts:
        holds = chosen(book, wanted, today)
        return _counted((entry for entry in book.entries if holds(entry)), today)

    return kept_result(book, "explored", (wanted, today), made, lambda before, changes: _brought_up(before, changes, wanted, today))


def _brought_up(before: _Counts, changes: Sequence[BookChange], wanted: IncidentFilter, today: date) -> _Counts:
    holds = holding(wanted, today)
    counts = _Counts(before)
    counts.subtract(_counted((change.gone for change in changes if change.gone is not None and holds(change.gone)), today))
    counts.update(_counted((change.come for change in changes if holds(change.come)), today))
    return counts


def _counted(entries: Iterable[CachedIncident], today: date) -> _Counts:
    counts, regions = _Counts(), home().regions
    for entry in entries:
        one = entry.incident
        counts[_TOTAL, None] += 1
        counts[(_MONTH, (one.day.year, one.day.month)) if one.day else (_UNDATED, None)] += 1
        counts[_CATEGORY, one.primary] += 1
        counts[_REGION, one.region if one.region in regions else NONE] += 1
        counts[_ACTOR, one.actor] += 1
        for outlet in dict.fromkeys(one.outlets):
            counts[_OUTLET, outlet] += 1
        for stage in entry.on(today).stages:
            counts[_STAGE, stage] += 1
    return counts
