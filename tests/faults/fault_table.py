"""The table of fault runs in docs/reliability.md: a row for each scenario, of the last time that it ran."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import date

from tests.faults.fault_outcome import FaultOutcome, as_line
from tests.paths import ROOT

PAGE = ROOT / "docs" / "reliability.md"
HEADING = "## Fault runs"
HEAD = """| fault | times | lost | doubled | without a fate | stuck | wrong message | measured | seconds |
|---|---|---|---|---|---|---|---|---|"""
INTRODUCTION = f"""A whole run is `make faults`, about an hour and a half on two cores. A scenario can be run alone (`make faults PARTS=kills`); its row then takes the place of the older one. Each
row says on which day and at which commit it was measured. {platform.system()}, {os.cpu_count()} cores."""


def row(outcome: FaultOutcome, day: date, commit: str) -> str:
    """The outcome of a scenario as a row."""
    return f"{as_line(outcome)} {day:%Y-%m-%d}, {commit} | {outcome.seconds:.0f} |"


def with_rows(page: str, rows: Mapping[str, str]) -> str:
    """The page with these rows, by the name of the fault, in the place of older ones. What else stands in the page stays."""
    before, _, after = page.partition(HEADING)
    known = {line.split("|")[1].strip(): line for line in after.splitlines() if line.startswith("| ") and not line.startswith("| fault ")}
    return "\n".join([before + HEADING, "", INTRODUCTION, "", HEAD, *{**known, **rows}.values()]) + "\n"


def keep(outcome: FaultOutcome, day: date) -> None:
    """Write the row of a scenario into the page."""
    rows = {outcome.fault: row(outcome, day, commit())}
    PAGE.write_text(with_rows(PAGE.read_text(encoding="utf-8"), rows), encoding="utf-8")


def commit() -> str:
    """The commit of the code that is run, short; a plus where something was changed since."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs")
    return (git("rev-parse", "--short", "HEAD") or "no repository") + ("+" if changed else "")
