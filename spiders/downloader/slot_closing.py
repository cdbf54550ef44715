"""How connections are closed when an outlet is done."""

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler

# Seconds. Scrapy waits for one, and calls back twice when the process was busy for longer just then (many outlets end in the same moment).
PUT_AWAY = 10


class UnhurriedDownloads(HTTP11DownloadHandler):
    """Scrapy's own downloads, with more time for connections to close."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._disconnect_timeout = PUT_AWAY
