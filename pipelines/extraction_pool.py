"""A pool of processes that extract articles from pages, and the resources that the crawlers of one process share.

Each page has a process to itself while it is read, so fetching continues, and a page that hangs or crashes its reader affects no other page. Time and
memory limits count from when reading starts. A page whose process was ended by something else (an operator, the system's memory) is read once more in
a new process.
"""

import asyncio
import atexit
import contextlib
import math
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

from sqlalchemy import Engine

from pipelines.evidence.record_metadata import new_file_name
from pipelines.evidence.writer import EvidenceWriter
from pipelines.extraction.page_extraction import extract_page
from pipelines.extraction.reader import Extraction, NotAnArticle
from pipelines.items import OutletFacts, PageItem
from records.database import call_with_retry, engine_with_retry, open_database
from records.outlets.page_responses import CRAWL_ENDING_DETAIL
from records.settings import Settings, environment_with
from records.vocabulary import Fate

# One reader process with limits on CPU time, memory and duration. The limits count separately for each page.

_READY = "ready"
# Reading a page needs the pack of the home country, but not the password of the database.
_NEEDED = frozenset({"QORGAN_HOME_COUNTRY", "QORGAN_LANG"})
# Prefix of the variables that PostgreSQL's client reads: PGPASSWORD, PGPASSFILE, PGSERVICEFILE and others.
_OF_THE_SERVER = "PG"
# Imported under its module name, so that its results are of the classes that the parent knows.
_LIFE = "import sys; from pipelines.extraction_pool import read_pages; read_pages(int(sys.argv[1]))"


@dataclass(frozen=True)
class ReadingLimits:
    """The limits for one page.

    A page of ordinary size takes 0.02 s; one that reaches these limits is built to hang a parser, or the machine does not respond.
    """

    cpu: int = 30
    """Seconds of CPU time, counted by the system (RLIMIT_CPU)."""
    wall: float = 180.0
    """Seconds of elapsed time. Longer than `cpu`, because a busy machine gives a process little CPU time."""
    memory: int = 1024**3
    """Bytes beyond what the process uses when it is ready (RLIMIT_AS; only where the system reports its memory use)."""
    start: float = 180.0
    """Seconds of elapsed time for a process to become ready."""


@dataclass(frozen=True)
class _ReaderExited:
    """The end of a process before it gave a result. `own`: the page itself broke a limit, so another attempt in this run would do the same."""

    why: str
    own: bool = False


def _reader_environment() -> dict[str, str]:
    """Return the environment of a reader process, without anything that opens the database, be it our settings or PostgreSQL's variables."""
    return {name: value for name, value in environment_with(_NEEDED).items() if not name.upper().startswith(_OF_THE_SERVER)}


class ReaderProcess:
    """One process that reads pages one after the other. It is used by one thread; any thread may call `kill`."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._pipe, theirs = Pipe()
        # Not a multiprocessing.Process: that would inherit the whole environment. Its standard input closes when this process ends.
        with theirs:
            command = [sys.executable, "-c", _LIFE, str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, pass_fds=[theirs.fileno()], env=_reader_environment()
            )
        self.ready_since: float | None = None
        """The `time.monotonic()` at which it became ready to read."""

    def work(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Return the result, an exception to raise, or `_ReaderExited`."""
        late = threading.Event()
        if self.ready_since is None:
            with self._within(self._limits.start, late), contextlib.suppress(EOFError, OSError):
                self._pipe.send((sys.path, self._limits))
                self._pipe.send(work)
                self.ready_since = time.monotonic() if self._pipe.recv() == _READY else None
            if self.ready_since is None:
                self.kill()
                return _ReaderExited("the process that reads pages did not start")
        try:
            # Sending counts too: a stopped process reads nothing from the pipe.
            with self._within(self._limits.wall, late):
                self._pipe.send((work, arguments))
                return self._pipe.recv()
        except (EOFError, OSError):
            self.kill()
        if late.is_set():
            return _ReaderExited(f"not read within {self._limits.wall:.0f} s")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.returncode == -signal.SIGXCPU:
            return _ReaderExited(f"more than {self._limits.cpu} s of computing", own=True)
        return _ReaderExited("the page broke the process that read it")

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
        """End the process at once, even a stopped one."""
        with contextlib.suppress(OSError):
            self._process.kill()


