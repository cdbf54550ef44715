"""Tells the crawls of this process to end, from whichever thread they are watched, when the run is stopped (SIGTERM, Ctrl-C, cancelled in Prefect)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from records.errors import QorganError


class RunStopped(QorganError):
    """The run was told to end. Raised where a crawler is watched, whose process is ended then."""


class StopSign:
    """Shown once. Whoever watches a crawler looks at it twice a second."""

    def __init__(self) -> None:
        self._shown = threading.Event()
        self._crawls, self._ended = 0, threading.Condition()

    def look(self) -> None:
        """Raises RunStopped once it is shown."""
        if self._shown.is_set():
            raise RunStopped

    def pause(self, seconds: float) -> None:
        """Wait so long, or until it is shown; then raises RunStopped."""
        self._shown.wait(seconds)
        self.look()

    @contextmanager
    def crawling(self) -> Iterator[None]:
        """While inside, a crawler works that has to end before the run is closed."""
        with self._ended:
            self._crawls += 1
        try:
            yield
        finally:
            with self._ended:
                self._crawls -= 1
                self._ended.notify_all()

    def show(self, within: float) -> bool:
        """Show it, and wait until all crawls have ended. False if some have not in so many seconds."""
        self._shown.set()
        until = time.monotonic() + within
        with self._ended:
            while self._crawls and (left := until - time.monotonic()) > 0:
                self._ended.wait(left)
            return not self._crawls
