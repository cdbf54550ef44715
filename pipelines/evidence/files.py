"""Storage of files that people send as evidence: type detection, intake, and pictures for display.

The bytes are stored next to the pages, each under its SHA-256 (`evidence/files/ab/ab…`), and are never changed or opened by a program. All sources
(desk, mailbox, bot) use `store_evidence_file`, which streams the bytes to disk and then stores the record and the ledger row in one transaction.
"""

import contextlib
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from pipelines.evidence.writer import SUBMITTED_FILES_FOLDER, storable_name
from records.byte_budgets import ByteStream, MiB
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.error_translation import error_reason, translate_error
from records.errors import DiskFull, QorganError
from records.evidence_files import FileTarget, StoredBytes, add_file
from records.files import make_folder, sync_folder
from records.i18n import tr
from records.settings import environment_with
from records.tables import EvidenceFileRow
from records.vocabulary import PICTURES, FileKind, IntakeChannel

# Detection of file types by their first bytes. A claimed name or header does not count. The list is short and closed: an unknown file, or one that
# begins like a page (HTML, SVG, XML), is stored as bytes and never shown.

# Number of bytes that are inspected.
HEAD = 1 << 16
_FIXED = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"%PDF-", FileKind.PDF),
    (b"ID3", FileKind.AUDIO),
    (b"OggS", FileKind.AUDIO),
    (b"fLaC", FileKind.AUDIO),
    (b"#!AMR", FileKind.AUDIO),
    # Not useful as evidence, and its signature consists of letters only.
    (b"GIF8", FileKind.BYTES),
    (b"\x1aE\xdf\xa3", FileKind.VIDEO),
)
_RIFF = {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.AUDIO, b"AVI ": FileKind.VIDEO}
# ISO base media: the brand names the content.
_STILLS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")
_SOUNDS = (b"M4A ", b"M4B ")
# The first line of a mail is one of these headers (RFC 5322, and those that servers add).
_MAIL = re.compile(
    rb"(?:Return-Path|Delivered-To|Received|X-[A-Za-z-]{1,40}|From|Date|Subject|To|Message-ID|MIME-Version|DKIM-Signature|ARC-[A-Za-z-]{1,40}):[ \t]",
    re.I,
)
# Control bytes that no text contains: all except tab, line feed, form feed and carriage return.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def detect_file_kind(head: bytes) -> FileKind:
    """Return the kind of a file from its first bytes (`HEAD` of them, or all it has)."""
    for begin, kind in _FIXED:
        if head.startswith(begin):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], FileKind.BYTES)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return FileKind.HEIC if brand in _STILLS else FileKind.AUDIO if brand in _SOUNDS else FileKind.VIDEO
    if _is_mpeg_sound(head):
        return FileKind.AUDIO
    return _text(head)


# Extensions of audio and video files by the same bytes, because players choose a decoder by the extension.
_ENDINGS = ((b"ID3", ".mp3"), (b"OggS", ".ogg"), (b"fLaC", ".flac"), (b"#!AMR", ".amr"))


def sound_ending(head: bytes) -> str:
    """Return the extension for an audio or video file that begins with these bytes; empty for any other file."""
    if by_beginning := next((ending for begin, ending in _ENDINGS if head.startswith(begin)), ""):
        return by_beginning
    if head.startswith(b"RIFF"):
        return {b"WAVE": ".wav", b"AVI ": ".avi"}.get(head[8:12], "")
    if head.startswith(b"\x1aE\xdf\xa3"):
        return ".webm" if b"webm" in head[:100] else ".mkv"
    if head[4:8] == b"ftyp" and head[8:12] not in _STILLS:
        return ".m4a" if head[8:12] in _SOUNDS else ".mov" if head[8:12] == b"qt  " else ".3gp" if head[8:10] == b"3g" else ".mp4"
    if _is_mpeg_sound(head):
        return ".aac" if head[1] & 0xF6 == 0xF0 else ".mp3"
    return ""


