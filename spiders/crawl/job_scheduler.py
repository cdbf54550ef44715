"""Scrapy's scheduler with JOBDIR: articles that wait are kept on disk, sources are not.

A crawl that goes on asks its sources anew, since they know more by then. What they name and what waits on disk may be the same pages, and another run may have
fetched some of them meanwhile. So each page is looked up once more just before it is asked for.
"""

from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler

# What Scrapy notes in a request that is one more try of the same page.
_AGAIN = ("retry_times", "redirect_times")


class JobScheduler(Scheduler):
    """Without JOBDIR it is Scrapy's own. The spider says by `is_settled` which pages need no more tries."""

    def open(self, spider: Spider) -> Any:
        self._asked: set[str] = set()
        return super().open(spider)

    def next_request(self) -> Request | None:
        """The next request for a page that was not asked for by this crawl, and is not settled."""
        while (request := super().next_request()) is not None:
            if self.dqs is None or not self._is_done(request):
                return request
        return None

    def _dqpush(self, request: Request) -> bool:
        return not request.meta.get("source") and bool(super()._dqpush(request))

    def _is_done(self, request: Request) -> bool:
        spider: Any = self.spider
        asked = request.meta.get("asked")
        if asked is None or request.meta.get("source") or any(word in request.meta for word in _AGAIN):
            return False
        if asked in self._asked or spider.is_settled(asked):
            return True
        self._asked.add(asked)
        return False
