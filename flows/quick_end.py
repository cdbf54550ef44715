"""Ends a process at once where its other threads would keep it for minutes.

Prefect sends what it has recorded from a thread of its own, and at the end of a process waits until all of it is sent. To a server that has died it
tries each item for seconds, and complains about each on stderr.
"""

import os
import sys
import threading
from collections.abc import Callable

# Only a process that was entered through `whole_process` may be ended at once. Whoever merely calls what it does (a test, another program) never is.
_wish: threading.Event | None = None


def end_at_once() -> None:
    """When this process comes to its end, it waits for no thread; if it is ours alone to end."""
    if _wish is not None:
        _wish.set()


def whole_process(work: Callable[[], None]) -> None:
    """Do all that this process is there for, and end it. Only entry points call it: the `qorgan` command, and `python -m …` of a module."""
    global _wish
    _wish = wish = threading.Event()
    try:
        work()
    except SystemExit as ended:
        if wish.is_set():
            _leave(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
        raise
    if wish.is_set():
        _leave(0)


def _leave(code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
