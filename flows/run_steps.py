"""The steps of a run, each done once, and recorded by a tracker that may fail at any moment without harm to the run."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, Protocol, TypeVar, cast

from flows.run_summary import RunSummary

Result = TypeVar("Result")
Work = Callable[[], Any]


class Tracker(Protocol):
    """Calls steps, and writes down how they went (`flows.flow` has the one of Prefect)."""

    def one(self, name: str, work: Work) -> None:
        """Call the step. What it raises may be raised again, or not."""

    def all(self, name: str, works: Sequence[Work]) -> None:
        """Call all of these at once, and return when all have ended. The trouble of one never stops the others."""

    def recorded(self, summary: RunSummary) -> None:
        """Keep the summary, and return when everything is written down."""


class Untracked:
    """Calls steps and writes nothing down."""

    def one(self, name: str, work: Work) -> None:
        work()

    def all(self, name: str, works: Sequence[Work]) -> None:
        if works:
            with ThreadPoolExecutor(len(works), thread_name_prefix=name) as pool:
                wait([pool.submit(work) for work in works])

    def recorded(self, summary: RunSummary) -> None:
        return


class Once:
    """Work that is done at most once. What it gave or raised is kept."""

    def __init__(self, work: Work) -> None:
        self._work = work
        # A tracker may have begun it in a thread and failed meanwhile: the second call waits for the first.
        self._lock = threading.Lock()
        self.done = False
        self.error: Exception | None = None
        self._ended: BaseException | None = None
        self._given: Any = None

    def raise_end(self) -> None:
        """Raises what told the work to end, if something did."""
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
                    # A tracker may keep it to itself; whoever asks what the work gave is not to take it for done.
                    self._ended = told
                    raise
                finally:
                    # Also if the process is told to end: work that was broken off is not begun anew.
                    self.done = True
        return self.given()

    def given(self) -> Any:
        """What the work gave. Raises what it raised, also where it was told to end."""
        if (raised := self.error or self._ended) is not None:
            raise raised
        return self._given


class RunSteps:
    """Does steps through a tracker. When the tracker fails, `lost` is told once, and the steps go on without it."""

    def __init__(self, tracker: Tracker, lost: Callable[[Exception], None]) -> None:
        self._tracker = tracker
        self._lost = lost

    def one(self, name: str, work: Callable[[], Result]) -> Result:
        """Do one step. Raises what it raises."""
        step = Once(work)
        self._do([step], lambda: self._tracker.one(name, step))
        return cast(Result, step.given())

    def all(self, name: str, works: Sequence[Work]) -> list[Exception | None]:
        """Do all of these at once. Gives the trouble of each, None where there was none. Raises what told one of them to end."""
        steps = [Once(work) for work in works]
        self._do(steps, lambda: self._tracker.all(name, steps))
        for step in steps:
            step.raise_end()
        return [step.error for step in steps]

    def recorded(self, summary: RunSummary) -> None:
        """Have the tracker keep the summary."""
        self._do([], lambda: self._tracker.recorded(summary))

    def _do(self, steps: Sequence[Once], tracked: Work) -> None:
        try:
            tracked()
        except Exception as error:  # noqa: BLE001  (a tracker may raise anything; what the steps raised is kept in them)
            if not any(error is step.error for step in steps):
                self._lose(error)
        left = [step for step in steps if not step.done]
        if left:
            Untracked().all("step", left)

    def _lose(self, error: Exception) -> None:
        self._tracker = Untracked()
        self._lost(error)
