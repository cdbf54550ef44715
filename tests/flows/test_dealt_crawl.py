"""Whoever takes a shard does it, and whatever becomes of the pool and its workers, every outlet of the run is visited."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, update

from flows import crawl_process, dealt_crawl, shard_work
from flows.crawl_process import CrawlShare, StoringFailed
from flows.dealt_crawl import DealtCrawl
from flows.shard_pool import ShardState
from flows.stop_sign import StopSign
from records.database import write_transaction
from records.outlets import runs, shards
from records.settings import Settings, read_settings
from records.tables import ClaimRow, OutletRunRow

RUN = "r1"
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@dataclass
class Pool:
    """A pool whose workers do what a test says when a shard is started."""

    begin: Callable[[CrawlShare], ShardState] = lambda _share: ShardState.WAITING
    standing: dict[str, ShardState] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    fails: bool = False
    deaf: int = 0
    """How often it fails when it is told that a shard crashed."""

    def workers(self) -> int:
        return 2

    def start(self, share: CrawlShare) -> str:
        if self.fails:
            raise ConnectionError("away")
        self.standing[str(share.number)] = self.begin(share)
        return str(share.number)

    def states(self, started: Collection[str]) -> Mapping[str, ShardState]:
        return {name: self.standing[name] for name in started}

    def withdraw(self, started: str, why: str) -> None:
        self.told.append(f"withdrawn {started}")

    def crashed(self, started: str, why: str) -> None:
        self.deaf -= 1
        if self.deaf >= 0:
            raise ConnectionError("database is locked")
        self.told.append(f"crashed {started}")

    def cancel(self, started: str) -> None:
        self.told.append(f"cancelled {started}")


@pytest.fixture
def visited(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A begun run, and the outlets that a crawler of this process visits, in order; its crawler is not a process."""
    visited: list[str] = []

    def crawl(share: CrawlShare, _settings: Settings, tick: Callable[[], None]) -> None:
        tick()
        for outlet in share.outlets:
            visit(engine, outlet)
            visited.append(outlet)

    monkeypatch.setattr(crawl_process, "crawl", crawl)
    monkeypatch.setattr(dealt_crawl, "LOOK", 0.01)
    monkeypatch.setattr(shard_work, "PAUSE", 0.01)
    with write_transaction(engine) as session:
        runs.begin_run(session, RUN, "run", datetime.now(UTC))
    return visited


def visit(engine: Engine, outlet: str) -> None:
    with write_transaction(engine) as session:
        runs.begin_outlet(session, RUN, outlet, None, datetime.now(UTC))
        row = session.get_one(OutletRunRow, (RUN, outlet))
        row.state, row.cause, row.ended_at = "answered", None, datetime.now(UTC)


def share(number: int, *outlets: str, limit: float = 600.0) -> CrawlShare:
    return CrawlShare(RUN, number, outlets=outlets, limit=limit)


def collect(engine: Engine, pool: Pool, *dealt: CrawlShare, between: Callable[[], None] = lambda: None) -> list[Exception | None]:
    return DealtCrawl(engine, read_settings(), pool, lambda: None, StopSign()).collect(dealt, [], between)


def test_shards_that_no_worker_takes_are_done_here_one_after_the_other(engine: Engine, visited: list[str]) -> None:
    pool = Pool()
    assert collect(engine, pool, share(1, "kz_a"), share(2, "kz_b"), share(3, "kz_c")) == [None, None, None]
    assert visited == ["kz_a", "kz_c", "kz_b"]
    assert pool.told == ["withdrawn 3", "withdrawn 2"]


def test_a_shard_that_a_worker_does_is_left_to_it(engine: Engine, visited: list[str]) -> None:
    def begin(dealt: CrawlShare) -> ShardState:
        for outlet in dealt.outlets:
            visit(engine, outlet)
        return ShardState.OVER

    pool = Pool(begin)
    assert collect(engine, pool, share(1, "kz_a"), share(2, "kz_b")) == [None]
    assert (visited, pool.told) == (["kz_a"], [])


def held_elsewhere(engine: Engine, dealt: CrawlShare, seconds: float) -> ShardState:
    """A worker on another machine has visited the first outlet, and was at the last one when it gave its last sign of life."""
    beat = datetime.now(UTC) - timedelta(seconds=seconds)
    done, going_on = dealt.outlets
    visit(engine, done)
    with write_transaction(engine) as session:
        for name in (going_on, shards.shard_name(RUN, dealt.number)):
            session.add(ClaimRow(outlet=name, run_id=RUN, host="elsewhere", pid=1, beat_at=beat))
        runs.begin_outlet(session, RUN, going_on, None, beat)
    return ShardState.BEGUN


def end_elsewhere(engine: Engine, *names: str) -> None:
    with write_transaction(engine) as session:
        session.execute(delete(ClaimRow).where(ClaimRow.outlet.in_(names)))


