"""Files that people send are evidence. Their bytes lie beside the stored pages, each under its SHA-256 (`evidence/files/ab/ab…`), and are never changed or opened by a program.

`take_in` is the one way in, for the desk, a mailbox or a bot: bytes as they come, piece by piece, onto the disk; then the record and the row of the ledger in one transaction.
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

from pipelines.evidence.writer import GIVEN, kept_name
from records.byte_budgets import ByteStream, MiB
from records.database import WITH_A_PERSON, in_transaction, read_session
from records.errors import DiskFull, QorganError
from records.fault_names import named, reason
from records.files import make_folder, sync_folder
from records.i18n import tr
from records.manual_tips import Belonging, KeptBytes, add_file
from records.settings import environment_with
from records.tables import EvidenceFileRow
from records.vocabulary import PICTURES, Door, FileKind

# What a file is, by its first bytes. What somebody says of it, by a name or a header, counts for nothing.
#
# The list is short and closed. A file of which it knows nothing, or that begins like a page (HTML, SVG, XML), is bytes: kept, and never shown.

# So many bytes are looked at.
HEAD = 1 << 16
_FIXED = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"%PDF-", FileKind.PDF),
    (b"ID3", FileKind.AUDIO),
    (b"OggS", FileKind.AUDIO),
    (b"fLaC", FileKind.AUDIO),
    (b"#!AMR", FileKind.AUDIO),
    # Of no use as evidence, and letters alone to begin with.
    (b"GIF8", FileKind.BYTES),
    (b"\x1aE\xdf\xa3", FileKind.VIDEO),
)
_RIFF = {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.AUDIO, b"AVI ": FileKind.VIDEO}
# ISO base media: the brand says what is in it.
_STILLS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")
_SOUNDS = (b"M4A ", b"M4B ")
# The first line of a mail is one of these headers (RFC 5322 and what servers put before them).
_MAIL = re.compile(
    rb"(?:Return-Path|Delivered-To|Received|X-[A-Za-z-]{1,40}|From|Date|Subject|To|Message-ID|MIME-Version|DKIM-Signature|ARC-[A-Za-z-]{1,40}):[ \t]",
    re.I,
)
# What no text holds: control bytes besides tab, line feed, form feed, carriage return.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def sniffed(head: bytes) -> FileKind:
    """The kind of a file that begins with these bytes (`HEAD` of them, or all that it has)."""
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


# How files of sound and film are called, by the same bytes: programs go by it when they open one.
_ENDINGS = ((b"ID3", ".mp3"), (b"OggS", ".ogg"), (b"fLaC", ".flac"), (b"#!AMR", ".amr"))


def sound_ending(head: bytes) -> str:
    """The ending of the name of a sound recording or a film that begins with these bytes; empty for any other file."""
    if known := next((ending for begin, ending in _ENDINGS if head.startswith(begin)), ""):
        return known
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
    """Whether a frame of MPEG sound begins here (ISO 11172-3: eleven bits that are set, then a layer and a rate that exist), or one of AAC (ADTS)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    adts = head[1] & 0xF6 == 0xF0
    return adts or (head[1] & 0x06 != 0 and head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C)


def _text(head: bytes) -> FileKind:
    if not head.strip() or _CONTROL.search(head):
        return FileKind.BYTES
    try:
        # The last letter may be cut by the end of what was looked at.
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
# Seconds after which what lies half written is what a process that was killed has left.
_ABANDONED = 24 * 3600


class NotTaken(QorganError):
    """A file is not taken in: too large, or empty. Raised before it is recorded; nothing of it stays. Exit 1, 413 or 422 at the desk."""


class TooLarge(NotTaken):
    """A file has more bytes than the setting allows."""


def take_in(engine: Engine, evidence: Path, stream: ByteStream, name: str, door: Door, to: Belonging, *, who: str, now: datetime, limit: int) -> int:
    """Take in a file: its bytes, the name that it came with, through which door, and to what it belongs. Gives the id of its record.

    At most `limit` bytes are read, in pieces; the first one beyond raises TooLarge. Nothing of it stays on the disk when it is not recorded, whatever broke it off. Raises what
    `records.manual_tips.add_file` raises, and DiskFull.
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


# Pictures as they are shown: made anew from what was given, and kept where nothing is lost with them. The original is never sent to be looked at.

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
