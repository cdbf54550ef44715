"""Downloads through a browser. This is Scrapy's handler for outlets with a browser (`spiders.downloader.browser_settings`), built around
scrapy-playwright's.

It is not imported if the extra `browser` is missing. `spiders.downloader.browser_page` says how one page is read and what is kept of it.
"""

import asyncio
import logging
import re
from typing import Any, Self, cast

from OpenSSL import SSL
from playwright.async_api import Browser, CDPSession, Error
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.provider import PlaywrightBrowserProvider
from twisted.web.client import HTTPConnectionPool

from records.i18n import tr
from spiders.downloader.browser_memory import unless_gone
from spiders.downloader.browser_page import BrowserVisit
from spiders.downloader.browser_settings import AT_ONCE, OWN_SITES, resolver_rules
from spiders.downloader.dns_guard import allowed_address
from spiders.downloader.peer_guard import PeerCheckedPool
from spiders.downloader.rate_limit import EndableSpider
from spiders.downloader.whole_answers import require_whole

log = logging.getLogger(__name__)
# It prints a traceback for every page that fails; the fates say it already.
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)

# Chromium's words for what went wrong, and the error that says the same where no browser is used.
_ERRORS: tuple[tuple[re.Pattern[str], type[Exception]], ...] = (
    (re.compile(r"ERR_(?:NAME|DNS)_"), CannotResolveHostError),
    (re.compile(r"ERR_(?:CERT|SSL|TLS)_"), SSL.Error),
    (re.compile(r"ERR_(?:CONNECTION_REFUSED|ADDRESS_|INTERNET_|UNSAFE_PORT)"), DownloadConnectionRefusedError),
    (re.compile(r"ERR_(?:CONNECTION_)?TIMED_OUT|Timeout \d+ ?ms exceeded"), DownloadTimeoutError),
    (re.compile(r"ERR_CONTENT_LENGTH_MISMATCH|ERR_INCOMPLETE_CHUNKED"), ResponseDataLossError),
)

# Over all crawlers of a process.
_turns = asyncio.Semaphore(AT_ONCE)
# By crawler: http and https share one browser.
_browsers: dict[Crawler, "_Downloads"] = {}
# Requests that are being read now.
_visits: set[BrowserVisit] = set()


class GatedBrowser(PlaywrightBrowserProvider):  # type: ignore[misc]
    """Starts the browser with a gate between all its pages and the network. The gate is there before the first page opens, until the browser
    ends.

    The requests of a page are checked in the page (`BrowserVisit`). But this check ends before the page does. When a page closes, Chromium sends
    the requests that were still waiting, and the last scripts and the icon ask for more. None of these was let through, so the gate stops them.
    """

    async def launch_browser(self) -> Browser:
        options = dict(self.config.launch_options)
        rules = await resolver_rules(options.pop(OWN_SITES), allowed_address)
        options["args"] = [*options["args"], f"--host-resolver-rules={rules}"]
        browser: Browser = await self.browser_type.launch(**options)
        wire = await browser.new_browser_cdp_session()
        wire.on("Fetch.requestPaused", lambda paused: unless_gone(_at_the_gate(wire, paused)))
        await wire.send("Fetch.enable")
        return browser


async def _at_the_gate(wire: CDPSession, paused: dict[str, Any]) -> None:
    # Where a part is redirected to, no page is asked about: the resolver's rules hold for it.
    redirected = "redirectedRequestId" in paused and paused["resourceType"] != "Document"
    if redirected or any(visit.has_let_through(paused["request"]["url"]) for visit in _visits):
        await wire.send("Fetch.continueRequest", {"requestId": paused["requestId"]})
    else:
        await wire.send("Fetch.failRequest", {"requestId": paused["requestId"], "errorReason": "Aborted"})


class _Downloads(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """With and without the browser; without, over connections whose peer is checked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool: HTTPConnectionPool = PeerCheckedPool.in_place_of(self._pool)


class RenderedDownloads:
    """One for each crawler and scheme. The browser starts with the first page that needs it, and ends with the crawl."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        if crawler not in _browsers:
            _browsers[crawler] = _Downloads(crawler)
        self._crawler = crawler
        self._browser = _browsers[crawler]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The server's answer, or the page as the browser shows it. Raises what a download without a browser raises, so that the fate is the same."""
        if not request.meta.get("playwright"):
            plain: Response = await self._browser.download_request(request)
            require_whole(self._crawler.spider, request, plain, self._crawler.settings.getint("DOWNLOAD_MAXSIZE"))
            return plain
        async with _turns:
            visit = BrowserVisit(self._crawler, request)
            _visits.add(visit)
            try:
                return await visit.answer(self._browser.download_request)
            except Error as error:
                if "BrowserType.launch" in error.message:
                    self._give_up(error)
                raise as_scrapy_says(error) from error
            finally:
                _visits.discard(visit)

    async def close(self) -> None:
        """End the browser, once."""
        if _browsers.pop(self._crawler, None) is not None:
            await self._browser.close()

    def _give_up(self, error: Error) -> None:
        # No page of the outlet can be had, for a cause that is not theirs: they wait for the next run.
        log.warning("%s", tr("the browser cannot be started: {reason}").format(reason=_short(error)))
        cast(EndableSpider, self._crawler.spider).give_up("browser")


def as_scrapy_says(error: Error) -> Exception:
    """Scrapy's error for this error of the browser. An unknown one counts as a failed connection."""
    words = _short(error)
    return next((kind(words) for pattern, kind in _ERRORS if pattern.search(words)), DownloadFailedError(words))


def _short(error: Error) -> str:
    return error.message.partition("\n")[0][:200]
