"""Pages handed on from files: no more at once than there is room for, and none is left when all are done."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import signals
from scrapy.signalmanager import SignalManager

from pipelines.items import PageItem
from records.byte_budgets import PAGES_IN_HAND
from spiders.crawl.pages_in_hand import IN_HAND, PagesInHand
from tests.conftest import NOW

PAGE = PageItem("kz_oral", "https://oral.example/1", "https://oral.example/1", 200, (), b"<p>Page</p>", NOW)


def in_hand() -> tuple[PagesInHand, SignalManager]:
    sent = SignalManager()
    crawler: Any = SimpleNamespace(signals=sent)
    return PagesInHand(crawler), sent


async def waits(work: Any) -> bool:
    """Whether it is still waiting after every other task has had its turn."""
    task = asyncio.ensure_future(work)
    await asyncio.sleep(0.02)
    if task.done():
        return False
    task.cancel()
    return True


@pytest.mark.parametrize("signal", [signals.item_dropped, signals.item_error])
def test_there_is_room_for_so_many_pages_and_each_that_ends_makes_room_for_one(signal: Any) -> None:
    async def work() -> None:
        pages, sent = in_hand()
        for _ in range(IN_HAND):
            await pages.take()
        assert await waits(pages.take())
        sent.send_catch_log(signal, item=PAGE)
        assert not await waits(pages.take())
        assert await waits(pages.take())
        pages.give_back()
        assert not await waits(pages.take())

    asyncio.run(work())


def test_pages_that_are_too_large_together_wait_for_each_other_and_one_alone_is_never_refused() -> None:
    async def work() -> None:
        pages, sent = in_hand()
        await pages.take(PAGES_IN_HAND + 1)
        assert await waits(pages.take(1))
        sent.send_catch_log(signals.item_dropped, item=PAGE)
        await pages.take(1)
        assert not await waits(pages.take(1))

    asyncio.run(work())


def test_all_are_done_when_the_last_one_has_ended_and_nothing_is_counted_after_that() -> None:
    async def work() -> None:
        pages, sent = in_hand()
        await pages.take()
        assert await waits(pages.all_done())
        sent.send_catch_log(signals.item_dropped, item=PAGE)
        await pages.all_done()
        sent.send_catch_log(signals.item_dropped, item=PAGE)
        for _ in range(IN_HAND):
            await pages.take()
        assert await waits(pages.take())

    asyncio.run(work())


def test_an_article_that_was_stored_is_no_page_that_has_left() -> None:
    async def work() -> None:
        pages, sent = in_hand()
        await pages.take()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            sent.send_catch_log(signal, item={"url": "https://oral.example/1"})
        assert await waits(pages.all_done())

    asyncio.run(work())
