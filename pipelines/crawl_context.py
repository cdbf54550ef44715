"""What the pipelines need to know of a crawl: whose pages, for which days, under which run."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from pipelines.extraction.dates import outlet_zone
from pipelines.items import Css
from records.model import Period


@dataclass(frozen=True)
class OutletFacts:
    """What taking pages in needs to know of an outlet: its region and zone, its own hosts, its own selectors."""

    name: str
    region: str | None = None
    sites: frozenset[str] = frozenset()
    css: Css = field(default_factory=Css)

    @property
    def zone(self) -> ZoneInfo:
        return outlet_zone(self.region)


@dataclass(frozen=True)
class CrawlContext:
    """One crawl: its run, and the days that the person asked for (open where they asked for none)."""

    run_id: str
    period: Period = field(default_factory=Period)
