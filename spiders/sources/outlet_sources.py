"""The sources of one outlet: how each kind is asked for and read, and what it gave."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.dedup.urls import clean, site_of
from pipelines.extraction.charset import decode
from pipelines.extraction.telegram_page import Post
from pipelines.items import PageItem, TryItem
from pipelines.store import page_key
from records import articles
from records.database import read_session
from records.model import Found
from records.vocabulary import Fate, WayKind
from spiders.config.schema import Section
from spiders.crawl.collecting_spider import content_type, header_pairs, header_text
from spiders.sources.date_archives import archive_pages
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import Way
from spiders.sources.feed import read_feed
from spiders.sources.list_walk import ListWalk
from spiders.sources.page_search import Age
from spiders.sources.section import home_feeds, home_sections, read_section
from spiders.sources.sitemap import read_sitemap, robots_sitemaps
from spiders.sources.telegram import read_channel
from spiders.sources.unseen import found_in, fresh_posts
from spiders.sources.url_filter import posts_wanted
from spiders.sources.wordpress import api_root, more_pages, read_posts

if TYPE_CHECKING:
    from spiders.crawl.outlet_spider import OutletSpider

# Ways that lead to pages for people; feeds and their like are never read in a browser.
RENDERED = frozenset({WayKind.HOME, WayKind.SECTION, WayKind.ARCHIVE})
# Levels of sitemap indexes.
DEPTH = 3
# A source whose newest entry is older than this has been forgotten by its outlet.
STALE = timedelta(days=30)


class OutletSources:
    """The sources of one spider. What is found goes to the spider's articles, to its ladder (whether a way serves) and to its walks (what page is next)."""

    def __init__(self, spider: "OutletSpider") -> None:
        self._spider = spider

    # Asking

    def ask(self, way: Way) -> Iterator[Request]:
        """Requests for a way in. A list that an interrupted reach back has walked already goes on where it stood."""
        if way.kind is WayKind.SITEMAP:
            robots = way.url.endswith("/robots.txt")
            yield from self.once(way.url, way, self.parse_robots if robots else partial(self.parse_sitemap, depth=0), conditional=not robots)
            return
        url = posts_wanted(self._spider.wanted, way.url) if way.kind is WayKind.WORDPRESS else way.url
        section = next((section for section in self._spider.outlet.sections if section.url == way.url), Section(url=way.url))
        yield from self._begin(ListWalk(way, url, section))

    def _begin(self, walk: ListWalk) -> Iterator[Request]:
        kept = self._spider.walks.cursors.get(walk.source)
        if kept and kept["url"] is None:
            self._spider.ladder.note_served(walk.way)
        elif kept:
            yield from self.once(kept["url"], walk.way, self.reader(walk.kind), conditional=False, walk=walk.resumed(kept))
        elif address := walk.address(1):
            yield from self.once(address, walk.way, self.reader(walk.kind), conditional=walk.kind is WayKind.FEED, walk=walk)

    def reader(self, kind: WayKind) -> Any:
        readers = {WayKind.FEED: self.parse_feed, WayKind.HOME: self.parse_home, WayKind.WORDPRESS: self.parse_wordpress,
                   WayKind.TELEGRAM: self.parse_channel}  # fmt: skip
        return readers.get(kind, self.parse_section)

    def ask_archive(self, template: str, *, guess: bool) -> Iterator[Request]:
        since, until = self._spider.wanted.horizon, self._spider.context.period.until or self._spider.wanted.now.date()
        way = Way(WayKind.ARCHIVE, template, named=not guess, guess=guess)
        yield from self._begin(ListWalk(way, template, pages=tuple(archive_pages(template, since, until))))

    def once(self, url: str, way: Way, callback: Any, *, conditional: bool = True, walk: ListWalk | None = None) -> Iterator[Request]:
        """A request for a source, unless this visit has asked for it. The home page may be a list page of the file too, and is read for both."""
        key = page_key(url) + ("home" if way.kind is WayKind.HOME else "")
        if key in self._spider.seen:
            return
        self._spider.seen |= {key, page_key(url)}
        headers: dict[str, str] = {}
        if conditional and not self._spider.reaching_back:
            with read_session(self._spider.workshop.engine) as session:
                etag, modified = articles.source_state(session, self._spider.outlet.name, url)
            headers = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        meta: dict[str, Any] = {"asked": url, "source": True, "way": way, "walk": walk}
        if way.kind is WayKind.WORDPRESS:
            # So it says that there is no such page.
            meta["handle_httpstatus_list"] = [400]
        if way.kind in RENDERED:
            meta |= self._spider.through_browser()
        yield Request(url, callback=callback, errback=self.failed, dont_filter=True, headers=headers, meta=meta)

    def failed(self, failure: Failure) -> Iterator[Any]:
        """A source that gave nothing: the ladder is told, and a walk that comes to the end of its list."""
        for ended in self._spider.failed(failure):
            request: Request = failure.request  # type: ignore[attr-defined]
            if ended.fate is Fate.LISTING:
                self._spider.ladder.note_served(request.meta["way"])
            else:
                self._spider.ladder.note_failed(request.meta["way"], ended.fate)
                self._spider.walks.at_end(request.meta["walk"], ended.fate)
            yield ended

    # Reading

    def parse_home(self, response: Response) -> Iterator[Any]:
        """An outlet of which only the home page is known: the feeds it names, its WordPress, its links that look like articles."""
        html = decode(response.body, content_type(response))
        for feed in home_feeds(html, response.url):
            yield from self._way_in(Way(WayKind.FEED, feed))
        if self._spider.reaching_back and (root := api_root(html, response.url)):
            yield from self._begin(ListWalk(Way(WayKind.WORDPRESS, root), posts_wanted(self._spider.wanted, self._spider.outlet.home, root)))
        self._spider.ladder.note_sections(home_sections(html, response.url))
        yield from self.parse_section(response)

    def parse_robots(self, response: Response) -> Iterator[Any]:
        """The sitemaps that an outlet names for robots."""
        named = [url for url in robots_sitemaps(decode(response.body, content_type(response))) if site_of(url) in self._spider.sites]
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
        yield from self._spider.walks.listed(response.meta["walk"], found)

    def parse_sitemap(self, response: Response, depth: int) -> Iterator[Any]:
        try:
            sitemap = read_sitemap(response.body, response.url)
        except Unreadable as error:
            yield self._unreadable(response, error)
            return
        yield self._heard(response, [*sitemap.pages, *sitemap.children])
        self._remember(response)
        yield from self._spider.articles(sorted(sitemap.pages, key=lambda link: link.published or link.updated, reverse=True))
        for address, child in self._spider.wanted.own(sitemap.children) if depth < DEPTH else ():
            if self._spider.wanted.sitemap(child):
                yield from self.once(address, response.meta["way"], partial(self.parse_sitemap, depth=depth + 1))

    def parse_wordpress(self, response: Response) -> Iterator[Any]:
        walk: ListWalk = response.meta["walk"]
        try:
            found = read_posts(response.body, response.url)
        except Unreadable as error:
            yield self._unreadable(response, error)
            return
        yield self._heard(response, found)
        walk.verdict = Age.WITHIN if found and more_pages(header_text(response.headers.get("X-WP-TotalPages")), walk.number) else Age.BEYOND
        yield from self._spider.walks.listed(walk, found)

    def parse_section(self, response: Response) -> Iterator[Any]:
        walk: ListWalk = response.meta["walk"]
        section = walk.section or Section(url=response.url)
        html = decode(response.body, content_type(response))
        found, following = read_section(html, response.url, section, self._spider.outlet.article.allow)
        detail = ""
        if not found and section.links:
            # The selector of the file finds nothing any more: by the shape of the links, and in the open.
            found, following = read_section(html, response.url, Section(url=section.url, next=section.next), self._spider.outlet.article.allow)
            detail = "its own selector finds nothing; read by the shape of its links" if found else ""
        yield self._heard(response, found, detail)
        if following and site_of(following) in self._spider.sites:
            walk.note_following(following)
        if walk.kind is WayKind.ARCHIVE:
            walk.verdict = Age.WITHIN
            walk.hits += bool(found)
            if following:
                self._spider.walks.waiting.append(
                    ListWalk(
                        replace(walk.way, kind=WayKind.SECTION),
                        response.meta["asked"],
                        section,
                        template=walk.template,
                        following=walk.following,
                        verdict=Age.WITHIN,
                    )
                )
                walk.template = ""
        yield from self._spider.walks.listed(walk, found)

    def parse_channel(self, response: Response) -> Iterator[Any]:
        """A Telegram channel's preview page: its posts are articles, and stand on the page itself."""
        walk: ListWalk = response.meta["walk"]
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
        self._spider.found += len(found)
        fresh = fresh_posts(self._spider.workshop.engine, self._spider.outlet.name, self._spider.wanted, channel.posts, self._spider.seen)
        for post in fresh:
            yield self._post_page(response, post)
        walk.requested = [post.address for post in fresh]
        yield from self._spider.walks.listed(walk, found, follow=bool(channel.older) and (bool(fresh) or self._spider.catching_up))

    # What a source gave

    def _heard(self, response: Response, found: list[Found], detail: str = "", own: list[Found] | None = None) -> TryItem:
        """A source was read: the ladder is told whether it serves, and its try is over."""
        way: Way = response.meta["way"]
        links = own if own is not None else [link for _, link in self._spider.wanted.own(found)]
        self._spider.addresses += [link.url for link in links]
        days = [day for link in links if (day := self._spider.wanted.day(link) or self._spider.wanted.read(link.updated))]
        stale = bool(days) and len(days) == len(links) and max(days) < min(self._spider.wanted.horizon, (self._spider.wanted.now - STALE).date())
        if links and not stale:
            self._spider.ladder.note_served(way)
            return self._ended(response, Fate.LISTING, detail)
        self._spider.ladder.note_failed(way, Fate.EMPTY)
        return self._ended(response, Fate.LISTING if links else Fate.EMPTY, "its newest entry is older than a month" if stale else detail)

    def _unreadable(self, response: Response, error: Unreadable) -> TryItem:
        self._spider.ladder.note_failed(response.meta["way"], Fate.BAD_CONTENT)
        self._spider.walks.at_end(response.meta["walk"], Fate.BAD_CONTENT)
        return self._ended(response, Fate.BAD_CONTENT, str(error))

    def _post_page(self, response: Response, post: Post) -> PageItem:
        return PageItem(
            outlet=self._spider.outlet.name,
            url=post.address,
            final_url=response.url,
            status=response.status,
            headers=header_pairs(response),
            body=response.body,
            fetched_at=self._spider.workshop.now(),
            part=post.number,
        )

    def _ended(self, response: Response, fate: Fate, detail: str = "") -> TryItem:
        return TryItem(
            self._spider.outlet.name, response.meta["asked"], fate, self._spider.workshop.now(), response.status, source=True, detail=detail
        )

    def _remember(self, response: Response) -> None:
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        if etag or modified:
            self._spider.validators[response.meta["asked"]] = (header_text(etag), header_text(modified))

    def _way_in(self, way: Way) -> Iterator[Request]:
        """A feed or sitemap that the outlet itself names, if it lies on its own hosts."""
        address = clean(way.url, self._spider.outlet.home)
        if address and site_of(address) in self._spider.sites:
            yield from self.ask(replace(way, url=address))
