"""Pictures as they are shown: made anew from what was given, and kept where nothing is lost with them. The original is never sent to be looked at."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.evidence.taken_files import file_path
from records.durable_files import make_folder
from records.settings import environment_with
from records.vocabulary import PICTURES, FileKind

# Below the data folder. It is in no backup: what it holds is made again.
SHOWN_FOLDER = "shown"
# Seconds by the clock; the process bounds its own computing.
_PATIENCE = 60
_COMMAND = "pipelines.evidence.picture_process"


def shown_picture(data: Path, evidence: Path, sha256: str, kind: FileKind) -> Path | None:
    """The file of what is shown of a picture, made if it is not there. None for what is no picture, or breaks the decoder or its bounds.

    That it cannot be shown is kept as well (an empty file), so that a page that is opened again does not try again.
    """
    if kind not in PICTURES:
        return None
    path = data / SHOWN_FOLDER / f"{sha256}.jpg"
    if not path.exists():
        _make(file_path(evidence, sha256), path)
    return path if path.exists() and path.stat().st_size else None


def _make(source: Path, path: Path) -> None:
    make_folder(path.parent)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
    os.close(handle)
    try:
        done = _decoded(source, aside)
        if not done:
            os.truncate(aside, 0)
        os.replace(aside, path)
    except OSError:
        # A full disk shows no picture, and is told where something is to be written.
        pass
    finally:
        with contextlib.suppress(OSError):
            Path(aside).unlink(missing_ok=True)


def _decoded(source: Path, target: str) -> bool:
    command = [sys.executable, "-m", _COMMAND, str(source.absolute()), target]
    environment = {**environment_with(()), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0
