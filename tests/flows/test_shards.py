"""Outlets are dealt so that no host is in two shards, no outlet is lost, and no worker has much more to do than another."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefect.client.schemas.objects import TERMINAL_STATES, StateType
from sqlalchemy import Engine, delete, update
from syrupy.assertion import SnapshotAssertion

from flows import crawl_process, run_collection
from flows import shards as shards_module
from flows.crawl_process import CrawlerDied, CrawlJob, StoringFailed
from flows.flow import state_of
from flows.run_collection import (
    SIDE_BY_SIDE,
    TARGET,
    UNKNOWN,
    ExpectedVisit,
    ShardedCrawl,
    assign_shards,
    collect_shares,
    expected_visits,
    jobs_of_run,
    reassign_shards,
)
from flows.run_request import RunRequest, Selection, require_lasting_data
from flows.run_steps import RunSteps, Untracked
from flows.shards import ShardState, crawl_job, outlets_table, run_name, shard_run_name, shown_lines, visit_shard
from flows.stop_signal import RunStopped, StopSignal
from records.database import read_session, write_transaction
from records.errors import SettingsError
from records.model import Period
from records.outlets import claims, runs
from records.settings import Settings, read_settings
from records.tables import ClaimRow, OutletRunRow
from spiders.config.schema import Outlet

SECONDS = st.integers(0, 2000).map(float)
HOSTS = st.frozensets(st.integers(0, 30).map("host{}.kz".format), min_size=1, max_size=3)
OUTLETS = st.lists(st.tuples(HOSTS, SECONDS), max_size=60).map(
    lambda drawn: [ExpectedVisit(f"kz_{number:02}", sites, seconds) for number, (sites, seconds) in enumerate(drawn)]
)


def alone(*seconds: float) -> list[ExpectedVisit]:
    """Outlets that share no host."""
    return [ExpectedVisit(f"kz_{number:03}", frozenset({f"host{number}.kz"}), taken) for number, taken in enumerate(seconds)]


def loads(outlets: list[ExpectedVisit], shards: list[tuple[str, ...]]) -> list[float]:
    taken = {outlet.name: outlet.seconds for outlet in outlets}
    return [sum(taken[name] for name in shard) for shard in shards]


@given(OUTLETS, st.integers(1, 6), st.integers(1, 20))
def test_every_outlet_is_in_one_shard_and_no_shard_is_empty(outlets: list[ExpectedVisit], workers: int, largest: int) -> None:
    shards = assign_shards(outlets, workers, largest)
    assert Counter(name for shard in shards for name in shard) == Counter(outlet.name for outlet in outlets)
    assert all(shards)


@given(OUTLETS, st.integers(1, 6), st.integers(1, 20))
def test_no_host_is_in_two_shards(outlets: list[ExpectedVisit], workers: int, largest: int) -> None:
    sites = {outlet.name: outlet.sites for outlet in outlets}
    met = Counter(site for shard in assign_shards(outlets, workers, largest) for site in {site for name in shard for site in sites[name]})
    assert set(met.values()) <= {1}


@given(st.lists(SECONDS, max_size=60), st.integers(1, 6), st.integers(1, 20))
def test_no_shard_holds_more_than_a_process_can_unless_one_host_has_more(seconds: list[float], workers: int, largest: int) -> None:
    assert all(len(shard) <= largest for shard in assign_shards(alone(*seconds), workers, largest))
    one_host = [ExpectedVisit(outlet.name, frozenset({"host.kz"}), outlet.seconds) for outlet in alone(*seconds)]
    assert len(assign_shards(one_host, workers, largest)) <= 1


@given(st.lists(SECONDS, min_size=1, max_size=60), st.integers(1, 6))
def test_the_longest_shard_is_within_the_bound_of_dealing_the_longest_first(seconds: list[float], workers: int) -> None:
    """Whoever gets the last piece had least before it (Graham 1966)."""
    outlets = alone(*seconds)
    shards = assign_shards(outlets, workers, 150)
    count = len(shards)
    assert max(loads(outlets, shards)) <= sum(seconds) / count + max(seconds) * (1 - 1 / count) + 1e-6


@given(st.lists(SECONDS, min_size=3, max_size=7))
def test_the_longest_shard_is_at_most_a_third_longer_than_in_the_best_dealing(seconds: list[float]) -> None:
    """4/3 - 1/3m (Graham 1969), against every dealing there is."""
    outlets = alone(*seconds)
    shards = assign_shards(outlets, 3, 150)
    if len(shards) == 3:
        best = min(
            max(sum(one for one, place in zip(seconds, places, strict=True) if place == shard) for shard in range(3))
            for places in product(range(3), repeat=len(seconds))
        )
        assert max(loads(outlets, shards)) <= best * (4 / 3 - 1 / 9) + 1e-6


def test_each_worker_gets_as_many_shards_as_the_others_and_more_where_one_would_take_too_long() -> None:
    assert len(assign_shards(alone(*[60.0] * 40), 3, 150)) == 3
    long = alone(*[TARGET] * (SIDE_BY_SIDE * 6))
    shards = assign_shards(long, 3, 150)
    assert len(shards) == 6
    assert max(loads(long, shards)) / SIDE_BY_SIDE <= TARGET


def test_however_long_the_visits_take_no_worker_gets_two_shards_of_few_outlets() -> None:
    """48 hosts of nine minutes are asked side by side: two workers need as long for twelve each, twice, as for 24."""
    assert [len(shard) for shard in assign_shards(alone(*[540.0] * 48), 2, 150)] == [24, 24]


def test_few_outlets_make_no_more_shards_than_there_are_hosts_and_none_makes_none() -> None:
    assert len(assign_shards(alone(5.0, 5.0), 6, 150)) == 2
    assert assign_shards([], 3, 150) == []


def test_the_shard_that_takes_longest_stands_first() -> None:
    assert assign_shards(alone(10.0, 500.0, 20.0), 3, 150) == [("kz_001",), ("kz_002",), ("kz_000",)]


def test_an_outlet_that_was_never_visited_is_expected_to_take_what_the_others_take() -> None:
    names = [("kz_a", frozenset({"a.kz"})), ("kz_b", frozenset({"b.kz"}))]
    assert [outlet.seconds for outlet in expected_visits(names, {"kz_a": 90.0, "kz_c": 10.0, "kz_d": 30.0})] == [90.0, 30.0]
    assert [outlet.seconds for outlet in expected_visits(names, {})] == [UNKNOWN, UNKNOWN]


def outlet(name: str, home: str) -> Outlet:
    return Outlet.model_validate({"name": name, "title": {"ru": name}, "home": home, "country": "KZ", "languages": ["ru"]})


SELECTION = Selection(
    (outlet("kz_a", "https://a.kz/"), outlet("kz_b", "https://b.kz/"), outlet("kz_c", "https://www.a.kz/news/"), outlet("kz_d", "https://d.kz/")),
    (),
    (),
)


@dataclass
class Workers:
    """A pool of which only the number of its workers is asked."""

    count: int | None

    def workers(self) -> int:
        if self.count is None:
            raise ConnectionError("away")
        return self.count


def shares(engine: Engine) -> list[CrawlJob]:
    return jobs_of_run(engine, "r1", RunRequest(("file.yaml",), limit_minutes=5), SELECTION)


def test_every_outlet_is_dealt_once_with_those_of_its_host_and_no_number_is_given_twice(engine: Engine) -> None:
    every = [*shares(engine), CrawlJob("r1", 1, pages=("https://a.kz/1",))]
    dealt = reassign_shards(engine, every, SELECTION, 2)
    assert sorted(share.outlets for share in dealt) == [("kz_a", "kz_c"), ("kz_b", "kz_d")]
    assert [share.number for share in dealt] == [2, 3]
    assert {(share.limit, share.period) for share in dealt} == {(300, Period())}
    assert reassign_shards(engine, every, SELECTION, 1) == []
    assert reassign_shards(engine, every[1:], SELECTION, 2) == []


@pytest.mark.parametrize(("count", "dealt"), [(1, False), (None, False), (2, True)])
def test_a_run_without_other_workers_is_one_process(engine: Engine, monkeypatch: pytest.MonkeyPatch, count: int | None, dealt: bool) -> None:
    crawled: list[CrawlJob] = []

    def crawl(share: CrawlJob, _settings: Settings, _tick: Callable[[], None]) -> None:
        crawled.append(share)

    class Dealt:
        def __init__(self, *_given: object) -> None:
            pass

        def collect(self, parts: list[CrawlJob], besides: list[CrawlJob], _between: object) -> list[Exception | None]:
            crawled.extend([*parts, *besides])
            return []

    monkeypatch.setattr(crawl_process, "run_crawler", crawl)
    monkeypatch.setattr(run_collection, "ShardedCrawl", Dealt)
    steps = RunSteps(Untracked(), lambda error: None)
    collect_shares(engine, read_settings(), steps, shares(engine), SELECTION, Workers(count), lambda: None, StopSignal(), lambda: None)  # type: ignore[arg-type]
    assert len(crawled) == (2 if dealt else 1)


RUN = "r1"


@dataclass
class Pool:
    """A pool whose workers do what a test says when a shard is started."""

    begin: Callable[[CrawlJob], ShardState] = lambda _share: ShardState.WAITING
    standing: dict[str, ShardState] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    fails: bool = False
    deaf: int = 0
    """How often it fails when it is told that a shard crashed."""

    def workers(self) -> int:
        return 2

    def start(self, share: CrawlJob) -> str:
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

    def crawl(share: CrawlJob, _settings: Settings, tick: Callable[[], None]) -> None:
        tick()
        for outlet in share.outlets:
            visit(engine, outlet)
            visited.append(outlet)

    monkeypatch.setattr(crawl_process, "run_crawler", crawl)
    monkeypatch.setattr(run_collection, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(shards_module, "PAUSE", 0.01)
    with write_transaction(engine) as session:
        runs.begin_run(session, RUN, "run", datetime.now(UTC))
    return visited


def visit(engine: Engine, outlet: str) -> None:
    with write_transaction(engine) as session:
        runs.begin_outlet(session, RUN, outlet, None, datetime.now(UTC))
        row = session.get_one(OutletRunRow, (RUN, outlet))
        row.state, row.cause, row.ended_at = "answered", None, datetime.now(UTC)


def share(number: int, *outlets: str, limit: float = 600.0) -> CrawlJob:
    return CrawlJob(RUN, number, outlets=outlets, limit=limit)


def collect_dealt_crawl(engine: Engine, pool: Pool, *dealt: CrawlJob, between: Callable[[], None] = lambda: None) -> list[Exception | None]:
    return ShardedCrawl(engine, read_settings(), pool, lambda: None, StopSignal()).collect(dealt, [], between)


def test_shards_that_no_worker_takes_are_done_here_one_after_the_other(engine: Engine, visited: list[str]) -> None:
    pool = Pool()
    assert collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b"), share(3, "kz_c")) == [None, None, None]
    assert visited == ["kz_a", "kz_c", "kz_b"]
    assert pool.told == ["withdrawn 3", "withdrawn 2"]


def test_a_shard_that_a_worker_does_is_left_to_it(engine: Engine, visited: list[str]) -> None:
    def begin(dealt: CrawlJob) -> ShardState:
        for outlet in dealt.outlets:
            visit(engine, outlet)
        return ShardState.OVER

    pool = Pool(begin)
    assert collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b")) == [None]
    assert (visited, pool.told) == (["kz_a"], [])


def held_elsewhere(engine: Engine, dealt: CrawlJob, seconds: float) -> ShardState:
    """A worker on another machine has visited the first outlet, and was at the last one when it gave its last sign of life."""
    beat = datetime.now(UTC) - timedelta(seconds=seconds)
    done, going_on = dealt.outlets
    visit(engine, done)
    with write_transaction(engine) as session:
        for name in (going_on, claims.shard_name(RUN, dealt.number)):
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

    collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b", "kz_c"), between=later)
    assert sorted(visited) == ["kz_a", "kz_c"]
    assert pool.told == ["crashed 2"]


def test_a_worker_elsewhere_that_gives_signs_of_life_is_waited_for(engine: Engine, visited: list[str]) -> None:
    pool = Pool(lambda dealt: held_elsewhere(engine, dealt, 50))
    looks = [0]

    def later() -> None:
        looks[0] += 1
        if looks[0] == 10:
            visit(engine, "kz_c")
            end_elsewhere(engine, "kz_c", claims.shard_name(RUN, 2))

    collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b", "kz_c"), between=later)
    assert looks[0] >= 10
    assert (visited, pool.told) == (["kz_a"], [])


def test_a_shard_that_a_worker_took_and_never_began_is_taken_over(engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_collection, "BEGINS_WITHIN", 0.05)
    pool = Pool(lambda _dealt: ShardState.BEGUN)
    collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    # Two crawlers at once: the first shard's may be the slower.
    assert (sorted(visited), pool.told) == (["kz_a", "kz_b"], ["crashed 2"])


@pytest.mark.parametrize(("deaf", "told"), [(3, ["crashed 2"]), (10_000, [])])
def test_a_pool_that_does_not_take_what_became_of_a_shard_is_told_again_and_not_for_ever(
    engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch, deaf: int, told: list[str]
) -> None:
    monkeypatch.setattr(run_collection, "BEGINS_WITHIN", 0.02)
    pool = Pool(begin=lambda _share: ShardState.BEGUN, deaf=deaf)
    collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    assert (sorted(visited), pool.told) == (["kz_a", "kz_b"], told)


def test_a_shard_that_a_person_cancelled_is_not_done(engine: Engine, visited: list[str]) -> None:
    pool = Pool(lambda _dealt: ShardState.CANCELLED)
    collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    assert visited == ["kz_a"]


def test_a_shard_that_nobody_has_begun_when_the_time_is_over_is_left_to_the_next_run(engine: Engine, visited: list[str]) -> None:
    pool = Pool()
    collect_dealt_crawl(engine, pool, share(1, "kz_a", limit=-1), share(2, "kz_b", limit=-1))
    assert (visited, pool.told) == ([], ["cancelled 2"])


def test_without_the_pool_everything_is_done_here_at_once(engine: Engine, visited: list[str]) -> None:
    assert collect_dealt_crawl(engine, Pool(fails=True), share(1, "kz_a"), share(2, "kz_b"), share(3, "kz_c")) == [None]
    assert visited == ["kz_a", "kz_b", "kz_c"]


def test_a_pool_that_fails_later_keeps_nobody_from_the_end(engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_collection, "BEGINS_WITHIN", 0.05)
    pool = Pool()
    pool.states = lambda _started: 1 / 0  # type: ignore[method-assign,return-value,assignment]
    collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b"))
    assert visited == ["kz_a", "kz_b"]


def test_what_could_not_be_stored_is_told_and_not_tried_for_ever(engine: Engine, visited: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def crawl(dealt: CrawlJob, _settings: Settings, _tick: Callable[[], None]) -> None:
        visited.extend(dealt.outlets)
        raise StoringFailed("full")

    monkeypatch.setattr(crawl_process, "run_crawler", crawl)
    troubles = collect_dealt_crawl(engine, Pool(lambda _dealt: ShardState.OVER), share(1, "kz_a"), share(2, "kz_b"))
    assert list(map(str, troubles)) == ["full", "full"]
    assert sorted(visited) == ["kz_a", "kz_b"]


def test_a_run_that_is_told_to_end_cancels_its_shards(engine: Engine, visited: list[str]) -> None:
    pool = Pool(lambda _dealt: ShardState.BEGUN)

    def told() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect_dealt_crawl(engine, pool, share(1, "kz_a"), share(2, "kz_b"), share(3, "kz_c"), between=told)
    assert pool.told == ["cancelled 2", "cancelled 3"]


@pytest.fixture
def crawled(monkeypatch: pytest.MonkeyPatch) -> list[CrawlJob]:
    """The shares for which a crawler was started; it does nothing."""
    crawled: list[CrawlJob] = []
    monkeypatch.setattr(crawl_process, "run_crawler", lambda share, _settings, _tick: crawled.append(share))
    monkeypatch.setattr(shards_module, "PAUSE", 0.01)
    return crawled


def begun(engine: Engine, ago: timedelta = timedelta(0)) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", datetime.now(UTC) - ago)


def work(engine: Engine, limit: float = 600) -> tuple[str, ...] | None:
    return visit_shard(engine, read_settings(), CrawlJob("r1", 2, outlets=("kz_a", "kz_b"), limit=limit), lambda: None, StopSignal())


def test_what_was_visited_already_is_left_out_and_the_time_counts_from_the_beginning_of_the_run(engine: Engine, crawled: list[CrawlJob]) -> None:
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
    engine: Engine, crawled: list[CrawlJob], limit: float, visited: tuple[str, ...]
) -> None:
    begun(engine, timedelta(seconds=200))
    assert work(engine, limit) == visited
    assert len(crawled) == len(visited) // 2


def test_a_shard_on_which_somebody_works_is_left_alone(engine: Engine, crawled: list[CrawlJob]) -> None:
    begun(engine)
    with write_transaction(engine) as session:
        claims.take_shard(session, "r1", 2, datetime.now(UTC))
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

    monkeypatch.setattr(crawl_process, "run_crawler", crawl)
    with pytest.raises(KeyboardInterrupt):
        work(engine)
    with read_session(engine) as session:
        assert session.query(ClaimRow).all() == []
        assert session.get_one(OutletRunRow, ("r1", "kz_a")).cause == "broken_off"


def test_a_crawler_that_died_is_started_once_more_but_not_when_the_run_was_stopped(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    started = [0]

    def crawl(_share: CrawlJob, _settings: Settings, tick: Callable[[], None]) -> None:
        tick()
        started[0] += 1
        raise CrawlerDied("killed")

    monkeypatch.setattr(crawl_process, "run_crawler", crawl)
    monkeypatch.setattr(shards_module, "PAUSE", 0.01)
    with pytest.raises(CrawlerDied):
        crawl_job(CrawlJob("r1", 1), read_settings(), lambda: None, StopSignal())
    assert started == [2]
    stop = StopSignal()
    stop.show(0)
    with pytest.raises(RunStopped):
        crawl_job(CrawlJob("r1", 1), read_settings(), lambda: None, stop)
    assert started == [2]


DAY = date(2026, 11, 29)


def test_a_run_says_its_schedule_and_when_it_began_and_a_shard_its_outlets_and_day(snapshot: SnapshotAssertion) -> None:
    run = run_name("half-hourly", datetime(2026, 11, 29, 17, 7, tzinfo=UTC))
    assert run == "half-hourly run, 2026-11-29 17:07"
    assert run_name(None, datetime(2026, 11, 29, 17, 7, tzinfo=UTC)).startswith("qorgan run")
    assert shard_run_name(run, 3, ["kz_orda"], DAY) == f"{run}, shard 3: kz_orda, 2026-11-29"
    assert shard_run_name(run, 3, ["kz_orda", "kz_time", "kz_vlast"], DAY) == snapshot


def test_of_a_long_log_the_end_is_shown_and_every_line_of_an_outlet_that_failed_up_to_a_bound() -> None:
    lines = [f"{number} kz_fine" for number in range(2000)]
    lines[3] = "3 kz_dead: " + "x" * 10_000
    lines[1990] = "1990 kz_dead"
    shown = shown_lines("\n".join(lines), ["kz_dead"])
    assert len(shown) == 1 + shards_module.LAST
    assert shown[0].startswith("3 kz_dead")
    assert max(map(len, shown)) == shards_module.LONGEST
    assert shown[-1] == "1999 kz_fine"
    assert len(shown_lines("kz_dead\n" * 5000, ["kz_dead"])) == shards_module.OF_FAILED + shards_module.LAST
    assert shown_lines("", []) == []


def test_the_table_has_a_line_for_each_outlet() -> None:
    assert outlets_table([("kz_orda", "answered", 12, 3)]).splitlines()[-1] == "| kz_orda | answered | 12 | 3 |"


def test_what_is_late_waits_what_was_taken_has_begun_and_what_is_final_is_over_or_cancelled() -> None:
    assert state_of(StateType.SCHEDULED) is ShardState.WAITING
    assert {state_of(one) for one in (StateType.PENDING, StateType.RUNNING)} == {ShardState.BEGUN}
    assert {state_of(one) for one in (StateType.CANCELLING, StateType.CANCELLED)} == {ShardState.CANCELLED}
    assert {state_of(one) for one in TERMINAL_STATES - {StateType.CANCELLED}} == {ShardState.OVER}


@pytest.mark.parametrize("environment", [{}, {"QORGAN_DATA": ""}, {"QORGAN_DATA": "var"}])
def test_a_worker_without_a_folder_of_its_own_refuses_a_run(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="QORGAN_DATA"):
        require_lasting_data(environment, "a-deployment")
    require_lasting_data(environment, None)


def test_a_worker_with_a_folder_begins() -> None:
    require_lasting_data({"QORGAN_DATA": "/srv/qorgan/data"}, "a-deployment")
