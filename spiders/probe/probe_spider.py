"""One probe of one outlet: robots.txt, its sources in the order of `spiders.sources.fallback`, one or two of the found articles, and its channels
last.

One coroutine sends one request after the other. Every request goes through the project's middlewares (rate limit, robots.txt, redirects on the own
site, certificates, private addresses). Nothing is stored, claimed or counted.
"""

import asyncio
import os
import ssl
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy import Engine, create_engine
from twisted.python.failure import Failure

from pipelines.dedup.urls import clean, identity, site_of
from pipelines.extraction.charset import decode
from pipelines.extraction.date_grammar import read_date, to_iso
from pipelines.extraction.dates import date_in_address
from pipelines.extraction.page_kind import is_bot_wall
from pipelines.extraction.reader import Extraction
from pipelines.items import Hints, PageItem
from pipelines.page_headers import last_header
from records.clock import outlet_zone
from records.model import DiscoveredLink, Period
from records.outlets.runs import main_cause
from records.vocabulary import Cause, Fate
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, facts_of, set_outlet_settings
from spiders.downloader import guard
from spiders.downloader.browser_settings import browser_meta
from spiders.downloader.guard import allowed_address
from spiders.downloader.middlewares import RobotsMiddleware, header_pairs
from spiders.downloader.outcomes import fate_of_answer, fate_of_failure
from spiders.downloader.rate_limit import RateLimitMiddleware, RequestSkipped
from spiders.probe.probe_result import HOSTS_VARIABLE, ProbedArticle, ProbedSource, ProbeResult, Robots, Tls
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import (
    TriedSources,
    configured_sources,
    first_sources,
    named_entry,
    next_sources,
    note_failed,
    note_sections,
    note_served,
)
from spiders.sources.home import HomeSource
from spiders.sources.kinds import KINDS
from spiders.sources.list_pages import OutletSource
from spiders.sources.section import SectionSource
from spiders.sources.sitemap import SitemapSource, robots_sitemaps
from spiders.sources.source_kind import SourceAnswer, SourceContent

# What a source contains: its links, how many there are, how many have a date, how far back they go, and how frequent they are.

# Links at each end of a long sitemap whose dates are read.
_MOST_DATED = 5_000
# A source whose newest entry is older than this is abandoned; collecting uses the same limit.
_STALE = timedelta(days=30)


def measured(probed_source: ProbedSource, links: Sequence[DiscoveredLink], now: datetime, zone: ZoneInfo) -> ProbedSource:
    """Return the source with the measures of its links. `now` (aware) is when it was read; `zone` applies to dates without an offset."""
    looked_at = links if len(links) <= 2 * _MOST_DATED else [*links[:_MOST_DATED], *links[-_MOST_DATED:]]
    read = lru_cache(_MOST_DATED)(partial(_read, now=now, zone=zone))
    moments = [moment for link in looked_at if (moment := _moment(link, read, zone))]
    if not moments:
        return replace(probed_source, entries=len(links))
    share = len(moments) / len(looked_at)
    newest, hours = max(moments), (max(moments) - min(moments)).total_seconds() / 3600
    return replace(
        probed_source,
        entries=len(links),
        dated=round(share, 3),
        hours=round(hours, 1) if len(moments) > 1 else None,
        per_day=round(share * len(links) * 24 / hours, 1) if len(moments) > 1 and hours else None,
        newest=newest,
        # If some links have no date, the newest may be among them.
        stale=share == 1 and newest < now - _STALE,
    )


def newest_first(links: Sequence[DiscoveredLink], now: datetime, zone: ZoneInfo) -> list[DiscoveredLink]:
    """Return the links, the newest first. Those without a date follow in their order."""
    looked_at = links[: 2 * _MOST_DATED]
    read = lru_cache(_MOST_DATED)(partial(_read, now=now, zone=zone))
    dated = [(moment, place) for place, link in enumerate(looked_at) if (moment := _moment(link, read, zone))]
    order = [place for _, place in sorted(dated, key=lambda pair: pair[0], reverse=True)]
    dated_places = set(order)
    return [looked_at[place] for place in [*order, *(place for place in range(len(looked_at)) if place not in dated_places)]]


