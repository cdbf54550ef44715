"""One spider for every outlet: reads its sources by the strategy of their kind, and asks for the articles that are not known yet.

Which sources are asked, and what follows when they give nothing, `spiders.ladder` says; how far lists are paged back, `spiders.walk`. A visit without
a period looks over the last week; one with a period reaches back to it, however far that is, and goes on where an interrupted one stood.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.addresses import clean, site_of
from pipelines.charset import decode
from pipelines.context import OutletFacts
from pipelines.dates import outlet_zone
from pipelines.items import Hints, Page, Try
from pipelines.stages import PAGES_READ
from pipelines.store import page_key, published_day
from pipelines.telegram import Post
from records import articles, cursors, runs
from records.database import reading
from records.model import Found, Period
from records.settings import read_settings
from records.vocabulary import Fate, WayKind
from spiders import private
from spiders.archives import archive_pages, guessed_archive
from spiders.browser import browser_meta, browser_settings, without_browser
from spiders.collecting import CollectingSpider, content_type, facts_of, header_pairs, header_text
from spiders.fresh import found_in, fresh_links, fresh_posts
from spiders.ladder import Ladder, Way, named_ways
from spiders.paging import Age
from spiders.schema import Outlet, Section
from spiders.strategies import Unreadable
from spiders.strategies.feed import read_feed
from spiders.strategies.section import home_feeds, home_sections, read_section
from spiders.strategies.sitemap import read_sitemap, robots_sitemaps
from spiders.strategies.telegram import preview_address, read_channel
from spiders.strategies.wordpress import api_root, more_pages, read_posts
from spiders.walk import Walk
from spiders.walks import Walks
from spiders.wanted import Wanted, posts_wanted

log = logging.getLogger(__name__)

# Ways that lead to pages for people; feeds and their like are never read in a browser.
RENDERED = frozenset({WayKind.HOME, WayKind.SECTION, WayKind.ARCHIVE})
# Days that a first visit reaches back, and that every visit looks over again: sources add late news under an earlier date.
REACH = timedelta(days=7)
# Levels of sitemap indexes.
DEPTH = 3
# A source whose newest entry is older than this has been forgotten by its outlet.
STALE = timedelta(days=30)


class OutletSpider(CollectingSpider):
    """Collects one outlet. The loader makes one subclass per outlet, with `outlet` set."""

    name = "outlet"
    outlet: Outlet

    def __init__(self, since: str | None = None, until: str | None = None, **kwargs: Any) -> None:
        super().__init__(period=Period(_day(since), _day(until)), **kwargs)
        self.sites = self.outlet.sites
        self.channels = [preview_address(channel) for channel in self.outlet.telegram]
        private.allow(self.sites | {site_of(channel) for channel in self.channels})
        self.wanted = self._wanted(None)
        self.ladder = Ladder(self.outlet, [], [], None, self.workshop.now())
        self._facts = facts_of(self.outlet)
        self._seen: set[str] = set()
        self.addresses: list[str] = []
        """Everything found on the outlet's own hosts."""
        self.walks = Walks(self)
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

    def _wanted(self, last: datetime | None) -> Wanted:
        now, period = self.workshop.now(), self.context.period
        horizon = period.since or min(last or now - REACH, now - REACH).date()
        return Wanted(self.sites, period, horizon, now, outlet_zone(self.outlet.region))

    async def start(self) -> AsyncIterator[Any]:
        """Ask the first ways in."""
        if not self.claimed:
            return
        name, now = self.outlet.name, self.workshop.now()
        with reading(self.workshop.engine) as session:
            self.wanted = self._wanted(runs.last_success(session, name))
            before = runs.last_part(session, name)
            remembered, guessed_at = runs.last_ways(session, name)
            self._unread = runs.unread_pages(session, name, now - REACH)
            if self.reaching_back:
                self.walks.cursors = cursors.cursors(session, name, self.context.period)
        self.catching_up = before is not None and not before.finished
        ways = [Way(WayKind(way["kind"]), way["url"]) for way in remembered if not way["named"] and site_of(way["url"]) in self.sites]
        self.ladder = Ladder(self.outlet, named_ways(self.outlet, self.channels), ways, guessed_at, now)
        for way in self.ladder.first():
            for request in self._ask(way):
                yield request
        for template in self.outlet.archives if self.reaching_back else ():
            for request in self._ask_archive(template, guess=False):
                yield request

    # Asking

    def _ask(self, way: Way) -> Iterator[Request]:
        """Requests for a way in. A list that an interrupted reach back has walked already goes on where it stood."""
        if way.kind is WayKind.SITEMAP:
            robots = way.url.endswith("/robots.txt")
            yield from self.once(way.url, way, self.parse_robots if robots else partial(self.parse_sitemap, depth=0), conditional=not robots)
            return
        url = posts_wanted(self.wanted, way.url) if way.kind is WayKind.WORDPRESS else way.url
        section = next((section for section in self.outlet.sections if section.url == way.url), Section(url=way.url))
        yield from self._begin(Walk(way, url, section))

    def _begin(self, walk: Walk) -> Iterator[Request]:
        kept = self.walks.cursors.get(walk.source)
        if kept and kept["url"] is None:
            self.ladder.note_served(walk.way)
        elif kept:
            yield from self.once(kept["url"], walk.way, self.reader(walk.kind), conditional=False, walk=walk.resumed(kept))
        elif address := walk.address(1):
            yield from self.once(address, walk.way, self.reader(walk.kind), conditional=walk.kind is WayKind.FEED, walk=walk)

    def reader(self, kind: WayKind) -> Any:
        readers = {WayKind.FEED: self.parse_feed, WayKind.HOME: self.parse_home, WayKind.WORDPRESS: self.parse_wordpress,
                   WayKind.TELEGRAM: self.parse_channel}  # fmt: skip
        return readers.get(kind, self.parse_section)

    def _ask_archive(self, template: str, *, guess: bool) -> Iterator[Request]:
        since, until = self.wanted.horizon, self.context.period.until or self.wanted.now.date()
        way = Way(WayKind.ARCHIVE, template, named=not guess, guess=guess)
        yield from self._begin(Walk(way, template, pages=tuple(archive_pages(template, since, until))))

    def once(self, url: str, way: Way, callback: Any, *, conditional: bool = True, walk: Walk | None = None) -> Iterator[Request]:
        """A request for a source, unless this visit has asked for it. The home page may be a list page of the file too, and is read for both."""
        key = page_key(url) + ("home" if way.kind is WayKind.HOME else "")
        if key in self._seen:
            return
        self._seen |= {key, page_key(url)}
        headers: dict[str, str] = {}
        if conditional and not self.reaching_back:
            with reading(self.workshop.engine) as session:
                etag, modified = articles.source_state(session, self.outlet.name, url)
            headers = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        meta: dict[str, Any] = {"asked": url, "source": True, "way": way, "walk": walk}
        if way.kind is WayKind.WORDPRESS:
            # So it says that there is no such page.
            meta["handle_httpstatus_list"] = [400]
        if way.kind in RENDERED:
            meta |= self._through_browser()
        yield Request(url, callback=callback, errback=self.source_failed, dont_filter=True, headers=headers, meta=meta)

    def source_failed(self, failure: Failure) -> Iterator[Any]:
        """A source that gave nothing: the ladder is told, and a walk that comes to the end of its list."""
        for ended in self.failed(failure):
            request: Request = failure.request  # type: ignore[attr-defined]
            if ended.fate is Fate.LISTING:
                self.ladder.note_served(request.meta["way"])
            else:
                self.ladder.note_failed(request.meta["way"], ended.fate)
                self.walks.at_end(request.meta["walk"], ended.fate)
            yield ended

    # Reading

    def parse_home(self, response: Response) -> Iterator[Any]:
        """An outlet of which only the home page is known: the feeds it names, its WordPress, its links that look like articles."""
        html = decode(response.body, content_type(response))
        for feed in home_feeds(html, response.url):
            yield from self._way_in(Way(WayKind.FEED, feed))
        if self.reaching_back and (root := api_root(html, response.url)):
            yield from self._begin(Walk(Way(WayKind.WORDPRESS, root), posts_wanted(self.wanted, self.outlet.home, root)))
        self.ladder.note_sections(home_sections(html, response.url))
        yield from self.parse_section(response)

    def parse_robots(self, response: Response) -> Iterator[Any]:
        """The sitemaps that an outlet names for robots."""
        named = [url for url in robots_sitemaps(decode(response.body, content_type(response))) if site_of(url) in self.sites]
        yield self._ended(response, Fate.LISTING if named else Fate.EMPTY)
        for sitemap in named:
            yield from self._way_in(Way(WayKind.SITEMAP, sitemap))

    def parse_feed(self, response: Response) -> Iterator[Any]:
        try:
            found = read_feed(response.body, response.url, content_type(response))
        except Unreadable as error:
            yield self._unreadable(response, error)
            return
        yield self._heard(response, found)
        self._remember(response)
        yield from self.walks.listed(response.meta["walk"], found)

    def parse_sitemap(self, response: Response, depth: int) -> Iterator[Any]:
        try:
            sitemap = read_sitemap(response.body, response.url)
        except Unreadable as error:
            yield self._unreadable(response, error)
            return
        yield self._heard(response, [*sitemap.pages, *sitemap.children])
        self._remember(response)
        yield from self.articles(sorted(sitemap.pages, key=lambda link: link.published or link.updated, reverse=True))
        for address, child in self.wanted.own(sitemap.children) if depth < DEPTH else ():
            if self.wanted.sitemap(child):
                yield from self.once(address, response.meta["way"], partial(self.parse_sitemap, depth=depth + 1))

    def parse_wordpress(self, response: Response) -> Iterator[Any]:
        walk: Walk = response.meta["walk"]
        try:
            found = read_posts(response.body, response.url)
        except Unreadable as error:
            yield self._unreadable(response, error)
            return
        yield self._heard(response, found)
        walk.verdict = Age.WITHIN if found and more_pages(header_text(response.headers.get("X-WP-TotalPages")), walk.number) else Age.BEYOND
        yield from self.walks.listed(walk, found)

    def parse_section(self, response: Response) -> Iterator[Any]:
        walk: Walk = response.meta["walk"]
        section = walk.section or Section(url=response.url)
        html = decode(response.body, content_type(response))
        found, following = read_section(html, response.url, section, self.outlet.article.allow)
        detail = ""
        if not found and section.links:
            # The selector of the file finds nothing any more: by the shape of the links, and in the open.
            found, following = read_section(html, response.url, Section(url=section.url, next=section.next), self.outlet.article.allow)
            detail = "its own selector finds nothing; read by the shape of its links" if found else ""
        yield self._heard(response, found, detail)
        if following and site_of(following) in self.sites:
            walk.note_following(following)
        if walk.kind is WayKind.ARCHIVE:
            walk.verdict = Age.WITHIN
            walk.hits += bool(found)
            if following:
                self.walks.waiting.append(
                    Walk(
                        replace(walk.way, kind=WayKind.SECTION),
                        response.meta["asked"],
                        section,
                        template=walk.template,
                        following=walk.following,
                        verdict=Age.WITHIN,
                    )
                )
                walk.template = ""
        yield from self.walks.listed(walk, found)

    def parse_channel(self, response: Response) -> Iterator[Any]:
        """A Telegram channel's preview page: its posts are articles, and stand on the page itself."""
        walk: Walk = response.meta["walk"]
        try:
            channel = read_channel(decode(response.body, content_type(response)), response.url)
        except Unreadable as error:
            yield self._unreadable(response, error)
            return
        found = [found_in(post) for post in channel.posts]
        if not found and channel.older:
            # Nothing but pictures: no end of the channel.
            walk.verdict = Age.WITHIN
        walk.newest = max([walk.newest, *(post.number for post in channel.posts)]) if walk.number == 1 else walk.newest
        walk.note_following(channel.older)
        yield self._heard(response, found, own=found)
        self.found += len(found)
        fresh = fresh_posts(self.workshop.engine, self.outlet.name, self.wanted, channel.posts, self._seen)
        self.fresh += len(fresh)
        for post in fresh:
            yield self._post_page(response, post)
        walk.requested = [post.address for post in fresh]
        yield from self.walks.listed(walk, found, follow=bool(channel.older) and (bool(fresh) or self.catching_up))

    # Articles

    def article_request(self, url: str, hints: Hints) -> Request:
        request = super().article_request(url, hints)
        request.meta.update(self._through_browser())
        return request

    def _through_browser(self) -> dict[str, Any]:
        return browser_meta(self.settings, zone=outlet_zone(self.outlet.region).key, language=self.outlet.languages[0])

    def articles(self, found: Iterable[Found]) -> Iterator[Request]:
        """Requests for the found addresses that are the outlet's own, wanted, and not known."""
        own = self.wanted.own(list(found))
        self.found += len(own)
        for address, link in fresh_links(self.workshop.engine, self.outlet.name, self.wanted, own, self._seen):
            self.fresh += 1
            yield self.article_request(address, Hints(title=link.title, published=link.published or link.updated))

    # What a source gave

    def _heard(self, response: Response, found: list[Found], detail: str = "", own: list[Found] | None = None) -> Try:
        """A source was read: the ladder is told whether it serves, and its try is over."""
        way: Way = response.meta["way"]
        links = own if own is not None else [link for _, link in self.wanted.own(found)]
        self.addresses += [link.url for link in links]
        days = [day for link in links if (day := self.wanted.day(link) or self.wanted.read(link.updated))]
        stale = bool(days) and len(days) == len(links) and max(days) < min(self.wanted.horizon, (self.wanted.now - STALE).date())
        if links and not stale:
            self.ladder.note_served(way)
            return self._ended(response, Fate.LISTING, detail)
        self.ladder.note_failed(way, Fate.EMPTY)
        return self._ended(response, Fate.LISTING if links else Fate.EMPTY, "its newest entry is older than a month" if stale else detail)

    def _unreadable(self, response: Response, error: Unreadable) -> Try:
        self.ladder.note_failed(response.meta["way"], Fate.BAD_CONTENT)
        self.walks.at_end(response.meta["walk"], Fate.BAD_CONTENT)
        return self._ended(response, Fate.BAD_CONTENT, str(error))

    def _post_page(self, response: Response, post: Post) -> Page:
        return Page(
            outlet=self.outlet.name,
            url=post.address,
            final_url=response.url,
            status=response.status,
            headers=header_pairs(response),
            body=response.body,
            fetched_at=self.workshop.now(),
            part=post.number,
        )

    def _ended(self, response: Response, fate: Fate, detail: str = "") -> Try:
        return Try(self.outlet.name, response.meta["asked"], fate, self.workshop.now(), response.status, source=True, detail=detail)

    def _remember(self, response: Response) -> None:
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        if etag or modified:
            self.validators[response.meta["asked"]] = (header_text(etag), header_text(modified))

    def _way_in(self, way: Way) -> Iterator[Request]:
        """A feed or sitemap that the outlet itself names, if it lies on its own hosts."""
        address = clean(way.url, self.outlet.home)
        if address and site_of(address) in self.sites:
            yield from self._ask(replace(way, url=address))

    def _idle(self) -> None:
        """All pages in hand are read: other ways in are asked if need be, and each list goes on to its next page."""
        if not self.claimed:
            return
        requests = [request for way in self.ladder.following() for request in self._ask(way)] + self._ask_unread()
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
        left = [url for url in unread if site_of(url) in self.sites and page_key(url) not in self._seen]
        self._seen |= {page_key(url) for url in left}
        return [self.article_request(url, Hints()) for url in left]

    def _guess_archive(self) -> list[Request]:
        """The archive by date that the articles' addresses speak for, asked once."""
        exact = self.outlet.archives or any(way.kind is WayKind.WORDPRESS for way in self.ladder.served)
        template = None if exact or self._archive_guessed else guessed_archive(self.addresses)
        if template is None:
            return []
        self._archive_guessed = True
        return list(self._ask_archive(template, guess=True))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
