"""kill -9 at random moments of a run: the flow, its crawler, a worker that extracts, Prefect's server."""

import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.faults.fault_outcome import FaultOutcome
from tests.faults.newsroom import Newsroom, descendants, left_behind, newsroom, processes
from tests.flows.real_command import Home

TIMES = 160
# Kills over one data folder before a quiet run has to bring all of it, and seconds within which the moment of a kill is drawn: what a run takes.
EACH, SPAN = 8, 9.0
# Seconds that orphans have to end, and that a run has to come to its end after one of its processes was killed.
ENDING, FINISHING = 30.0, 240.0


def scenario(folder: Path, times: int) -> FaultOutcome:
    """Kill one process of a run, of a kind drawn by chance, and start the run anew; after every eighth kill compare."""
    outcome, chance = FaultOutcome("kill -9: flow, crawler, worker, Prefect's server"), random.Random(1)
    with newsroom(folder, delay=0.05) as press:
        while outcome.times < times:
            home = Home(folder / f"killed-{outcome.times}")
            for _ in range(min(EACH, times - outcome.times)):
                _one_kill(home, press, outcome, chance)
            said = home.qorgan(*press.run_words, code=None)
            outcome.read_words(said.stderr, "the quiet run")
            if said.returncode:
                outcome.stuck += 1
                outcome.notes.append(f"the quiet run after {outcome.times} kills: exit {said.returncode}: {said.stderr[-300:]}")
            outcome.compare(home, press.printed, f"after {outcome.times} kills")
    return outcome


def _one_kill(home: Home, press: Newsroom, outcome: FaultOutcome, chance: random.Random) -> None:
    run = home.start(*press.run_words)
    root = psutil.Process(run.pid)
    time.sleep(chance.uniform(0.3, SPAN))
    family = descendants(root)
    kinds = processes(root)
    kind = chance.choice(sorted(kinds))
    victim = chance.choice(kinds[kind])
    # One that ended by itself a moment before counts for nothing; the run is left to its end.
    with suppress(psutil.NoSuchProcess):
        victim.send_signal(signal.SIGKILL)
        outcome.times += 1
    said = _to_its_end(run, family, outcome, kind)
    orphans = left_behind(family, ENDING)
    if orphans:
        outcome.stuck += len(orphans)
        outcome.notes.append(f"{kind} killed: {len(orphans)} processes left behind")
    outcome.read_words(said, f"{kind} killed")


def _to_its_end(run: "subprocess.Popen[str]", family: list[psutil.Process], outcome: FaultOutcome, kind: str) -> str:
    """What the run said until it ended; one that does not end counts as stuck."""
    try:
        return run.communicate(timeout=FINISHING)[1]
    except subprocess.TimeoutExpired:
        outcome.stuck += 1
        outcome.notes.append(f"{kind} killed: the run did not end within {FINISHING:.0f} s")
        for process in [psutil.Process(run.pid), *family]:
            if process.is_running():
                process.kill()
        return run.communicate()[1]
