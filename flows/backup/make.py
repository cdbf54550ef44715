"""Making a backup, or updating the one in a folder, while the desk and a run continue."""

import fcntl
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, make_url, select
from sqlalchemy.orm import Session

from flows.backup.restore import MANIFEST, Manifest, check_database_file, is_sqlite, journal_of, read_manifest, write_database, write_manifest
from flows.backup.verified_copy import PART, BackupFile, ChangedSource, append_growth, copy_file, digest_of, is_whole
from pipelines.evidence.files import PREVIEW_FOLDER
from pipelines.evidence.retention import lock_evidence
from pipelines.evidence.writer import SUBMITTED_FILES_FOLDER, evidence_files, submitted_files
from records.database import open_read_only, schema_versions
from records.errors import CopyFailed
from records.files import make_folder, sync_folder
from records.i18n import tr
from records.settings import Settings
from records.tables import EvidenceFileRow, SnapshotRow

_EVIDENCE = "evidence"
_OTHERS = "files"
# What is not copied from the data folder as plain files: database and evidence are copied in their own ways, the others can be recreated.
_LEFT_OUT = frozenset({_EVIDENCE, "logs", "prefect", "sample", PREVIEW_FOLDER})
_LOCK = ".backup.lock"
# What a file system has at its top by default.
_OF_THE_DISK = frozenset({"lost+found"})
_MOST = 20
# Over this many backups every evidence file in the folder is read again, because a disk may damage what was once written well.
ROUNDS = 7


@dataclass
class BackupResult:
    """The contents of a backup, how many bytes were new, which damaged files were copied again, and messages about what could not be copied."""

    manifest: Manifest
    new_bytes: int = 0
    renewed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def make_backup(engine: Engine, settings: Settings, folder: Path, now: datetime, passed: Callable[[int], None] = lambda _bytes: None) -> BackupResult:
    """Back up the records, the evidence and the other files of the data folder. The records come first, since their evidence is already on the disk.

    Raises CopyFailed if the records cannot be copied completely; the previous backup stays. It also raises it, before anything is changed, for an
    unsuitable folder.
    """
    _require_fit(settings, folder)
    make_folder(folder)
    os.chmod(folder, 0o700)
    evidence = settings.evidence
    clearing = lock_evidence(evidence) if evidence.is_dir() and os.access(evidence, os.W_OK) else nullcontext()
    with _alone(folder), clearing:
        before = read_manifest(folder) if (folder / MANIFEST).exists() else None
        result = _take_database(engine, folder, now, before.round + 1 if before else 0)
        # Before the evidence, which takes long: an anchor made meanwhile would be of a later ledger than the copied one.
        result.manifest.files.update(_take_others(settings, folder, before, result))
        result.manifest.files.update(_take_evidence(evidence, folder, before, result, passed))
        result.faults += _without_evidence(folder, before, result.manifest)
        write_manifest(folder, result.manifest)
        _delete_what_is_not_named(folder, result.manifest)
    return result


