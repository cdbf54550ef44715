"""One host, one budget: the pause between two requests holds across outlets, processes and runs."""

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from records.database import write_transaction
from records.outlets import hosts
from tests.flows.real_command import Home, crawl, crawl_command
from tests.processes import started
from tests.spiders.sources.test_fallback import LINKS, PLAIN, base, feed, pages
from tests.spiders.sources.test_reaching_back import entry
from tests.spiders.web_site import Answer, Asked, Site, site


def beat(served: Site) -> float:
    """Seconds from request to request, on average: what is reserved a delay apart may arrive unevenly on a busy machine, but not sooner in all."""
    moments = sorted(asked.at for asked in served.asked)
    return (moments[-1] - moments[0]) / (len(moments) - 1)


def test_two_moments_of_one_host_are_a_delay_apart_and_never_in_the_past(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert [hosts.reserve(session, "site.kz", 5.0, 1000.0) for _ in range(3)] == [1000.0, 1005.0, 1010.0]
        assert hosts.reserve(session, "other.kz", 5.0, 1000.0) == 1000.0
        assert hosts.reserve(session, "site.kz", 5.0, 2000.0) == 2000.0


def test_many_at_once_get_moments_of_their_own(engine: Engine) -> None:
    def one(_: int) -> float:
        with write_transaction(engine) as session:
            return hosts.reserve(session, "site.kz", 2.0, 1000.0)

    with ThreadPoolExecutor(8) as pool:
        moments = sorted(pool.map(one, range(24)))
    assert moments == [1000.0 + 2.0 * turn for turn in range(24)]


def test_a_host_that_wants_to_be_left_alone_is_and_the_longer_wish_counts(engine: Engine) -> None:
    with write_transaction(engine) as session:
        hosts.rest(session, "site.kz", 600, 1000.0)
        hosts.rest(session, "site.kz", 30, 1000.0)
        assert hosts.quiet_until(session, "site.kz") == 1600.0
        assert hosts.reserve(session, "site.kz", 5.0, 1010.0) == 1600.0
        hosts.rest(session, "greedy.kz", 10**9, 1000.0)
        assert hosts.quiet_until(session, "greedy.kz") == 1000.0 + hosts.LONGEST_REST


def test_outlets_that_share_a_host_share_its_budget(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with site(pages({"/a/": lambda asked: Answer(PLAIN), "/b/": lambda asked: Answer(PLAIN)})) as served:
        entries = [json.loads(entry(f"kz_{name}", served.url, delay=0.4, sections=[{"url": f"{served.url}/{name}/"}]))[0] for name in "ab"]
        file = tmp_path / "two.yaml"
        file.write_text(json.dumps(entries), encoding="utf-8")
        crawl(home, file, ["kz_a", "kz_b"])
    assert len(served.asked) >= 6
    assert beat(served) > 0.35


def test_two_processes_share_the_budget_of_a_host(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    home.qorgan("db", "upgrade")
    with site(pages({"/a/": lambda asked: Answer(f"<main>{LINKS}</main>"), "/b/": lambda asked: Answer(f"<main>{LINKS}</main>")})) as served:
        entries = [json.loads(entry(f"kz_{name}", served.url, delay=0.4, sections=[{"url": f"{served.url}/{name}/"}]))[0] for name in "ab"]
        file = tmp_path / "two.yaml"
        file.write_text(json.dumps(entries), encoding="utf-8")
        environment = {**home.environment, "OUTLET_FILES": str(file)}
        crawlers = [
            started(crawl_command(f"run-{name}", home, "--outlet", f"kz_{name}"), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for name in "ab"
        ]
        for process in crawlers:
            assert process.wait(timeout=600) == 0, home.logs()
    assert len(served.asked) >= 26
    assert beat(served) > 0.35


def test_a_crawl_delay_in_robots_txt_is_kept(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    robots = Answer("User-agent: *\nCrawl-delay: 1\n", type="text/plain")
    with site(pages({"/robots.txt": lambda asked: robots, "/feed/": lambda asked: feed(base(asked))})) as served:
        file = tmp_path / "one.yaml"
        file.write_text(entry("kz_slow", served.url, feeds=[f"{served.url}/feed/"]), encoding="utf-8")
        crawl(home, file, ["kz_slow"])
    assert len(served.asked) == 15, "robots.txt, two pages of the feed, twelve articles"
    # Only robots.txt itself is asked for before the pause is known.
    assert beat(served) > 0.85


@pytest.mark.parametrize("delay", [0, 0.1])
def test_a_host_that_asks_for_a_long_rest_is_left_alone_by_the_next_run_too(tmp_path: Path, delay: float) -> None:
    home = Home(tmp_path / "var")
    with site(lambda asked: None if asked.path == "/robots.txt" else Answer("<h1>429</h1>", 429, headers={"Retry-After": "3600"})) as served:
        file = tmp_path / "one.yaml"
        file.write_text(entry("kz_tired", served.url, delay=delay, feeds=[f"{served.url}/feed/"]), encoding="utf-8")
        crawl(home, file, ["kz_tired"], "first")
        asked = len(served.asked)
        crawl(home, file, ["kz_tired"], "second")
        assert len(served.asked) == asked
    assert {row["fate"] for row in home.rows("pages")} == {"too_many"}


def test_after_a_short_rest_the_same_run_goes_on(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    refused: list[float] = []

    def route(asked: Asked) -> Answer | None:
        if "habar" in asked.path and not refused:
            refused.append(time.monotonic())
            return Answer("<h1>429</h1>", 429, headers={"Retry-After": "2"})
        return feed(served.url) if asked.path == "/feed/" else plain(asked)

    plain = pages({})
    with site(route) as served:
        file = tmp_path / "one.yaml"
        file.write_text(entry("kz_tired", served.url, delay=0.05, feeds=[f"{served.url}/feed/"]), encoding="utf-8")
        crawl(home, file, ["kz_tired"])
        assert min(asked.at for asked in served.asked if asked.at > refused[0] + 0.5) - refused[0] > 1.7
    assert len(home.rows("articles")) == 12
    assert os.listdir(home.data)
