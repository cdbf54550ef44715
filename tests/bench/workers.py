"""How much faster several workers collect: 48 hosts on loopback that answer after 200 ms, one run from the deployment with one, two and three workers in turn, on
PostgreSQL and a Prefect server, as docs/operating.md sets them up. `python -m tests.bench.workers`.

The press's own log says what was asked when: pages asked for twice, and hosts that two asked at once. Pages a second are counted from the first article that was asked for until
the last one was stored, as the records say it. The delay
between two requests to a host allows so many pages a second and no more, however many workers there are; where the processors are the limit instead, their share says so. `--cores 0.35` gives each worker a
small machine of its own (`tests.bench.small_machines`): what more machines bring is seen so, while those of the bench itself are not the limit.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
from sqlalchemy import Engine, func, select

from records.database import read_session
from records.tables import ArticleRow, OutletRunRow, RunRow
from spiders.config.files import OWN
from tests.bench.growth import WORDS
from tests.bench.small_machines import small_machine
from tests.bench.store import bench_database
from tests.flows.real_command import free_ports
from tests.paths import ROOT
from tests.processes import ending_with
from tests.recipe.recipe_blocks import recipe_blocks
from tests.recipe.recipe_machine import RecipeMachine, new_machine
from tests.spiders.web_site import Answer, Asked, Site

HOSTS, ANSWERS_AFTER = 48, 0.2
PASSWORD = "qorgan:of-the-bench"
STARTS_WITHIN = 300.0
# Seconds of one run: longer than any may take (`limit_minutes` of the deployment, and what is left afterwards).
RUNS_WITHIN = 3600.0
_FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>{url}/</link><description>x</description>{items}</channel></rss>'
_ITEM = "<item><title>{number}</title><link>{url}/news/{number}</link><pubDate>{day}</pubDate></item>"


class PressRequest(NamedTuple):
    """One request as the press saw it: seconds on a clock that only goes forward."""

    host: int
    path: str
    began: float
    ended: float


class SlowPress:
    """48 outlets whose feeds name so many articles of the present generation, each answered after 200 ms."""

    def __init__(self, pages: int) -> None:
        self.pages, self.generation = pages, 0
        self.log: list[PressRequest] = []
        self.sites = [Site(self._route(host)) for host in range(HOSTS)]

    def _route(self, host: int):  # type: ignore[no-untyped-def]
        def answer(asked: Asked) -> Answer | None:
            time.sleep(ANSWERS_AFTER)
            found = self._answer(host, asked.path)
            self.log.append(PressRequest(host, asked.path, asked.at, time.monotonic()))
            return found

        return answer

    def _answer(self, host: int, path: str) -> Answer | None:
        now = datetime.now(UTC)
        if path == "/rss.xml":
            numbers = [self.generation * 100_000 + host * 1_000 + place for place in range(self.pages)]
            items = "".join(_ITEM.format(number=number, url=self.sites[host].url, day=format_datetime(now)) for number in numbers)
            return Answer(_FEED.format(url=self.sites[host].url, items=items), type="application/rss+xml")
        number = path.removeprefix("/news/")
        return Answer(news_page(int(number), now)) if number.isdigit() else None

    def outlets(self, delay: float) -> str:
        """The outlet file."""
        return "".join(
            f"- name: kz_bench_{host}\n  title: {{ru: Образец {host}}}\n  home: {site.url}/\n  country: KZ\n  languages: [kk]\n"
            f'  feeds: ["{site.url}/rss.xml"]\n  delay: {delay}\n'
            for host, site in enumerate(self.sites)
        )


def news_page(number: int, at: datetime) -> str:
    """News of no concern, in words of its own: what is like another article is compared with it, and what speaks of a journalist is read by the encoder too."""
    chance = random.Random(number)
    paragraphs = "".join(f"<p>{' '.join(chance.choices(WORDS, k=30)).capitalize()}.</p>" for _ in range(6))
    title = " ".join(chance.choices(WORDS, k=6)).capitalize()
    stamp = f'<time datetime="{at:%Y-%m-%dT%H:%M:%S}+00:00">{at:%d.%m.%Y}</time>'
    return f'<html lang="kk"><head><title>{title}</title></head><body><article><h1>{title}</h1>{stamp}{paragraphs}</article></body></html>'


@dataclass
class Measured:
    """One run: what the press saw of it, and how busy the processors were from the first article to the last."""

    workers: int
    asked: list[PressRequest]
    stored: float
    """When the last outlet's pages were stored, on the clock of the requests."""
    articles_stored: int
    seconds: float
    busy: float
    load: float
    took_shards: list[int]

    @property
    def articles(self) -> list[PressRequest]:
        return sorted((one for one in self.asked if one.path.startswith("/news/")), key=lambda one: one.began)

    @property
    def window(self) -> float:
        """Seconds from the first article asked for to the last one stored."""
        return self.stored - self.articles[0].began

    @property
    def rate(self) -> float:
        return self.articles_stored / self.window

    @property
    def twice(self) -> int:
        return sum(count - 1 for count in Counter((one.host, one.path) for one in self.articles).values())

    @property
    def at_once(self) -> int:
        """Requests that began at a host before its last one was answered."""
        found = 0
        for host in range(HOSTS):
            mine = sorted((one for one in self.asked if one.host == host), key=lambda one: one.began)
            found += sum(later.began < earlier.ended for earlier, later in pairwise(mine))
        return found


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when a page was asked for twice or a host by two at once."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workers", description=__doc__)
    parser.add_argument("--pages", type=int, default=12, help="articles of each host, at most 1,000")
    parser.add_argument("--delay", type=float, default=4.0, help="seconds between two requests to a host")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--cores", type=float, help="processors of each worker, as if it had a machine of its own (root, Linux)")
    asked = parser.parse_args(argv)
    found = []
    with tempfile.TemporaryDirectory(prefix="qorgan-workers-") as folder, bench_database("postgresql") as engine, ExitStack() as open_:
        url = engine.url.render_as_string(hide_password=False)
        first, press = open_.enter_context(pool(Path(folder), url, asked.pages, asked.delay))
        for count in asked.workers:
            found.append(measured(Path(folder), engine, first, press, count, asked.cores))
            tell(found[-1], found[0], asked.delay, asked.pages)
    return 1 if any(one.twice or one.at_once for one in found) else 0


