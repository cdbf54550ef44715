"""Scrapy's settings: an honest crawler with safe defaults for a laptop and for a server."""

import logging
import sys
from typing import Any

from records import json_log
from records.byte_budgets import PAGE
from records.errors import SettingsError
from records.files import close_umask
from records.json_log import JsonFormatter
from records.settings import read_settings


def _write_json() -> None:
    """Make Scrapy log JSON in this process, since it allows setting the format but not the formatter.

    Call it before Scrapy opens its log: each crawler of a process opens it again, and the first messages of a spider precede its extensions. Scrapy
    has no public interface for it; a test checks that this one still works.
    """
    from scrapy.utils import log

    plain = log._get_handler

    def json_handler(settings: Any) -> logging.Handler:
        handler: logging.Handler = plain(settings)
        handler.setFormatter(JsonFormatter())
        return handler

    log._get_handler = json_handler


close_umask()
try:
    _settings = read_settings()
except SettingsError as error:
    # Scrapy's commands would show a traceback.
    print(f"scrapy: {error}", file=sys.stderr)
    raise SystemExit(2) from error
if _settings.log_format == json_log.JSON:
    _write_json()

BOT_NAME = "qorgan"
SPIDER_LOADER_CLASS = "spiders.crawl.spider_loader.OutletLoader"
SPIDER_MODULES: list[str] = []
COMMANDS_MODULE = "spiders.commands"

# Identifies the crawler and how to reach its operator; no other identity is ever used.
USER_AGENT = f"Qorgan/0.1 (press-freedom monitoring; {_settings.contact or 'contact not set'})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Qorgan"
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False

DOWNLOAD_DELAY = _settings.download_delay
# Scrapy's default varies the delay between 0.5 and 1.5 of it, which would shorten five seconds to half.
DOWNLOAD_DELAY_JITTER = 0
# One at a time per host; only an outlet whose file says `delay: 0` (a sample on loopback) is requested in parallel, see
# spiders/crawl/outlet_spider.py.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 16
# Seconds for one page as a whole. Regional servers are slow; what takes longer is tried again by the next run.
DOWNLOAD_TIMEOUT = 20
DNS_TIMEOUT = 10
# A news page is 0.1 MB; larger ones are cut off while downloading, and while unpacking (a gzip bomb).
DOWNLOAD_MAXSIZE = PAGE
DOWNLOAD_WARNSIZE = 0
# A page from an unverified connection is not evidence.
DOWNLOAD_VERIFY_CERTIFICATES = True
# http and https only: a file, data or ftp address from a page is not read.
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("http", "https"), "spiders.downloader.guard.UnhurriedDownloads"),
    **dict.fromkeys(("file", "data", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "spiders.downloader.guard.GuardedResolver"
# A proxy would resolve the names itself, where their addresses are not checked. So http_proxy and similar variables are ignored.
HTTPPROXY_ENABLED = False

RETRY_TIMES = 2
# A time-out is not retried at once: the server is slow now, and the next run comes within the hour.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
]
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 8

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.downloader.middlewares.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "spiders.downloader.middlewares.PatientRetryMiddleware": 550,
    # Next to the network, so that requests rejected by robots.txt or the own-host rule cost the host nothing.
    "spiders.downloader.rate_limit.RateLimitMiddleware": 900,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "spiders.downloader.middlewares.OwnSiteRedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
# Sites do not learn on which page a link was found.
REFERRER_POLICY = "no-referrer"
SCHEDULER = "spiders.crawl.job_scheduler.JobScheduler"
ITEM_PIPELINES = {"pipelines.scrapy_pipelines.PagePipeline": 100}
ITEM_PROCESSOR = "pipelines.scrapy_pipelines.StoringItemManager"
# Kazakh and Russian are written as they are, not as \u0430.
FEED_EXPORT_ENCODING = "utf-8"
EXTENSIONS = {"spiders.crawl.outlet_run.OutletRunExtension": 100}

LOG_LEVEL = "WARNING"
LOG_FORMATTER = "pipelines.scrapy_pipelines.FateLogFormatter"
MEMUSAGE_ENABLED = False
