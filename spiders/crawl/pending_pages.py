"""The limit on pages that a spider yields from files: how many are processed at once, and waiting until all have left the pipelines."""

import asyncio
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from pipelines.items import AttemptItem, PageItem
from records.byte_budgets import PENDING_BYTES

# Pages processed at once: enough to keep all extraction processes busy, few enough to use little memory.
MOST_PENDING = 24
# A page or an attempt is dropped when it has come to its end (`pipelines.scrapy_pipelines.PageTaken`).
_ENDED = (signals.item_dropped, signals.item_error)
# Seconds between two checks.
_LOOK = 0.005


class PendingPages:
    """Counts the items of one spider from the moment it yields them to their end. Nothing else in the spider may yield items meanwhile."""

    def __init__(self, crawler: Crawler) -> None:
        self._signals = crawler.signals
        self._count = 0
        # Bytes of the pages yielded since the count was last zero.
        self._weight = 0
        for signal in _ENDED:
            self._signals.connect(self._done, signal=signal)

    async def wait_for_room(self, weight: int = 0) -> None:
        """Wait until one more page of `weight` bytes may be yielded, and count it."""
        while self._count >= MOST_PENDING or (self._count and self._weight + weight > PENDING_BYTES):
            await asyncio.sleep(_LOOK)
        self._weight = weight + (self._weight if self._count else 0)
        self._count += 1

    def uncount(self) -> None:
        """Uncount a page that was counted but not yielded."""
        self._count -= 1

    async def wait_until_none(self) -> None:
        """Wait until no page is being processed."""
        while self._count:
            await asyncio.sleep(_LOOK)

    async def wait_and_stop(self) -> None:
        """Wait until no page is being processed, and stop counting."""
        await self.wait_until_none()
        for signal in _ENDED:
            self._signals.disconnect(self._done, signal=signal)

    def _done(self, item: Any) -> None:
        # A stored article arrives as a separate item.
        if isinstance(item, PageItem | AttemptItem):
            self._count -= 1
