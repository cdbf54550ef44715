"""Files that people send are evidence. Their bytes lie beside the stored pages, each under its SHA-256 (`evidence/files/ab/ab…`), and are never changed or opened by a program.

`take_in` is the one way in, for the desk, a mailbox or a bot: bytes as they come, piece by piece, onto the disk; then the record and the row of the ledger in one transaction.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from pipelines.evidence.evidence_files import GIVEN
from pipelines.evidence.file_names import kept_name
from pipelines.evidence.sniffed_kind import HEAD, sniffed
from records.byte_budgets import ByteStream, MiB
from records.database import in_transaction, read_session
from records.durable_files import make_folder, sync_folder
from records.errors import DiskFull, QorganError
from records.fault_names import named, reason
from records.hand.file_rows import Belonging, KeptBytes, add_file
from records.i18n import tr
from records.patience import WITH_A_PERSON
from records.tables import EvidenceFileRow
from records.vocabulary import Door

_COMING = ".coming"
_PIECE = 1 << 18
# Seconds after which what lies half written is what a process that was killed has left.
_ABANDONED = 24 * 3600


class NotTaken(QorganError):
    """A file is not taken in: too large, or empty. Raised before it is recorded; nothing of it stays. Exit 1, 413 or 422 at the desk."""


class TooLarge(NotTaken):
    """A file has more bytes than the setting allows."""


def take_in(engine: Engine, evidence: Path, stream: ByteStream, name: str, door: Door, to: Belonging, *, who: str, now: datetime, limit: int) -> int:
    """Take in a file: its bytes, the name that it came with, through which door, and to what it belongs. Gives the id of its record.

    At most `limit` bytes are read, in pieces; the first one beyond raises TooLarge. Nothing of it stays on the disk when it is not recorded, whatever broke it off. Raises what
    `records.hand.file_rows.add_file` raises, and DiskFull.
    """
    with bytes_kept(engine, evidence, stream, limit) as kept:
        called = kept_name(name)
        return in_transaction(engine, lambda session: add_file(session, kept, called, door, to, who=who, now=now).id, WITH_A_PERSON)


@contextmanager
def bytes_kept(engine: Engine, evidence: Path, stream: ByteStream, limit: int) -> Iterator[KeptBytes]:
    """The bytes on the disk, for a transaction inside that records them (`add_file`), perhaps with something else. They go again if that fails.

    Until then they have a second name in the folder of what is coming. By it somebody who sends the same bytes at the same moment is noticed, and what a process that was killed has left.
    """
    aside, kept = _written_aside(engine, evidence, stream, limit)
    path = file_path(evidence, kept.sha256)
    try:
        with _told_by_disk(evidence):
            _give_name(aside, path, kept.sha256)
        yield kept
        # Another one with the same bytes may have broken off, and taken them away, since.
        with _told_by_disk(evidence):
            _give_name(aside, path, "")
        aside.unlink(missing_ok=True)
    except BaseException:
        _forget(engine, evidence, aside)
        raise


def file_path(evidence: Path, sha256: str) -> Path:
    """Where the bytes of a file lie."""
    return evidence / GIVEN / sha256[:2] / sha256


def coming_folder(evidence: Path) -> Path:
    """The folder in which bytes wait until they are recorded, made if it is not there."""
    folder = evidence / GIVEN / _COMING
    with _told_by_disk(evidence):
        make_folder(folder)
    return folder


def _written_aside(engine: Engine, evidence: Path, stream: ByteStream, limit: int) -> tuple[Path, KeptBytes]:
    """Write the bytes into the folder of what is coming, and name them there by their hash. Half a file does not stay."""
    coming = coming_folder(evidence)
    with _told_by_disk(evidence):
        _forget_abandoned(engine, evidence, coming)
        handle, name = tempfile.mkstemp(dir=coming, prefix="half-")
    try:
        hashed, size, head = hashlib.sha256(), 0, b""
        with os.fdopen(handle, "wb") as target:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise TooLarge(tr("the file is larger than {n} MB").format(n=limit // MiB))
                hashed.update(piece)
                head += piece[: HEAD - len(head)]
                with _told_by_disk(evidence):
                    target.write(piece)
            if not size:
                raise NotTaken(tr("the file is empty"))
            with _told_by_disk(evidence):
                target.flush()
                os.fsync(target.fileno())
        sha256 = hashed.hexdigest()
        aside = coming / f"{sha256}.{Path(name).name}"
        os.rename(name, aside)
        return aside, KeptBytes(sha256, size, sniffed(head))
    finally:
        Path(name).unlink(missing_ok=True)


def _give_name(aside: Path, path: Path, sha256: str) -> None:
    """Let the bytes lie under their hash too. If a hash is given, what lies there already is compared with it, and put right where a disk has damaged it."""
    make_folder(path.parent)
    try:
        os.link(aside, path)
    except FileExistsError:
        if not sha256 or hash_of(path) == sha256:
            return
        path.unlink()
        os.link(aside, path)
    sync_folder(path.parent)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _forget(engine: Engine, evidence: Path, aside: Path) -> None:
    """Take bytes away that were not recorded, unless a record names them or somebody else is sending the same ones."""
    with contextlib.suppress(OSError):
        aside.unlink(missing_ok=True)
        sha256 = aside.name.partition(".")[0]
        if len(sha256) != 64 or any(aside.parent.glob(f"{sha256}.*")):
            return
        with read_session(engine) as session:
            known = session.scalar(select(EvidenceFileRow.id).where(EvidenceFileRow.sha256 == sha256).limit(1))
        if known is None:
            file_path(evidence, sha256).unlink(missing_ok=True)


def _forget_abandoned(engine: Engine, evidence: Path, coming: Path) -> None:
    # By the clock of the file system, which says when a file was last written to.
    since = time.time() - _ABANDONED
    for path in coming.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < since:
                _forget(engine, evidence, path)


@contextmanager
def _told_by_disk(evidence: Path) -> Iterator[None]:
    """Say in words why the disk did not take it."""
    try:
        yield
    except OSError as error:
        found = named(error) or DiskFull(reason(error))
        raise type(found)(tr("evidence cannot be written to {folder}: {why}").format(folder=evidence, why=found)) from error
