"""The desk under load: 100,000 articles, 10,000 drafts, twenty people at once on the queue and on drafts, against the real server in one process.

Figures, with the bars of the issue: 95 of 100 pages in 100 ms; the first page, with all that it brings along, in 150 KB.
"""

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx
import psutil
from argon2 import PasswordHasher
from sqlalchemy import update

from records import users
from records.database import open_engine, upgrade, write_transaction
from records.settings import Settings
from records.tables import ArticleRow, DraftRow
from records.users import Role
from tests.bench.store import fill

ARTICLES, DRAFTS, RECORDED = 100_000, 10_000, 500
PEOPLE, SECONDS = 20, 15
PAGE_MS, FIRST_BYTES = 100.0, 150_000
PASSWORD = "a long word of mine"
SENTENCE = "Журналист рассказал, что охранник не пустил его на заседание маслихата, хотя оно было объявлено открытым для всех жителей района."


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when one misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desk", description=__doc__)
    parser.add_argument("--part", type=float, default=1.0, help="share of the full size, for a quick look")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds that each of the twenty reads a page before the next one; 0 = none")
    parser.add_argument("--port", type=int, default=8791)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="qorgan-desk-") as folder:
        _prepare(Path(folder), asked.part)
        with _server(Path(folder), asked.port) as (base, server):
            return asyncio.run(_figures(base, server, asked.seconds, asked.pause, round(DRAFTS * asked.part)))


def _prepare(folder: Path, part: float) -> None:
    began = time.perf_counter()
    engine = open_engine(f"sqlite:///{folder / 'desk.db'}")
    upgrade(engine)
    fill(engine, articles=round(ARTICLES * part), drafts=round(DRAFTS * part), recorded=round(RECORDED * part))
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with write_transaction(engine) as session:
        session.execute(update(ArticleRow).values(title=SENTENCE, text="\n".join([SENTENCE] * 12)))
        reasons = [{"start": 130, "end": 139, "role": "who"}, {"start": 160, "end": 171, "role": "act"}]
        for draft in session.query(DraftRow).yield_per(1000):
            draft.title, draft.proposal = SENTENCE, {**draft.proposal, "title": SENTENCE, "reasons": reasons, "place": "Қарағанды"}
        for number in range(PEOPLE):
            users.add(session, f"Monitor {number}", Role.MONITOR, cheap.hash(PASSWORD), must_change=False, who="bench", now=datetime.now(UTC))
    engine.dispose()
    print(f"{round(ARTICLES * part):,} articles and {round(DRAFTS * part):,} drafts made in {time.perf_counter() - began:.0f} s")


@contextmanager
def _server(folder: Path, port: int) -> Iterator[tuple[str, psutil.Process]]:
    """The desk as `qorgan desk` runs it, in a process of its own: its address, and the process."""
    program = "import sys; from tests.bench.desk import serve_for_bench; serve_for_bench(sys.argv[1], int(sys.argv[2]))"
    child = subprocess.Popen([sys.executable, "-c", program, str(folder), str(port)], stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{base}/health", timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base, psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(20)


def serve_for_bench(folder: str, port: int) -> None:
    """In the child: the real server, over the database in the folder."""
    from desk.serving import serve

    data = Path(folder)
    settings = Settings(data=data, database_url=f"sqlite:///{data / 'desk.db'}", _env_file=None)  # type: ignore[call-arg]
    serve(settings, "127.0.0.1", port, print)


async def _figures(base: str, server: psutil.Process, seconds: float, pause: float, drafts: int) -> int:
    browsers = [
        httpx.AsyncClient(base_url=base, headers={"Accept-Encoding": "gzip", "Accept-Language": ("kk", "ru", "en")[n % 3]}) for n in range(PEOPLE)
    ]
    for number, browser in enumerate(browsers):
        await _sign_in(browser, f"Monitor {number}")
    weight = await _first_page(browsers[0])
    # The very first visitors of a server pay for its templates and catalogues; they are not what a day is made of.
    for browser in browsers[:3]:
        for address in ("/queue", "/drafts/1"):
            assert (await browser.get(address)).status_code == 200, address
    taken: dict[str, list[float]] = defaultdict(list)
    began, used = time.perf_counter(), sum(server.cpu_times()[:2])
    await asyncio.gather(*(_work(browser, random.Random(n), began + seconds, pause, drafts, taken) for n, browser in enumerate(browsers)))
    spent, used = time.perf_counter() - began, sum(server.cpu_times()[:2]) - used
    for browser in browsers:
        await browser.aclose()
    bad = weight > FIRST_BYTES
    print(f"first page with all that it brings: {weight / 1000:.0f} KB (bar {FIRST_BYTES / 1000:.0f} KB){'  MISSED' if bad else ''}")
    for name, times in sorted(taken.items()):
        times.sort()
        half, most = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
        missed = most > PAGE_MS
        bad |= missed
        print(f"{name}: {len(times)} pages, p50 {half:.0f} ms, p95 {most:.0f} ms (bar {PAGE_MS:.0f} ms){'  MISSED' if missed else ''}")
    pages = sum(map(len, taken.values()))
    print(f"{pages / spent:.1f} pages a second, {PEOPLE} people, {pause:g} s on a page; {used / pages * 1000:.0f} ms of one core a page")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 1 if bad else 0


async def _sign_in(browser: httpx.AsyncClient, name: str) -> None:
    form = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/login")).text)
    assert form
    answer = await browser.post("/login", data={"csrf": unescape(form[1]), "username": name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text


async def _first_page(browser: httpx.AsyncClient) -> int:
    """Bytes on the way of the queue and of every file that it names."""
    total = 0
    page = await browser.get("/queue")
    assert page.status_code == 200, page.text
    for address in ["/queue", *dict.fromkeys(re.findall(r'"(/static/[^"]+)"', page.text))]:
        async with browser.stream("GET", address) as answer:
            total += sum([len(part) async for part in answer.aiter_raw()])
    return total


async def _work(browser: httpx.AsyncClient, chance: random.Random, until: float, pause: float, drafts: int, taken: dict[str, list[float]]) -> None:
    """One person: the queue, narrowed now and then, and one draft after the other."""
    await asyncio.sleep(chance.random() * pause)
    ways = ("/queue", "/queue?order=newest", "/queue?category=ATT", "/queue?region=KZ-35&lang=ru", "/queue?q=маслихат")
    while time.perf_counter() < until:
        name, address = ("queue", chance.choice(ways)) if chance.random() < 0.5 else ("draft", f"/drafts/{chance.randrange(1, drafts + 1)}")
        began = time.perf_counter()
        answer = await browser.get(address)
        spent = time.perf_counter() - began
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        taken[name].append(spent)
        await asyncio.sleep(pause * (0.5 + chance.random()))


if __name__ == "__main__":
    sys.exit(main())