def likeliest(children: Sequence[DiscoveredLink]) -> DiscoveredLink:
    """Return the sitemap of an index that most likely lists current news: named for news, or changed last."""
    return max(children, key=lambda child: (any(word in child.url.lower() for word in ("news", "post", "article")), child.updated))


def _moment(link: DiscoveredLink, read: Callable[[str], date | datetime | None], zone: ZoneInfo) -> datetime | None:
    day = (read(link.published) if link.published else None) or (read(link.updated) if link.updated else None) or date_in_address(link.url)
    if isinstance(day, datetime):
        return day
    return datetime.combine(day, datetime.min.time(), zone) if day else None


def _read(written: str, *, now: datetime, zone: ZoneInfo) -> date | datetime | None:
    return read_date(written, now=now, zone=zone)


# robots.txt and certificates for probing many outlets: each robots.txt is fetched once per process, and the cause of a TLS failure is determined.

# Seconds for a handshake that only determines what is wrong with a certificate.
_HANDSHAKE = 10.0
# OpenSSL's X509_V_ERR_… codes (verify(1ssl)).
_REASONS = {9: Tls.EXPIRED, 10: Tls.EXPIRED, 18: Tls.SELF_SIGNED, 19: Tls.SELF_SIGNED, 62: Tls.WRONG_HOST, 64: Tls.WRONG_HOST}


@dataclass(frozen=True)
class _RobotsFile:
    """A robots.txt: its answer, or why there is none. `rules` are None if there are none to obey."""

    answer: Response | None
    failure: Exception | None
    rules: Any


# Per process: outlets share hosts (all channels are on one), and each file is fetched once.
_FILES: dict[str, _RobotsFile] = {}
_SCHEMES: dict[str, str] = {}
_PARSERS: dict[str, Any] = {}
_BROKEN: set[str] = set()


class SharedRobotsMiddleware(RobotsMiddleware):
    """The project's robots.txt middleware, whose files all crawlers of this process share and can read."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._parsers = _PARSERS
        self._unreachable = _BROKEN

    async def look(self, url: str) -> _RobotsFile:
        """Return the robots.txt of an address's host, fetching it if necessary."""
        parts = urlsplit(url)
        scheme = _SCHEMES.setdefault(parts.netloc, parts.scheme)
        rules = await self.robot_parser(Request(url))
        fetched = _FILES.get(parts.netloc)
        if fetched is None or scheme != parts.scheme:
            # A file that failed over https says nothing about the site over http.
            return _RobotsFile(None, None, rules)
        return _RobotsFile(fetched.answer, fetched.failure, rules)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        _FILES[netloc] = _RobotsFile(response, None, None)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        _FILES[netloc] = _RobotsFile(None, exc, None)
        super()._robots_error(exc, netloc)


async def certificate_fault(host: str, port: int) -> Tls:
    """Determine why a host's certificate is not accepted: one handshake, no request. Only for hosts that an outlet file names."""
    try:
        address = await asyncio.wait_for(allowed_address(host, port), _HANDSHAKE)
        if address is None:
            return Tls.FAILED
        # The system's own certificate authorities, as Scrapy uses them.
        connecting = asyncio.open_connection(address, port, ssl=ssl.create_default_context(), server_hostname=host)
        _, writer = await asyncio.wait_for(connecting, _HANDSHAKE)
        writer.close()
    except ssl.SSLCertVerificationError as error:
        return _REASONS.get(error.verify_code, Tls.UNTRUSTED)
    except (OSError, TimeoutError):
        # No TLS at all, or a version that this machine does not support.
        return Tls.FAILED
    return Tls.FAILED


