"""Reads what the sources of an outlet answered: each kind is read and noted in the visit, and its articles and further pages are requested.

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
from records.vocabulary import Fate, WayKind
from spiders.config.schema import Section
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import Way, note_failed, note_sections, note_served
from spiders.sources.feed import read_feed
from spiders.sources.link_filter import ListedLink, found_in, fresh_posts, posts_wanted
from spiders.sources.list_pages import Age, ListWalk, is_sitemap
from spiders.sources.pagination import note_no_page, note_page
from spiders.sources.section import home_feeds, home_sections, parsed_page, read_section
from spiders.sources.sitemap import read_sitemap, robots_sitemaps
from spiders.sources.telegram import read_channel
from spiders.sources.visit import ArticleRequest, SourceRequest, VisitState, ask, ask_articles, ask_list, ask_once
from spiders.sources.wordpress import api_root, more_pages, read_posts

# Levels of sitemap indexes.
_DEPTH = 3
# A source whose newest entry is older than this has been forgotten by its outlet.
_STALE = timedelta(days=30)

Following = Iterator[SourceRequest | ArticleRequest | TryItem | PageItem]


@dataclass(frozen=True)
class SourceAnswer:
    """What a source answered. `url` is the address that answered, after redirects."""

    request: SourceRequest
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime

    def header(self, name: str) -> str | None:
        """A header as it was sent. If there are several, the last one."""
        return next((value for found, value in reversed(self.headers) if found.lower() == name.lower()), None)

    @property
    def content_type(self) -> str:
        return self.header("Content-Type") or ""

    @property
    def text(self) -> str:
        return decode(self.body, self.content_type)

    @cached_property
    def page(self) -> Selector:
        """The answer as a web page. Read once, whatever is asked of it."""
        return parsed_page(self.text)


def read_source(visit: VisitState, answer: SourceAnswer) -> Following:
    """What follows from an answer, by the kind of source. If it cannot be read, its try ends with that fate."""
    way = answer.request.way
    read = _read_robots if way.names_sitemaps else _READERS.get(way.kind, _read_section)
    try:
        yield from read(visit, answer)
    except Unreadable as error:
        note_failed(visit.ways, way, Fate.BAD_CONTENT)
        note_no_page(visit, answer.request.walk, Fate.BAD_CONTENT)
        yield _ended(visit, answer, Fate.BAD_CONTENT, str(error))


def note_no_answer(visit: VisitState, request: SourceRequest, fate: Fate) -> None:
    """A source gave no page. LISTING means that it has not changed since it was read, so it serves."""
    if fate is Fate.LISTING:
        note_served(visit.ways, request.way)
    else:
        note_failed(visit.ways, request.way, fate)
        note_no_page(visit, request.walk, fate)


def _read_home(visit: VisitState, answer: SourceAnswer) -> Following:
    """An outlet of which only the home page is known: the feeds that it names, its WordPress, its links that look like articles."""
    for feed in home_feeds(answer.page, answer.url):
        yield from _ask_named(visit, Way(WayKind.FEED, feed))
    if visit.reaching_back and (root := api_root(answer.page, answer.url)):
        yield from ask_list(visit, ListWalk(Way(WayKind.WORDPRESS, root), posts_wanted(visit.wanted, visit.outlet.home, root)))
    note_sections(visit.ways, home_sections(answer.page, answer.url))
    yield from _read_section(visit, answer)


def _read_robots(visit: VisitState, answer: SourceAnswer) -> Following:
    """The sitemaps that an outlet's robots.txt names."""
    named = [url for url in robots_sitemaps(answer.text) if site_of(url) in visit.wanted.sites]
    yield _ended(visit, answer, Fate.LISTING if named else Fate.EMPTY)
    for sitemap in named:
        yield from _ask_named(visit, Way(WayKind.SITEMAP, sitemap))


def _read_feed(visit: VisitState, answer: SourceAnswer) -> Following:
    links = visit.wanted.listed(read_feed(answer.body, answer.url, answer.content_type))
    yield _heard(visit, answer, links)
    _remember(visit, answer)
    yield from note_page(visit, _walk_of(answer), links)


def _read_sitemap(visit: VisitState, answer: SourceAnswer) -> Following:
    request = answer.request
    sitemap = read_sitemap(answer.body, answer.url)
    newest_first = sorted(sitemap.pages, key=lambda link: link.published or link.updated, reverse=True)
    pages, children = visit.wanted.listed(newest_first), visit.wanted.listed(sitemap.children)
    yield _heard(visit, answer, [*pages, *children])
    _remember(visit, answer)
    yield from ask_articles(visit, pages)
    for child in children if request.depth < _DEPTH else ():
        if child.own and child.address and visit.wanted.sitemap(child.found):
            yield from ask_once(visit, child.address, request.way, depth=request.depth + 1)


def _read_wordpress(visit: VisitState, answer: SourceAnswer) -> Following:
    walk = _walk_of(answer)
    links = visit.wanted.listed(read_posts(answer.body, answer.url))
    yield _heard(visit, answer, links)
    walk.verdict = Age.WITHIN if links and more_pages(answer.header("X-WP-TotalPages"), walk.number) else Age.BEYOND
    yield from note_page(visit, walk, links)