def _require_fit(settings: Settings, folder: Path) -> None:
    """Raise CopyFailed for a folder that is, contains or is in the data folder, or that contains files of something else.

    Copies would replace files that are being written, or be copied themselves; a foreign folder would be closed to other users.
    """
    place = folder.resolve()
    for ours in (settings.data.resolve(), settings.evidence.resolve()):
        if place.is_relative_to(ours) or ours.is_relative_to(place):
            words = tr("{folder} and the data folder {data} lie one in the other; back up into a folder of its own, best on another disk")
            raise CopyFailed(words.format(folder=folder, data=settings.data))
    # An interrupted first backup leaves its lock, and what it had copied.
    if folder.is_dir() and not any((folder / name).exists() for name in (MANIFEST, _LOCK)):
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in _OF_THE_DISK)
        if foreign:
            words = tr("{folder} is not empty and holds no backup ({name}); back up into an empty folder, or into one that holds a backup")
            raise CopyFailed(words.format(folder=folder, name=foreign[0]))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with os.fdopen(os.open(folder / _LOCK, os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CopyFailed(tr("another backup into {folder} is at work; wait until it has ended").format(folder=folder)) from error
        yield


def _take_database(engine: Engine, folder: Path, now: datetime, number: int) -> BackupResult:
    """Return the records as one checked file, and the manifest with it alone."""
    name = f"database-{now:%Y%m%dT%H%M%S}.db"
    part = folder / (name + PART)
    part.unlink(missing_ok=True)
    write_database(engine, part)
    looked = check_database_file(part)
    if looked.faults:
        part.unlink()
        raise CopyFailed(tr("the database is not whole: {fault}; the last backup stays; `qorgan verify` tells all").format(fault=looked.faults[0]))
    backup_file = BackupFile(name, part.stat().st_size, str(digest_of(part)))
    os.replace(part, folder / name)
    sync_folder(folder)
    manifest = Manifest(now.isoformat(), schema_versions(engine)[0] or "", name, looked.head, {name: backup_file}, number)
    return BackupResult(manifest, backup_file.bytes)


def _take_evidence(
    evidence: Path, folder: Path, before: Manifest | None, backup_result: BackupResult, passed: Callable[[int], None]
) -> Iterator[tuple[str, BackupFile]]:
    for path in [*evidence_files(evidence), *submitted_files(evidence)]:
        name = f"{_EVIDENCE}/{path.relative_to(evidence).as_posix()}"
        previous = before.files.get(name) if before else None
        target = folder / name
        try:
            if previous is None or not target.is_file() or _is_renewed(path, target, previous, backup_result):
                copied = replace(copy_file(path, target), stored=name)
                backup_result.new_bytes += copied.bytes
            else:
                copied = append_growth(path, target, previous)
                backup_result.new_bytes += copied.bytes - previous.bytes
        except ChangedSource:
            assert previous is not None
            backup_result.faults.append(
                tr("{file} was cut or changed since the last backup, whose copy stays; `qorgan verify` tells what is wrong with it").format(file=name)
            )
            copied = previous
        yield name, copied
        passed(path.stat().st_size)


def _is_renewed(source: Path, target: Path, backup_file: BackupFile, backup_result: BackupResult) -> bool:
    """Return whether the copy is damaged and its source is not. Only copies whose turn it is, and those about to be extended, are read."""
    grown = source.stat().st_size != backup_file.bytes
    due = zlib.crc32(backup_file.stored.encode()) % ROUNDS == backup_result.manifest.round % ROUNDS
    cut = target.stat().st_size < backup_file.bytes
    if not (cut or ((grown or due) and not is_whole(target, backup_file.bytes, backup_file.sha256))):
        return False
    if not is_whole(source, backup_file.bytes, backup_file.sha256):
        raise ChangedSource
    backup_result.renewed.append(backup_file.stored)
    return True


def _take_others(settings: Settings, folder: Path, before: Manifest | None, backup_result: BackupResult) -> Iterator[tuple[str, BackupFile]]:
    """Yield the other files, each stored under its SHA-256, so that no file of an earlier manifest is overwritten."""
    for path in _others(settings):
        name = path.relative_to(settings.data).as_posix()
        sha256 = digest_of(path)
        previous = before.files.get(name) if before else None
        if previous is not None and previous.sha256 == sha256:
            if is_whole(folder / previous.stored, previous.bytes, previous.sha256):
                yield name, previous
                continue
            backup_result.renewed.append(name)
        copied = replace(copy_file(path, folder / _OTHERS / str(sha256), sha256=sha256), stored=f"{_OTHERS}/{sha256}")
        backup_result.new_bytes += copied.bytes
        yield name, copied


def _others(settings: Settings) -> Iterator[Path]:
    """Yield the other files, without databases, whatever their names.

    A file that is being written cannot be copied like this, and SQLite would replay its journal into the restored database. An old qorgan.db may
    remain even if the settings name a server.
    """
    if not settings.data.is_dir():
        return
    databases = {(settings.data / "qorgan.db").absolute(), Path(make_url(settings.database).database or "").absolute()}
    for top in sorted(settings.data.iterdir()):
        if top.name in _LEFT_OUT or top.name.startswith(".") or top.is_symlink():
            continue
        for path in sorted(top.rglob("*") if top.is_dir() else [top]):
            owner = journal_of(path) or path
            if path.is_file() and not path.is_symlink() and not (owner.absolute() in databases or is_sqlite(owner)):
                yield path


def _without_evidence(folder: Path, before: Manifest | None, manifest: Manifest) -> list[str]:
    """Return messages about evidence that the records refer to and that is missing.

    The copy of a file that is gone stays: it may be the last one, and an unmounted disk must not empty its backup. Only files that were cleared here,
    and that no record refers to, are dropped.
    """
    engine = open_read_only(folder / manifest.database)
    query = select(SnapshotRow.file, func.max(SnapshotRow.offset)).where(SnapshotRow.dropped_at.is_(None)).group_by(SnapshotRow.file)
    with Session(engine) as session:
        ends = [(str(file), int(last)) for file, last in session.execute(query.order_by(SnapshotRow.file))]
        submitted = select(EvidenceFileRow.sha256, EvidenceFileRow.size).distinct().order_by(EvidenceFileRow.sha256)
        # A truncated file lacks its last byte.
        ends += [(f"{SUBMITTED_FILES_FOLDER}/{sha256[:2]}/{sha256}", size - 1) for sha256, size in session.execute(submitted)]
    engine.dispose()
    stays, missing = [], []
    for file, last in ends:
        name = f"{_EVIDENCE}/{file}"
        previous = before.files.get(name) if before and name not in manifest.files else None
        if previous is not None and (folder / previous.stored).is_file():
            manifest.files[name] = previous
            stays.append(tr("{file} is gone here; the copy in the backup stays; `qorgan verify` tells more").format(file=name))
        elif (copied := manifest.files.get(name)) is None or copied.bytes <= last:
            missing.append(tr("the records point to {file}, which is missing or cut; `qorgan verify` tells more").format(file=file))
    return stays + missing[:_MOST]


def _delete_what_is_not_named(folder: Path, manifest: Manifest) -> None:
    """Delete what this backup no longer names: older databases, cleared evidence, parts of an interrupted backup."""
    named = {file.stored for file in manifest.files.values()} | {MANIFEST, _LOCK}
    ours = [
        *folder.glob("database-*.db*"),
        *(folder / _EVIDENCE).rglob(f"*{PART}"),
        *evidence_files(folder / _EVIDENCE),
        *submitted_files(folder / _EVIDENCE),
        *(folder / _OTHERS).glob("*"),
    ]
    for path in ours:
        if path.is_file() and path.relative_to(folder).as_posix() not in named:
            path.unlink()
