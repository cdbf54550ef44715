"""Every fault run, or those named: `make faults`, `python -m tests.faults kills clock --share 0.1 --write`."""

import argparse
import importlib
import os
import pkgutil
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import tests.faults
from tests.faults.fault_outcome import FaultOutcome, Skipped, as_line
from tests.paths import ROOT

PAGE = ROOT / "docs" / "reliability.md"
HEADING = "## Fault runs"
HEAD = """| fault | times | lost | doubled | without a fate | stuck | wrong message |
|---|---|---|---|---|---|---|"""


def main(argv: list[str] | None = None) -> int:
    """Run the scenarios and print their table; 1 when one lost, doubled or left anything."""
    known = scenarios()
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known) + "; all if none is named")
    parser.add_argument("--share", type=float, default=1.0, help="share of the times that a whole run injects each fault")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    asked = parser.parse_args(argv)
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"no such scenario: {', '.join(unknown)}")
    outcomes, skipped = run(asked.names or known, asked.share)
    lines = [HEAD, *map(as_line, outcomes)]
    print("\n".join(["", *lines, *skipped]))
    if asked.write:
        write(lines, skipped, asked.share)
    return 0 if all(outcome.whole for outcome in outcomes) else 1


def scenarios() -> list[str]:
    """The names of the modules that hold a scenario."""
    found = []
    for module in pkgutil.iter_modules(tests.faults.__path__):
        if not module.name.startswith("__") and hasattr(importlib.import_module(f"tests.faults.{module.name}"), "scenario"):
            found.append(module.name)
    return found


def run(names: list[str], share: float) -> tuple[list[FaultOutcome], list[str]]:
    """The outcomes of the scenarios, and a line for each that this machine cannot run. What is learnt on the way goes to stderr."""
    outcomes, skipped = [], []
    for name in names:
        module = importlib.import_module(f"tests.faults.{name}")
        times, began = max(1, round(module.TIMES * share)), time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"qorgan-{name}-") as folder:
            try:
                outcome = module.scenario(Path(folder), times)
            except Skipped as why:
                skipped.append(f"{name} was not run: {why}")
                continue
        outcome.seconds = time.monotonic() - began
        outcomes.append(outcome)
        print(f"{name}: {outcome.seconds:.0f} s\n{as_line(outcome)}", *outcome.notes, sep="\n    ", file=sys.stderr, flush=True)
    return outcomes, skipped


def write(lines: list[str], skipped: list[str], share: float) -> None:
    """Exchange the table under "Fault runs" for this one; what else stands in the page stays."""
    before, _, _ = PAGE.read_text(encoding="utf-8").partition(HEADING)
    size = "a whole run" if share == 1 else f"{share:.0%} of the times of a whole run"
    when = f"Measured {datetime.now(UTC):%Y-%m-%d} with `make faults` ({size}) on {os.cpu_count()} cores, {platform.system()}; load at the end {os.getloadavg()[0]:.1f}."
    PAGE.write_text("\n".join([before + HEADING, "", when, "", *lines, *([""] if skipped else []), *skipped]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