def read_pages(descriptor: int) -> None:
    """Run a reader process: report that it is ready, then execute one job after the other."""
    pipe: Connection[Any, Any] = Connection(descriptor)
    sys.path[:], limits = pipe.recv()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The first job's function: its module is imported before the process reports ready and before its memory is limited.
    pipe.recv()
    _bound_memory(limits.memory)
    pipe.send(_READY)
    while True:
        try:
            work, arguments = pipe.recv()
        except EOFError:
            return
        _bound_computing(limits.cpu)
        try:
            outcome = work(*arguments)
        except MemoryError:
            # A process that ran out of memory reads nothing more.
            pipe.send(_ReaderExited(f"more than {limits.memory // 2**20} MB of memory", own=True))
            return
        except Exception as error:  # noqa: BLE001  raised again where the page was handed in
            outcome = error
        pipe.send(outcome)


def _end_with_parent() -> None:
    """End this process when the crawler has ended: a killed crawler cannot do it, and its output would stay open."""
    while os.read(0, 4096):
        pass
    os._exit(1)


def _bound_computing(seconds: int) -> None:
    """Limit further CPU time to these seconds; the system then ends the process with SIGXCPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + seconds, hard))


def _bound_memory(room: int) -> None:
    """Limit further memory to these bytes beyond the present use. Only Linux reports the use."""
    if sys.platform != "linux":
        return
    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (used + room, hard))


Result = TypeVar("Result")

# How often a page is read at most in one run if its process ends for a cause that may not be its own.
_ATTEMPTS = 2
# Seconds that a page waits before another process is started. Starting takes over a second of CPU time; a ready process reads about fifty pages
# meanwhile, which is all that many crawls have.
_LONG_WAIT = 2.0


@dataclass
class _Job:
    """One page (or check of a page) to be worked on, and the future for its result."""

    work: Callable[..., Any]
    given: tuple[Any, ...]
    owner: str
    loop: asyncio.AbstractEventLoop
    outcome: "asyncio.Future[Any]"
    attempts: int = 0


@dataclass
class _Queue:
    """The waiting jobs by owner (an outlet), and how many of each are running. No owner can occupy all processes."""

    quota: int
    waiting: dict[str, deque[_Job]] = field(default_factory=dict)
    running: Counter[str] = field(default_factory=Counter)

    def put(self, job: _Job, *, first: bool = False) -> None:
        jobs = self.waiting.setdefault(job.owner, deque())
        jobs.appendleft(job) if first else jobs.append(job)

    def has_room_for(self, owner: str) -> bool:
        """Return whether a job of this owner may run if a process is free."""
        return self.running[owner] < self.quota

    def take(self) -> _Job | None:
        """Return the next job of the owner that has waited longest among those below their quota."""
        for owner in list(self.waiting):
            if self.has_room_for(owner):
                jobs = self.waiting.pop(owner)
                job = jobs.popleft()
                if jobs:
                    # Move the owner to the end, so that owners take turns.
                    self.waiting[owner] = jobs
                self.running[owner] += 1
                return job
        return None


class ExtractionPool:
    """A pool of at most `workers` + 1 processes that read pages.

    It starts with one process and adds another while pages wait. One outlet gets at most `workers`, so that one is always free for others.
    """

    def __init__(self, workers: int, limits: ReadingLimits | None = None) -> None:
        self.workers = workers
        self._limits = limits or ReadingLimits()
        self._queue = _Queue(quota=workers)
        self._change = threading.Condition()
        self._most = workers + 1
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._processes: dict[threading.Thread, ReaderProcess] = {}
        self._closed = False

    async def run(self, work: Callable[..., Result], *arguments: Any, owner: str) -> Result | NotAnArticle:
        """Run a module's function with these picklable arguments in a process and return its result.

        Returns NOT_READ if it breaks a limit. Raises what the function raises.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work, arguments, owner, loop, loop.create_future())
        with self._change:
            if self._closed:
                return NotAnArticle(Fate.NOT_READ, CRAWL_ENDING_DETAIL)
            self._queue.put(job)
            if not self._threads:
                self._begin()
            self._change.notify()
        loop.call_later(_LONG_WAIT, self._look_after, job)
        result: Result | NotAnArticle = await job.outcome
        return result

    def close(self) -> None:
        """End the processes. Waiting jobs are answered as not read."""
        with self._change:
            self._closed = True
            waiting = [job for jobs in self._queue.waiting.values() for job in jobs]
            self._queue.waiting.clear()
            for process in self._processes.values():
                process.kill()
            self._change.notify_all()
        for job in waiting:
            _answer(job, NotAnArticle(Fate.NOT_READ, CRAWL_ENDING_DETAIL))

    def _begin(self) -> None:
        thread = threading.Thread(target=self._serve, daemon=True, name=f"reader-{len(self._threads)}")
        self._threads.append(thread)
        thread.start()

    def _look_after(self, job: _Job) -> None:
        """Start another process if this page has waited long; repeated until the page is worked on."""
        with self._change:
            if job.attempts or self._closed:
                return
            full = self._idle or len(self._threads) == self._most or not self._queue.has_room_for(job.owner)
            if not full and self._all_ready_for_long():
                self._begin()
        job.loop.call_later(_LONG_WAIT, self._look_after, job)

    def _all_ready_for_long(self) -> bool:
        """Return whether no process is starting or has just started, since such a process may clear the queue."""
        since = [process.ready_since for process in self._processes.values()]
        return len(since) == len(self._threads) and all(moment is not None and time.monotonic() - moment >= _LONG_WAIT for moment in since)

    def _serve(self) -> None:
        """Run the thread of one process: take jobs, execute them and return the results to the event loop."""
        me = threading.current_thread()
        while (job := self._next()) is not None:
            try:
                outcome = self._worked(me, job)
            except BaseException as error:  # noqa: BLE001  whatever happens here, the page gets an answer
                outcome = error
            with self._change:
                self._queue.running[job.owner] -= 1
                again = isinstance(outcome, _ReaderExited) and job.attempts < _ATTEMPTS and not self._closed
                if again:
                    self._queue.put(job, first=True)
                self._change.notify_all()
            if not again:
                _answer(job, NotAnArticle(Fate.NOT_READ, outcome.why) if isinstance(outcome, _ReaderExited) else outcome)
        with self._change:
            process = self._processes.pop(me, None)
        if process is not None:
            process.kill()

    def _next(self) -> _Job | None:
        with self._change:
            self._idle += 1
            try:
                while not self._closed:
                    job = self._queue.take()
                    if job is not None:
                        return job
                    self._change.wait()
                return None
            finally:
                self._idle -= 1

    def _worked(self, me: threading.Thread, job: _Job) -> Any:
        job.attempts += 1
        process = self._processes.get(me)
        if process is None:
            process = ReaderProcess(self._limits)
            with self._change:
                if self._closed:
                    process.kill()
                    return _ReaderExited(CRAWL_ENDING_DETAIL)
                self._processes[me] = process
        outcome = process.work(job.work, job.given)
        if isinstance(outcome, _ReaderExited):
            process.kill()
            with self._change:
                self._processes.pop(me, None)
            if outcome.own:
                job.attempts = _ATTEMPTS
        return outcome


