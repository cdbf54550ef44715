"""What a mail says and holds, read by a process of its own (`pipelines.intake.mail_process`), whose end says whether it could be read."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pipelines.intake.mail_process import HEADER_TOO_LARGE, TOO_MANY_PARTS
from records.settings import environment_with
from records.vocabulary import MessageFate

# Seconds by the clock; the process bounds its own computing.
_PATIENCE = 60
_COMMAND = "pipelines.intake.mail_process"
_REFUSED = {HEADER_TOO_LARGE: MessageFate.HEADER_TOO_LARGE, TOO_MANY_PARTS: MessageFate.TOO_MANY_PARTS}


@dataclass(frozen=True)
class ReadMail:
    """What was read: its fate, and, if it was taken, its subject, its text, and the parts that are files: each with its name and where its bytes lie."""

    fate: MessageFate
    subject: str = ""
    text: str = ""
    parts: tuple[tuple[str, Path], ...] = ()


def read_mail(mail: Path, folder: Path) -> ReadMail:
    """Read the mail; its parts lie in the folder then. One that breaks the reader or its bounds is unreadable."""
    environment = {**environment_with(()), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", _COMMAND, str(mail.absolute()), str(folder.absolute())]
    try:
        ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
        told = json.loads((folder / "mail.json").read_bytes()) if ended.returncode == 0 else None
    except (subprocess.TimeoutExpired, OSError, ValueError):
        told = None
    if told is None:
        return ReadMail(MessageFate.UNREADABLE)
    if told.get("refused"):
        return ReadMail(_REFUSED[told["refused"]])
    parts = tuple((name, folder / str(number)) for number, name in enumerate(told["parts"]))
    return ReadMail(MessageFate.TAKEN, told["subject"], told["text"], parts)