def tell(one: Measured, first: Measured, delay: float, pages: int) -> None:
    """Print the figures of a run beside those of the first."""
    # A host's pages are asked for one delay apart; the last is answered at once.
    ceiling = HOSTS * pages / ((pages - 1) * delay + ANSWERS_AFTER)
    print(
        f"{one.workers} worker(s): {one.articles_stored} pages of {len(one.articles)} stored in {one.window:.1f} s = {one.rate:.2f} pages/s, {one.rate / first.rate:.2f} x the first;"
        f" the delays allow {ceiling:.2f}: {one.rate / ceiling:.0%} of it; the whole run {one.seconds:.0f} s"
    )
    print(
        f"    pages asked for twice {one.twice}, requests to a host that another one had not left {one.at_once}; processors busy {one.busy:.0%},"
        f" load before {one.load:.1f}; flow runs by worker {one.took_shards}",
        flush=True,
    )


@contextmanager
def pool(folder: Path, database: str, pages: int, delay: float) -> Iterator[tuple[RecipeMachine, SlowPress]]:
    """The first machine with Prefect's server, the pool and the deployments, and the press."""
    port, data, blocks = free_ports(1), folder / "shared", recipe_blocks()
    data.mkdir()
    press = SlowPress(pages)
    (data / OWN).write_text(press.outlets(delay), encoding="utf-8")
    names = {
        "postgresql+psycopg://qorgan_run@first.example.org/qorgan": database,
        "/srv/qorgan": str(data),
        "http://first.example.org:4200": f"http://127.0.0.1:{port}",
        "qorgan:a-long-password": PASSWORD,
        "--host 0.0.0.0 --port 4200": f"--host 127.0.0.1 --port {port}",
        """'outlets=["kz_one", "kz_two"]'""": f"'outlets={json.dumps([f'kz_bench_{host}' for host in range(HOSTS)])}' --param every_minutes=null",
    }
    with ending_with(), ExitStack() as closing:
        for site in press.sites:
            closing.callback(site.close)
        first = machine(folder / "first", names)
        first.do(blocks["on first, once: the tables"])
        first.stay(blocks["on first, stays: Prefect's server"])
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/api/health"), first)
        first.do(blocks["on first, once: the pool and the deployments"])
        yield first, press


