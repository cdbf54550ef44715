"""One spider for every outlet: reads its sources by the strategy of their kind, and asks for the articles that are not known yet.

A source is a feed, a sitemap or a list page. Feeds and sitemaps are asked conditionally. Paging goes on only while pages bring what is new and
within the days wanted; how that is known for a list page without dates: its articles are read first (see `_idle`).
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Self
from urllib.parse import urljoin

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from pipelines.addresses import clean, site_of
from pipelines.charset import decode
from pipelines.context import OutletFacts
from pipelines.dates import outlet_zone, read_date
from pipelines.items import Hints, Try
from pipelines.store import page_key, published_day
from records import articles, runs
from records.database import reading
from records.model import Found, Period
from records.vocabulary import Fate
from spiders import private
from spiders.collecting import CollectingSpider, content_type, facts_of, header_text
from spiders.schema import Outlet, Section
from spiders.strategies import Unreadable
from spiders.strategies.feed import next_feed_page, read_feed
from spiders.strategies.section import home_feeds, read_section
from spiders.strategies.sitemap import read_sitemap, robots_sitemaps

# Days that a first visit reaches back, and that every visit looks over again: sources add late news under an earlier date.
REACH = timedelta(days=7)
# List pages and feed pages followed in one visit without a period asked for.
PAGES = 30
# Levels of sitemap indexes.
DEPTH = 3


@dataclass
class Shelf:
    """A list page whose next page waits until its articles are read."""

    following: str
    section: Section
    number: int
    addresses: list[str]


class OutletSpider(CollectingSpider):
    """Collects one outlet. The loader makes one subclass per outlet, with `outlet` set."""

    name = "outlet"
    outlet: Outlet

    def __init__(self, since: str | None = None, until: str | None = None, **kwargs: Any) -> None:
        super().__init__(period=Period(_day(since), _day(until)), **kwargs)
        self.sites = self.outlet.sites
        private.allow(self.sites)
        self.zone = outlet_zone(self.outlet.region)
        self.horizon: date = self.workshop.now().date()
        self._facts = facts_of(self.outlet)
        self._seen: set[str] = set()
        self._shelves: list[Shelf] = []
        self._ways_wanted = False
        self._catching_up = False
        """The visit before this one broke off, so that unknown articles may lie behind known ones."""
        self._listed: set[str] = set()
        self._published: dict[str, date | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        return spider

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        delay = cls.outlet.delay
        if delay is not None:
            settings.set("DOWNLOAD_DELAY", delay, priority="spider")
        if delay == 0:
            settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 8, priority="spider")

    def facts(self, outlet: str) -> OutletFacts:
        return self._facts

    def note_published(self, url: str, published: date | datetime | None) -> None:
        self._published[url] = published_day(published)

    async def start(self) -> AsyncIterator[Any]:
        """Ask every source of the outlet; with none named, its home page, as a list page and for the feeds it names."""
        if not self.claimed:
            return
        with reading(self.workshop.engine) as session:
            last = runs.last_success(session, self.outlet.name)
            before = runs.last_part(session, self.outlet.name)
        self._catching_up = before is not None and not before.finished
        reach = self.workshop.now() - REACH
        self.horizon = self.context.period.since or min(last or reach, reach).date()
        for feed in self.outlet.feeds:
            yield self._source(feed, self.parse_feed, page=1)
        for sitemap in self.outlet.sitemaps:
            yield self._source(sitemap, self.parse_sitemap, depth=0)
        for section in self.outlet.sections:
            yield self._source(section.url, self.parse_section, conditional=False, section=section, number=1)
        if not (self.outlet.feeds or self.outlet.sitemaps or self.outlet.sections):
            self._ways_wanted = True
            yield self._source(self.outlet.home, self.parse_home, conditional=False)
            yield self._source(urljoin(self.outlet.home, "/robots.txt"), self.parse_robots, conditional=False)

    # Sources

    def parse_home(self, response: Response) -> Iterator[Any]:
        """An outlet of which only the home page is known: the feeds it names, and its links that look like articles."""
        html = decode(response.body, content_type(response))
        for feed in home_feeds(html, response.url):
            yield from self._way_in(feed, self.parse_feed, page=1)
        yield from self.parse_section(response, section=Section(url=response.url), number=1)

    def parse_robots(self, response: Response) -> Iterator[Any]:
        """The sitemaps that an outlet names for robots."""
        yield self._ended(response, Fate.LISTING)
        for sitemap in robots_sitemaps(decode(response.body, content_type(response))):
            yield from self._way_in(sitemap, self.parse_sitemap, depth=0)

    def parse_feed(self, response: Response, page: int) -> Iterator[Any]:
        try:
            found = read_feed(response.body, response.url, content_type(response))
        except Unreadable as error:
            yield self._ended(response, Fate.BAD_CONTENT, str(error))
            return
        yield self._ended(response, Fate.LISTING)
        self._remember(response)
        goes_on = self._lists_more(found)
        requests = list(self._articles(found))
        yield from requests
        mostly_new = len(requests) * 2 >= len(found)
        if goes_on and (mostly_new or self._catching_up) and all(self._wanted(link) for link in found) and page < PAGES:
            # Most of it is new and none too old: there may be more behind it. A site that knows no paging answers with the same feed, which ends it.
            yield from self._once(next_feed_page(response.meta["asked"], page + 1), self.parse_feed, conditional=False, page=page + 1)

    def parse_sitemap(self, response: Response, depth: int) -> Iterator[Any]:
        try:
            sitemap = read_sitemap(response.body, response.url)
        except Unreadable as error:
            yield self._ended(response, Fate.BAD_CONTENT, str(error))
            return
        yield self._ended(response, Fate.LISTING)
        self._remember(response)
        yield from self._articles(sorted(sitemap.pages, key=lambda link: link.published or link.updated, reverse=True))
        if depth < DEPTH:
            for child in sitemap.children:
                address = clean(child.url, response.url)
                if address and site_of(address) in self.sites and not self._older(child.updated):
                    yield from self._once(address, self.parse_sitemap, depth=depth + 1)

    def parse_section(self, response: Response, section: Section, number: int) -> Iterator[Any]:
        html = decode(response.body, content_type(response))
        found, following = read_section(html, response.url, section, self.outlet.article.allow)
        yield self._ended(response, Fate.LISTING if found else Fate.EMPTY)
        goes_on = self._lists_more(found)
        requests = list(self._articles(found))
        yield from requests
        if following and site_of(following) in self.sites and goes_on and (requests or self._catching_up) and number < PAGES:
            self._shelves.append(Shelf(following, section, number + 1, [request.meta["asked"] for request in requests]))

    # Articles

    def _lists_more(self, found: list[Found]) -> bool:
        """Whether a list holds what no list of this visit held before; paging that turns in a circle does not."""
        keys = {page_key(address) for link in found if (address := clean(link.url))}
        more = bool(keys - self._listed)
        self._listed |= keys
        return more

    def _articles(self, found: list[Found]) -> Iterator[Request]:
        """Requests for the found addresses that are the outlet's own, wanted, and not known."""
        fresh: dict[str, tuple[str, Found]] = {}
        for link in found:
            address = clean(link.url)
            if address is None or site_of(address) not in self.sites:
                continue
            self.found += 1
            key = page_key(address)
            if key not in self._seen and self._wanted(link):
                fresh.setdefault(key, (address, link))
        if not fresh:
            return
        with reading(self.workshop.engine) as session:
            known = runs.known_keys(session, self.outlet.name, fresh)
        for key, (address, link) in fresh.items():
            if key in known:
                continue
            self._seen.add(key)
            hints = Hints(title=link.title, published=link.published or link.updated)
            yield self.article_request(address, hints)

    def _wanted(self, link: Found) -> bool:
        """Whether the source's own date leaves it possible that the article lies within the days wanted."""
        if self._older(link.updated or link.published) and self._older(link.published or link.updated):
            return False
        day = self._date(link.published)
        return day is None or self.context.period.until is None or day <= self.context.period.until

    def _older(self, written: str) -> bool:
        day = self._date(written)
        return day is not None and day < self.horizon

    def _date(self, written: str) -> date | None:
        return published_day(read_date(written, now=self.workshop.now(), zone=self.zone)) if written else None

    # Requests for sources

    def _way_in(self, url: str, callback: Any, **arguments: Any) -> Iterator[Request]:
        """A feed or sitemap that the outlet itself names, if it lies on its own hosts."""
        address = clean(url, self.outlet.home)
        if address and site_of(address) in self.sites:
            self._ways_wanted = False
            yield from self._once(address, callback, **arguments)

    def _guesses(self) -> Iterator[Request]:
        """The usual addresses, asked once when neither home page nor robots.txt named a way in."""
        if self._ways_wanted:
            self._ways_wanted = False
            yield from self._once(urljoin(self.outlet.home, "/feed/"), self.parse_feed, page=1)
            yield from self._once(urljoin(self.outlet.home, "/sitemap.xml"), self.parse_sitemap, depth=0)

    def _once(self, url: str, callback: Any, **arguments: Any) -> Iterator[Request]:
        key = page_key(url)
        if key not in self._seen:
            yield self._source(url, callback, **arguments)

    def _source(self, url: str, callback: Any, *, conditional: bool = True, **arguments: Any) -> Request:
        self._seen.add(page_key(url))
        headers: dict[str, str] = {}
        if conditional and self.context.period.since is None:
            with reading(self.workshop.engine) as session:
                etag, modified = articles.source_state(session, self.outlet.name, url)
            headers = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        return Request(
            url,
            callback=partial(callback, **arguments) if arguments else callback,
            errback=self.failed,
            dont_filter=True,
            headers=headers,
            meta={"asked": url, "source": True},
        )

    def _ended(self, response: Response, fate: Fate, detail: str = "") -> Try:
        return Try(self.outlet.name, response.meta["asked"], fate, self.workshop.now(), response.status, source=True, detail=detail)

    def _remember(self, response: Response) -> None:
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        if etag or modified:
            self.validators[response.meta["asked"]] = (header_text(etag), header_text(modified))

    def _idle(self) -> None:
        """All pages in hand are read, so it can be told for each waiting list page whether its next one is worth asking for."""
        waiting, self._shelves = self._shelves, []
        go_on = False
        for request in self._guesses():
            self.crawler.engine.crawl(request)
            go_on = True
        for shelf in waiting:
            days = [self._published.get(address) for address in shelf.addresses]
            if any(days) and all(day is not None and day < self.horizon for day in days):
                continue
            for request in self._once(shelf.following, self.parse_section, conditional=False, section=shelf.section, number=shelf.number):
                self.crawler.engine.crawl(request)
                go_on = True
        if go_on:
            raise DontCloseSpider


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
