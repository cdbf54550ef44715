"""Building what is published, and trying it from a folder of its own. Nothing is downloaded for the building."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.flows.real_command import Home, free_ports, with_prefect
from tests.paths import ROOT
from tests.processes import ended, started

PACKAGES = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows")
SAMPLE = {"articles": 132, "drafts": 7}
_BESIDE = (
    "setup.py",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
    "Makefile",
    "babel.cfg",
    "prefect-automations.yaml",
    "prefect.yaml",
    "scrapy.cfg",
    "deploy",
    "docs",
)
_BACKEND = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"


def clean_sources(folder: Path) -> Path:
    """The sources without what was built of them before."""
    folder.mkdir()
    for name in _BESIDE:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    leave_out = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=leave_out)
    return folder


def built(source: Path, what: str, into: Path) -> Path:
    """What the build backend makes of these sources (`what` is its hook: build_sdist, build_wheel), as pip asks it to."""
    into.mkdir(exist_ok=True)
    said = ended([sys.executable, "-c", _BACKEND, what, str(into)], cwd=source, env={**os.environ, "PYTHONPATH": ""})
    assert said.returncode == 0, said.stderr[-3000:]
    return into / said.stdout.splitlines()[-1]


def uv(*words: object) -> None:
    """Run uv, which is among the tools of development."""
    done = ended([str(word) for word in (Path(sys.executable).parent / "uv", "--quiet", *words)])
    assert done.returncode == 0, done.stderr[-3000:]


def own_environment(home: Path) -> dict[str, str]:
    """Nothing of the checkout, nor of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QORGAN_", "PREFECT_", "PYTHON"))}
    return {**kept, "QORGAN_SAMPLE_PORT": str(free_ports(3)), "QORGAN_DOWNLOAD_DELAY": "0", "NO_COLOR": "1", "HOME": str(home), "COLUMNS": "200"}


def collected_sample(scripts: Path, folder: Path, environment: dict[str, str]) -> dict[str, int]:
    """How many articles and drafts a run over the sample newsroom brings in this folder."""
    with_prefect(Home(folder / "var"))
    qorgan = str(scripts / "qorgan")
    done = ended([qorgan, "run", "--outlets", "sample"], cwd=folder, env={**environment, "QORGAN_LANG": "en"})
    assert done.returncode == 0, done.stderr[-3000:]
    rows = {what: ended([qorgan, "export", what, "--format", "jsonl"], cwd=folder, env=environment) for what in SAMPLE}
    return {what: len(said.stdout.splitlines()) for what, said in rows.items()}


def login_page(scripts: Path, folder: Path, environment: dict[str, str]) -> str:
    """The page at which the desk receives somebody whose system speaks Kazakh."""
    command = [str(scripts / "qorgan"), "desk", "--port", "0"]
    desk = started(command, cwd=folder, env={**environment, "QORGAN_LANG": "kk"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = ""
    while line := desk.line(desk.stdout):
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            with urllib.request.urlopen(f"{found.group()}login") as answer:
                page: str = answer.read().decode()
            desk.end_group()
            return page
    raise AssertionError(said)
