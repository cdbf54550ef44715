"""The state of one visit of an outlet, and plain functions that return its requests, which the spider sends."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.dedup.urls import page_key, site_of
from pipelines.items import Hints
from records import articles
from records.clock import outlet_zone
from records.database import read_with_retry
from records.model import Period
from records.outlets import pace, runs
from spiders.config.schema import Outlet
from spiders.sources.archive import ArchiveSource, guessed_archive
from spiders.sources.fallback import TriedSources, configured_sources, first_sources, named_entry, next_sources, note_served
from spiders.sources.home import HomeSource
from spiders.sources.kinds import KINDS
from spiders.sources.link_filter import LinkFilter, ListedLink, fresh_links
from spiders.sources.list_pages import ListWalk, OutletSource

# Days that a first visit covers, and that every visit covers again: sources add late news under an earlier date.
REACH = timedelta(days=7)


@dataclass(frozen=True)
class SourceRequest:
    """A request for a source. `walk` is the list to which the page belongs; `depth` counts the sitemap indexes above it."""

    url: str
    source: OutletSource
    walk: ListWalk | None = None
    headers: dict[str, str] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True)
class ArticleRequest:
    """A request for a page that may be an article."""

    url: str
    hints: Hints


@dataclass
class Visit:
    """The state of one visit. `begin_visit` makes it; `load_visit_history` adds what the database contains."""

    outlet: Outlet
    engine: Engine
    now: Callable[[], datetime]
    link_filter: LinkFilter
    tried_sources: TriedSources
    catching_up: bool = False
    """The visit before this one broke off, so that unknown articles may lie behind known ones."""
    unread: list[str] = field(default_factory=list)
    """Articles that failed lately. Asked again once the sources are read: what these still list comes with its date and title."""
    cursors: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Where the lists stood when a reach back over the same days was interrupted."""
    found: int = 0
    """Links to own articles that the sources listed."""
    asked: set[str] = field(default_factory=set)
    """Keys of the addresses that this visit has asked for."""
    listed: set[str] = field(default_factory=set)
    """Keys of everything that its lists have shown."""
    addresses: list[str] = field(default_factory=list)
    """Everything found on the outlet's own hosts."""
    waiting: list[ListWalk] = field(default_factory=list)
    """Lists whose page was read, and which wait until its articles are."""
    published: dict[str, date | None] = field(default_factory=dict)
    """The days of articles read in this visit, by the address asked for."""
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """ETag and Last-Modified of the sources that were read."""
    archive_guessed: bool = False

    @property
    def reaching_back(self) -> bool:
        """Whether a person asked for given days, however far back."""
        return self.link_filter.period.since is not None


def begin_visit(outlet: Outlet, engine: Engine, period: Period, now: Callable[[], datetime]) -> Visit:
    """Return a visit without requests so far. It does not read the database, because the spider may not have the outlet's claim."""
    moment = now()
    tried = TriedSources(outlet.home, configured_sources(outlet), [], None, moment)
    return Visit(outlet, engine, now, _link_filter(outlet, period, moment, None), tried)


def load_visit_history(visit: Visit) -> None:
    """Load the outlet's last visit from the database: when it was, which sources worked or failed, and where an interrupted collection stopped."""
    outlet, period, now = visit.outlet, visit.link_filter.period, visit.now()

    def remembered(session: Session) -> list[dict[str, Any]]:
        visit.link_filter = _link_filter(outlet, period, now, runs.last_success(session, outlet.name))
        before = runs.last_outlet_run_row(session, outlet.name)
        visit.catching_up = before is not None and not before.finished
        visit.unread = runs.unread_pages(session, outlet.name, now - REACH)
        if visit.reaching_back:
            visit.cursors = pace.cursors(session, outlet.name, period)
        sources, visit.tried_sources.guessed_at = runs.last_sources(session, outlet.name)
        return sources

    sources = [
        OutletSource(source["kind"], source["url"])
        for source in read_with_retry(visit.engine, remembered)
        if source["kind"] in KINDS and not source["named"] and site_of(source["url"]) in visit.link_filter.sites
    ]
    visit.tried_sources = TriedSources(outlet.home, visit.tried_sources.named, sources, visit.tried_sources.guessed_at, now)


