"""Reading of the answers of an outlet's sources: each kind is read and recorded in the visit, and its articles and further pages are requested.

Plain functions from the visit and an answer to what follows: the fate of the try, requests, and the pages of a channel's posts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from parsel import Selector

from pipelines.dedup.urls import clean, site_of
from pipelines.extraction.charset import decode
from pipelines.extraction.telegram import Post
from pipelines.items import PageItem, TryItem
from records.vocabulary import Fate, SourceKind
from spiders.config.schema import Section
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import OutletSource, note_failed, note_sections, note_served
from spiders.sources.feed import read_feed
from spiders.sources.link_filter import ListedLink, found_in, fresh_posts, posts_wanted
from spiders.sources.list_pages import ListWalk, PageAge, is_sitemap
from spiders.sources.pagination import note_no_page, note_page
from spiders.sources.section import home_feeds, home_sections, parsed_page, read_section
from spiders.sources.sitemap import read_sitemap, robots_sitemaps
from spiders.sources.telegram import read_channel
from spiders.sources.visit import ArticleRequest, SourceRequest, Visit, request_articles, request_list, request_once, request_source
from spiders.sources.wordpress import api_root, more_pages, read_posts

# Levels of sitemap indexes.
_DEPTH = 3
# A source whose newest entry is older than this is abandoned.
_STALE = timedelta(days=30)

Following = Iterator[SourceRequest | ArticleRequest | TryItem | PageItem]


@dataclass(frozen=True)
class SourceResponse:
    """The answer of a source. `url` is the address that answered, after redirects."""

    request: SourceRequest
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime

    def header(self, name: str) -> str | None:
        """Return a header as sent, the last one if there are several; None if it is missing."""
        return next((value for found, value in reversed(self.headers) if found.lower() == name.lower()), None)

    @property
    def content_type(self) -> str:
        return self.header("Content-Type") or ""

    @property
    def text(self) -> str:
        return decode(self.body, self.content_type)

    @cached_property
    def page(self) -> Selector:
        """The answer parsed as a web page, once."""
        return parsed_page(self.text)


def read_source(visit: Visit, answer: SourceResponse) -> Following:
    """Yield what follows from an answer, by the kind of source. If it cannot be read, its try ends with that fate."""
    way = answer.request.way
    read = _read_robots if way.names_sitemaps else _READERS.get(way.kind, _read_section)
    try:
        yield from read(visit, answer)
    except Unreadable as error:
        note_failed(visit.ways, way, Fate.BAD_CONTENT)
        note_no_page(visit, answer.request.walk, Fate.BAD_CONTENT)
        yield _ended(visit, answer, Fate.BAD_CONTENT, str(error))


def note_no_answer(visit: Visit, request: SourceRequest, fate: Fate) -> None:
    """Record that a source returned no page. LISTING means that it is unchanged since it was read, so it works."""
    if fate is Fate.LISTING:
        note_served(visit.ways, request.way)
    else:
        note_failed(visit.ways, request.way, fate)
        note_no_page(visit, request.walk, fate)


def _read_home(visit: Visit, answer: SourceResponse) -> Following:
    """Read the home page of an outlet without known sources: its feeds, its WordPress, its links that look like articles."""
    for feed in home_feeds(answer.page, answer.url):
        yield from _ask_named(visit, OutletSource(SourceKind.FEED, feed))
    if visit.reaching_back and (root := api_root(answer.page, answer.url)):
        yield from request_list(visit, ListWalk(OutletSource(SourceKind.WORDPRESS, root), posts_wanted(visit.wanted, visit.outlet.home, root)))
    note_sections(visit.ways, home_sections(answer.page, answer.url))
    yield from _read_section(visit, answer)


def _read_robots(visit: Visit, answer: SourceResponse) -> Following:
    """Request the sitemaps that an outlet's robots.txt names."""
    named = [url for url in robots_sitemaps(answer.text) if site_of(url) in visit.wanted.sites]
    yield _ended(visit, answer, Fate.LISTING if named else Fate.EMPTY)
    for sitemap in named:
        yield from _ask_named(visit, OutletSource(SourceKind.SITEMAP, sitemap))


def _read_feed(visit: Visit, answer: SourceResponse) -> Following:
    links = visit.wanted.listed(read_feed(answer.body, answer.url, answer.content_type))
    yield _note_read(visit, answer, links)
    _remember(visit, answer)
    yield from note_page(visit, _walk_of(answer), links)


def _read_sitemap(visit: Visit, answer: SourceResponse) -> Following:
    request = answer.request
    sitemap = read_sitemap(answer.body, answer.url)
    newest_first = sorted(sitemap.pages, key=lambda link: link.published or link.updated, reverse=True)
    pages, children = visit.wanted.listed(newest_first), visit.wanted.listed(sitemap.children)
    yield _note_read(visit, answer, [*pages, *children])
    _remember(visit, answer)
    yield from request_articles(visit, pages)
    for child in children if request.depth < _DEPTH else ():
        if child.own and child.address and visit.wanted.sitemap(child.found):
            yield from request_once(visit, child.address, request.way, depth=request.depth + 1)


def _read_wordpress(visit: Visit, answer: SourceResponse) -> Following:
    walk = _walk_of(answer)
    links = visit.wanted.listed(read_posts(answer.body, answer.url))
    yield _note_read(visit, answer, links)
    walk.verdict = PageAge.WITHIN if links and more_pages(answer.header("X-WP-TotalPages"), walk.number) else PageAge.BEYOND
    yield from note_page(visit, walk, links)


