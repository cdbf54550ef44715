"""What the charts that filter together show: the incidents of one choice, counted by month, category, region, actor, outlet and stage.

Every count is of incidents that the list shows under the same filter. One without a date is in no month and is counted apart.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from records.country import home
from records.filters import NONE, STAGES, IncidentFilter
from records.vocabulary import Actor, Category
from reports.cached_incident import IN_ALL
from reports.charts import Month
from reports.incident_cache import IncidentBook
from reports.incident_choice import chosen


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
    holds = chosen(book, wanted, today)
    entries = [entry for entry in book.entries if holds(entry)]
    found, regions = [entry.incident for entry in entries], home().regions
    by_stage = Counter(stage for entry in entries for stage in entry.on(today).stages)
    return Explored(
        total=len(found),
        in_all=book.tally[IN_ALL],
        undated=sum(incident.day is None for incident in found),
        by_month=Counter((incident.day.year, incident.day.month) for incident in found if incident.day),
        by_category=Counter(incident.primary for incident in found),
        by_region=Counter(incident.region if incident.region in regions else NONE for incident in found),
        by_actor=Counter(incident.actor for incident in found),
        by_outlet=Counter(outlet for incident in found for outlet in dict.fromkeys(incident.outlets)),
        by_stage={stage: by_stage[stage] for stage in STAGES},
    )
