"""One process that reads pages: what it is told, and that it does not outlive whoever started it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.reader_process import ReaderProcess, ReadingLimits
from tests.paths import ROOT

# Starts a reader, says its number, and is killed as by the system.
PARENT = """
import os, signal
from pipelines.reader_process import ReaderProcess, ReadingLimits
reader = ReaderProcess(ReadingLimits())
print(reader.work(os.getpid, ()), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def begun_with() -> set[str]:
    """The names in the environment with which the system began this process: what others on the machine see, and what lies in its memory."""
    return {pair.partition(b"=")[0].decode() for pair in Path("/proc/self/environ").read_bytes().split(b"\0")}


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not show it")
def test_it_gets_no_setting_that_reading_does_not_need(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET", "NOTIFY", "DATABASE_URL", "ANCHOR_KEY", "HOME_COUNTRY", "LANG"):
        monkeypatch.setenv(f"QORGAN_{name}", "KZ")
    monkeypatch.setenv("PGPASSWORD", "secret")
    reader = ReaderProcess(ReadingLimits())
    names = reader.work(begun_with, ())
    reader.kill()
    assert {name for name in names if name.startswith("QORGAN_")} == {"QORGAN_HOME_COUNTRY", "QORGAN_LANG"}
    assert "PATH" in names
    assert "PGPASSWORD" not in names


def test_it_ends_when_whoever_started_it_was_killed() -> None:
    done = subprocess.run([sys.executable, "-c", PARENT], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.stdout, done.stderr
    # `run` waits until nobody holds the output open, and the reader has it too: one that lived on would be waited for in vain.
    assert done.returncode == -signal.SIGKILL
