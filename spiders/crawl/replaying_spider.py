"""What the spiders that read pages from files have in common. They ask nothing of the network, and no record of our own evidence is written again."""

import logging
from collections.abc import Iterable
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from pipelines.items import OutletFacts
from records.fault_names import named
from records.model import Period
from records.settings import read_settings
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider
from spiders.crawl.own_evidence import OwnEvidence
from spiders.crawl.pages_in_hand import PagesInHand

log = logging.getLogger(__name__)


class ReplayingSpider(CollectingSpider):
    """A spider whose pages come from WARC files."""

    kind = "replay"
    in_hand: PagesInHand

    def __init__(self, outlets: Iterable[Outlet], **kwargs: Any) -> None:
        super().__init__(period=Period(), **kwargs)
        self.own = OwnEvidence(self.resources.engine, read_settings().evidence, outlets)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        spider.in_hand = PagesInHand(crawler)
        crawler.signals.connect(spider.ended, signal=signals.spider_closed)
        return spider

    def facts(self, outlet: str) -> OutletFacts:
        return self.own.facts(outlet)

    def break_off(self, error: OSError) -> None:
        """Read nothing more, since the evidence cannot be looked through."""
        self.broken = str(named(error) or error)
        log.error("%s", self.broken)

    def ended(self) -> None:
        """All pages have their fate, or the crawl was stopped."""
