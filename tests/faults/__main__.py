"""Every fault run, or those named: `make faults`, `python -m tests.faults kills clock --share 0.1 --write`."""

import argparse
import importlib
import pkgutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import tests.faults
from tests.faults.fault_outcome import FaultOutcome, Skipped, as_line
from tests.faults.fault_table import keep


def main(argv: list[str] | None = None) -> int:
    """Run the scenarios and print their table; 1 when one lost, doubled or left anything."""
    known = scenarios()
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known) + "; all if none is named")
    parser.add_argument("--share", type=float, default=1.0, help="share of the times that a whole run injects each fault")
    parser.add_argument("--write", action="store_true", help="put the row of each scenario into docs/reliability.md as soon as it has ended")
    asked = parser.parse_args(argv)
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"no such scenario: {', '.join(unknown)}")
    outcomes, skipped = run(asked.names or known, asked.share, keep if asked.write else None)
    print("\n".join(["", *map(as_line, outcomes), *skipped]))
    return 0 if all(outcome.whole for outcome in outcomes) else 1


def scenarios() -> list[str]:
    """The names of the modules that hold a scenario."""
    found = []
    for module in pkgutil.iter_modules(tests.faults.__path__):
        if not module.name.startswith("__") and hasattr(importlib.import_module(f"tests.faults.{module.name}"), "scenario"):
            found.append(module.name)
    return found


def run(names: list[str], share: float, kept: Callable[[FaultOutcome, date], None] | None = None) -> tuple[list[FaultOutcome], list[str]]:
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
        if kept is not None:
            kept(outcome, datetime.now(UTC).date())
        print(f"{name}: {outcome.seconds:.0f} s\n{as_line(outcome)}", *outcome.notes, sep="\n    ", file=sys.stderr, flush=True)
    return outcomes, skipped


if __name__ == "__main__":
    sys.exit(main())
