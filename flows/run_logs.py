"""The logs of runs: empty ones are deleted, old ones are pruned, that of Prefect's server is rotated."""

import logging
import os
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

log = logging.getLogger(__name__)

# The newest logs that are never pruned: if the clock is ahead all of them seem old.
KEPT = 50
# Bytes from which the log of Prefect's server is rotated; the previous one becomes `.1`.
LARGE = 5_000_000
# The logs of `qorgan outlets check`.
_OF_A_CHECK = re.compile(r"check-\d{8}T\d{6}-\d+\.log")
# The log of Prefect's server, which writes to it as long as it runs.
SERVER = "prefect-server.log"
# A crawler's log, its list of watched pages, or its replay progress (`flows.crawl_process`): the folder contains other logs too.
_OF_A_RUN = re.compile(r"\d{8}T\d{12}-[a-z]+(-watch)?-\d+\.(log|watch|progress)")


def prune_logs(folder: Path, days: float, now: datetime) -> int:
    """Delete logs of runs and outlet checks that are older than `days`, rotate that of Prefect's server if large, and return how many were deleted.

    Files that cannot be deleted stay and cause no error.
    """
    oldest, deleted = (now - timedelta(days=days)).timestamp(), 0
    try:
        listed = list(folder.iterdir()) if folder.is_dir() else []
        for kind in (_OF_A_RUN, _OF_A_CHECK):
            # Within a kind, names begin with the start time of their run.
            files = sorted(path for path in listed if kind.fullmatch(path.name))
            for path in files[: max(len(files) - KEPT, 0)]:
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    deleted += 1
        _truncate_log(folder / SERVER)
    except OSError as error:
        log.warning("old logs are not deleted: %s", error)
    return deleted


def drop_if_empty(path: Path) -> None:
    """Delete an empty log: most runs write nothing."""
    if path.is_file() and path.stat().st_size == 0:
        path.unlink()


def rotate(path: Path) -> None:
    """Rotate a large log: the previous one becomes `.1`."""
    if path.is_file() and path.stat().st_size > LARGE:
        path.replace(path.with_name(path.name + ".1"))


def _truncate_log(path: Path) -> None:
    """Rotate a log to which a running process appends: its content is copied and the file truncated. A line written in between is lost."""
    if path.is_file() and path.stat().st_size > LARGE:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        os.truncate(path, 0)
