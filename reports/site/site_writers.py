"""Who writes the pages: this process, or several at once. They are handed what a page tells, and open no database."""

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Concatenate

from records.i18n import tr
from reports.site.site_files import SiteFiles, not_written
from reports.site.site_frame import SiteFrame

Call = tuple[Callable[Concatenate[SiteFrame, ...], Any], tuple[Any, ...]]
"""A function of a module, which writes into a frame, and what else it is given. What it gives is handed back."""


class SiteWriters:
    """Calls functions that write into a frame. With one worker they are called here; with more each is called in one of so many processes, which begin afresh and
    know only what they are given. Used within `with`."""

    def __init__(self, frame: SiteFrame, workers: int) -> None:
        self._frame = frame
        self._number = workers if workers > 1 else 0
        self._running: list[tuple[BaseProcess, Connection]] = []

    def __enter__(self) -> "SiteWriters":
        # Afresh, since a process that is split off from one with open connections to a database shares them.
        context = multiprocessing.get_context("spawn")
        for _ in range(self._number):
            ours, theirs = context.Pipe()
            frame = replace(self._frame, folder=SiteFiles(self._frame.folder.root, self._frame.folder.place))
            process = context.Process(target=_write_until_told, args=(frame, theirs), daemon=True)
            process.start()
            theirs.close()
            self._running.append((process, ours))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process, connection in self._running:
            connection.close()
            if error is not None:
                process.terminate()
        for process, _ in self._running:
            process.join()

    def each(self, calls: Iterable[Call]) -> Iterator[Any]:
        """What each call gives, in their order. Raises what a call raises, and SiteNotWritten where a process has ended in the middle."""
        if not self._running:
            for work, given in calls:
                yield work(self._frame, *given)
            return
        asked = answered = 0
        for call in calls:
            # One after the other: whoever is asked next has been given something already, and this is its answer.
            if asked - answered == len(self._running):
                yield self._answer(answered)
                answered += 1
            self._ask(asked, call)
            asked += 1
        for nth in range(answered, asked):
            yield self._answer(nth)

    def _ask(self, nth: int, call: Call) -> None:
        try:
            self._running[nth % len(self._running)][1].send(call)
        except OSError as error:
            raise self._ended() from error

    def _answer(self, nth: int) -> Any:
        try:
            given, sums = self._running[nth % len(self._running)][1].recv()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        if isinstance(given, Exception):
            raise given
        self._frame.folder.take(sums)
        return given

    def _ended(self) -> Exception:
        return not_written(self._frame.folder.place, tr("a process that wrote pages has ended"))


def _write_until_told(frame: SiteFrame, connection: Connection) -> None:
    """In a process of its own: do what comes until the other end closes, as it does too when its process is gone."""
    # Whoever presses Ctrl+C ends the process that asks, and by that this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with seldom_collected():
        while True:
            try:
                work, given = connection.recv()
            except EOFError:
                return
            try:
                answer = work(frame, *given)
            except Exception as error:  # noqa: BLE001  (it is raised where it was asked for)
                answer = error
            try:
                connection.send((answer, frame.folder.handed_over()))
            except BrokenPipeError:
                return


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for reference cycles a hundred times less often. Rows are kept to the end and have none, and each look goes through all of them."""
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
