"""The signal that ends the crawls of this process, in every thread that watches one, when a run stops (SIGTERM, Ctrl-C, cancelled in Prefect)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from records.errors import QorganError


class RunStopped(QorganError):
    """The run was told to end. Raised where a crawler is watched, whose process is then ended."""


class StopSignal:
    """A stop signal, set once. Threads that watch a crawler check it twice a second."""

    def __init__(self) -> None:
        self._is_set = threading.Event()
        self._crawls, self._ended = 0, threading.Condition()

    def look(self) -> None:
        """Raise RunStopped if the signal is set."""
        if self._is_set.is_set():
            raise RunStopped

    def pause(self, seconds: float) -> None:
        """Wait for `seconds`, or until the signal is set; then raise RunStopped."""
        self._is_set.wait(seconds)
        self.look()

    @contextmanager
    def crawling(self) -> Iterator[None]:
        """Mark the block as a crawl that has to end before the run is closed."""
        with self._ended:
            self._crawls += 1
        try:
            yield
        finally:
            with self._ended:
                self._crawls -= 1
                self._ended.notify_all()

    def show(self, within: float) -> bool:
        """Set the signal, and wait until all crawls have ended; return False if some have not within `within` seconds."""
        self._is_set.set()
        until = time.monotonic() + within
        with self._ended:
            while self._crawls and (left := until - time.monotonic()) > 0:
                self._ended.wait(left)
            return not self._crawls
