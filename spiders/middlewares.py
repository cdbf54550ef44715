"""Manners and guards between spider and network: robots.txt, redirects that stay at home, and waiting when a host asks for it."""

import asyncio
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipelines.addresses import site_of

if TYPE_CHECKING:
    from spiders.collecting import CollectingSpider

# RFC 6585 leaves the wait to the server; when it names none, this many seconds.
WAIT_AFTER_429 = 30.0
# Nobody waits longer than this inside a run for one page; the next run asks again.
LONGEST_WAIT = 60.0
# So many 429 in a row, and the host is left alone until the next run.
ENOUGH_429 = 5


class RefusedByRobots(IgnoreRequest):
    """robots.txt forbids this address, or the server failed when asked for it (RFC 9309, 2.3.1.4: then all is forbidden)."""


class RedirectLoop(IgnoreRequest):
    """More redirects than anybody needs."""


class LeavesOwnSite(IgnoreRequest):
    """The address answers with a redirect to a host that is not the outlet's own."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """robots.txt as RFC 9309 has it; the refusal is a named one."""

    def process_request_2(self, rp: Any, request: Request) -> None:
        if site_of(request.url) in self._unreachable:
            raise RefusedByRobots("robots.txt answered with a server error")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RefusedByRobots(str(error)) from error

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._unreachable: set[str] = set()

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
        if sites is not None and site_of(redirected.url) not in sites:
            raise LeavesOwnSite(redirected.url)
        return super()._redirect(redirected, request, reason)


class PatientRetryMiddleware(RetryMiddleware):
    """Retries what may pass; after a 429 the whole host is left in peace for as long as it asked, or for half a minute."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._quiet_until: dict[str, float] = {}
        self._in_a_row: dict[str, int] = {}

    async def process_request(self, request: Request) -> None:
        site = site_of(request.url)
        while (left := self._quiet_until.get(site, 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        site = site_of(request.url)
        if response.status != 429:
            self._in_a_row[site] = 0
            return super().process_response(request, response)
        self._in_a_row[site] = self._in_a_row.get(site, 0) + 1
        asked = retry_after(response)
        wait = min(WAIT_AFTER_429 if asked is None else asked, LONGEST_WAIT)
        self._quiet_until[site] = time.monotonic() + wait
        if self._in_a_row[site] >= ENOUGH_429:
            cast("CollectingSpider", self.crawler.spider).give_up("too_many")
            return response
        if asked is not None and asked > LONGEST_WAIT:
            return response
        return self._retry(request, "429") or response


def retry_after(response: Response) -> float | None:
    """Seconds that the server asks to wait; None when it does not say. Both forms of RFC 9110, 10.2.3."""
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
