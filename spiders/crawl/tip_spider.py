"""Fetches the single pages that people gave as tips. They go through the same pipelines as all others."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from pipelines.dedup.urls import site_of
from pipelines.items import Hints
from spiders.crawl.collecting_spider import PageSpider


class TipSpider(PageSpider):
    """Fetches single pages that a person named."""

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
