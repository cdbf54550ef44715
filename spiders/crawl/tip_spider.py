"""The spider that fetches pages which people submitted as tips."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from pipelines.dedup.urls import site_of
from pipelines.items import Hints
from spiders.crawl.collecting_spider import PageSpider


class TipSpider(PageSpider):
    """Fetches single pages through the same pipelines as all other pages."""

    name = "tip"
    kind = "add"

    def __init__(self, urls: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._urls = list(urls)
        self.sites = frozenset(site_of(url) for url in urls)

    async def start(self) -> AsyncIterator[Any]:
        for url in self._urls:
            self.found += 1
            yield self.article_request(url, Hints())
