"""One spider for every outlet: asks its sources, and for the articles that are not known yet.

Which sources are asked, and what follows when they give nothing, `spiders.sources.fallback` says; `spiders.sources.outlet_sources` reads them, `spiders.sources.pagination` pages them back. A visit without
a period looks over the last week; one with a period reaches back to it, however far that is, and goes on where an interrupted one stood.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from pipelines.crawl_context import OutletFacts
from pipelines.dedup.urls import site_of
from pipelines.items import Hints
from pipelines.scrapy_pipelines import PAGES_READ
from pipelines.store import page_key, published_day
from records.clock import outlet_zone
from records.database import read_session
from records.model import Found, Period
from records.outlets import cursors, runs
from records.settings import read_settings
from records.vocabulary import WayKind
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, facts_of
from spiders.downloader import dns_guard
from spiders.downloader.browser_settings import browser_meta, browser_settings, without_browser
from spiders.sources.date_archives import guessed_archive
from spiders.sources.fallback import SourceFallback, Way, named_ways
from spiders.sources.outlet_sources import OutletSources
from spiders.sources.pagination import Pagination
from spiders.sources.telegram import preview_address
from spiders.sources.unseen import fresh_links
from spiders.sources.url_filter import UrlFilter

log = logging.getLogger(__name__)

# Days that a first visit reaches back, and that every visit looks over again: sources add late news under an earlier date.
REACH = timedelta(days=7)


class OutletSpider(CollectingSpider):
    """Collects one outlet. The loader makes one subclass per outlet, with `outlet` set."""

    name = "outlet"
    outlet: Outlet

    def __init__(self, since: str | None = None, until: str | None = None, **kwargs: Any) -> None:
        super().__init__(period=Period(_day(since), _day(until)), **kwargs)
        self.sites = self.outlet.sites
        self.channels = [preview_address(channel) for channel in self.outlet.telegram]
        dns_guard.allow(self.sites | {site_of(channel) for channel in self.channels})
        self.wanted = self._wanted(None)
        self.ladder = SourceFallback(self.outlet, [], [], None, self.workshop.now())
        self._facts = facts_of(self.outlet)
        self.seen: set[str] = set()
        """Keys of the addresses that this visit has asked for."""
        self.addresses: list[str] = []
        """Everything found on the outlet's own hosts."""
        self.sources = OutletSources(self)
        self.walks = Pagination(self)
        self._archive_guessed = False
        self._unread: list[str] = []
        """Articles that failed lately. Asked again once the sources are read: what these still list comes with its date and title."""
        self.catching_up = False
        """The visit before this one broke off, so that unknown articles may lie behind known ones."""

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
        if cls.outlet.browser:
            choice = read_settings().browser
            rendering = browser_settings(choice, cls.outlet.sites)
            if rendering is None:
                log.warning("%s", without_browser(cls.outlet.name, choice))
            settings.setdict(rendering or {}, priority="spider")

    @property
    def reaching_back(self) -> bool:
        """A person asked for days, however far back they lie."""
        return self.context.period.since is not None

    def facts(self, outlet: str) -> OutletFacts:
        return self._facts

    def note_published(self, url: str, published: date | datetime | None) -> None:
        self.walks.published[url] = published_day(published)

    def _wanted(self, last: datetime | None) -> UrlFilter:
        now, period = self.workshop.now(), self.context.period
        horizon = period.since or min(last or now - REACH, now - REACH).date()
        return UrlFilter(self.sites, period, horizon, now, outlet_zone(self.outlet.region))

    async def start(self) -> AsyncIterator[Any]:
        """Ask the first ways in."""
        if not self.claimed:
            return
        name, now = self.outlet.name, self.workshop.now()
        with read_session(self.workshop.engine) as session:
            self.wanted = self._wanted(runs.last_success(session, name))
            before = runs.last_part(session, name)
            remembered, guessed_at = runs.last_ways(session, name)
            self._unread = runs.unread_pages(session, name, now - REACH)
            if self.reaching_back:
                self.walks.cursors = cursors.cursors(session, name, self.context.period)
        self.catching_up = before is not None and not before.finished
        ways = [Way(WayKind(way["kind"]), way["url"]) for way in remembered if not way["named"] and site_of(way["url"]) in self.sites]
        self.ladder = SourceFallback(self.outlet, named_ways(self.outlet, self.channels), ways, guessed_at, now)
        for way in self.ladder.first():
            for request in self.sources.ask(way):
                yield request
        for template in self.outlet.archives if self.reaching_back else ():
            for request in self.sources.ask_archive(template, guess=False):
                yield request

    # Articles

    def article_request(self, url: str, hints: Hints) -> Request:
        request = super().article_request(url, hints)
        request.meta.update(self.through_browser())
        return request

    def through_browser(self) -> dict[str, Any]:
        """What a request for a page carries to go through the browser; empty without one."""
        return browser_meta(self.settings, zone=outlet_zone(self.outlet.region).key, language=self.outlet.languages[0])

    def articles(self, found: Iterable[Found]) -> Iterator[Request]:
        """Requests for the found addresses that are the outlet's own, wanted, and not known."""
        own = self.wanted.own(list(found))
        self.found += len(own)
        for address, link in fresh_links(self.workshop.engine, self.outlet.name, self.wanted, own, self.seen):
            yield self.article_request(address, Hints(title=link.title, published=link.published or link.updated))

    def _idle(self) -> None:
        """All pages in hand are read: other ways in are asked if need be, and each list goes on to its next page."""
        if not self.claimed:
            return
        requests = [request for way in self.ladder.following() for request in self.sources.ask(way)] + self._ask_unread()
        if self.reaching_back:
            self.crawler.signals.send_catch_log(signal=PAGES_READ)
            requests += self._guess_archive()
        requests += self.walks.go_on()
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests or self.walks.waiting:
            raise DontCloseSpider

    def _ask_unread(self) -> list[Request]:
        """What failed lately and no source of this visit has listed."""
        unread, self._unread = self._unread, []
        left = [url for url in unread if site_of(url) in self.sites and page_key(url) not in self.seen]
        self.seen |= {page_key(url) for url in left}
        return [self.article_request(url, Hints()) for url in left]

    def _guess_archive(self) -> list[Request]:
        """The archive by date that the articles' addresses speak for, asked once."""
        exact = self.outlet.archives or any(way.kind is WayKind.WORDPRESS for way in self.ladder.served)
        template = None if exact or self._archive_guessed else guessed_archive(self.addresses)
        if template is None:
            return []
        self._archive_guessed = True
        return list(self.sources.ask_archive(template, guess=True))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
