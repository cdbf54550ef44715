"""Pages that no source led to: replayed from WARC files, or named by hand as a tip. They go through the same pipelines."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipelines.dedup.urls import site_of
from pipelines.evidence.writer import EvidenceCutOff, StoredPage, read_warc
from pipelines.items import Hints, OutletFacts, PageItem, TryItem
from records.i18n import tr
from records.model import Period
from records.vocabulary import Fate
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, facts_of
from spiders.downloader.outcomes import fate_of_answer

log = logging.getLogger(__name__)

# Pages of a WARC file in hand at once: enough to keep all extraction processes busy, few enough for little memory.
IN_HAND = 24


class PageSpider(CollectingSpider):
    """Pages of many outlets. A page belongs to the outlet that names its host; a host that none names stands for itself."""

    def __init__(self, outlets: Iterable[Outlet], **kwargs: Any) -> None:
        super().__init__(period=Period(), **kwargs)
        self._by_site = {site: outlet for outlet in outlets for site in outlet.sites}

    def outlet_of(self, url: str) -> str:
        site = site_of(url)
        outlet = self._by_site.get(site)
        return outlet.name if outlet else site

    def facts(self, outlet: str) -> OutletFacts:
        entry = next((entry for entry in self._by_site.values() if entry.name == outlet), None)
        return facts_of(entry) if entry else OutletFacts(outlet, sites=frozenset([outlet]))


class WarcSpider(PageSpider):
    """Replays WARC files, without any network."""

    name = "warc"
    kind = "replay"

    def __init__(self, files: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._files = [Path(file) for file in files]
        self._in_hand = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider._done, signal=signal)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for file in self._files:
            with open(file, "rb") as stream:
                for record in read_warc(stream):
                    while self._in_hand >= IN_HAND:
                        await asyncio.sleep(0.005)
                    if self.broken or self.stopped:
                        return
                    self._in_hand += 1
                    yield self._item(file, record)

    def _item(self, file: Path, record: StoredPage | EvidenceCutOff) -> PageItem | TryItem:
        if isinstance(record, EvidenceCutOff):
            words = tr("{file} breaks off at byte {offset}: {reason}; what stands before it was read")
            log.warning("%s", words.format(file=file.name, offset=record.offset, reason=tr(record.reason)))
            return TryItem(file.name, f"{file.name}#{record.offset}", Fate.BAD_CONTENT, self.resources.now(), source=True, detail=record.reason)
        self.found += 1
        outlet, moment = self.outlet_of(record.url), _moment(record.fetched_at) or self.resources.now()
        if record.status != 200:
            answer = Response(record.url, status=record.status, body=record.body)
            return TryItem(outlet, record.url, fate_of_answer(answer), moment, record.status)
        return PageItem(outlet, record.url, record.url, record.status, record.headers, record.body, moment)

    def _done(self) -> None:
        self._in_hand -= 1


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


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
