"""Pages that a spider hands on from files, not from the network: so many at once, and the wait until all have left the pipelines."""

import asyncio
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from pipelines.items import PageItem, TryItem
from records.byte_budgets import PAGES_IN_HAND

# Pages in hand at once: enough to keep all extraction processes busy, few enough for little memory.
IN_HAND = 24
# A page or a try is dropped when it has come to its end (`pipelines.scrapy_pipelines.PageTaken`).
_ENDED = (signals.item_dropped, signals.item_error)
# Seconds between two looks.
_LOOK = 0.005


class PagesInHand:
    """Counts the items of one spider between the moment it yields them and their end. Nothing else of the spider may yield items meanwhile."""

    def __init__(self, crawler: Crawler) -> None:
        self._signals = crawler.signals
        self._count = 0
        # Bytes of the pages that were handed on since none was in hand.
        self._weight = 0
        for signal in _ENDED:
            self._signals.connect(self._done, signal=signal)

    async def take(self, weight: int = 0) -> None:
        """Wait until there is room for one more page of so many bytes, and count it."""
        while self._count >= IN_HAND or (self._count and self._weight + weight > PAGES_IN_HAND):
            await asyncio.sleep(_LOOK)
        self._weight = weight + (self._weight if self._count else 0)
        self._count += 1

    def give_back(self) -> None:
        """One that was counted was not handed on."""
        self._count -= 1

    async def none_left(self) -> None:
        """Wait until none is in hand."""
        while self._count:
            await asyncio.sleep(_LOOK)

    async def all_done(self) -> None:
        """Wait until none is in hand, and count no more."""
        await self.none_left()
        for signal in _ENDED:
            self._signals.disconnect(self._done, signal=signal)

    def _done(self, item: Any) -> None:
        # An article that was stored comes as an item of its own.
        if isinstance(item, PageItem | TryItem):
            self._count -= 1
