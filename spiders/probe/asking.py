"""The requests of a probe: one after the other, and what the answers show about robots.txt, TLS and whether a host answers at all."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.dedup.urls import site_of
from pipelines.extraction.charset import decode
from records.vocabulary import Fate
from spiders.crawl.collecting_spider import content_type
from spiders.downloader.outcomes import fate_of_answer, fate_of_failure
from spiders.downloader.rate_limit import NotAsked
from spiders.probe.finding import Robots, Tls
from spiders.probe.robots import SharedRobotsMiddleware, certificate_fault
from spiders.sources.sitemap import robots_sitemaps

# What no other address of the same host would escape, as long as it never answered.
_DOWN = frozenset({Fate.DNS, Fate.TLS, Fate.UNREACHABLE, Fate.TIMEOUT})


@dataclass(frozen=True)
class ProbeAnswer:
    """The result of one request: the answer if it is a page with status 200, else the fate. Fate None means that time was up."""

    response: Response | None
    fate: Fate | None
    detail: str = ""


class _Hosts:
    """The hosts that this process has asked, by scheme, host and port: which request is next, and which hosts never answered."""

    def __init__(self) -> None:
        self.turns: dict[str, asyncio.Lock] = {}
        self.answered: set[str] = set()
        self.down: dict[str, Fate] = {}


# Shared in the process: outlets use the same hosts (all channels are on one), and none waits for a host that another found down.
_HOSTS = _Hosts()


class HostAsker:
    """Asks the questions of one probe, until it has `ended`. Every request goes through the project's middlewares. A host that did not answer at all is not
    asked again."""

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
        """The rules at the home page's host, and the sitemaps that they name."""
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
            self.sitemaps = robots_sitemaps(decode(file.answer.body, content_type(file.answer)))

    async def ask(self, url: str) -> ProbeAnswer:
        """Fetch an address when it is its host's turn."""
        origin = _origin(url)
        async with _HOSTS.turns.setdefault(origin, asyncio.Lock()):
            if self._ended():
                return ProbeAnswer(None, None)
            if origin in _HOSTS.down:
                return ProbeAnswer(None, _HOSTS.down[origin], "the host does not answer")
            try:
                response = await self._download(url)
            except NotAsked:
                return ProbeAnswer(None, None)
            except Exception as error:  # noqa: BLE001  (whatever stops a request is a fate, as it is where Scrapy calls back)
                return ProbeAnswer(None, *(await self._note_failure(url, error)))
        self._note_answer(response)
        return ProbeAnswer(response, Fate.LISTING) if response.status == 200 else ProbeAnswer(None, fate_of_answer(response))

    async def _download(self, url: str) -> Response:
        assert self._crawler.engine is not None
        return await self._crawler.engine.download_async(Request(url, dont_filter=True))

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
