"""Verified copies of files: a copy is read back and compared by SHA-256, and it is on the disk when the call returns."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from records.errors import CopyFailed
from records.files import make_folder, sync_folder
from records.i18n import tr

_CHUNK = 1 << 20
PART = ".part"


@dataclass(frozen=True)
class BackupFile:
    """One file of a backup: its path there, and how many of its first bytes count."""

    stored: str
    bytes: int
    sha256: str


class ChangedSource(Exception):
    """A file that only grows was cut or changed since the last backup. Raised by `append_growth`; the good copy stays, and the backup reports it."""


def digest_of(path: Path, size: int | None = None) -> str | None:
    """Return the SHA-256 of the first bytes of a file, or of all. None if it has fewer."""
    hashed = hashlib.sha256()
    with open(path, "rb") as stream:
        left = os.fstat(stream.fileno()).st_size if size is None else size
        return hashed.hexdigest() if _pour(stream, None, left, hashed) == 0 else None


def is_whole(path: Path, size: int, sha256: str) -> bool:
    """Return whether a file still begins with the bytes that were written. A read error counts as a difference."""
    try:
        return digest_of(path, size) == sha256
    except OSError:
        return False


def copy_file(source: Path, target: Path, size: int | None = None, sha256: str | None = None) -> BackupFile:
    """Copy the first `size` bytes of a file (None: all that it has now), and name the copy when it is complete. The result's path is empty.

    Raises CopyFailed if the bytes read do not match `sha256`, or do not read back as they were written.
    """
    make_folder(target.parent)
    part = target.with_name(target.name + PART)
    with open(source, "rb") as read:
        length = os.fstat(read.fileno()).st_size if size is None else size
        hashed = hashlib.sha256()
        with open(part, "wb") as write:
            missing = _pour(read, write, length, hashed)
            write.flush()
            os.fsync(write.fileno())
    if missing or (sha256 is not None and hashed.hexdigest() != sha256):
        part.unlink()
        raise CopyFailed(tr("{file} is not what it was when it was read a moment ago; look at the disk").format(file=source))
    _require_read_back(part, target, length, hashed.hexdigest())
    os.chmod(part, 0o600)
    os.replace(part, target)
    sync_folder(target.parent)
    return BackupFile("", length, hashed.hexdigest())


def append_growth(source: Path, target: Path, before: BackupFile) -> BackupFile:
    """Update the copy of a file that only grows. Only new bytes are written; if it has grown, the bytes copied before are compared.

    Raises ChangedSource if the file is shorter or begins differently, and CopyFailed as `copy_file` does.
    """
    with open(source, "rb") as read:
        length = os.fstat(read.fileno()).st_size
        if length == before.bytes:
            return before
        hashed = hashlib.sha256()
        if length < before.bytes or _pour(read, None, before.bytes, hashed) or hashed.hexdigest() != before.sha256:
            raise ChangedSource
        with open(target, "r+b") as write:
            # An interrupted backup may have written more than its manifest says.
            write.seek(before.bytes)
            missing = _pour(read, write, length - before.bytes, hashed)
            write.truncate()
            write.flush()
            os.fsync(write.fileno())
    if missing:
        raise ChangedSource
    _require_read_back(target, target, length, hashed.hexdigest())
    return BackupFile(before.stored, length, hashed.hexdigest())


def _require_read_back(written: Path, target: Path, size: int, sha256: str) -> None:
    if digest_of(written, size) != sha256:
        raise CopyFailed(tr("{file} does not read back as it was written; look at the disk").format(file=target))


def _pour(read: BinaryIO, write: BinaryIO | None, size: int, hashed: "hashlib._Hash") -> int:
    """Copy and hash `size` bytes; return how many are missing at the end of the file."""
    while size:
        chunk = read.read(min(_CHUNK, size))
        if not chunk:
            break
        hashed.update(chunk)
        if write is not None:
            write.write(chunk)
        size -= len(chunk)
    return size
