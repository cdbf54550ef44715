"""Pages read in Chromium, from the request to the answer, with Scrapy's download handler for outlets that need a browser.

The answer is the document after its scripts ran, marked as such: its headers are the server's with `X-Qorgan-Rendered`, its charset is UTF-8. An
answer other than 200 is passed on as sent. A visit opens one document. A redirect goes back to Scrapy, which applies the rules for it (own hosts,
robots.txt, no loops). A page that reloads or moves on by script, as bot walls do, stays where it is. The limits are those of every download,
DOWNLOAD_TIMEOUT and DOWNLOAD_MAXSIZE.
"""

import asyncio
import base64
import logging
import mmap
import os
import re
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, cast

from OpenSSL import SSL
from playwright.async_api import Browser, CDPSession, Error, Page, Route
from playwright.async_api import Request as PartRequest
from playwright.async_api import TimeoutError as NotInTime
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Headers, HtmlResponse, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod
from scrapy_playwright.provider import PlaywrightBrowserProvider
from twisted.web.client import HTTPConnectionPool

from records.i18n import tr
from spiders.downloader.browser_settings import AT_ONCE, OWN_SITES, resolver_rules
from spiders.downloader.complete_responses import TruncatedResponse, require_complete_response, require_own_end
from spiders.downloader.guard import PeerCheckedPool, allowed_address
from spiders.downloader.rate_limit import EndableSpider

# The memory limit of a page in the browser.

# Bytes of memory for one page. A news page takes 0.16 GB, most of it the browser's own; a page that exceeds the limit is ended.
MEMORY = 1024 * 1024 * 1024
# Seconds between two checks of the memory.
_MEMORY_POLL_SECONDS = 0.25


async def ignore_closed_page(work: Awaitable[Any]) -> None:
    """Await what a page asks for, ignoring the browser's error if the page has closed meanwhile."""
    with suppress(Error):
        await work


async def watch_memory(page: Page) -> None:
    """End every page of the browser that takes too much memory; it then counts as crashed. Without /proc only time is limited."""
    if (browser := page.context.browser) is None:
        return
    wire = await browser.new_browser_cdp_session()
    try:
        while True:
            for process in (await wire.send("SystemInfo.getProcessInfo"))["processInfo"]:
                if process["type"] == "renderer" and resident(int(process["id"])) > MEMORY:
                    with suppress(ProcessLookupError):
                        os.kill(int(process["id"]), signal.SIGKILL)
            await asyncio.sleep(_MEMORY_POLL_SECONDS)
    finally:
        await ignore_closed_page(wire.detach())


