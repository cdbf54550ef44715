"""The image: an exact base, no root, nothing in it that is nobody's business."""

import fnmatch
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.service import BEAT, Schedule
from tests.paths import ROOT

LINES = [line for line in (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
IGNORED = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.usefixtures("processes")
def test_the_base_has_to_be_named_by_its_digest() -> None:
    assert LINES[0] == "ARG BASE"
    assert [line for line in LINES if line.startswith("FROM")] == ["FROM ${BASE} AS build", "FROM ${BASE}"]
    check = next(line.removeprefix("RUN ") for line in LINES if line.startswith("RUN case"))
    for base, code in (("python:3.12-slim", 1), ("", 1), ("docker.io/library/python@sha256:" + 64 * "a", 0)):
        assert subprocess.run(["sh", "-c", check], env={"BASE": base}, capture_output=True, check=False).returncode == code


def test_it_does_not_run_as_root_and_needs_no_root_to_start() -> None:
    last = LINES[LINES.index("FROM ${BASE}") :]
    user = last.index("USER 10001:10001")
    assert not [line for line in last[user:] if line.startswith(("RUN", "COPY", "ADD"))]
    assert any("install -d -m 0700" in line for line in last)


def test_all_that_it_writes_goes_into_one_volume_so_its_root_may_be_read_only() -> None:
    assert "ENV QORGAN_DATA=/data HOME=/data PYTHONDONTWRITEBYTECODE=1" in LINES
    assert "VOLUME /data" in LINES
    hardened = ("--read-only", "--tmpfs /tmp", "--cap-drop all", "--security-opt no-new-privileges")
    told = (ROOT / "deploy" / "Containerfile").read_text()
    assert [words for words in hardened if words not in told] == []


def test_it_says_whether_it_works_and_carries_no_setting_of_anybody() -> None:
    assert any(re.fullmatch(r"HEALTHCHECK --interval=\S+ --timeout=\S+ --start-period=\S+ --retries=\d CMD .+", line) for line in LINES)
    assert not [line for line in LINES if re.match(r"(ENV|ARG).*(SECRET|PASSWORD|TOKEN|DATABASE_URL)", line)]


@pytest.mark.usefixtures("processes")
def test_it_is_healthy_as_long_as_runs_begin(tmp_path: Path) -> None:
    check = next(line.partition(" CMD ")[2] for line in LINES if line.startswith("HEALTHCHECK")).replace("/data", str(tmp_path))

    def healthy() -> bool:
        return subprocess.run(["sh", "-c", check], capture_output=True, check=False).returncode == 0

    assert not healthy()
    schedule = Schedule([sys.executable, "-c", "pass"], 0, None, tmp_path / BEAT)
    for _ in range(2):
        schedule.look()
        schedule.end()
        assert healthy(), "a run that leaves no log"
        os.utime(tmp_path / BEAT, (0, 0))
        assert not healthy()


def test_data_secrets_and_history_stay_out_of_the_build() -> None:
    for kept_out in (".git", ".venv", "var", "tests", ".env", "production.env", "secrets", "desk.key", "qorgan.db", "qorgan.db-wal", "a.warc.gz"):
        assert any(fnmatch.fnmatch(kept_out, pattern) for pattern in IGNORED), kept_out
    needed = [
        "Makefile",
        "pyproject.toml",
        "setup.py",
        "requirements.lock",
        "README.md",
        *(path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()),
    ]
    assert not [name for name in needed if name != "tests" and any(fnmatch.fnmatch(name, pattern) for pattern in IGNORED)]
