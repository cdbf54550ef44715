"""Taking in 20,000 earlier incidents while somebody else decides: seconds, and the longest that the other one waits. `python -m tests.bench.importing`.

The other one writes an act into the ledger ten times a second, as a desk with many people at work does. Bars: 60 s, and 2 s.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from records import ledger
from records.country import home
from records.database import upgrade, write_with_retry
from records.vocabulary import Actor, Category, LedgerAction, StatusCode
from tests.bench.store import bench_database
from tests.flows.real_command import QORGAN, Home
from tests.paths import ROOT

INCIDENTS = 20_000
MOST_SECONDS, MOST_WAIT = 60.0, 2.0
_FIRST = date(2005, 1, 1)


@dataclass
class OtherWriter:
    """Somebody at the desk while the import goes on: how long each of the acts took that were begun."""

    engine: Engine
    waits: list[float] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Write an act, rest a tenth of a second, and again, until it is over."""
        while not self.done.is_set():
            began = time.perf_counter()
            write_with_retry(
                self.engine,
                lambda session: ledger.append(
                    session, at=datetime.now(UTC), who="Zarina", action=LedgerAction.EXPORT, subject="export bench", before={}, after={}
                ),
            )
            self.waits.append(time.perf_counter() - began)
            self.done.wait(0.1)


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when one misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.importing", description=__doc__)
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args(argv)
    missed = 0
    for name in (asked.only,) if asked.only else ("sqlite", "postgresql"):
        with bench_database(name) as engine, tempfile.TemporaryDirectory(prefix="qorgan-import-") as folder:
            upgrade(engine)
            missed += _figures(name, engine, Path(folder), asked.incidents)
    return 1 if missed else 0


def _figures(name: str, engine: Engine, folder: Path, count: int) -> int:
    file = folder / "earlier.jsonl"
    write_earlier(file, count)
    home = Home(folder / "var", {"QORGAN_DATABASE_URL": engine.url.render_as_string(hide_password=False)})
    other = OtherWriter(engine)
    working = threading.Thread(target=other.work)
    working.start()
    before, began = os.getloadavg()[0], time.perf_counter()
    command = [str(QORGAN), "import", "incidents", str(file), "--as", "Aigul"]
    done = subprocess.run(command, env=home.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    other.done.set()
    working.join()
    if done.returncode:
        raise RuntimeError(done.stderr)
    again = time.perf_counter()
    said = subprocess.run(command, env=home.environment, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    again = time.perf_counter() - again
    waits = sorted(other.waits)
    print(f"{name}: {done.stderr.strip().splitlines()[-1]}; load before it {before:.1f}")
    print(f"{name}: import of {count:,} incidents: {seconds:.1f} s (bar {MOST_SECONDS:.0f} s){'' if seconds <= MOST_SECONDS else '  MISSED'}")
    print(
        f"{name}: longest wait of another writer: {waits[-1]:.2f} s (bar {MOST_WAIT:.0f} s), median {waits[len(waits) // 2] * 1000:.0f} ms of {len(waits)}"
        f"{'' if waits[-1] <= MOST_WAIT else '  MISSED'}"
    )
    print(f"{name}: the same file once more: {again:.1f} s; {said.strip().splitlines()[-1]}")
    return (seconds > MOST_SECONDS) + (waits[-1] > MOST_WAIT)


def _word(number: int) -> str:
    """A word that no other number has, of letters: names are compared by theirs."""
    syllables = [consonant + vowel for consonant in "бвгджзклмнпрст" for vowel in "аеиоуы"]
    found = ""
    while number or not found:
        number, place = divmod(number, len(syllables))
        found += syllables[place]
    return found.capitalize()


def write_earlier(file: Path, count: int) -> None:
    """A file of incidents over twenty years, each with a victim, an article and two statuses; one victim of ten stands in several."""
    chance = random.Random(5)
    with open(file, "w", encoding="utf-8") as stream:
        for place in range(count):
            year, serial = 2005 + place % 20, place // 20 + 1
            day = date(year, 1, 1) + timedelta(days=serial % 365)
            person = place if place % 10 else chance.randrange(200)
            row = {
                "number": home().number(year, serial), "primary": chance.choice(tuple(Category)).value, "date": day.isoformat(),
                "title": f"Журналиста номер {place} вызвали в суд", "region": chance.choice(tuple(home().regions)),
                "victims": [{"name": f"{_word(person % 300)} {_word(person + 7000)}ров", "profession": "", "outlet": f"Газета {person % 150}"}],
                "actor": chance.choice(tuple(Actor)).value, "articles": [{"url": f"https://press.example/{place}"}],
                "statuses": [{"date": (day + timedelta(days=30)).isoformat(), "code": StatusCode.CMP.value, "source": "https://press.example/s"}],
            }  # fmt: skip
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