def _read_archive(visit: Visit, answer: SourceResponse) -> Following:
    """Read a page of an archive: a list page, or a numbered sitemap. Sitemaps are read to the last number, since their order is unknown."""
    walk = _walk_of(answer)
    if walk.pages or not is_sitemap(walk.template):
        yield from _read_section(visit, answer)
        return
    links = visit.wanted.listed(read_sitemap(answer.body, answer.url).pages)
    yield _note_read(visit, answer, links)
    keys = {link.key for link in links if link.key}
    walk.verdict = PageAge.WITHIN if keys - visit.listed else PageAge.BEYOND
    walk.hits, walk.misses = walk.hits + 1, 0
    visit.listed |= keys
    visit.waiting.append(walk)
    yield from request_articles(visit, links)


def _read_section(visit: Visit, answer: SourceResponse) -> Following:
    walk = _walk_of(answer)
    section = walk.section or Section(url=answer.url)
    page, allow = answer.page, visit.outlet.article.allow
    found, following = read_section(page, answer.url, section, allow)
    detail = ""
    if not found and section.links:
        # The selector of the file finds nothing any more: fall back to the shape of the links, and record it.
        found, following = read_section(page, answer.url, Section(url=section.url, next=section.next), allow)
        detail = "its own selector finds nothing; read by the shape of its links" if found else ""
    links = visit.wanted.listed(found)
    yield _note_read(visit, answer, links, detail)
    if following and site_of(following) in visit.wanted.sites:
        walk.note_following(following)
    if walk.pages:
        _note_archive(visit, answer.request.url, walk, section, has_links=bool(found), has_more=bool(following))
    yield from note_page(visit, walk, links)


def _note_archive(visit: Visit, url: str, walk: ListWalk, section: Section, *, has_links: bool, has_more: bool) -> None:
    """Record that a day or month of an archive was read. If it has several pages, they are read as a separate list."""
    walk.verdict = PageAge.WITHIN
    walk.hits += has_links
    if has_more:
        way = replace(walk.way, kind=SourceKind.SECTION)
        visit.waiting.append(ListWalk(way, url, section, template=walk.template, following=walk.following, verdict=PageAge.WITHIN))
        walk.template = ""


def _read_channel(visit: Visit, answer: SourceResponse) -> Following:
    """Read a Telegram channel's preview page: its posts are articles, with their text on the page itself."""
    walk = _walk_of(answer)
    channel = read_channel(answer.text, answer.url)
    # A channel is on Telegram's host, but its posts are the outlet's own.
    links = [replace(link, own=True) for link in visit.wanted.listed(map(found_in, channel.posts))]
    if not links and channel.older:
        # Only pictures: this is not the end of the channel.
        walk.verdict = PageAge.WITHIN
    walk.newest = max([walk.newest, *(post.number for post in channel.posts)]) if walk.number == 1 else walk.newest
    walk.note_following(channel.older)
    yield _note_read(visit, answer, links)
    visit.found += len(links)
    fresh = fresh_posts(visit.engine, visit.outlet.name, visit.wanted, channel.posts, visit.asked)
    for post in fresh:
        yield _post_page(visit, answer, post)
    walk.requested = [post.address for post in fresh]
    yield from note_page(visit, walk, links, follow=bool(channel.older) and (bool(fresh) or visit.catching_up))


_READERS = {SourceKind.FEED: _read_feed, SourceKind.HOME: _read_home, SourceKind.WORDPRESS: _read_wordpress, SourceKind.TELEGRAM: _read_channel,
            SourceKind.SITEMAP: _read_sitemap, SourceKind.ARCHIVE: _read_archive}  # fmt: skip


def _note_read(visit: Visit, answer: SourceResponse, links: list[ListedLink], detail: str = "") -> TryItem:
    """Record whether a source that was read works, and end its try."""
    way, wanted = answer.request.way, visit.wanted
    own = [link.found for link in links if link.own]
    visit.addresses += [link.url for link in own]
    days = [day for link in own if (day := wanted.day(link) or wanted.read(link.updated))]
    stale = bool(days) and len(days) == len(own) and max(days) < min(wanted.horizon, (wanted.now - _STALE).date())
    if own and not stale:
        note_served(visit.ways, way)
        return _ended(visit, answer, Fate.LISTING, detail)
    note_failed(visit.ways, way, Fate.EMPTY)
    return _ended(visit, answer, Fate.LISTING if own else Fate.EMPTY, "its newest entry is older than a month" if stale else detail)


def _walk_of(answer: SourceResponse) -> ListWalk:
    walk = answer.request.walk
    assert walk is not None, "every list is asked for as a page of its walk"
    return walk


def _post_page(visit: Visit, answer: SourceResponse, post: Post) -> PageItem:
    return PageItem(visit.outlet.name, post.address, answer.url, answer.status, answer.headers, answer.body, answer.at, part=post.number)


def _ended(visit: Visit, answer: SourceResponse, fate: Fate, detail: str = "") -> TryItem:
    return TryItem(visit.outlet.name, answer.request.url, fate, answer.at, answer.status, source=True, detail=detail)


def _remember(visit: Visit, answer: SourceResponse) -> None:
    etag, modified = answer.header("ETag"), answer.header("Last-Modified")
    if etag or modified:
        visit.validators[answer.request.url] = (etag, modified)


def _ask_named(visit: Visit, way: OutletSource) -> Iterator[SourceRequest]:
    """Request a feed or sitemap that the outlet itself names, if it is on its own hosts."""
    address = clean(way.url, visit.outlet.home)
    if address and site_of(address) in visit.wanted.sites:
        yield from request_source(visit, replace(way, url=address))
