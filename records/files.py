"""Whatever Qorgan writes is for its own user alone: notes on people's safety, addresses of sources, keys.

Every entry point calls `close_umask` before it writes anything: the command (`flows.cli.main`), Scrapy's settings (so `scrapy crawl` too), and the
flow (so a Prefect worker too). What they start inherits it: crawlers, workers, Prefect's server, the browser.
"""

import os
import stat
import tempfile
from pathlib import Path

from records.i18n import tr

# Files and folders that are still there after a power cut.
#
# A file's bytes are on the disk after `fsync` of the file, its name after `fsync` of the folder that holds it. Who needs both calls here.


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


_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# What a data folder holds. A folder with none of them may be anybody's, and is left as it is.
_OURS = ("qorgan.db", "evidence", "logs", "prefect")


def close_umask() -> None:
    """From here on this process, and what it starts, makes files 0600 and folders 0700. Also those of `--output`: an export names people."""
    os.umask(0o077)


def close_folder(data: Path) -> str | None:
    """Take the rights of others from a data folder that an earlier version left open, and from all in it, once. Gives the line to tell about it;
    None for a folder that is closed, that is not there yet, or that is no data folder. What in it is somebody else's leaves the rest no more open."""
    if not data.exists():
        return None
    try:
        found = data.stat()
        if not found.st_mode & _OTHERS or not any((data / name).exists() for name in _OURS):
            return None
        if found.st_mode & stat.S_ISVTX or found.st_uid != os.geteuid():
            return tr("{folder} can be opened by other users of this machine and is not ours to close; let its owner set mode 0700").format(
                folder=data
            )
        # From the inside out: as long as the folder itself is open, a broken-off attempt is made again.
        left = [told for folder, _, files in os.walk(data) for name in (*files, "") if (told := _close(Path(folder) / name, data))]
        data.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    except OSError as error:
        return tr("{folder} can be opened by other users of this machine; it cannot be closed ({reason})").format(folder=data, reason=error.strerror)
    if left:
        words = tr(
            "{folder} could be opened by other users of this machine; it is closed now, but not all in it ({what}); give it to the user who runs "
            "Qorgan (chown)"
        )
        return words.format(folder=data, what=left[0])
    return tr("{folder} could be opened by other users of this machine; it is closed now").format(folder=data)


def _close(path: Path, data: Path) -> str | None:
    """Close what lies in the data folder. Gives what cannot be closed, and why."""
    try:
        mode = path.lstat().st_mode
        if path != data and mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except FileNotFoundError:
        # Another process needed it no longer.
        return None
    except OSError as error:
        return f"{path.relative_to(data)}: {error.strerror}"
    return None
