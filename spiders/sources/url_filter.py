"""Which of the addresses that a source lists are wanted: by the outlet's own hosts, and by the days asked for. Pure."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pipelines.dedup.urls import clean, site_of
from pipelines.extraction.dates import read_date
from pipelines.extraction.dates.url_date import date_in_address
from pipelines.store import published_day
from records.model import Found, Period
from spiders.sources.wordpress import posts_address

_MONTH_IN_NAME = re.compile(r"(?<!\d)(?P<year>20\d\d)(?:[-_./]?(?P<month>0[1-9]|1[0-2]))?(?!\d)")


@dataclass(frozen=True)
class UrlFilter:
    """What one visit wants: `horizon` is the first day it looks at, `period` the days that a person asked for."""

    sites: frozenset[str]
    period: Period
    horizon: date
    now: datetime
    zone: ZoneInfo

    def own(self, links: list[Found]) -> list[tuple[str, Found]]:
        """The links on the outlet's own hosts, each with its clean address."""
        return [(address, link) for link in links if (address := clean(link.url)) and site_of(address) in self.sites]

    def day(self, link: Found) -> date | None:
        """The day of an article as its source says, or its address."""
        return self.read(link.published) or date_in_address(link.url)

    def read(self, written: str) -> date | None:
        """A source's own words for a day."""
        return published_day(read_date(written, now=self.now, zone=self.zone)) if written else None

    def article(self, link: Found) -> bool:
        """Whether the source leaves it possible that the article lies within the days wanted."""
        published, updated = self.read(link.published), self.read(link.updated)
        day = published or (date_in_address(link.url) if self.period.since else None)
        newest = max((known for known in (day, updated) if known), default=None)
        if newest is not None and newest < self.horizon:
            return False
        return day is None or self.period.until is None or day <= self.period.until

    def sitemap(self, link: Found) -> bool:
        """Whether a sitemap may list what is wanted: by its date of change, and by the month or year in its name."""
        changed = self.read(link.updated)
        if changed is not None and changed < self.horizon:
            return False
        found = _MONTH_IN_NAME.search(unquote(urlsplit(link.url).path))
        if found is None:
            return True
        year, month = int(found["year"]), int(found["month"] or 0)
        first = date(year, month or 1, 1)
        last = date(year, month or 12, calendar.monthrange(year, month or 12)[1])
        return last >= self.horizon and (self.period.until is None or first <= self.period.until)


def posts_wanted(wanted: UrlFilter, site: str, root: str | None = None) -> str:
    """Where a site's WordPress lists what is wanted. `site` is its home, or the root of its API as `root` is."""
    until = wanted.period.until
    after = datetime.combine(wanted.horizon, time(), wanted.zone) - timedelta(seconds=1)
    before = datetime.combine(until + timedelta(days=1), time(), wanted.zone) if until else None
    root = root or (site if "wp-json" in site or "rest_route" in site else None)
    return posts_address(site, after=after, before=before, page=1, root=root)
