"""Where the database servers of tests keep their files: in memory, where this machine has room there.

A server makes six hundred files for the database of a test and drops them after it. ext4 without a journal, which virtual machines often have, looks at every
file that was dropped in the last minutes before it makes another: there the hundredth database took ten times as long as the first, nearly all of it in
the kernel. Nothing that such a server holds outlives the tests, so nothing needs a disk.
"""

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
# Bytes that must be free. A server takes 150 MB, and several test processes have one each.
ROOM = 2 * 1024**3


def memory_folder(prefix: str, memory: Path = MEMORY, room: int = ROOM) -> Path:
    """A new folder whose name begins so: in memory if there is that much room, else where temporary files lie."""
    roomy = memory.is_dir() and shutil.disk_usage(memory).free >= room
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if roomy else None))
