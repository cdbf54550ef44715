"""Scrapy's downloader middlewares: robots.txt, redirects that stay on the outlet's own site, and waiting when a host asks for it."""

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

# The page's fate reports a robots.txt that cannot be fetched; Scrapy's hundred lines on each would bury the rest of the log.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

# The key in the meta of a request for the answers that led to it, as `FollowedRedirect`.
REDIRECTS = "followed_redirects"
# Seconds to wait after a 429 without Retry-After; RFC 6585 leaves the wait to the server.
_WAIT_AFTER_429 = 30.0
# After this many consecutive 429 the host is not requested until the next run.
_ENOUGH_429 = 5


class RefusedByRobots(IgnoreRequest):
    """robots.txt forbids this address, or its server failed (RFC 9309, 2.3.1.4: then everything is forbidden)."""


class RedirectLoop(IgnoreRequest):
    """A request with too many redirects."""


class LeavesOwnSite(IgnoreRequest):
    """A redirect to a host that is not the outlet's own."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware as RFC 9309 says, with a named error for a refusal."""

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
        """Return the rules of the request's host.

        Scrapy 2.19 gives them only to the first waiting request, and None ("all is allowed") to the others.
        """
        async with self._asking.setdefault(urlsplit(request.url).netloc, asyncio.Lock()):
            return await super().robot_parser(request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unreachable.add(site_of(request.url))
        if response.status >= 400:
            # 4xx: there are no rules, and the body of an error page must not be read as such.
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
        """Record the redirecting answer, so that it is stored as evidence with the page."""
        followed = super().process_response(request, response)
        if isinstance(followed, Request):
            sent = [(name, value) for name, value in header_pairs(response) if name.lower() != "location"]
            led = FollowedRedirect(request.url, response.status, (*sent, ("Location", followed.url)))
            followed.meta[REDIRECTS] = (*request.meta.get(REDIRECTS, ()), led)
        return followed


def header_pairs(response: Response) -> tuple[tuple[str, str], ...]:
    """Return all headers as sent."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in response.headers.items() for value in values)


class PatientRetryMiddleware(RetryMiddleware):
    """Retries failures that may be temporary.

    After a 429 the host is not requested for as long as it asks, or for half a minute (`spiders.downloader.rate_limit` waits).
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._in_a_row: dict[str, int] = {}

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        site = site_of(request.url)
        if response.status != 429:
            self._in_a_row[site] = 0
            return super().process_response(request, response)
        self._in_a_row[site] = self._in_a_row.get(site, 0) + 1
        retry_after = _retry_after(response)
        spider_here = cast(EndableSpider, self.crawler.spider)
        note_rest(spider_here.resources.engine, site, _WAIT_AFTER_429 if retry_after is None else retry_after)
        if self._in_a_row[site] >= _ENOUGH_429:
            spider_here.give_up("too_many")
            return response
        if retry_after is not None and retry_after > LONGEST_WAIT:
            return response
        return self._retry(request, "429") or response


def without_credentials(url: str) -> str:
    """Return an address without user name and password, which would otherwise appear in logs, evidence and the database.

    Addresses from pages, feeds and people have lost them in `clean`; a redirect is followed as sent.
    """
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def _retry_after(response: Response) -> float | None:
    """Return the seconds that the server asks to wait, or None. It reads both forms of RFC 9110, 10.2.3."""
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
