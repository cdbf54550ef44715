"""The sample newsroom for fault runs, what it prints, and the processes that read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from spiders.sample.server import outlets_file, serve
from spiders.sample.story_files import printing_day
from tests.flows.real_command import Home, free_ports

# Words of a command line by which the processes of a run are told apart; the first that fits names it.
PROCESSES = {"crawler": ("-m", "spiders.crawl"), "Prefect": ("-m", "prefect", "server"), "worker": ("pipelines.extraction_pool",)}
SERVERS = ("Prefect",)


@dataclass(frozen=True)
class Newsroom:
    """A newsroom that is being served: its outlet file, and every (outlet, address) that an undisturbed run stores of it."""

    file: Path
    printed: frozenset[tuple[str, str]]

    @property
    def run_words(self) -> tuple[str, ...]:
        return ("run", "--outlets", str(self.file))


@contextmanager
def newsroom(folder: Path, delay: float = 0.0) -> Iterator[Newsroom]:
    """Serve the sample newsroom with so many seconds between two requests, and read it once undisturbed, to know what it prints."""
    port = free_ports(3)
    with serve(port, printing_day(datetime.now(UTC))):
        file = outlets_file(port, folder)
        quiet = Home(folder / "undisturbed")
        quiet.qorgan("run", "--outlets", str(file))
        printed = frozenset((row["outlet"], row["url"]) for row in quiet.rows("articles"))
        file.write_text(file.read_text(encoding="utf-8").replace("delay: 0", f"delay: {delay}"), encoding="utf-8")
        yield Newsroom(file, printed)


def processes(root: psutil.Process) -> dict[str, list[psutil.Process]]:
    """The living processes of a run by what they are: `flow` (the root itself), and those of PROCESSES."""
    found: dict[str, list[psutil.Process]] = {"flow": [root]}
    for child in descendants(root):
        try:
            words = child.cmdline()
        except psutil.Error:
            continue
        kind = next((kind for kind, signs in PROCESSES.items() if all(sign in words for sign in signs)), None)
        if kind:
            found.setdefault(kind, []).append(child)
    return found


def descendants(root: psutil.Process) -> list[psutil.Process]:
    """All that a process has started and that still lives; empty once it is gone itself."""
    try:
        return root.children(recursive=True)
    except psutil.Error:
        return []


def left_behind(started: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Which of the processes do not end by themselves within so many seconds; they are then ended, so that the next fault starts clean."""
    _, alive = psutil.wait_procs(started, timeout=seconds)
    for process in alive:
        process.kill()
    return list(alive)