def resident(process: int) -> int:
    """Return the bytes of memory that a process uses; 0 if it is gone, or where the system does not report them."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0


# Seconds that a page may go on loading parts after its document, beyond DOWNLOAD_TIMEOUT.
_QUIET = 5.0
# Seconds for a page to close. A page with an endless script takes 0.6.
_CLOSING = 5.0

# Types that a browser shows as a page. For anything else it opens a viewer, a player or a download.
_PAGES = re.compile(r"html|^text/plain|^$", re.IGNORECASE)
# RFC 9110: no content, and reset content.
_NO_BODY = frozenset({204, 205})


class _BrowserVisit:
    """Reads one page. The limits come from the crawler's settings."""

    def __init__(self, crawler: Crawler, request: Request) -> None:
        self._crawler = crawler
        self._request = request
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._patience = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._page: Page | None = None
        self._received = 0
        self._let_through: set[str] = set()
        self._watch: asyncio.Task[None] | None = None
        self._status, self._headers = 200, Headers()
        # For a document that came with neither length nor chunks: its request id, and whether it ended with its connection.
        self._without_length, self._ended_with_connection = "", False
        self._wire: CDPSession | None = None
        self._ended: asyncio.Future[Response | Exception] = asyncio.get_running_loop().create_future()

    async def answer(self, download: Callable[[Request], Awaitable[Response]]) -> Response:
        """Return the page after its scripts ran, or an answer other than 200 as sent.

        Raises the browser's Error, and Scrapy's errors for size, time and crash.
        """
        loading = asyncio.ensure_future(download(self._prepared()))
        try:
            waiting: list[asyncio.Future[Any]] = [loading, self._ended]
            await asyncio.wait(waiting, timeout=self._patience + _QUIET, return_when=asyncio.FIRST_COMPLETED)
            if self._ended.done():
                return _outcome(self._ended.result())
            if loading.done():
                return loading.result()
            raise DownloadTimeoutError(f"not read within {self._patience + _QUIET:.0f} s")
        finally:
            await self._close(loading)

    def has_let_through(self, address: str) -> bool:
        """Return whether the page may load this address: it asked for it, no rule forbids it, and the visit has no answer yet."""
        return not self._ended.done() and address in self._let_through

    def _prepared(self) -> Request:
        context = {
            **self._request.meta.get("playwright_context_kwargs", {}),
            "user_agent": self._crawler.settings["USER_AGENT"],
            "service_workers": "block",
            "accept_downloads": False,
        }
        more = {
            "playwright_context_kwargs": context,
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded", "timeout": self._patience * 1000},
            "playwright_page_init_callback": self._begin,
            "playwright_page_methods": [PageMethod(self._read)],
        }
        return self._request.replace(meta={**self._request.meta, **more})

    async def _begin(self, page: Page, request: Request) -> None:
        self._page = page
        page.on("crash", self._crashed)
        try:
            wire = await page.context.new_cdp_session(page)
            wire.on("Network.dataReceived", self._count)
            wire.on("Network.responseReceived", self._note_protocol)
            self._wire = wire
            wire.on("Fetch.requestPaused", lambda paused: ignore_closed_page(self._look_at(wire, paused)))
            await wire.send("Network.enable")
            await wire.send("Fetch.enable", {"patterns": [{"resourceType": "Document", "requestStage": "Response"}]})
            await page.route_web_socket("**/*", lambda socket: ignore_closed_page(socket.close()))
            await page.route("**/*", lambda route, part_request: ignore_closed_page(self._look_at_part(page, route, part_request)))
        except Error as error:
            # scrapy-playwright would only log a warning and go on.
            self._end(error)
        self._watch = asyncio.ensure_future(ignore_closed_page(watch_memory(page)))

    async def _look_at(self, wire: CDPSession, paused: dict[str, Any]) -> None:
        """Check the server's answer before any of it is shown."""
        if "responseStatusCode" not in paused:
            # A failed request: the browser reports it itself.
            await wire.send("Fetch.continueRequest", {"requestId": paused["requestId"]})
            return
        status, headers, body = paused["responseStatusCode"], Headers(), b""
        for header in paused.get("responseHeaders", []):
            headers.appendlist(header["name"], header["value"])
        # Chromium has undone the content encoding. The other header may only be set by this module.
        for name in ("Content-Encoding", "X-Qorgan-Rendered"):
            headers.pop(name, None)
        self._status, self._headers = status, headers
        sent = (headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip()
        if status == 200 and _PAGES.search(sent):
            if not headers.get("Content-Length") and b"chunked" not in (headers.get("Transfer-Encoding") or b"").lower():
                self._without_length = paused.get("networkId", "")
            await wire.send("Fetch.continueRequest", {"requestId": paused["requestId"]})
        elif status == 200:
            self._end(IgnoreRequest(f"{sent} is no page"))
        else:
            if status >= 400:
                body = await _body(wire, paused["requestId"], self._limit)
            self._end(Response(self._request.url, status, headers, body))

    async def _look_at_part(self, page: Page, route: Route, part_request: PartRequest) -> None:
        """Check a request of the page. Scrapy has checked robots.txt for the document; this checks it for the rest."""
        robots = self._crawler.get_downloader_middleware(RobotsTxtMiddleware)
        refused = self._crawler.settings["PLAYWRIGHT_ABORT_REQUEST"](part_request)
        if not refused and robots is not None and part_request.resource_type != "document":
            try:
                await robots.process_request(Request(part_request.url))
            except IgnoreRequest:
                refused = True
        if refused:
            # "aborted" and not "failed": otherwise Chromium replaces a page that navigates elsewhere by an error page of its own.
            await route.abort("aborted")
            if part_request.resource_type == "document" and part_request.frame.parent_frame is None:
                # The page tries to navigate elsewhere, and may have stopped loading for that.
                await self._read(page)
        else:
            self._let_through.add(part_request.url.partition("#")[0])
            await route.fallback()

    def _count(self, received: dict[str, Any]) -> None:
        self._received += received["dataLength"]
        if self._received > self._limit:
            self._end(DownloadCancelledError(f"more than {self._limit} bytes with its scripts"))

    def _note_protocol(self, received: dict[str, Any]) -> None:
        # HTTP/2 marks the end of a body itself.
        if received["requestId"] == self._without_length:
            self._ended_with_connection = received["response"].get("protocol", "").lower().startswith("http/1")

    async def _require_own_end(self) -> None:
        """Raise TruncatedResponse for a document that ended with its connection and has no end of its own. The browser's serialisation always has one."""
        if self._ended_with_connection and self._wire is not None:
            sent = await self._wire.send("Network.getResponseBody", {"requestId": self._without_length})
            body = base64.b64decode(sent["body"]) if sent["base64Encoded"] else sent["body"].encode("utf-8", "replace")
            require_own_end(self._crawler.spider, self._request, body)

    async def _read(self, page: Page) -> None:
        """Wait until the page loads nothing more, and take it as it is."""
        with suppress(NotInTime):
            await page.wait_for_load_state("networkidle", timeout=_QUIET * 1000)
        try:
            await self._require_own_end()
        except TruncatedResponse as cut:
            self._end(cut)
            return
        # A script that cuts a text can leave half a surrogate pair, which is not UTF-8: hence "replace".
        if await _length(page) > self._limit or len(body := (await page.content()).encode("utf-8", "replace")) > self._limit:
            self._end(DownloadCancelledError(f"grows to more than {self._limit} bytes"))
            return
        browser, headers = page.context.browser, self._headers.copy()
        headers["X-Qorgan-Rendered"] = f"chromium/{browser.version if browser else ''}"
        headers["X-Qorgan-Sent-Content-Type"] = headers.get("Content-Type") or b""
        headers["Content-Type"] = "text/html; charset=utf-8"
        # The requested address: a script can give a page any other.
        self._end(HtmlResponse(self._request.url, self._status, headers, body, encoding="utf-8"))

    def _crashed(self, page: Page) -> None:
        # A page that crashed the browser is not tried again in this run.
        self._request.meta["dont_retry"] = True
        self._end(DownloadFailedError("the page crashed in the browser"))

    def _end(self, outcome: Response | Exception) -> None:
        if not self._ended.done():
            self._ended.set_result(outcome)

    async def _close(self, loading: "asyncio.Future[Response]") -> None:
        loading.cancel()
        self._ended.cancel()
        if self._watch is not None:
            self._watch.cancel()
        await asyncio.wait([loading], timeout=_CLOSING)
        if self._page is not None and not self._page.is_closed():
            closing = asyncio.ensure_future(ignore_closed_page(self._page.close()))
            await asyncio.wait([closing], timeout=_CLOSING)
            if not closing.done() and (browser := self._page.context.browser) is not None:
                await asyncio.wait([asyncio.ensure_future(ignore_closed_page(browser.close()))], timeout=_CLOSING)


def _outcome(left: Response | Exception) -> Response:
    if isinstance(left, Exception):
        raise left
    return left


async def _body(wire: CDPSession, request: str, limit: int) -> bytes:
    """Return the body of an answer, up to a limit."""
    body, ended = bytearray(), False
    stream = await wire.send("Fetch.takeResponseBodyAsStream", {"requestId": request})
    while not ended and len(body) <= limit:
        piece = await wire.send("IO.read", {"handle": stream["stream"]})
        body += base64.b64decode(piece["data"]) if piece.get("base64Encoded") else piece["data"].encode()
        ended = piece["eof"]
    return bytes(body[:limit])


async def _length(page: Page) -> int:
    """Return the number of characters of the document, measured where the page's own scripts cannot fake it."""
    wire = await page.context.new_cdp_session(page)
    tree = await wire.send("Page.getFrameTree")
    world = await wire.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
    measured = await wire.send(
        "Runtime.evaluate", {"expression": "document.documentElement?.outerHTML.length", "contextId": world["executionContextId"]}
    )
    return int(measured["result"].get("value", 0))


# Scrapy's download handler for outlets with a browser (`spiders.downloader.browser_settings`), built on scrapy-playwright's. It is not imported if
# the extra `browser` is missing.

log = logging.getLogger(__name__)
# It logs a traceback for every page that fails, which the fates already report.
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)

