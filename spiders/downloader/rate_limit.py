"""The rate limit of a host: every request waits for the host's next free moment, whichever outlet, process or machine sends it."""

import asyncio
import time
from typing import Any, Protocol, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from sqlalchemy import Engine

from pipelines.dedup.urls import site_of
from records.database import read_with_retry, write_with_retry
from records.outlets import pace

# A crawl-delay is obeyed up to this many seconds. A larger one is a mistake that would exclude the outlet.
_LONGEST_DELAY = 600.0
# Seconds. The longest pause of a host for which a run waits; after a longer one the next run tries again.
LONGEST_WAIT = 60.0
# Seconds for which the stored pause of a host without a delay is trusted before it is read again.
_LOOK_AGAIN = 2.0


class _HasEngine(Protocol):
    """The shared resources that these middlewares need: the database."""

    @property
    def engine(self) -> Engine: ...


class EndableSpider(Protocol):
    """A spider as these middlewares need it: it has the database, reports whether it is ending, and can be stopped."""

    stopped: str | None

    @property
    def resources(self) -> _HasEngine: ...

    def give_up(self, reason: str) -> None: ...


class HostPaused(IgnoreRequest):
    """The host asked for a pause that is longer than a run waits."""


class RequestSkipped(IgnoreRequest):
    """The crawl is ending, so this page was not fetched. It has no fate; the next run fetches it."""


class _Turns:
    """Which request is next at each host, in this process."""

    def __init__(self) -> None:
        self.locks: dict[str, asyncio.Lock] = {}
        self.delays: dict[str, float] = {}
        """Crawl-delays of robots.txt, in seconds."""
        self.rests: dict[str, float] = {}
        """Until when hosts asked this process for a pause, by a clock that nobody sets (time.monotonic)."""

    def lock(self, site: str) -> asyncio.Lock:
        return self.locks.setdefault(site, asyncio.Lock())


# Shared in the process, because several of its crawlers may use one host.
_TURNS = _Turns()


def note_crawl_delay(site: str, seconds: float | None) -> None:
    """Record the delay that the host's robots.txt asks for."""
    if seconds:
        _TURNS.delays[site] = min(float(seconds), _LONGEST_DELAY)


def note_rest(engine: Engine, site: str, seconds: float) -> None:
    """Record the pause that the host asks for. It is stored, so that other processes and the next run respect it too."""
    write_with_retry(engine, lambda session: pace.pause_host(session, site, seconds, time.time()))
    _TURNS.rests[site] = max(_TURNS.rests.get(site, 0.0), time.monotonic() + min(seconds, pace.LONGEST_REST))


class RateLimitMiddleware:
    """Waits for the host's next free moment before a request is sent. For hosts without a delay (the sample on loopback) only pauses count."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._delay: float = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._looked: dict[str, tuple[float, float]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        spider: EndableSpider = self._crawler.spider
        engine, site = self.shared_engine(), site_of(request.url)
        delay = max(self._delay, _TURNS.delays.get(site, 0.0))
        if not delay:
            await _wait(spider, self._rest(engine, site))
            return
        # One reservation at a time, so that a process that dies leaves no reserved moments behind.
        async with _TURNS.lock(site):
            if self._rest(engine, site) > LONGEST_WAIT:
                raise HostPaused("the host asked to be left alone")
            if spider.stopped:
                raise RequestSkipped
            moment = write_with_retry(engine, lambda session: pace.reserve_turn(session, site, delay, time.time()))
            await _wait(spider, moment - time.time(), longest=None)

    def shared_engine(self) -> Engine:
        """Return the database in which all processes store when a host may be requested."""
        spider: EndableSpider = self._crawler.spider
        return spider.resources.engine

    def _rest(self, engine: Engine, site: str) -> float:
        """Return for how many seconds the host must not be requested."""
        until, looked = self._looked.get(site, (0.0, 0.0))
        if time.monotonic() - looked > _LOOK_AGAIN or not looked:
            until = read_with_retry(engine, lambda session: pace.host_paused_until(session, site))
            self._looked[site] = until, time.monotonic()
        return max(until - time.time(), _TURNS.rests.get(site, 0.0) - time.monotonic())


async def _wait(spider: EndableSpider, seconds: float, longest: float | None = LONGEST_WAIT) -> None:
    if longest is not None and seconds > longest:
        raise HostPaused("the host asked to be left alone")
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if spider.stopped:
            raise RequestSkipped
        await asyncio.sleep(min(left, 0.5))
