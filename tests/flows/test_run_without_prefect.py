"""Nothing of a run needs Prefect: killed before it answers or in the middle, it costs the record and nothing else."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from flows import prefect_server as servers
from flows.prefect_server import running_server
from records.settings import Settings
from spiders.sample.sites import truths
from tests.flows.real_command import Home, with_prefect
from tests.flows.test_faults import TODAY, newsroom
from tests.flows.test_service import another_server


def test_a_run_whose_server_is_killed_in_the_middle_goes_on_and_says_so(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=0.2) as file:
        run = home.start("run", "--outlets", str(file))
        server = another_server(psutil.Process(run.pid), None)
        home.wait_for_pages(5)
        server.kill()
        said = run.communicate(timeout=250)[1]
    assert run.returncode == 0, said + home.logs()
    assert said.count("Prefect does not answer; the run goes on without its record there.") == 1
    assert "3 answered, 0 failed" in said
    for noise in ("Traceback", "ERROR", "EventsWorker"):
        assert noise not in said
    assert (len(home.rows("articles")), len(home.rows("drafts"))) == (len(truths(TODAY)), 7)


def test_a_run_whose_server_never_answers_is_done_without_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with newsroom(tmp_path) as file:
        run = home.start("run", "--outlets", str(file))
        killed: list[psutil.Process] = []
        ended = threading.Event()

        def kill_servers() -> None:
            while not ended.is_set() and len(killed) < servers.TRIES:
                killed.append(another_server(psutil.Process(run.pid), killed[-1] if killed else None))
                killed[-1].kill()

        killer = threading.Thread(target=kill_servers)
        killer.start()
        said = run.communicate(timeout=250)[1]
        ended.set()
        killer.join()
    assert (run.returncode, len(killed)) == (0, servers.TRIES), said
    assert "Prefect's server does not start" in said
    assert "3 answered, 0 failed" in said


def _server_child() -> psutil.Process:
    """The server among the children. At the moment at which a process becomes another program it has no command line."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        for child in psutil.Process(os.getpid()).children():
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if "prefect" in " ".join(child.cmdline()):
                    return child
        time.sleep(0.05)
    raise AssertionError("no server was started")


def test_a_server_ends_with_what_it_has_started_and_a_dead_one_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    with running_server(Settings(data=tmp_path), tmp_path / "prefect", servers.new_address()) as server:
        process = _server_child()
        process.kill()
        assert not server.wait(60)
    assert not process.is_running()
