"""What 5,000 outlets in 12 countries would need, by simulation: visits after the rule of `spiders.crawl.visit_pace`, runs every half hour, and what each costs after
our own measurements. `python -m tests.bench.plan` prints the document docs/scale.md; `--measure` measures the bytes of rows anew.
"""

import argparse
import heapq
import math
import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.service import EVERY_MINUTES
from records.database import open_engine, upgrade
from spiders.crawl.visit_pace import next_interval, next_visit
from tests.bench import growth

OUTLETS, COUNTRIES = 5_000, 12
# Every fifth outlet is simulated; figures are multiplied.
SHARE = 5
WARM, DAYS = 3, 4
_ZONES = tuple(ZoneInfo(name) for name in ("Asia/Almaty", "Europe/Kyiv", "Asia/Tbilisi", "Asia/Tashkent"))
_BEGINS = datetime(2026, 11, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Assumption:
    """A number of the plan, what it means, and from where it is. `measured`: by us; else it is a guess."""

    value: float
    unit: str
    what: str
    source: str
    measured: bool


ASSUMED = {
    "median": Assumption(12, "a day", "articles of the median outlet", "guess: regional newsrooms print 5 to 30", False),
    "spread": Assumption(1.0, "", "spread between outlets (sigma of a lognormal)", "guess: one of forty prints seven times the median", False),
    "listed": Assumption(30, "", "entries that a list names", "guess: usual feeds have 10 to 50", False),
    "sources": Assumption(1.5, "a visit", "lists asked at a visit", "guess: a feed, half have another list", False),
    "delay": Assumption(5, "s", "between two requests to a host", "default of QORGAN_DOWNLOAD_DELAY", True),
    "crawl": Assumption(65, "ms of a core", "collecting of a page", "tests.bench.replay (docs/operating.md)", True),
    "screen": Assumption(6, "ms of a core", "screening of an article", "tests.bench.screening: 177 a second and core (docs/model-card.md)", True),
    "list": Assumption(30, "ms of a core", "reading of a list", "guess: half of a page", False),
    "start": Assumption(6, "s of a core", "start of a shard: flow run, crawler, readers", "guess after tests.bench.starts", False),
    "busy": Assumption(0.5, "", "busy share of cores in the worst half hour", "guess: rule of thumb", False),
    "evidence": Assumption(20, "KB", "evidence of a page, packed", "tests.bench.replay (docs/operating.md)", True),
    "rows": Assumption(6.1, "KB", "rows and indexes of an article", "tests.bench.plan --measure, SQLite", True),
    "flagged": Assumption(0.02, "", "share of articles that is flagged", "guess: general news", False),
    "shards": Assumption(12, "", "shards of a run", "guess: two for each of six workers", False),
    "events": Assumption(12, "a flow run", "events of Prefect", "guess: three or four states for the run and each of two tasks", False),
}  # fmt: skip


def _of(name: str) -> float:
    return ASSUMED[name].value


@dataclass
class SimulatedDay:
    """A day of the simulated press, of all outlets together."""

    visits: float
    articles: float
    worst_articles: float
    worst_visits: float
    longest_host: float


def simulated(seed: int = 1) -> SimulatedDay:
    """A day after some in which the paces have settled: visits and new articles, and the worst half hour of them."""
    chance = random.Random(seed)
    rates = [_of("median") * math.exp(chance.gauss(0, _of("spread"))) for _ in range(OUTLETS // SHARE)]
    ends = _BEGINS + timedelta(days=DAYS)
    waiting = [(_BEGINS + timedelta(minutes=chance.uniform(0, EVERY_MINUTES)), place) for place in range(len(rates))]
    heapq.heapify(waiting)
    before = {place: _BEGINS - timedelta(hours=6) for place in range(len(rates))}
    pace: dict[int, float] = {}
    visits: Counter[int] = Counter()
    articles: Counter[int] = Counter()
    longest = 0.0
    while waiting[0][0] < ends:
        now, place = heapq.heappop(waiting)
        zone = _ZONES[place % len(_ZONES)]
        fresh = min(_poisson(chance, rates[place] * _awake(before[place], now, zone)), round(_of("listed")))
        if now >= _BEGINS + timedelta(days=WARM):
            tick = int((now - _BEGINS) / timedelta(minutes=EVERY_MINUTES))
            visits[tick] += 1
            articles[tick] += fresh
            longest = max(longest, (fresh + _of("sources")) * _of("delay"))
        pace[place] = next_interval(pace.get(place), round(_of("listed")), fresh, EVERY_MINUTES)
        before[place] = now
        # A visit waits for the run in which it falls due.
        due = next_visit(f"outlet-{place}", now, pace[place], zone)
        steps = math.ceil((due - _BEGINS) / timedelta(minutes=EVERY_MINUTES))
        heapq.heappush(waiting, (_BEGINS + timedelta(minutes=EVERY_MINUTES) * steps, place))
    days = DAYS - WARM
    return SimulatedDay(
        sum(visits.values()) * SHARE / days,
        sum(articles.values()) * SHARE / days,
        max(articles.values()) * SHARE,
        max(visits.values()) * SHARE,
        longest,
    )


def _awake(begins: datetime, ends: datetime, zone: ZoneInfo) -> float:
    """The share of a day's articles that is printed between two moments: all of them between seven and twenty-three o'clock, evenly."""
    hours, moment = 0.0, begins
    while moment < ends:
        step = min(ends, moment + timedelta(minutes=30))
        if 7 <= moment.astimezone(zone).hour < 23:
            hours += (step - moment) / timedelta(hours=1)
        moment = step
    return hours / 16


def _poisson(chance: random.Random, mean: float) -> int:
    count, left = 0, chance.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + chance.expovariate(1.0)
    return count


def document(day: SimulatedDay) -> str:
    """The document, with every figure worked out."""
    runs = 24 * 60 / EVERY_MINUTES
    requests = day.articles + day.visits * _of("sources")
    cpu = (day.articles * (_of("crawl") + _of("screen")) + day.visits * _of("sources") * _of("list")) / 1000 + runs * _of("shards") * _of("start")
    worst = (day.worst_articles * (_of("crawl") + _of("screen")) + day.worst_visits * _of("sources") * _of("list")) / 1000 + _of("shards") * _of(
        "start"
    )
    cores = worst / (EVERY_MINUTES * 60) / _of("busy")
    figures = [
        ("visits a day", f"{day.visits:,.0f}"),
        ("requests a day", f"{requests:,.0f}"),
        ("new articles a day", f"{day.articles:,.0f}"),
        ("articles in the worst half hour", f"{day.worst_articles:,.0f}"),
        ("longest visit of one host, at its delay", f"{day.longest_host / 60:.0f} minutes of the {EVERY_MINUTES:.0f}"),
        ("seconds of a core a day", f"{cpu:,.0f} ({cpu / 86_400:.2f} of a core on average)"),
        ("cores in the worst half hour", f"{cores:.1f}, each busy to {_of('busy'):.0%} at most"),
        ("flow runs of Prefect a day", f"{runs * (1 + _of('shards')):,.0f}"),
        ("events of Prefect a day", f"{runs * (1 + _of('shards')) * _of('events'):,.0f}"),
        ("flagged articles a day", f"{day.articles * _of('flagged'):,.0f}"),
        ("articles a year", f"{day.articles * 365:,.0f}"),
        ("rows a year", f"{day.articles * 365 * 19:,.0f}"),
        ("database a year", f"{day.articles * 365 * _of('rows') / 1e6:,.0f} GB"),
        ("evidence a year", f"{day.articles * 365 * _of('evidence') / 1e9:,.2f} TB"),
    ]
    rows = "\n".join(
        f"| {one.what} | {one.value:g} {one.unit} | {'measured' if one.measured else 'assumed'} | {one.source.removeprefix('guess: ')} |"
        for one in ASSUMED.values()
    )
    workers = max(2, math.ceil(cores / 4))
    return f"""# A plan for {OUTLETS:,} outlets in {COUNTRIES} countries

`python -m tests.bench.plan` prints this page from a simulation of {DAYS} days of every fifth outlet; the last day counts. Nothing of this size was ever run. Put your own numbers into `ASSUMED` in `tests/bench/plan.py` and print it again.
Outlets are visited by the rule of `spiders/crawl/visit_pace.py`, in a run every {EVERY_MINUTES:.0f} minutes.

## Input

| what | number | | from |
|---|---|---|---|
{rows}

## Result

| what | figure |
|---|---|
{chr(10).join(f"| {what} | {figure} |" for what, figure in figures)}

An article makes 19 rows: itself, its state, its page, and 16 bands for copies. Evidence takes most of the disk; `qorgan evidence clear` drops what is in no draft.

## Machines

| machine | what for | size |
|---|---|---|
| first | PostgreSQL and Prefect's server | 4 cores, 16 GB, {math.ceil(day.articles * 365 * _of("rows") / 1e6 * 2 / 100) * 100} GB of SSD (a year, twice the rows) |
| {workers} workers | collecting and screening | 4 cores, 8 GB each; one may fail |
| desk | {COUNTRIES} desks, one process each | 4 cores, 16 GB (700 MB for 20,000 incidents each, docs/operating.md) |
| evidence | a shared folder, and its backup | {math.ceil(day.articles * 365 * _of("evidence") / 1e9)} TB a year |

One Qorgan has one home country (`QORGAN_HOME_COUNTRY`), so each country has a database and a schedule; they may share machines, pool and Prefect's server. The simulation counts them together.
"""


def bytes_of_rows(count: int = 5_000) -> float:
    """KB that an article takes in the database, with its indexes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.db"
        engine = open_engine(f"sqlite:///{path}")
        upgrade(engine)
        growth.fill_articles(engine, random.Random(1), 0, count)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        return path.stat().st_size / count / 1000


def main(argv: list[str] | None = None) -> None:
    """Print the document, or what is measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.plan", description=__doc__)
    parser.add_argument("--measure", action="store_true")
    print(f"{bytes_of_rows():.1f} KB of rows an article" if parser.parse_args(argv).measure else document(simulated()), end="")


if __name__ == "__main__":
    main()
