"""The entries of outlet files, as the next run takes them, read again only where a file was changed."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spiders.config.files import OutletFault, load_outlets, outlet_files
from spiders.config.own_file import own_file, with_own
from spiders.config.schema import Outlet


@dataclass(frozen=True)
class EntriesRead:
    """The entries by name, closed ones included; the names of those that the desk's own file gives, and of those that another file gives too; the faults of the desk's own file."""

    by_name: Mapping[str, Outlet]
    of_desk: frozenset[str] = frozenset()
    shipped: Mapping[str, Outlet] = field(default_factory=dict)
    faults: tuple[OutletFault, ...] = ()


class OutletEntries:
    """What one desk knows of outlet files. Many requests may ask at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._read = EntriesRead({})
        self.writing = threading.Lock()
        """Held while the desk's own file is changed."""

    def read(self, data: Path) -> EntriesRead:
        """The entries as they are now. `data`: the data folder."""
        files = [file for path in with_own(outlet_files(), data) for file in _files(path)]
        seen = tuple((str(file), *_stamp(file)) for file in files)
        with self._lock:
            if seen != self._seen:
                self._read, self._seen = _read(data), seen
            return self._read


def _read(data: Path) -> EntriesRead:
    own, faults = load_outlets([own_file(data)]) if own_file(data).is_file() else ([], [])
    shipped = {outlet.name: outlet for outlet in load_outlets(outlet_files())[0]}
    return EntriesRead({**shipped, **{one.name: one for one in own}}, frozenset(one.name for one in own), shipped, tuple(faults))


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml")) if path.is_dir() else [path]


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
