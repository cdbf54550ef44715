"""Workers that extract are stopped (SIGSTOP) for a minute and a half in the middle of a run, as a machine that swaps stops them."""

import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.faults.fault_outcome import FaultOutcome
from tests.faults.newsroom import newsroom, processes
from tests.flows.real_command import Home

TIMES = 3
STOPPED = 90.0


def scenario(folder: Path, times: int) -> FaultOutcome:
    """Stop every worker there is, let them go on, and see the same run, and one after it, to the end."""
    outcome = FaultOutcome("workers stopped for 90 s")
    with newsroom(folder) as press:
        for _ in range(times):
            home = Home(folder / f"stopped-{outcome.times}")
            run = home.start(*press.run_words)
            home.wait_for_pages(30)
            workers = processes(psutil.Process(run.pid)).get("worker", [])
            stopping = threading.Thread(target=_stop, args=(workers,))
            stopping.start()
            said = run.communicate(timeout=600)[1]
            stopping.join()
            outcome.times += 1
            outcome.read_words(said, "the run that was stopped")
            if run.returncode:
                outcome.stuck += 1
                outcome.notes.append(f"the run ended with exit {run.returncode}: {said[-300:]}")
            outcome.read_words(home.qorgan(*press.run_words).stderr, "the next run")
            outcome.compare(home, press.printed, f"stop {outcome.times}")
    return outcome


def _stop(workers: list[psutil.Process]) -> None:
    for worker in workers:
        with suppress(psutil.NoSuchProcess):
            worker.send_signal(signal.SIGSTOP)
    time.sleep(STOPPED)
    for worker in workers:
        with suppress(psutil.NoSuchProcess):
            worker.send_signal(signal.SIGCONT)
