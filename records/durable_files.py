"""Files and folders that are still there after a power cut.

A file's bytes are on the disk after `fsync` of the file, its name after `fsync` of the folder that holds it. Who needs both calls here.
"""

import os
import tempfile
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for our own user alone, and put the names of the new ones on the disk."""
    missing: list[Path] = []
    above = folder
    while above != above.parent and not above.exists():
        missing.append(above)
        above = above.parent
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        sync_folder(one.parent)


def write_file(path: Path, content: bytes, *, replace: bool = True, mode: int = 0o600) -> bool:
    """Give the file this content: after a power cut it holds the old bytes or the new ones, never half.

    Without `replace` a file that exists stays as it is, also if another process makes it at this moment; then the answer is False.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        if replace:
            os.replace(name, path)
        else:
            os.link(name, path)
    except FileExistsError:
        return False
    finally:
        Path(name).unlink(missing_ok=True)
    sync_folder(path.parent)
    return True
