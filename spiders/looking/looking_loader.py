"""Which spider looks at an address: that of its outlet, or one for its host."""

from collections.abc import Sequence

from scrapy import Request

from spiders.config.schema import Outlet
from spiders.crawl.spider_loader import OutletLoader
from spiders.looking.looking_spider import LookingSpider, looking_spider_at, looking_spider_for

ELSEWHERE = "look"


class LookingLoader:
    """Stands in for the loader of a command that only looks. There is a spider for every address."""

    def __init__(self, outlets: OutletLoader) -> None:
        self._outlets = outlets
        self._asked = ""

    def load(self, spider_name: str) -> type[LookingSpider]:
        """The spider that looks at pages of an outlet. Raises UnknownOutlet."""
        if spider_name == ELSEWHERE:
            return looking_spider_at(self._asked)
        outlet: Outlet = self._outlets.load(spider_name).outlet  # type: ignore[attr-defined]
        return looking_spider_for(outlet)

    def list(self) -> list[str]:
        """The names of all outlets that are collected."""
        return self._outlets.list()

    def find_by_request(self, request: Request) -> Sequence[str]:
        """One name: the first outlet to whose hosts the address belongs, or that of the spider for hosts of no outlet."""
        self._asked = request.url
        return [*self._outlets.find_by_request(request), ELSEWHERE][:1]
