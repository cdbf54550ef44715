"""One probe of one outlet: robots.txt, the sources in the order of `spiders.sources.fallback`, one or two of the found articles, and its channels
last.

One coroutine asks one thing after the other. Every request goes through the project's middlewares (rate limit, robots.txt, redirects on the own site,
certificates, private addresses). Nothing is stored, claimed or counted.
"""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.http import Response

from pipelines.dedup.urls import clean, identity, site_of
from pipelines.extraction.page_kind import is_bot_wall
from pipelines.extraction.reader import Extraction
from pipelines.items import Hints, PageItem
from records.clock import outlet_zone
from records.model import Found, Period
from records.outlets.runs import worst
from records.vocabulary import Cause, Fate, WayKind
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, content_type, facts_of
from spiders.downloader import dns_guard
from spiders.downloader.middlewares import header_pairs
from spiders.probe.asking import HostAsker
from spiders.probe.finding import ArticleSeen, Finding, Robots, WaySeen
from spiders.probe.measure import WayReading, likeliest, measured, newest_first, read_way
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import Way, WaysTried, first_ways, named_ways, next_ways, note_failed, note_sections, note_served
from spiders.sources.section import home_feeds, home_sections
from spiders.sources.telegram import preview_address
from spiders.sources.wordpress import posts_address

# Requests to one outlet, robots.txt and redirects among them. What its file names is asked in any case.
MOST_REQUESTS = 12
ARTICLES = 2
# How many are asked of the sources that a home page or a robots.txt names, and of a home page's own sections.
FEEDS, SITEMAPS, SECTIONS = 2, 2, 3
# Levels of sitemap indexes.
DEPTH = 2
POSTS = 20
# Seconds; who asks for more between two requests is asked only for the home page and for what the outlet file names.
PATIENT = 30.0
_PREFERRED = (WayKind.FEED, WayKind.WORDPRESS, WayKind.SITEMAP, WayKind.SECTION, WayKind.HOME)


