"""One host, one budget: the pause between two requests holds across outlets, processes and runs."""

import asyncio
import json
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records.database import open_engine, read_session, write_transaction
from records.outlets import pace
from records.tables import HostRow
from spiders.downloader import rate_limit
from tests.conftest import NOW
from tests.flows.real_command import Home, crawl_command, with_tables
from tests.processes import started
from tests.spiders.memory_site import crawl, memory_site
from tests.spiders.newsrooms import LINKS, NEWS, PLAIN, base, entry, feed, pages
from tests.spiders.web_site import Answer, Asked, site


def test_two_moments_of_one_host_are_a_delay_apart_and_never_in_the_past(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert [pace.reserve_turn(session, "site.kz", 5.0, 1000.0) for _ in range(3)] == [1000.0, 1005.0, 1010.0]
        assert pace.reserve_turn(session, "other.kz", 5.0, 1000.0) == 1000.0
        assert pace.reserve_turn(session, "site.kz", 5.0, 2000.0) == 2000.0


def test_many_at_once_get_moments_of_their_own(engine: Engine) -> None:
    def one(_: int) -> float:
        with write_transaction(engine) as session:
            return pace.reserve_turn(session, "site.kz", 2.0, 1000.0)

    with ThreadPoolExecutor(8) as pool:
        moments = sorted(pool.map(one, range(24)))
    assert moments == [1000.0 + 2.0 * turn for turn in range(24)]


def test_a_host_that_wants_to_be_left_alone_is_and_the_longer_wish_counts(engine: Engine) -> None:
    with write_transaction(engine) as session:
        pace.pause_host(session, "site.kz", 600, 1000.0)
        pace.pause_host(session, "site.kz", 30, 1000.0)
        assert pace.host_paused_until(session, "site.kz") == 1600.0
        assert pace.reserve_turn(session, "site.kz", 5.0, 1010.0) == 1600.0
        pace.pause_host(session, "greedy.kz", 10**9, 1000.0)
        assert pace.host_paused_until(session, "greedy.kz") == 1000.0 + pace.LONGEST_REST


class Clock:
    """The clock of the middleware, which goes on when somebody waits; the moments that it took for requests, and when each request was sent."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.moments: list[float] = []
        self.sent: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    def noted(self, route: Callable[[Asked], Answer | None]) -> Callable[[Asked], Answer | None]:
        def answer(asked: Asked) -> Answer | None:
            self.sent.append(self.now)
            return route(asked)

        return answer

    def keeps(self, delay: float, unasked: int = 0) -> bool:
        """Whether each request but the first few had a moment of its own, so long after the one before, and was not sent before it."""
        pauses = [after - before for before, after in zip(self.moments, self.moments[1:], strict=False)]
        in_turn = all(sent >= moment for sent, moment in zip(self.sent[unasked:], self.moments, strict=True))
        return len(self.moments) > 3 and in_turn and min(pauses) >= delay - 0.001


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made, reserve = Clock(), pace.reserve_turn

    def reserved(session: Session, site: str, delay: float, now: float) -> float:
        made.moments.append(reserve(session, site, delay, now))
        return made.moments[-1]

    monkeypatch.setattr(pace, "reserve_turn", reserved)
    monkeypatch.setattr(rate_limit, "time", SimpleNamespace(time=lambda: made.now, monotonic=lambda: made.now))
    monkeypatch.setattr(rate_limit, "asyncio", SimpleNamespace(sleep=made.sleep, Lock=asyncio.Lock))
    return made


def outlets(folder: Path, *entries: str) -> Path:
    file = folder / "outlets.yaml"
    file.write_text(json.dumps([json.loads(one)[0] for one in entries]), encoding="utf-8")
    return file


def test_outlets_that_share_a_host_share_its_budget(tmp_path: Path, clock: Clock) -> None:
    with memory_site(clock.noted(pages({"/a/": lambda asked: Answer(PLAIN), "/b/": lambda asked: Answer(PLAIN)}))) as served:
        file = outlets(tmp_path, *(entry(f"kz_{name}", served.url, delay=0.4, sections=[{"url": f"{served.url}/{name}/"}]) for name in "ab"))
        crawl(Home(tmp_path / "var"), file, ["kz_a", "kz_b"])
    assert clock.keeps(0.4)


@pytest.mark.usefixtures("processes")
def test_two_processes_share_the_budget_of_a_host(tmp_path: Path) -> None:
    home, began = with_tables(Home(tmp_path / "var")), time.time()
    with site(pages({f"/{name}/": lambda asked: Answer(f"<main>{LINKS}</main>") for name in "ab"})) as served:
        file = outlets(tmp_path, *(entry(f"kz_{name}", served.url, delay=0.05, sections=[{"url": f"{served.url}/{name}/"}]) for name in "ab"))
        environment = {**home.environment, "OUTLET_FILES": str(file)}
        crawlers = [
            started(crawl_command(f"run-{name}", home, "--outlet", f"kz_{name}"), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for name in "ab"
        ]
        for process in crawlers:
            assert process.wait(timeout=600) == 0, home.logs()
    engine = open_engine(f"sqlite:///{home.data / 'qorgan.db'}")
    with read_session(engine) as session:
        host = session.scalars(select(HostRow)).one()
    engine.dispose()
    # Each request of either has moved the host's next free moment.
    assert host.next_at >= began + 0.05 * len(served.asked)
    assert len(served.asked) >= 26


def test_a_crawl_delay_in_robots_txt_is_kept(tmp_path: Path, clock: Clock) -> None:
    robots = Answer("User-agent: *\nCrawl-delay: 7\n", type="text/plain")
    with memory_site(clock.noted(pages({"/robots.txt": lambda asked: robots, "/feed/": lambda asked: feed(base(asked))}))) as served:
        crawl(Home(tmp_path / "var"), outlets(tmp_path, entry("kz_slow", served.url, feeds=[f"{served.url}/feed/"])), ["kz_slow"], now=NOW)
    # Only robots.txt itself is asked for before the pause is known.
    assert served.asked[0].path == "/robots.txt"
    assert clock.keeps(7, unasked=1)


@pytest.mark.parametrize("delay", [0, 0.1])
def test_a_host_that_asks_for_a_long_rest_is_left_alone_by_the_next_run_too(tmp_path: Path, delay: float) -> None:
    home = Home(tmp_path / "var")
    with memory_site(lambda asked: None if asked.path == "/robots.txt" else Answer("<h1>429</h1>", 429, headers={"Retry-After": "3600"})) as served:
        file = outlets(tmp_path, entry("kz_tired", served.url, delay=delay, feeds=[f"{served.url}/feed/"]))
        crawl(home, file, ["kz_tired"], "first")
        asked = len(served.asked)
        crawl(home, file, ["kz_tired"], "second")
        assert len(served.asked) == asked
    assert {row["fate"] for row in home.rows("pages")} == {"too_many"}


def test_after_a_short_rest_the_same_run_goes_on(tmp_path: Path, clock: Clock) -> None:
    home, refused = Home(tmp_path / "var"), list[float]()
    plain = pages({"/feed/": lambda asked: feed(base(asked))})

    def route(asked: Asked) -> Answer | None:
        if "habar" in asked.path and not refused:
            refused.append(clock.now)
            return Answer("<h1>429</h1>", 429, headers={"Retry-After": "20"})
        return plain(asked)

    with memory_site(clock.noted(route)) as served:
        crawl(home, outlets(tmp_path, entry("kz_tired", served.url, delay=0.05, feeds=[f"{served.url}/feed/"])), ["kz_tired"], now=NOW)
    # At most the one whose turn had come already when the answer was read.
    assert len([moment for moment in clock.sent if refused[0] < moment < refused[0] + 20]) <= 1
    assert len([moment for moment in clock.sent if moment >= refused[0] + 20]) >= len(NEWS) - 1
    assert len(home.rows("articles")) == len(NEWS)
