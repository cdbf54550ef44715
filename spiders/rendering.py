"""Downloading through a browser: Scrapy's handler for the outlets that have one (`spiders.browser` says which), around scrapy-playwright's own.

Not imported where the extra `browser` is missing. How one page is read, and what is kept from it, is `spiders.visit`.
"""

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Self, cast

from OpenSSL import SSL
from playwright.async_api import Error
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

from records.i18n import tr
from spiders.browser import AT_ONCE
from spiders.visit import Visit

if TYPE_CHECKING:
    from spiders.collecting import CollectingSpider

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
_browsers: dict[Crawler, ScrapyPlaywrightDownloadHandler] = {}


class RenderedDownloads:
    """One per crawler and scheme. The browser starts with the first page that wants it, and ends with the crawl."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        if crawler not in _browsers:
            _browsers[crawler] = ScrapyPlaywrightDownloadHandler(crawler)
        self._crawler = crawler
        self._browser = _browsers[crawler]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The server's answer, or the page as the browser shows it. Raises what downloading without a browser raises, so that `fates` knows it."""
        if not request.meta.get("playwright"):
            plain: Response = await self._browser.download_request(request)
            return plain
        async with _turns:
            try:
                return await Visit(self._crawler, request).answer(self._browser.download_request)
            except Error as error:
                if "BrowserType.launch" in error.message:
                    self._give_up(error)
                raise as_scrapy_says(error) from error

    async def close(self) -> None:
        """End the browser, once."""
        if _browsers.pop(self._crawler, None) is not None:
            await self._browser.close()

    def _give_up(self, error: Error) -> None:
        # No page of the outlet can be had, for a cause that is not theirs: they wait for the next run.
        log.warning("%s", tr("the browser cannot be started: {reason}").format(reason=_short(error)))
        cast("CollectingSpider", self._crawler.spider).give_up("browser")


def as_scrapy_says(error: Error) -> Exception:
    """The error that says the same as this one of the browser's where no browser is used; what is not known counts as a connection that failed."""
    words = _short(error)
    return next((kind(words) for pattern, kind in _ERRORS if pattern.search(words)), DownloadFailedError(words))


def _short(error: Error) -> str:
    return error.message.partition("\n")[0][:200]