# Chromium's error messages, and the corresponding error of a download without a browser.
_ERRORS: tuple[tuple[re.Pattern[str], type[Exception]], ...] = (
    (re.compile(r"ERR_(?:NAME|DNS)_"), CannotResolveHostError),
    (re.compile(r"ERR_(?:CERT|SSL|TLS)_"), SSL.Error),
    (re.compile(r"ERR_(?:CONNECTION_REFUSED|ADDRESS_|INTERNET_|UNSAFE_PORT)"), DownloadConnectionRefusedError),
    (re.compile(r"ERR_(?:CONNECTION_)?TIMED_OUT|Timeout \d+ ?ms exceeded"), DownloadTimeoutError),
    (re.compile(r"ERR_CONTENT_LENGTH_MISMATCH|ERR_INCOMPLETE_CHUNKED"), ResponseDataLossError),
)

# Shared by all crawlers of a process.
_turns = asyncio.Semaphore(AT_ONCE)
# By crawler: http and https share one browser.
_browsers: dict[Crawler, "_Downloads"] = {}
# Visits in progress.
_visits: set[_BrowserVisit] = set()


class FilteredBrowser(PlaywrightBrowserProvider):  # type: ignore[misc]
    """A browser whose pages reach the network only through a gate, installed before the first page opens and active until the browser ends.

    The requests of a page are checked in the page (`_BrowserVisit`), but this check ends before the page does: when a page closes, Chromium sends the
    requests that were still waiting, and the last scripts and the icon cause more. None of these was allowed, so the gate stops them.
    """

    async def launch_browser(self) -> Browser:
        options = dict(self.config.launch_options)
        rules = await resolver_rules(options.pop(OWN_SITES), allowed_address)
        options["args"] = [*options["args"], f"--host-resolver-rules={rules}"]
        browser: Browser = await self.browser_type.launch(**options)
        wire = await browser.new_browser_cdp_session()
        wire.on("Fetch.requestPaused", lambda paused: ignore_closed_page(_filter_request(wire, paused)))
        await wire.send("Fetch.enable")
        return browser


