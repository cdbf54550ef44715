"""`qorgan serve` runs the flow on its schedule."""

import re
import signal
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from spiders.sample.server import outlets_file, serve
from spiders.sample.story_files import printing_day
from tests.flows.real_command import Home, free_ports, with_prefect
from tests.flows.test_faults import newsroom

TODAY = printing_day(datetime.now(UTC))


def new_articles(line: str) -> int:
    """How many new articles the last line of a run tells."""
    found = re.search("New articles: ([0-9]+)", line)
    assert found is not None, line
    return int(found[1])


def test_scheduled_runs_happen_and_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    home, port = with_prefect(Home(tmp_path / "var")), free_ports(3)
    with serve(port, TODAY):
        file = outlets_file(port, tmp_path)
        service = home.start("serve", "--every", "0.3", "--outlets", str(file))
        lines: list[str] = []
        give_up = time.monotonic() + 600
        # On a busy machine one run may not be given the time for all three outlets; the next one goes on.
        while (len(lines) < 2 or new_articles(lines[-1])) and time.monotonic() < give_up and service.poll() is None:
            line = service.line(service.stderr, give_up - time.monotonic())
            if "-run: " in line:
                lines.append(line)
            elif not line:
                break
        children = psutil.Process(service.pid).children(recursive=True)
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=600)
    assert len(lines) >= 2, home.logs()
    assert sum(map(new_articles, lines)) == 132, lines
    assert {row["outlet"] for row in home.rows("articles")} == {"kz_sample_mayak", "kz_sample_syr", "kz_sample_tobyl"}
    gone, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    assert service.returncode == 0


@pytest.mark.parametrize("word", ["sample", "KZ-99", "no_such.yaml"])
def test_a_word_that_names_no_outlet_is_refused_before_anything_starts(tmp_path: Path, word: str) -> None:
    home = Home(tmp_path / "var")
    refused = home.qorgan("serve", "--outlets", word, code=2)
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert word in refused.stderr
    assert f"did you mean {word}" not in refused.stderr


def server_of(process: psutil.Process) -> psutil.Process | None:
    """The Prefect server among the children, once it is one."""
    for child in process.children():
        try:
            if child.cmdline()[1:5] == ["-m", "prefect", "server", "start"]:
                return child
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return None


def another_server(process: psutil.Process, than: psutil.Process | None) -> psutil.Process:
    """Wait for a server that is not this one."""
    give_up = time.monotonic() + 600
    while time.monotonic() < give_up:
        found = server_of(process)
        if found is not None and found != than:
            return found
        time.sleep(0.1)
    raise AssertionError("no server was started")


def test_a_server_that_died_is_started_again_and_being_told_to_end_in_mid_run_ends_everything_without_a_word(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=1) as file:
        service = home.start("serve", "--every", "60", "--outlets", str(file))
        process = psutil.Process(service.pid)
        first = another_server(process, None)
        home.wait_for_pages(3)
        first.kill()
        second = another_server(process, first)
        children = process.children(recursive=True)
        assert any("spiders.crawl" in child.cmdline() for child in children), "the run went on"
        # At a moment at which the server is dead once more.
        second.kill()
        service.send_signal(signal.SIGTERM)
        said = service.communicate(timeout=600)[1]
    assert service.returncode == 0
    assert psutil.wait_procs(children, timeout=30)[1] == []
    assert said.splitlines()[0] == "Collecting every 60 minutes; stop with Ctrl-C."
    assert all("it is started again" in line for line in said.splitlines()[1:]), said
    with closing(sqlite3.connect(home.data / "qorgan.db")) as database:
        asked = "SELECT ended_at IS NOT NULL, json_extract(summary, '$.broken_off') FROM runs WHERE id NOT LIKE '%-watch'"
        assert database.execute(asked).fetchall() == [(1, 1)]
        assert database.execute("SELECT count(*) FROM runs WHERE ended_at IS NULL").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM pages WHERE fate = 'fetched'").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM outlet_runs WHERE state = 'running'").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM claims").fetchone() == (0,)
    # A crawler that was killed between a record and its row leaves the record alone.
    said = home.qorgan("verify", code=None).stdout
    assert [line for line in said.splitlines()[:-1] if "has no fate" not in line] == []
    home.qorgan("replay", "--missing")
    assert home.qorgan("verify").stdout.startswith("All is well")


def test_a_database_that_does_not_answer_keeps_nobody_from_ending(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=1) as file:
        service = home.start("serve", "--every", "60", "--outlets", str(file))
        home.wait_for_pages(1)
        with closing(sqlite3.connect(home.data / "qorgan.db", timeout=60)) as database:
            database.execute("BEGIN IMMEDIATE")
            service.send_signal(signal.SIGTERM)
            # A minute is what a writer waits for the lock.
            service.communicate(timeout=50)
            assert service.returncode == 0
            database.rollback()
            assert database.execute("SELECT count(*) FROM runs WHERE ended_at IS NULL AND id NOT LIKE '%-watch'").fetchone() == (1,)


def test_when_the_service_is_killed_nothing_of_it_is_left(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=1) as file:
        service = home.start("serve", "--every", "60", "--outlets", str(file))
        another_server(psutil.Process(service.pid), None)
        home.wait_for_pages(1)
        children = psutil.Process(service.pid).children(recursive=True)
        service.kill()
        service.communicate()
        assert psutil.wait_procs(children, timeout=100)[1] == []
