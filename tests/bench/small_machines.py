"""Processes that get a share of the processors, as if each had a small machine to itself: Linux's control groups, which only root may make.

So what grows with the number of machines can be measured on one, as long as all shares together leave something over for what the machines share.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CONTROLLER = Path("/sys/fs/cgroup/cpu")
UNIFIED = Path("/sys/fs/cgroup/cgroup.controllers")
PERIOD = 100_000
"""Microseconds after which a share is given anew."""
LEAVE_WITHIN = 30.0
"""Seconds that processes which are told to end may take."""


@contextmanager
def small_machine(name: str, cores: float) -> Iterator[str]:
    """A group of processes that may use so many cores together. Gives the shell command with which a shell enters it, with all that it begins afterwards.

    Raises PermissionError or FileNotFoundError where this system or user cannot make one.
    """
    unified = UNIFIED.is_file()
    group = (UNIFIED.parent if unified else CONTROLLER) / f"qorgan-bench-{name}"
    group.mkdir()
    try:
        if unified:
            (group / "cpu.max").write_text(f"{round(cores * PERIOD)} {PERIOD}")
        else:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(round(cores * PERIOD)))
        yield f"echo $$ > {group / 'cgroup.procs'}\n"
    finally:
        _leave(group)


def _leave(group: Path) -> None:
    """Give the processes that are left back to the group above, and remove this one. Those that are ending may begin others meanwhile."""
    give_up = time.monotonic() + LEAVE_WITHIN
    while True:
        for process in (group / "cgroup.procs").read_text().split():
            with suppress(ProcessLookupError):
                (group.parent / "cgroup.procs").write_text(process)
        try:
            group.rmdir()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)
        else:
            return
