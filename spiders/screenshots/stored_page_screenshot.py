"""A stored page as a browser shows it, rendered from its WARC record alone.

Nothing is fetched: the one document is answered from the record, every other request of the page is refused before it leaves the browser, and
Chromium itself can resolve no host. Scripts are off. So pictures and styles from elsewhere are missing, and a page that scripts fill is empty, unless
it was stored as a browser had shown it (`X-Qorgan-Rendered`).
"""

import asyncio
import base64
from contextlib import suppress
from typing import Any

from playwright.async_api import Browser, Error, Page, Route, async_playwright

from pipelines.evidence.reading import StoredPage
from pipelines.page_headers import content_type
from records.i18n import tr
from spiders.downloader.browser import ignore_closed_page, watch_memory
from spiders.downloader.browser_settings import OWN_SITES, browser_crawl_settings

WIDTH = 1280
# Points. A higher page is cut off here; at 1,280 points of width the picture stays far below the 64 million that our decoders accept.
MOST_HEIGHT = 12_000
# Bytes of the picture.
MOST_BYTES = 24 * 1024 * 1024
# Seconds for all of it.
TIMEOUT_SECONDS = 40.0
# What a page rendered from a string may load: its own styles, and embedded pictures.
_POLICY = "default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:; form-action 'none'; frame-src 'none'"


class ScreenshotFailed(Exception):
    """The browser made no picture of a page; the message says why. It concerns that page alone."""


async def take_screenshot(page: StoredPage, choice: str) -> bytes:
    """Return the page as a PNG, from its top to its end or to MOST_HEIGHT. `choice` is QORGAN_BROWSER. Raises ScreenshotFailed."""
    settings = browser_crawl_settings(choice, frozenset())
    if settings is None:
        raise ScreenshotFailed(tr("there is no browser"))
    options = dict(settings["PLAYWRIGHT_LAUNCH_OPTIONS"])
    options.pop(OWN_SITES)
    options["args"] = [*options["args"], "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars"]
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS), async_playwright() as playwright:
            browser = await playwright.chromium.launch(**options)
            try:
                return await _drawn(browser, page)
            finally:
                await ignore_closed_page(browser.close())
    except TimeoutError as error:
        raise ScreenshotFailed(tr("not drawn within {n} s").format(n=round(TIMEOUT_SECONDS))) from error
    except Error as error:
        raise ScreenshotFailed(error.message.partition("\n")[0][:200]) from error


async def _drawn(browser: Browser, stored: StoredPage) -> bytes:
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": 900},
        java_script_enabled=False,
        service_workers="block",
        accept_downloads=False,
        offline=False,
        device_scale_factor=1,
    )
    page = await context.new_page()
    given = False

    async def answer(route: Route) -> None:
        nonlocal given
        request = route.request
        # The document only once: a page that tries to navigate elsewhere, or to reload, stays.
        if given or request.resource_type != "document" or request.frame.parent_frame is not None:
            await route.abort("aborted")
            return
        given = True
        kind = content_type(stored.headers) or "text/html"
        await route.fulfill(status=200, body=stored.body, headers={"Content-Type": kind, "Content-Security-Policy": _POLICY})

    await context.route("**/*", lambda route: ignore_closed_page(answer(route)))
    await page.route_web_socket("**/*", lambda socket: ignore_closed_page(socket.close()))
    watching = asyncio.ensure_future(ignore_closed_page(watch_memory(page)))
    try:
        await page.goto(stored.url, wait_until="domcontentloaded", timeout=TIMEOUT_SECONDS * 1000)
        with suppress(Error):
            # Embedded pictures take a moment more.
            await page.wait_for_load_state("load", timeout=5000)
        return await _captured(page)
    finally:
        watching.cancel()


async def _captured(page: Page) -> bytes:
    wire = await page.context.new_cdp_session(page)
    size: dict[str, Any] = (await wire.send("Page.getLayoutMetrics"))["cssContentSize"]
    height = max(1, min(int(size["height"]), MOST_HEIGHT))
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    drawn = await wire.send("Page.captureScreenshot", {"format": "png", "clip": clip, "captureBeyondViewport": True})
    picture = base64.b64decode(drawn["data"])
    if len(picture) > MOST_BYTES:
        raise ScreenshotFailed(tr("the picture is larger than {n} MB").format(n=MOST_BYTES >> 20))
    return picture
