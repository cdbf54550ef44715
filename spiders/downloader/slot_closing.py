"""Downloads without a browser: Scrapy's own, which give whole answers only, over connections whose peer is checked, with time to close them when an
outlet is done."""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.downloader.peer_guard import PeerCheckedPool
from spiders.downloader.whole_answers import require_whole

# Seconds. Scrapy waits for one, and calls back twice when the process was busy for longer just then (many outlets end in the same moment).
PUT_AWAY = 10


class UnhurriedDownloads(HTTP11DownloadHandler):
    """Scrapy's own downloads, with more time for connections to close, and none to an address that is not allowed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool = PeerCheckedPool.in_place_of(self._pool)
        self._disconnect_timeout = PUT_AWAY

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises CutShort for one that has not come to its end, so that it is tried again like a lost connection."""
        response: Response = await super().download_request(request)
        require_whole(self._crawler.spider, request, response, request.meta.get("download_maxsize", self._default_maxsize))
        return response
