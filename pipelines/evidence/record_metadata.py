"""The metadata in our records and file names: outlet, URLs and run.

With them a page can be read from the evidence even if nothing about it reached the database. They are written by `pipelines.evidence.writer`.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipelines.evidence.writer import ASKED, LED_TO, LISTED_DATE, LISTED_TITLE, OUTLET, POST, WATCHED
from pipelines.items import Hints

# RUN-NUMBER.warc.gz, or RUN-NUMBER~2.warc.gz after a clearing rewrote it. In files of earlier versions the number is only the process id.
_FILE = re.compile(r"(?P<run>.+)-(?P<process>\d+)(?:~\d+)?\.warc\.gz")


@dataclass(frozen=True)
class RecordMetadata:
    """The metadata of a page. `outlet` and `asked` are empty in a record of an earlier version; `target` is the final URL."""

    target: str
    outlet: str = ""
    asked: str = ""
    post: int | None = None
    watched: str | None = None
    hints: Hints = Hints()
    led_to: str = ""
    """For a redirect: the page to which it led. Such a record is not a page."""


def read_record_metadata(fields: Mapping[str, str]) -> RecordMetadata:
    """Return the metadata in a record's fields, whose names may be in any case."""
    lower = {name.lower(): value for name, value in fields.items()}
    post = lower.get(POST.lower(), "")
    return RecordMetadata(
        target=lower.get("warc-target-uri", "").strip("<>"),
        outlet=lower.get(OUTLET.lower(), ""),
        asked=lower.get(ASKED.lower(), ""),
        post=int(post) if post.isascii() and post.isdigit() else None,
        watched=lower.get(WATCHED.lower()) or None,
        hints=Hints(lower.get(LISTED_TITLE.lower(), ""), lower.get(LISTED_DATE.lower(), "")),
        led_to=lower.get(LED_TO.lower(), ""),
    )


@dataclass(frozen=True)
class FileName:
    """The run that wrote an evidence file, and the number of the process that did."""

    run_id: str
    process: int


def new_file_name(run_id: str) -> str:
    """Return this process's file name without extension.

    The process id alone is not enough: workers on several machines write to one folder in the same run, and two may have equal ids.
    """
    return f"{run_id}-{os.getpid()}{secrets.randbelow(10**9):09}"


def read_file_name(file: str) -> FileName | None:
    """Parse the name of an evidence file; return None if no run of ours wrote it."""
    match = _FILE.fullmatch(PurePosixPath(file).name)
    return FileName(match["run"], int(match["process"])) if match else None
