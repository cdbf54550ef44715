"""A machine of the recipe: a folder of its own, and nothing of the checkout in its environment."""

import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.built_wheel import own_environment
from tests.processes import LIMIT, GroupLeader, ended, started

PROGRAM = "/opt/qorgan"


@dataclass
class RecipeMachine:
    """Blocks of the recipe are done here, with the names of the document exchanged for those of the test (`names`)."""

    folder: Path
    names: dict[str, str]
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """That of somebody who has just signed in. pip takes the wheel alone, from the disk."""
        pip = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "1"}
        quiet = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "QORGAN_LANG": "en"}
        return {**own_environment(self.folder / "home"), **pip, **quiet, **self.more}

    def words(self, commands: str) -> str:
        """The commands as they are done here."""
        for name, here in {PROGRAM: str(self.folder / "qorgan"), **self.names}.items():
            commands = commands.replace(name, here)
        return commands

    def do(self, commands: str, within: float = LIMIT) -> "subprocess.CompletedProcess[str]":
        """Do a block to its end; fails when it exits with another code than 0. `within`: seconds that it may take."""
        done = ended(["bash", "-e", "-c", self.words(commands)], timeout=within, cwd=self.folder, env=self.environment)
        assert done.returncode == 0, f"{commands}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done

    def stay(self, commands: str) -> GroupLeader:
        """Begin a block whose last command stays; its output goes to `said`."""
        with open(self.folder / f"{len(list(self.folder.glob('*.said')))}.said", "wb") as output:
            return started(["bash", "-e", "-c", self.words(commands)], cwd=self.folder, env=self.environment, stdout=output, stderr=output)

    def said(self) -> str:
        """What everything that stays has said so far."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.said")))


def new_machine(folder: Path, names: dict[str, str]) -> RecipeMachine:
    """An empty machine."""
    (folder / "home").mkdir(parents=True)
    return RecipeMachine(folder, names)


def see_packages(machine: RecipeMachine) -> None:
    """Lets the environment that a block has made see the packages of the tests, which pip would have brought with the wheel: their modules, and the command of
    Prefect's."""
    environment = machine.folder / "qorgan" / ".venv"
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    prefect = environment / "bin" / "prefect"
    prefect.write_text(f'#!/bin/sh\nexec {environment / "bin" / "python"} -m prefect "$@"\n', encoding="utf-8")
    prefect.chmod(0o755)


def python_names() -> dict[str, str]:
    """The Python of the tests in place of the machine's."""
    return {"python3 -m venv": f"{sys.executable} -m venv"}
