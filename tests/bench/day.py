"""A day of 150 outlets, ten of them failing, through one crawler process: what is stored, what each failure is called, seconds and memory.

`python -m tests.bench.day`. Takes two to three minutes: the outlet that answers 429 to everything is asked five times, half a minute apart.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from records.database import open_engine, read_session
from records.outlets import runs
from records.tables import PageRow
from spiders.config.files import FILES_VARIABLE, load_outlets
from tests.bench.watched import Watched, outlet_words, watched_crawl
from tests.day import Day, Outcome, build_day, judge, serve
from tests.day.mastheads import profile
from tests.flows.real_command import Home, crawl
from tests.paths import ROOT

LOADED = 1000
RUN = "day"
# What was promised: seconds for loading 1,000 outlets and for `scrapy list`, MiB of one process that holds 150 outlets.
MOST_LOADING, MOST_LISTING, MOST_MEMORY = 1.0, 3.0, 600


def main() -> None:
    """Print every figure beside its bar."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _show("load 1,000 outlets", f"{_loading(folder):.2f} s", f"{MOST_LOADING:.0f} s at most")
        day, home = build_day(now=datetime.now(UTC)), Home(folder / "var")
        with serve(day) as press:
            file = day.write_outlets(folder)
            _show(f"scrapy list, {len(day.sites)} outlets", f"{_listing(home, file, len(day.sites)):.2f} s", f"{MOST_LISTING:.0f} s at most")
            crawl(home, file, [day.changing.site.name], "before")
            day.change()
            crawled = watched_crawl(RUN, home, file, *outlet_words(list(day.expected())))
            asked = len(press.hits)
        database = home.data / "qorgan.db"
        _tell(day, judge(day, database, RUN), crawled, asked)
        _tell_pace(database, crawled)


def _tell(day: Day, outcome: Outcome, crawled: Watched, asked: int) -> None:
    failing = {outlet: pair for outlet, pair in outcome.causes.items() if pair[0]}
    living = {outlet: pair for outlet, pair in outcome.causes.items() if not pair[0]}
    right = sum(wanted == got for wanted, got in failing.values())
    answered = sum(got is None for _, got in living.values())
    _show("outlets that answer", f"{answered}, {answered - len(outcome.unfinished)} read to the end", f"{len(living)}")
    _show(
        "articles stored", f"{outcome.stored} of {outcome.printed}, {len(outcome.twice)} twice, {len(outcome.strange)} strange", "all, once, no other"
    )
    _show("failures with their right cause", f"{right} of {len(failing)}", "all")
    for outlet, (wanted, got) in outcome.causes.items():
        if wanted != got:
            print(f"    {outlet:38} WRONG: {got or 'answered'}, should be {wanted or 'answered'}")
        elif wanted:
            print(f"    {outlet:38} right: {got}")
    for outlet in sorted({address.partition(" ")[0] for address in outcome.missing}):
        print(f"    {outlet:38} {sum(address.startswith(outlet + ' ') for address in outcome.missing)} articles missing")
    _show(
        "memory of the crawler", f"{crawled.alone / 2**20:.0f} MiB, {crawled.family / 2**20:.0f} MiB with what extracts", f"{MOST_MEMORY} MiB at most"
    )
    _show("crawler's exit code, requests", f"{crawled.code}, {asked}", "0")


def _tell_pace(database: Path, crawled: Watched) -> None:
    engine = open_engine(f"sqlite:///{database}")
    with read_session(engine) as session:
        pages = session.scalar(select(func.count()).where(PageRow.run_id == RUN)) or 0
        spans = [(part.started_at, part.ended_at or datetime.now(UTC)) for part in runs.outlet_runs(session, RUN)]
        last = session.scalar(select(func.max(PageRow.at)).where(PageRow.run_id == RUN, PageRow.fate == "stored"))
    engine.dispose()
    first = min(start for start, _ in spans)
    at_once = max(sum(start <= moment < end for start, end in spans) for moment, _ in spans)
    _show("outlets held at once", f"{at_once}", f"{len(spans)}")
    print(f"    the whole day {crawled.seconds:.0f} s; {pages} pages", end="")
    if last:
        # After that only the outlet that answers 429 is waited for.
        reading_on = (last - first).total_seconds()
        print(f", the last article after {reading_on:.0f} s = {pages / reading_on:.0f} pages/s")


def _show(what: str, figure: str, bar: str) -> None:
    print(f"{what}: {figure} (bar: {bar})", flush=True)


def _loading(folder: Path) -> float:
    """Seconds to read a file of 1,000 outlets, with what is read once in a process."""
    entries = []
    for number in range(LOADED):
        who, home = profile(number, f"kz_many_{number:04}", ""), f"https://outlet-{number}.example/"
        fields = {
            "title": who.title, "home": home, "country": "KZ", "region": who.region, "languages": sorted(who.langs), "feeds": [home + "rss.xml"],
            "sections": [{"url": home + "news/", "links": "h3 a::attr(href)", "next": "a.next::attr(href)"}],
            "minimum": {"articles_per_week": 20}, "evidence": {"checked": "2026-09-06", "note": "feed answered"},
        }  # fmt: skip
        entries.append("\n".join([f"- name: {who.name}", *(f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())]))
    file = folder / "many.yaml"
    file.write_text("\n".join(entries) + "\n", encoding="utf-8")
    began = time.perf_counter()
    outlets, faults = load_outlets([file])
    seconds = time.perf_counter() - began
    if len(outlets) != LOADED or faults:
        raise RuntimeError(f"{len(outlets)} outlets read, faults: {faults[:3]}")
    return seconds


def _listing(home: Home, file: Path, outlets: int) -> float:
    """Seconds of `scrapy list`, the start of Python included: the quickest of three, since the first one after a change also compiles."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        command = [str(Path(sys.executable).parent / "scrapy"), "list"]
        done = subprocess.run(command, env={**home.environment, FILES_VARIABLE: str(file)}, cwd=ROOT, capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - began)
        if len(done.stdout.split()) != outlets:
            raise RuntimeError(f"scrapy list names {len(done.stdout.split())} outlets: {done.stderr}")
    return min(seconds)


if __name__ == "__main__":
    main()
