"""Trials of outlets at the desk: each is a probe of one entry (`spiders.probe.probe_process`). Requests only start one, look, and stop it.

Only one runs for each outlet, and few at once, so that a hostile or endless site delays nobody else.
"""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from records.errors import AlreadyDecided, BadDecision
from records.i18n import tr
from records.settings import Settings, environment_with
from spiders.config.edit import entry_text
from spiders.config.files import OutletFault, load_outlets, outlet_files, own_file, with_own
from spiders.config.schema import Outlet
from spiders.probe.probe_process import ProbeTask, probe_outlets
from spiders.probe.probe_result import HOSTS_VARIABLE, ProbeResult

# The entries of outlet files, as the next run uses them, read again only where a file was changed.


@dataclass(frozen=True)
class EntriesRead:
    """The entries by name, closed ones included; the names in the desk's own file, and those that another file has too; the faults of the desk's own
    file.
    """

    by_name: Mapping[str, Outlet]
    of_desk: frozenset[str] = frozenset()
    shipped: Mapping[str, Outlet] = field(default_factory=dict)
    faults: tuple[OutletFault, ...] = ()


class OutletEntries:
    """A cache of a desk's outlet files, safe for concurrent requests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._read = EntriesRead({})
        self.writing = threading.Lock()
        """Held while the desk's own file is changed."""

    def read(self, data: Path) -> EntriesRead:
        """Return the current entries; `data` is the data folder."""
        files = [file for path in with_own(outlet_files(), data) for file in _files(path)]
        stamps = tuple((str(file), *_stamp(file)) for file in files)
        with self._lock:
            if stamps != self._seen:
                self._read, self._seen = _read(data), stamps
            return self._read


def _read(data: Path) -> EntriesRead:
    own, faults = load_outlets([own_file(data)]) if own_file(data).is_file() else ([], [])
    shipped = {outlet.name: outlet for outlet in load_outlets(outlet_files())[0]}
    return EntriesRead({**shipped, **{one.name: one for one in own}}, frozenset(one.name for one in own), shipped, tuple(faults))


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml")) if path.is_dir() else [path]


def _stamp(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


# Seconds for the requests, and then for finishing those that are open.
LIMIT, GRACE = 90.0, 30.0
# Most trials at once, and most that are stored.
_AT_ONCE, _KEPT = 2, 20
# Most sources and articles that are requested, and bytes of memory.
_SOURCES, _ARTICLES, _MEMORY = 12, 5, 1024 * 1024 * 1024
# The settings passed to the process, from any source: it works in a folder without their file.
_NEEDED = ("contact", "download_delay", "home_country", "lang", "browser")


@dataclass
class Trial:
    """One trial of an entry.

    `typed`: the contents of the form from which it was tried; None where the entry was tried unchanged. `ended`: no more output follows; `result`
    None then: the process was stopped, or ended without a result.
    """

    outlet: Outlet
    who: str
    began: datetime
    version: str
    typed: Mapping[str, Any] | None = None
    asked: list[str] = field(default_factory=list)
    result: ProbeResult | None = None
    stopped: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    process: "subprocess.Popen[bytes] | None" = None


class OutletTrials:
    """The trials of one desk, the last of each outlet."""

    def __init__(self, limit: float = LIMIT) -> None:
        self._lock = threading.Lock()
        self._trials: dict[str, Trial] = {}
        self._limit = limit

    def of(self, name: str) -> Trial | None:
        """Return the last trial of an outlet."""
        with self._lock:
            return self._trials.get(name)

    def kept(self) -> list[Trial]:
        """Return the last trial of each outlet, the newest first."""
        with self._lock:
            return [*self._trials.values()][::-1]

    def start(self, trial: Trial, settings: Settings) -> None:
        """Start a trial.

        Raises AlreadyDecided where one of this outlet is running, and BadDecision where the most allowed are running.
        """
        name = trial.outlet.name
        with self._lock:
            running = [trial for trial in self._trials.values() if not trial.ended.is_set()]
            if any(other.outlet.name == name for other in running):
                raise AlreadyDecided(tr("this outlet is being tried already; wait for the result, or stop it"))
            if len(running) >= _AT_ONCE:
                raise BadDecision(tr("other outlets are being tried just now; try again in a minute"))
            self._keep(trial)
        threading.Thread(target=self._work, args=(trial, settings), daemon=True).start()

    def keep(self, trial: Trial) -> None:
        """Store a finished trial as the last one of its outlet."""
        trial.ended.set()
        with self._lock:
            self._keep(trial)

    def _keep(self, trial: Trial) -> None:
        self._trials.pop(trial.outlet.name, None)
        self._trials[trial.outlet.name] = trial
        for old in [name for name, earlier in self._trials.items() if earlier.ended.is_set()][: max(len(self._trials) - _KEPT, 0)]:
            del self._trials[old]

    def stop(self, name: str) -> None:
        """Stop the running trial of this outlet."""
        trial = self.of(name)
        if trial is not None and not trial.ended.is_set():
            trial.stopped = True
            if trial.process is not None:
                trial.process.kill()

    def stop_all(self) -> None:
        """Stop all trials when the desk ends."""
        for name in list(self._trials):
            self.stop(name)

    def _work(self, trial: Trial, settings: Settings) -> None:
        folder = Path(tempfile.mkdtemp(prefix="qorgan-trial-"))
        try:
            _run(trial, settings, folder, self._limit)
        except OSError:
            # A full disk or no more processes: it ended without a result.
            trial.result = None
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            trial.ended.set()


def _run(trial: Trial, settings: Settings, folder: Path, limit: float) -> None:
    entry = folder / "entry.yaml"
    # A closed outlet is tried all the same, to see whether it is back.
    entry.write_text(entry_text(trial.outlet.model_copy(update={"dead": None})), encoding="utf-8")
    # The process has a data folder of its own, and keeps to the pace of all.
    shared = settings.database_url or f"sqlite:///{(settings.data / 'qorgan.db').resolve()}"
    environment = {
        **environment_with(()), **{f"QORGAN_{name.upper()}": str(getattr(settings, name)) for name in _NEEDED},
        HOSTS_VARIABLE: shared, "QORGAN_DATA": str(folder / "var"),
    }  # fmt: skip

    def started(process: "subprocess.Popen[bytes]") -> None:
        trial.process = process
        if trial.stopped:
            process.kill()

    task = ProbeTask([trial.outlet.name], [entry], folder / "trial.log", limit, GRACE, _SOURCES, _ARTICLES, _MEMORY)
    with closing(probe_outlets(task, environment, started)) as messages:
        for message in messages:
            if isinstance(message, ProbeResult):
                trial.result = message
                return
            trial.asked.append(message)
