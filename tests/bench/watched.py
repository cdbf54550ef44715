"""A crawler process that is watched while it works: how long it takes, and what it and its children take of the machine."""

import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from spiders.config.files import FILES_VARIABLE
from tests.flows.real_command import Home, crawl_command
from tests.paths import ROOT


@dataclass
class Watched:
    """Its exit code and its seconds; its peak memory in bytes (resident), alone and with its children; the seconds of the processor of each of them."""

    code: int = 0
    seconds: float = 0.0
    alone: int = 0
    family: int = 0
    computed: dict[int, float] = field(default_factory=dict)

    def watch(self, process: "subprocess.Popen[bytes]") -> None:
        """Look five times a second, until it has ended."""
        while process.poll() is None:
            with suppress(psutil.NoSuchProcess):
                crawler = psutil.Process(process.pid)
                family = [crawler, *crawler.children(recursive=True)]
                held = [one.memory_info().rss for one in family]
                self.alone, self.family = max(self.alone, held[0]), max(self.family, sum(held))
                for one in family:
                    times = one.cpu_times()
                    self.computed[one.pid] = times.user + times.system
            time.sleep(0.2)


def watched_crawl(run: str, home: Home, file: Path, *words: str) -> Watched:
    """One crawl of the outlets of this file to its end."""
    found, began = Watched(), time.monotonic()
    # Its standard input stays open: closing it tells the crawler that nobody wants it any more.
    process = subprocess.Popen(
        crawl_command(run, home, *words), env={**home.environment, FILES_VARIABLE: str(file)}, cwd=ROOT, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    watcher = threading.Thread(target=found.watch, args=(process,))
    watcher.start()
    found.code = process.wait()
    watcher.join()
    found.seconds = time.monotonic() - began
    return found


def outlet_words(names: list[str]) -> list[str]:
    """The words of a crawl that name its outlets."""
    return [word for name in names for word in ("--outlet", name)]