# The requests of a probe, one after the other, and what the answers show about robots.txt, TLS and whether a host answers at all.

# Failures that affect every address of a host that has never answered.
_DOWN = frozenset({Fate.DNS, Fate.TLS, Fate.UNREACHABLE, Fate.TIMEOUT})


@dataclass(frozen=True)
class _ProbeResponse:
    """The result of one request: the answer if it is a page with status 200, else the fate. Fate None means that time was up."""

    response: Response | None
    fate: Fate | None
    detail: str = ""


class _Hosts:
    """The hosts that this process has requested, by scheme, host and port: whose turn it is, and which hosts never answered."""

    def __init__(self) -> None:
        self.turns: dict[str, asyncio.Lock] = {}
        self.answered: set[str] = set()
        self.down: dict[str, Fate] = {}


# Shared in the process: outlets use the same hosts (all channels are on one), and a host found down is not waited for again.
_HOSTS = _Hosts()


class _HostAsker:
    """Sends the requests of one probe through the project's middlewares, until it has `ended`.

    A host that did not answer at all is not requested again.
    """

    def __init__(self, crawler: Crawler, sites: frozenset[str], ended: Callable[[], bool]) -> None:
        self._crawler = crawler
        self._sites = sites
        self._ended = ended
        self.requests = 0
        """All requests sent, with robots.txt and redirects."""
        self.robots: Robots | None = None
        self.crawl_delay: float | None = None
        self.sitemaps: list[str] = []
        """Those that robots.txt names."""
        self.tls: Tls | None = None

    def count(self, request: Request) -> None:
        """Count a request."""
        self.requests += 1

    async def look_at_robots(self, home: str) -> None:
        """Read the rules at the home page's host, and the sitemaps that they name."""
        middleware = self._crawler.get_downloader_middleware(SharedRobotsMiddleware)
        if middleware is None:
            return
        file = await middleware.look(home)
        if file.failure is not None:
            await self._note_failure(home, file.failure)
        if file.answer is None:
            return
        self._note_answer(file.answer)
        self.robots = Robots.FAILED if file.answer.status >= 500 else Robots.ALLOWED
        if self.robots is Robots.ALLOWED and file.rules is not None:
            agent = self._crawler.settings["ROBOTSTXT_USER_AGENT"]
            self.crawl_delay = file.rules.crawl_delay(agent)
            self.robots = Robots.ALLOWED if file.rules.allowed(home, agent) else Robots.REFUSED
        if file.answer.status == 200:
            self.sitemaps = robots_sitemaps(decode(file.answer.body, last_header(header_pairs(file.answer), "Content-Type") or ""))

    async def ask(self, url: str, meta: dict[str, Any] | None = None) -> _ProbeResponse:
        """Fetch an address when it is its host's turn. `meta`: what the request carries, to go through a browser."""
        origin = _origin(url)
        async with _HOSTS.turns.setdefault(origin, asyncio.Lock()):
            if self._ended():
                return _ProbeResponse(None, None)
            if origin in _HOSTS.down:
                return _ProbeResponse(None, _HOSTS.down[origin], "the host does not answer")
            try:
                response = await self._download(url, meta or {})
            except RequestSkipped:
                return _ProbeResponse(None, None)
            except Exception as error:  # noqa: BLE001  (whatever stops a request is a fate, as it is where Scrapy calls back)
                return _ProbeResponse(None, *(await self._note_failure(url, error)))
        self._note_answer(response)
        return _ProbeResponse(response, Fate.LISTING) if response.status == 200 else _ProbeResponse(None, fate_of_answer(response))

    async def _download(self, url: str, meta: dict[str, Any]) -> Response:
        assert self._crawler.engine is not None
        return await self._crawler.engine.download_async(Request(url, dont_filter=True, meta=dict(meta)))

    def _note_answer(self, response: Response) -> None:
        _HOSTS.answered.add(_origin(response.url))
        if site_of(response.url) in self._sites and self.tls in (None, Tls.PLAIN):
            self.tls = Tls.OK if response.url.startswith("https:") else Tls.PLAIN

    async def _note_failure(self, url: str, error: Exception) -> tuple[Fate, str]:
        fate, _, detail = fate_of_failure(Failure(error))  # type: ignore[no-untyped-call]
        origin, parts = _origin(url), urlsplit(url)
        if fate in _DOWN and origin not in _HOSTS.answered:
            _HOSTS.down[origin] = fate
        if fate is Fate.TLS and site_of(url) in self._sites and self.tls in (None, Tls.PLAIN):
            self.tls = await certificate_fault(parts.hostname or "", parts.port or 443)
        return fate, detail


