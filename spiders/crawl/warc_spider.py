"""Replays pages from WARC files. They go through the same pipelines as pages from the web."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipelines.evidence.writer import EvidenceCutOff, StoredPage, read_warc
from pipelines.items import PageItem, TryItem
from records.i18n import tr
from records.vocabulary import Fate
from spiders.crawl.collecting_spider import PageSpider
from spiders.downloader.outcomes import fate_of_answer

log = logging.getLogger(__name__)

# Pages of a WARC file in hand at once: enough to keep all extraction processes busy, few enough for little memory.
IN_HAND = 24


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


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
