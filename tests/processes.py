"""Processes that tests start. Each leads a group of its own, and is ended with the whole of it when its test ends, however that ends.

Nothing here waits without a limit: neither for an end, nor for a line, nor for a pipe that a grandchild has inherited.
"""

import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import psutil

from tests.paths import ROOT

# Seconds. Longer than anything that a test starts may take; what hangs fails its test, and not the whole suite.
LIMIT = 600.0
# Seconds for what is left in a pipe, after everything that could write into it was ended.
LEFT = 10.0

_running: list["GroupLeader"] = []


class GroupLeader(subprocess.Popen[str]):
    """A process with all that it starts."""

    def communicate(self, input: str | None = None, timeout: float | None = LIMIT) -> tuple[str, str]:
        """Its whole output at its end. Beyond the limit all of it is ended, and TimeoutExpired holds what it had said."""
        try:
            return super().communicate(input, LIMIT if timeout is None else timeout)
        except subprocess.TimeoutExpired as late:
            self.end_group()
            out, err = super().communicate(timeout=LEFT)
            raise subprocess.TimeoutExpired(self.args, late.timeout, out, err) from late

    def line(self, stream: IO[str] | None, seconds: float = 600.0) -> str:
        """The next line of one of its pipes; empty at the end. Raises AssertionError when none comes in time."""
        assert stream is not None, "started without this pipe"
        found: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: found.put(stream.readline()), daemon=True).start()
        try:
            return found.get(timeout=seconds)
        except queue.Empty:
            self.end_group()
            raise AssertionError(f"no line from {self.args!r} in {seconds} s") from None

    def end_group(self) -> None:
        """End it and all that it has started, also what has left its group, or outlived it."""
        family: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            family = psutil.Process(self.pid).children(recursive=True) if self.returncode is None else []
        # Its number stays that of its group, and is given to nobody else, as long as one of the group lives.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.wait(LEFT)


def started(command: list[str], **how: Any) -> GroupLeader:
    """Start a process and leave it running, for as long as the test lasts. It reads nothing, unless it is given something to read."""
    process = GroupLeader(command, **{"cwd": ROOT, "stdin": subprocess.DEVNULL, "text": True, "start_new_session": True, **how})
    _running.append(process)
    return process


def ended(command: list[str], *, given: str | None = None, timeout: float = LIMIT, **how: Any) -> "subprocess.CompletedProcess[str]":
    """Run a process to its end, with its whole output. `given`: its standard input."""
    reads = subprocess.DEVNULL if given is None else subprocess.PIPE
    process = started(command, stdin=reads, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    out, err = process.communicate(given, timeout)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@contextmanager
def ending_with() -> Iterator[None]:
    """What is started inside is ended with it. What was started before, by a fixture that lasts longer, goes on."""
    before = len(_running)
    try:
        yield
    finally:
        while len(_running) > before:
            left = _running.pop()
            left.end_group()
            for pipe in (left.stdin, left.stdout, left.stderr):
                if pipe is not None:
                    # A pipe into which nobody reads any more says so when it is flushed.
                    with suppress(OSError, ValueError):
                        pipe.close()
