"""Where the database servers of tests keep their files: in memory, where this machine has room there.

A server makes six hundred files for the database of a test and drops them after it. ext4 without a journal, which virtual machines often have, looks at every
file that was dropped in the last minutes before it makes another: there the hundredth database took ten times as long as the first, nearly all of it in
the kernel. Nothing that such a server holds outlives the tests, so nothing needs a disk.
"""

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
# Bytes that must be free: a server takes 150 MB, and each database that is open beside it 10 MB.
ROOM = 2 * 1024**3


def memory_folder(name: str, memory: Path = MEMORY, room: int = ROOM) -> Path:
    """A folder of this name, made if it is not there: in memory if there is that much room, else where temporary files lie."""
    folder = (memory if _has_room(memory, room) else Path(tempfile.gettempdir())) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _has_room(memory: Path, room: int) -> bool:
    return memory.is_dir() and shutil.disk_usage(memory).free >= room
