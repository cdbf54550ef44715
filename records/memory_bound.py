"""A bound on the memory of one piece of work, kept by the system: whatever a stranger's file makes a library build, it ends in MemoryError."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import resource
except ImportError:  # pragma: no cover  (a system without it)
    resource = None  # type: ignore[assignment]

_STATUS = Path("/proc/self/status")
# What a process holds of its own that can be written: what RLIMIT_DATA counts (getrlimit(2), Linux 4.7).
_DATA = re.compile(r"^VmData:\s+(\d+) kB", re.MULTILINE)


@contextmanager
def at_most_more(bytes: int) -> Iterator[None]:
    """While inside, this process gets at most so much more memory, and MemoryError beyond. Only where the system tells how much it has; it is a second bound
    behind others. It counts for all threads, so it is for a command and not for a server."""
    if resource is None or not _STATUS.exists() or (found := _DATA.search(_STATUS.read_text())) is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    room = int(found[1]) * 1024 + bytes
    narrower = room if soft == resource.RLIM_INFINITY else min(room, soft)
    resource.setrlimit(resource.RLIMIT_DATA, (narrower, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
