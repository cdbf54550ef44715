"""Ending a process at once if its other threads would keep it running for minutes.

Prefect sends its records from a thread of its own, and waits at the end of a process until all are sent. To a dead server it tries each item for
seconds, and prints an error for each on stderr.
"""

import os
import sys
import threading
from collections.abc import Callable

# Only a process that was entered through `run_as_process` may be ended at once, and never one that merely calls its function (a test, another
# program).
_wish: threading.Event | None = None


def exit_without_waiting() -> None:
    """Make this process wait for no thread at its end, if it was entered through `run_as_process`."""
    if _wish is not None:
        _wish.set()


def run_as_process(work: Callable[[], None]) -> None:
    """Do all the work of this process, and end it. Only entry points call it: the `qorgan` command, and `python -m …` of a module."""
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
