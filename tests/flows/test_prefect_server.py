"""Prefect's server beside `qorgan serve`: nobody but our own processes is answered, and nothing that is written can be read by others."""

import base64
import os
import stat
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.flows.real_command import QORGAN, Home, free_ports
from tests.processes import started
from tests.spiders.web_site import Answer, Asked, article_page, site

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>{url}/</link><description>x</description>
<item><title>Аудан хабары</title><link>{url}/news/1</link><pubDate>{day}</pubDate></item></channel></rss>"""
OUTLET = """
- name: kz_one
  title: {{ru: Образец}}
  home: {url}/
  country: KZ
  languages: [kk]
  feeds: ["{url}/rss.xml"]
  delay: 0
"""


@dataclass
class Service:
    """A service after its first run: its data, Prefect's server, and every process of it."""

    home: Home
    server: psutil.Process
    processes: list[psutil.Process]
    crawler_variables: set[str]
    first_line: str

    @property
    def api(self) -> str:
        command = self.server.cmdline()
        return f"http://127.0.0.1:{command[command.index('--port') + 1]}/api"

    @property
    def password(self) -> str:
        return self.server.environ()["PREFECT_SERVER_API_AUTH_STRING"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    from datetime import UTC, datetime
    from email.utils import format_datetime

    folder = tmp_path_factory.mktemp("service")
    now, seen = datetime.now(UTC), set[str]()

    def answer(asked: Asked) -> Answer | None:
        for process in psutil.process_iter(["cmdline"]):
            if str(folder) in " ".join(process.info["cmdline"] or ()) and "spiders.crawl" in (process.info["cmdline"] or ()):
                seen.update(process.environ())
        if asked.path == "/rss.xml":
            return Answer(FEED.format(url=served.url, day=format_datetime(now)), type="application/rss+xml")
        return Answer(article_page(1, now.date())) if asked.path == "/news/1" else None

    with site(answer) as served:
        (folder / "one.yaml").write_text(OUTLET.format(url=served.url), encoding="utf-8")
        home = Home(folder / "var")
        # As a service manager or a shell of a usual system starts it.
        command = [str(QORGAN), "serve", "--every", "0.2", "--outlets", str(folder / "one.yaml")]
        serving = started(command, env=home.environment, stderr=subprocess.PIPE, umask=0o022)
        try:
            line = next((line for line in iter(lambda: serving.line(serving.stderr), "") if "-run: " in line), "")
            processes = [psutil.Process(serving.pid), *psutil.Process(serving.pid).children(recursive=True)]
            server = next(process for process in processes if "prefect" in process.cmdline() and "flows.parent_watchdog" not in process.cmdline())
            yield Service(home, server, processes, seen, line)
        finally:
            serving.terminate()
            serving.communicate(timeout=600)


def ask(url: str, password: str = "", method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str]]:
    if password:
        headers["Authorization"] = "Basic " + base64.b64encode(password.encode()).decode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/admin/version"), ("GET", "/admin/settings"), ("POST", "/flows/filter"), ("POST", "/deployments/filter"), ("POST", "/variables/")],
)
def test_without_the_password_nothing_is_answered_and_with_it_the_run_works(service: Service, method: str, path: str) -> None:
    body = b"{}" if method == "POST" else None
    assert ask(service.api + path, method=method, body=body)[0] == 401
    assert ask(service.api + path, "qorgan:guess", method, body)[0] == 401
    assert ask(service.api + path, service.password, method, body)[0] in (200, 422)
    assert "1 answered" in service.first_line


def test_no_page_of_another_origin_may_read_an_answer(service: Service) -> None:
    status, headers = ask(service.api + "/flows/filter", service.password, "POST", b"{}", Origin="http://evil.example")
    assert status == 200
    assert headers.get("access-control-allow-origin") not in ("*", "http://evil.example")


def test_the_server_listens_on_loopback_alone(service: Service) -> None:
    addresses = {connection.laddr.ip for connection in service.server.net_connections("tcp") if connection.status == psutil.CONN_LISTEN}
    assert addresses == {"127.0.0.1"}


def test_the_password_is_on_no_command_line_in_no_file_and_not_with_the_crawler(service: Service) -> None:
    secret = service.password.partition(":")[2]
    assert len(secret) >= 40
    assert not any(secret in " ".join(process.cmdline()) for process in service.processes)
    files = [path for path in service.home.data.rglob("*") if path.is_file()]
    assert not [path for path in files if secret.encode() in path.read_bytes()]
    assert "QORGAN_DATA" in service.crawler_variables
    assert not {name for name in service.crawler_variables if name.startswith("PREFECT_")}


def test_nothing_that_a_run_or_the_desk_wrote_can_be_read_by_others(service: Service) -> None:
    data = service.home.data
    desk = started([str(QORGAN), "desk", "--port", str(free_ports(1))], env=service.home.environment, stdout=subprocess.PIPE, umask=0o022)
    try:
        assert desk.line(desk.stdout)
        written = [data, *data.rglob("*")]
        open_to_others = {str(path.relative_to(data)): oct(path.lstat().st_mode) for path in written if path.lstat().st_mode & stat.S_IRWXO}
        open_to_group = [path for path in written if path.lstat().st_mode & stat.S_IRWXG]
        assert (open_to_others, open_to_group) == ({}, [])
        assert {"qorgan.db", "qorgan.db-wal", "evidence", "logs", "prefect"} <= {path.name for path in written}
    finally:
        desk.terminate()
        desk.communicate(timeout=30)


def test_an_export_into_a_file_is_closed_too_and_an_open_folder_is_closed_with_one_line(service: Service, tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    home.data.mkdir(mode=0o755)
    (home.data / "logs").mkdir(mode=0o755)
    os.chmod(home.data, 0o755)
    done = home.qorgan("export", "articles", "--format", "csv", "--output", str(tmp_path / "articles.csv"))
    assert f"qorgan: {home.data} could be opened by other users of this machine; it is closed now" in done.stderr
    assert stat.S_IMODE((tmp_path / "articles.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.data.stat().st_mode) == 0o700
