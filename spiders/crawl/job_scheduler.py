"""Scrapy's scheduler with JOBDIR: waiting articles are stored on disk, sources are not.

A resumed crawl requests its sources again, since they may list more by then. Those pages may also wait on disk, and another run may have fetched some
of them meanwhile. So each page is looked up once more just before it is requested.
"""

from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler

# The keys that Scrapy sets in the meta of a request that is a further attempt at the same page.
_AGAIN = ("retry_times", "redirect_times")


class JobScheduler(Scheduler):
    """Scrapy's scheduler; with JOBDIR it skips pages that the spider reports as settled (`is_settled`)."""

    def open(self, spider: Spider) -> Any:
        self._asked: set[str] = set()
        return super().open(spider)

    def next_request(self) -> Request | None:
        """Return the next request for a page that this crawl has not requested and that is not settled."""
        while (request := super().next_request()) is not None:
            if self.dqs is None or not self._is_done(request):
                return request
        return None

    def _dqpush(self, request: Request) -> bool:
        return not request.meta.get("source") and bool(super()._dqpush(request))

    def _is_done(self, request: Request) -> bool:
        spider: Any = self.spider
        url = request.meta.get("asked")
        if url is None or request.meta.get("source") or any(word in request.meta for word in _AGAIN):
            return False
        if url in self._asked or spider.is_settled(url):
            return True
        self._asked.add(url)
        return False
