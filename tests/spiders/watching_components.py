"""A pipeline and an extension as operators bring them along: each tells at the end what it has seen."""

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler


class LaterPipeline:
    """Stands behind ours. Nothing may come after it was closed."""

    def __init__(self) -> None:
        self._urls: list[str] = []
        self._closed = False

    def process_item(self, item: Any) -> Any:
        assert not self._closed
        self._urls.append(item["url"])
        item["seen"] = len(self._urls)
        return item

    def close_spider(self) -> None:
        self._closed = True
        print("pipeline", len(set(self._urls)), flush=True)


class ScrapedExtension:
    """Hears of each item that has passed all pipelines."""

    def __init__(self, crawler: Crawler) -> None:
        self._titles: list[str] = []
        crawler.signals.connect(self._scraped, signal=signals.item_scraped)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _scraped(self, item: Any) -> None:
        assert item["seen"]
        self._titles.append(item["title"])

    def _closed(self) -> None:
        print("extension", len(self._titles), flush=True)
