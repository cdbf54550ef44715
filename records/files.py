"""Private and durable files: permissions for the own user alone, and writes that survive a power cut.

Every entry point calls `close_umask` before it writes anything: the command (`flows.cli.main`), Scrapy's settings (so `scrapy crawl` too), and the
flow (so a Prefect worker too). Child processes inherit it: crawlers, workers, Prefect's server, the browser.
"""

import os
import stat
import tempfile
from pathlib import Path

from records.i18n import tr

# Durable files and folders. A file's bytes are on disk after `fsync` of the file, its name after `fsync` of its folder.


def sync_folder(folder: Path) -> None:
    """Sync the names in a folder to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents, private to our own user, and sync the new names to disk."""
    missing: list[Path] = []
    above = folder
    while above != above.parent and not above.exists():
        missing.append(above)
        above = above.parent
    for directory in reversed(missing):
        directory.mkdir(mode=0o700, exist_ok=True)
        sync_folder(directory.parent)


def write_file(path: Path, content: bytes, *, replace: bool = True, mode: int = 0o600) -> bool:
    """Write the content to the file atomically: after a power cut it has the old bytes or the new ones.

    Without `replace` an existing file remains as it is, even if another process creates it at this moment; then return False.
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
# Names in a data folder. A folder without any of them may belong to anybody, and remains as it is.
_OURS = ("qorgan.db", "evidence", "logs", "prefect")


def close_umask() -> None:
    """Make files 0600 and folders 0700 in this process and its children.

    This includes files of `--output`: an export names people.
    """
    os.umask(0o077)


def close_folder(data: Path) -> str | None:
    """Remove other users' permissions from a data folder that an earlier version left open, once.

    Returns a line to report, or None if the folder is closed already, does not exist, or is no data folder. Files that belong to another user do not
    keep the rest open.
    """
    if not data.exists():
        return None
    try:
        status = data.stat()
        if not status.st_mode & _OTHERS or not any((data / name).exists() for name in _OURS):
            return None
        if status.st_mode & stat.S_ISVTX or status.st_uid != os.geteuid():
            return tr("{folder} can be opened by other users of this machine and is not ours to close; let its owner set mode 0700").format(
                folder=data
            )
        # Innermost first: while the folder itself is open, an interrupted attempt is repeated.
        left = [fault for folder, _, files in os.walk(data) for name in (*files, "") if (fault := _close(Path(folder) / name, data))]
        data.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)
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
    """Close everything in the data folder, and return what cannot be closed, with the reason."""
    try:
        mode = path.lstat().st_mode
        if path != data and mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except FileNotFoundError:
        # Another process deleted it.
        return None
    except OSError as error:
        return f"{path.relative_to(data)}: {error.strerror}"
    return None