def _origin(url: str) -> str:
    return urljoin(url, "/")


# Requests to one outlet, including robots.txt and redirects. The sources in its file are requested in any case, unless their number is limited.
MOST_REQUESTS = 12
_ARTICLES = 2
# Characters of an article's beginning.
_BEGINNING = 240
# How many of the feeds and sitemaps that a home page or robots.txt names are requested, and of a home page's own sections.
FEEDS, _SITEMAPS, _SECTIONS = 2, 2, 3
# Levels of sitemap indexes.
_DEPTH = 2
# Seconds. From a host with a longer delay only the home page and the sources in the outlet file are requested.
_PATIENT = 30.0


class ProbeSpider(CollectingSpider):
    """Probes one outlet once. `finding` is set when it is done. `spider_for` makes one subclass for each outlet."""

    name = "probe"
    kind = "check"
    outlet: Outlet

    def __init__(self, sources: int | None = None, articles: int = _ARTICLES, **kwargs: Any) -> None:
        super().__init__(period=Period(), **kwargs)
        self.finding: ProbeResult | None = None
        self._most_articles = articles
        self._left_sources = sources
        self.sites = self.outlet.sites
        guard.trust(self.outlet.hosts, private=self.outlet.private)
        self._zone = outlet_zone(self.outlet.region)
        self._tried_ways = TriedSources(self.outlet.home, configured_sources(self.outlet), [], None, self.resources.now())
        self._ways: list[ProbedSource] = []
        self._links: dict[str, list[DiscoveredLink]] = {}
        self._tried: set[tuple[str, str]] = set()
        self._articles: list[ProbedArticle] = []

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        set_outlet_settings(settings, cls.outlet)

    def give_up(self, reason: str) -> None:
        """Stop requesting pages; what is known by then is the finding."""
        self.stopped = self.stopped or reason

    async def start(self) -> AsyncIterator[Any]:
        """Run the probe. No request goes to Scrapy's scheduler; each is awaited here."""
        begun = time.monotonic()
        self._rendering = browser_meta(self.settings, zone=self._zone.key, language=self.outlet.languages[0])
        self._asking = _HostAsker(self.crawler, self.sites, lambda: bool(self.stopped))
        self.crawler.signals.connect(self._asking.count, signal=signals.request_reached_downloader)
        await self._asking.look_at_robots(self.outlet.home)
        await self._look_at_site()
        await self._read_articles()
        # Last, and each when its turn comes, because the channels of all outlets are on one host.
        for source in self._tried_ways.named:
            if not KINDS[source.kind].on_site:
                await self._try(source)
        self.finding = self._summed_up(time.monotonic() - begun)
        return
        yield

    async def _look_at_site(self) -> None:
        for source in first_sources(self._tried_ways):
            if KINDS[source.kind].on_site:
                await self._try(source)
        while sources := next_sources(self._tried_ways):
            for source in sources[:_SECTIONS] if sources[0].kind == SectionSource.code else sources:
                await self._try(source)

    async def _read_articles(self) -> None:
        """Read one or two of the newest articles, from the best source that works."""
        best = min((kind for kind in self._links if KINDS[kind].on_site), key=lambda kind: KINDS[kind].rank, default="")
        links = self._links.get(best, [])
        for link in newest_first(links, self.resources.now(), self._zone)[: self._most_articles] if self._patient() else []:
            self._articles.append(await self._read_article(link))

    async def _read_article(self, link: DiscoveredLink) -> ProbedArticle:
        answer = await self._asking.ask(link.url, self._rendering)
        response = answer.response
        if response is None:
            return ProbedArticle(link.url, answer.fate or Fate.TIMEOUT)
        if urlsplit(response.url).path in ("", "/") and urlsplit(link.url).path not in ("", "/"):
            return ProbedArticle(link.url, Fate.NOT_ARTICLE)
        return await self._extracted(link, response)

    async def _extracted(self, link: DiscoveredLink, response: Response, part: int | None = None) -> ProbedArticle:
        """Return the article on a page, or its part with this number."""
        hints = Hints(title=link.title, published=link.published or link.updated)
        headers, now = header_pairs(response), self.resources.now()
        page = PageItem(self.outlet.name, link.url, response.url, response.status, headers, response.body, now, hints, part)
        extracted = await self.resources.extract(page, facts_of(self.outlet))
        if not isinstance(extracted, Extraction):
            return ProbedArticle(link.url, extracted.fate)
        text, day = extracted.text, to_iso(extracted.published) or ""
        return ProbedArticle(link.url, Fate.STORED, len(text.split()), bool(day), extracted.title[:300], extracted.lang, day, text[:_BEGINNING])

    async def _try(self, source: OutletSource) -> None:
        """Request a source unless it was requested before; record whether it worked, and follow the sources that it names."""
        if source.is_robots:
            for sitemap in self._asking.sitemaps[:_SITEMAPS]:
                await self._try_own(OutletSource(SitemapSource.code, sitemap))
            return
        key = (source.kind, identity(source.url))
        if key in self._tried or not (source.named or (source.kind == HomeSource.code and not self.stopped) or self._may_guess()):
            return
        if self._left_sources is not None:
            if self._left_sources == 0:
                return
            self._left_sources -= 1
        self._tried.add(key)
        answer = await self._asking.ask(KINDS[source.kind].newest(source), self._rendering if KINDS[source.kind].web_page else {})
        if answer.response is None:
            self._note_way(source, ProbedSource(source.kind, source.url, source.named, answer.fate, detail=answer.detail), [])
        else:
            await self._read(source, answer.response)

    async def _try_own(self, source: OutletSource) -> None:
        """Request a source that the outlet itself names, if it is on its own hosts."""
        address = clean(source.url, self.outlet.home)
        if address and site_of(address) in self.sites:
            await self._try(replace(source, url=address))

    async def _read(self, outlet_source: OutletSource, response: Response, depth: int = 0) -> None:
        kind = KINDS[outlet_source.kind]
        probed = ProbedSource(outlet_source.kind, outlet_source.url, outlet_source.named, Fate.LISTING)
        # The home page is read for its own links, even if the file also names it as a list page.
        entry = named_entry(self.outlet, outlet_source) if kind.field else None
        answer = SourceAnswer(
            outlet_source, outlet_source.url, response.url, header_pairs(response), response.body, entry=entry, allow=self.outlet.article.allow
        )
        try:
            read = kind.read(answer)
        except Unreadable as error:
            self._note_way(outlet_source, replace(probed, fate=_wall_or(Fate.BAD_CONTENT, response), detail=str(error)), [])
            return
        if read.lists and not read.links and depth < _DEPTH and await self._read_below(outlet_source, read, depth):
            return
        links = self._own(read) if kind.on_site else read.links
        probed = measured(replace(probed, detail=read.detail), links, self.resources.now(), self._zone)
        self._note_way(outlet_source, probed if links else replace(probed, fate=_wall_or(Fate.EMPTY, response)), links)
        if read.posts and not self._articles:
            numbered = [(link, post.number) for link, post in zip(read.links, read.posts, strict=True)]
            self._articles += [await self._extracted(link, response, number) for link, number in numbered[: -self._most_articles - 1 : -1]]
        if read.sections:
            note_sections(self._tried_ways, read.sections)
        # One that lists any days is of use only when a person wants given days.
        for source in [source for source in read.sources if not KINDS[source.kind].exact][:FEEDS]:
            await self._try_own(source)

    async def _read_below(self, source: OutletSource, read: SourceContent, depth: int) -> bool:
        """Read one sitemap of an index instead of the index; return False if none is on the outlet's hosts."""
        below = [child for child in read.lists if site_of(child.url) in self.sites]
        if not below:
            return False
        answer = await self._asking.ask(likeliest(below).url)
        if answer.response is None:
            self._note_way(source, ProbedSource(source.kind, source.url, source.named, answer.fate, detail="the sitemap below it"), [])
        else:
            await self._read(source, answer.response, depth + 1)
        return True

    def _own(self, read: SourceContent) -> list[DiscoveredLink]:
        return [replace(link, url=address) for link in read.links if (address := clean(link.url)) and site_of(address) in self.sites]

    def _note_way(self, source: OutletSource, probed_source: ProbedSource, links: list[DiscoveredLink]) -> None:
        """Record what a source contained, and whether it worked."""
        self._ways.append(probed_source)
        if probed_source.served:
            note_served(self._tried_ways, source)
            self._links.setdefault(source.kind, links)
        elif probed_source.fate is not None:
            note_failed(self._tried_ways, source, Fate.EMPTY if probed_source.fate is Fate.LISTING else probed_source.fate)

    def _may_guess(self) -> bool:
        """Return whether more than the home page and the sources in the file may be requested. Two requests are reserved for articles."""
        return self._asking.requests < MOST_REQUESTS - _ARTICLES and self._left_sources != 0 and self._patient()

    def _patient(self) -> bool:
        return not self.stopped and (self._asking.crawl_delay or 0) <= _PATIENT

    def _summed_up(self, seconds: float) -> ProbeResult:
        asking, answers = self._asking, bool(self._tried_ways.served)
        partly = asking.robots is Robots.ALLOWED and any(source.fate is Fate.ROBOTS for source in self._ways)
        return ProbeResult(
            outlet=self.outlet.name,
            answers=answers,
            cause=None if answers else main_cause(self._tried_ways.failures) or (None if self.stopped else Cause.EMPTY),
            ways=tuple(self._ways),
            robots=Robots.PARTLY if partly else asking.robots,
            crawl_delay=asking.crawl_delay,
            bot_wall=any(source.fate is Fate.BOT_WALL for source in self._ways),
            tls=asking.tls,
            articles=tuple(self._articles),
            requests=asking.requests,
            seconds=round(seconds, 1),
            stopped=self.stopped or "",
        )


class SharedPaceMiddleware(RateLimitMiddleware):
    """The rate limit over the shared database, so that a probe with a data folder of its own never requests a host sooner than a run would."""

    def shared_engine(self) -> Engine:
        shared = os.environ.get(HOSTS_VARIABLE)
        return _hosts_engine(shared) if shared else super().shared_engine()


@cache
def _hosts_engine(url: str) -> Engine:
    return create_engine(url)


def spider_for(outlet: Outlet) -> type[ProbeSpider]:
    """Return the spider class that probes an outlet."""
    return type(f"Probe_{outlet.name}", (ProbeSpider,), {"name": outlet.name, "outlet": outlet})


def _wall_or(fate: Fate, response: Response) -> Fate:
    """Return BOT_WALL for a bot wall that answers with status 200, else the given fate."""
    return Fate.BOT_WALL if is_bot_wall(response.body, response.status, header_pairs(response)) else fate