def machine(folder: Path, names: dict[str, str]) -> RecipeMachine:
    """A machine of the recipe whose program is this checkout."""
    made = new_machine(folder, names)
    (folder / "qorgan").mkdir()
    (folder / "qorgan" / ".venv").symlink_to(ROOT / ".venv")
    shutil.copy(ROOT / "prefect.yaml", folder / "qorgan")
    made.more = {"PYTHONPATH": str(ROOT), "QORGAN_REREAD_MINUTES": "0"}
    made.do(recipe_blocks()["on every machine: the settings"])
    return made


def answers(url: str) -> bool:
    """Whether something answers there now."""
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def forget_workers(first: RecipeMachine) -> None:
    """Have Prefect's server forget all workers of the pool."""
    workers = f"{first.names['http://first.example.org:4200']}/api/work_pools/qorgan/workers"
    with httpx.Client(auth=httpx.BasicAuth(*PASSWORD.split(":"))) as client:
        for worker in client.post(f"{workers}/filter", json={}).raise_for_status().json():
            client.delete(f"{workers}/{worker['name']}").raise_for_status()


def wait_until(true: Callable[[], bool], one: RecipeMachine) -> None:
    """Wait until something that stays on the machine works. Raises RuntimeError with what it has said."""
    give_up = time.monotonic() + STARTS_WITHIN
    while not true():
        if time.monotonic() > give_up:
            raise RuntimeError(one.said()[-3000:])
        time.sleep(0.2)


def _has_begun(worker: RecipeMachine) -> bool:
    return "started!" in worker.said()


def stored_by_the_last_run(engine: Engine) -> tuple[float, int]:
    """When its last outlet ended, on the clock that only goes forward, and the articles that it brought."""
    ahead = time.monotonic() - time.time()
    with read_session(engine) as session:
        run = session.scalars(select(RunRow.id).order_by(RunRow.started_at.desc())).first()
        ended = session.scalars(select(func.max(OutletRunRow.ended_at)).where(OutletRunRow.run_id == run)).one()
        articles = session.scalars(select(func.count()).select_from(ArticleRow).where(ArticleRow.run_id == run)).one()
    if ended is None:
        raise RuntimeError("no outlet of the last run has ended")
    return ended.timestamp() + ahead, articles


def measured(folder: Path, engine: Engine, first: RecipeMachine, press: SlowPress, count: int, cores: float | None) -> Measured:
    """One run with so many workers, over articles that nobody has seen. `cores`: of each worker; None leaves them what the machine has."""
    blocks = recipe_blocks()
    press.generation += 1
    press.log = []
    workers: list[RecipeMachine] = []
    with ExitStack() as closing:
        # A worker that was ended counts as one for another minute and a half.
        closing.callback(forget_workers, first)
        for number in range(1, count + 1):
            workers.append(machine(folder / f"worker-{count}-{number}", first.names))
            enter = closing.enter_context(small_machine(str(number), cores)) if cores else ""
            closing.callback(workers[-1].stay(enter + blocks["on each worker, stays: the worker"]).end_group)
        for worker in workers:
            wait_until(partial(_has_begun, worker), worker)
        load, began, before = psutil.getloadavg()[0], time.monotonic(), psutil.cpu_times()
        first.do(blocks["on first: a run at once"], within=RUNS_WITHIN)
        seconds, after = time.monotonic() - began, psutil.cpu_times()
    idle = (after.idle + after.iowait) - (before.idle + before.iowait)
    busy = 1 - idle / (sum(after) - sum(before))
    return Measured(
        count,
        list(press.log),
        *stored_by_the_last_run(engine),
        seconds,
        busy,
        load,
        [worker.said().count("submitting flow run") for worker in workers],
    )


if __name__ == "__main__":
    sys.exit(main())
