"""Puts small faults into the modules of `tests.mutation.modules`, one at a time, and prints the share that their tests notice.

`make mutate` runs all of them. `python -m tests.mutation --share 0.2 --seed 7 store ledger` takes a fifth of the faults of two groups. Exit 1 when
fewer than nine in ten are noticed. The faults are mutmut's. The project itself is not touched: they are put into a copy in a temporary folder.
"""

import argparse
import ast
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from tests.mutation.modules import GROUPS, Group
from tests.paths import ROOT

PACKAGES = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows")
# What tests read of the project beside its packages.
ALSO_READ = ("deploy", "docs", "prefect-automations.yaml", "prefect.yaml", "scrapy.cfg")
EQUIVALENT = Path(__file__).with_name("equivalent.yaml")
ENOUGH = 0.9
# Exit codes of pytest, and signals, by which mutmut says how a fault ended: no test failed, no test runs the line, it was not tried.
SURVIVED, UNTESTED, NOT_TRIED = 0, (5, 33), (None, 2, 34)


@dataclass(frozen=True)
class Fault:
    """A fault that was tried: where it stands, the line before and after, and whether a test noticed it."""

    file: str
    line: int
    before: str
    after: str
    noticed: bool


def main() -> None:
    """See the module's own words."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS], metavar="GROUP", help=f"one of {', '.join(GROUPS)}; all when none is named")
    parser.add_argument("--share", type=float, default=1.0, help="share of the faults to try, in tenths (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="which faults a share of less than 1 takes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="faults that are tried at once")
    asked = parser.parse_args()
    tried: list[Fault] = []
    for name in asked.groups or GROUPS:
        found = list(try_group(GROUPS[name], endings(asked.share, asked.seed), asked.jobs))
        report(name, found)
        tried += found
    if len(asked.groups) != 1:
        report("all", tried)
    sys.exit(share_noticed(tried) < ENOUGH)


def endings(share: float, seed: int) -> list[str]:
    """The last digits of the numbers of those faults that are tried: so a share needs no list of all faults beforehand."""
    return sorted(random.Random(seed).sample("0123456789", max(1, min(10, round(share * 10)))))


def try_group(group: Group, digits: list[str], jobs: int) -> Iterator[Fault]:
    """Try the faults of one group in a copy of the project. What is known to change nothing is left out."""
    known = {(entry["file"], entry["before"], entry["after"]) for entry in YAML(typ="safe").load(EQUIVALENT) or []}
    with tempfile.TemporaryDirectory(prefix="qorgan-mutation-") as folder:
        work = Path(folder)
        prepare(work, group)
        wanted = [f"*__mutmut_*{digit}" for digit in digits] if len(digits) < 10 else []
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(jobs), *wanted]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
        faults = [fault for fault in read_faults(work) if (fault.file, fault.before, fault.after) not in known]
        if not faults:
            sys.exit(f"mutmut tried nothing:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        yield from faults


def prepare(work: Path, group: Group) -> None:
    """A folder that looks like the project, with mutmut's settings for this group."""
    for name in (*PACKAGES, "tests", *ALSO_READ):
        (work / name).symlink_to(ROOT / name)
    tests = [test for test in group.tests if (ROOT / test).exists()]
    settings = f"""
[tool.mutmut]
source_paths = {json.dumps(PACKAGES)}
only_mutate = {json.dumps(group.modules)}
also_copy = {json.dumps(ALSO_READ)}
pytest_add_cli_args_test_selection = {json.dumps(tests)}
pytest_add_cli_args = ["-m", "not (postgresql or browser or process or training)", "-p", "no:cacheprovider", "-p", "no:xdist"]
"""
    (work / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8") + settings, encoding="utf-8")


def read_faults(work: Path) -> Iterator[Fault]:
    """What mutmut wrote down of the faults that it tried."""
    for kept in sorted((work / "mutants").rglob("*.py.meta")):
        file = kept.relative_to(work / "mutants").as_posix().removesuffix(".meta")
        source = (work / file).read_text(encoding="utf-8")
        for name, code in json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            if code not in NOT_TRIED:
                before, after = changed_lines(work, name) if code in (SURVIVED, *UNTESTED) else ("", "")
                yield Fault(file, line_of(source, name, before), before, after, code not in (SURVIVED, *UNTESTED))


def changed_lines(work: Path, name: str) -> tuple[str, str]:
    """The lines that a fault takes out and puts in, without what is around them."""
    shown = subprocess.run([sys.executable, "-m", "mutmut", "show", name], cwd=work, capture_output=True, text=True, check=True).stdout.splitlines()
    lines = [line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return tuple(" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")  # type: ignore[return-value]


def line_of(source: str, name: str, before: str) -> int:
    """The line of a file on which a fault stands: the first in its function that begins as the changed text does."""
    function = name.rsplit(".", 1)[-1].split("__mutmut_")[0].removeprefix("x_").split("ǁ")[-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function:
            lines = source.splitlines()
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                if (text := lines[number - 1].strip()) and before.startswith(text):
                    return number
            return node.lineno
    return 0


def report(name: str, faults: list[Fault]) -> None:
    """The share noticed of each file, and where those stand that were not."""
    print(f"{name}: {sum(fault.noticed for fault in faults)} of {len(faults)} noticed ({share_noticed(faults):.1%})")
    if name == "all":
        return
    for file in sorted({fault.file for fault in faults}):
        here = [fault for fault in faults if fault.file == file]
        print(f"  {file}: {sum(fault.noticed for fault in here)} of {len(here)} ({share_noticed(here):.1%})")
        for fault in here:
            if not fault.noticed:
                print(f"    {file}:{fault.line}\n      - {fault.before}\n      + {fault.after}")
    sys.stdout.flush()


def share_noticed(faults: list[Fault]) -> float:
    return sum(fault.noticed for fault in faults) / len(faults) if faults else 1.0


if __name__ == "__main__":
    main()
