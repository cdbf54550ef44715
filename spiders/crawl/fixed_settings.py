"""Scrapy settings that cannot be overridden, with `-s` or a custom settings module, because crawls would become impolite or pages useless as
evidence.

All other settings may be changed. Given pipelines, extensions and middlewares are added to the project's own.
"""

from collections.abc import Mapping
from typing import Any

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings, default_settings

from records.i18n import gettext_noop, tr

_ROBOTS = gettext_noop("robots.txt is obeyed")
_NAME = gettext_noop("outlets are told who asks; QORGAN_CONTACT puts your address into it")
_EVIDENCE = gettext_noop("what is collected would be no evidence")
_INSIDE = gettext_noop("a page could lead into your own network")
_OURS = gettext_noop("nothing would be stored as it should be; name only what you add")
_WHY = {
    "ROBOTSTXT_OBEY": _ROBOTS,
    "ROBOTSTXT_USER_AGENT": _ROBOTS,
    "ROBOTSTXT_PARSER": _ROBOTS,
    "USER_AGENT": _NAME,
    "COOKIES_ENABLED": _NAME,
    "DOWNLOAD_VERIFY_CERTIFICATES": _EVIDENCE,
    "HTTPCACHE_ENABLED": _EVIDENCE,
    "HTTPPROXY_ENABLED": _INSIDE,
    "TWISTED_DNS_RESOLVER": _INSIDE,
    "DOWNLOAD_HANDLERS": _INSIDE,
    "ITEM_PROCESSOR": _OURS,
    "SPIDER_LOADER_CLASS": _OURS,
}
_ADDED_TO = ("ITEM_PIPELINES", "EXTENSIONS", "DOWNLOADER_MIDDLEWARES")


def require_fixed_settings(settings: BaseSettings, ours: Mapping[str, Any]) -> None:
    """Add given components to the project's own. `ours`: the names in `spiders.scrapy_settings`. Raises UsageError for a fixed setting."""
    for name, why in _WHY.items():
        own = ours.get(name, getattr(default_settings, name, None))
        if not _same(settings, name, own):
            raise _stays(name, why)
    if any(header.lower() == "user-agent" for header in settings.getdict("DEFAULT_REQUEST_HEADERS")):
        raise _stays("DEFAULT_REQUEST_HEADERS", _NAME)
    for name in _ADDED_TO:
        configured = settings.getdict(name)
        if any(configured.get(component, place) != place for component, place in ours[name].items()):
            raise _stays(name, _OURS)
        settings.set(name, {**ours[name], **configured}, priority="cmdline")


def require_polite_delay(settings: BaseSettings, slowest: float) -> None:
    """Raise UsageError if a host would be requested more often than its outlet or QORGAN_DOWNLOAD_DELAY allows. `slowest` is in seconds."""
    if slowest and (settings.getfloat("DOWNLOAD_DELAY") < slowest or settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") > 1):
        words = tr("a host is asked one page at a time and at most every {seconds:g} s; QORGAN_DOWNLOAD_DELAY, or `delay` of the outlet, says so")
        raise UsageError(words.format(seconds=slowest))


def _same(settings: BaseSettings, name: str, own: Any) -> bool:
    if isinstance(own, bool):
        return settings.getbool(name) is own
    return bool(settings.getdict(name) == own) if isinstance(own, dict) else str(settings.get(name)) == str(own)


def _stays(name: str, why: str) -> UsageError:
    return UsageError(tr("{setting} stays as it is: {reason}").format(setting=name, reason=tr(why)))
