"""The logs of runs: empty ones are not kept, old ones are deleted, that of Prefect's server is rotated."""

import logging
import os
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

log = logging.getLogger(__name__)

# Logs that are kept however old they seem: under a clock that is ahead all of them seem old.
KEPT = 50
# Bytes from which the log of Prefect's server is begun anew; the one before it stays as `.1`.
LARGE = 5_000_000
# What `qorgan outlets check` leaves.
_OF_A_CHECK = re.compile(r"check-\d{8}T\d{6}-\d+\.log")
# The log of Prefect's server: it writes into it for as long as it lives.
SERVER = "prefect-server.log"
# The log of one crawler of a run, the list of pages that it looks at, or how far its replay has come (`flows.crawl_process`): the folder holds other logs too.
_OF_A_RUN = re.compile(r"\d{8}T\d{12}-[a-z]+(-watch)?-\d+\.(log|watch|progress)")


def prune_logs(folder: Path, days: float, now: datetime) -> int:
    """Delete the logs of runs, and of checks of outlets, that are older than so many days, and cut that of Prefect's server where it has grown large. Gives how many went. What cannot be deleted stays, and stops nothing."""
    oldest, deleted = (now - timedelta(days=days)).timestamp(), 0
    try:
        listed = list(folder.iterdir()) if folder.is_dir() else []
        for kind in (_OF_A_RUN, _OF_A_CHECK):
            # Within a kind their names begin with the moment of their run.
            files = sorted(path for path in listed if kind.fullmatch(path.name))
            for path in files[: max(len(files) - KEPT, 0)]:
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    deleted += 1
        cut(folder / SERVER)
    except OSError as error:
        log.warning("old logs are not deleted: %s", error)
    return deleted


def drop_if_empty(path: Path) -> None:
    """Delete a log that says nothing: most runs have nothing to say."""
    if path.is_file() and path.stat().st_size == 0:
        path.unlink()


def rotate(path: Path) -> None:
    """Begin a log anew when it has grown large, and keep the one before it."""
    if path.is_file() and path.stat().st_size > LARGE:
        path.replace(path.with_name(path.name + ".1"))


def cut(path: Path) -> None:
    """Begin a log anew into which a living process appends: what it held is copied, and the file itself stays, emptied. A line that is written between the two is lost."""
    if path.is_file() and path.stat().st_size > LARGE:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        os.truncate(path, 0)
