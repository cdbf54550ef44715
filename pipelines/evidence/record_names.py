"""Reads what a record of ours says of its page beside the bytes, and what the name of its file says of its run.

So a page can be read from the evidence although nothing of it reached the database. `pipelines.evidence.writer` writes both.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipelines.evidence.writer import ASKED, LED_TO, LISTED_DATE, LISTED_TITLE, OUTLET, POST, WATCHED
from pipelines.items import Hints

# RUN-NUMBER.warc.gz, and RUN-NUMBER~2.warc.gz once a clearing wrote it anew. In files of earlier versions the number is the process id alone.
_FILE = re.compile(r"(?P<run>.+)-(?P<process>\d+)(?:~\d+)?\.warc\.gz")


@dataclass(frozen=True)
class RecordNames:
    """What a record says of its page. `outlet` and `asked` are empty in a record of an earlier version; `target` is the address that answered."""

    target: str
    outlet: str = ""
    asked: str = ""
    post: int | None = None
    watched: str | None = None
    hints: Hints = Hints()
    led_to: str = ""
    """Of a redirect: the page to which it led. Such a record is no page."""


def read_names(fields: Mapping[str, str]) -> RecordNames:
    """What the fields of a record say; their names may be in any case."""
    lower = {name.lower(): value for name, value in fields.items()}
    post = lower.get(POST.lower(), "")
    return RecordNames(
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
    """How this process names the files that it alone writes, without their ending.

    The id of the process would not do: workers on several machines write for one run into one folder, and two of them may have the same.
    """
    return f"{run_id}-{os.getpid()}{secrets.randbelow(10**9):09}"


def read_file_name(file: str) -> FileName | None:
    """What the name of an evidence file says; None for one that no run of ours wrote."""
    found = _FILE.fullmatch(PurePosixPath(file).name)
    return FileName(found["run"], int(found["process"])) if found else None
