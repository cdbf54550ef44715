"""A Scrapy extension that opens and closes an outlet's part of a run, and holds the claim on the outlet meanwhile."""

import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from records import articles, claims, runs
from records.database import writing
from records.i18n import tr
from spiders.collecting import CollectingSpider
from spiders.outlet_spider import OutletSpider

log = logging.getLogger(__name__)


class Bookkeeping:
    """One per crawler. Claims the outlet before its first request; without the claim the spider asks for nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._heart = create_looping_call(self._beat)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.closed, signal=signals.spider_closed)
        return extension

    def opened(self, spider: CollectingSpider) -> None:
        workshop, run = spider.workshop, spider.context.run_id
        with writing(workshop.engine) as session:
            runs.begin_run(session, run, spider.kind, workshop.now())
            if not isinstance(spider, OutletSpider):
                spider.claimed = True
                return
            outlet = spider.outlet
            spider.claimed = claims.claim(session, outlet.name, run, workshop.now())
            if not spider.claimed:
                runs.mark_busy(session, run, outlet.name, outlet.region, workshop.now())
                log.warning("%s", tr("{outlet} is being collected by another run; left alone").format(outlet=outlet.name))
                return
            runs.close_abandoned(session, outlet.name, workshop.now())
            runs.begin_outlet(session, run, outlet.name, outlet.region, workshop.now())
        self._heart.start(claims.BEAT.total_seconds(), now=False)

    def closed(self, spider: CollectingSpider, reason: str) -> None:
        if getattr(self._heart, "running", False):
            self._heart.stop()
        if not spider.claimed:
            return
        finished = reason == "finished" and spider.stopped is None and spider.broken is None
        workshop, run = spider.workshop, spider.context.run_id
        with writing(workshop.engine) as session:
            for name in runs.open_outlets(session, run) if not isinstance(spider, OutletSpider) else [spider.outlet.name]:
                runs.finish_outlet(session, run, name, found=spider.found, finished=finished, now=workshop.now())
                claims.release(session, name, run)
            if finished and not spider.will_pass:
                # Only now: had this run died, or had a page to be tried again, an unchanged feed would hide what is still missing.
                for url, (etag, modified) in spider.validators.items():
                    articles.keep_source_state(session, spider.name, url, etag, modified, workshop.now())
            if spider.by_hand:
                runs.end_run(session, run, runs.tally(session, run), workshop.now())

    def _beat(self) -> None:
        spider: Any = self._crawler.spider
        with writing(spider.workshop.engine) as session:
            claims.beat(session, spider.context.run_id, spider.outlet.name, spider.workshop.now())
