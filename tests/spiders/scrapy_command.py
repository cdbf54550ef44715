"""Running the real `scrapy` command in tests, in the project's folder."""

import subprocess
from pathlib import Path

from tests.flows.real_command import QORGAN, Home
from tests.processes import ended


def scrapy(home: Home, outlets: Path, *words: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
    """What `scrapy …` says over these outlets, to its end; fails when it exits with another code than expected."""
    done = ended([str(QORGAN.parent / "scrapy"), *words], env={**home.environment, "OUTLET_FILES": str(outlets)})
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-4000:]}"
    return done