def _read_archive(visit: VisitState, answer: SourceAnswer) -> Following:
    """A page of an archive: a list page, or one of its numbered sitemaps. Sitemaps are read to the last number, for they stand in any order."""
    walk = _walk_of(answer)
    if walk.pages or not is_sitemap(walk.template):
        yield from _read_section(visit, answer)
        return
    links = visit.wanted.listed(read_sitemap(answer.body, answer.url).pages)
    yield _heard(visit, answer, links)
    keys = {link.key for link in links if link.key}
    walk.verdict = Age.WITHIN if keys - visit.listed else Age.BEYOND
    walk.hits, walk.misses = walk.hits + 1, 0
    visit.listed |= keys
    visit.waiting.append(walk)
    yield from ask_articles(visit, links)


def _read_section(visit: VisitState, answer: SourceAnswer) -> Following:
    walk = _walk_of(answer)
    section = walk.section or Section(url=answer.url)
    page, allow = answer.page, visit.outlet.article.allow
    found, following = read_section(page, answer.url, section, allow)
    detail = ""
    if not found and section.links:
        # The selector of the file finds nothing any more: by the shape of the links, and in the open.
        found, following = read_section(page, answer.url, Section(url=section.url, next=section.next), allow)
        detail = "its own selector finds nothing; read by the shape of its links" if found else ""
    links = visit.wanted.listed(found)
    yield _heard(visit, answer, links, detail)
    if following and site_of(following) in visit.wanted.sites:
        walk.note_following(following)
    if walk.pages:
        _note_archive(visit, answer.request.url, walk, section, has_links=bool(found), has_more=bool(following))
    yield from note_page(visit, walk, links)


def _note_archive(visit: VisitState, url: str, walk: ListWalk, section: Section, *, has_links: bool, has_more: bool) -> None:
    """A day or month of an archive by date is read. If it has several pages, these are read as a list beside the archive."""
    walk.verdict = Age.WITHIN
    walk.hits += has_links
    if has_more:
        way = replace(walk.way, kind=WayKind.SECTION)
        visit.waiting.append(ListWalk(way, url, section, template=walk.template, following=walk.following, verdict=Age.WITHIN))
        walk.template = ""


def _read_channel(visit: VisitState, answer: SourceAnswer) -> Following:
    """A Telegram channel's preview page: its posts are articles, and stand on the page itself."""
    walk = _walk_of(answer)
    channel = read_channel(answer.text, answer.url)
    # A channel lies on Telegram's host, and its posts are the outlet's own all the same.
    links = [replace(link, own=True) for link in visit.wanted.listed(map(found_in, channel.posts))]
    if not links and channel.older:
        # Nothing but pictures: no end of the channel.
        walk.verdict = Age.WITHIN
    walk.newest = max([walk.newest, *(post.number for post in channel.posts)]) if walk.number == 1 else walk.newest
    walk.note_following(channel.older)
    yield _heard(visit, answer, links)
    visit.found += len(links)
    fresh = fresh_posts(visit.engine, visit.outlet.name, visit.wanted, channel.posts, visit.asked)
    for post in fresh:
        yield _post_page(visit, answer, post)
    walk.requested = [post.address for post in fresh]
    yield from note_page(visit, walk, links, follow=bool(channel.older) and (bool(fresh) or visit.catching_up))


_READERS = {WayKind.FEED: _read_feed, WayKind.HOME: _read_home, WayKind.WORDPRESS: _read_wordpress, WayKind.TELEGRAM: _read_channel,
            WayKind.SITEMAP: _read_sitemap, WayKind.ARCHIVE: _read_archive}  # fmt: skip


def _heard(visit: VisitState, answer: SourceAnswer, links: list[ListedLink], detail: str = "") -> TryItem:
    """A source was read: note whether it serves, and end its try."""
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


def _walk_of(answer: SourceAnswer) -> ListWalk:
    walk = answer.request.walk
    assert walk is not None, "every list is asked for as a page of its walk"
    return walk


def _post_page(visit: VisitState, answer: SourceAnswer, post: Post) -> PageItem:
    return PageItem(visit.outlet.name, post.address, answer.url, answer.status, answer.headers, answer.body, answer.at, part=post.number)


def _ended(visit: VisitState, answer: SourceAnswer, fate: Fate, detail: str = "") -> TryItem:
    return TryItem(visit.outlet.name, answer.request.url, fate, answer.at, answer.status, source=True, detail=detail)


def _remember(visit: VisitState, answer: SourceAnswer) -> None:
    etag, modified = answer.header("ETag"), answer.header("Last-Modified")
    if etag or modified:
        visit.validators[answer.request.url] = (etag, modified)


def _ask_named(visit: VisitState, way: Way) -> Iterator[SourceRequest]:
    """Request a feed or sitemap that the outlet itself names, if it is on its own hosts."""
    address = clean(way.url, visit.outlet.home)
    if address and site_of(address) in visit.wanted.sites:
        yield from ask(visit, replace(way, url=address))
