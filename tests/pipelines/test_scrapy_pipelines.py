"""The item pipeline: whatever happens to a page on its way, it leaves with a fate."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.crawler import Crawler
from sqlalchemy import Engine, select

from pipelines.evidence.writer import EvidenceWriter
from pipelines.extraction.reader import NotAnArticle
from pipelines.items import CrawlContext, OutletFacts, PageItem
from pipelines.scrapy_pipelines import PagePipeline, PageTaken
from records.database import read_session, write_transaction
from records.outlets import runs
from records.tables import PageRow
from records.vocabulary import Fate
from tests.conftest import NOW

PAGE = PageItem("kz_oral", "https://oral.example/1", "https://oral.example/1", 200, (), b"<p>Page</p>", NOW)


def spider_with(engine: Engine, folder: Path, reads: Callable[[], Any]) -> SimpleNamespace:
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)

    async def extract(_page: PageItem, _outlet: OutletFacts) -> Any:
        """Stands for the processes that read: does to a page what the test says."""
        await asyncio.sleep(0)
        return reads()

    resources = SimpleNamespace(
        engine=engine, evidence=EvidenceWriter(folder, "run-1"), extract=extract, now=lambda: datetime.now(UTC), storing=asyncio.Lock()
    )
    return SimpleNamespace(
        broken=None, will_pass=False, context=CrawlContext("run"), resources=resources, facts=OutletFacts, note_published=lambda *_: None
    )


def taken(spider: SimpleNamespace) -> None:
    """One page goes through the pipeline of this spider, to the end of its crawl."""
    crawler = SimpleNamespace(spider=spider, engine=None, signals=SimpleNamespace(connect=lambda *_, **__: None))
    pipeline = PagePipeline(cast("Crawler", crawler))
    try:
        with suppress(PageTaken):
            asyncio.run(pipeline.process_item(PAGE))
    finally:
        pipeline.close_spider()


def fate(engine: Engine) -> tuple[str, str]:
    with read_session(engine) as session:
        [row] = session.scalars(select(PageRow))
        return row.fate, row.detail


def raising(error: BaseException) -> Callable[[], Any]:
    def reads() -> Any:
        raise error

    return reads


def test_a_page_whose_reading_is_cancelled_has_a_fate_and_is_tried_again(engine: Engine, tmp_path: Path) -> None:
    spider = spider_with(engine, tmp_path, raising(asyncio.CancelledError()))
    with pytest.raises(asyncio.CancelledError):
        taken(spider)
    assert fate(engine) == ("not_read", "reading broke off: CancelledError")
    assert spider.will_pass


def test_a_fault_of_the_reader_costs_its_page_alone(engine: Engine, tmp_path: Path) -> None:
    spider = spider_with(engine, tmp_path, raising(ZeroDivisionError("ours")))
    taken(spider)
    assert fate(engine) == ("not_read", "reading broke off: ZeroDivisionError")
    assert spider.will_pass
    assert spider.broken is None


def test_a_page_that_was_not_read_in_time_keeps_its_source_from_being_called_unchanged(engine: Engine, tmp_path: Path) -> None:
    spider = spider_with(engine, tmp_path, lambda: NotAnArticle(Fate.NOT_READ, "more than 30 s of computing"))
    taken(spider)
    assert fate(engine) == ("not_read", "more than 30 s of computing")
    assert spider.will_pass


def test_a_page_that_is_no_article_is_settled_for_good(engine: Engine, tmp_path: Path) -> None:
    spider = spider_with(engine, tmp_path, lambda: NotAnArticle(Fate.TOO_SHORT, "3 words"))
    taken(spider)
    assert fate(engine) == ("too_short", "3 words")
    assert not spider.will_pass


def test_between_two_pages_that_are_stored_the_network_is_heard(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where they are read at the same moment, as when the batches of many outlets fill at once: else requests on their way end by their time."""
    spider = spider_with(engine, tmp_path, lambda: NotAnArticle(Fate.TOO_SHORT, "3 words"))
    crawler = SimpleNamespace(spider=spider, engine=None, signals=SimpleNamespace(connect=lambda *_, **__: None))
    seen: list[str] = []
    monkeypatch.setattr(PagePipeline, "_store", lambda *_: seen.append("stored"))

    async def many() -> None:
        pages = [replace(PAGE, url=f"https://oral.example/{number}") for number in range(3)]
        answer, asked = socket.socketpair()
        with answer, asked:
            asked.send(b"an answer that nobody takes")
            asyncio.get_running_loop().add_reader(answer, seen.append, "heard")
            await asyncio.gather(*(PagePipeline(cast("Crawler", crawler)).process_item(page) for page in pages), return_exceptions=True)
            asyncio.get_running_loop().remove_reader(answer)

    asyncio.run(many())
    assert seen.count("stored") == 3
    assert ("stored", "stored") not in pairwise(seen)
