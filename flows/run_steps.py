"""The steps of a run, each done once, and recorded by a tracker that may fail at any moment without harm to the run."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, Protocol, TypeVar, cast

from flows.run_summary import RunSummary

Result = TypeVar("Result")
Work = Callable[[], Any]


class Tracker(Protocol):
    """Calls steps and records their results (`flows.flow` has the one of Prefect)."""

    def run_step(self, name: str, work: Work) -> None:
        """Call the step. What it raises may be raised again, or not."""

    def run_steps(self, name: str, works: Sequence[Work]) -> None:
        """Call all of these at once, and return when all have ended. An error of one never stops the others."""

    def record_summary(self, summary: RunSummary) -> None:
        """Record the summary, and return when everything is recorded."""


class Untracked:
    """Calls steps and records nothing."""

    def run_step(self, name: str, work: Work) -> None:
        work()

    def run_steps(self, name: str, works: Sequence[Work]) -> None:
        if works:
            with ThreadPoolExecutor(len(works), thread_name_prefix=name) as pool:
                wait([pool.submit(work) for work in works])

    def record_summary(self, summary: RunSummary) -> None:
        return


class Once:
    """Work that is done at most once. Its result or error is stored."""

    def __init__(self, work: Work) -> None:
        self._work = work
        # A tracker may have begun it in a thread and failed meanwhile: the second call waits for the first.
        self._lock = threading.Lock()
        self.done = False
        self.error: Exception | None = None
        self._ended: BaseException | None = None
        self._given: Any = None

    def raise_end(self) -> None:
        """Raise what told the work to end, if anything did."""
        if self._ended is not None:
            raise self._ended

    def __call__(self) -> Any:
        with self._lock:
            if not self.done:
                try:
                    self._given = self._work()
                except Exception as error:
                    self.error = error
                    raise
                except BaseException as told:
                    # A tracker may swallow it, so it is stored: the work must not count as done.
                    self._ended = told
                    raise
                finally:
                    # Also if the process is told to end: interrupted work is not started again.
                    self.done = True
        return self.given()

    def given(self) -> Any:
        """Return the result of the work. Raises what it raised, also if it was told to end."""
        if (raised := self.error or self._ended) is not None:
            raise raised
        return self._given


class RunSteps:
    """Does steps through a tracker. When the tracker fails, `lost` is called once, and the steps continue without it."""

    def __init__(self, tracker: Tracker, lost: Callable[[Exception], None]) -> None:
        self._tracker = tracker
        self._lost = lost

    def run_step(self, name: str, work: Callable[[], Result]) -> Result:
        """Do one step. Raises what it raises."""
        step = Once(work)
        self._do([step], lambda: self._tracker.run_step(name, step))
        return cast(Result, step.given())

    def run_steps(self, name: str, works: Sequence[Work]) -> list[Exception | None]:
        """Do all of these at once; return the error of each, or None. Raises what told one of them to end."""
        steps = [Once(work) for work in works]
        self._do(steps, lambda: self._tracker.run_steps(name, steps))
        for step in steps:
            step.raise_end()
        return [step.error for step in steps]

    def record_summary(self, summary: RunSummary) -> None:
        """Have the tracker record the summary."""
        self._do([], lambda: self._tracker.record_summary(summary))

    def _do(self, steps: Sequence[Once], tracked: Work) -> None:
        try:
            tracked()
        except Exception as error:  # noqa: BLE001  (a tracker may raise anything; what the steps raised is kept in them)
            if not any(error is step.error for step in steps):
                self._lose(error)
        left = [step for step in steps if not step.done]
        if left:
            Untracked().run_steps("step", left)

    def _lose(self, error: Exception) -> None:
        self._tracker = Untracked()
        self._lost(error)
