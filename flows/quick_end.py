"""Ends a process at once where its other threads would keep it for minutes.

Prefect sends what it has recorded from a thread of its own, and at the end of a process waits until all of it is sent. To a server that has died it
tries each item for seconds, and complains about each on stderr.
"""

import os
import sys
import threading

_wanted = threading.Event()


def end_at_once() -> None:
    """When this process comes to its end, it waits for no thread."""
    _wanted.set()


def come_to_the_end(code: int) -> None:
    """Call it last, with the exit code. Returns if nobody wished otherwise."""
    if _wanted.is_set():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
