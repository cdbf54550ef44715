"""A run over PostgreSQL goes on when the server is restarted or cuts its connections, and stores nothing twice."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from flows.one_run import do_run
from flows.progress import RunProgress
from flows.run_request import RunRequest, outlet_selection
from flows.run_steps import Untracked
from flows.run_summary import RunSummary
from tests.empty_database import open_upgraded
from tests.faults.postgresql import Server, server
from tests.flows.crawl_here import TODAY
from tests.flows.real_command import Home
from tests.flows.test_faults import newsroom
from tests.spiders.labelled_stories import labelled_stories

pytestmark = pytest.mark.usefixtures("processes")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture
def home(running: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home over a database of its own on the server, which is that of this process too."""
    url = running.new_database(f"of_{tmp_path.name}".lower())
    open_upgraded(url).dispose()
    made = Home(tmp_path / "var", {"QORGAN_DATABASE_URL": url})
    for name, value in {**made.more, "QORGAN_DATA": str(made.data), "QORGAN_DOWNLOAD_DELAY": "0"}.items():
        monkeypatch.setenv(name, value)
    return made


def test_a_run_waits_for_a_server_that_is_restarted_before_its_first_step(running: Server, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the check of the command, which tells its person at once, and the first step lies the start of Prefect's server."""
    met = Event()
    monkeypatch.setattr("records.database.log.warning", lambda *_: met.set())
    run: list[Future[RunSummary]] = []

    def begin() -> None:
        run.append(beside.submit(do_run, RunRequest(missing=True), None, RunProgress(), Untracked()))
        assert met.wait(600), "it has not met the server that is away"

    with ThreadPoolExecutor(1) as beside:
        running.stopped(begin)
        assert run[0].result(timeout=600).run_id


def test_a_run_outlives_restarts_of_the_server_and_its_summary_comes(running: Server, home: Home, tmp_path: Path) -> None:
    url = home.more["QORGAN_DATABASE_URL"]
    with newsroom(tmp_path, delay=0.1) as file, ThreadPoolExecutor(1) as beside:
        asked = RunRequest((str(file),))
        run = beside.submit(do_run, asked, outlet_selection(asked.outlets), RunProgress(), Untracked())
        running.wait_for(url, "SELECT count(*) FROM pages", 10)
        running.restart(away=3.0)
        running.wait_for(url, "SELECT count(*) FROM pages", 60)
        running.cut_connections()
        summary = run.result(timeout=600)
    assert [line.state for line in summary.outlets] == ["answered"] * 3
    articles, pages = home.rows("articles"), home.rows("pages")
    assert len(articles) == len(labelled_stories(TODAY))
    assert max(Counter((row["outlet"], row["url"]) for row in pages).values()) == 1
    assert Counter(row["fate"] for row in pages)["stored"] == len(articles)
    assert len(home.rows("drafts")) == summary.drafts == 7