def _answer(job: _Job, outcome: Any) -> None:
    def tell() -> None:
        if job.outcome.done():
            return
        if isinstance(outcome, BaseException):
            job.outcome.set_exception(outcome)
        else:
            job.outcome.set_result(outcome)

    # The loop may have ended with the crawl; then nobody waits for the result.
    with contextlib.suppress(RuntimeError):
        job.loop.call_soon_threadsafe(tell)


# The resources that all crawlers of one process share, because hundreds of outlets run in one process: database, evidence file and reader processes.
# The pipelines look them up by the id of the run.


class CrawlResources:
    """The shared resources of one process. Creating them migrates the database."""

    def __init__(self, settings: Settings, run_id: str) -> None:
        # A crawler may be started while the database server is unavailable.
        self.engine: Engine = engine_with_retry(call_with_retry(lambda: open_database(settings.database)))
        self.evidence = EvidenceWriter(settings.evidence, new_file_name(run_id))
        self.pool = ExtractionPool(max(1, min(os.cpu_count() or 1, 4)))
        self.storing = asyncio.Lock()
        """Locked while a batch is stored and until the event loop has run once, so that full batches are stored one by one and network events are
        handled in between."""

    async def extract(self, page: PageItem, outlet: OutletFacts) -> Extraction | NotAnArticle:
        """Extract the article from a page in a separate process. A page that breaks a limit of time or memory gets the temporary fate NOT_READ."""
        return await self.pool.run(extract_page, page, outlet, owner=outlet.name)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def close(self) -> None:
        self.evidence.close()
        self.pool.close()
        self.engine.dispose()


@cache
def crawl_resources(settings: Settings, run_id: str) -> CrawlResources:
    """Return the resources of this process for a run."""
    resources = CrawlResources(settings, run_id)
    atexit.register(resources.close)
    return resources
