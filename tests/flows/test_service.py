"""`qorgan serve`: runs on their schedule beside Prefect's server. Nobody but our own processes is answered, nothing that is written can be read by others, and
whatever ends it leaves nothing behind."""

import base64
import os
import sqlite3
import stat
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import psutil
import pytest

from tests.flows.conftest import Here
from tests.flows.real_command import QORGAN, Home, children_of, free_ports, with_prefect
from tests.flows.test_faults import newsroom
from tests.processes import GroupLeader, ending_with, started
from tests.spiders.web_site import Answer, Asked, article_page, site

SERVER = ("prefect", "server", "start")
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>{url}/</link><description>x</description>
<item><title>Аудан хабары</title><link>{url}/news/1</link><pubDate>{day}</pubDate></item></channel></rss>"""
OUTLET = "[{{name: kz_one, title: {{ru: Образец}}, home: '{url}/', country: KZ, languages: [kk], feeds: ['{url}/rss.xml'], delay: 0}}]"


@dataclass
class Service:
    """A service after two runs of its schedule: its data, its processes, and what its site saw."""

    home: Home
    leader: GroupLeader
    lines: list[str] = field(default_factory=list)
    crawler_variables: set[str] = field(default_factory=set)
    held: threading.Event = field(default_factory=threading.Event)
    """From when it is set the site answers nobody."""
    asked_in_vain: threading.Event = field(default_factory=threading.Event)

    @property
    def processes(self) -> list[psutil.Process]:
        return [psutil.Process(self.leader.pid), *psutil.Process(self.leader.pid).children(recursive=True)]

    @property
    def server(self) -> psutil.Process:
        return children_of(self.leader.pid, *SERVER)[0]

    @property
    def api(self) -> str:
        command = self.server.cmdline()
        return f"http://127.0.0.1:{command[command.index('--port') + 1]}/api"

    @property
    def password(self) -> str:
        return self.server.environ()["PREFECT_SERVER_API_AUTH_STRING"]


@pytest.fixture(scope="module")
def service(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder, now, release = tmp_path_factory.mktemp("service"), datetime.now(UTC), threading.Event()

    def answer(asked: Asked) -> Answer | None:
        for process in psutil.process_iter(["cmdline"]):
            if str(folder) in " ".join(process.info["cmdline"] or ()) and "spiders.crawl" in (process.info["cmdline"] or ()):
                made.crawler_variables.update(process.environ())
        if made.held.is_set():
            made.asked_in_vain.set()
            release.wait(600)
        if asked.path == "/rss.xml":
            return Answer(FEED.format(url=served.url, day=format_datetime(now)), type="application/rss+xml")
        return Answer(article_page(1, now.date())) if asked.path == "/news/1" else None

    with ending_with(), site(answer) as served:
        (folder / "one.yaml").write_text(OUTLET.format(url=served.url), encoding="utf-8")
        home = Home(folder / "var")
        # As a service manager or a shell of a usual system starts it.
        command = [str(QORGAN), "serve", "--every", "0.05", "--outlets", str(folder / "one.yaml")]
        made = Service(home, started(command, env=home.environment, stderr=subprocess.PIPE, umask=0o022))
        while len([line for line in made.lines if "-run: " in line]) < 2:
            made.lines.append(made.leader.line(made.leader.stderr))
            assert made.lines[-1], "".join(made.lines) + home.logs()
        # The run that comes now waits for the site while the tests look.
        made.held.set()
        yield made
        release.set()


def ask(url: str, password: str = "", method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str]]:
    if password:
        headers["Authorization"] = "Basic " + base64.b64encode(password.encode()).decode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}


def test_runs_come_on_their_schedule_and_store_each_article_once(service: Service) -> None:
    assert [row["outlet"] for row in service.home.rows("articles")] == ["kz_one"]
    assert len({row["run"] for row in service.home.rows("pages")}) >= 2
    assert [line for line in service.lines if "Traceback" in line] == []


def test_without_the_password_nothing_is_answered_and_no_page_of_another_origin_may_read_an_answer(service: Service) -> None:
    calls = [
        ("GET", "/admin/version"),
        ("GET", "/admin/settings"),
        ("POST", "/flows/filter"),
        ("POST", "/deployments/filter"),
        ("POST", "/variables/"),
    ]
    for method, path in calls:
        body = b"{}" if method == "POST" else None
        assert ask(service.api + path, method=method, body=body)[0] == 401, path
        assert ask(service.api + path, "qorgan:guess", method, body)[0] == 401, path
        assert ask(service.api + path, service.password, method, body)[0] in (200, 422), path
    status, headers = ask(service.api + "/flows/filter", service.password, "POST", b"{}", Origin="http://evil.example")
    assert status == 200
    assert headers.get("access-control-allow-origin") not in ("*", "http://evil.example")
    listening = {one.laddr.ip for one in service.server.net_connections("tcp") if one.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def test_the_password_is_on_no_command_line_in_no_file_and_not_with_the_crawler(service: Service) -> None:
    secret = service.password.partition(":")[2]
    assert len(secret) >= 40
    seen = 0
    for process in service.processes:
        with suppress(psutil.NoSuchProcess):
            assert secret not in " ".join(process.cmdline())
            seen += 1
    assert seen >= 2
    # In a process of its own: locks on a database that this one has open would end with the file that it reads and closes.
    assert subprocess.run(["grep", "-rlF", secret, str(service.home.data)], capture_output=True, text=True, check=False).stdout == ""
    assert "QORGAN_DATA" in service.crawler_variables
    assert not {name for name in service.crawler_variables if name.startswith("PREFECT_")}


def test_nothing_that_a_run_or_the_desk_wrote_can_be_read_by_others(service: Service) -> None:
    data = service.home.data
    desk = started([str(QORGAN), "desk", "--port", str(free_ports(1))], env=service.home.environment, stdout=subprocess.PIPE, umask=0o022)
    assert desk.line(desk.stdout)
    written: dict[Path, int] = {}
    for path in [data, *data.rglob("*")]:
        # What a run needs for a moment may be gone.
        with suppress(FileNotFoundError):
            written[path] = path.lstat().st_mode
    assert {str(path.relative_to(data)): oct(mode) for path, mode in written.items() if mode & (stat.S_IRWXO | stat.S_IRWXG)} == {}
    assert {"qorgan.db", "qorgan.db-wal", "evidence", "logs", "prefect"} <= {path.name for path in written}


def test_told_to_end_while_the_database_answers_nobody_it_ends_and_the_run_stays_open_for_the_next_one(service: Service) -> None:
    assert service.asked_in_vain.wait(600)
    assert children_of(service.leader.pid, "spiders.crawl")
    children = psutil.Process(service.leader.pid).children(recursive=True)
    with closing(sqlite3.connect(service.home.data / "qorgan.db", timeout=600)) as database:
        database.execute("BEGIN IMMEDIATE")
        service.leader.terminate()
        service.leader.communicate(timeout=600)
        # The lock is held all the while: it has not waited for it.
        assert service.leader.returncode == 0
        assert psutil.wait_procs(children, timeout=600)[1] == []
        database.rollback()
        assert database.execute("SELECT count(*) FROM runs WHERE ended_at IS NULL AND id NOT LIKE '%-watch'").fetchone() == (1,)


@pytest.mark.usefixtures("processes")
def test_a_server_that_died_is_started_again_and_told_to_end_in_mid_run_everything_is_closed(run_here: Here, tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=1) as file:
        service = home.start("serve", "--every", "60", "--outlets", str(file))
        (first,) = children_of(service.pid, *SERVER)
        home.wait_for_pages(3)
        first.kill()
        while (second := children_of(service.pid, *SERVER)[0]) == first:
            first.wait(600)
        children = psutil.Process(service.pid).children(recursive=True)
        assert children_of(service.pid, "spiders.crawl"), "the run went on"
        # At a moment at which the server is dead once more.
        second.kill()
        service.terminate()
        said = service.communicate(timeout=600)[1]
    assert service.returncode == 0
    assert psutil.wait_procs(children, timeout=600)[1] == []
    lines = said.splitlines()
    assert (len(lines) - 1, sum("prefect-server.log" in line for line in lines[1:])) in ((1, 1), (2, 2)), said
    with closing(sqlite3.connect(home.data / "qorgan.db")) as database:
        asked = "SELECT ended_at IS NOT NULL, json_extract(summary, '$.broken_off') FROM runs WHERE id NOT LIKE '%-watch'"
        assert database.execute(asked).fetchall() == [(1, 1)]
        for left in ("runs WHERE ended_at IS NULL", "pages WHERE fate = 'fetched'", "outlet_runs WHERE state = 'running'", "claims"):
            assert database.execute(f"SELECT count(*) FROM {left}").fetchone() == (0,), left
    # A crawler that was killed between a record and its row leaves the record alone.
    run_here(home, "replay", "--missing")
    home.verified()


@pytest.mark.usefixtures("processes")
def test_when_the_service_is_killed_nothing_of_it_is_left(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=1) as file:
        service = home.start("serve", "--every", "60", "--outlets", str(file))
        home.wait_for_pages(1)
        children = psutil.Process(service.pid).children(recursive=True)
        assert len(children) >= 3
        service.kill()
        service.communicate()
        assert psutil.wait_procs(children, timeout=600)[1] == []


def test_a_word_that_names_no_outlet_is_refused_before_anything_starts(here: Here, tmp_path: Path) -> None:
    for word in ("sample", "KZ-99", "no_such.yaml"):
        refused = here(Home(tmp_path / "var"), "serve", "--outlets", word, code=2)
        assert (refused.stdout, refused.stderr.count("\n"), word in refused.stderr) == ("", 1, True)
        assert f"did you mean {word}" not in refused.stderr


def test_an_export_into_a_file_is_closed_too_and_an_open_folder_is_closed_with_one_line(here: Here, tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    home.data.mkdir(mode=0o755)
    (home.data / "logs").mkdir(mode=0o755)
    os.chmod(home.data, 0o755)
    done = here(home, "export", "articles", "--format", "csv", "--output", str(tmp_path / "articles.csv"))
    assert [line.startswith(f"qorgan: {home.data} ") for line in done.stderr.splitlines()] == [True]
    assert stat.S_IMODE((tmp_path / "articles.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.data.stat().st_mode) == 0o700
