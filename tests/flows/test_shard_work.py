"""A shard is done once, by one process, in the time that its run has left, and closed whatever became of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from flows import crawl_process, shard_work
from flows.crawl_process import CrawlerDied, CrawlShare
from flows.shard_work import crawl_share, work_on
from flows.stop_sign import RunStopped, StopSign
from records.database import read_session, write_transaction
from records.outlets import claims, runs, shards
from records.settings import Settings, read_settings
from records.tables import ClaimRow, OutletRunRow

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def crawled(monkeypatch: pytest.MonkeyPatch) -> list[CrawlShare]:
    """The shares for which a crawler was started; it does nothing."""
    crawled: list[CrawlShare] = []
    monkeypatch.setattr(crawl_process, "crawl", lambda share, _settings, _tick: crawled.append(share))
    monkeypatch.setattr(shard_work, "PAUSE", 0.01)
    return crawled


def begun(engine: Engine, ago: timedelta = timedelta(0)) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", datetime.now(UTC) - ago)


def work(engine: Engine, limit: float = 600) -> tuple[str, ...] | None:
    return work_on(engine, read_settings(), CrawlShare("r1", 2, outlets=("kz_a", "kz_b"), limit=limit), lambda: None, StopSign())


def test_what_was_visited_already_is_left_out_and_the_time_counts_from_the_beginning_of_the_run(engine: Engine, crawled: list[CrawlShare]) -> None:
    begun(engine, timedelta(seconds=200))
    with write_transaction(engine) as session:
        runs.begin_outlet(session, "r1", "kz_a", None, datetime.now(UTC))
        session.get_one(OutletRunRow, ("r1", "kz_a")).state = "answered"
    assert work(engine) == ("kz_b",)
    [share] = crawled
    assert share.outlets == ("kz_b",)
    assert 0 < share.limit <= 400
    with read_session(engine) as session:
        assert session.query(ClaimRow).all() == []


@pytest.mark.parametrize(("limit", "visited"), [(600, ("kz_a", "kz_b")), (100, ())])
def test_a_shard_that_is_begun_after_the_time_of_its_run_is_left_to_the_next(
    engine: Engine, crawled: list[CrawlShare], limit: float, visited: tuple[str, ...]
) -> None:
    begun(engine, timedelta(seconds=200))
    assert work(engine, limit) == visited
    assert len(crawled) == len(visited) // 2


def test_a_shard_on_which_somebody_works_is_left_alone(engine: Engine, crawled: list[CrawlShare]) -> None:
    begun(engine)
    with write_transaction(engine) as session:
        shards.take(session, "r1", 2, datetime.now(UTC))
    assert work(engine) is None
    assert crawled == []


def test_what_a_crawler_left_open_is_closed_and_given_back(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(engine)

    def crawl(*_given: object) -> None:
        with write_transaction(engine) as session:
            claims.claim(session, "kz_a", "r1", datetime.now(UTC))
            session.get_one(ClaimRow, "kz_a").pid = 2**22 + 1
            runs.begin_outlet(session, "r1", "kz_a", None, datetime.now(UTC))
        raise KeyboardInterrupt

    monkeypatch.setattr(crawl_process, "crawl", crawl)
    with pytest.raises(KeyboardInterrupt):
        work(engine)
    with read_session(engine) as session:
        assert session.query(ClaimRow).all() == []
        assert session.get_one(OutletRunRow, ("r1", "kz_a")).cause == "broken_off"


def test_a_crawler_that_died_is_started_once_more_but_not_when_the_run_was_stopped(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    started = [0]

    def crawl(_share: CrawlShare, _settings: Settings, tick: Callable[[], None]) -> None:
        tick()
        started[0] += 1
        raise CrawlerDied("killed")

    monkeypatch.setattr(crawl_process, "crawl", crawl)
    monkeypatch.setattr(shard_work, "PAUSE", 0.01)
    with pytest.raises(CrawlerDied):
        crawl_share(CrawlShare("r1", 1), read_settings(), lambda: None, StopSign())
    assert started == [2]
    stop = StopSign()
    stop.show(0)
    with pytest.raises(RunStopped):
        crawl_share(CrawlShare("r1", 1), read_settings(), lambda: None, stop)
    assert started == [2]
