"""How far a replay has come, told by the crawler to whoever started it: in a small file, since its output ends with it."""

import contextlib
import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# Seconds between two words.
_EVERY = 1.0


@dataclass
class ReplayProgress:
    """Counts of one replay. `before`: bytes that an earlier one had read. `bytes`: those read in all, of `size`. `records`: all records that were read now, `others`
    pages of other hosts among them, `ours` pages of ours, `known_before` those that an earlier replay of the file had taken."""

    files: int = 0
    files_ended: int = 0
    size: int = 0
    before: int = 0
    bytes: int = 0
    records: int = 0
    others: int = 0
    ours: int = 0
    known_before: int = 0
    seconds: float = 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None where nothing was read yet."""
        read = self.bytes - self.before
        return self.seconds * (self.size - self.bytes) / read if read > 0 else None

    def as_json(self) -> dict[str, Any]:
        """As the run keeps it."""
        return {**asdict(self), "seconds": round(self.seconds, 1)}


@dataclass
class ProgressFile:
    """The file of one run, written at most once a second. What cannot be written is told by nobody: it is no record."""

    path: Path
    counts: ReplayProgress = field(default_factory=ReplayProgress)
    _began: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    def tell(self) -> None:
        """Write how it stands, if the last word is old enough."""
        moment = time.monotonic()
        self.counts.seconds = moment - self._began
        if moment - self._told < _EVERY:
            return
        self._told = moment
        with contextlib.suppress(OSError):
            half = self.path.with_suffix(".half")
            half.write_text(json.dumps(asdict(self.counts)), encoding="utf-8")
            os.replace(half, self.path)

    def close(self) -> None:
        """Take the file away: what it said is in the summary of the run."""
        self.counts.seconds = time.monotonic() - self._began
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def progress_path(logs: Path, run_id: str) -> Path:
    """Where the replay of a run tells how far it has come."""
    return logs / f"{run_id}-0.progress"


def read_progress(path: Path) -> ReplayProgress | None:
    """How far a replay has come; None where it has told nothing yet, or has ended."""
    try:
        return ReplayProgress(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
