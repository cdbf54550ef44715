"""What is left of a folder after a power cut: what programs had synced, and of the rest whatever chance kept.

`synced_disk.c`, preloaded into the programs, notes what they sync. The rest may be lost whole, may be there, or may be there in part: each block of
4 KB and each name that was not synced is kept or lost by chance, as a real disk writes in any order until it is told to sync.
"""

import os
import platform
import random
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("synced_disk.c")
_BLOCK = 4096


def why_not() -> str | None:
    """Why no power can be cut here; None where it can."""
    if platform.system() != "Linux":
        return "a library is preloaded and files are read by /proc: Linux only"
    return None if shutil.which("cc") else "there is no C compiler (cc) to build the library that notes what is synced"


@dataclass(frozen=True)
class CutDisk:
    """A folder whose power can be cut, and the notes on it."""

    watched: Path
    kept: Path
    library: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a program must have in its environment to write onto this disk."""
        return {"LD_PRELOAD": str(self.library), "CUT_WATCHED": str(self.watched), "CUT_KEPT": str(self.kept)}

    def settle(self) -> None:
        """All that lies in the folder now is on the disk."""
        for folder, _, files in os.walk(self.watched):
            lines = [f"{one.inode()} {one.name}\n" for one in os.scandir(folder)]
            (self.kept / "names" / str(os.stat(folder).st_ino)).write_text("".join(lines), encoding="utf-8")
            for name in files:
                path = Path(folder, name)
                inode = path.stat().st_ino
                shutil.copyfile(path, self.kept / "synced" / str(inode))
                if not (self.kept / "live" / str(inode)).exists():
                    os.link(path, self.kept / "live" / str(inode))

    def after_cut(self, target: Path, chance: random.Random) -> Path:
        """Make the folder anew as the machine finds it. All programs that wrote into it must have ended (by SIGKILL, in the middle of their work)."""
        self._folder(self.watched, self.watched.stat().st_ino, target, chance)
        return target

    def _folder(self, now: Path | None, inode: int, target: Path, chance: random.Random) -> None:
        target.mkdir()
        there = {one.name: one.inode() for one in os.scandir(now)} if now else {}
        names = self.kept / "names" / str(inode)
        lines = names.read_text(encoding="utf-8").splitlines() if names.exists() else []
        synced = {name: int(number) for number, _, name in (line.partition(" ") for line in lines)}
        for name in sorted(there.keys() | synced.keys()):
            both = [synced.get(name), there.get(name)]
            found = both[0] if both[0] == both[1] else chance.choice(both)
            if found is None:
                continue
            path = now / name if now and there.get(name) == found else None
            if self._is_folder(path, found):
                self._folder(path, found, target / name, chance)
            else:
                self._file(path, found, target / name, chance)

    def _is_folder(self, path: Path | None, inode: int) -> bool:
        return stat.S_ISDIR(path.lstat().st_mode) if path else (self.kept / "names" / str(inode)).exists()

    def _file(self, path: Path | None, inode: int, target: Path, chance: random.Random) -> None:
        synced, live = self.kept / "synced" / str(inode), self.kept / "live" / str(inode)
        old = synced.read_bytes() if synced.exists() else b""
        new = live.read_bytes() if live.exists() else path.read_bytes() if path else b""
        target.write_bytes(_torn(old, new, chance))


def _torn(old: bytes, new: bytes, chance: random.Random) -> bytes:
    """A file of which the old bytes were synced and the new ones written after."""
    if old == new:
        return old
    share = chance.choice((0.0, 0.5, 1.0))
    size = len(new) if chance.random() < share else len(old)
    found = bytearray(old[:size].ljust(size, b"\0"))
    for start in range(0, min(size, len(new)), _BLOCK):
        if chance.random() < share:
            found[start : start + _BLOCK] = new[start : start + _BLOCK]
    return bytes(found[:size])


def build_library(folder: Path) -> Path:
    """Compile the library into the folder."""
    library = folder / "synced_disk.so"
    subprocess.run(
        ["cc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True, capture_output=True, text=True
    )
    return library


def cut_disk(watched: Path, kept: Path, library: Path) -> CutDisk:
    """A disk over this folder, on which all that is there now is safe."""
    watched.mkdir(parents=True, exist_ok=True)
    for name in ("synced", "names", "live"):
        (kept / name).mkdir(parents=True)
    disk = CutDisk(watched.resolve(), kept.resolve(), library)
    disk.settle()
    return disk
