"""The processes that read pages, so that fetching goes on meanwhile and a page that hangs or kills its reader ends alone.

One page has one process for itself while it is read. Its limits of time and memory count from when its reading starts, not from when it was handed
in; only the process of the page that breaks a limit is ended. Pages that wait keep their place. A page whose process was ended by something else (an
operator, the system's memory) is read once more in a new process.
"""

import asyncio
import contextlib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pipelines.extraction.reader import NotAnArticle
from pipelines.reader_process import ReaderProcess, ReadingEnded, ReadingLimits
from records.outlets.page_answers import ENDING
from records.vocabulary import Fate

Result = TypeVar("Result")

# How often a page is read at most in one run when its process ends for a cause that may not be its own.
ATTEMPTS = 2
# Seconds that a page waits before it gets a process more. To load what reading needs takes a process more than a second of computing; in that time one that is ready
# reads some fifty pages, which is all that many a crawl has.
LONG = 2.0


@dataclass
class _Job:
    """One page (or look at one) to be worked on, and where the outcome goes."""

    work: Callable[..., Any]
    given: tuple[Any, ...]
    owner: str
    loop: asyncio.AbstractEventLoop
    outcome: "asyncio.Future[Any]"
    attempts: int = 0


@dataclass
class _Queue:
    """What waits, by owner (an outlet), and how many of each are being worked on. One owner never holds all processes."""

    quota: int
    waiting: dict[str, deque[_Job]] = field(default_factory=dict)
    running: Counter[str] = field(default_factory=Counter)

    def put(self, job: _Job, *, first: bool = False) -> None:
        jobs = self.waiting.setdefault(job.owner, deque())
        jobs.appendleft(job) if first else jobs.append(job)

    def has_room_for(self, owner: str) -> bool:
        """Whether a page of this owner could be worked on if there were a process."""
        return self.running[owner] < self.quota

    def take(self) -> _Job | None:
        """The next job of the owner that has waited longest among those below their quota."""
        for owner in list(self.waiting):
            if self.has_room_for(owner):
                jobs = self.waiting.pop(owner)
                job = jobs.popleft()
                if jobs:
                    # To the end of the row: owners take turns.
                    self.waiting[owner] = jobs
                self.running[owner] += 1
                return job
        return None


class ExtractionPool:
    """Reads pages in at most `workers` + 1 processes, one at first and a further one as long as pages wait. One outlet gets at most `workers` of them, so that one always
    stays for the others."""

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

    async def run(self, work: Callable[..., Result], *given: Any, owner: str) -> Result | NotAnArticle:
        """What a function of a module gives for these (picklable) values in one of the processes; NOT_READ where it breaks a limit. Raises what it raises."""
        loop = asyncio.get_running_loop()
        job = _Job(work, given, owner, loop, loop.create_future())
        with self._change:
            if self._closed:
                return NotAnArticle(Fate.NOT_READ, ENDING)
            self._queue.put(job)
            if not self._threads:
                self._begin()
            self._change.notify()
        loop.call_later(LONG, self._look_after, job)
        result: Result | NotAnArticle = await job.outcome
        return result

    def close(self) -> None:
        """End the processes. What still waits is answered as not read."""
        with self._change:
            self._closed = True
            waiting = [job for jobs in self._queue.waiting.values() for job in jobs]
            self._queue.waiting.clear()
            for process in self._processes.values():
                process.kill()
            self._change.notify_all()
        for job in waiting:
            _answer(job, NotAnArticle(Fate.NOT_READ, ENDING))

    def _begin(self) -> None:
        thread = threading.Thread(target=self._serve, daemon=True, name=f"reader-{len(self._threads)}")
        self._threads.append(thread)
        thread.start()

    def _look_after(self, job: _Job) -> None:
        """Begin a process more if this page has waited long; looked at again until somebody works on it."""
        with self._change:
            if job.attempts or self._closed:
                return
            full = self._idle or len(self._threads) == self._most or not self._queue.has_room_for(job.owner)
            if not full and self._all_ready_for_long():
                self._begin()
        job.loop.call_later(LONG, self._look_after, job)

    def _all_ready_for_long(self) -> bool:
        """Whether no process is still coming, or has just come: it may take all that waits."""
        since = [process.ready_since for process in self._processes.values()]
        return len(since) == len(self._threads) and all(one is not None and time.monotonic() - one >= LONG for one in since)

    def _serve(self) -> None:
        """The thread of one process: takes jobs, has them worked on, hands the outcome back to the loop that asked."""
        me = threading.current_thread()
        while (job := self._next()) is not None:
            try:
                outcome = self._worked(me, job)
            except BaseException as error:  # noqa: BLE001  whatever happens here, the page gets an answer
                outcome = error
            with self._change:
                self._queue.running[job.owner] -= 1
                again = isinstance(outcome, ReadingEnded) and job.attempts < ATTEMPTS and not self._closed
                if again:
                    self._queue.put(job, first=True)
                self._change.notify_all()
            if not again:
                _answer(job, NotAnArticle(Fate.NOT_READ, outcome.why) if isinstance(outcome, ReadingEnded) else outcome)
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
                    return ReadingEnded(ENDING)
                self._processes[me] = process
        outcome = process.work(job.work, job.given)
        if isinstance(outcome, ReadingEnded):
            process.kill()
            with self._change:
                self._processes.pop(me, None)
            if outcome.own:
                job.attempts = ATTEMPTS
        return outcome


def _answer(job: _Job, outcome: Any) -> None:
    def tell() -> None:
        if job.outcome.done():
            return
        if isinstance(outcome, BaseException):
            job.outcome.set_exception(outcome)
        else:
            job.outcome.set_result(outcome)

    # The loop may have ended with the crawl; then nobody waits for the answer.
    with contextlib.suppress(RuntimeError):
        job.loop.call_soon_threadsafe(tell)
