"""What the pipelines need to know of a crawl: whose pages, for which days, under which run."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from pipelines.items import Css
from records.clock import outlet_zone
from records.model import Period


@dataclass(frozen=True)
class OutletFacts:
    """The facts of an outlet that taking its pages needs: region and zone, its own hosts, its own selectors."""

    name: str
    region: str | None = None
    sites: frozenset[str] = frozenset()
    css: Css = field(default_factory=Css)

    @property
    def zone(self) -> ZoneInfo:
        return outlet_zone(self.region)


@dataclass(frozen=True)
class CrawlContext:
    """One crawl: its run, and the days that the person asked for (open if none were asked for)."""

    run_id: str
    period: Period = field(default_factory=Period)
