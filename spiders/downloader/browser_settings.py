"""Whether and how an outlet is read in a browser: its entry says `browser: true`, and the operator has turned browsers on.

Browsers are off by default and an optional extra (`browser`: scrapy-playwright). Nothing of the extra is imported here; the module that reads the
pages, `spiders.downloader.browser`, is only named. A request uses the browser only with the meta of `browser_meta`; robots.txt, feeds and sitemaps
never do.

The browser reaches only the outlet's own hosts, by three barriers. Each request of a page is checked (`is_refused`). A request that was not allowed
there never leaves the browser, not even from a closing page (`spiders.downloader.browser.FilteredBrowser`). And because redirects of parts and
WebSockets bypass these two, Chromium's resolver knows no other host, and its own hosts only at the addresses that were looked up and allowed when it
started (`resolver_rules`): it never asks a DNS server, nor a proxy, which would ask one.
"""

import asyncio
import importlib.util
import os
import shutil
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from pipelines.address_scopes import is_ip_address
from pipelines.dedup.urls import site_of
from records.i18n import tr

# The key in the launch options that carries the outlet's hosts to the browser's start.
OWN_SITES = "own_sites"
# Returns the address to use for a host and port; None if it does not exist or is not allowed.
_LookUp = Callable[[str, int], Awaitable[str | None]]

# Pages open at once in one crawler process, for all outlets: with more, pages time out on two cores.
AT_ONCE = 4

_OFF = frozenset({"", "0", "no", "off", "false"})
_AUTO = frozenset({"1", "auto", "yes", "on", "true"})
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PARTS = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_SWITCHES = (
    # Playwright sets some of these itself. They are listed so that the browser never makes requests of its own, whatever Playwright sets.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Also not the proxies of http_proxy and similar variables, which Chromium uses by default.
    "--no-proxy-server",
    # WebRTC sends packets to bare addresses without the resolver.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
)


def hindrance(choice: str) -> str | None:
    """Return why no browser can be used with this `QORGAN_BROWSER`, and what to do about it; None if one can."""
    word = choice.strip().lower()
    if word in _OFF:
        return tr("browsers are off; QORGAN_BROWSER=auto turns them on")
    if importlib.util.find_spec("scrapy_playwright") is None:
        return tr("the extra is not installed; .venv/bin/pip install -e '.[browser]' does it")
    if word not in _AUTO and shutil.which(choice.strip()) is None:
        return tr("{path} is no program; QORGAN_BROWSER is the path of a Chromium, or auto").format(path=choice.strip())
    return None


def without_browser(outlet: str, choice: str) -> str:
    """Return the line that reports that an outlet is read without the browser it needs."""
    return tr("{outlet} asks for a browser and is read without one: {reason}").format(outlet=outlet, reason=hindrance(choice))


def browser_crawl_settings(choice: str, sites: frozenset[str]) -> dict[str, Any] | None:
    """Return Scrapy's settings for an outlet that is read in a browser, or None if no browser can be used (see `hindrance`).

    `choice` is QORGAN_BROWSER: a path, or `auto` for a Chromium on PATH, else Playwright's own. `sites` are the outlet's hosts (`Outlet.sites`).
    """
    if hindrance(choice) is not None:
        return None
    word = choice.strip()
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None) if word.lower() in _AUTO else shutil.which(word)
    return {
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), "spiders.downloader.browser.RenderedDownloads"),
            **dict.fromkeys(("file", "data", "ftp", "s3")),
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_BROWSER_PROVIDER": "spiders.downloader.browser.FilteredBrowser",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": program,
            "headless": True,
            # Chromium refuses its sandbox to root. For all others it is on, or Chromium reports that it cannot start.
            "chromium_sandbox": getattr(os, "geteuid", lambda: 1)() != 0,
            "args": list(_SWITCHES),
            # Not an option of Playwright: FilteredBrowser removes it, and looks the hosts up when the browser starts.
            OWN_SITES: sorted(sites),
            # Playwright lets pages open windows, which are not read here.
            "ignore_default_args": ["--disable-popup-blocking"],
            # Scripts of other sites run in the browser, so the desk's secret and the database's password are left out.
            "env": {name: value for name, value in os.environ.items() if not name.startswith("QORGAN_")},
            # Scrapy handles Ctrl-C: it closes the browser when the current pages are read.
            **dict.fromkeys(("handle_sigint", "handle_sigterm", "handle_sighup"), False),
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2 * AT_ONCE,
        "PLAYWRIGHT_ABORT_REQUEST": partial(is_refused, sites),
    }


def browser_meta(settings: BaseSettings, *, zone: str, language: str) -> dict[str, Any]:
    """Return the meta that sends a request for a page through the browser; empty if this crawler has none.

    `zone` (IANA) and `language` are the outlet's own, because scripts write dates in the time zone and language of the browser.
    """
    if "PLAYWRIGHT_ABORT_REQUEST" not in settings:
        return {}
    return {"playwright": True, "playwright_include_page": False, "playwright_context_kwargs": {"timezone_id": zone, "locale": language}}


async def resolver_rules(sites: Iterable[str], look_up: _LookUp) -> str:
    """Return Chromium's resolver rules by which only these hosts exist, each at its own ports and at the address looked up now.

    The first matching rule counts. A host without an allowed address does not exist.
    """
    places = sorted({place for site in sites for place in _places(site)})
    addresses = await asyncio.gather(*(look_up(host, port) for host, port in places))
    own = [
        f"MAP {host}:{port} {f'[{address}]' if ':' in address else address}"
        for (host, port), address in zip(places, addresses, strict=True)
        if address is not None
    ]
    return ",".join([*own, "MAP * ~NOTFOUND"])


def _places(site: str) -> Iterator[tuple[str, int]]:
    parts = urlsplit(f"//{site}")
    host = parts.hostname or ""
    bare = f"[{host}]" if ":" in host else host
    for name in [bare] if is_ip_address(host) else [bare, f"www.{bare}"]:
        yield from ((name, port) for port in ((parts.port,) if parts.port else (80, 443)))


def is_refused(sites: frozenset[str], request: Any) -> bool:
    """Return whether a page may not load something (a playwright Request): other hosts, images, media, fonts, frames, and any second document."""
    if request.resource_type not in _PARTS or site_of(request.url) not in sites:
        return True
    return request.resource_type == "document" and (request.frame.parent_frame is not None or request.frame.url != "about:blank")
