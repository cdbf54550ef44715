"""Reading of the answers of an outlet's sources: each kind is read and recorded in the visit, and its articles and further pages are requested.

Plain functions from the visit and an answer to what follows: the fate of the try, requests, and the pages of a channel's posts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.dedup.urls import clean, site_of
from pipelines.extraction.telegram import Post
from pipelines.items import AttemptItem, PageItem
from pipelines.page_headers import last_header
from records.vocabulary import Fate
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import named_entry, note_failed, note_sections, note_served
from spiders.sources.kinds import KINDS
from spiders.sources.link_filter import ListedLink, fresh_posts
from spiders.sources.list_pages import ListWalk, OutletSource, PageAge
from spiders.sources.pagination import note_no_page, note_page
from spiders.sources.section import Section, SectionSource
from spiders.sources.source_kind import SourceAnswer, SourceContent
from spiders.sources.visit import ArticleRequest, SourceRequest, Visit, request_articles, request_once, request_source

# Levels of sitemap indexes.
_DEPTH = 3
# A source whose newest entry is older than this is abandoned.
_STALE = timedelta(days=30)

_Following = Iterator[SourceRequest | ArticleRequest | AttemptItem | PageItem]


@dataclass(frozen=True)
class SourceResponse:
    """The answer of a source. `url` is the address that answered, after redirects."""

    request: SourceRequest
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime


def read_source(visit: Visit, answer: SourceResponse) -> _Following:
    """Yield what follows from an answer, by the kind of source. If it cannot be read, its try ends with that fate."""
    origin = answer.request.source
    try:
        content = KINDS[origin.kind].read(_as_read(visit, answer))
    except Unreadable as error:
        note_failed(visit.tried_sources, origin, Fate.BAD_CONTENT)
        note_no_page(visit, answer.request.walk, Fate.BAD_CONTENT)
        yield _ended(visit, answer, Fate.BAD_CONTENT, str(error))
        return
    if content.only_sources:
        own = [source for source in content.sources if site_of(source.url) in visit.link_filter.sites]
        yield _ended(visit, answer, Fate.LISTING if own else Fate.EMPTY)
    elif answer.request.walk is None:
        yield from _read_whole(visit, answer, content)
    else:
        yield from _read_page(visit, answer, answer.request.walk, content)
    if KINDS[origin.kind].is_conditional(origin):
        _remember(visit, answer)
    for source in content.sources:
        # One that lists any days is of use only when a person wants given days.
        if visit.reaching_back or not KINDS[source.kind].exact:
            yield from _ask_named(visit, source)
    if content.sections:
        note_sections(visit.tried_sources, content.sections)


def _as_read(visit: Visit, answer: SourceResponse) -> SourceAnswer:
    request, walk = answer.request, answer.request.walk
    return SourceAnswer(
        request.source,
        request.url,
        answer.url,
        answer.headers,
        answer.body,
        number=walk.number if walk else 1,
        entry=walk.entry if walk else named_entry(visit.outlet, request.source),
        allow=visit.outlet.article.allow,
    )


def note_no_answer(visit: Visit, request: SourceRequest, fate: Fate) -> None:
    """Record that a source returned no page. LISTING means that it is unchanged since it was read, so it works."""
    if fate is Fate.LISTING:
        note_served(visit.tried_sources, request.source)
    else:
        note_failed(visit.tried_sources, request.source, fate)
        note_no_page(visit, request.walk, fate)


def _read_whole(visit: Visit, answer: SourceResponse, content: SourceContent) -> _Following:
    """Request the articles of a source without pages, and the lists below it."""
    request = answer.request
    newest_first = sorted(content.links, key=lambda link: link.published or link.updated, reverse=True)
    pages, lists = visit.link_filter.listed(newest_first), visit.link_filter.listed(content.lists)
    yield _note_read(visit, answer, [*pages, *lists])
    yield from request_articles(visit, pages)
    for below in lists if request.depth < _DEPTH else ():
        if below.own and below.address and visit.link_filter.sitemap(below.found):
            yield from request_once(visit, below.address, request.source, depth=request.depth + 1)


def _read_page(visit: Visit, answer: SourceResponse, walk: ListWalk, content: SourceContent) -> _Following:
    """Request the articles of one page of a list, and record what the pages after it depend on."""
    kind, links = KINDS[walk.source.kind], visit.link_filter.listed(content.links)
    if not kind.on_site:
        # A channel is on a host of its own, but its posts are the outlet's.
        links = [replace(link, own=True) for link in links]
    elif content.following and site_of(content.following) not in visit.link_filter.sites:
        content = replace(content, following=None)
    yield _note_read(visit, answer, links, content.detail)
    kind.note_content(walk, content)
    if content.unordered:
        yield from _read_unordered(visit, walk, links)
        return
    if walk.pages:
        _note_archive(visit, answer.request.url, walk, has_links=bool(content.links), has_more=bool(content.following))
    if not content.posts:
        yield from note_page(visit, walk, links)
        return
    visit.found += len(links)
    fresh = fresh_posts(visit.engine, visit.outlet.name, visit.link_filter, content.posts, visit.asked)
    for post in fresh:
        yield _post_page(visit, answer, post)
    walk.requested = [post.address for post in fresh]
    yield from note_page(visit, walk, links, follow=bool(content.following) and (bool(fresh) or visit.catching_up), posts=True)


def _read_unordered(visit: Visit, walk: ListWalk, links: list[ListedLink]) -> _Following:
    """Read one of several lists by number to the last number, since their order is unknown."""
    keys = {link.key for link in links if link.key}
    walk.verdict = PageAge.WITHIN if keys - visit.listed else PageAge.BEYOND
    walk.hits, walk.misses = walk.hits + 1, 0
    visit.listed |= keys
    visit.waiting.append(walk)
    yield from request_articles(visit, links)


def _note_archive(visit: Visit, url: str, walk: ListWalk, *, has_links: bool, has_more: bool) -> None:
    """Record that a day or month of an archive was read. If it has several pages, they are read as a separate list."""
    walk.verdict = PageAge.WITHIN
    walk.hits += has_links
    if has_more:
        section_source = replace(walk.source, kind=SectionSource.code)
        visit.waiting.append(
            ListWalk(section_source, url, Section(url=url), template=walk.template, following=walk.following, verdict=PageAge.WITHIN)
        )
        walk.template = ""


def _note_read(visit: Visit, answer: SourceResponse, links: list[ListedLink], detail: str = "") -> AttemptItem:
    """Record whether a source that was read works, and end its try."""
    source, link_filter = answer.request.source, visit.link_filter
    own = [link.found for link in links if link.own]
    visit.addresses += [link.url for link in own]
    days = [day for link in own if (day := link_filter.day(link) or link_filter.read(link.updated))]
    stale = bool(days) and len(days) == len(own) and max(days) < min(link_filter.horizon, (link_filter.now - _STALE).date())
    if own and not stale:
        note_served(visit.tried_sources, source)
        return _ended(visit, answer, Fate.LISTING, detail)
    note_failed(visit.tried_sources, source, Fate.EMPTY)
    return _ended(visit, answer, Fate.LISTING if own else Fate.EMPTY, "its newest entry is older than a month" if stale else detail)


def _post_page(visit: Visit, answer: SourceResponse, post: Post) -> PageItem:
    return PageItem(visit.outlet.name, post.address, answer.url, answer.status, answer.headers, answer.body, answer.at, post_number=post.number)


def _ended(visit: Visit, answer: SourceResponse, fate: Fate, detail: str = "") -> AttemptItem:
    return AttemptItem(visit.outlet.name, answer.request.url, fate, answer.at, answer.status, source=True, detail=detail)


def _remember(visit: Visit, answer: SourceResponse) -> None:
    etag, modified = last_header(answer.headers, "ETag"), last_header(answer.headers, "Last-Modified")
    if etag or modified:
        visit.validators[answer.request.url] = (etag, modified)


def _ask_named(visit: Visit, source: OutletSource) -> Iterator[SourceRequest]:
    """Request a feed or sitemap that the outlet itself names, if it is on its own hosts."""
    address = clean(source.url, visit.outlet.home)
    if address and site_of(address) in visit.link_filter.sites:
        yield from request_source(visit, replace(source, url=address))
