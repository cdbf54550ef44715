"""Rules between spider and network: robots.txt, redirects that stay on the outlet's own site, and waiting when a host asks for it."""

import asyncio
import logging
import time
from email.utils import parsedate_to_datetime
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipelines.dedup.urls import site_of
from pipelines.items import FollowedRedirect
from spiders.downloader.rate_limit import LONGEST_WAIT, EndableSpider, note_crawl_delay, note_rest

# A robots.txt that cannot be fetched is told by the page's fate; Scrapy's hundred lines on each would bury the rest of the log.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

# In the meta of a request: the answers that led to it, as `FollowedRedirect`.
REDIRECTS = "followed_redirects"
# RFC 6585 leaves the wait to the server; when it names none, this many seconds.
_WAIT_AFTER_429 = 30.0
# So many 429 in a row, and the host is left alone until the next run.
_ENOUGH_429 = 5


class RefusedByRobots(IgnoreRequest):
    """robots.txt forbids this address, or the server failed when asked for it (RFC 9309, 2.3.1.4: then all is forbidden)."""


class RedirectLoop(IgnoreRequest):
    """More redirects than anybody needs."""


class LeavesOwnSite(IgnoreRequest):
    """The address answers with a redirect to a host that is not the outlet's own."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """robots.txt as in RFC 9309, with a named error for a refusal."""

    def process_request_2(self, rp: Any, request: Request) -> None:
        if site_of(request.url) in self._unreachable:
            raise RefusedByRobots("robots.txt answered with a server error")
        note_crawl_delay(site_of(request.url), rp.crawl_delay(self._robotstxt_useragent or self._default_useragent) if rp else None)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RefusedByRobots(str(error)) from error

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._unreachable: set[str] = set()
        self._asking: dict[str, asyncio.Lock] = {}

    async def robot_parser(self, request: Request) -> Any:
        """The rules of the request's host. Scrapy 2.19 gives them only to the first who waits, and None ("all is allowed") to the others."""
        async with self._asking.setdefault(urlsplit(request.url).netloc, asyncio.Lock()):
            return await super().robot_parser(request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unreachable.add(site_of(request.url))
        if response.status >= 400:
            # 4xx: there are no rules. The body of an error page is none either.
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)


class OwnSiteRedirectMiddleware(RedirectMiddleware):
    """Follows redirects within the outlet's own hosts only."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        if request.meta.get("redirect_times", 0) >= self.max_redirect_times:
            raise RedirectLoop("redirects without end")
        sites = getattr(self.crawler.spider, "sites", None)
        if sites is not None and site_of(redirected.url) not in {*sites, site_of(request.url)}:
            raise LeavesOwnSite(without_credentials(redirected.url))
        return super()._redirect(redirected.replace(url=without_credentials(redirected.url)), request, reason)

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        """Note the answer that leads on, so that it is kept as evidence with the page."""
        followed = super().process_response(request, response)
        if isinstance(followed, Request):
            sent = [(name, value) for name, value in header_pairs(response) if name.lower() != "location"]
            led = FollowedRedirect(request.url, response.status, (*sent, ("Location", followed.url)))
            followed.meta[REDIRECTS] = (*request.meta.get(REDIRECTS, ()), led)
        return followed


def header_pairs(response: Response) -> tuple[tuple[str, str], ...]:
    """All headers as sent."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in response.headers.items() for value in values)


class PatientRetryMiddleware(RetryMiddleware):
    """Tries again what may be a passing failure. After a 429 the whole host is not asked for as long as it wants, or for half a minute
    (`spiders.downloader.rate_limit` waits)."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._in_a_row: dict[str, int] = {}

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        site = site_of(request.url)
        if response.status != 429:
            self._in_a_row[site] = 0
            return super().process_response(request, response)
        self._in_a_row[site] = self._in_a_row.get(site, 0) + 1
        asked = _retry_after(response)
        spider_here = cast(EndableSpider, self.crawler.spider)
        note_rest(spider_here.resources.engine, site, _WAIT_AFTER_429 if asked is None else asked)
        if self._in_a_row[site] >= _ENOUGH_429:
            spider_here.give_up("too_many")
            return response
        if asked is not None and asked > LONGEST_WAIT:
            return response
        return self._retry(request, "429") or response


def without_credentials(url: str) -> str:
    """An address without a name and a password in it, which would stand in logs, in evidence and in the database. What comes from pages, feeds and
    people has lost them in `clean`; a redirect is followed as it was sent."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def _retry_after(response: Response) -> float | None:
    """Seconds that the server asks to wait; None if it does not say. Both forms of RFC 9110, 10.2.3."""
    value = response.headers.get("Retry-After")
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
