"""How far a strange WARC file was replayed, kept in the folder `replay` of the data: after whatever broke a replay off, the same command goes on from there.

Behind a place lie at most pages that the records know already; they are found there by the runs that are named here.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from records.durable_files import make_folder, write_file

# Bytes by which a file is known again under another name. The first record of a collection names its file and has an id of its own.
_BEGINNING = 64 * 1024


@dataclass(frozen=True)
class ReplayPlace:
    """A file as far as it was replayed. Everything before `offset` has its row, and of the gzip member there the first `joined` records, where many share one.

    `key`: what the file is known by. `hosts`: which hosts were asked for (`hosts_key`); for others the file is read from its beginning. `runs`: which runs took pages
    from it, the newest last. `ended`: nothing is left.
    """

    key: str
    name: str
    size: int
    hosts: str
    offset: int = 0
    joined: int = 0
    ended: bool = False
    runs: tuple[str, ...] = ()

    def taken_up(self, run_id: str) -> "ReplayPlace":
        """The place as this run goes on from it."""
        return replace(self, runs=(*(run for run in self.runs if run != run_id), run_id))

    def from_the_beginning(self, hosts: str) -> "ReplayPlace":
        """The place of a file that is read anew."""
        return ReplayPlace(self.key, self.name, self.size, hosts, runs=self.runs)


def file_key(path: Path) -> str:
    """What a file is known by: its length and its first bytes. Raises OSError where it cannot be read."""
    with open(path, "rb") as stream:
        beginning = stream.read(_BEGINNING)
    return hashlib.sha256(f"{path.stat().st_size} ".encode() + beginning).hexdigest()[:32]


def hosts_key(hosts: Collection[str] | None) -> str:
    """A short form of the hosts that are asked for; None = all."""
    return hashlib.sha256("\n".join(sorted(hosts)).encode()).hexdigest()[:16] if hosts is not None else "all"


def place_of(folder: Path, path: Path, hosts: str) -> ReplayPlace:
    """How far the file was replayed for these hosts; its beginning where it never was. Raises OSError where the file cannot be read."""
    key = file_key(path)
    fresh = ReplayPlace(key, path.name, path.stat().st_size, hosts)
    try:
        kept = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        found = ReplayPlace(**{**kept, "runs": tuple(kept["runs"])})
    except (OSError, ValueError, KeyError, TypeError):
        # None was kept, or what is kept says nothing: the rows still tell what was taken.
        return fresh
    return found if found.hosts == hosts else found.from_the_beginning(hosts)


def keep_place(folder: Path, place: ReplayPlace) -> None:
    """Keep it, so that a power cut takes nothing of it. Raises OSError."""
    make_folder(folder)
    write_file(folder / f"{place.key}.json", json.dumps(asdict(place)).encode())