async def _filter_request(wire: CDPSession, paused: dict[str, Any]) -> None:
    # A redirect of a part is not checked here: the resolver's rules apply to it.
    redirected = "redirectedRequestId" in paused and paused["resourceType"] != "Document"
    if redirected or any(visit.has_let_through(paused["request"]["url"]) for visit in _visits):
        await wire.send("Fetch.continueRequest", {"requestId": paused["requestId"]})
    else:
        await wire.send("Fetch.failRequest", {"requestId": paused["requestId"], "errorReason": "Aborted"})


class _Downloads(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Downloads with and without the browser; without it, over connections whose peer address is checked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool: HTTPConnectionPool = PeerCheckedPool.in_place_of(self._pool)


class RenderedDownloads:
    """The download handler of one crawler and scheme. The browser starts with the first page that needs it, and ends with the crawl."""

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
        """Return the server's answer, or the page as the browser shows it.

        Raises what a download without a browser raises, so that the fate is the same.
        """
        if not request.meta.get("playwright"):
            plain: Response = await self._browser.download_request(request)
            require_complete_response(self._crawler.spider, request, plain, self._crawler.settings.getint("DOWNLOAD_MAXSIZE"))
            return plain
        async with _turns:
            visit = _BrowserVisit(self._crawler, request)
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
        # No page of the outlet can be read, and the outlet is not the cause: its pages wait for the next run.
        log.warning("%s", tr("the browser cannot be started: {reason}").format(reason=_short(error)))
        cast(EndableSpider, self._crawler.spider).give_up("browser")


def as_scrapy_says(error: Error) -> Exception:
    """Return Scrapy's error for an error of the browser. An unknown one counts as a failed connection."""
    words = _short(error)
    return next((kind(words) for pattern, kind in _ERRORS if pattern.search(words)), DownloadFailedError(words))


def _short(error: Error) -> str:
    return error.message.partition("\n")[0][:200]