def _link_filter(outlet: Outlet, period: Period, now: datetime, last: datetime | None) -> LinkFilter:
    horizon = period.since or min(last or now - REACH, now - REACH).date()
    return LinkFilter(outlet.sites, period, horizon, now, outlet_zone(outlet.region))


def first_requests(visit: Visit) -> Iterator[SourceRequest]:
    """Return the requests with which the visit begins."""
    for source in first_sources(visit.tried_sources):
        yield from request_source(visit, source)
    for source in configured_sources(visit.outlet, older_days=True) if visit.reaching_back else ():
        yield from request_source(visit, source)


def next_requests(visit: Visit) -> list[SourceRequest | ArticleRequest]:
    """Return the requests to send when all earlier answers are read: further sources if needed, and recently failed pages that no source listed."""
    requests: list[SourceRequest | ArticleRequest] = [
        request for source in next_sources(visit.tried_sources) for request in request_source(visit, source)
    ]
    unread, visit.unread = visit.unread, []
    left = [url for url in unread if site_of(url) in visit.link_filter.sites and page_key(url) not in visit.asked]
    visit.asked |= {page_key(url) for url in left}
    return requests + [ArticleRequest(url, Hints()) for url in left]


def request_source(visit: Visit, source: OutletSource) -> Iterator[SourceRequest]:
    """Return the requests for a source. A list that an interrupted collection has partly read is continued."""
    kind = KINDS[source.kind]
    if not kind.paged:
        yield from request_once(visit, source.url, source, conditional=kind.is_conditional(source))
    elif walk := kind.walk(source, visit.link_filter, named_entry(visit.outlet, source)):
        yield from _request_list(visit, walk)


def _request_list(visit: Visit, walk: ListWalk) -> Iterator[SourceRequest]:
    """Request the first page of a list, or the one at its cursor."""
    cursor = visit.cursors.get(walk.cursor_name) if visit.reaching_back else None
    newest = walk.pages[0] if walk.pages else walk.first
    if cursor is None:
        yield from request_once(visit, newest, walk.source, conditional=KINDS[walk.source.kind].is_conditional(walk.source), walk=walk)
    elif cursor["url"] is None:
        note_served(visit.tried_sources, walk.source)
    else:
        yield from request_once(visit, cursor["url"], walk.source, conditional=False, walk=walk.resumed(cursor))


def guess_archive(visit: Visit) -> list[SourceRequest]:
    """Request, once, the archive by date that the articles' addresses suggest."""
    exact = configured_sources(visit.outlet, older_days=True) or any(KINDS[source.kind].exact for source in visit.tried_sources.served)
    template = None if exact or visit.archive_guessed else guessed_archive(visit.addresses)
    if template is None:
        return []
    visit.archive_guessed = True
    return list(request_source(visit, OutletSource(ArchiveSource.code, template, guess=True)))


def request_once(
    visit: Visit, url: str, source: OutletSource, *, conditional: bool = True, walk: ListWalk | None = None, depth: int = 0
) -> Iterator[SourceRequest]:
    """Request a source unless this visit has requested it. The home page may also be a list page of the file, and is read as both."""
    key = page_key(url) + ("home" if source.kind == HomeSource.code else "")
    if key in visit.asked:
        return
    visit.asked |= {key, page_key(url)}
    headers: dict[str, str] = {}
    if conditional and not visit.reaching_back:
        etag, modified = read_with_retry(visit.engine, lambda session: articles.source_state(session, visit.outlet.name, url))
        headers = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
    yield SourceRequest(url, source, walk, headers, depth)


def request_articles(visit: Visit, links: Iterable[ListedLink]) -> list[ArticleRequest]:
    """Return requests for the listed pages that are the outlet's own, wanted, and not known."""
    own = [link for link in links if link.own]
    visit.found += len(own)
    fresh = fresh_links(visit.engine, visit.outlet.name, visit.link_filter, own, visit.asked)
    return [
        ArticleRequest(link.address, Hints(title=link.found.title, published=link.found.published or link.found.updated))
        for link in fresh
        if link.address
    ]