def test_what_a_worker_elsewhere_has_left_is_taken_over_when_it_has_given_no_sign_of_life_for_a_minute(engine: Engine, visited: list[str]) -> None:
    pool = Pool(lambda dealt: held_elsewhere(engine, dealt, 50))
    looks = [0]

    def later() -> None:
        looks[0] += 1
        # Its crawler gave its last sign of life later than the worker itself, so that its outlet could not be taken before.
        assert "kz_c" not in visited or looks[0] > 10
        last = {5: ClaimRow.outlet != "kz_c", 10: ClaimRow.outlet == "kz_c"}.get(looks[0])
        if last is not None:
            with write_transaction(engine) as session:
                session.execute(update(ClaimRow).where(ClaimRow.host == "elsewhere", last).values(beat_at=datetime.now(UTC) - timedelta(seconds=61)))

    collect(engine, pool, share(1, "kz_a"), share(2, "kz_b", "kz_c"), between=later)
    assert sorted(visited) == ["kz_a", "kz_c"]
    assert pool.told == ["crashed 2"]


def test_a_worker_elsewhere_that_gives_signs_of_life_is_waited_for(engine: Engine, visited: list[str]) -> None:
    pool = Pool(lambda dealt: held_elsewhere(engine, dealt, 50))
    looks = [0]

    def later() -> None:
        looks[0] += 1
        if looks[0] == 10:
            visit(engine, "kz_c")
            end_elsewhere(engine, "kz_c", shards.shard_name(RUN, 2))

    collect(engine, pool, share(1, "kz_a"), share(2, "kz_b", "kz_c"), between=later)
    assert looks[0] >= 10
    assert (visited, pool.told) == (["kz_a"], [])


def test_a_shard_that_a_worker_took_and_never_began_is_taken_over(engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dealt_crawl, "BEGINS_WITHIN", 0.05)
    pool = Pool(lambda _dealt: ShardState.BEGUN)
    collect(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    # Two crawlers at once: the first shard's may be the slower.
    assert (sorted(visited), pool.told) == (["kz_a", "kz_b"], ["crashed 2"])


@pytest.mark.parametrize(("deaf", "told"), [(3, ["crashed 2"]), (10_000, [])])
def test_a_pool_that_does_not_take_what_became_of_a_shard_is_told_again_and_not_for_ever(
    engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch, deaf: int, told: list[str]
) -> None:
    monkeypatch.setattr(dealt_crawl, "BEGINS_WITHIN", 0.02)
    pool = Pool(begin=lambda _share: ShardState.BEGUN, deaf=deaf)
    collect(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    assert (sorted(visited), pool.told) == (["kz_a", "kz_b"], told)


def test_a_shard_that_a_person_cancelled_is_not_done(engine: Engine, visited: list[str]) -> None:
    pool = Pool(lambda _dealt: ShardState.CANCELLED)
    collect(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    assert visited == ["kz_a"]


def test_a_shard_that_nobody_has_begun_when_the_time_is_over_is_left_to_the_next_run(engine: Engine, visited: list[str]) -> None:
    pool = Pool()
    collect(engine, pool, share(1, "kz_a", limit=-1), share(2, "kz_b", limit=-1))
    assert (visited, pool.told) == ([], ["cancelled 2"])


def test_without_the_pool_everything_is_done_here_at_once(engine: Engine, visited: list[str]) -> None:
    assert collect(engine, Pool(fails=True), share(1, "kz_a"), share(2, "kz_b"), share(3, "kz_c")) == [None]
    assert visited == ["kz_a", "kz_b", "kz_c"]


def test_a_pool_that_fails_later_keeps_nobody_from_the_end(engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dealt_crawl, "BEGINS_WITHIN", 0.05)
    pool = Pool()
    pool.states = lambda _started: 1 / 0  # type: ignore[method-assign,return-value,assignment]
    collect(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    assert visited == ["kz_a", "kz_b"]


def test_what_could_not_be_stored_is_told_and_not_tried_for_ever(engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def crawl(dealt: CrawlShare, _settings: Settings, _tick: Callable[[], None]) -> None:
        visited.extend(dealt.outlets)
        raise StoringFailed("the disk is full")

    monkeypatch.setattr(crawl_process, "crawl", crawl)
    troubles = collect(engine, Pool(lambda _dealt: ShardState.OVER), share(1, "kz_a"), share(2, "kz_b"))
    assert [str(trouble) for trouble in troubles] == ["the disk is full"] * 2
    assert sorted(visited) == ["kz_a", "kz_b"]


def test_a_run_that_is_told_to_end_cancels_its_shards(engine: Engine, visited: list[str]) -> None:
    pool = Pool(lambda _dealt: ShardState.BEGUN)

    def told() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect(engine, pool, share(1, "kz_a"), share(2, "kz_b"), share(3, "kz_c"), between=told)
    assert pool.told == ["cancelled 2", "cancelled 3"]
