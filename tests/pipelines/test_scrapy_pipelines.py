"""The item pipeline: whatever happens to a page on its way, it leaves with a fate."""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.crawler import Crawler
from sqlalchemy import Engine, select

from pipelines.evidence.writer import EvidenceWriter
from pipelines.extraction.reader import NotAnArticle
from pipelines.extraction_pool import CrawlResources
from pipelines.items import ArticleItem, CrawlContext, OutletFacts, PageItem
from pipelines.scrapy_pipelines import PagePipeline, PageTaken, VisitState
from pipelines.store import BATCH, OutletPageStore
from records.database import read_session, write_transaction
from records.outlets import runs
from records.outlets.page_responses import READING_ABORTED_DETAIL
from records.tables import PageRow
from records.vocabulary import Fate
from tests.conftest import NOW

PAGE = PageItem("kz_oral", "https://oral.example/1", "https://oral.example/1", 200, (), b"<p>Page</p>", NOW)


def state_with(engine: Engine, folder: Path, reads: Callable[[], Any]) -> VisitState:
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)

    async def extract(_page: PageItem, _outlet: OutletFacts) -> Any:
        """Stands for the processes that read: does to a page what the test says."""
        await asyncio.sleep(0)
        return reads()

    resources = SimpleNamespace(engine=engine, evidence=EvidenceWriter(folder, "run-1"), extract=extract, now=lambda: NOW, storing=asyncio.Lock())
    return VisitState(CrawlContext("run"), cast("CrawlResources", resources), OutletFacts)


def crawler_of(state: VisitState) -> Crawler:
    spider = SimpleNamespace(visit_state=state)
    return cast("Crawler", SimpleNamespace(spider=spider, engine=None, signals=SimpleNamespace(connect=lambda *_, **__: None)))


def taken(state: VisitState) -> None:
    """One page goes through the pipeline of a spider with this state, to the end of its crawl."""
    pipeline = PagePipeline.from_crawler(crawler_of(state))
    try:
        with suppress(PageTaken):
            asyncio.run(pipeline.process_item(PAGE))
    finally:
        pipeline.close_spider()


def fate(engine: Engine) -> tuple[str, str]:
    with read_session(engine) as session:
        [row] = session.scalars(select(PageRow))
        return row.fate, row.detail


def fates(engine: Engine) -> Counter[str]:
    with read_session(engine) as session:
        return Counter(session.scalars(select(PageRow.fate)))


def raising(error: BaseException) -> Callable[[], Any]:
    def reads() -> Any:
        raise error

    return reads


def test_a_page_whose_reading_is_cancelled_has_a_fate_and_is_tried_again(engine: Engine, tmp_path: Path) -> None:
    state = state_with(engine, tmp_path, raising(asyncio.CancelledError()))
    with pytest.raises(asyncio.CancelledError):
        taken(state)
    assert fate(engine) == ("not_read", f"{READING_ABORTED_DETAIL}CancelledError")
    assert state.has_temporary_failure


def test_a_fault_of_the_reader_costs_its_page_alone(engine: Engine, tmp_path: Path) -> None:
    state = state_with(engine, tmp_path, raising(ZeroDivisionError("ours")))
    taken(state)
    assert fate(engine) == ("not_read", f"{READING_ABORTED_DETAIL}ZeroDivisionError")
    assert state.has_temporary_failure
    assert state.broken is None


def test_a_page_that_was_not_read_in_time_keeps_its_source_from_being_called_unchanged(engine: Engine, tmp_path: Path) -> None:
    state = state_with(engine, tmp_path, lambda: NotAnArticle(Fate.NOT_READ, "30 s"))
    taken(state)
    assert fate(engine) == ("not_read", "30 s")
    assert state.has_temporary_failure


def test_a_page_that_is_no_article_is_settled_for_good(engine: Engine, tmp_path: Path) -> None:
    state = state_with(engine, tmp_path, lambda: NotAnArticle(Fate.TOO_SHORT, "3 words"))
    taken(state)
    assert fate(engine) == ("too_short", "3 words")
    assert not state.has_temporary_failure


def outlets_of_one_pace(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, outlets: int, pages: int) -> tuple[list[str], int]:
    """The pipelines of so many outlets get so many pages each at the same moment, while an answer waits on the network. Gives what happened in order, and how often
    the loop went round."""
    crawler = crawler_of(state_with(engine, folder, lambda: NotAnArticle(Fate.TOO_SHORT, "3 words")))
    seen: list[str] = []
    flush = OutletPageStore.flush

    def told(intake: OutletPageStore) -> list[ArticleItem]:
        seen.append("stored")
        return flush(intake)

    monkeypatch.setattr(OutletPageStore, "flush", told)
    rounds = [0]

    def go_round(loop: asyncio.AbstractEventLoop) -> None:
        rounds[0] += 1
        loop.call_soon(go_round, loop)

    async def many() -> None:
        loop = asyncio.get_running_loop()
        answer, asked = socket.socketpair()
        with answer, asked:
            asked.send(b"an answer that nobody takes")
            loop.add_reader(answer, seen.append, "heard")
            go_round(loop)
            taking = []
            for outlet in range(outlets):
                pipeline = PagePipeline.from_crawler(crawler)
                for number in range(pages):
                    url = f"https://oral.example/{outlet}/{number}"
                    taking.append(pipeline.process_item(replace(PAGE, outlet=f"kz_{outlet}", url=url, final_url=url)))
            await asyncio.gather(*taking, return_exceptions=True)
            loop.remove_reader(answer)

    asyncio.run(many())
    return seen, rounds[0]


def test_between_two_batches_that_are_stored_the_network_is_heard(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where they are full at the same moment, as with outlets that go at one pace: else requests on their way end by their time."""
    seen, _ = outlets_of_one_pace(engine, tmp_path, monkeypatch, 3, BATCH)
    assert seen.count("stored") == 3
    assert ("stored", "stored") not in pairwise(seen)
    assert fates(engine) == {"too_short": 3 * BATCH}


def test_a_page_that_waits_for_its_batch_waits_for_no_turn_of_the_network(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One page a turn would be a few a second where the machine is busy, and what is fetched would pile up."""
    seen, rounds = outlets_of_one_pace(engine, tmp_path, monkeypatch, 3, BATCH - 1)
    assert "stored" not in seen
    assert rounds < BATCH
