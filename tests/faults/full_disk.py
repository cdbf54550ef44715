"""A disk that fills up at a random moment of a run, and is freed again: a small memory file system, so this needs root."""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.fault_outcome import FaultOutcome, Skipped
from tests.faults.newsroom import newsroom
from tests.flows.real_command import Home

TIMES = 20
# Of the disk, and what a run over the newsroom takes of it; the moment is drawn within the seconds of a run.
SIZE, SPAN = "48m", 8.0


def scenario(folder: Path, times: int) -> FaultOutcome:
    """Fill the disk while a run works, see how it ends, free the disk, and let the next run bring the rest."""
    if os.geteuid():
        raise Skipped("mounting a small file system needs root")
    outcome, chance = FaultOutcome("full disk in the middle of a run"), random.Random(2)
    with newsroom(folder, delay=0.02) as press:
        for number in range(times):
            with small_disk(folder / f"disk-{number}") as disk:
                home = Home(disk / "var")
                run = home.start(*press.run_words)
                time.sleep(chance.uniform(0.5, SPAN))
                filling = fill(disk)
                said = run.communicate(timeout=300)[1]
                outcome.times += 1
                outcome.read_words(said, "the run on the full disk")
                for words in (("verify",), ("export", "drafts"), press.run_words):
                    outcome.read_words(home.qorgan(*words, code=None).stderr, f"{words[0]} on the full disk")
                filling.unlink()
                home.qorgan(*press.run_words, code=None)
                outcome.compare(home, press.printed, f"disk {outcome.times}")
    return outcome


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of its own, in memory, for as long as the context lasts."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Fill the disk to its last byte with one file, which is returned."""
    filling = disk / "filling"
    with suppress(OSError), open(filling, "wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    return filling
