"""Whether and how an outlet is read in a browser: its entry says `browser: true`, and the operator has turned browsers on.

It is off by default and an optional extra (`browser`: scrapy-playwright). Nothing of the extra is imported here;
`spiders.downloader.browser_handler`, which reads the pages, is only named. A request goes through the browser only with the meta of `browser_meta`;
robots.txt, feeds and sitemaps never do.

The browser reaches only the outlet's own hosts. There are three barriers. Each request of a page is checked (`is_refused`). What was not let through
there never leaves the browser, not even from a page that closes (`spiders.downloader.browser_handler.GatedBrowser`). And because redirects of parts
and WebSockets pass by these two, Chromium itself can find no other host (`resolver_rules`).
"""

import importlib.util
import os
import re
import shutil
from functools import partial
from typing import Any

from scrapy.settings import BaseSettings

from pipelines.dedup.urls import site_of
from records.i18n import tr

# Pages open at once in one crawler process, whatever the outlets: more, and on two cores they time out instead of being read.
AT_ONCE = 4

_OFF = frozenset({"", "0", "no", "off", "false"})
_AUTO = frozenset({"1", "auto", "yes", "on", "true"})
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PARTS = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_SWITCHES = (
    # Some of these Playwright sets by itself. Named all the same: that the browser asks for nothing on its own account must not depend on it.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # WebRTC sends packets to bare addresses without asking the resolver.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
)


def hindrance(choice: str) -> str | None:
    """Why no browser can be used with this `QORGAN_BROWSER`, and what to do about it. None if one can."""
    word = choice.strip().lower()
    if word in _OFF:
        return tr("browsers are off; QORGAN_BROWSER=auto turns them on")
    if importlib.util.find_spec("scrapy_playwright") is None:
        return tr("the extra is not installed; .venv/bin/pip install -e '.[browser]' does it")
    if word not in _AUTO and shutil.which(choice.strip()) is None:
        return tr("{path} is no program; QORGAN_BROWSER is the path of a Chromium, or auto").format(path=choice.strip())
    return None


def without_browser(outlet: str, choice: str) -> str:
    """The line that tells the operator that an outlet is read without the browser that it needs."""
    return tr("{outlet} asks for a browser and is read without one: {reason}").format(outlet=outlet, reason=hindrance(choice))


def browser_settings(choice: str, sites: frozenset[str]) -> dict[str, Any] | None:
    """Scrapy's settings for an outlet that is read in a browser. None if no browser can be used (`hindrance` says why).

    `choice` is QORGAN_BROWSER: a path, or `auto` for a Chromium on PATH, else Playwright's own. `sites` are the outlet's hosts (`Outlet.sites`).
    """
    if hindrance(choice) is not None:
        return None
    word = choice.strip()
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None) if word.lower() in _AUTO else shutil.which(word)
    return {
        "DOWNLOAD_HANDLERS": {
            "http": "spiders.downloader.browser_handler.RenderedDownloads",
            "https": "spiders.downloader.browser_handler.RenderedDownloads",
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_BROWSER_PROVIDER": "spiders.downloader.browser_handler.GatedBrowser",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": program,
            "headless": True,
            # Chromium refuses its sandbox to root. Everybody else has it, or is told that it cannot start.
            "chromium_sandbox": getattr(os, "geteuid", lambda: 1)() != 0,
            "args": [*_SWITCHES, f"--host-resolver-rules={resolver_rules(sites)}"],
            # Playwright lets pages open windows; nobody here reads those.
            "ignore_default_args": ["--disable-popup-blocking"],
            # Strangers' scripts run in there: the desk's secret and the database's password stay out.
            "env": {name: value for name, value in os.environ.items() if not name.startswith("QORGAN_")},
            # Ctrl-C is Scrapy's: it closes the browser when the pages in hand are read.
            **dict.fromkeys(("handle_sigint", "handle_sigterm", "handle_sighup"), False),
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2 * AT_ONCE,
        "PLAYWRIGHT_ABORT_REQUEST": partial(is_refused, sites),
    }


def browser_meta(settings: BaseSettings, *, zone: str, language: str) -> dict[str, Any]:
    """The meta that sends a request for a page (article, home or list page) through the browser. Empty if this crawler has none.

    `zone` (IANA) and `language` are the outlet's own, because scripts write dates by the clock and in the language of the browser.
    """
    if "PLAYWRIGHT_ABORT_REQUEST" not in settings:
        return {}
    return {"playwright": True, "playwright_include_page": False, "playwright_context_kwargs": {"timezone_id": zone, "locale": language}}


def resolver_rules(sites: frozenset[str]) -> str:
    """Chromium's rules by which only these hosts exist, each at its own port. The first rule that fits counts."""
    own = set()
    for site in sites:
        with_port = re.search(r":\d+$", site)
        for place in (site, f"www.{site}"):
            own |= {place} if with_port else {f"{place}:80", f"{place}:443"}
    return ",".join([*(f"MAP {place} {place}" for place in sorted(own)), "MAP * ~NOTFOUND"])


def is_refused(sites: frozenset[str], asked: Any) -> bool:
    """Whether a page may not load what it asks for (a playwright Request): other hosts, images, media, fonts, frames, and any second document."""
    if asked.resource_type not in _PARTS or site_of(asked.url) not in sites:
        return True
    return asked.resource_type == "document" and (asked.frame.parent_frame is not None or asked.frame.url != "about:blank")