def _is_mpeg_sound(head: bytes) -> bool:
    """Return whether an MPEG audio frame (ISO 11172-3: eleven set bits, then a valid layer and rate) or an AAC frame (ADTS) begins here."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    adts = head[1] & 0xF6 == 0xF0
    return adts or (head[1] & 0x06 != 0 and head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C)


def _text(head: bytes) -> FileKind:
    if not head.strip() or _CONTROL.search(head):
        return FileKind.BYTES
    try:
        # The last character may be cut off by the limit.
        head[: -3 if len(head) >= HEAD else None].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(head) < HEAD or error.start < HEAD - 8:
            return FileKind.BYTES
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"<"):
        return FileKind.BYTES
    return FileKind.EML if _MAIL.match(plain) else FileKind.TEXT


_COMING = ".coming"
_PIECE = 1 << 18
# Age in seconds after which a partial file is the leftover of a killed process.
_ABANDONED = 24 * 3600


class FileRejected(QorganError):
    """A file that is refused: too large, or empty. Raised before it is recorded; nothing of it stays. Exit 1, or 413 or 422 at the desk."""


class FileTooLarge(FileRejected):
    """A file with more bytes than the setting allows."""


def store_evidence_file(
    engine: Engine, evidence: Path, stream: ByteStream, name: str, channel: IntakeChannel, to: FileTarget, *, who: str, now: datetime, limit: int
) -> int:
    """Store a file with its name, its source and the object it belongs to, and return the id of its record.

    At most `limit` bytes are read, in chunks; one more raises FileTooLarge. If the file is not recorded, for whatever cause, nothing stays on disk.
    Raises what `records.evidence_files.add_file` raises, and DiskFull.
    """
    with store_bytes(engine, evidence, stream, limit) as stored:
        called = storable_name(name)
        return write_with_retry(
            engine, lambda session: add_file(session, stored, called, channel, to, who=who, now=now).id, INTERACTIVE_RETRY_SECONDS
        )


@contextmanager
def store_bytes(engine: Engine, evidence: Path, stream: ByteStream, limit: int) -> Iterator[StoredBytes]:
    """Yield the bytes on disk for a transaction that records them (`add_file`); remove them if it fails.

    Until then they have a second name in the folder for incoming files. It shows that another process is storing the same bytes, and that a killed
    process left something behind.
    """
    aside, stored = _write_incoming(engine, evidence, stream, limit)
    path = file_path(evidence, stored.sha256)
    try:
        with _translate_disk_errors(evidence):
            _give_name(aside, path, stored.sha256)
        yield stored
        # Another process with the same bytes may have failed and removed them since.
        with _translate_disk_errors(evidence):
            _give_name(aside, path, "")
        aside.unlink(missing_ok=True)
    except BaseException:
        _forget(engine, evidence, aside)
        raise


def file_path(evidence: Path, sha256: str) -> Path:
    """Return the path of a file's bytes."""
    return evidence / SUBMITTED_FILES_FOLDER / sha256[:2] / sha256


def incoming_folder(evidence: Path) -> Path:
    """Return the folder for bytes that are not yet recorded; create it if it does not exist."""
    folder = evidence / SUBMITTED_FILES_FOLDER / _COMING
    with _translate_disk_errors(evidence):
        make_folder(folder)
    return folder


def _write_incoming(engine: Engine, evidence: Path, stream: ByteStream, limit: int) -> tuple[Path, StoredBytes]:
    """Write the bytes into the folder for incoming files under their hash. A partial file is removed."""
    folder = incoming_folder(evidence)
    with _translate_disk_errors(evidence):
        _forget_abandoned(engine, evidence, folder)
        handle, name = tempfile.mkstemp(dir=folder, prefix="half-")
    try:
        hashed, size, head = hashlib.sha256(), 0, b""
        with os.fdopen(handle, "wb") as target:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise FileTooLarge(tr("the file is larger than {n} MB").format(n=limit // MiB))
                hashed.update(piece)
                head += piece[: HEAD - len(head)]
                with _translate_disk_errors(evidence):
                    target.write(piece)
            if not size:
                raise FileRejected(tr("the file is empty"))
            with _translate_disk_errors(evidence):
                target.flush()
                os.fsync(target.fileno())
        sha256 = hashed.hexdigest()
        aside = folder / f"{sha256}.{Path(name).name}"
        os.rename(name, aside)
        return aside, StoredBytes(sha256, size, detect_file_kind(head))
    finally:
        Path(name).unlink(missing_ok=True)


def _give_name(aside: Path, path: Path, sha256: str) -> None:
    """Link the bytes to their final path too. If a hash is given, an existing file is compared with it and replaced if damaged."""
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
    """Return the SHA-256 of a file, read in chunks."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _forget(engine: Engine, evidence: Path, aside: Path) -> None:
    """Remove unrecorded bytes, unless a record names them or another process is storing the same ones."""
    with contextlib.suppress(OSError):
        aside.unlink(missing_ok=True)
        sha256 = aside.name.partition(".")[0]
        if len(sha256) != 64 or any(aside.parent.glob(f"{sha256}.*")):
            return
        with read_session(engine) as session:
            recorded = session.scalar(select(EvidenceFileRow.id).where(EvidenceFileRow.sha256 == sha256).limit(1))
        if recorded is None:
            file_path(evidence, sha256).unlink(missing_ok=True)


def _forget_abandoned(engine: Engine, evidence: Path, folder: Path) -> None:
    # Ages are compared by the file system's clock, which also sets modification times.
    since = time.time() - _ABANDONED
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < since:
                _forget(engine, evidence, path)


@contextmanager
def _translate_disk_errors(evidence: Path) -> Iterator[None]:
    """Turn disk errors into errors with a message."""
    try:
        yield
    except OSError as error:
        translated = translate_error(error) or DiskFull(error_reason(error))
        raise type(translated)(tr("evidence cannot be written to {folder}: {why}").format(folder=evidence, why=translated)) from error


# Pictures for display: new files made from the originals and cached. The original is never sent to a browser.

# Folder below the data folder, not part of backups because its contents can be made again.
PREVIEW_FOLDER = "shown"
# Seconds of elapsed time; the process limits its own CPU time.
_PATIENCE = 60
_COMMAND = "pipelines.evidence.picture_process"


def preview_picture(data: Path, evidence: Path, sha256: str, kind: FileKind) -> Path | None:
    """Return the display file of a picture, made if needed, or None if it is no picture or cannot be decoded within the limits.

    A failure is stored too (as an empty file), so that opening the page again does not repeat it.
    """
    if kind not in PICTURES:
        return None
    path = data / PREVIEW_FOLDER / f"{sha256}.jpg"
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
        # With a full disk no picture is shown; the error is reported by whatever must write.
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
