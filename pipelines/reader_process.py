"""One process that reads pages, with bounds on its computing, its memory and its time.

It reads one page after the other. The bounds count anew for each page. A page that breaks one ends the process, and no other page with it.
"""

import contextlib
import math
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from typing import Any

from records.settings import environment_with

_READY = "ready"
# Reading a page needs the pack of the home country, and no password of the database.
_NEEDED = frozenset({"QORGAN_HOME_COUNTRY", "QORGAN_LANG"})
# What PostgreSQL's client reads by itself: PGPASSWORD, PGPASSFILE, PGSERVICEFILE and others.
_OF_THE_SERVER = "PG"
# By this name, so that what the process sends back is of the classes that its parent knows.
_LIFE = "import sys; from pipelines.reader_process import read_pages; read_pages(int(sys.argv[1]))"


@dataclass(frozen=True)
class ReadingLimits:
    """What one page may take. A page of ordinary size takes 0.02 s; one that reaches these limits is built to hang a parser, or the machine stands still."""

    cpu: int = 30
    """Seconds of computing, counted by the system (RLIMIT_CPU)."""
    wall: float = 180.0
    """Seconds by the clock. Longer than `cpu`, since a busy machine gives a process little of itself."""
    memory: int = 1024**3
    """Bytes beyond what the process has when it is ready (RLIMIT_AS; only where the system tells how much it has)."""
    start: float = 180.0
    """Seconds by the clock for a process to become ready."""


@dataclass(frozen=True)
class ReadingEnded:
    """The process ended before it gave an outcome. `own`: the page broke a limit by itself, so another try in this run would do the same."""

    why: str
    own: bool = False


def reader_environment() -> dict[str, str]:
    """The environment of a process that reads pages: nothing in it opens the database, whether as a setting of ours or by PostgreSQL's own names."""
    return {name: value for name, value in environment_with(_NEEDED).items() if not name.upper().startswith(_OF_THE_SERVER)}


class ReaderProcess:
    """One process that reads pages, one after the other. Used by one thread; `kill` may be called by any."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._pipe, theirs = Pipe()
        # Not a process of multiprocessing: that one would get the whole environment. Its standard input closes when this process is gone.
        with theirs:
            command = [sys.executable, "-c", _LIFE, str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, pass_fds=[theirs.fileno()], env=reader_environment()
            )
        self.ready_since: float | None = None
        """`time.monotonic()` when it became ready to read."""

    def work(self, work: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        """The outcome, an exception to raise, or `ReadingEnded`."""
        late = threading.Event()
        if self.ready_since is None:
            with self._within(self._limits.start, late), contextlib.suppress(EOFError, OSError):
                self._pipe.send((sys.path, self._limits))
                self._pipe.send(work)
                self.ready_since = time.monotonic() if self._pipe.recv() == _READY else None
            if self.ready_since is None:
                self.kill()
                return ReadingEnded("the process that reads pages did not start")
        try:
            # Sending counts too: a process that stands still takes nothing.
            with self._within(self._limits.wall, late):
                self._pipe.send((work, given))
                return self._pipe.recv()
        except (EOFError, OSError):
            self.kill()
        if late.is_set():
            return ReadingEnded(f"not read within {self._limits.wall:.0f} s")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.returncode == -signal.SIGXCPU:
            return ReadingEnded(f"more than {self._limits.cpu} s of computing", own=True)
        return ReadingEnded("the page broke the process that read it")

    @contextlib.contextmanager
    def _within(self, seconds: float, late: threading.Event) -> Iterator[None]:
        def end() -> None:
            late.set()
            self.kill()

        watchdog = threading.Timer(seconds, end)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()

    def kill(self) -> None:
        """End the process at once, also one that is stopped."""
        with contextlib.suppress(OSError):
            self._process.kill()


def read_pages(descriptor: int) -> None:
    """The life of one process: say that it is ready, then work on one thing after the other."""
    pipe: Connection[Any, Any] = Connection(descriptor)
    sys.path[:], limits = pipe.recv()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is to be done first: its module is loaded before the process is said to be ready, and before its memory is bounded.
    pipe.recv()
    _bound_memory(limits.memory)
    pipe.send(_READY)
    while True:
        try:
            work, given = pipe.recv()
        except EOFError:
            return
        _bound_computing(limits.cpu)
        try:
            outcome = work(*given)
        except MemoryError:
            # The process that ran out of memory reads nothing else.
            pipe.send(ReadingEnded(f"more than {limits.memory // 2**20} MB of memory", own=True))
            return
        except Exception as error:  # noqa: BLE001  raised again where the page was handed in
            outcome = error
        pipe.send(outcome)


def _end_with_parent() -> None:
    """Ends this process when the crawler is gone: a killed crawler cannot do it, and its output would be held open."""
    while os.read(0, 4096):
        pass
    os._exit(1)


def _bound_computing(seconds: int) -> None:
    """From here on so much computing and no more: the system ends the process with SIGXCPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + seconds, hard))


def _bound_memory(room: int) -> None:
    """So much memory beyond what is taken now. Only Linux tells how much that is."""
    if sys.platform != "linux":
        return
    with open("/proc/self/statm", encoding="ascii") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (taken + room, hard))