class ProbeSpider(CollectingSpider):
    """Probes one outlet once. `finding` is set when it is done. `spider_for` makes one subclass for each outlet."""

    name = "probe"
    kind = "check"
    outlet: Outlet

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(period=Period(), **kwargs)
        self.finding: Finding | None = None
        self.sites = self.outlet.sites
        self._channels = [preview_address(channel) for channel in self.outlet.telegram]
        dns_guard.trust(self.sites | {site_of(channel) for channel in self._channels}, private=self.outlet.private)
        self._zone = outlet_zone(self.outlet.region)
        self._tried_ways = WaysTried(self.outlet.home, named_ways(self.outlet, self._channels), [], None, self.resources.now())
        self._ways: list[WaySeen] = []
        self._links: dict[WayKind, list[Found]] = {}
        self._tried: set[tuple[WayKind, str]] = set()
        self._articles: list[ArticleSeen] = []

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        if cls.outlet.delay is not None:
            settings.set("DOWNLOAD_DELAY", cls.outlet.delay, priority="spider")

    def give_up(self, reason: str) -> None:
        """Ask for nothing more. What is known by then is the finding."""
        self.stopped = self.stopped or reason

    async def start(self) -> AsyncIterator[Any]:
        """The probe itself. No request goes to Scrapy's scheduler; each is awaited here."""
        begun = time.monotonic()
        self._asking = HostAsker(self.crawler, self.sites, lambda: bool(self.stopped))
        self.crawler.signals.connect(self._asking.count, signal=signals.request_reached_downloader)
        await self._asking.look_at_robots(self.outlet.home)
        await self._look_at_site()
        await self._read_articles()
        # Last, and each when its turn comes: the channels of all outlets lie on one host.
        for channel in self._channels:
            await self._try(Way(WayKind.TELEGRAM, channel, named=True))
        self.finding = self._summed_up(time.monotonic() - begun)
        return
        yield

    async def _look_at_site(self) -> None:
        for way in first_ways(self._tried_ways):
            if way.kind is not WayKind.TELEGRAM:
                await self._try(way)
        while ways := next_ways(self._tried_ways):
            for way in ways[:SECTIONS] if ways[0].kind is WayKind.SECTION else ways:
                await self._try(way)

    async def _read_articles(self) -> None:
        """One or two of the newest articles, from the best source that serves."""
        links = next((self._links[kind] for kind in _PREFERRED if kind in self._links), [])
        for link in newest_first(links, self.resources.now(), self._zone)[:ARTICLES] if self._patient() else []:
            self._articles.append(await self._read_article(link))

    async def _read_article(self, link: Found) -> ArticleSeen:
        answer = await self._asking.ask(link.url)
        response = answer.response
        if response is None:
            return ArticleSeen(link.url, answer.fate or Fate.TIMEOUT)
        if urlsplit(response.url).path in ("", "/") and urlsplit(link.url).path not in ("", "/"):
            return ArticleSeen(link.url, Fate.NOT_ARTICLE)
        hints = Hints(title=link.title, published=link.published or link.updated)
        headers, now = header_pairs(response), self.resources.now()
        page = PageItem(self.outlet.name, link.url, response.url, response.status, headers, response.body, now, hints)
        found = await self.resources.extract(page, facts_of(self.outlet))
        if isinstance(found, Extraction):
            return ArticleSeen(link.url, Fate.STORED, len(found.text.split()), found.published is not None)
        return ArticleSeen(link.url, found.fate)

    async def _try(self, way: Way) -> None:
        """Ask one source, unless it was asked; note whether it served, and follow what it names itself."""
        if way.kind is WayKind.SITEMAP and way.url.endswith("/robots.txt"):
            for sitemap in self._asking.sitemaps[:SITEMAPS]:
                await self._try_own(Way(WayKind.SITEMAP, sitemap))
            return
        key = (way.kind, identity(way.url))
        if key in self._tried or not (way.named or (way.kind is WayKind.HOME and not self.stopped) or self._may_guess()):
            return
        self._tried.add(key)
        answer = await self._asking.ask(_address(way))
        if answer.response is None:
            self._told(way, WaySeen(way.kind, way.url, way.named, answer.fate, detail=answer.detail), [])
        else:
            await self._read(way, answer.response)

    async def _try_own(self, way: Way) -> None:
        """Ask a source that the outlet itself names, if it is on its own hosts."""
        address = clean(way.url, self.outlet.home)
        if address and site_of(address) in self.sites:
            await self._try(replace(way, url=address))

    async def _read(self, way: Way, response: Response, depth: int = 0) -> None:
        kind = content_type(response)
        seen = WaySeen(way.kind, way.url, way.named, Fate.LISTING)
        try:
            read = read_way(way, response.body, response.url, kind, self.outlet)
        except Unreadable as error:
            self._told(way, replace(seen, fate=_wall_or(Fate.BAD_CONTENT, response), detail=str(error)), [])
            return
        if read.children and not read.links and depth < DEPTH and await self._read_below(way, read, depth):
            return
        links = read.links if way.kind is WayKind.TELEGRAM else self._own(read)
        seen = measured(replace(seen, detail=read.detail), links, self.resources.now(), self._zone)
        self._told(way, seen if links else replace(seen, fate=_wall_or(Fate.EMPTY, response)), links)
        if way.kind is WayKind.TELEGRAM and links and not self._articles:
            self._articles.append(ArticleSeen(links[-1].url, Fate.STORED, read.words, bool(links[-1].published)))
        if way.kind is WayKind.HOME and read.page is not None:
            note_sections(self._tried_ways, home_sections(read.page, response.url))
            for feed in home_feeds(read.page, response.url)[:FEEDS]:
                await self._try_own(Way(WayKind.FEED, feed))

    async def _read_below(self, way: Way, read: WayReading, depth: int) -> bool:
        """For an index of sitemaps: read one of its sitemaps instead. False if none is on the outlet's hosts."""
        below = [child for child in read.children if site_of(child.url) in self.sites]
        if not below:
            return False
        answer = await self._asking.ask(likeliest(below).url)
        if answer.response is None:
            self._told(way, WaySeen(way.kind, way.url, way.named, answer.fate, detail="the sitemap below it"), [])
        else:
            await self._read(way, answer.response, depth + 1)
        return True

    def _own(self, read: WayReading) -> list[Found]:
        return [replace(link, url=address) for link in read.links if (address := clean(link.url)) and site_of(address) in self.sites]

    def _told(self, way: Way, seen: WaySeen, links: list[Found]) -> None:
        """Note what a source gave, and whether it served."""
        self._ways.append(seen)
        if seen.served:
            note_served(self._tried_ways, way)
            self._links.setdefault(way.kind, links)
        elif seen.fate is not None:
            note_failed(self._tried_ways, way, Fate.EMPTY if seen.fate is Fate.LISTING else seen.fate)

    def _may_guess(self) -> bool:
        """Whether more may be asked than the home page and what the file names. Two requests are kept for articles."""
        return self._asking.requests < MOST_REQUESTS - ARTICLES and self._patient()

    def _patient(self) -> bool:
        return not self.stopped and (self._asking.crawl_delay or 0) <= PATIENT

    def _summed_up(self, seconds: float) -> Finding:
        asking, answers = self._asking, bool(self._tried_ways.served)
        partly = asking.robots is Robots.ALLOWED and any(way.fate is Fate.ROBOTS for way in self._ways)
        return Finding(
            outlet=self.outlet.name,
            answers=answers,
            cause=None if answers else worst(self._tried_ways.failures) or (None if self.stopped else Cause.EMPTY),
            ways=tuple(self._ways),
            robots=Robots.PARTLY if partly else asking.robots,
            crawl_delay=asking.crawl_delay,
            bot_wall=any(way.fate is Fate.BOT_WALL for way in self._ways),
            tls=asking.tls,
            articles=tuple(self._articles),
            requests=asking.requests,
            seconds=round(seconds, 1),
        )


def spider_for(outlet: Outlet) -> type[ProbeSpider]:
    """The spider class that looks at an outlet."""
    return type(f"Probe_{outlet.name}", (ProbeSpider,), {"name": outlet.name, "outlet": outlet})


def _address(way: Way) -> str:
    """The address to fetch: the newest posts for a WordPress, else the source's own address."""
    if way.kind is not WayKind.WORDPRESS:
        return way.url
    root = way.url if "wp-json" in way.url or "rest_route" in way.url else None
    return posts_address(way.url, after=None, before=None, page=1, per_page=POSTS, root=root)


def _wall_or(fate: Fate, response: Response) -> Fate:
    """A bot wall that answers with status 200, or the fate given."""
    return Fate.BOT_WALL if is_bot_wall(response.body, response.status, header_pairs(response)) else fate
