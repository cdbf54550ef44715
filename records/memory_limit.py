"""A memory limit for one piece of work, enforced by the system: a hostile file ends in MemoryError."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import resource
except ImportError:  # pragma: no cover  (a system without it)
    resource = None  # type: ignore[assignment]

_STATUS = Path("/proc/self/status")
# The writable private memory of a process, which RLIMIT_DATA limits (getrlimit(2), Linux 4.7).
_DATA = re.compile(r"^VmData:\s+(\d+) kB", re.MULTILINE)


@contextmanager
def limit_memory(bytes: int) -> Iterator[None]:
    """Limit this process to so much more memory inside the block; beyond it MemoryError is raised.

    It has no effect where the system does not report the memory in use; it is a second limit in addition to others. It applies to all threads, so use
    it in commands, not in servers.
    """
    if resource is None or not _STATUS.exists() or (match := _DATA.search(_STATUS.read_text())) is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    room = int(match[1]) * 1024 + bytes
    narrower = room if soft == resource.RLIM_INFINITY else min(room, soft)
    resource.setrlimit(resource.RLIMIT_DATA, (narrower, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
