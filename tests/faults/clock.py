"""A machine's clock that is a year ahead for one run, or a day back, and then right again (needs libfaketime's `faketime`)."""

import shutil
import subprocess
from pathlib import Path

from tests.faults.fault_outcome import FaultOutcome, Skipped
from tests.faults.newsroom import newsroom
from tests.flows.real_command import QORGAN, Home
from tests.paths import ROOT

TIMES = 4
SHIFTS = ("+366d", "-1d")


def scenario(folder: Path, times: int) -> FaultOutcome:
    """One run under the wrong clock over half of the newsroom, then one under the right clock: it asks every outlet and brings the rest."""
    faketime = shutil.which("faketime")
    if faketime is None:
        raise Skipped("`faketime` is not installed (Debian: apt-get install faketime)")
    outcome = FaultOutcome("clock a year ahead, clock a day back")
    with newsroom(folder) as press:
        for number in range(times):
            home, shift = Home(folder / f"clock-{number}"), SHIFTS[number % len(SHIFTS)]
            if number >= len(SHIFTS):
                home.qorgan(*press.run_words)
            wrong = subprocess.run(
                [faketime, "-f", shift, str(QORGAN), *press.run_words],
                env=home.environment, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
            )  # fmt: skip
            outcome.times += 1
            outcome.read_words(wrong.stderr, f"the run at {shift}")
            said = home.qorgan(*press.run_words, code=None)
            outcome.read_words(said.stderr, f"the run after {shift}")
            if "3 answered" not in said.stderr + said.stdout:
                outcome.stuck += 1
                outcome.notes.append(f"after {shift} not every outlet was asked: {(said.stdout + said.stderr)[-300:]}")
            outcome.compare(home, press.printed, f"clock {shift}")
    return outcome
