"""Every step is done once, whatever its tracker does."""

import threading
from collections.abc import Sequence
from contextlib import suppress

import pytest

from flows.run_steps import Once, RunSteps, Untracked, Work
from flows.run_summary import RunSummary


class Failing(Untracked):
    """A tracker that fails before it has called a step, or after."""

    def __init__(self, *, after: bool) -> None:
        self.after = after

    def one(self, name: str, work: Work) -> None:
        if self.after:
            work()
        raise ConnectionError(name)

    def all(self, name: str, works: Sequence[Work]) -> None:
        # Of two it called one.
        works[0]()
        raise ConnectionError(name)

    def recorded(self, summary: RunSummary) -> None:
        raise ConnectionError("summary")


SUMMARY = RunSummary("r", (), 0, 0, 0, 0.0)


@pytest.mark.parametrize("after", [False, True])
def test_a_tracker_that_fails_costs_the_record_and_is_told_of_once(after: bool) -> None:
    lost: list[str] = []
    done: list[str] = []
    steps = RunSteps(Failing(after=after), lambda error: lost.append(str(error)))
    assert steps.all("collect", [lambda: done.append("a"), lambda: done.append("b")]) == [None, None]
    assert steps.one("screen", lambda: len(done)) == 2
    steps.recorded(SUMMARY)
    assert (done, lost) == (["a", "b"], ["collect"])


def test_what_a_step_raises_is_the_runs_own_and_no_fault_of_the_tracker() -> None:
    lost: list[Exception] = []
    steps = RunSteps(Untracked(), lost.append)

    def fails() -> None:
        raise ValueError("no model")

    with pytest.raises(ValueError, match="no model"):
        steps.one("screen", fails)
    (trouble, fine) = steps.all("collect", [fails, lambda: None])
    assert (str(trouble), fine, lost) == ("no model", None, [])


def test_steps_of_one_kind_are_done_at_once() -> None:
    met = threading.Barrier(3, timeout=60)
    assert RunSteps(Untracked(), lambda error: None).all("collect", [met.wait] * 3) == [None] * 3


def test_work_that_is_going_on_in_another_thread_is_waited_for_and_not_begun_anew() -> None:
    begun, go_on, times = threading.Event(), threading.Event(), [0]

    def work() -> int:
        times[0] += 1
        begun.set()
        assert go_on.wait(60)
        return times[0]

    once = Once(work)
    first = threading.Thread(target=once)
    first.start()
    assert begun.wait(60)
    threading.Timer(0.05, go_on.set).start()
    assert (once(), times) == (1, [1])
    first.join()


class Swallowing(Untracked):
    """A tracker that keeps to itself that it was told to end, as one does that notes it and goes on."""

    def one(self, name: str, work: Work) -> None:
        with suppress(SystemExit):
            work()

    def all(self, name: str, works: Sequence[Work]) -> None:
        for work in works:
            self.one(name, work)


def test_a_run_that_is_told_to_end_ends_though_its_tracker_does_not_say_so() -> None:
    def told_to_end() -> None:
        raise SystemExit(143)

    steps = RunSteps(Swallowing(), lambda error: None)
    with pytest.raises(SystemExit):
        steps.one("screen", told_to_end)
    with pytest.raises(SystemExit):
        steps.all("collect", [lambda: None, told_to_end])
