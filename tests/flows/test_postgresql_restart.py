"""A run over PostgreSQL goes on when the server is restarted or cuts its connections, and stores nothing twice."""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from flows.one_run import perform
from flows.progress import RunProgress
from flows.run_request import RunRequest
from flows.run_steps import Untracked
from flows.run_summary import RunSummary
from spiders.sample.sites import truths
from tests.faults.postgresql import Server, server
from tests.flows.real_command import Home, with_prefect
from tests.flows.test_faults import TODAY, newsroom

pytestmark = pytest.mark.usefixtures("processes")


def wait_for_pages(running: Server, url: str, count: int) -> None:
    """Wait until a run into this database has so many pages."""
    running.wait_for(url, "SELECT count(*) FROM pages", count)


def test_a_run_waits_for_a_server_that_is_restarted_before_its_first_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the check of the command, which tells its person at once, and the first step lies the start of Prefect's server."""
    with server() as running, ThreadPoolExecutor(1) as beside:
        url = running.new_database("early")
        Home(tmp_path / "var", {"QORGAN_DATABASE_URL": url}).qorgan("db", "upgrade")
        monkeypatch.setenv("QORGAN_DATABASE_URL", url)
        told = Event()
        monkeypatch.setattr("records.patience.log.warning", lambda *_: told.set())
        run: list[Future[RunSummary]] = []

        def begin() -> None:
            run.append(beside.submit(perform, RunRequest(missing=True), None, RunProgress(), Untracked()))
            assert told.wait(60), "it has not met the server that is away"

        running.stopped(begin)
        assert run[0].result(timeout=600).run_id


def test_a_run_outlives_restarts_of_the_server_and_its_summary_comes(tmp_path: Path) -> None:
    with server() as running, newsroom(tmp_path, delay=0.1) as file:
        url = running.new_database("run")
        home = with_prefect(Home(tmp_path / "var", {"QORGAN_DATABASE_URL": url}))
        home.qorgan("db", "upgrade")
        run = home.start("run", "--outlets", str(file))
        wait_for_pages(running, url, 10)
        running.restart(away=3.0)
        wait_for_pages(running, url, 60)
        running.cut_connections()
        said = run.communicate(timeout=600)[1]
        assert run.returncode == 0, said + home.logs()
        assert "3 answered, 0 failed" in said
        assert "Traceback" not in said
        articles, pages = home.rows("articles"), home.rows("pages")
        assert len(articles) == len(truths(TODAY))
        assert max(Counter((row["outlet"], row["url"]) for row in pages).values()) == 1
        assert Counter(row["fate"] for row in pages)["stored"] == len(articles)
        assert len(home.rows("drafts")) == 7
