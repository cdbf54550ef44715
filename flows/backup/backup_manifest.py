"""The manifest of a backup: what it holds, and whether it still holds it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from flows.backup.kept_files import KeptFile, digest_of
from records.durable_files import write_file
from records.errors import CopyFailed
from records.fault_names import reason
from records.i18n import tr
from records.ledger.ledger_verify import Head

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: the database's file, and every file by the name that it has in the data folder."""

    made_at: str
    revision: str
    database: str
    head: Head | None
    files: dict[str, KeptFile]
    round: int = 0
    """How many backups into this folder came before; it chooses the files that are read again."""

    @property
    def bytes(self) -> int:
        """Bytes in all."""
        return sum(file.bytes for file in self.files.values())


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a folder. Raises CopyFailed for a folder that holds none that can be read."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise CopyFailed(tr("{folder} was written by a later version of Qorgan; restore it with that one").format(folder=folder))
        files = {name: KeptFile(one["stored"], int(one["bytes"]), str(one["sha256"])) for name, one in told["files"].items()}
        head = Head(int(told["head"]["id"]), told["head"]["hash"]) if told["head"] else None
        made = Manifest(told["made_at"], told["revision"], told["database"], head, files, int(told.get("round", 0)))
    except FileNotFoundError as error:
        raise CopyFailed(tr("{folder} holds no backup: it has no {file}").format(folder=folder, file=MANIFEST)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        words = tr("{file} cannot be read ({reason}); take another backup")
        raise CopyFailed(words.format(file=folder / MANIFEST, reason=reason(error))) from error
    for name, one in made.files.items():
        # A manifest from elsewhere must not lead out of the two folders.
        if not (_stays_inside(name) and _stays_inside(one.stored)):
            raise CopyFailed(tr("{file} names a file outside its folder ({name}); it is none of ours").format(file=folder / MANIFEST, name=name))
    if made.database not in made.files:
        raise CopyFailed(tr("{file} cannot be read ({reason}); take another backup").format(file=folder / MANIFEST, reason=made.database))
    return made


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place of the one before, at once."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "made_at": manifest.made_at,
        "revision": manifest.revision,
        "database": manifest.database,
        "head": {"id": manifest.head.id, "hash": manifest.head.hash} if manifest.head else None,
        "round": manifest.round,
        "files": {name: {"stored": one.stored, "bytes": one.bytes, "sha256": one.sha256} for name, one in sorted(manifest.files.items())},
    }
    write_file(folder / MANIFEST, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


def manifest_faults(folder: Path, manifest: Manifest, passed: Callable[[int], None] = lambda _bytes: None) -> Iterator[str]:
    """Each file that is missing, shorter, or not the one whose SHA-256 stands in the manifest. It reads all of them."""
    for name, one in sorted(manifest.files.items()):
        try:
            found = digest_of(folder / one.stored, one.bytes)
        except OSError as error:
            yield tr("{file} cannot be read: {reason}").format(file=name, reason=error.strerror)
            continue
        if found != one.sha256:
            yield tr("{file} is not the file whose SHA-256 stands in the manifest").format(file=name)
        passed(one.bytes)


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and path.parts != ()
