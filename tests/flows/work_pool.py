"""A Prefect server with the deployments of `prefect.yaml`, and workers as real processes, all over one PostgreSQL and one data folder."""

import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import psutil

from tests.flows.real_command import Home, free_ports, with_prefect
from tests.paths import ROOT
from tests.processes import LIMIT, GroupLeader, ended, started
from tests.spiders.web_site import Answer, Asked, Site, article_page, site

FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>{url}/</link><description>x</description>{items}</channel></rss>'
ITEM = "<item><title>Аудан хабары {number}</title><link>{url}/news/{number}</link><pubDate>{day}</pubDate></item>"


@contextmanager
def small_press(hosts: int, pages: int) -> Iterator[list[Site]]:
    """Hosts on loopback, each with a feed and so many pages."""
    now = datetime.now(UTC)
    sites: list[Site] = []

    def route(number: int) -> Callable[[Asked], Answer | None]:
        def answer(asked: Asked) -> Answer | None:
            if asked.path == "/rss.xml":
                items = "".join(ITEM.format(number=page, url=sites[number].url, day=format_datetime(now)) for page in range(pages))
                return Answer(FEED.format(url=sites[number].url, items=items), type="application/rss+xml")
            page = asked.path.removeprefix("/news/")
            return Answer(article_page(1000 * number + int(page), now.date())) if page.isdigit() else None

        return answer

    with ExitStack() as stack:
        for number in range(hosts):
            sites.append(stack.enter_context(site(route(number))))
        yield sites


def outlets_of(press: Sequence[Site], name: str, delay: float) -> str:
    """An outlet file with an outlet for each host."""
    entries = [
        {"name": f"kz_{name}_{number}", "title": {"ru": f"Хост {number}"}, "home": f"{one.url}/", "country": "KZ", "languages": ["kk"], "feeds": [f"{one.url}/rss.xml"], "delay": delay}
        for number, one in enumerate(press)
    ]  # fmt: skip
    return json.dumps(entries)


@dataclass
class WorkPool:
    """The server, and what is asked of it."""

    home: Home
    port: int
    workers: list[GroupLeader] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        more = {
            "PREFECT_API_URL": f"http://127.0.0.1:{self.port}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
        }
        return {**self.home.environment, **more}

    def ask(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api{path}",
            json.dumps(body).encode() if body is not None else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    said = answer.read()
                    return json.loads(said) if said else None
            except urllib.error.HTTPError as error:
                # Its database is busy; Prefect's own clients ask again too.
                if error.code != 503:
                    raise
                time.sleep(0.5)

    def prefect(self, *words: str) -> None:
        """A command of Prefect's, to its end."""
        done = ended(
            [sys.executable, "-m", "prefect", "--no-prompt", *words], env={**self.environment, "PREFECT_HOME": str(self.home.data / "prefect")}
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start_worker(self, name: str) -> GroupLeader:
        """A worker that takes itself, as far as this system lets it, to be on a machine of its name."""
        worker_command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "qorgan", "--type", "process", "--limit", "1", "--name", name]
        command = [*on_machine(name), *worker_command]
        folder = self.home.data.parent / name
        folder.mkdir()
        with open(folder / "log", "ab") as log:
            worker = started(command, env={**self.environment, "PREFECT_HOME": str(folder / "prefect")}, cwd=folder, stdout=log, stderr=log)
        self.workers.append(worker)
        return worker

    def wait_for_workers(self, count: int) -> None:
        self.wait(lambda: sum(one["status"] == "ONLINE" for one in self.ask("POST", "/work_pools/qorgan/workers/filter", {})) >= count, "workers")

    def run(self, **parameters: object) -> str:
        """Start a run from its deployment, of all outlets that are named whether their turn has come or not. Gives its id."""
        deployment = self.ask("GET", "/deployments/name/qorgan/half-hourly")["id"]
        return str(
            self.ask(
                "POST",
                f"/deployments/{deployment}/create_flow_run",
                {"parameters": {"every_minutes": None, **parameters}, "state": {"type": "SCHEDULED"}},
            )["id"]
        )

    def flow_run(self, identifier: str) -> dict[str, Any]:
        return dict(self.ask("GET", f"/flow_runs/{identifier}"))

    def shards(self) -> list[dict[str, Any]]:
        """All runs of shards, the oldest first."""
        return list(self.ask("POST", "/flow_runs/filter", {"flows": {"name": {"any_": ["qorgan-shard"]}}, "sort": "START_TIME_ASC"}))

    def wait(self, reached: Callable[[], bool], what: str, seconds: float = LIMIT) -> None:
        give_up = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < give_up, f"no {what}\n{self.logs()}"
            time.sleep(0.2)

    def cancel(self, identifier: str) -> None:
        """As the UI and `prefect flow-run cancel` do it."""
        self.ask("POST", f"/flow_runs/{identifier}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}})

    def worker_of(self, run: dict[str, Any]) -> GroupLeader:
        """The worker on which a run works."""
        pid = int(run["infrastructure_pid"])
        return next(
            one for one in self.workers if one.poll() is None and pid in [child.pid for child in psutil.Process(one.pid).children(recursive=True)]
        )

    def wait_for_end(self, identifier: str) -> dict[str, Any]:
        self.wait(lambda: self.flow_run(identifier)["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"), f"end of {identifier}")
        return self.flow_run(identifier)

    def logs(self) -> str:
        own = "\n".join(f"--- {path}\n{path.read_text(errors='replace')[-6000:]}" for path in sorted(self.home.data.parent.glob("*/log")))
        return own + self.home.logs()

    def crawlers(self) -> list[psutil.Process]:
        """The crawler processes of all workers."""
        found = []
        for worker in self.workers:
            if worker.poll() is None:
                for process in psutil.Process(worker.pid).children(recursive=True):
                    try:
                        if "spiders.crawl" in process.cmdline() and "--run" in process.cmdline():
                            found.append(process)
                    except psutil.NoSuchProcess:
                        continue
        return found


def on_machine(name: str) -> list[str]:
    """Words before a command, by which it and all that it starts see another host name than the rest: what a process of another machine claims can be judged by its signs of
    life alone. None where the system lets this user make no namespace (Linux, mostly root)."""
    enters = ["unshare", "--uts", "sh", "-e", "-c", 'echo "$0" > /proc/sys/kernel/hostname; exec "$@"', name]
    try:
        allowed = ended([*enters, "true"]).returncode == 0
    except FileNotFoundError:
        allowed = False
    return enters if allowed else []


@contextmanager
def work_pool(folder: Path, database: str) -> Iterator[WorkPool]:
    """A server with the pool and the deployments of this version."""
    home = with_prefect(Home(folder / "var", {"QORGAN_DATABASE_URL": database}))
    pool = WorkPool(home, free_ports(1))
    server_log = folder / "server"
    server_log.mkdir()
    with open(server_log / "log", "ab") as log:
        started(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(pool.port), "--no-ui"],
            env={**pool.environment, "PREFECT_HOME": str(home.data / "prefect")}, stdout=log, stderr=log,
        )  # fmt: skip

    def answers() -> bool:
        try:
            return bool(pool.ask("GET", "/health"))
        except urllib.error.URLError:
            return False

    pool.wait(answers, "server")
    pool.ask("POST", "/work_pools/", {"name": "qorgan", "type": "process"})
    start = folder / "deploy"
    start.mkdir()
    shutil.copy(ROOT / "prefect.yaml", start / "prefect.yaml")
    deployed = ended(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        env={**pool.environment, "PREFECT_HOME": str(start / "prefect")},
        cwd=start,
    )
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    yield pool
